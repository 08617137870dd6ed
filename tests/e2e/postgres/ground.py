"""What the PostgreSQL tests stand on: one real server's tables and roles, and a listener as a run has it inside."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

from tests.support.ports import Bench, bench
from tests.support.postgres import Server
from wicketgate.egress.fetch import Poster
from wicketgate.egress.postgres.leg import PostgresLeg
from wicketgate.errors import Refused
from wicketgate.output.redact import Redactor
from wicketgate.secrets.broker.broker import Broker
from wicketgate.secrets.broker.values import Vaulted
from wicketgate.secrets.credential import Credential
from wicketgate.secrets.secrecy import Secrecy

PASSWORD, SECOND = "agents-own-password-77", "agents-next-password-88"
CANARY, EMAIL, SALARY = "CANARY-PAYROLL-5f", "ada@private.test", "SALARY-91234"
SETUP = f"""
CREATE TABLE customers (id int PRIMARY KEY, name text, email text, plan text);
INSERT INTO customers VALUES (1, 'Ada', '{EMAIL}', 'gold'), (2, 'Bob', 'bob@private.test', 'free');
CREATE TABLE tickets (id int PRIMARY KEY, customer_id int, body text);
INSERT INTO tickets SELECT g, 1 + g % 2, 'ticket ' || g FROM generate_series(1, 1000) g;
CREATE TABLE payroll (id int, amount text); INSERT INTO payroll VALUES (1, '{CANARY}');
CREATE TABLE salaries (id int, amount text); INSERT INTO salaries VALUES (1, '{SALARY}');
CREATE TABLE notes (id int, said text); INSERT INTO notes VALUES (1, 'the password is {PASSWORD}!');
CREATE ROLE agent_ro LOGIN PASSWORD '{PASSWORD}';
GRANT SELECT (id, name, plan) ON customers TO agent_ro;
GRANT SELECT ON tickets, payroll, notes TO agent_ro;
"""
TABLES = ["tickets", "customers(id, name, plan)", "salaries", "notes"]
"""`payroll` only the policy keeps back, `salaries` only the database's GRANTs, `customers.email` both."""


@dataclass
class Values:
    """The vault, as far as a broker asks it."""

    password: str = PASSWORD
    revoked: bool = False
    redactor: Redactor | None = None

    async def get(self, name: str) -> Credential:
        """Return the value, unless it was revoked."""
        if self.revoked:
            raise Refused(f"{name} was revoked", f"wicketgate secret rotate {name}")
        return Credential(name, self.password)

    def learn(self, value: Credential) -> None:
        """Take a further value."""

    def turn(self, name: str) -> asyncio.Lock:
        """Return a lock nobody else has."""
        return asyncio.Lock()

    async def renewed(self, name: str, before: str, newest: Credential) -> bool:
        """Keep nothing."""
        return False


@dataclass
class Inside:
    """The listener of one run, and what a program inside can do with it."""

    port: int
    made: Bench
    values: Values
    server: Server
    heard: bytearray = field(default_factory=bytearray)
    """Every byte any client was sent."""

    async def psql(self, *words: str, **variables: str) -> tuple[int, str, str]:
        """Return exit status, output and errors of the real client, without a password."""
        env = {"PGHOST": "127.0.0.1", "PGPORT": str(self.port), "PGUSER": "agent", "PGDATABASE": "crm"}
        process = await asyncio.create_subprocess_exec(
            *(str(self.server.bin / "psql"), "-XAtw", *words),
            env={"PATH": "/usr/bin:/bin", "PGSSLMODE": "prefer", **env, **variables},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, err = await asyncio.wait_for(process.communicate(), 40)
        self.heard += out + err
        return process.returncode or 0, out.decode().strip(), err.decode().strip()

    async def query(self, sql: str) -> str:
        """Return what the real client prints for one statement, or its errors."""
        code, out, err = await self.psql("-c", sql)
        return out if code == 0 else err

    async def raw(self) -> Raw:
        """Return a connection of our own, logged in."""
        return await Raw(self, *await asyncio.open_connection("127.0.0.1", self.port)).login()


class Raw:
    """One connection that says what it likes."""

    def __init__(self, inside: Inside, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.inside, self.reader, self.writer = inside, reader, writer
        self.key = b""

    async def login(self) -> Raw:
        """Send a startup packet and read up to the first ready."""
        body = (3 << 16).to_bytes(4, "big") + b"user\0postgres\0database\0other\0\0"
        self.writer.write((len(body) + 4).to_bytes(4, "big") + body)
        for kind, content in await self.until(b"Z"):
            if kind == b"K":
                self.key = content
        return self

    def send(self, *messages: tuple[bytes, bytes]) -> None:
        """Send messages, all at once."""
        self.writer.write(b"".join(kind + (len(body) + 4).to_bytes(4, "big") + body for kind, body in messages))

    async def one(self) -> tuple[bytes, bytes]:
        """Return the next message, or an empty kind at the end."""
        try:
            head = await asyncio.wait_for(self.reader.readexactly(5), 30)
        except (asyncio.IncompleteReadError, ConnectionError):
            return b"", b""
        body = await self.reader.readexactly(int.from_bytes(head[1:], "big") - 4)
        self.inside.heard += head + body
        return head[:1], body

    async def until(self, last: bytes) -> list[tuple[bytes, bytes]]:
        """Return every message up to one of a kind, or to the end."""
        found = [await self.one()]
        while found[-1][0] not in (last, b""):
            found.append(await self.one())
        return found


def parse(sql: str, name: str = "") -> tuple[bytes, bytes]:
    """Return a Parse."""
    return b"P", name.encode() + b"\0" + sql.encode() + b"\0\0\0"


def bind(statement: str = "", portal: str = "") -> tuple[bytes, bytes]:
    """Return a Bind without values."""
    return b"B", portal.encode() + b"\0" + statement.encode() + b"\0" + bytes(6)


def execute(portal: str = "", most: int = 0) -> tuple[bytes, bytes]:
    """Return an Execute."""
    return b"E", portal.encode() + b"\0" + most.to_bytes(4, "big")


SYNC = (b"S", b"")


def kinds(found: list[tuple[bytes, bytes]]) -> str:
    """Return the kinds of messages, as one word."""
    return b"".join(kind for kind, _ in found).decode()


def document(server: Server, tables: list[str], rows: int = 500, **more: Any) -> dict[str, Any]:
    """Return the task and the rest of a policy that grants `db.query` on the server."""
    source = {"kind": "postgres", "host": "127.0.0.1", "port": server.port, "database": "crm", "user": "agent_ro"}
    return {
        "task": {"tools": {"db.query": {"source": "crm", "tables": tables, "rows": rows, **more}}},
        "sources": {"crm": {**source, "password": "CRM_PASSWORD"}},
        "secrets": {"CRM_PASSWORD": {"for": "crm"}},
    }


@contextlib.asynccontextmanager
async def inside(
    server: Server,
    tables: list[str] | None = None,
    clean: Callable[[str], str] = str,
    seconds: float = 15,
    secrecy: Secrecy | None = None,
    **more: Any,
) -> AsyncIterator[Inside]:
    """Yield the listener of a run that grants `db.query` on the server; `secrecy` takes the password into a vault."""
    made = bench(clean=clean, **document(server, tables or TABLES, **more))
    values, profile = Values(), made.door.ports.profile
    if secrecy is not None:
        await secrecy.custody.add(await secrecy.custody.drafted(profile.policy, "CRM_PASSWORD", PASSWORD, "me"))
    broker = Broker(profile, values if secrecy is None else Vaulted(secrecy, profile.policy), Poster())
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    leg = PostgresLeg(made.door, profile.source("crm"), broker.lend, seconds)
    serving = asyncio.create_task(leg.serve(listener))
    try:
        yield Inside(port, made, values, server)
    finally:
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)
        assert os.path.exists(server.folder)
