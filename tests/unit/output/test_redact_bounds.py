"""Where what is withheld begins and ends, and what it costs to look there: work is counted, never timed."""

from __future__ import annotations

import json
import random
import re
import string
from collections.abc import Iterator

import pytest

from wicketgate.output.redact import Redactor, awaited, tail
from wicketgate.output.redact.effort import Effort
from wicketgate.output.redact.finding import COSTLY, PIECE, Finding
from wicketgate.output.redact.known.stretch import within_one
from wicketgate.output.redact.stream import Stream
from wicketgate.output.redact.tail import Tail
from wicketgate.output.redact.unknown import blocks, scan
from wicketgate.secrets.automata import ENGINES

MIXED = string.ascii_letters + string.digits
REDACTOR = Redactor({"SECRET": "kT4vw9ZqLmRk2PqZ7mXw4Lb9Tn3VyJc6Hd1sQe"}, ENGINES, unknown=True)


def tokens(number: int) -> str:
    """Return so many assignments, which cost more than they may."""
    source = random.Random(number)
    return "".join(f"token:{''.join(source.choices(MIXED, k=12))}," for _ in range(number))


@pytest.mark.parametrize("letter", ["é", "語", "😀", "\ud800"])
@pytest.mark.parametrize("off", range(4))
def test_what_is_withheld_cuts_no_letter_in_two(letter: str, off: int) -> None:
    text = letter * 3000 + "y" * off + tokens(6000) + "z" * off + letter * 5000
    found = REDACTOR.find(text)
    assert COSTLY in {each.rule for each in found}
    out = REDACTOR.redact(text)
    assert out.startswith(letter * 2000) and out.endswith(letter * 2000)


@pytest.mark.parametrize("number", ["-1.5e+30", "-7.25E-12", "1.25e-07"])
@pytest.mark.parametrize(
    "text", ['{"password":%s,"a":[]}', '[{"a": [{"password": %s}]}]', '{"a":"{\\"password\\": %s}"}']
)
def test_json_stays_valid_where_a_number_stood_under_a_name_for_secrets(number: str, text: str) -> None:
    shown = REDACTOR.redact(text % number)
    assert "[redacted:" in shown and number not in shown
    for each in (json.loads(shown), json.loads(shown).get("a") if text[0] == "{" else None):
        assert not isinstance(each, str) or json.loads(each)


class Counted(bytes):
    """Bytes that count how many of them are looked at from behind."""

    looked = 0

    def rfind(self, *args: object) -> int:
        """Return what bytes do, and count."""
        start, end = (args[1], args[2]) if len(args) > 2 else (0, len(self))
        assert isinstance(start, int) and isinstance(end, int)
        Counted.looked += max(0, end - start)
        return super().rfind(*args)  # type: ignore[arg-type]


def test_where_a_private_key_begins_is_sought_near_its_first_line_only() -> None:
    data = Counted(b"-----BEGIN PRIVATE KEY-----\nabcdefghijklmnopqrst\n\n" * 2000)
    ends = [match.end() for match in re.finditer(blocks.BEGIN.encode(), data)]
    Counted.looked = 0
    found = list(scan.private_keys(data, ends, Effort(len(data))))
    assert [each.start for each in found] == [at * 50 for at in range(2000)]
    assert Counted.looked < 8 * len(data)


@pytest.mark.parametrize(
    "head", ["-----BEGIN RSA PRIVATE KEY BLOCK-----", "-----BEGIN " + "A" * 38 + " PRIVATE KEY-----"]
)
def test_a_long_first_line_of_a_private_key_goes_whole(head: str) -> None:
    assert REDACTOR.redact(f"a {'-' * 200} b\n{head}\n{'abcd' * 8}\n").startswith(f"a {'-' * 200} b\n[redacted:")


def test_a_private_key_that_does_not_end_is_not_searched_again_with_each_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    looked, start = list[int](), tail.Tail.start

    def counted(self: tail.Tail, text: str) -> int:
        looked.append(len(text))
        return start(self, text)

    monkeypatch.setattr(tail.Tail, "start", counted)
    text = ("-----BEGIN RSA PRIVATE KEY-----\n" + "-----abc " * 7000)[: 60 << 10]
    stream = REDACTOR.stream()
    for at in range(0, len(text), 16):
        stream.feed(text[at : at + 16])
    assert sum(looked) < 150 * len(text)


PIPED = re.compile(r"\b(?:echo|printf)[ \t][^\n|]{0,260}(?:\|[^\n|]{0,160})?\Z")
STARRED = re.compile(
    r"(?:\A|\n)[ \t]{0,4}[\"']?[\w.@\\-]{1,60}[\"']?[ \t]{1,8}(?:\*|pptpd|l2tpd)[ \t]{1,8}"
    r"[^\s*]{1,66}[ \t]{0,8}\S{0,15}[ \t]{0,4}\r?\Z"
)
"""What waits in a line, each as one pattern."""


def test_what_may_be_piped_waits_wherever_one_pattern_would_say_so() -> None:
    source, parts = (
        random.Random(5),
        ["echo ", "printf\t", "|", "\n", "a", " ", "x " * 35, "y " * 65, "becho ", "ab *", " c"],
    )
    for _ in range(4000):
        text = "".join(source.choices(parts, k=source.randrange(1, 14)))[-700:]
        piped, starred = PIPED.search(text), STARRED.search(text)
        said = min(match.start() if match else len(text) for match in (piped, starred))
        assert awaited.awaited(text) == said


def test_each_place_where_something_may_be_piped_is_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    looked = list[int]()

    class Once:
        """A pattern that counts what it looks at."""

        def finditer(self, text: str, start: int, end: int) -> Iterator[re.Match[str]]:
            looked.append(end - start)
            return ECHO.finditer(text, start, end)

    ECHO = awaited.ECHO
    monkeypatch.setattr(awaited, "ECHO", Once())
    awaited.awaited("echo " * 140)
    assert sum(looked) < 600


def test_what_went_out_is_not_said_again_when_a_finding_begins_in_it() -> None:
    def find(text: str) -> tuple[list[Finding], float]:
        return ([Finding("LATE", 2, len(text) + 1)] if text.endswith("three. ") else []), 0.0

    stream = Stream(find, Tail([], []))
    pieces = [stream.feed("one two, "), stream.feed("three. "), stream.feed("four, "), stream.end()]
    assert pieces == ["one two, ", "", "three. four, ", ""]


def test_the_end_of_one_reading_and_the_start_of_the_next_make_no_piece_of_a_value() -> None:
    data, piece = b"pBHaZkEX5\x01quot", Finding("NAME", 0, 14, PIECE)
    assert list(within_one(data, piece, 12, is_text=False)) == []
    assert list(within_one(data, piece, 9, is_text=False)) == [Finding("NAME", 0, 9, PIECE)]
    assert list(within_one(data, piece, 12, is_text=True)) == [piece]
