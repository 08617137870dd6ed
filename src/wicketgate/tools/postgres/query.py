"""`db.query` on PostgreSQL: takes a source, what lends its password, and one decided statement; gives rows as JSON.

The database's GRANTs are the first wall, the gate's reading the second; here: read only, one statement, clock and caps.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

from wicketgate.action import Action
from wicketgate.errors import ConfigError
from wicketgate.gate.sql import read
from wicketgate.policy import Source
from wicketgate.secrets.broker.lent_value import Lent
from wicketgate.tools.postgres.connect import connect
from wicketgate.tools.postgres.dial import Place
from wicketgate.tools.postgres.proof import Proof
from wicketgate.tools.postgres.session import Caps, Rows, Session
from wicketgate.tools.sqlite.query import BYTES, Answer

Lend = Callable[[Action, str], Awaitable[Lent]]
"""Lends a secret, by its name, for one action; Refused once it may not be used."""
SECONDS = 15.0
WHOLE, TRUTH = frozenset({20, 21, 23, 26}), 16
"""Types whose text is a number, and the one whose text is `t` or `f`."""


async def lent_for(source: Source, action: Action, lend: Lend | None) -> Lent:
    """Return the source's password for this action; Refused once it was revoked, or bound elsewhere."""
    if lend is None:
        raise ConfigError("this run has no vault, and the source needs a password")
    return await lend(action, str(source.password))


async def query(source: Source, ca: str, action: Action, lend: Lend | None, rows: int, sql: str) -> Answer:
    """Return what a decided statement reads, at most `rows` rows; `ca` verifies the server, the machine if empty."""
    with await lent_for(source, action, lend) as lent:  # to its end: a revoked password ends what runs
        session = Session(await connect(Place.of(source, ca), lent, SECONDS))
        try:
            return answer(await proven(session, sql, Caps(rows, BYTES, SECONDS)))
        finally:
            session.close()


async def proven(session: Session, sql: str, caps: Caps) -> Rows:
    """Return what a decided statement reads, once it is proven to call nothing of the database's own."""
    statement = read(sql, "postgres")
    return await session.run(statement.placed(sql), caps, Proof(statement))


def answer(rows: Rows) -> Answer:
    """Return rows as a tool gives them."""
    kinds = [column.oid for column in rows.columns]
    plain = ([_plain(value, kind) for value, kind in zip(row, kinds, strict=True)] for row in rows.rows)
    lines = (json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in plain)
    return Answer(tuple(column.name for column in rows.columns), tuple(lines), rows.truncated)


def _plain(value: bytes | None, kind: int) -> Any:
    if value is None:
        return None
    text = value.decode("utf-8", "replace")
    if kind == TRUTH:
        return text == "t"
    return int(text) if kind in WHOLE and text.lstrip("-").isdigit() else text
