"""The ssh-agent of one run (draft-miller-ssh-agent): it lists the task's keys and signs logins, and nothing else.

1. A connection says which SSH session it serves (`session-bind@openssh.com`). The host's key must have signed that
   session's id, and that very signature must have passed through this run's proxy, from a listed host, in a connection
   that is still open. So a session that runs elsewhere, or is over, binds nothing.
2. It asks to sign. What it wants signed must be a login of that session, as read by `secrets/ssh/login`.
3. The flow decides on host, user and key (and a person, where it asks); then the key is taken from the vault and signs.

Every other request fails. A refusal says nothing to the client; the record says why.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable

from wicketgate.action import Result, Way
from wicketgate.egress.ssh.sessions import Session, Sessions
from wicketgate.errors import Error, Refused
from wicketgate.flow import Door
from wicketgate.gate.ssh import LOGIN
from wicketgate.secrets.ssh.login import Bind, read_bind, read_login
from wicketgate.secrets.ssh.ring import Identity, KeyRing
from wicketgate.secrets.ssh.wire import Fields, Garbled, string

FAILURE, SUCCESS, LIST, LISTED, SIGN, SIGNED, EXTENSION = b"\5", b"\6", 11, b"\x0c", 13, b"\x0e", 27
BIND = b"session-bind@openssh.com"
CONNECTIONS, MESSAGES, LONGEST = 16, 64, 32 << 10
"""At once; of one connection; bytes of one message."""
IDLE = 120.0
NOTED = 500
"""Refusals that are noted one by one, a run: a program that asks without end must not fill the record."""


class AgentLeg:
    """The agent's socket, served to one sandbox."""

    def __init__(self, door: Door, ring: KeyRing, sessions: Sessions) -> None:
        self.door, self.ring, self.sessions = door, ring, sessions
        self._tasks: set[asyncio.Task[None]] = set()
        self._refusals = 0

    async def serve(self, listener: socket.socket) -> None:
        """Answer on `listener` until cancelled; then close it and every connection."""
        server = await asyncio.start_unix_server(self._accepted, sock=listener, limit=LONGEST)
        try:
            async with server:
                await server.serve_forever()
        finally:
            for task in tuple(self._tasks):
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    def refused(self, reason: str) -> None:
        """Note why something was not signed."""
        self._refusals += 1
        if self._refusals <= NOTED:
            last = "; further ones of this run are not noted" if self._refusals == NOTED else ""
            self.door.ports.audit.note("ssh.refused", {"reason": reason + last})

    async def _accepted(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is None or len(self._tasks) >= CONNECTIONS:
            writer.transport.abort()
            return
        self._tasks.add(task)
        try:
            await _Connection(self).converse(reader, writer)
        except (asyncio.CancelledError, asyncio.IncompleteReadError, OSError, TimeoutError):
            writer.transport.abort()
        except Garbled as error:
            self.refused(error.message)
            writer.transport.abort()
        finally:
            self._tasks.discard(task)
            writer.close()


class _Connection:
    """What one client says."""

    def __init__(self, leg: AgentLeg) -> None:
        self._leg, self._door, self._ring = leg, leg.door, leg.ring
        self._bound: tuple[Bind, Session] | None = None
        self._answers: dict[int, Callable[[Fields], Awaitable[bytes]]] = {
            LIST: self._list,
            SIGN: self._sign,
            EXTENSION: self._extension,
        }

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer until the client leaves; Garbled at what is no message of this protocol, or too many."""
        for _ in range(MESSAGES):
            try:
                async with asyncio.timeout(IDLE):
                    length = int.from_bytes(await reader.readexactly(4), "big")
                    if not 0 < length <= LONGEST:
                        raise Garbled("a message to the ssh-agent is too long, or empty")
                    body = await reader.readexactly(length)
            except asyncio.IncompleteReadError as error:
                if error.partial:
                    raise
                return
            writer.write(string(await self._answer(body)))
            async with asyncio.timeout(IDLE):
                await writer.drain()
        raise Garbled(f"more than {MESSAGES} messages in one connection to the ssh-agent")

    async def _answer(self, body: bytes) -> bytes:
        step = self._answers.get(body[0])
        if step is None:
            self._leg.refused(f"the ssh-agent does not do what the message {body[0]} asks for")
            return FAILURE
        try:
            return await step(Fields(body[1:]))
        except Error as error:
            self._leg.refused(error.message)
            return FAILURE

    async def _list(self, fields: Fields) -> bytes:
        fields.end()
        found = await self._identities()
        listed = b"".join(string(one.blob) + string(one.name.encode()) for one in found)
        return LISTED + len(found).to_bytes(4, "big") + listed

    async def _identities(self) -> list[Identity]:
        """Return the keys of the bound host, or of the task before that; one that may not be used is left out."""
        found = []
        for name in self._ring.names if self._bound is None else (self._key_of(self._bound[1]),):
            try:
                found.append(await self._ring.identity(name))
            except Refused as error:
                self._leg.refused(error.message)
        return found

    def _key_of(self, session: Session) -> str:
        return self._door.ports.profile.task.ssh[session.place].key

    async def _extension(self, fields: Fields) -> bytes:
        if fields.string() != BIND:
            return FAILURE
        if self._bound is not None:
            raise Refused("the connection to the ssh-agent serves a session already")
        found = read_bind(fields.rest())
        session = self._leg.sessions.find(found.host_key, found.signature)
        if session is None:
            raise Refused("no connection of this run to a listed host is the session that was bound")
        self._bound = (found, session)
        return SUCCESS

    async def _sign(self, fields: Fields) -> bytes:
        key, data, flags = fields.string(), fields.string(), fields.number()
        fields.end()
        if self._bound is None:
            remedy = "use an OpenSSH client of version 8.9 or later"
            raise Refused(f"a signature was asked for before any session was bound ({remedy})")
        bind, session = self._bound
        login = read_login(key, data, flags)
        if login.session != bind.session or login.host_key not in (None, bind.host_key):
            raise Refused("the login is of another session, or another host, than the one that was bound")
        identity = await self._ring.identity(self._key_of(session))
        if identity.blob != key:
            raise Refused(f"the key asked to sign is not {identity.name}")
        if session.claimed:
            raise Refused("a login of this session was decided on already")
        session.claimed = True  # INVARIANT: no await since it was looked at
        return SIGNED + string(await self._decided(session, identity, login.user, login.algorithm, data))

    async def _decided(self, session: Session, key: Identity, user: str, algorithm: str, data: bytes) -> bytes:
        """Return the signature once the flow admitted it, its outcome on record."""
        asked = {"host": session.host, "port": session.port, "user": user}
        asked |= {"key": key.name, "fingerprint": key.fingerprint}
        admission = await self._door.admit(self._door.request(LOGIN, asked, Way.EGRESS))
        verdict = admission.verdict
        if not verdict.allowed:
            raise Refused(f"{verdict.reason} (rule {verdict.rule})", verdict.remedy)
        try:
            if not session.open:
                raise Refused("the session ended before its login was decided on")
            made = await self._ring.sign(admission.action, algorithm, data)
        except BaseException as error:
            said = error.message if isinstance(error, Error) else "the signature failed inside Wicketgate"
            await self._door.settle(admission, Result(said, ok=False))
            raise
        session.signed = True
        await self._door.settle(admission, Result(f"signed with {algorithm}"))
        return made
