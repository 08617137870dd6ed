"""What a hostile text may cost: counted in units of effort, never timed; and what was not looked into is withheld."""

from __future__ import annotations

import base64
import bz2
import gzip
import json
import random
import string
from collections.abc import Callable

import pytest
from bench.redact import benign

from wicketgate.output.redact import Redactor
from wicketgate.output.redact import effort as efforts
from wicketgate.output.redact import redactor as redactors
from wicketgate.output.redact.effort import Effort, Exhausted
from wicketgate.output.redact.finding import COSTLY, DENSE
from wicketgate.secrets.automata import ENGINES

MIXED = string.ascii_letters + string.digits
SIZE = 15 << 10
SECRET = "kT4vw9ZqLmRk2PqZ7mXw4Lb9Tn3VyJc6Hd1sQe"
SOURCE = random.Random(21)
VALUES = {f"S{number}": "".join(SOURCE.choices(MIXED, k=40)) for number in range(60)} | {"SECRET": SECRET}
BOTH = Redactor(VALUES, ENGINES, unknown=True)
SLACK = 1.35
"""How much more than it may a text can cost: what is begun is ended."""


def drawn(source: random.Random, size: int, alphabet: str = MIXED) -> str:
    """Return letters drawn at random."""
    return "".join(source.choices(alphabet, k=size))


def sixty_four(text: str | bytes) -> str:
    """Return base64."""
    return base64.b64encode(text.encode() if isinstance(text, str) else text).decode()


def piece(source: random.Random, size: int) -> str:
    """Return so many letters of some value."""
    at = source.randrange(40 - size)
    return source.choice(list(VALUES.values()))[at : at + size]


HOSTILE: dict[str, Callable[[random.Random], str]] = {
    "passwords": lambda s: f"password={drawn(s, 8)} ",
    "tokens": lambda s: f"token:{drawn(s, 12)},",
    "short names": lambda s: f"api:{drawn(s, 2)}",
    "prefixes": lambda s: f"sk-{drawn(s, 3)}-key_{drawn(s, 2)}=",
    "calls": lambda s: f'curl -u {drawn(s, 3)}:{drawn(s, 4)}" ',
    "zlib signs": lambda s: "eJw" + drawn(s, 1),
    "gzip heads": lambda s: sixty_four(gzip.compress(b"")[:10] + b"\x00\xff\xff\x00\x00" + s.randbytes(3)),
    "escapes": lambda s: "".join(f"\\x{ord(each):02x}" for each in base64.b32encode(s.randbytes(10)).decode()) + " ",
    "percent signs in base64": lambda s: sixty_four("".join(f"%{ord(each):02x}" for each in drawn(s, 40))) + "\n",
    "values in quotes": lambda s: '["' + '","'.join(piece(s, 30)) + '"]\n',
    "pieces in hex": lambda s: piece(s, 12).encode().hex() + " ",
    "packed": lambda s: sixty_four(gzip.compress(drawn(s, 40).encode() * 400)) + "| ",
}
"""A piece of each class of text that costs most."""


def hostile(name: str, size: int = SIZE) -> str:
    """Return a text of one class."""
    source, out, length = random.Random(name), list[str](), 0
    while length < size:
        out.append(HOSTILE[name](source))
        length += len(out[-1])
    return "".join(out)[:size]


@pytest.mark.parametrize("name", HOSTILE)
def test_no_text_costs_more_than_its_size_is_worth(name: str) -> None:
    text = hostile(name)
    assert BOTH.effort(text) <= Effort(len(text)).most * SLACK


@pytest.mark.parametrize("name", ["passwords", "tokens", "values in quotes", "percent signs in base64"])
def test_long_texts_cost_in_proportion(name: str) -> None:
    text = hostile(name, 60 << 10)
    assert BOTH.effort(text) <= Effort(len(text)).most * SLACK


@pytest.mark.parametrize("name", ["tokens", "short names", "values in quotes"])
def test_without_the_bound_the_same_texts_cost_more(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text = hostile(name)
    bound = Effort(len(text)).most
    monkeypatch.setattr(Effort, "left", property(lambda self: 1e9))
    monkeypatch.setattr(Effort, "spend", lambda self, units: self.affords(units) or None)
    assert BOTH.effort(text) > bound * SLACK / 1.3


def encoded(text: str) -> str:
    """Return a text encoded twice."""
    return sixty_four(text.encode().hex())


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("shown", [SECRET, encoded(SECRET), f"ghp_{SECRET[:36]}"], ids=["plain", "twice", "format"])
def test_a_secret_behind_what_costs_much_never_passes(name: str, shown: str) -> None:
    for size in (3 << 10, SIZE - 600):
        text = hostile(name, size)
        assert shown not in BOTH.redact(f"{text}\nthe word is {shown} and no more")
        assert shown not in BOTH.redact(f"the word is {shown} and no more\n{text}")


def test_decoys_before_a_secret_use_up_nothing_silently() -> None:
    source = random.Random(8)
    rows = [sixty_four("".join(f"%{ord(each):02X}" for each in drawn(source, 30))) for _ in range(140)]
    rows += [base64.b32encode(sixty_four(drawn(source, 20)).encode()).decode() for _ in range(60)]
    for inner in (encoded(SECRET), sixty_four(encoded(SECRET)), sixty_four(bz2.compress(SECRET.encode()))):
        out = BOTH.redact("\n".join(rows)[: SIZE - len(inner)] + "\n" + inner)
        assert inner not in out


def test_what_is_withheld_is_named_by_the_reason() -> None:
    text = hostile("tokens")
    assert COSTLY in {each.rule for each in BOTH.find(text)}
    assert "[redacted:too-costly-to-read]" in BOTH.redact(text)
    assert BOTH.redact(text) == BOTH.redact(text)


def test_json_that_is_withheld_is_still_json_and_says_nothing() -> None:
    source = random.Random(2)
    tokens = [drawn(source, 12) for _ in range(1800)]
    said = (",".join(f"token:{token}" for token in tokens[at : at + 9]) for at in range(0, len(tokens), 9))
    rows = [{"n": 4711, "ok": True, "x": [None], "a": each} for each in said]
    text = json.dumps(rows, separators=(",", ":"))
    assert COSTLY in {each.rule for each in BOTH.find(text)}
    out = BOTH.redact(text)
    assert isinstance(json.loads(out), list)
    assert not any(token in out for token in tokens)


@pytest.mark.parametrize("before", ["{ ", "[", '{"a": '])
def test_what_only_begins_like_json_hides_nothing_outside_of_its_strings(before: str) -> None:
    text = before + hostile("tokens") + f' " {SECRET} " ' + drawn(random.Random(1), 40)
    assert COSTLY in {each.rule for each in BOTH.find(text)}
    out = BOTH.redact(text)
    assert SECRET not in out
    assert not any(token.partition(":")[2] in out for token in text.split(",")[20:-20])


def test_many_small_texts_in_a_row_share_what_any_text_may_cost(monkeypatch: pytest.MonkeyPatch) -> None:
    spent, made = list[float](), redactors.Redactor._made

    def counted(self: Redactor, text: str, least: float) -> tuple[str, float]:
        out = made(self, text, least)
        spent.append(out[1])
        return out

    monkeypatch.setattr(redactors.Redactor, "_made", counted)
    texts = [hostile(name, 200)[number:] for name in HOSTILE for number in range(20)]
    BOTH.with_known(VALUES).redact_all(texts)
    assert spent
    assert sum(spent) <= efforts.LEAST + sum(redactors.FEW * SLACK + len(text) * efforts.SHARE for text in texts)


def test_what_was_withheld_for_the_company_it_came_in_is_looked_into_by_itself() -> None:
    text, redactor = hostile("tokens", 1000), BOTH.with_known(VALUES)
    poorer, _ = redactor._made(text, -1_000)
    assert COSTLY in poorer and redactor.redact(text) == BOTH.with_known(VALUES).redact(text) != poorer


def test_the_effort_is_the_same_each_time_and_ends() -> None:
    text = hostile("values in quotes")
    assert BOTH.effort(text) == BOTH.effort(text)
    effort = Effort(10)
    with pytest.raises(Exhausted):
        effort.spend(effort.most + 1)
    assert not effort.affords(1) and effort.hits == 1


@pytest.mark.parametrize("kind", benign.TEXTS)
def test_ordinary_dense_text_is_never_withheld(kind: str) -> None:
    text = benign.TEXTS[kind](random.Random(kind), 24 << 10)
    for each in (text, text[:SIZE], text[:2000]):
        assert not {COSTLY, DENSE} & {found.rule for found in BOTH.find(each)}
        assert benign.share(BOTH, each) < 0.9


@pytest.mark.parametrize("name", ["tokens", "escapes", "values in quotes"])
@pytest.mark.parametrize("size", [1, 50, 4000])
def test_a_hostile_stream_shows_no_secret(name: str, size: int) -> None:
    text = hostile(name, 4000) + f"\nit is {SECRET} or {encoded(SECRET)} there"
    stream = BOTH.stream()
    out = "".join(stream.feed(text[at : at + size]) for at in range(0, len(text), size)) + stream.end()
    assert SECRET not in out and encoded(SECRET) not in out
