"""Text dense in almost-secrets costs in proportion to its length and hides nothing: counted in units, not time."""

from __future__ import annotations

import base64
import bz2
import hashlib
import itertools
import random
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wicketgate.output.redact import Redactor
from wicketgate.output.redact import stream as streams
from wicketgate.output.redact import tail as tails
from wicketgate.output.redact.effort import Effort
from wicketgate.output.redact.finding import COSTLY, DENSE
from wicketgate.secrets.automata import ENGINES

MIXED = string.ascii_letters + string.digits
DRAWN = random.Random(11)
VALUES = {f"S{number}": "".join(DRAWN.choices(MIXED, k=40)) for number in range(200)}
KNOWN, BOTH = Redactor(VALUES, ENGINES), Redactor(VALUES, ENGINES, unknown=True)
FORMATS = Redactor({}, ENGINES, unknown=True)
LAST = VALUES["S7"]


def units(redactor: Redactor, text: str) -> float:
    """Return how many units of effort a text takes."""
    return redactor.effort(text)


def pieces(count: int, size: int, seed: int = 3, gap: str = ".") -> str:
    """Return so many pieces of values, each of so many letters."""
    source, values, out = random.Random(seed), list(VALUES.values()), list[str]()
    for _ in range(count):
        at = source.randrange(40 - size)
        out.append(source.choice(values)[at : at + size])
    return gap.join(out)


def drawn(source: random.Random, size: int) -> str:
    """Return letters and digits drawn at random."""
    return "".join(source.choices(MIXED, k=size))


def test_a_long_token_that_is_none_is_looked_at_once_and_not_at_each_of_its_letters() -> None:
    phrase = "Authorization: Bearer " + "aB3_" * 500 + " "
    assert units(FORMATS, phrase * 8) < len(phrase) * 8


@pytest.mark.parametrize("text", ["bearer of_the_long_name_that_is_words ", "gitpod_pat_" + "aB3_" * 40 + " "])
def test_looks_grow_with_the_text_and_no_faster(text: str) -> None:
    few, many = units(FORMATS, text * 50), units(FORMATS, text * 400)
    assert many <= few * 10
    assert many <= len(text) * 400 * 2


@pytest.mark.parametrize("size", [12, 16])
def test_text_full_of_pieces_is_masked_and_not_decoded(size: int) -> None:
    text = pieces(900, size)
    assert units(KNOWN, text) < len(text) * 2
    assert {DENSE, COSTLY} & {each.rule for each in KNOWN.find(text)} or len(KNOWN.redact(text)) < 64


@pytest.mark.parametrize(
    "shown", [LAST, base64.b64encode(base64.b64encode(LAST.encode())).decode(), " ".join(LAST), LAST.encode().hex()]
)
@pytest.mark.parametrize("large", [False, True])
def test_a_secret_after_dense_text_is_masked(shown: str, large: bool) -> None:
    text = pieces(3000 if large else 300, 13) + f"\n\nnow the word is {shown} and no more"
    out = KNOWN.redact(text)
    assert shown not in out
    assert out.endswith(" and no more")
    assert "%" not in out


def test_a_secret_after_dense_assignments_is_masked() -> None:
    source = random.Random(5)
    text = "".join(f"token:{drawn(source, 2)}" for _ in range(4000)) + "\nDB_PASSWORD = kT4vw9ZqLm\n"
    assert "kT4vw9ZqLm" not in FORMATS.redact(text)


def test_packed_data_without_end_is_masked_unread_and_uses_up_nothing_of_what_follows() -> None:
    bomb = base64.b64encode(bz2.compress(b"a" * 1_000_000)).decode()
    secret = base64.b64encode(base64.b64encode(LAST.encode())).decode()
    text = " ".join([bomb] * 20) + f" then {secret} end"
    out = KNOWN.redact(text)
    assert len(text) < 16 << 10
    assert "[redacted:unread-compressed-data]" in out
    assert secret not in out
    packed = base64.b64encode(bz2.compress(f"the password is {LAST}".encode())).decode()
    assert packed not in KNOWN.redact(" ".join([bomb] * 20) + f" then {packed} end")


def test_unpacking_is_bounded_by_the_text() -> None:
    bomb = base64.b64encode(bz2.compress(b"a" * 1_000_000)).decode()
    assert units(KNOWN, " ".join([bomb] * 60)) < 32 << 10


@pytest.mark.parametrize("piece", [1, 7, 64])
def test_a_dense_stream_in_small_pieces_is_searched_a_few_times_over_at_most(piece: int) -> None:
    text, spent = pieces(600, 12), list[float]()
    stream = KNOWN.stream()
    find = stream._find

    def counted(part: str) -> tuple[list, float]:  # type: ignore[type-arg]
        found, took = find(part)
        spent.append(took)
        return found, took

    stream._find = counted
    out = "".join(stream.feed(text[at : at + piece]) for at in range(0, len(text), piece)) + stream.end()
    assert sum(spent) < streams.CREDIT + len(text) * streams.SHARE + Effort(len(text)).most
    assert not any(value[at : at + 14] in out for value in VALUES.values() for at in range(26))


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 1 << 20), sizes=st.lists(st.integers(1, 900), min_size=1, max_size=6))
def test_no_chunking_of_dense_text_shows_a_value_or_a_long_piece(seed: int, sizes: list[int]) -> None:
    source = random.Random(seed)
    kinds = [
        lambda: f"token:{drawn(source, 2)}",
        lambda: f"api_key={drawn(source, 30)}\n",
        lambda: "Bearer " + "aB3_" * 30 + " ",
        lambda: source.choice(list(VALUES.values())) + " ",
        lambda: pieces(6, 13, source.randrange(99)) + "\n",
    ]
    text = "".join(source.choice(kinds)() for _ in range(60))
    stream, out, at, turn = BOTH.stream(), "", 0, itertools.cycle([*sizes, 200])
    while at < len(text):
        size = next(turn)
        out += stream.feed(text[at : at + size])
        at += size
    out += stream.end()
    assert not any(value[start : start + 16] in out for value in VALUES.values() for start in range(24))


def rich() -> dict[str, str]:
    """Return ordinary texts that are full of secrets or of what looks like some."""
    source = random.Random(9)
    blob = base64.b64encode(source.randbytes(24_000)).decode()
    return {
        "env": "".join(f"SERVICE_{number}_API_KEY={drawn(source, 32)}\n" for number in range(200)),
        "vault": "".join(f"{name}: {value}\n" for name, value in VALUES.items()) * 5,
        "vault in base64": "".join(f"{base64.b64encode(v.encode()).decode()}\n" for v in VALUES.values()) * 2,
        "config": "{" + ",".join(f'"token{n}": "{drawn(source, 40)}"' for n in range(300)) + "}",
        "blob": "\n".join(blob[at : at + 76] for at in range(0, len(blob), 76)),
        "lock": "".join(f'    "sha256:{hashlib.sha256(b"%d" % n).hexdigest()}",\n' for n in range(600)),
        "minified": ";".join(f'function {drawn(source, 2)}(e,t){{return e.token=t.key,"{n}"}}' for n in range(400)),
    }


@pytest.mark.parametrize("kind", list(rich()))
def test_ordinary_text_rich_in_secrets_never_counts_as_dense(kind: str) -> None:
    text = rich()[kind]
    assert DENSE not in {each.rule for each in BOTH.find(text)}
    stream = BOTH.stream()
    out = "".join(stream.feed(text[at : at + 500]) for at in range(0, len(text), 500)) + stream.end()
    assert DENSE not in out
    # Of base64 the last letters of a run, which say hardly anything of the value, may stay or go.
    assert kind == "vault in base64" or out == BOTH.redact(text)


def test_a_stream_of_differing_tokens_spends_looks_in_proportion_to_its_length() -> None:
    source, spent = random.Random(2), list[float]()
    text = "".join(f"token={drawn(source, 12)} " for _ in range(2000))
    stream = FORMATS.stream()
    find = stream._find

    def counted(part: str) -> tuple[list, float]:  # type: ignore[type-arg]
        found, took = find(part)
        spent.append(took)
        return found, took

    stream._find = counted
    out = "".join(stream.feed(text[at : at + 64]) for at in range(0, len(text), 64)) + stream.end()
    assert sum(spent) < streams.CREDIT + len(text) * streams.SHARE + Effort(len(text)).most
    assert sum(token.partition("=")[2] in out for token in text.split()) <= sum(
        token in FORMATS.redact(token + " ") for token in text.split()
    )


def test_one_long_token_letter_by_letter_is_not_looked_at_with_each_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    start = tails.Tail.start
    monkeypatch.setattr(tails.Tail, "start", lambda self, text: asked.append(len(text)) or start(self, text))
    text = ",".join(drawn(random.Random(9), 7) for _ in range(2_500)) + f",{LAST},end of it"
    stream = KNOWN.stream()
    out = "".join(map(stream.feed, text)) + stream.end()
    assert out == KNOWN.redact(text)
    assert len(asked) < 40


@pytest.mark.parametrize("size", [8 << 10, streams.ONE - 1, streams.ONE, streams.ONE + 1, 64 << 10])
def test_a_value_at_the_end_of_a_token_of_any_length_is_masked(size: int) -> None:
    text = "a,b." * (size // 4) + LAST
    for piece in (1, 977):
        stream = KNOWN.stream()
        out = "".join(stream.feed(text[at : at + piece]) for at in range(0, len(text), piece)) + stream.end()
        assert out == KNOWN.redact(text)
