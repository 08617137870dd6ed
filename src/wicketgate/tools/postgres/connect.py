"""Logs in to one PostgreSQL server: takes a place and a lent password, gives a session in which nothing was run yet.

The password goes out as a SCRAM proof, in the clear (or as MD5) only inside TLS that is verified. A server that asks
for nothing, and so proves nothing, is refused where TLS does not prove it. Errors name no user, address or database.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import secrets
import ssl
from dataclasses import dataclass

from wicketgate.errors import Refused, RequestError
from wicketgate.secrets.broker.lent_value import Lent
from wicketgate.tools.postgres import framing
from wicketgate.tools.postgres.dial import LIMIT, Place, dial
from wicketgate.tools.postgres.fault import fault
from wicketgate.tools.postgres.framing import Fields, Garbled, int32, message, read_message, text
from wicketgate.tools.postgres.proof import SAFE_PATH
from wicketgate.tools.postgres.scram import MECHANISM, Scram, Unproven

SECONDS = 10.0
STRICT = {
    "client_encoding": "UTF8",
    "search_path": SAFE_PATH,
    "default_transaction_read_only": "on",
    "DateStyle": "ISO, MDY",
    "IntervalStyle": "postgres",
    "TimeZone": "UTC",
    "standard_conforming_strings": "on",
    "backslash_quote": "safe_encoding",
    "bytea_output": "hex",
    "extra_float_digits": "1",
    "application_name": "wicketgate",
}
"""Given at startup, so that no default of the role or the database comes before it."""
AUTHENTICATION_OK, CLEARTEXT, MD5, SASL, SASL_CONTINUE, SASL_FINAL = 0, 3, 5, 10, 11, 12


@dataclass(frozen=True, slots=True)
class Line:
    """A connection that is logged in."""

    place: Place
    trust: ssl.SSLContext | None
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    key: bytes
    """What a cancel request must show: process id and secret key."""


async def connect(place: Place, lent: Lent, seconds: float, trust: ssl.SSLContext | None = None) -> Line:
    """Return a logged-in connection whose statements end after about `seconds`; RequestError, without an address."""
    try:
        async with asyncio.timeout(SECONDS):
            reader, writer = await dial(place, trust)
            try:
                return await _logged_in(place, lent, seconds, trust, reader, writer)
            except BaseException:
                writer.transport.abort()
                raise
    except ssl.SSLCertVerificationError as error:
        raise RequestError(f"the data source's certificate is not trusted ({error.verify_message})") from None
    except (OSError, TimeoutError, EOFError, Garbled):
        raise RequestError("the data source cannot be reached", "is the server there, and does it accept us?") from None


async def _logged_in(
    place: Place,
    lent: Lent,
    seconds: float,
    trust: ssl.SSLContext | None,
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
) -> Line:
    said = {"user": place.user, "database": place.database, **STRICT}
    said["statement_timeout"] = str(int(seconds * 1000) + 1000)  # if we die before our own clock ends the statement
    pairs = b"".join(text(name) + text(value) for name, value in said.items())
    writer.write(message(b"", int32(framing.VERSION), pairs, b"\0"))
    await _Login(place, reader, writer).proven(lent)
    key = b""
    while (found := await read_message(reader, LIMIT)).kind != b"Z":
        if found.kind == b"E":
            raise _refused(found.body)
        if found.kind == b"K":
            key = found.body
        elif found.kind not in (b"S", b"N"):
            raise Garbled("expected the end of the login")
    return Line(place, trust, reader, writer, key)


class _Login:
    """The authentication of one connection."""

    def __init__(self, place: Place, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._place, self._reader, self._writer = place, reader, writer

    async def proven(self, lent: Lent) -> None:
        """Log in; Refused unless the server proved itself, by SCRAM or by its certificate."""
        code, fields = await self._asked()
        both = False
        if code == SASL:
            await self._scram(fields, lent)
            both = True
        elif code in (CLEARTEXT, MD5):
            if not self._place.tls:
                raise Refused("the data source asks for the password itself", "set it to scram-sha-256")
            self._writer.write(message(b"p", text(self._spelled(code, fields, lent.reveal()))))
        if code != AUTHENTICATION_OK:
            code, _ = await self._asked()
        if code != AUTHENTICATION_OK or not (both or self._place.tls):
            raise Refused("the data source does not prove itself", "let it ask for scram-sha-256 (pg_hba.conf)")

    async def _scram(self, fields: Fields, lent: Lent) -> None:
        if MECHANISM.encode() not in fields.rest().split(b"\0"):
            raise Unproven("the data source offers no SCRAM-SHA-256", "set password_encryption to scram-sha-256 there")
        exchange = Scram(secrets.token_urlsafe(24))
        first = exchange.first()
        self._writer.write(message(b"p", text(MECHANISM), int32(len(first)), first))
        code, fields = await self._asked()
        if code != SASL_CONTINUE:
            raise Unproven("the server's answer is not one of SCRAM")
        self._writer.write(message(b"p", await asyncio.to_thread(exchange.final, fields.rest(), lent.reveal())))
        code, fields = await self._asked()
        if code != SASL_FINAL:
            raise Unproven("the server did not prove that it knows the password")
        exchange.verify(fields.rest())

    async def _asked(self) -> tuple[int, Fields]:
        """Return what the server asks for, or says, about who we are."""
        while (found := await read_message(self._reader, LIMIT)).kind == b"N":
            pass
        if found.kind == b"E":
            raise _refused(found.body)
        if found.kind != b"R":
            raise Garbled("expected an authentication request")
        fields = Fields(found.body)
        return fields.int32(), fields

    def _spelled(self, code: int, fields: Fields, password: str) -> str:
        if code == CLEARTEXT:
            return password
        inner = hashlib.md5((password + self._place.user).encode(), usedforsecurity=False).hexdigest()
        return "md5" + hashlib.md5(inner.encode() + fields.take(4), usedforsecurity=False).hexdigest()


def _refused(body: bytes) -> Refused:
    # Its words hold the user, the database and our address.
    code = fault(body).code
    return Refused(f"the data source refused the login (SQLSTATE {code})", "check the source and its secret")


async def cancel(line: Line) -> None:
    """Ask the server to end what runs on a connection; nothing is said about whether it did."""
    with contextlib.suppress(OSError, TimeoutError, ssl.SSLError, RequestError):
        async with asyncio.timeout(SECONDS):
            reader, writer = await dial(line.place, line.trust)
            try:
                writer.write(message(b"", int32(framing.CANCEL), line.key))
                await writer.drain()
                await reader.read(1)  # the server closes once it has passed it on
            finally:
                writer.transport.abort()
