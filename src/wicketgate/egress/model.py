"""The model route: a parsed reverse proxy. Takes what the sandbox sends, forwards only messages it understands.

1. `POST /v1/messages` and `/v1/messages/count_tokens` go on; start-up probes are answered here; nothing else is.
2. The body is read strictly and checked field by field; its text is cleaned, data framed; `metadata` replaced.
3. The tokens it may use are reserved, and the request is on record durably, before it is forwarded.
4. It goes to the one upstream, with headers made here and the operator's key.
5. The answer passes as it arrives, its headers made anew; usage and tool calls are read on the way and recorded. What
   completes a tool call passes once that call is on record durably.
"""

from __future__ import annotations

import asyncio
import fnmatch
import hashlib
import re
import secrets
import socket
import ssl
from collections.abc import Callable
from typing import Any

from wicketgate.egress import messages, strict
from wicketgate.egress.budget import BYTES_PER_TOKEN, Budget, Reservation, charged
from wicketgate.egress.framing import frame_data
from wicketgate.egress.ledger import Ledger
from wicketgate.egress.prices import Usage, price
from wicketgate.egress.stream import Reading
from wicketgate.egress.upstream import Upstream
from wicketgate.errors import Refused, StateError
from wicketgate.flow import Door
from wicketgate.http.client import Call, Reply, UpstreamError, exchange
from wicketgate.http.exchange import Exchange
from wicketgate.http.head import BadRequest, Headers
from wicketgate.http.limits import Limits
from wicketgate.http.server import JSON, Log, error_body, serve, silent
from wicketgate.output.frame import framed
from wicketgate.output.redact.several import cleaning_all
from wicketgate.policy import Model
from wicketgate.secrets.credential import Credential
from wicketgate.secrets.lease import Lease

MESSAGES, COUNT = "/v1/messages", "/v1/messages/count_tokens"
PROBES = frozenset({"/", "/api/hello"})
BODY, IDLE = 32 << 20, 600.0
MUTE = "wicketgate: the record cannot be written, nothing is let through"
AGENT = re.compile(rb"[A-Za-z0-9_-]{1,64}")
PASSED = re.compile(rb"request-id|retry-after|x-should-retry|anthropic-ratelimit-[a-z0-9-]{1,80}")
EVENTS, PLAIN = b"text/event-stream", b"application/json"
# Without this Claude Code tries a refused request again and again.
FINAL: Headers = ((b"x-should-retry", b"false"), *JSON)


class ModelApi:
    """The model API of one run, served to its sandbox."""

    def __init__(
        self,
        door: Door,
        model: Model,
        key: Credential,
        clean: Callable[[str], str],
        trust: ssl.SSLContext | None = None,
        log: Log = silent,
    ) -> None:
        self._model, self._key, self._clean, self._clean_all, self._log = model, key, clean, cleaning_all(clean), log
        self._framing = secrets.token_bytes(32)
        self._rule = door.ports.profile.policy.rule("model")
        self._user = hashlib.sha256(b"wicketgate run " + door.run.encode()).hexdigest()[:32]
        self._upstream = Upstream(model.url, key, trust)
        self._ledger = Ledger(door.ports.audit, clean, door.ports.state.activate)
        self._slots = asyncio.Semaphore(model.in_flight)
        self.budget = Budget(model, self._rule)

    async def serve(self, listener: socket.socket) -> None:
        """Answer on `listener` until cancelled."""
        await serve(listener, self.answer, Limits(connections=64, idle=600.0), self._log)

    async def answer(self, asked: Exchange) -> None:
        """Answer one request: forward it, answer it here, or refuse it."""
        path, _, query = asked.target.partition("?")
        if asked.method in ("GET", "HEAD") and path in PROBES:
            return await asked.reply(200, JSON, b"{}")
        try:
            if asked.method != "POST" or path not in (MESSAGES, COUNT) or query not in ("", "beta=true"):
                raise BadRequest(f"{asked.method} {path[:80]} is not part of the model route", messages.HINT, 404)
            async with self._slots:  # INVARIANT: bodies are read inside, so memory is bounded by slots x BODY
                await self._forward(asked, path)
        except BadRequest as error:
            self._ledger.refused(asked.method, asked.target, error.message)
            kind = "not_found_error" if error.status == 404 else "invalid_request_error"
            await self._say(asked, error.status, kind, f"wicketgate: {error.message}; {error.hint}".rstrip("; "))
        except UpstreamError as error:
            self._ledger.unanswered(error.message)
            await self._say(asked, 502, "api_error", f"wicketgate: {error.message}")
        except Refused as error:  # its key was revoked or has ended
            self._ledger.refused(asked.method, asked.target, error.message)
            await self._say(asked, 403, "permission_error", f"wicketgate: {error.message}")
        except StateError:
            await self._say(asked, 403, "permission_error", MUTE)

    async def _say(self, asked: Exchange, status: int, kind: str, message: str) -> None:
        if asked.started:  # INVARIANT: a cut answer must look cut, never complete
            raise ConnectionAbortedError
        await asked.reply(status, FINAL if status < 500 else JSON, error_body(kind, message))

    async def _forward(self, asked: Exchange, path: str) -> None:
        raw = await asked.body(BODY)
        body = await asyncio.to_thread(self._read, raw, path)
        tokens = len(strict.dumps(body)) // BYTES_PER_TOKEN + 1
        most = body.get("max_tokens", 0) if path == MESSAGES else 0
        held = self.budget.reserve(tokens if most else 0, most, price(body["model"]))
        used: Usage = Usage()
        try:
            if most:
                body["max_tokens"] = held.usage.output
            sent = strict.dumps(body)
            entry = self._ledger.request(body, len(sent), tokens, self._agent(asked), path)
            index = await entry.durable()
            used = Usage(input=held.usage.input)
            with Lease() as lease:
                await self._key.renew()
                lease.cover(self._key)
                used = await self._pass(asked, path, sent, index, held)
        finally:
            self.budget.settle(held, used)

    def _read(self, raw: bytes, path: str) -> dict[str, Any]:
        body = strict.loads(raw)
        messages.check(body)
        if not any(fnmatch.fnmatchcase(body["model"], pattern) for pattern in self._model.models):
            odd = f"model {body['model'][:80]!r} is not in the policy ({self._rule})"
            raise BadRequest(odd, f"it grants {', '.join(self._model.models)}")
        most = body.get("max_tokens")
        if path == MESSAGES and (not isinstance(most, int) or isinstance(most, bool) or most < 1):
            raise BadRequest("expected max_tokens to be a number above zero")
        cleaned = frame_data(strict.mapped_together(body, self._clean_all), lambda text: framed(text, self._framing))
        if "metadata" in cleaned or path == MESSAGES:
            cleaned["metadata"] = {"user_id": self._user}
        return cleaned

    async def _pass(self, asked: Exchange, path: str, sent: bytes, index: int, held: Reservation) -> Usage:
        streams = await self._upstream.connect()
        reading = Reading()
        note: dict[str, Any] = {"status": 0, "ended": "broken"}
        try:
            headers = self._upstream.headers(len(sent), asked.header(b"anthropic-beta"))
            call = Call("POST", self._upstream.prefix + path, headers)
            reply = await exchange(streams, call, sent, IDLE)
            note["status"] = reply.status
            await self._relay(asked, reply, reading)
            note["ended"] = "whole"
        finally:
            streams[1].close()
            used = charged(reading, note["status"], held)
            note |= {"input": used.input, "output": used.output, "cached": used.cache_read + used.cache_write}
            self._ledger.answer(index, {**note, "unread": reading.unread})
        return used

    async def _relay(self, asked: Exchange, reply: Reply, reading: Reading) -> None:
        kind = (reply.header(b"content-type") or b"").partition(b";")[0].strip().lower()
        if reply.header(b"content-encoding") not in (None, b"identity"):
            raise UpstreamError("the model API compressed an answer it was asked to send plain")
        if reply.status != 200:
            return await self._fail(asked, reply)
        if kind == EVENTS:
            await asked.start(200, [*_passed(reply), (b"content-type", EVENTS), (b"cache-control", b"no-cache")])
            async for piece in reply.pieces():
                await self._ledger.tool_uses(reading.feed(piece))
                await asked.send(piece)
            return await asked.end()
        if kind != PLAIN:
            raise UpstreamError("the model API answered in an unknown form")
        body = await reply.read(BODY)
        await self._ledger.tool_uses(reading.message(strict.loads(body)))
        await asked.reply(200, [*_passed(reply), *JSON], body)
        return None

    async def _fail(self, asked: Exchange, reply: Reply) -> None:
        """Pass on an upstream error: its status, its type and its message, cleaned."""
        if not 400 <= reply.status < 600:
            raise UpstreamError(f"the model API answered {reply.status}")
        raw = await reply.read(1 << 20)
        try:
            error = strict.loads(raw).get("error")
        except BadRequest:
            error = None
        said = error if isinstance(error, dict) else {}
        kind = str(said.get("type", "api_error"))[:64]
        message = self._clean(str(said.get("message", "no reason given")))[:4096]
        message = message.replace(self._key.reveal(), repr(self._key))
        await asked.reply(reply.status, [*_passed(reply), *JSON], error_body(kind, message))

    def _agent(self, asked: Exchange) -> str:
        value = asked.header(b"x-claude-code-agent-id") or b""
        return value.decode() if AGENT.fullmatch(value) else ""


def _passed(reply: Reply) -> list[tuple[bytes, bytes]]:
    return [(name, value) for name, value in reply.headers if PASSED.fullmatch(name)]
