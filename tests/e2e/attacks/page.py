"""`python -m tests.e2e.attacks.page` writes docs/attacks.md from the list."""

from __future__ import annotations

from pathlib import Path

from tests.e2e.attacks.listing import EARLIER, LATER, ROWS, TRIED, Row

PAGE = Path(__file__).parents[3] / "docs/attacks.md"
OUTSIDE = {
    "lands": "lands",
    "namespace": "lands as root of a namespace",
    "depends": "depends on the host",
    "holds": "† refused too",
    "control": "what is granted passes",
    "": "",
}
HEAD = """# What code inside has tried

The adversary runs any program inside a sandbox, as the agent's user. These are {all} things it may try. `make test`
tries {run} of them: {tried} from inside a real `wicketgate exec`, {named} in tests of the part that holds the wall.
None may land.

A wall proves nothing against an attempt that never works. So the same program also runs outside, as an ordinary user
(and, for what needs more, as root of namespaces of its own), and the test fails when it does not land there. Rows
marked † are refused there too. What was read is known by a secret in it that names its row; what was written, signalled
or connected to, by looking at the host afterwards. Whatever can be committed without a question is committed, and then
git looks at it.

The attempts are in `tests/e2e/attacks/probe/`, the rows in `tests/vectors/attacks/rows.json`. This page is written
from them by `python -m tests.e2e.attacks.page`; a test fails when it differs. `pytest tests/e2e/attacks -k row_057`
shows one row (everything is attempted all the same).

"""
COLUMNS = """| # | attempt | wall | without it | test | result |
|---|---|---|---|---|---|
"""
SECOND = """
## What broke earlier shapes of the design

Each of these worked on an earlier trial of this design.

"""
THIRD = """
## What the ways out may be tried with

Each is made by the tests of the part that holds the wall: against a real TLS server, git, OpenSSH or PostgreSQL where
the part speaks to one.

"""


def page() -> str:
    """Return the page."""
    run, named = [row for row in ROWS if not row.reason], [row for row in ROWS if row.by]
    head = HEAD.format(all=len(ROWS), run=len(run), tried=len(set(TRIED) & set(ROWS)), named=len(named))
    return head + table(ROWS) + SECOND + table(EARLIER) + THIRD + table(LATER)


def table(rows: tuple[Row, ...]) -> str:
    """Return rows as a table."""
    return COLUMNS + "".join(line(row) for row in rows)


def line(row: Row) -> str:
    """Return the line of a row."""
    tests = ", ".join(f"`{name.partition('::')[2]}`" for name in row.by) or f"`{row.id}`"
    outside = OUTSIDE[row.bare] + (f" ({row.note})" if row.note else "")
    result = f"not run: {row.reason}" if row.reason else "held"
    cells = (str(row.row), row.attempt, row.wall, outside, "" if row.reason else tests, result)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"


if __name__ == "__main__":
    PAGE.write_text(page())
