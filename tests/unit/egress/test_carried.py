"""What a request carries out: read whole before anybody is asked, shown, bound, and sent as it was shown."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from proxied import BODY, HERE, World
from tests.support.ports import Bench
from tests.support.wire import parsed, request

from wicketgate.action import Action
from wicketgate.approvals.binding import content
from wicketgate.egress.carried import HEX, LARGEST, TEXT, drawn
from wicketgate.egress.room import Room
from wicketgate.http.head import BadRequest

POST = [{"POST": "http://127.0.0.1:PORT/**"}]
URL = "http://127.0.0.1:PORT/x"


def post(body: bytes, close: bool = True, **headers: str) -> bytes:
    """Return the bytes of a POST."""
    return request("POST", URL, body, close, host=HERE, **headers)


def chunked(body: bytes) -> bytes:
    """Return the bytes of a POST whose body does not say its length."""
    head = request("POST", URL, host=HERE, transfer_encoding="chunked")
    return head + b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)


def asked(*raw: bytes, **limits: Any) -> list[Action]:
    """Return what a person who says yes to everything was asked."""
    return World().ask(POST, *raw, person=True, **limits)[1].approvals.asked


def test_a_post_waits_for_a_person_and_its_body_arrives_once() -> None:
    raw, world = post(b"body"), World()
    (refused,), _ = world.ask(POST, raw)
    assert parsed(refused)[0] == 403 and world.heads == []
    (one, two), made = world.ask(POST, raw, chunked(b"body"), person=True)
    assert (parsed(one)[0], parsed(two)[0], world.bodies) == (200, 200, [b"body", b"body"])
    assert len(made.approvals.asked) == 2
    assert [entry["arguments"]["body_bytes"] for entry in made.audit.of("asked")] == [4, 4]


async def _body_after_the_head(world: World) -> tuple[int, bytes, Bench]:
    """Send a head, see what is on record while the body is missing, then send the body."""
    async with world.open(*POST) as (port, up, made):
        made.approvals.answer = True
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        head = request("POST", URL, host=HERE, content_length="6", expect="100-continue")
        writer.write(head.replace(b"PORT", b"%d" % up))
        assert b" 100 " in await reader.readuntil(b"\r\n\r\n")  # it wants the body: the head is read and judged
        before = len(made.audit.entries) + len(made.approvals.asked)
        writer.write(b"item=9")
        answer = await reader.read()
        writer.close()
        return before, answer, made


def test_nobody_is_asked_before_the_body_is_there() -> None:
    world = World()
    before, answer, made = asyncio.run(_body_after_the_head(world))
    assert (before, parsed(answer)[0], world.bodies) == (0, 200, [b"item=9"])
    (action,) = made.approvals.asked
    assert action.request.arguments["body"] == "item=9"


def test_a_body_that_never_comes_asks_nothing() -> None:
    world = World()

    async def run() -> Bench:
        async with world.open(*POST) as (port, up, made):
            made.approvals.answer = True
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(request("POST", URL, host=HERE, content_length="6").replace(b"PORT", b"%d" % up) + b"item=")
            writer.write_eof()
            with contextlib.suppress(ConnectionError):
                await reader.read()
            writer.close()
            return made

    made = asyncio.run(run())
    assert (made.audit.entries, made.approvals.asked, world.heads) == ([], [], [])


def test_bodies_of_one_length_are_different_questions_and_the_same_body_is_the_same() -> None:
    one, other, again = (content(action) for action in asked(post(b"item=1"), post(b"item=9"), post(b"item=1")))
    # The upstream's port is in each of them: one bench asked all three.
    assert one != other and one == again


def test_fields_of_one_length_are_different_questions() -> None:
    actions = asked(post(b"x", x_to="ann"), post(b"x", x_to="bob"), post(b"x", x_to="ann"))
    one, other, again = map(content, actions)
    assert one != other and one == again


def test_what_is_sent_is_what_was_shown() -> None:
    world = World()
    fields = {"content_type": "text/x-order", "x_b": "2", "x_a": "caf\u00e9", "proxy_authorization": "Basic x"}
    _, made = world.ask(POST, post("größe=1".encode(), **fields), person=True)
    arguments = made.approvals.asked[0].request.arguments
    got: dict[str, list[str]] = {}
    for name, value in world.heads[0].headers:
        got.setdefault(name.decode(), []).append(value.decode())
    assert got == arguments["headers"] and "proxy-authorization" not in got
    assert list(got) == ["host", "content-type", "x-a", "x-b", "content-length", "connection"]
    assert (arguments["body"], arguments["content_type"]) == ("größe=1", "text/x-order")
    assert arguments["body_sha256"] == hashlib.sha256(world.bodies[0]).hexdigest()
    assert made.audit.of("asked")[0]["arguments"] == arguments


def test_a_field_that_is_dropped_is_not_shown() -> None:
    world = World()
    raw = post(b"x", close=False, content_type="text/plain", connection="close, content-type")
    _, made = world.ask(POST, raw, person=True)
    arguments = made.approvals.asked[0].request.arguments
    assert arguments["content_type"] == "" and "content-type" not in arguments["headers"]
    assert b"content-type" not in dict(world.heads[0].headers)


@pytest.mark.parametrize("method", ["GET", "HEAD", "DELETE"])
def test_a_read_with_a_body_carries_data_out_and_asks(method: str) -> None:
    rules, world = [{method: "http://127.0.0.1:PORT/**"}], World()
    raw = request(method, URL, b"secret", host=HERE)
    (answer,), made = world.ask(rules, raw)
    assert parsed(answer)[0] == 403 and world.heads == []
    assert [action.request.arguments["body"] for action in made.approvals.asked] == ["secret"]
    (answer,), made = world.ask(rules, raw, person=True)
    assert (parsed(answer)[0], parsed(answer)[2], world.bodies) == (200, b"" if method == "HEAD" else BODY, [b"secret"])
    (size,) = (used for name, used in made.state.used.items() if name.startswith("bytes:"))
    assert size == len(method) + len(made.audit.of("asked")[0]["arguments"]["url"]) + len("secret")


def test_a_body_counts_against_the_entrys_bytes() -> None:
    world = World()
    (answer,), made = world.ask([{**POST[0], "bytes": "200 B per hour"}], post(b"x" * 300), person=True)
    assert parsed(answer)[0] == 403 and (made.approvals.asked, world.heads) == ([], [])


def test_a_body_too_large_is_refused_with_its_remedy_before_it_is_read() -> None:
    world = World()
    long = request("POST", URL, host=HERE, content_length=str(LARGEST + 1))
    answers, made = world.ask(POST, long, chunked(b"x" * ((1 << 20) + 1)), person=True)
    for answer in answers:
        assert parsed(answer)[0] == 413 and b"smaller parts" in answer
    (answer,), _ = world.ask(POST, post(b"x" * 2000), person=True, transfer="1 KiB")
    assert parsed(answer)[0] == 413
    assert (made.audit.entries, world.heads) == ([], [])


def test_bodies_that_wait_at_the_same_time_have_a_cap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Room.__init__, "__defaults__", (10,))
    (first, second, third), made = World().ask(POST, post(b"x" * 10), post(b"x" * 11), post(b"x" * 10), person=True)
    assert [parsed(answer)[0] for answer in (first, second, third)] == [200, 503, 200]
    assert b"wait until" in second and len(made.approvals.asked) == 2


def test_room_is_given_back_however_it_ends() -> None:
    room = Room(10)
    with contextlib.suppress(KeyError), room.hold(10):
        with pytest.raises(BadRequest, match="too many bodies"), room.hold(1):
            raise AssertionError
        raise KeyError
    with room.hold(10):
        pass


@given(st.binary(max_size=2000) | st.text(max_size=2000).map(str.encode))
def test_any_body_is_drawn_as_itself(body: bytes) -> None:
    form, text = drawn(body)
    if form == "text, whole":
        assert text.encode() == body
    else:
        assert form.startswith("not text: hexadecimal") and bytes.fromhex(text) == body[:HEX]


def test_a_long_text_shows_its_ends_how_much_is_missing_and_its_digest() -> None:
    body = b"BEGIN" + b"x" * (2 * TEXT) + b"END"
    form, text = drawn(body)
    assert text.startswith("BEGIN") and text.endswith("END") and len(text) < TEXT + 200
    assert form == f"text, {len(body) - TEXT} of {len(body)} characters in its middle left out"
    assert f"[{len(body) - TEXT} characters are not shown" in text and hashlib.sha256(body).hexdigest() in text
