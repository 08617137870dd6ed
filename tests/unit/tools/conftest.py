"""A customer database with canaries in everything the tests never grant."""

from pathlib import Path

import apsw
import pytest

SCHEMA = """
CREATE TABLE customers (
    id INTEGER PRIMARY KEY, name TEXT, plan TEXT, email TEXT, contact TEXT AS (name || ' ' || email)
);
CREATE INDEX customers_email ON customers (email);
CREATE TABLE tickets (id INTEGER PRIMARY KEY AUTOINCREMENT, customer INTEGER, subject TEXT, state TEXT);
CREATE TABLE salaries (id INTEGER PRIMARY KEY, name TEXT, amount TEXT);
CREATE VIRTUAL TABLE notes USING fts5 (body);
CREATE VIEW paying AS SELECT id, plan, email FROM customers WHERE plan <> 'free';
CREATE VIEW open_tickets AS SELECT * FROM tickets WHERE state = 'open';
CREATE VIEW everything AS SELECT * FROM salaries, customers;
INSERT INTO customers (id, name, plan, email) VALUES
    (1, 'Ada', 'pro', 'CANARY-ada@example.com'), (2, 'Bob', 'free', 'CANARY-bob@example.com');
INSERT INTO tickets VALUES (1, 1, 'printer', 'open'), (2, 2, 'invoice', 'closed');
INSERT INTO salaries VALUES (1, 'Ada', 'CANARY-90000');
INSERT INTO notes VALUES ('CANARY-note');
ANALYZE;
"""


@pytest.fixture(scope="session")
def crm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the path of the database."""
    path = tmp_path_factory.mktemp("crm") / "crm.db"
    connection = apsw.Connection(str(path))
    list(connection.execute(SCHEMA))
    connection.close()
    return path
