"""The listener inside that speaks PostgreSQL's protocol: takes connections, logs each in without a password.

Whoever connects is a program of the run, whatever name it gives; who it is to the database is settled outside. Takes
the door, the source and what lends its password.
"""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import secrets
import socket

from wicketgate.egress.postgres import answers
from wicketgate.egress.postgres.conversation import Conversation
from wicketgate.egress.postgres.granted import Granted
from wicketgate.egress.postgres.upstream import TOOL, Upstream
from wicketgate.errors import Error, Refused
from wicketgate.flow import Door
from wicketgate.policy import Source
from wicketgate.secrets.lease import Lease
from wicketgate.tools.postgres.framing import CANCEL, GSS, SSL, VERSION, Fields, Garbled, int32, message, read_first
from wicketgate.tools.postgres.query import SECONDS, Lend

CONNECTIONS = 16
LIMIT = 64 << 10
LOGIN_SECONDS = 15.0
NO = b"N"
REPLICATION_OFF = frozenset({"false", "off", "no", "0"})


class PostgresLeg:
    """The PostgreSQL listener of one run."""

    def __init__(self, door: Door, source: Source, lend: Lend | None, seconds: float = SECONDS) -> None:
        """`seconds`: how long one statement may take."""
        self._door, self._source, self._lend, self._seconds = door, source, lend, seconds
        grant = door.ports.profile.task.tools[TOOL]
        self._granted = Granted(str(grant.source), grant.tables)
        self._open: dict[bytes, Upstream] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def serve(self, listener: socket.socket) -> None:
        """Answer on `listener` until cancelled; then close it and every connection."""
        server = await asyncio.start_server(self._accepted, sock=listener, limit=LIMIT)
        try:
            async with server:
                await server.serve_forever()
        finally:
            for task in tuple(self._tasks):
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _accepted(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is None or len(self._tasks) >= CONNECTIONS:
            writer.transport.abort()
            return
        self._tasks.add(task)
        with contextlib.suppress(OSError):
            writer.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            await self._session(reader, writer)
        except Garbled as error:
            writer.write(answers.error(answers.PROTOCOL, error.message, fatal=True))
        except (asyncio.CancelledError, OSError, TimeoutError, Error):
            writer.transport.abort()
        finally:
            self._tasks.discard(task)
            writer.close()

    async def _session(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async with asyncio.timeout(LOGIN_SECONDS):
            if not await self._logged_in(reader, writer):
                return
        try:
            with Lease() as lease:
                await self._conversed(reader, writer, lease)
        except Refused as refused:
            self._door.ports.audit.note("egress.refused", {"tool": TOOL, "reason": refused.message})
            writer.write(answers.error(answers.ENDED, refused.message, refused.hint, fatal=True))

    async def _conversed(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, lease: Lease) -> None:
        key = secrets.token_bytes(8)
        upstream = self._open[key] = Upstream(self._door, self._source, self._lend, lease, self._granted, self._seconds)
        try:
            writer.write(answers.welcome(key))
            await Conversation(reader, writer, upstream, self._door.ports.state.clean).run()
        finally:
            self._open.pop(key, None)
            upstream.close()

    async def _logged_in(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Return whether a session begins; a cancel request is done with once it is passed on."""
        for _ in range(3):  # one question about TLS, one about GSSAPI, then the session
            version, rest = await read_first(reader)
            if version in (SSL, GSS) and not rest:
                writer.write(NO)
            elif version == CANCEL:
                await self._cancelled(rest)
                return False
            elif version >> 16 == VERSION >> 16:
                _check_startup(rest, version, writer)
                return True
            else:
                raise Garbled("expected version 3 of the protocol")
        raise Garbled("expected a session")

    async def _cancelled(self, key: bytes) -> None:
        found = [upstream for known, upstream in self._open.items() if hmac.compare_digest(known, key)]
        for upstream in found:
            await upstream.cancel()


def _check_startup(rest: bytes, version: int, writer: asyncio.StreamWriter) -> None:
    """Read the options of a session, none of which has an effect; Garbled for what is not one to be had here."""
    fields, unknown = Fields(rest), list[str]()
    while name := fields.text():
        value = fields.text()
        if name == "replication" and value.lower() not in REPLICATION_OFF:
            raise Garbled("expected no replication")
        unknown += [name] if name.startswith("_pq_.") else []
    fields.end()
    if version != VERSION or unknown:
        names = b"".join(name.encode() + b"\0" for name in unknown)
        writer.write(message(b"v", int32(VERSION), int32(len(unknown)), names))
