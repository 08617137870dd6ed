"""WebSocket over real TLS on both sides: granted by name, opened anew, every message read, cleaned and counted."""

from __future__ import annotations

import asyncio
import base64
import json
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from tests.support.memory import Memory
from tests.support.ports import Bench
from tests.support.upstream import HOST, TlsWorld
from tests.support.vaulted import VaultWorld
from tests.support.wire import request

from wicketgate.egress import carrier, dial
from wicketgate.egress.room import Room
from wicketgate.egress.websocket import relay
from wicketgate.egress.websocket.frames import BINARY, CLOSE, LARGEST, PING, TEXT, Message, Messages, frame
from wicketgate.egress.websocket.handshake import accept
from wicketgate.http.exchange import Exchange
from wicketgate.secrets.vault.vault import key_of

VALUE = "ghp_Vq3kT9xLw2Zp8Rn5Yb7C1dE4fG6hJ0mS"
TOKEN = "issued-token-8f3a9c2e7d1b4f60"
HERE = f"{HOST}:PORT"
RULES = ({"WEBSOCKET": f"{HERE}/live/**", "ask": "never"}, {"GET": f"{HERE}/live/**"})
KEY = base64.b64encode(b"0123456789abcdef").decode()
OPENING = {"upgrade": "websocket", "connection_": "x", "sec_websocket_version": "13", "sec_websocket_key": KEY}
BINDING = {"to": HERE}
Say = Callable[[Messages, asyncio.StreamWriter], Awaitable[None]]


class Speaker(TlsWorld):
    """A host that opens WebSockets: a text comes back as `echo: …`, and so does the credential it was opened with."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, self.said)
        self.values = Memory(T=VALUE)
        self.heard: list[Message] = []
        self.fields: list[tuple[bytes, bytes]] = []
        self.accepts = b""
        self.answers: list[bytes] = []

    async def said(self, asked: Exchange, body: bytes) -> None:
        """Open a WebSocket, or refuse to."""
        if asked.target.endswith("/no"):
            return await asked.reply(403, [(b"content-type", b"text/plain")], f"not with {VALUE}".encode())
        key = asked.header(b"sec-websocket-key") or b""
        fields = [(b"upgrade", b"websocket"), (b"connection", b"Upgrade")]
        fields += [(b"sec-websocket-accept", self.accepts or accept(key)), *self.fields]
        reader, writer = await asked.switch(fields)
        messages = Messages(reader, masked=True)
        for raw in self.answers:
            writer.write(raw)
        while (found := await messages.next()) is not None:
            self.heard.append(found)
            if found.kind == CLOSE:
                writer.write(frame(found, mask=False))
                return None
            writer.write(frame(Message(found.kind, b"echo: " + found.data), mask=False))
            await writer.drain()
        return None


@pytest.fixture(autouse=True)
def _loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dial, "why_refused", lambda address: "")


@pytest.fixture
def world(tmp_path: Path) -> Speaker:
    """A host that opens WebSockets."""
    return Speaker(tmp_path)


def opening(path: str = "/live/x", **fields: str) -> bytes:
    """Return the opening of a WebSocket."""
    raw = request("GET", path, close=False, host=HERE, **(OPENING | fields))
    return raw.replace(b"connection-: x", b"connection: Upgrade")


def run(world: Speaker, raw: Callable[[str], bytes], say: Say, *rules: Any, **task: Any) -> tuple[bytes, Bench]:
    """Return the head of the answer to an opening, made of T's placeholder, once `say` has had its say."""

    async def go() -> tuple[bytes, Bench]:
        document = {"secrets": {"T": task.pop("binding", BINDING)}}
        async with world.open(*(rules or RULES), document=document, **task) as (port, up, made):
            made.approvals.answer = False
            assert world.broker is not None
            reader, writer = await world.connect(port, f"{HOST}:{up}")
            writer.write(raw(world.broker.variables().get("T", "")).replace(b"PORT", str(up).encode()))
            head = await reader.readuntil(b"\r\n\r\n")
            if b" 101 " in head:
                async with asyncio.timeout(20):
                    await say(Messages(reader, masked=False), writer)
            else:
                head += await reader.read(65536)
            writer.close()
            async with asyncio.timeout(20):
                while len(made.audit.of("outcome")) < len(
                    [e for e in made.audit.of("decided") if e["decision"] == "allow"]
                ):
                    await asyncio.sleep(0.01)
            return head, made

    return asyncio.run(go())


def bearer(mark: str) -> bytes:
    """Return an opening with the placeholder where it belongs."""
    return opening(authorization=f"Bearer {mark}")


async def nothing(messages: Messages, writer: asyncio.StreamWriter) -> None:
    """Say nothing."""


def test_an_opening_is_made_anew_with_the_value_and_messages_go_both_ways(world: Speaker) -> None:
    async def say(messages: Messages, writer: asyncio.StreamWriter) -> None:
        first, second = frame(Message(TEXT, b"he"), mask=True), frame(Message(TEXT, b"llo"), mask=True)
        writer.write(bytes([first[0] & 0x7F]) + first[1:] + frame(Message(PING, b"p"), mask=True))
        writer.write(bytes([0x80]) + second[1:] + frame(Message(BINARY, bytes(70_000)), mask=True))
        assert await messages.next() == Message(PING, b"echo: p")
        assert await messages.next() == Message(TEXT, b"echo: hello")
        assert await messages.next() == Message(BINARY, b"echo: " + bytes(70_000))
        writer.write(frame(Message(CLOSE, b"\x03\xe8bye"), mask=True))
        assert await messages.next() == Message(CLOSE, b"\x03\xe8bye")

    head, made = run(world, bearer, say)
    assert accept(KEY.encode()) in head
    ((method, target, fields, _),) = world.got
    assert (method, target, fields["authorization"]) == ("GET", "/live/x", f"Bearer {VALUE}")
    assert fields["sec-websocket-key"] != KEY and "sec-websocket-extensions" not in fields
    asked = made.audit.of("asked")[0]["arguments"]
    assert asked["method"] == "WEBSOCKET" and "sec-websocket-key" not in asked["headers"]
    outcome = json.loads(made.audit.of("outcome")[0]["text"])
    assert (outcome["status"], outcome["messages_out"], outcome["messages_in"]) == (101, 2, 2)
    assert outcome["sent"] == (5 + 6) + (1 + 6) + (70_000 + 14) + (5 + 6) and VALUE not in json.dumps(outcome)


def test_what_comes_back_is_cleaned_message_by_message_however_it_is_cut(world: Speaker) -> None:
    half, raw = len(VALUE) // 2, VALUE.encode()
    cut = [Message(TEXT, b'{"a":"' + raw[:half]), Message(TEXT, raw[half:] + b'"}')]
    first, second = (frame(each, mask=False) for each in cut)
    coded = base64.b64encode(b"Bearer " + raw + b" and more")
    issued = json.dumps({"access_token": TOKEN}).encode()
    world.answers = [bytes([first[0] & 0x7F]) + first[1:], bytes([0x80]) + second[1:]]
    world.answers += [
        frame(Message(kind, data), mask=False) for kind, data in ((BINARY, b"\0" + coded), (TEXT, issued))
    ]
    world.answers += [frame(Message(PING, raw), mask=False)]
    got: list[Message] = []

    async def say(messages: Messages, writer: asyncio.StreamWriter) -> None:
        for _ in range(4):
            found = await messages.next()
            assert found is not None
            got.append(found)

    run(world, bearer, say)
    whole = b"".join(each.data for each in got)
    assert got[0].data == b'{"a":"[redacted:T]"}' and b"[redacted:T" in got[1].data
    assert raw not in whole and coded[12:40] not in whole and TOKEN.encode() not in whole
    assert json.loads(got[2].data)["access_token"].startswith("wgp_T_issued_")


@pytest.mark.parametrize("how", ["plain", "base64", "in a ping", "in parts"])
def test_a_placeholder_in_a_message_is_an_alarm_and_the_end(how: str, world: Speaker) -> None:
    handed: list[str] = []

    def raw(mark: str) -> bytes:
        handed.append(mark)
        return bearer(mark)

    async def say(messages: Messages, writer: asyncio.StreamWriter) -> None:
        mark = handed[0].encode()
        data = base64.b64encode(mark) if how == "base64" else mark
        made = frame(Message(PING if how == "in a ping" else TEXT, data), mask=True)
        if how == "in parts":
            one, other = frame(Message(TEXT, mark[:20]), mask=True), frame(Message(TEXT, mark[20:]), mask=True)
            made = bytes([one[0] & 0x7F]) + one[1:] + bytes([0x80]) + other[1:]
        writer.write(made)
        assert await messages.next() is None

    _, made = run(world, raw, say)
    assert world.heard == [] and len(made.audit.of("alarm")) == 1
    assert "does not belong there, in a WebSocket's message" in json.loads(made.audit.of("outcome")[0]["text"])["ended"]


def cuts(text: bytes, *sizes: int) -> list[bytes]:
    """Return a text in pieces of these sizes, and its rest."""
    found, at = [], 0
    for size in sizes:
        found, at = [*found, text[at : at + size]], at + size
    return [*found, text[at:]]


@pytest.mark.parametrize("sizes", [(18,), (9, 9, 9), (11,), (30,), (8, 1, 1, 1, 1, 1, 1, 1, 1, 1)])
def test_a_value_that_comes_back_in_pieces_over_messages_is_not_put_together(
    sizes: tuple[int, ...], world: Speaker
) -> None:
    pieces = cuts(VALUE.encode(), *sizes)
    kinds = [TEXT if number % 2 else BINARY for number in range(len(pieces))]
    messages = [Message(TEXT, "so: é".encode() + pieces[0]), *map(Message, kinds[1:], pieces[1:])]
    world.answers = [frame(Message(PING, b"still here"), mask=False)]
    for each in messages:
        world.answers += [frame(each, mask=False), frame(Message(PING, b"still here"), mask=False)]
    world.answers.append(frame(Message(TEXT, "é and what follows stays".encode()), mask=False))
    got: list[bytes] = []

    async def say(messages_in: Messages, writer: asyncio.StreamWriter) -> None:
        while len(got) < len(messages) + 1:
            found = await messages_in.next()
            assert found is not None
            got.extend([found.data] if found.kind != PING else [])

    run(world, bearer, say)
    assert got[-1] == "é and what follows stays".encode()
    left = b"".join(got[:-1]).replace("so: é".encode(), b"").replace(b"[redacted:T]", b"")
    assert len(left) < 12 and left == VALUE.encode()[: len(left)], got


@pytest.mark.parametrize("sizes", [(26,), (20, 10), (15, 5, 5, 5, 5, 5, 5)])
def test_a_placeholder_in_pieces_over_messages_is_an_alarm_and_the_end(sizes: tuple[int, ...], world: Speaker) -> None:
    handed: list[str] = []

    def raw(mark: str) -> bytes:
        handed.append(mark)
        return bearer(mark)

    async def say(messages: Messages, writer: asyncio.StreamWriter) -> None:
        mark = handed[0].encode()
        for number, piece in enumerate(cuts(mark, *sizes)):
            writer.write(frame(Message(BINARY if number % 2 else TEXT, piece), mask=True))
            writer.write(frame(Message(PING, b"still here"), mask=True))
        writer.write(frame(Message(CLOSE, b"\x03\xe8"), mask=True))
        while not await ended(messages):
            pass

    _, made = run(world, raw, say)
    heard = b"".join(each.data for each in world.heard if each.kind != PING)
    assert len(made.audit.of("alarm")) == 1 and len(heard) < len("wgp_T_") + 12
    assert "does not belong there, in a WebSocket's message" in json.loads(made.audit.of("outcome")[0]["text"])["ended"]


def test_what_is_held_of_messages_is_memory_of_the_run(world: Speaker, monkeypatch: pytest.MonkeyPatch) -> None:
    rooms: list[Room] = []

    class Small(Room):
        """Room for half of what is said at once."""

        def __init__(self, most: int = 0) -> None:
            super().__init__(100_000)
            rooms.append(self)

    monkeypatch.setattr(carrier, "Room", Small)

    async def say(messages: Messages, writer: asyncio.StreamWriter) -> None:
        for _ in range(3):  # each is given up when the next is read
            writer.write(frame(Message(BINARY, bytes(60_000)), mask=True))
            assert await messages.next() == Message(BINARY, b"echo: " + bytes(60_000))
        part = frame(Message(BINARY, bytes(60_000)), mask=True)
        writer.write(bytes([part[0] & 0x7F]) + part[1:] + bytes([0x80]) + part[1:])
        assert await ended(messages)

    _, made = run(world, bearer, say)
    assert "too many bodies are open" in json.loads(made.audit.of("outcome")[0]["text"])["ended"]
    assert len(world.heard) == 3
    for room in rooms:
        room.take(100_000)  # all of it is free again


BROKEN = {
    "no mask": frame(Message(TEXT, b"x"), mask=False),
    "an extension's bit": bytes([0xC1]) + frame(Message(TEXT, b"x"), mask=True)[1:],
    "no such kind": bytes([0x83]) + frame(Message(TEXT, b"x"), mask=True)[1:],
    "a ping in parts": bytes([0x09]) + frame(Message(PING, b"x"), mask=True)[1:],
    "a part of nothing": bytes([0x80]) + frame(Message(TEXT, b"x"), mask=True)[1:],
    "a long ping": frame(Message(PING, bytes(126)), mask=True),
    "no text": frame(Message(TEXT, b"\xff\xfe"), mask=True),
    "a farewell of one byte": frame(Message(CLOSE, b"x"), mask=True),
    "a farewell that is no text": frame(Message(CLOSE, b"\x03\xe8\xff\xfe"), mask=True),
    "a length nobody could mean": bytes([0x82, 0xFF]) + b"\xff" * 8 + bytes(4),
    "one byte too many": frame(Message(BINARY, bytes(LARGEST + 1)), mask=True),
}


@pytest.mark.parametrize("name", sorted(BROKEN))
def test_what_is_no_frame_ends_it_and_does_not_arrive(name: str, world: Speaker) -> None:
    async def say(messages: Messages, writer: asyncio.StreamWriter) -> None:
        writer.write(BROKEN[name])
        assert await ended(messages)

    _, made = run(world, bearer, say)
    assert world.heard == [] and made.audit.of("outcome")[0]["ok"] is False


async def ended(messages: Messages) -> bool:
    """Return whether the connection is over, cleanly or not."""
    try:
        return await messages.next() is None
    except (OSError, asyncio.IncompleteReadError):
        return True


REFUSED: dict[str, Callable[[str], bytes]] = {
    "another path": lambda mark: opening("/other"),
    "another protocol": lambda mark: opening(upgrade="h2c"),
    "two protocols": lambda mark: opening(upgrade="websocket, h2c"),
    "another version": lambda mark: opening(sec_websocket_version="8"),
    "no key": lambda mark: opening(sec_websocket_key="x"),
    "settings of HTTP/2": lambda mark: opening(http2_settings="AAMAAABk"),
    "a placeholder elsewhere": lambda mark: opening(x_note=mark),
    "an own credential": lambda mark: opening(authorization="Bearer attacker"),
    "the method by name": lambda mark: request("WEBSOCKET", "/live/x", host=HERE),
}


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_what_is_not_granted_opens_nothing(name: str, world: Speaker) -> None:
    head, _ = run(world, REFUSED[name], nothing)
    assert head.split(b" ")[1] in (b"400", b"403") and world.got == []


def test_a_get_entry_grants_no_websocket_and_one_without_never_asks(world: Speaker) -> None:
    head, _ = run(world, bearer, nothing, {"GET": f"{HERE}/live/**"})
    assert b" 403 " in head and world.got == []
    head, made = run(world, bearer, nothing, {"WEBSOCKET": f"{HERE}/live/**"})
    assert b" 403 " in head and world.got == [] and len(made.approvals.asked) == 1


def test_the_other_end_must_agree_and_a_refusal_is_an_answer(world: Speaker) -> None:
    head, _ = run(world, lambda mark: opening("/live/no", authorization=f"Bearer {mark}"), nothing)
    assert b" 403 " in head and b"not with [redacted:T]" in head
    for fields, accepts in (
        ([], b"made-up"),
        ([(b"sec-websocket-extensions", b"permessage-deflate")], b""),
        ([(b"sec-websocket-protocol", b"other")], b""),
    ):
        world.fields, world.accepts = fields, accepts
        head, _ = run(world, bearer, nothing)
        assert b" 502 " in head, fields


def test_a_placeholder_in_the_subprotocol_is_swapped_and_not_shown_again(world: Speaker) -> None:
    world.fields = [(b"sec-websocket-protocol", f"key.{VALUE}".encode())]
    binding = BINDING | {"as": "header", "header": "Sec-WebSocket-Protocol: key.{}"}
    head, _ = run(world, lambda mark: opening(sec_websocket_protocol=f"key.{mark}"), nothing, binding=binding)
    assert world.got[0][2]["sec-websocket-protocol"] == f"key.{VALUE}"
    assert b"sec-websocket-protocol: key.wgp_T_" in head and VALUE.encode() not in head


def test_a_placeholder_in_the_query_is_swapped(world: Speaker) -> None:
    binding = BINDING | {"as": "query", "name": "key"}
    run(world, lambda mark: opening(f"/live/x?key={mark}"), nothing, binding=binding)
    assert world.got[0][1] == f"/live/x?key={VALUE}"


def test_caps_count_what_leaves_and_idleness_ends_it(world: Speaker, monkeypatch: pytest.MonkeyPatch) -> None:
    async def flood(messages: Messages, writer: asyncio.StreamWriter) -> None:
        for _ in range(20):
            writer.write(frame(Message(BINARY, os.urandom(500)), mask=True))
        while not await ended(messages):
            pass

    rule = {"WEBSOCKET": f"{HERE}/live/**", "ask": "never", "bytes": "4 KiB per hour"}
    _, made = run(world, bearer, flood, rule)
    assert "the entry's cap is used up" in json.loads(made.audit.of("outcome")[0]["text"])["ended"]
    assert len(world.heard) < 9

    async def whisper(messages: Messages, writer: asyncio.StreamWriter) -> None:
        for number in range(2000):
            writer.write(frame(Message(TEXT if number % 3 else BINARY, b""), mask=True))
        while not await ended(messages):
            pass

    world.heard.clear()
    _, made = run(world, bearer, whisper, rule)
    assert "the entry's cap is used up" in json.loads(made.audit.of("outcome")[0]["text"])["ended"]
    assert len(world.heard) < 700, "the kinds of empty messages carried data past the cap"
    monkeypatch.setattr(relay, "IDLE", 0.3)

    async def wait(messages: Messages, writer: asyncio.StreamWriter) -> None:
        assert await ended(messages)

    _, made = run(world, bearer, wait)
    assert "nothing was said" in json.loads(made.audit.of("outcome")[0]["text"])["ended"]


def test_a_revoked_value_ends_it(tmp_path: Path) -> None:
    class Kept(Speaker, VaultWorld):
        """The host, its credential in a real vault."""

    world = Kept(tmp_path)

    async def go() -> dict[str, Any]:
        async with world.open(*RULES, document={"secrets": {"T": BINDING}}) as (port, up, made):
            custody = world.secrecy.custody
            await custody.add(await custody.drafted(world.policy, "T", VALUE, "me"))
            assert world.given is not None
            reader, writer = await world.connect(port, f"{HOST}:{up}")
            writer.write(bearer(world.given.variables()["T"]).replace(b"PORT", str(up).encode()))
            await reader.readuntil(b"\r\n\r\n")
            messages = Messages(reader, masked=False)
            writer.write(frame(Message(TEXT, b"hello"), mask=True))
            assert await messages.next() == Message(TEXT, b"echo: hello")
            await custody.revoke(key_of(world.policy, "T"))
            async with asyncio.timeout(10):
                assert await ended(messages)
                while not made.audit.of("outcome"):
                    await asyncio.sleep(0.01)
            found: dict[str, Any] = json.loads(made.audit.of("outcome")[0]["text"])
            return found

    assert asyncio.run(go())["ended"] == "cut off: T was revoked"
