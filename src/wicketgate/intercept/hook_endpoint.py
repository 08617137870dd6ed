"""The hook endpoint: Claude Code asks before each tool call and reports afterwards, over the listener handed out.

Takes a door and a listening socket. Hook traffic is the agent's own word: it may be refused, explained and recorded;
nothing that arrives here grants, labels, approves or recognises anything. Every call before a tool is answered with an
explicit allow or deny, whatever arrives; all else is answered with the same harmless object.
"""

from __future__ import annotations

import asyncio
import socket

from wicketgate.errors import RequestError
from wicketgate.flow import Door
from wicketgate.http.exchange import Exchange
from wicketgate.http.limits import Limits
from wicketgate.http.server import serve
from wicketgate.intercept import hook_answers
from wicketgate.intercept.hook_events import PATHS, parse
from wicketgate.intercept.hook_session import HookSession

BODY = 8 << 20
DRAINED = 64 << 20
"""Of a body that is too long, so much is read and dropped, so that the sender lives to see the denial."""
SECONDS = 20.0
"""How long a decision may take; Claude Code itself gives up later than that, and then blocks."""
CONNECTIONS = Limits(connections=256)
JSON = ((b"content-type", b"application/json"),)


class HookEndpoint:
    """Answers the hooks of one run."""

    def __init__(self, door: Door, seconds: float = SECONDS) -> None:
        self._answering = HookSession(door, seconds)

    async def serve(self, listener: socket.socket) -> None:
        """Answer on `listener` until cancelled; closes it."""
        await serve(listener, self._answer, CONNECTIONS)

    async def _answer(self, exchange: Exchange) -> None:
        event = PATHS.get(exchange.target, "PreToolUse")
        try:
            answer = await self._respond(event, exchange)
        except (ConnectionError, asyncio.CancelledError):
            raise
        except Exception as error:
            answer = hook_answers.failed(event, error)
        await exchange.reply(200, JSON, answer)

    async def _respond(self, expected: str, exchange: Exchange) -> bytes:
        if exchange.target not in PATHS or exchange.method != "POST":
            return hook_answers.deny("expected POST to a path of the hook endpoint")
        kind = (exchange.header(b"content-type") or b"").split(b";")[0].strip().lower()
        raw = await _read(exchange)
        if kind != b"application/json":
            return hook_answers.deny("expected application/json") if expected == "PreToolUse" else hook_answers.NOTED
        return await self._answering.answer(parse(expected, raw))


async def _read(exchange: Exchange) -> bytes:
    kept, size = [], 0
    async for piece in exchange.stream(DRAINED):
        size += len(piece)
        if size <= BODY:
            kept.append(piece)
    if size > BODY:
        raise RequestError(f"expected a body of at most {BODY} bytes (got {size})")
    return b"".join(kept)
