"""Statements as deep as the gate lets them be, to a parser with little stack: it neither ends the process nor stalls.

    python -m bench.fuzz.deep [--seconds 60] [--stack 256] [--seed 1] [--dialect sqlite] [--unbounded]

A statement is a few words, drawn from all that the dialect knows, again and again behind one of several beginnings, as
often as the bounds allow, with its brackets left open or closed. It is read in a thread with a stack of so many KiB, in
a process of its own: its end by a signal is a finding, with the last statement printed. `--unbounded` leaves the bounds
out, to see that they are needed.
"""

from __future__ import annotations

import argparse
import gc
import logging
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import sqlglot.parser
from sqlglot.dialects.dialect import Dialect as Engine
from sqlglot.errors import SqlglotError

from wicketgate.gate.sql import Dialect, SqlRefused, depth
from wicketgate.gate.sql.functions import CALLABLE
from wicketgate.gate.sql.lex import words
from wicketgate.gate.sql.paced import grammar

MOST, SLOW = 90, 0.25
BEGINNINGS = (
    *("select ", "select 1 ", "select a from t ", "select a from t where a ", "with a as (select 1) "),
    *("select a from ", "select case ", "select a from t join t ", "(", "select a[", "values "),
)
PHRASES = """
    ( | ( | ) | [ | ] | , | select | select a from t | union select | join t | using (a) | on a | not | - | case |
    case when a then | exists ( | with a as ( | values ( | in ( | between 1 and | is not null | a | 1 | 's' | "q" |
    a.b | f( | cast( | over ( | partition by | distinct on ( | cross join | natural join | union all | prior | at time
    zone | filter ( | within group ( | array[ | window w as ( | .a | x as | operator( | -> | ->> | :: | and | or
"""
CLOSED = {"(": ")", "[": "]"}


def alphabet(dialect: Dialect) -> list[str]:
    """Return every word and phrase that a statement is made of."""
    tokenizer = Engine.get_or_raise(dialect).tokenizer_class
    keywords = {kind: word for word, kind in tokenizer.KEYWORDS.items() if not re.search(r"[{}*;/]|--", word)}
    single = [sign for sign in tokenizer.SINGLE_TOKENS if sign not in "'\"`;#{}$@?\\"]
    called = [f"{name}(" for name in sorted(CALLABLE[dialect]) if name[0].isalpha()]
    phrases = [" ".join(phrase.split()) for phrase in PHRASES.split("|")]
    return [*keywords.values(), *single, *called, *phrases * 8]


def statements(dialect: Dialect, seed: int) -> Iterator[Callable[[int], str]]:
    """Yield makers that take how often their words stand in a row."""
    draw, known = random.Random(seed), alphabet(dialect)
    while True:
        unit = " ".join(draw.choices(known, k=draw.choice((1, 2, 2, 3, 3, 4, 5)))) + " "
        beginning = draw.choice(BEGINNINGS)
        ending, own = closing(unit), closing(beginning)
        yield lambda times, unit=unit, beginning=beginning: beginning + unit * times  # type: ignore[misc]
        yield lambda times, unit=unit, beginning=beginning, ending=ending, own=own: (  # type: ignore[misc]
            f"{beginning}{unit * times} a {ending * times}{own}"
        )


def closing(text: str) -> str:
    """Return what closes the brackets that a text leaves open."""
    found: list[str] = []
    for sign in text:
        if sign in CLOSED:
            found.append(CLOSED[sign])
        elif sign in ")]" and found:
            found.pop()
    return "".join(reversed(found))


def largest(make: Callable[[int], str], dialect: Dialect, bounded: bool) -> tuple[str, list[object]] | None:
    """Return the statement that repeats its words as often as it may; None if not even once."""
    for times in (MOST, 64, 48, 32, 24, 16, 12, 8, 4, 2, 1):
        with suppress(SqlRefused):
            found = words(make(times), dialect)
            if bounded:
                depth.bound(found, dialect)
            return make(times), found  # type: ignore[return-value]
    return None


def fuzz(dialect: Dialect, seconds: float, seed: int, bounded: bool, last: Path) -> None:
    """Parse statements for a while; print what took too long, and how many there were."""
    logging.disable(logging.CRITICAL)
    gc.disable()
    until, count, parsed = time.monotonic() + seconds, 0, 0
    for make in statements(dialect, seed):
        if time.monotonic() > until:
            break
        found = largest(make, dialect, bounded)
        if found is None:
            continue
        count += 1
        last.write_text(found[0])
        start = time.thread_time()
        with suppress(SqlglotError, SqlRefused, ValueError, TypeError, AttributeError, IndexError, RecursionError):
            grammar(dialect, len(found[1])).parser().parse(found[1], found[0])  # type: ignore[arg-type]
            parsed += 1
        if time.thread_time() - start > SLOW:
            print(f"slow: {time.thread_time() - start:.2f} s for {found[0][:300]!r}", flush=True)
        if count % 300 == 0:
            gc.collect()
    print(f"{dialect}: {count} statements, {parsed} of them parsed, by {sqlglot.parser.__file__}")


def main() -> int:
    """Fuzz in a process of its own; 1 where it ended by a signal."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--stack", type=int, default=256, help="KiB")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--dialect", choices=("sqlite", "postgres"), default="postgres")
    parser.add_argument("--unbounded", action="store_true")
    parser.add_argument("--within", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.within is not None:
        threading.stack_size(asked.stack << 10)
        work = (asked.dialect, asked.seconds, asked.seed, not asked.unbounded, asked.within)
        thread = threading.Thread(target=fuzz, args=work)
        thread.start()
        thread.join()
        return 0
    with tempfile.TemporaryDirectory() as folder:
        last = Path(folder) / "last"
        inner = subprocess.run([sys.executable, "-m", "bench.fuzz.deep", *sys.argv[1:], "--within", str(last)])
        if inner.returncode < 0:
            print(f"ended by signal {-inner.returncode} at {last.read_text()[:300]!r}")
    return int(inner.returncode != 0)


if __name__ == "__main__":
    sys.exit(main())
