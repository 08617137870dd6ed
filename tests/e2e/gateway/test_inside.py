"""The gateway as code inside the sandbox reaches it, past Claude Code and its hooks: only what was granted is given."""

import json
import sqlite3

import pytest
from tests.e2e.conftest import Product

POLICY = """\
version: 1
tasks:
  work:
    files: {read: ["**"]}
    commands: any
    tools:
      db.query: {source: crm, tables: ["customers(id, name)"]}
    limits: {minutes: 2, memory: 512 MiB, disk: 32 MiB}
sources:
  crm: {kind: sqlite, path: crm.db}
"""
ASK = """
import http.client, json, sys
for name, arguments in json.loads(sys.argv[1]):
    for turn in range(2):
        connection = http.client.HTTPConnection("127.0.0.1", 8704, timeout=40)
        body = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": name, "arguments": arguments}}
        headers = {"content-type": "application/json", "accept": "application/json, text/event-stream"}
        connection.request("POST", "/mcp", json.dumps(body), headers)
        answer = json.loads(connection.getresponse().read())
    print(json.dumps(answer["result"]))
"""


@pytest.fixture
def project(product: Product) -> Product:
    (product.project / "ask.py").write_text(ASK)
    with sqlite3.connect(product.project / "crm.db") as base:
        base.executescript(
            "create table customers (id, name, card); insert into customers values (1, 'Ann', 'canary-card');"
            "create table payments (id, iban); insert into payments values (1, 'canary-iban');"
        )
    product.policy(POLICY)
    return product


def test_only_granted_columns_come_back_and_each_call_is_on_record(project: Product) -> None:
    queries = [
        "select name from customers",
        "select card from customers",
        "select * from payments",
        "select c.name from customers c join payments p using (id)",
        "select sql from sqlite_master",
        "attach 'crm.db' as x",
    ]
    calls = json.dumps([["db_query", {"source": "crm", "sql": sql}] for sql in queries])
    done = project.run("exec", "work", "--", "python3", "ask.py", calls)
    assert done.returncode == 0, done.stderr
    allowed, *refused = [json.loads(line) for line in done.stdout.splitlines()]
    assert not allowed["isError"] and '[["Ann"]]' in allowed["content"][0]["text"]
    assert len(refused) == 5 and all(answer["isError"] for answer in refused)
    assert "canary" not in done.stdout
    record = [json.loads(line) for line in project.run("audit", "tail", "--json", "-n", "500").stdout.splitlines()]
    kinds = [entry["kind"] for entry in record if entry["kind"] in ("asked", "decided", "outcome")]
    assert kinds.count("asked") == kinds.count("decided") == 2 * len(queries)
    # What the gate denies is never executed, so it has no outcome.
    assert kinds.count("outcome") == 2


def test_source_itself_is_not_in_the_view(project: Product) -> None:
    done = project.inside("ls -la; cat crm.db; find / -name 'crm.db*' 2>/dev/null; exit 0")
    assert done.returncode == 0 and "ask.py" in done.stdout, done.stderr
    assert "canary" not in done.stdout and "crm.db\n" not in done.stdout
