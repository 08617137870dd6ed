"""Several texts cleaned at once become what each becomes by itself."""

from __future__ import annotations

import itertools
import random
import string
from collections.abc import Sequence

import pytest
from bench.redact.attack import FORMS
from hypothesis import given, settings
from hypothesis import strategies as st

from wicketgate.output.redact import Redactor
from wicketgate.output.redact.engines import Confirmer, Hit, Scanner
from wicketgate.output.redact.formats import FORMATS
from wicketgate.output.redact.known.layer import SEAM
from wicketgate.output.redact.memory import LONGEST as LARGEST
from wicketgate.output.redact.memory import ROOM, Memory
from wicketgate.output.redact.several import LONGEST, MOST, batches, cleaning_all
from wicketgate.secrets.automata import ENGINES

LETTERS = string.ascii_letters + string.digits
DRAWN = random.Random(12)
VALUES = {
    "TOKEN": "ghp_" + "".join(DRAWN.choices(LETTERS, k=36)),
    "PASSWORD": "".join(DRAWN.choices(LETTERS + "!@#$%^&*\"\\/<>'\n", k=24)),
    "DIGEST": "".join(DRAWN.choices("0123456789abcdef", k=32)),
    "SYMBOLS": "§$%!&/()=?+#-.:;_",
    "WORDS": "production-db",
}
EXAMPLES = [example for each in FORMATS for example in each.examples]
WORDS = [
    "",
    "tool",
    "GET",
    "wicketgate.yaml:5",
    "https://api.example.com/v1/items?page=52",
    "0" * 64,
    "key",
    "password",
]


def fresh() -> Redactor:
    """Return a redactor that remembers nothing; its automata are compiled once."""
    made = SOURCE.with_known(VALUES)
    made._search = SOURCE._search
    return made


SOURCE = Redactor(VALUES, ENGINES, unknown=True)


@st.composite
def spelled(draw: st.DrawFn) -> str:
    """Return a value, or a part of one, in a few forms, either way round."""
    text = draw(st.sampled_from(list(VALUES.values())))
    for form in draw(st.lists(st.sampled_from(list(FORMS)), max_size=2)):
        text = FORMS[form](text)
    start = draw(st.integers(0, 8))
    text = text[start : start + draw(st.sampled_from([12, 18, 40, 6000]))]
    return text[::-1] if draw(st.booleans()) else text


@st.composite
def cut(draw: st.DrawFn) -> list[str]:
    """Return a text with a secret in it, in two pieces."""
    text = draw(st.one_of(spelled(), st.sampled_from(EXAMPLES)))
    at = draw(st.integers(0, len(text)))
    return [text[:at], text[at:]]


def joined(found: list[list[str]]) -> list[str]:
    """Return all texts in one list."""
    return list(itertools.chain.from_iterable(found))


LONG = st.builds(lambda text, times: text * times, st.one_of(spelled(), st.sampled_from(WORDS)), st.integers(60, 400))
TEXT = st.one_of(
    st.sampled_from(WORDS),
    st.text(string.printable, max_size=40),
    st.text(max_size=20),
    spelled(),
    st.tuples(st.sampled_from(["", " ", "\n", "=", SEAM.decode()]), spelled()).map("".join),
    st.sampled_from(EXAMPLES),
    LONG,
)
TEXTS = st.lists(st.one_of(TEXT.map(lambda text: [text]), cut()), max_size=12).map(joined)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_several_texts_become_what_each_becomes_alone(texts: list[str]) -> None:
    alone = [fresh().redact(text) for text in texts]
    assert fresh().redact_all(texts) == alone
    once = fresh()
    assert once.redact_all(texts) == once.redact_all(texts) == [once.redact(text) for text in texts] == alone


def suspected(text: str, before: str, after: str) -> bool:
    return 1 in SOURCE._suspects([before, text, after])


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
def test_a_secret_between_texts_is_suspected_from_its_first_letter_to_its_last(form: object) -> None:
    for example in form.examples:  # type: ignore[attr-defined]
        for found in SOURCE.find(example):
            for text in (example, example[found.start : found.end], example[: found.end], example[found.start :]):
                if SOURCE.find(text):
                    assert suspected(text, "a", "b") and suspected(text, "", ""), text


@pytest.mark.parametrize("name", FORMS)
def test_a_known_value_between_texts_is_suspected_in_every_form(name: str) -> None:
    for value in VALUES.values():
        text = FORMS[name](value)
        for each in (text, text[::-1]):
            if SOURCE.find(each):
                assert suspected(each, "a", "b") and suspected(each, "tool", "GET /"), each


def test_what_stands_beside_a_text_neither_makes_nor_hides_a_secret() -> None:
    token, made = VALUES["TOKEN"], fresh()
    pieces = [token[:11], token[11:22], "password=", "hunter2-Xq9!vL", "export API_TOKEN=", "xoxb"]
    assert made.redact_all(pieces) == [made.redact(each) for each in pieces]
    assert made.redact_all([f"id-{token[:9]}", token, "none"])[1] == "[redacted:TOKEN]"
    assert made.redact_all(["key", "_auth = c2VjcmV0LXZhbHVlLTQyMTM=", "b"])[1] != "_auth = c2VjcmV0LXZhbHVlLTQyMTM="


class Counting:
    """The engines, counting scans."""

    def __init__(self) -> None:
        self.scans = 0

    def literals(self, words: Sequence[bytes]) -> Scanner:
        return self._counted(ENGINES.literals(words))

    def patterns(self, patterns: Sequence[str], once: Sequence[bool] = ()) -> Scanner:
        return self._counted(ENGINES.patterns(patterns, once))

    def confirmer(self, pattern: str) -> Confirmer:
        return ENGINES.confirmer(pattern)

    def _counted(self, scanner: Scanner) -> Scanner:
        engines = self

        class Counted:
            def scan(self, data: bytes, most: int = 0) -> list[Hit]:
                engines.scans += 1
                return scanner.scan(data, most)

        return Counted()


def test_many_clean_texts_are_looked_at_once_and_then_remembered() -> None:
    engines = Counting()
    made = Redactor({"TOKEN": VALUES["TOKEN"]}, engines, unknown=True)
    texts = [f"https://api.example.com/v1/items?page={number}" for number in range(40)]
    assert made.redact_all(texts) == texts
    assert engines.scans <= 6
    assert made.redact_all(texts) == texts
    assert engines.scans <= 6


def test_the_last_clean_text_is_not_looked_at_again() -> None:
    engines = Counting()
    made = Redactor({"TOKEN": VALUES["TOKEN"]}, engines, unknown=True)
    text = "a line of a log\n" * 100
    assert made.redact(text) is text
    scans = engines.scans
    assert made.redact(text) is text and engines.scans == scans
    dirty = text + VALUES["TOKEN"]
    assert made.redact(dirty) == made.redact(dirty) == text + "[redacted:TOKEN]"


def test_a_text_of_a_turn_before_is_not_looked_at_again_whether_it_holds_a_secret_or_not() -> None:
    engines = Counting()
    made = Redactor({"TOKEN": VALUES["TOKEN"]}, engines, unknown=True)
    turn = ["a line of a log\n" * 400, "see " + VALUES["TOKEN"] + " there", "short", ""]
    first = made.redact_all(turn)
    assert first == [turn[0], "see [redacted:TOKEN] there", "short", ""]
    scans = engines.scans
    assert made.redact_all([*turn, *turn]) == first * 2 and engines.scans == scans
    assert made.redact_all([turn[0] + "x"]) == [turn[0] + "x"] and engines.scans > scans


def test_what_was_remembered_is_not_asked_when_a_further_value_is_known() -> None:
    made = fresh()
    text = "a value nobody knows yet: kT4vw9ZqLmRk2PqZ7mXw"
    assert made.redact(text) == text
    assert made.with_known({"LATE": "kT4vw9ZqLmRk2PqZ7mXw"}).redact(text) == "a value nobody knows yet: [redacted:LATE]"


def test_the_memory_forgets_what_is_not_asked_for_and_never_grows_beyond_its_room() -> None:
    memory = Memory()
    memory.note("kept", "made")
    size = 64 << 10
    for number in range(3 * ROOM // size):
        text = f"{number:08}" + "x" * size
        memory.note(text, text)
        assert memory.recall("kept") == "made" and memory.recall(text) is text
        halves = (*memory._young, *memory._old)
        assert sum(map(len, halves)) <= 2 * ROOM + size
    assert memory.recall("00000000" + "x" * size) is None
    memory.note("x" * (LARGEST + 1), "")
    assert memory.recall("x" * (LARGEST + 1)) is None


def test_texts_are_looked_at_in_groups_of_a_bounded_size() -> None:
    texts = ["a" * LONGEST] * 20 + ["b"]
    assert [text for batch in batches(texts) for text in batch] == texts
    assert all(sum(map(len, batch)) < MOST + LONGEST for batch in batches(texts))


def test_a_plain_function_cleans_several_texts_one_by_one() -> None:
    assert cleaning_all(str.upper)(["a", "b"]) == ["A", "B"]
    assert cleaning_all(fresh())([VALUES["TOKEN"], "b"]) == ["[redacted:TOKEN]", "b"]
