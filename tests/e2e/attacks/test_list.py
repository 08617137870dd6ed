"""The list is whole: each of 136 rows is attempted, or names tests that exist, or says why not; the page agrees."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.e2e.attacks.listing import ALL, BARE, EARLIER, LATER, REASONS, ROWS, TRIED
from tests.e2e.attacks.page import PAGE, page

ROOT = Path(__file__).parents[3]


def test_every_number_is_there_once() -> None:
    assert [row.row for row in ROWS] == list(range(1, 137))
    assert [row.row for row in EARLIER] == list(range(201, 217))
    assert [row.row for row in LATER] == list(range(301, 301 + len(LATER)))
    assert all(row.by for row in LATER)
    assert len({row.name for row in ALL}) == len(ALL)


def test_every_row_is_tried_or_says_why_not() -> None:
    for row in ALL:
        assert not (row.by and row.reason), row
        assert (row.bare in BARE) if row in TRIED else not row.bare, row
        assert not row.reason or row.reason in REASONS, row


def test_no_more_are_left_out_than_the_goal_admits() -> None:
    assert sum(1 for row in ROWS if not row.reason) >= 120


@pytest.mark.parametrize("name", sorted({name for row in ALL for name in row.by}))
def test_a_test_that_is_named_exists(name: str) -> None:
    path, _, function = name.partition("::")
    tree = ast.parse((ROOT / path).read_text())
    assert function in {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


def test_the_page_agrees_with_the_data() -> None:
    assert PAGE.read_text() == page(), "write it anew: python -m tests.e2e.attacks.page"
