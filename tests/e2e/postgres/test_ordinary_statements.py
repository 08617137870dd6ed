"""Ordinary statements, each run by a real server through the listener: PostgreSQL takes every one."""

from __future__ import annotations

import asyncio

import pytest

from tests.e2e.postgres.ground import PASSWORD, inside
from tests.support.postgres import MISSING, binaries, server
from tests.unit.gate.sql.test_ordinary import ORDINARY, TABLES, ordinary

SETUP = f"""
CREATE TABLE customers (id int PRIMARY KEY, name text NOT NULL, plan text DEFAULT 'free');
CREATE TABLE tickets (id int PRIMARY KEY, customer_id int REFERENCES customers, subject varchar(200), body text,
    status text DEFAULT 'open', priority int DEFAULT 3, amount numeric(10, 2), tags text[], meta jsonb,
    created_at timestamptz DEFAULT now(), closed_at timestamptz);
INSERT INTO customers VALUES (1, 'Ada', 'gold'), (2, 'Bob', 'free');
INSERT INTO tickets SELECT g, 1 + g % 2, 'a refund ' || g, 'body', 'open', g % 4, g * 1.5, ARRAY['vip'],
    '{{"source": "web", "n": "1", "list": ["a"]}}', '2026-01-03T10:00:00Z' FROM generate_series(1, 9) g;
CREATE ROLE agent_ro LOGIN PASSWORD '{PASSWORD}';
GRANT SELECT ON customers, tickets TO agent_ro;
"""
REFUSED = {"SELECT * FROM tickets TABLESAMPLE SYSTEM (50);"}


def test_ordinary_statements_run() -> None:
    if binaries() is None:
        pytest.skip(MISSING)
    assert ORDINARY.is_file()

    async def go() -> None:
        async with inside(made, list(TABLES)) as run:
            for sql in ordinary():
                raw.append((sql, await run.query(sql)))

    raw = list[tuple[str, str]]()
    with server(SETUP) as made:
        asyncio.run(go())
    assert {sql: said for sql, said in raw if said.startswith("ERROR") and sql not in REFUSED} == {}
