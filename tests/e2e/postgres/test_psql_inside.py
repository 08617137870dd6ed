"""psql in the real sandbox, the password in the real vault: granted rows in, nothing else, and the password nowhere."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.conftest import Product
from tests.e2e.postgres.ground import CANARY, EMAIL, PASSWORD, SECOND
from tests.support.postgres import Server

POLICY = """\
version: 1
tasks:
  work:
    files: {{read: ["**"]}}
    commands: any
    tools: {{db.query: {{source: crm, tables: [tickets, "customers(id, name, plan)"], rows: 50}}}}
    limits: {{minutes: 2, memory: 512 MiB, disk: 32 MiB, processes: 64}}
sources:
  crm: {{kind: postgres, host: 127.0.0.1, port: {port}, database: crm, user: agent_ro, password: CRM_PASSWORD}}
secrets:
  CRM_PASSWORD: {{for: crm}}
"""
ACTIVE = (
    "SELECT count(*) FROM pg_stat_activity WHERE usename = 'agent_ro' AND state = 'active'"
    " AND backend_type = 'client backend'"
)


@pytest.fixture
def ready(product: Product, database: Server) -> Iterator[Server]:
    product.policy(POLICY.format(port=database.port))
    done = product.run("secret", "add", "CRM_PASSWORD", stdin=PASSWORD)
    assert done.returncode == 0, done.stderr
    yield database
    database.psql(f"ALTER ROLE agent_ro PASSWORD '{PASSWORD}'")


def script(product: Product, *lines: str) -> tuple[str, str]:
    """Return output and errors of a shell script inside, in which `q` asks one statement by psql."""
    (product.project / "go.sh").write_text("\n".join(lines))
    done = product.run("exec", "work", "--", "bash", "go.sh", timeout=90)
    return done.stdout, done.stderr


def asking(server: Server) -> str:
    """Return the definition of `q` for a script inside."""
    return f'q() {{ {server.bin}/psql -XAtwq -c "$1" 2>&1; }}'


def test_psql_inside_reads_what_is_granted_without_a_password(product: Product, ready: Server) -> None:
    out, err = script(
        product,
        asking(ready),
        'q "SELECT id, name FROM customers ORDER BY id"',
        'q "SELECT email FROM customers"',
        'q "SELECT * FROM payroll"',
        'q "SELECT pg_sleep(60)"',
        r'q "\conninfo"',
        r'q "\d customers"',
        "env; cat /proc/*/environ | tr '\\0' '\\n'; cat ~/.pgpass ~/.pg_service.conf",
        # The database itself, and not by way of us: there is no such network inside.
        f'PGPORT={ready.port} q "SELECT 1"',
    )
    assert "1|Ada\n2|Bob\n" in out, out + err
    assert "id|integer||not null|\nname|text|||\nplan|text|||\n" in out
    assert "column email of customers is not granted" in out
    assert "table payroll is not granted" in out
    assert "function pg_sleep is not one a query may call" in out
    assert "PGHOST=127.0.0.1" in out and "PGPORT=8705" in out
    assert "Connection refused" in out
    for secret in (PASSWORD, CANARY, EMAIL, "agent_ro"):
        assert secret not in out + err
    record = product.run("audit", "tail", "--json", "-n", "200").stdout
    entries = [json.loads(line) for line in record.splitlines()]
    asked = [entry["body"] for entry in entries if entry["kind"] == "asked"]
    assert any("SELECT id, name FROM customers" in json.dumps(body) for body in asked)
    assert PASSWORD not in record


def test_a_revoked_password_opens_nothing_and_a_rotated_one_does(product: Product, ready: Server) -> None:
    out, err = script(product, asking(ready), 'q "SELECT 10 + 1"')
    assert "11" in out, out + err
    assert product.run("secret", "revoke", "CRM_PASSWORD").returncode == 0
    out, err = script(product, asking(ready), 'q "SELECT 10 + 2"')
    assert "CRM_PASSWORD was revoked" in out and "12" not in out.split()
    ready.psql(f"ALTER ROLE agent_ro PASSWORD '{SECOND}'")
    assert product.run("secret", "rotate", "CRM_PASSWORD", stdin=SECOND).returncode == 0
    out, err = script(product, asking(ready), 'q "SELECT 10 + 3"')
    assert "13" in out.split(), out + err
    assert not any(value in out + err for value in (PASSWORD, SECOND))


def test_a_password_revoked_by_another_process_ends_the_session_that_is_open(product: Product, ready: Server) -> None:
    slow = "SELECT count(*) AS n FROM tickets a CROSS JOIN tickets b CROSS JOIN tickets c"
    (product.project / "go.sh").write_text(f'{asking(ready)}\nq "{slow}"\n')
    running = product.start("exec", "work", "--", "bash", "go.sh")
    deadline = time.monotonic() + 60
    while ready.psql(ACTIVE) != "1" and time.monotonic() < deadline:
        time.sleep(0.1)
    assert product.run("secret", "revoke", "CRM_PASSWORD").returncode == 0
    out, err = running.communicate(timeout=60)
    assert "FATAL:  wicketgate: cut off: CRM_PASSWORD was revoked" in out, out + err
    record = product.run("audit", "tail", "--json", "-n", "50").stdout
    assert "cut off: CRM_PASSWORD was revoked" in record and PASSWORD not in record + out + err
    deadline = time.monotonic() + 20  # the server is told at once, and takes notice when it next looks
    while ready.psql(ACTIVE) != "0" and time.monotonic() < deadline:
        time.sleep(0.1)
    assert ready.psql(ACTIVE) == "0"


def test_a_task_without_such_a_source_has_no_listener(product: Product, ready: Server) -> None:
    plain = POLICY.format(port=ready.port).replace(
        '    tools: {db.query: {source: crm, tables: [tickets, "customers(id, name, plan)"], rows: 50}}\n', ""
    )
    product.policy(plain)
    out, _ = script(product, asking(ready), 'env | grep -c ^PG; PGHOST=127.0.0.1 PGPORT=8705 q "SELECT 1"')
    assert out.startswith("0\n")
    assert "Connection refused" in out
    assert Path(product.project / "go.sh").exists()
