"""A known value is found in every form, under two encodings and in pieces; JSON stays JSON; the rest stays as it is."""

from __future__ import annotations

import base64
import gzip
import json
import random
import string
import zlib

import pytest
from bench.redact.encodings import PAIRS, SINGLE

from wicketgate.output.redact import Redactor
from wicketgate.secrets.automata import ENGINES

LETTERS = string.ascii_letters + string.digits
DRAWN = random.Random(4)
VALUES = {
    "TOKEN": "ghp_" + "".join(DRAWN.choices(LETTERS, k=36)),
    "KEY": "".join(DRAWN.choices(LETTERS + "+/=", k=40)),
    "PASSWORD": "".join(DRAWN.choices(LETTERS + "!@#$%^&*\"\\/<>'", k=24)),
    "DIGEST": "".join(DRAWN.choices("0123456789abcdef", k=32)),
    "SHORT": "".join(DRAWN.choices(LETTERS, k=16)),
}
SYMBOLS = "§$%!&/()=?+#-.:;_"
PROSE = (
    "The quick brown fox reads src/wicketgate/output/redact.py and 3f786850e387550fdab836ed7e6dc881de23001b, "
    'then {"id": "MDEwOlJlcG9zaXRvcnkxMjk2MjY5", "etag": "9f8b7c6d"} at 550e8400-e29b-41d4-a716-446655440000.\n'
) * 40
REDACTOR = Redactor(VALUES, ENGINES)


@pytest.mark.parametrize("name", VALUES)
@pytest.mark.parametrize("form", SINGLE)
def test_every_single_form_is_marked(form: str, name: str) -> None:
    encoded = SINGLE[form](VALUES[name])
    for text in (f"ctx: {encoded} end", PROSE + f"ctx: {encoded} end" + PROSE):
        assert f"[redacted:{name}]" in REDACTOR.redact(text)
        assert VALUES[name] not in REDACTOR.redact(text)


@pytest.mark.parametrize("outer, inner", DRAWN.sample(PAIRS, 60))
def test_a_value_encoded_twice_is_marked(outer: str, inner: str) -> None:
    for name, value in VALUES.items():
        assert f"[redacted:{name}]" in REDACTOR.redact(f"ctx: {SINGLE[outer](SINGLE[inner](value))} end")


def test_three_layers_are_taken_off_and_no_more_are_promised() -> None:
    text = base64.b64encode(base64.b64encode(base64.b64encode(VALUES["KEY"].encode()))).decode()
    assert "[redacted:KEY]" in REDACTOR.redact(f"x {text} y")


@pytest.mark.parametrize("at, length", [(0, 16), (10, 12), (20, 12), (24, 16)])
def test_a_piece_of_twelve_characters_is_a_leak_and_one_of_eight_is_not(at: int, length: int) -> None:
    assert "[redacted:KEY]" in REDACTOR.redact(f"see {VALUES['KEY'][at : at + length]} there")
    assert REDACTOR.redact(f"see {VALUES['KEY'][at : at + 8]} there") == f"see {VALUES['KEY'][at : at + 8]} there"


def test_a_value_of_symbols_or_of_words_is_found_as_it_is() -> None:
    redactor = Redactor({"SYMBOLS": SYMBOLS, "WORDS": "production-db"}, ENGINES)
    assert redactor.redact(f"a {SYMBOLS} b") == "a [redacted:SYMBOLS] b"
    assert redactor.redact("in production-db, production DB") == "in [redacted:WORDS], production DB"
    wide = SYMBOLS.encode("utf-16-le")
    assert redactor.redact_bytes(b"\xff" + wide + b"\xfe") == b"\xff[redacted:SYMBOLS]\xfe"


@pytest.mark.parametrize(
    "value", ["kcaae79j", "h1Zy9XdR", "D!?uI!Mp1x", "7&tqDAM$", "90417263", "ю0л1ясм1гю68сечы", SYMBOLS]
)
@pytest.mark.parametrize("length", [10, 20_000])
def test_a_value_of_few_letters_is_found_spread_out(value: str, length: int) -> None:
    redactor, pad = Redactor({"K": value}, ENGINES), "some words. " * (length // 12)
    for said in (" ".join(value), "\n".join(value), f"{value[:3]}' + '{value[3:]}", f'{value[:5]}"\n    "{value[5:]}'):
        for before, after in (("x: ", " ; end"), (pad, pad)):
            text = before + said + after
            out = redactor.redact(text)
            assert out.startswith(f"{before}[redacted:K]"), said
            assert out.endswith(after) and value[5:] not in out, said
            stream = redactor.stream()
            assert "".join(map(stream.feed, text[-200:])) + stream.end() == redactor.redact(text[-200:])


def test_words_of_prose_are_no_value_of_the_same_words_without_blanks() -> None:
    redactor = Redactor({"A": "homepage", "B": "Username"}, ENGINES)
    for text in ("a home page", "User\nname", '"home" + "page"'):
        assert redactor.redact(text) == text
    assert redactor.redact("homepage") == "[redacted:A]"


def test_the_password_of_an_address_is_found_alone() -> None:
    for value in (
        "postgres://app:A0HGLIQIIohB26sJGC@db.internal:5432/crm?sslmode=require",
        "redis://:kT4%2191Zq@cache/0",
    ):
        redactor = Redactor({"DSN": value}, ENGINES)
        assert redactor.redact(f"<{value}>") == "<[redacted:DSN]>"
        for said in ("A0HGLIQIIohB26sJGC", "YXBwOkEwSEdMSVFJSW9oQjI2c0pHQw==") if "app" in value else ("kT4!91Zq",):
            assert "[redacted:DSN]" in redactor.redact(f"the password is {said} ok")
    worded = Redactor({"DSN": "postgres://app:password@db.internal:5432/crm"}, ENGINES)
    assert worded.redact("the password is password") == "the password is password"


def test_a_finding_covers_the_signs_at_the_edges_of_a_value_and_no_quote() -> None:
    value = "^.*kT4vw9ZqLm(2)$?"
    redactor = Redactor({"K": value, "Q": "Zx81kqPwRk2'\""}, ENGINES)
    for text in (f"z {value} b", value, json.dumps({"a": value}), f"x={value}"):
        (found,) = redactor.find(text)
        assert text[found.start : found.end] == value
        stream = redactor.stream()
        assert "".join(map(stream.feed, text)) + stream.end() == redactor.redact(text)
    assert json.loads(redactor.redact('{"a": "Zx81kqPwRk2\'"}')) == {"a": "[redacted:Q]'"}


@pytest.mark.parametrize("form", SINGLE)
def test_json_stays_json(form: str) -> None:
    for value in (VALUES["PASSWORD"], VALUES["KEY"]):
        pieces = [value[at : at + 6] for at in range(0, len(value), 6)]
        body = {"a": [1, None], "s": SINGLE[form](value), "each": list(value), "pieces": pieces, value: {"n": 2.5}}
        for text in (json.dumps(body, indent=1), json.dumps({"inner": json.dumps(body)})):
            out = REDACTOR.redact(text)
            assert isinstance(json.loads(out), dict)
            assert value not in out


def test_no_half_of_an_escape_is_left_beside_a_mark() -> None:
    value = "Kq4d8scg2InW\\qPiNvrH7PK\\"
    redactor = Redactor({"K": value}, ENGINES)
    body = {"list": list(value), "s": value, "pieces": [value[at : at + 6] for at in range(0, len(value), 6)]}
    for text in (
        json.dumps({"in": json.dumps(body)}),
        json.dumps({"s": "".join(f"\\u{ord(char):04x}" for char in value)}),
    ):
        assert "[redacted:K]" in str(json.loads(redactor.redact(text)))


def test_what_is_no_secret_stays_as_it_is() -> None:
    assert REDACTOR.redact(PROSE) == PROSE
    assert REDACTOR.redact("") == ""
    assert REDACTOR.redact("\ud800 lone \x00") == "\ud800 lone \x00"


def test_what_unpacks_without_end_is_masked_unread() -> None:
    bomb = base64.b64encode(gzip.compress(b"\0" * (8 << 20))).decode()
    assert REDACTOR.redact(f"x {bomb} y").startswith("x [redacted:unread-compressed-data]")
    assert zlib.crc32(b"") == 0


def test_findings_are_places_in_the_text() -> None:
    text = f"é→𝄞 {VALUES['TOKEN']} é"
    (found,) = REDACTOR.find(text)
    assert (found.rule, text[found.start : found.end]) == ("TOKEN", VALUES["TOKEN"])


def test_other_values_after_a_rotation() -> None:
    rotated = REDACTOR.with_known({"TOKEN": "".join(reversed(VALUES["KEY"]))[:30] + "Zq9"})
    assert VALUES["TOKEN"] in rotated.redact(VALUES["TOKEN"])


@pytest.mark.parametrize("size", [1, 7])
@pytest.mark.parametrize("form", SINGLE)
def test_a_stream_says_what_the_whole_says(form: str, size: int) -> None:
    for value in (VALUES["KEY"], VALUES["PASSWORD"]):
        text = f"some words.\nctx: {SINGLE[form](value)} end, and more words that follow here.\n"
        stream = REDACTOR.stream()
        out = "".join(stream.feed(text[at : at + size]) for at in range(0, len(text), size)) + stream.end()
        assert out == REDACTOR.redact(text)


def test_a_stream_does_not_grow_without_end() -> None:
    stream, out = REDACTOR.stream(), 0
    for _ in range(40):
        out += len(stream.feed("A" * 10_000))
    assert out > 300_000
    assert len(stream.end()) + out == 400_000


@pytest.mark.parametrize("value", ['q"uo\\te<d>&x9Lz!', "C:\\new\\rT9x4#Lq", "\\n\\t\\r7Kq9-vZ4mW"])
def test_a_value_that_holds_what_reads_like_a_line_end_is_marked_in_a_short_text(value: str) -> None:
    redactor = Redactor({"V": value}, ENGINES)
    for said in (value, json.dumps(value), repr(value)):
        for text in (said, f"it is {said} there", PROSE + said):
            assert "[redacted:V]" in redactor.redact(text)
            stream = redactor.stream()
            assert "[redacted:V]" in "".join(map(stream.feed, text)) + stream.end()
