"""How each wall before a PostgreSQL server is taken away, as `above` does for the others."""

from __future__ import annotations

import asyncio
import re
import ssl
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest

from wicketgate.action import Admission, Way
from wicketgate.egress.postgres import answers, binary, cleaning, extended, keys, leg, portal, upstream
from wicketgate.egress.postgres.upstream import TOOL, Upstream
from wicketgate.gate.sql import lex
from wicketgate.gate.sql.statement import Statement
from wicketgate.gate.sql.uses import Uses
from wicketgate.secrets.broker.lent_value import Lent
from wicketgate.secrets.credential import Credential
from wicketgate.tools.postgres import connect, dial, fault, packets, session
from wicketgate.tools.postgres.fault import DatabaseError
from wicketgate.tools.postgres.framing import Fields, Message, message, text
from wicketgate.tools.postgres.scram import Scram
from wicketgate.tools.postgres.session import Caps, Rows, Session

Patch = pytest.MonkeyPatch
POSTGRES: dict[str, Callable[[Patch], None]] = {}
KEPT: dict[str, str] = {}
PUBLIC = "SELECT WHERE concat($1::text, $2::text, $3::text, $4::text, set_config('search_path', 'public', true)) = ''"


def listed(name: str, where: object, what: str, instead: Any) -> None:
    """List a wall that is one function or value."""
    POSTGRES[name] = lambda patch: patch.setattr(where, what, instead)


async def whatever_is_decided(self: Upstream, sql: str) -> Admission:
    """Return the admission of a statement, also of one that is refused."""
    return await self._door.admit(self._door.request(TOOL, {"source": self._name, "sql": sql}, Way.EGRESS))


async def unhurried(self: Session, sent: bytes, caps: Caps) -> Rows:
    """Return the answer whenever it comes."""
    return await self._answered(sent, caps)


async def every_row(self: Session, rows: Rows, found: Message, caps: Caps) -> None:
    """Keep a row, however many there are."""
    rows.rows.append(packets.values(found.body))


async def as_far_as_it_goes(self: Upstream, action: Any, sql: str) -> Rows:
    """Return as much of an answer as may be shown."""
    return cleaning.cleaned(await (await self._ready(action)).run(sql, self._caps), self._door.ports.state.clean)


def each_alone(row: cleaning.Row, clean: Callable[[str], str]) -> cleaning.Row:
    """Return a row, each of its values cleaned by itself."""
    return tuple(None if value is None else clean(value.decode()).encode() for value in row)


def own_words(body: bytes) -> DatabaseError:
    """Return all a server says of an error."""
    fields, said = Fields(body), list[str]()
    while fields.take(1) != b"\0":
        said.append(fields.text())
    return DatabaseError(said[2], "; ".join(said), "; ".join(said))


async def asked_once(source: Any, action: Any, lend: Any) -> Lent:
    """Return the password as it was when it was first asked for."""
    name = str(source.password)
    if name not in KEPT:
        with await lend(action, name) as lent:
            KEPT[name] = lent.reveal()
    return Lent(Credential(name, KEPT[name]))


async def told_anybody(self: Any, lent: Any) -> None:
    """Answer whatever is asked with the password."""
    await self._asked()
    self._writer.write(message(b"p", text(lent.reveal())))
    await self._asked()


async def in_the_clear(place: dial.Place, trust: Any) -> Any:
    """Dial without TLS, wherever it is."""
    return await dial.dial(replace(place, tls=False), trust)


def anybody() -> ssl.SSLContext:
    """Return a context that believes every certificate."""
    free = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    free.check_hostname, free.verify_mode = False, ssl.CERT_NONE
    return free


async def cancel_all(self: leg.PostgresLeg, key: bytes) -> None:
    """Pass a cancel request on, whatever key it shows."""
    await asyncio.gather(*(one.cancel() for one in self._open.values()))


async def described_undecided(self: Upstream, sql: str, types: Sequence[int]) -> Rows:
    """Describe a statement whatever was decided of it."""
    admission = await whatever_is_decided(self, sql)
    return await self._described(admission.action, sql, types)


def anything_that_fits(column: packets.Column, value: bytes | None) -> bytes | None:
    """Return a value in binary, zero where it is none."""
    try:
        return binary.encoded(column, value)
    except answers.Told:
        return bytes(4)


listed("postgres: more rows of what is made up alone", upstream, "made_up", lambda sql: "wicketgate_line" in sql)
listed("postgres: a description is decided", Upstream, "sketch", described_undecided)
listed("postgres: types of values that are known", extended, "known", tuple)
listed("postgres: binary fits its type", portal, "encoded", anything_that_fits)
listed("postgres: words as every reader parts them", lex, "_apart", lambda sql, found, dialect: None)
listed("postgres: names are the server's own", session, "ASKED", PUBLIC)
listed("postgres: or an extension's", session, "ASKED", session.ASKED.replace("LIMIT 1", "LIMIT 0"))
listed("postgres: words of functions are no words of ours", fault, "WITHIN", re.compile(r"(?!)"))
listed("postgres: keys of granted columns alone", keys, "_whole", lambda key, granted: True)
listed("postgres: a column is proven to be one", Statement, "proofs", lambda self: ())
listed("postgres: a name given by what is computed", Uses, "_given", lambda self, source, name: None)
listed("postgres: each statement is decided", Upstream, "admit", whatever_is_decided)
listed("postgres: a yes for one execution", extended.Extended, "_spent", lambda self, prepared: prepared.admission)
listed("postgres: read only", session, "BEGIN", "BEGIN TRANSACTION READ WRITE")
listed("postgres: rolled back", session, "_simple", lambda sql: message(b"Q", text("COMMIT")))
listed("postgres: our own clock", Session, "_timed", unhurried)
listed("postgres: rows and bytes", Session, "_row", every_row)
listed("postgres: a part is never the whole", Upstream, "_run", as_far_as_it_goes)
listed("postgres: answers cleaned", upstream, "cleaned", lambda found, clean: found)
listed("postgres: rows cleaned across their columns", cleaning, "_row", each_alone)
listed("postgres: an error is about the statement", session, "fault", own_words)
listed("postgres: a failed login says nothing", connect, "_refused", own_words)
listed("postgres: the secret asked for at each statement", upstream, "lent_for", asked_once)
listed("postgres: the password for TLS alone", connect._Login, "proven", told_anybody)
listed("postgres: the server proves itself", Scram, "verify", lambda self, said: None)
listed("postgres: TLS to what is far away", connect, "dial", in_the_clear)
listed("postgres: its certificate verified", dial, "system_trust", anybody)
listed("postgres: the authorities named alone", dial, "own_trust", lambda ca: anybody())
listed("postgres: a cancel of one's own", leg.PostgresLeg, "_cancelled", cancel_all)
