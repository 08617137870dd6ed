"""The first, cheap look at a small text misses nothing that the thorough ones would find."""

from __future__ import annotations

import base64
import random
import re
import string

import pytest
from bench.redact.attack import FORMS
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from wicketgate.output.redact.effort import Effort
from wicketgate.output.redact.known.layer import SEAM
from wicketgate.output.redact.known.runs import spoken
from wicketgate.output.redact.known.search import Search
from wicketgate.output.redact.known.sheet import Sheet
from wicketgate.output.redact.known.signs import EASY, FORWARD, HARD, RARE, ROWS, Signs
from wicketgate.output.redact.known.watch import Signed, Watch
from wicketgate.secrets.automata import ENGINES

LETTERS = string.ascii_letters + string.digits
DRAWN = random.Random(11)
VALUES = {
    "TOKEN": "ghp_" + "".join(DRAWN.choices(LETTERS, k=36)),
    "KEY": "".join(DRAWN.choices(LETTERS + "+/=", k=40)),
    "PASSWORD": "".join(DRAWN.choices(LETTERS + "!@#$%^&*\"\\/<>'\n", k=24)),
    "DIGEST": "".join(DRAWN.choices("0123456789abcdef", k=32)),
    "SYMBOLS": "§$%!&/()=?+#-.:;_",
    "WORDS": "production-db",
}
AMPLE = 1 << 20
"""A size whose effort no text here uses up."""
SEARCH = Search(Sheet(VALUES, ENGINES), ENGINES)
WATCH = Watch(ENGINES)
AHEAD, BEHIND = Signed(ENGINES, (*RARE, *EASY, *HARD, *ROWS, *FORWARD)), Signed(ENGINES, (*RARE, *EASY, *HARD, *ROWS))
PATTERNS = [re.compile(pattern.encode("latin-1")) for _, pattern in (*RARE, *EASY, *HARD, *ROWS, *FORWARD)]
NOISE = st.one_of(
    st.binary(max_size=40),
    st.text(string.printable, max_size=40).map(str.encode),
    st.sampled_from([b"", b" ", b"\n", b"=", b'"', b"\\n", b'", "', b"0x", b"%25", SEAM]),
)
QUICK = (Phase.explicit, Phase.reuse, Phase.generate)
"""A sign that is missed is told as it was drawn: making it smaller takes too long."""
SIGN = st.sampled_from(PATTERNS).flatmap(st.from_regex)


@st.composite
def spelled(draw: st.DrawFn) -> bytes:
    """Return a value, or a part of one, in a few forms."""
    text = draw(st.sampled_from(list(VALUES.values())))
    for form in draw(st.lists(st.sampled_from(list(FORMS)), max_size=3)):
        text = FORMS[form](text)
    start = draw(st.integers(0, 8))
    return text.encode("utf-8", "surrogatepass")[start : start + draw(st.sampled_from([12, 18, 40, 2000]))]


def turned(each: bytes) -> st.SearchStrategy[bytes]:
    """Return what is as it is or backwards."""
    return st.sampled_from([each, each[::-1]])


def told(signed: Signed, data: bytes) -> dict[str, list[int]]:
    """Return the signs that one full scan sees."""
    signs: Signs = {}
    signed.add(data, signs, Effort(AMPLE))
    signs.pop("behind", None)
    return in_order(signs)


def in_order(signs: Signs) -> Signs:
    """Return the signs as those who read them take them: of most kinds only that they are there."""
    return {kind: sorted(set(ends)) if kind in ("hex", "packed", "base64") else [] for kind, ends in signs.items()}


@settings(max_examples=400, deadline=None, phases=QUICK)
@given(
    st.lists(st.one_of(NOISE, SIGN.flatmap(turned)), max_size=6).map(b"".join), st.integers(0, 60), st.integers(0, 9)
)
def test_the_first_look_sees_every_sign_and_whether_any_is_read_backwards(data: bytes, at: int, size: int) -> None:
    signs, is_turned = WATCH.ahead(data, Effort(AMPLE))
    assert in_order(signs) == told(AHEAD, data)
    hidden = data[:at] + SEAM * len(data[at : at + size]) + data[at + size :]
    assert is_turned or not (told(BEHIND, data[::-1]) or told(BEHIND, hidden[::-1]))


@pytest.mark.parametrize("number", range(len((*RARE, *EASY, *HARD, *ROWS))))
def test_each_sign_is_suspected_where_it_stands_backwards(number: int) -> None:
    @settings(max_examples=12, deadline=None, phases=QUICK)
    @given(st.from_regex(PATTERNS[number]), NOISE, NOISE)
    def suspected(sign: bytes, before: bytes, after: bytes) -> None:
        data = (before + sign + after)[::-1]
        assert WATCH.ahead(data, Effort(AMPLE))[1] or not told(BEHIND, data[::-1])

    suspected()


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(NOISE, spelled().flatmap(turned), SIGN), max_size=5).map(b"".join))
@example(b"\\" + VALUES["TOKEN"].encode() + b"\\" + VALUES["TOKEN"][::-1].encode())
def test_all_readings_at_once_find_what_each_of_them_holds(data: bytes) -> None:
    data = data[: 16 << 10]
    assert SEARCH.find(data, Effort(AMPLE)) == SEARCH._walked(data, SEARCH._plain, Effort(AMPLE))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", VALUES)
def test_ids_in_base64_are_read_together_and_hide_nothing_that_one_of_them_says(name: str, form: str) -> None:
    ids = [base64.b64encode(f"010:Repository{number}".encode()) for number in (7_140_891, 7_243_873)]
    text = FORMS[form](VALUES[name]).encode("utf-8", "surrogatepass")
    for said in (text, b"010:" + text, text[:30] + b"\xff" + text[30:]):
        data = b'{"id": "%s", "by": "%s", "to": "%s"}' % (ids[0], base64.b64encode(said), ids[1])
        assert SEARCH.find(data, Effort(AMPLE)) == SEARCH._walked(data, SEARCH._plain, Effort(AMPLE))


def test_ids_in_base64_are_read_in_one_look() -> None:
    data = b'"id": "%s", "id": "%s"' % tuple(base64.b64encode(b"010:Repository%d" % number) for number in (17, 240))
    signs, is_turned = WATCH.ahead(data, Effort(AMPLE))
    assert signs.keys() == {"base64"} and not is_turned
    assert spoken(data, signs["base64"], Effort(AMPLE)) == b"010:Repository17" + SEAM + b"010:Repository240"
    lines = base64.b64encode(b"two lines of words, the second is short").replace(b"IG9mIH", b"IG9mIH\n")
    assert spoken(lines, WATCH.ahead(lines, Effort(AMPLE))[0]["base64"], Effort(AMPLE)) is None
