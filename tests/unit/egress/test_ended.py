"""A value that may not be used any more ends what is under way with it, at once; one that was rotated is used next.

The vault, the proxy, the TLS server and every connection are real; what changes the vault is what the warden calls.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.support.fake_model import FakeModel
from tests.support.ports import bench
from tests.support.upstream import HOST, all_of
from tests.support.vaulted import VaultWorld
from tests.support.wire import parsed, request, served, talk

from wicketgate.egress import dial
from wicketgate.egress.model import ModelApi
from wicketgate.http.exchange import Exchange
from wicketgate.policy import Model, Policy
from wicketgate.secrets.vault.vault import key_of

VALUE, SECOND = "first-value-Vq3kT9xLw2Zp8Rn5", "second-value-Yb7C1dE4fG6hJ0mS"
HERE = f"{HOST}:PORT"
RULES = ({"GET": f"{HERE}/**"},)
BOUND = {"secrets": {"T": {"to": HERE}}}
TOKEN = "issued-token-8f3a9c2e7d1b4f60"
TOOLS = [{"name": "Bash", "input_schema": {"type": "object"}}]


class Forge(VaultWorld):
    """A host that answers at once, or when it is told to."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, self.said)
        self.ended = asyncio.Event()
        """Set when a connection to the host has ended."""
        self.waiting = asyncio.Event()
        """Set when a request to /slow or /stream has arrived."""
        self.go = asyncio.Event()

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await super()._connection(reader, writer)
        finally:
            self.ended.set()

    async def said(self, asked: Exchange, body: bytes) -> None:
        """Answer at once, after a while, or for as long as somebody listens."""
        if asked.target == "/login":
            issued = json.dumps({"access_token": TOKEN}).encode()
            return await asked.reply(200, [(b"content-type", b"application/json")], issued)
        if asked.target == "/stream":
            await asked.start(200, [(b"content-type", b"text/plain")])
            await asked.send(b"the beginning\n")
        if asked.target == "/events":
            await asked.start(200, [(b"content-type", b"text/event-stream")])
            await asked.send(b"data: begun\n\n")
            self.waiting.set()
            await self.go.wait()
            await asked.send(f"data: somebody logged in with {TOKEN} just now\n\n".encode())
            return await asked.end()
        if asked.target in ("/slow", "/stream"):
            self.waiting.set()
            ended = asyncio.ensure_future(asked._reader.read(1))
            await asyncio.wait({ended, asyncio.ensure_future(self.go.wait())}, return_when=asyncio.FIRST_COMPLETED)
            if ended.done():
                raise ConnectionResetError
            ended.cancel()
            if asked.target == "/stream":
                return await asked.end()
        return await asked.reply(200, [], f"with {asked.header(b'authorization')!r}".encode())

    def raw(self, path: str, **fields: str) -> bytes:
        """Return a request with the placeholder."""
        assert self.given is not None
        fields = {"authorization": f"Bearer {self.given.variables()['T']}"} | fields
        return request("GET", path, close=False, host=HERE, **fields)

    def outcomes(self) -> list[dict[str, Any]]:
        """Return what the record says came of each request."""
        return [json.loads(entry["text"]) for entry in self.made.audit.of("outcome")]


@contextlib.asynccontextmanager
async def working(forge: Forge, expires: str = "") -> AsyncIterator[Callable[[bytes], Awaitable[asyncio.StreamReader]]]:
    """Yield what sends a request on a connection of its own, the value kept in the vault."""
    async with forge.open(*RULES, document=BOUND) as (port, up, _):
        entry = await forge.secrecy.custody.drafted(forge.policy, "T", VALUE, "me")
        await forge.secrecy.custody.add(replace(entry, expires=expires))
        open_ones = []

        async def send(raw: bytes) -> asyncio.StreamReader:
            reader, writer = await forge.connect(port, f"{HOST}:{up}")
            writer.write(raw.replace(b"PORT", str(up).encode()))
            open_ones.append(writer)
            return reader

        yield send
        for writer in open_ones:
            writer.close()


@pytest.fixture(autouse=True)
def _loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dial, "why_refused", lambda address: "")


@pytest.fixture
def forge(tmp_path: Path) -> Forge:
    """A host."""
    return Forge(tmp_path)


async def happened(event: asyncio.Event) -> bool:
    """Return whether an event came in time."""
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(event.wait(), 5)
    return event.is_set()


async def revoke(forge: Forge) -> None:
    """Revoke the value."""
    await forge.secrecy.custody.revoke(key_of(forge.policy, "T"))


async def remove(forge: Forge) -> None:
    """Remove the value."""
    await forge.secrecy.custody.remove(key_of(forge.policy, "T"))


async def rebind(forge: Forge) -> None:
    """Accept a policy by which the value goes elsewhere."""
    text = forge.policy.text.replace('"to"', '"methods": ["POST"], "to"')
    await forge.secrecy.custody.accept(Policy.of(text, forge.policy.path))


ENDS = {
    "revoked": (revoke, "T was revoked"),
    "removed": (remove, "T is not in the vault"),
    "bound elsewhere": (rebind, "the binding of T changed"),
}


@pytest.mark.parametrize("how", sorted(ENDS))
@pytest.mark.parametrize("path", ["/slow", "/stream"])
def test_what_is_under_way_is_cut_at_both_ends_with_the_reason_on_record(how: str, path: str, forge: Forge) -> None:
    end, reason = ENDS[how]

    async def work() -> bytes:
        async with working(forge) as send:
            reader = await send(forge.raw(path))
            await asyncio.wait_for(forge.waiting.wait(), 5)
            await end(forge)
            assert await happened(forge.ended)
            return await asyncio.wait_for(reader.read(65536) if path == "/slow" else all_of(reader), 5)

    answer = asyncio.run(work())
    (outcome,) = forge.outcomes()
    assert outcome["ended"].startswith(f"cut off: {reason}")
    if path == "/slow":
        assert parsed(answer)[0] == 403 and reason.encode() in answer
    else:
        assert b"the beginning" in answer and not answer.endswith(b"0\r\n\r\n")


def test_a_value_that_ends_by_itself_ends_what_is_under_way(forge: Forge) -> None:
    soon = datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=1)

    async def work() -> bytes:
        async with working(forge, soon.isoformat()) as send:
            reader = await send(forge.raw("/slow"))
            return await asyncio.wait_for(reader.read(65536), 5)

    assert b"the value of T has expired" in asyncio.run(work())
    assert forge.outcomes()[0]["ended"] == "cut off: the value of T has expired"


def test_a_kept_connection_is_closed_when_the_value_it_carried_is_revoked(forge: Forge) -> None:
    async def work() -> None:
        async with working(forge) as send:
            reader = await send(forge.raw("/now"))
            await reader.readuntil(b"with ")
            assert not forge.ended.is_set()
            await revoke(forge)
            assert await happened(forge.ended)

    asyncio.run(work())
    assert len(forge.secrecy.vault.watches) == 0


def test_a_rotated_value_is_used_next_and_what_is_under_way_goes_to_its_end(forge: Forge) -> None:
    async def work() -> tuple[bytes, bytes]:
        async with working(forge) as send:
            first = await send(forge.raw("/slow", connection="close"))
            await asyncio.wait_for(forge.waiting.wait(), 5)
            await forge.secrecy.custody.rotate(key_of(forge.policy, "T"), SECOND, "me")
            forge.go.set()
            return await all_of(first), await all_of(await send(forge.raw("/now", connection="close")))

    for answer in asyncio.run(work()):
        assert parsed(answer)[0] == 200 and b"[redacted:T" in answer
        assert VALUE.encode() not in answer and SECOND.encode() not in answer
    assert [fields["authorization"] for _, _, fields, _ in forge.got] == [f"Bearer {VALUE}", f"Bearer {SECOND}"]
    assert [outcome.get("ended") for outcome in forge.outcomes()] == [None, None]


def test_what_a_host_issued_counts_as_long_as_what_it_was_issued_for(forge: Forge) -> None:
    async def work() -> list[bytes]:
        async with working(forge) as send:
            said = await all_of(await send(forge.raw("/login", connection="close")))
            token = f"Bearer {json.loads(parsed(said)[2])['access_token']}"
            good = await all_of(await send(forge.raw("/now", connection="close", authorization=token)))
            await revoke(forge)
            return [good, await all_of(await send(forge.raw("/now", connection="close", authorization=token)))]

    good, refused = asyncio.run(work())
    assert parsed(good)[0] == 200 and forge.got[1][2]["authorization"] == f"Bearer {TOKEN}"
    assert parsed(refused)[0] == 403 and b"T was revoked" in refused and len(forge.got) == 2


def test_a_stream_that_is_open_is_cleaned_of_a_token_issued_meanwhile(forge: Forge) -> None:
    async def work() -> bytes:
        async with working(forge) as send:
            events = await send(forge.raw("/events"))
            async with asyncio.timeout(30):
                await forge.waiting.wait()
            login = await send(forge.raw("/login"))
            assert b"wgp_" in await login.readuntil(b"}")
            forge.go.set()
            return await events.readuntil(b"0\r\n\r\n")

    got = asyncio.run(work())
    assert TOKEN.encode() not in got and b"logged in with [redacted:T.issued]" in got


def test_the_model_route_ends_with_the_key_and_says_so(forge: Forge) -> None:
    text = "version: 1\nmodel: {key: MODEL_KEY}\ntasks: {task: {files: {read: [a]}}}\n"
    policy = Policy.of(text, Path("/policy/wicketgate.yaml"))
    vault, custody = forge.secrecy.vault, forge.secrecy.custody

    async def work() -> bytes:
        await custody.add(await custody.drafted(policy, "MODEL_KEY", VALUE, "me"))
        key = vault.live(policy, "MODEL_KEY", await vault.get(policy, "MODEL_KEY"))
        model = FakeModel([{"delay": 30, "text": "late"}])
        made = bench({"files": {"read": ["a"]}})
        with model:
            api = ModelApi(made.door, Model(url=model.url, key="MODEL_KEY"), key, str)
            async with served(api.serve) as port:
                body: dict[str, Any] = {"model": "claude-x", "max_tokens": 9, "tools": TOOLS}
                body["messages"] = [{"role": "user", "content": "hi"}]
                asking = asyncio.create_task(talk(port, request("POST", "/v1/messages", json.dumps(body).encode())))
                async with asyncio.timeout(20):
                    while not model.requests:
                        await asyncio.sleep(0.02)
                await custody.revoke(key_of(policy, "MODEL_KEY"))
                return await asking

    answer = asyncio.run(work())
    assert parsed(answer)[0] == 403 and b"cut off: MODEL_KEY was revoked" in answer
