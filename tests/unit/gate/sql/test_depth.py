"""How deep a query may be: what is allowed needs no more stack than a thread has, and no parser starts over in it."""

from __future__ import annotations

import json
import resource
import signal
import subprocess
import sys

import pytest
import sqlglot.parser

from wicketgate.gate.sql import Dialect, SqlRefused, paced, read
from wicketgate.gate.sql.depth import DEEPEST, bound
from wicketgate.gate.sql.lex import words

COMPILED = not str(sqlglot.parser.__file__).endswith(".py")
NESTED = {
    "brackets": ("(", "1", ")"),
    "calls": ("abs(", "1", ")"),
    "casts": ("cast(", "1", " as int)"),
    "queries": ("(select ", "1", ")"),
    "with": ("(with a as (select 1) select ", "1", ")"),
    "exists": ("exists (select ", "1", ")"),
    "lists": ("1 in (", "1", ")"),
    "cases": ("case when 1 then ", "1", " end"),
    "cases, open": ("case when ", "1", ""),
    "not": ("not ", "1", ""),
    "signs": ("- ", "1", ""),
    "tildes": ("~ ", "1", ""),
    "arrays": ("array[", "1", "]"),
    "subscripts": ("a[", "1", "]"),
    "arrows": ("a -> ", "1", ""),
    "intervals": ("interval ", "1", ""),
    "any": ("1 = any (array[", "1", "])"),
    "types": ("char(", "1", ")"),
    "windows": ("sum(1) over (order by ", "1", ")"),
    "filters": ("count(*) filter (where ", "1", ")"),
    "rows": ("row(", "1", ")"),
    "prior": ("prior ", "1", ""),
    "if": ("if ", "1", ""),
    "words of statements": ("with ", "1", ""),
    "tables": ("(select * from ", "t", ") x"),
    "tables, joined": ("(t join ", "t", ")"),
    "tables, without brackets": ("t join ", "t", ""),
}
CHAINS = {
    "signs": "1" + "+1" * 900,
    "or": "1" + " or 1" * 900,
    "joined texts": "'a'" + "||'a'" * 900,
    "casts": "1" + "::int" * 900,
    "subscripts": "a" + "[1]" * 30,
    "names": "a" + ".b" * 900,
    "unions": "1" + " union select 1" * 600,
    "is null": "1" + " is null" * 600,
    "collations": "'a'" + " collate x" * 600,
    "texts": "'a' " * 1800,
    "comments": "/* a */ " * 5000 + "1",
    "dollars": "$a$x$a$, " * 600 + "1",
    "commas": "1 from t" + ", t" * 900,
    "crossed": "1 from t" + " cross join t using (a)" * 200,
}
CHILD = """
import json, sys, threading
from wicketgate.gate import sql
bounded, stack, texts = json.load(sys.stdin)
if not bounded:
    sys.modules["wicketgate.gate.sql.read"].bound = lambda found, dialect: None
def work():
    for text in texts:
        for dialect in ("sqlite", "postgres"):
            try:
                sql.read(text, dialect)
            except sql.SqlRefused:
                pass
if stack:
    threading.stack_size(stack << 10)
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
else:
    work()
print("done")
"""


def repeated(shape: str, times: int) -> str:
    opening, inner, closing = NESTED[shape]
    beginning = "select * from " if shape.startswith("tables") else "select "
    return beginning + opening * times + inner + closing * times


def allowed(shape: str, dialect: Dialect) -> int:
    """Return how often a shape may be nested."""
    most = 0
    for times in range(1, DEEPEST + 2):
        try:
            bound(words(repeated(shape, times), dialect), dialect)
        except SqlRefused:
            return most
        most = times
    return most


def read_elsewhere(texts: list[str], stack: int = 0, main: int = 0, bounded: bool = True) -> tuple[int, str]:
    """Read in another process, with a stack of so many KiB for a thread or the process; its end and its words."""

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if main:
            resource.setrlimit(resource.RLIMIT_STACK, (main << 10, main << 10))

    asked = json.dumps([bounded, stack, texts])
    run = [sys.executable, "-c", CHILD]
    found = subprocess.run(run, input=asked, capture_output=True, text=True, preexec_fn=limited, timeout=120)
    return found.returncode, found.stdout + found.stderr[-2000:]


@pytest.mark.parametrize("shape", NESTED)
def test_every_way_to_nest_has_an_end(shape: str) -> None:
    for dialect in ("sqlite", "postgres"):
        assert allowed(shape, dialect) <= DEEPEST  # type: ignore[arg-type]


@pytest.mark.parametrize("shape", ["brackets", "calls", "queries", "cases", "not", "casts", "lists", "tables"])
def test_ordinary_depths_are_read(shape: str) -> None:
    for dialect in ("sqlite", "postgres"):
        assert read(repeated(shape, 20), dialect)  # type: ignore[arg-type]


DEEP = [repeated(shape, times) for shape in NESTED for times in (20, 30, 45, 60, 62, 64)]


@pytest.mark.parametrize(("stack", "main"), [(256, 0), (0, 512)])
def test_what_is_allowed_needs_little_stack(stack: int, main: int) -> None:
    texts = [*DEEP, *("select " + chain for chain in CHAINS.values())]
    assert read_elsewhere(texts, stack, main) == (0, "done\n")


@pytest.mark.skipif(not COMPILED, reason="the parser in Python counts its levels itself")
@pytest.mark.parametrize("shape", ["brackets", "calls", "queries", "casts", "cases", "tables"])
def test_without_the_bound_the_process_would_end(shape: str) -> None:
    text = repeated(shape, 330)
    assert read_elsewhere([text], stack=256, bounded=False)[0] in (-signal.SIGSEGV, -signal.SIGBUS)
    assert read_elsewhere([text], stack=256) == (0, "done\n")


STEERED = {
    "commas between joins": "select 1 from t" + " join t, t" * 40,
    "commas between levels kept": "select 1" + ", values" * 70,
    "set operators behind other words": "select 1" + " union with" * 70,
    "the end of a case": "select " + "case when end then " * 70,
    "quoted brackets": "select " + '(")"' * 70,
    "other brackets": "select " + "([" * 35 + ")]" * 35,
    "names that nothing lists": "select " + "struct(" * 5,
    "a query without brackets": "select not select 1",
    "brackets crossed": "select array[(1]) + 1",
    "brackets closed too often": "select 1) + (1",
    "joins that wait": "select 1 from t" + " join t" * 9,
    "joins that wait, by another name": "select 1 from t" + " straight_join t" * 9,
    "open unions": "select " + "( union " * 3,
    "subscripts behind subscripts": "select a" + "[b[1]]" * 40,
    "calls of schemas": "select a" + ".f(1)" * 3,
}


@pytest.mark.parametrize("name", STEERED)
def test_the_bounds_cannot_be_steered_around(name: str) -> None:
    for dialect in ("sqlite", "postgres"):
        with pytest.raises(SqlRefused):
            bound(words(STEERED[name], dialect), dialect)  # type: ignore[arg-type]


def test_the_refusal_names_the_bound_and_the_remedy() -> None:
    with pytest.raises(SqlRefused, match=rf"at most {DEEPEST} levels.*a bracket of its own"):
        read("select " + "case when 1 then " * 70 + "1" + " end" * 70, "sqlite")


def test_what_is_closed_counts_no_more() -> None:
    wide = ", ".join(f"(case when not a{at} then (1 + {at}) end) as b{at}" for at in range(60))
    joins = " ".join(f"left join t{at} on t{at}.a0 = t.a0" for at in range(40))
    unions = " union all ".join(
        f"select -1, not x.a from x join y using (a) join z on not z.a = {at}" for at in range(30)
    )
    for text in (f"select {wide} from t", f"select 1 from t {joins}", unions, "select 1 in (" + "-1, " * 400 + "-1)"):
        assert read(text, "sqlite")


def test_a_parser_that_starts_over_is_stopped() -> None:
    text = "select " + "timestamp join floor( " * 14 + "1"
    for dialect in ("sqlite", "postgres"):
        with pytest.raises(SqlRefused, match="trying one reading after another"):
            read(text, dialect)  # type: ignore[arg-type]


def test_ordinary_queries_are_far_from_the_count_of_readings() -> None:
    text = "select a, b || 'x', max(c) from t join u using (a) where a = 1 and b in (select b from v) group by a, b"
    for dialect in ("sqlite", "postgres"):
        found = words(text, dialect)  # type: ignore[arg-type]
        grammar = paced.grammar(dialect, len(found))  # type: ignore[arg-type]
        before = grammar.left
        grammar.parser().parse(found, text)
        assert 10 < before - grammar.left < 2 * len(found)
