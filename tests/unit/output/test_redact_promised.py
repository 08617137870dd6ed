"""Every form that docs/redaction.md promises is found, at its exact place, whole and in a stream cut anywhere."""

from __future__ import annotations

import base64
import gzip
import json
import zlib

import pytest
from bench.redact.attack import ATTACK, values
from bench.redact.encodings import SINGLE

from wicketgate.output.redact import Redactor
from wicketgate.output.redact.lists import dump, numbers
from wicketgate.secrets.automata import ENGINES

NOT_PROMISED = {"octal list", "base85", "ascii85", "rot13", "binary", "deflate base64"}
FORMS = {name: make for name, make in {**SINGLE, **ATTACK}.items() if name not in NOT_PROMISED and "half" not in name}
KNOWN = {name: value for name, value in values(1).items() if name != "key"}
FEW = ("token", "base64", "symbols")
REDACTOR = Redactor(KNOWN, ENGINES)
LISTS = ("hex 0x list", "decimal list", "decimal spaced", "xxd", "hex spaced", "hex colons")


def streamed(text: str, size: int) -> list[str]:
    """Return what comes out of a stream at each piece of `size` characters, and at its end."""
    stream = REDACTOR.stream()
    return [*(stream.feed(text[at : at + size]) for at in range(0, len(text), size)), stream.end()]


@pytest.mark.parametrize("form", FORMS)
def test_a_promised_form_is_found_where_it_stands(form: str) -> None:
    for name, value in KNOWN.items():
        before, said = "ctx é→𝄞: ", FORMS[form](value)
        text = f"{before}{said}; end, and more words"
        found = [each for each in REDACTOR.find(text) if each.rule == name]
        assert found, (form, name)
        shown = REDACTOR.redact(text)
        assert shown.startswith(before)
        assert shown.endswith("; end, and more words")
        for each in found:
            assert len(before) <= each.start < each.end <= len(before) + len(said), (form, name)


@pytest.mark.parametrize("form", ("raw", "hex", "base64", "percent full", "base32", "gzip base64", "\\x", "dotted"))
def test_a_finding_covers_the_form_and_nothing_else(form: str) -> None:
    said = FORMS[form](KNOWN["token"]).rstrip("=")
    text = f"é→𝄞 <{said}> é"
    (found,) = REDACTOR.find(text)
    assert text[found.start : found.end].strip("\\") == said.strip("\\")


@pytest.mark.parametrize("level", range(1, 10))
def test_zlib_of_every_level_is_read(level: int) -> None:
    packed = zlib.compress(b"log: " + KNOWN["token"].encode(), level)
    for text in (base64.b64encode(packed).decode(), packed.hex(), packed.hex().upper()):
        assert REDACTOR.redact(f"x {text} y").replace("=", "") == "x [redacted:token] y"


@pytest.mark.parametrize("size", [7, 33, 4096])
@pytest.mark.parametrize("form", FORMS)
def test_a_stream_says_what_the_whole_says_of_each_form(form: str, size: int) -> None:
    for name in FEW:
        text = f"words.\nctx: {FORMS[form](KNOWN[name])} end, and more.\n"
        assert "".join(streamed(text, size)) == REDACTOR.redact(text), name


@pytest.mark.parametrize("form", sorted({*LISTS, *list(FORMS)[::5]}))
def test_a_stream_of_single_characters_lets_no_beginning_go(form: str) -> None:
    before, said = "ctx: ", FORMS[form](KNOWN["base64"])
    text = f"{before}{said} zz."
    whole = REDACTOR.redact(text)
    out = ""
    for piece in streamed(text, 1):
        out += piece
        assert whole.startswith(out), (form, out)
    assert out == whole


@pytest.mark.parametrize("form", LISTS)
@pytest.mark.parametrize("size", range(1, 24))
def test_lists_and_dumps_are_held_back_at_every_chunking(form: str, size: int) -> None:
    text = f"ctx: {FORMS[form](KNOWN['quotes'])} zz.\n"
    assert "".join(streamed(text, size)) == REDACTOR.redact(text)


def test_numbers_are_held_from_their_first_one_and_words_are_not() -> None:
    for text in ("took 103, 104", "took 103, 104, ", "took 0x67, 0x6", "took 67:68:", "took [103,\n  104"):
        assert text[numbers(text) :].startswith(("103", "0x67", "67:"))
    for text in ("a bad face ", "hello\n", "", "105 apples"):
        assert numbers(text) == len(text)


def test_the_rows_of_a_dump_are_held_from_the_number_of_the_first() -> None:
    rows = FORMS["xxd"](KNOWN["token"])
    for end in range(len(rows)):
        text = f"words\nctx: {rows[:end]}"
        assert dump(text) <= len("words\nctx: "), text
        assert dump(json.dumps(text)[1:-1]) <= len("words\\nctx: ")
    for text in (f"{rows}\nmost", "commit deadbeef fix", "in 2024 wo", "a\n\nb: "):
        assert dump(text) == len(text)


@pytest.mark.parametrize("size", [7, 33, 4096])
@pytest.mark.parametrize("name", ["token", "quotes"])
def test_json_stays_json_in_a_stream_longer_than_what_it_remembers(name: str, size: int) -> None:
    value = KNOWN[name]
    pieces = [value[at : at + 6] for at in range(0, len(value), 6)]
    inner = json.dumps({"pieces": pieces, "numbers": list(value.encode())})
    pad = ['words \\" and " quotes'] * 60
    for body in (
        {"pad": pad, "each": list(value), "pieces": pieces},
        {"pad": pad, "n": list(value.encode()), "i": inner},
    ):
        text = json.dumps(body)
        out = "".join(streamed(text, size))
        assert out == REDACTOR.redact(text)
        assert json.loads(out)["pad"] == pad
        assert f"[redacted:{name}]" in out


def test_numbers_in_json_inside_of_json_leave_both_readable() -> None:
    inner = json.dumps({"k": list(KNOWN["token"].encode()), "n": 1})
    outer = json.dumps({"a": inner, "b": json.dumps({"c": inner})})
    out = json.loads(REDACTOR.redact(outer))
    assert json.loads(out["a"]) == {"k": ["[redacted:token]"], "n": 1}
    assert json.loads(json.loads(out["b"])["c"]) == {"k": ["[redacted:token]"], "n": 1}


def test_a_text_full_of_pieces_of_values_is_read_to_its_end() -> None:
    half = base64.b64encode(KNOWN["token"].encode())[:18] + b" "
    packed = base64.b64encode(gzip.compress(b"x" * 500)) + b" "
    split = f'["{KNOWN["token"][:20]}","{KNOWN["token"][20:]}"],'.encode()
    for shape in (half, packed, b"[" + split):
        text = shape * (32768 // len(shape))
        assert REDACTOR.redact_bytes(text) is not None
    assert REDACTOR.redact_bytes(b"\xff" + KNOWN["token"].encode() + b"\xfe") == b"\xff[redacted:token]\xfe"
