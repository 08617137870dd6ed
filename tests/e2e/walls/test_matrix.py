"""The matrix itself: whole, without holes, each row's test there; printed with `python -m tests.e2e.walls`."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.e2e.walls.above import ABOVE
from tests.e2e.walls.attacks import ATTACKS
from tests.e2e.walls.matrix import SANDBOX, Row
from tests.e2e.walls.matrix_above import ABOVE_ROWS, REFERENCED, WALLED
from tests.e2e.walls.page import page
from tests.e2e.walls.removal import REMOVALS

ROOT = Path(__file__).parents[3]
ROWS = (*SANDBOX, *ABOVE_ROWS, *REFERENCED)


def test_every_module_that_holds_a_wall_has_a_row() -> None:
    assert {row.module for row in ROWS} >= WALLED
    assert not [row.module for row in ROWS if not (ROOT / "src/wicketgate" / row.module).is_file()]


def test_every_wall_that_can_be_taken_away_is_and_every_row_has_what_takes_it_away() -> None:
    assert {row.wall for row in SANDBOX} == set(REMOVALS)
    assert {row.wall for row in ABOVE_ROWS} == set(ABOVE)
    assert {row.attack for row in SANDBOX} == set(ATTACKS)


def test_no_row_is_there_twice_and_what_backs_one_is_a_wall() -> None:
    assert len({(row.wall, row.attack, row.module) for row in ROWS}) == len(ROWS)
    assert {name for row in SANDBOX for name in (*row.backs, *row.as_root)} <= set(REMOVALS)
    assert {name for row in ABOVE_ROWS for name in row.backs} <= set(ABOVE)


@pytest.mark.parametrize("row", [*ABOVE_ROWS, *REFERENCED], ids=lambda row: row.wall)
def test_every_test_named_exists(row: Row) -> None:
    path, _, rest = row.test.partition("::")
    tree = ast.parse((ROOT / path).read_text())
    assert rest.partition("[")[0] in {
        node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def test_the_page_tells_every_wall() -> None:
    text = page(ROWS)
    print(text)
    assert not [row.wall for row in ROWS if row.wall not in text]
