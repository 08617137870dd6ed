"""Answers on their way inside, over real TLS: begun while no secret was known, or dripping while they are held."""

from __future__ import annotations

import asyncio
import json
import re
import zlib
from pathlib import Path

import pytest
from tests.support.memory import Memory
from tests.support.upstream import HOST, TlsWorld, all_of
from tests.support.vaulted import VaultWorld
from tests.support.wire import parsed, request

from wicketgate.egress import answer, carrier, dial
from wicketgate.egress.room import HELD, Room
from wicketgate.http.exchange import Exchange

VALUE = "ghp_Vq3kT9xLw2Zp8Rn5Yb7C1dE4fG6hJ0mS"
HERE = f"{HOST}:PORT"
RULES = ({"GET": f"{HERE}/**"},)


@pytest.fixture(autouse=True)
def _loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dial, "why_refused", lambda address: "")


class Meanwhile(VaultWorld):
    """A host to which no secret is bound: it begins to answer, and goes on once the vault has a value."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, self.said)
        self.begun, self.go = asyncio.Event(), asyncio.Event()

    async def said(self, asked: Exchange, body: bytes) -> None:
        """Answer in two parts."""
        parts, fields = [b"begun \xc3", f"\xa9 and {VALUE} and more".encode("latin-1")], list[tuple[bytes, bytes]]()
        if asked.target == "/large":
            parts[0] += bytes(1 << 20)
        if asked.target in ("/small", "/large"):
            fields = [(b"content-length", b"%d" % sum(map(len, parts)))]
        if asked.target in ("/packed", "/other"):
            engine = zlib.compressobj()
            parts = [
                engine.compress(parts[0]) + engine.flush(zlib.Z_SYNC_FLUSH),
                engine.compress(parts[1]) + engine.flush(),
            ]
            fields = [(b"content-encoding", b"deflate" if asked.target == "/packed" else b"br")]
        await asked.start(200, [(b"content-type", b"text/plain"), *fields])
        await asked.send(parts[0])
        self.begun.set()
        await self.go.wait()
        await asked.send(parts[1])
        await asked.end()


async def begun_before(world: Meanwhile, path: str, known: str) -> bytes:
    """Return the answer to a request, during which a value became known."""
    async with world.open(*RULES, document={"secrets": {"T": {"to": "other.good.test"}}}) as (port, up, _):
        reader, writer = await world.connect(port, f"{HOST}:{up}")
        writer.write(request("GET", path, host=HERE).replace(b"PORT", str(up).encode()))
        async with asyncio.timeout(30):
            await world.begun.wait()
            custody = world.secrecy.custody
            if known:
                await custody.add(await custody.drafted(world.policy, "T", known, "me"))
            world.go.set()
            got = await all_of(reader)
        writer.close()
        return got


@pytest.mark.parametrize("path", ["/events", "/small", "/large", "/packed", "/other"])
def test_an_answer_begun_while_nothing_was_known_is_cleaned_or_cut(path: str, tmp_path: Path) -> None:
    got = asyncio.run(begun_before(Meanwhile(tmp_path), path, VALUE))
    assert got.startswith(b"HTTP/1.1 200 ") and VALUE.encode() not in got
    head, _, rest = got.partition(b"\r\n\r\n")
    if path == "/events":
        whole = re.sub(rb"(?:^|\r\n)[0-9a-f]+\r\n", b"", rest)
        assert whole == b"begun \xc3\xa9 and [redacted:T] and more\r\n" and rest.endswith(b"0\r\n\r\n")
    elif path == "/small":
        assert rest == b"begun \xc3\xa9 and [redacted:T] and more"
    elif path == "/large":  # what was said of its length no longer holds: it must look cut
        assert b"content-length: %d\r\n" % (len(rest) + len(VALUE) - len("[redacted:T]")) in head
    else:
        assert b"and more" not in got and not got.endswith(b"0\r\n\r\n")


def test_such_an_answer_without_the_value_passes_as_it_is(tmp_path: Path) -> None:
    for number, (path, known) in enumerate((("/large", "another-value-8f3a9c2e"), ("/large", ""), ("/events", ""))):
        (tmp_path / str(number)).mkdir()
        got = asyncio.run(begun_before(Meanwhile(tmp_path / str(number)), path, known))
        assert f"\xa9 and {VALUE} and more".encode("latin-1") in got


def test_an_answer_that_drips_does_not_hold_its_memory_for_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rooms: list[Room] = []

    class Seen(Room):
        """Room that is looked at."""

        def __init__(self, most: int = HELD) -> None:
            super().__init__(most)
            rooms.append(self)

    async def drip(asked: Exchange, body: bytes) -> None:
        sized = [(b"content-length", b"2000")] if asked.target == "/sized" else []
        await asked.start(200, [(b"content-type", b"application/json"), *sized])
        for _ in range(200):
            await asked.send(b" ")
            await asyncio.sleep(0.01)
        raise ConnectionResetError

    monkeypatch.setattr(answer, "WHOLE", 0.2)
    monkeypatch.setattr(carrier, "Room", Seen)
    world = TlsWorld(tmp_path, drip)
    world.values = Memory(T=VALUE)
    asked = [request("GET", path, host=HERE) for path in ("/", "/sized")]
    answers, made = world.run(list(RULES), *asked, document={"secrets": {"T": {"to": HERE}}})
    for got in answers:
        status, _, body = parsed(got)
        assert status == 504 and "held until it is whole took longer than" in json.loads(body)["error"]["message"]
    assert all("took longer than" in json.loads(entry["text"])["ended"] for entry in made.audit.of("outcome"))
    for room in rooms:
        room.take(HELD)  # all of it is free again
