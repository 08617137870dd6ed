"""docs/architecture.md is true: every file, package and name it gives exists, and no package is left out."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "wicketgate"
PAGE = (ROOT / "docs" / "architecture.md").read_text()
PLACES = sorted(set(re.findall(r"`([a-z_/]+(?:/|\.py))`", PAGE)) - {"src/wicketgate/"})
WORDS = PAGE.partition("## The words")[2]
ROWS = [row.split("|") for row in WORDS.splitlines() if row.startswith("| ")]
NAMES = sorted({name for row in ROWS for name in re.findall(r"`([a-z_]+(?:\.[A-Za-z_]+)+)`", row[3])})


@pytest.mark.parametrize("place", PLACES)
def test_named_file_or_folder_exists(place: str) -> None:
    assert (PACKAGE / place).exists()


@pytest.mark.parametrize("name", NAMES)
def test_named_module_or_class_exists(name: str) -> None:
    module, _, last = f"wicketgate.{name}".rpartition(".")
    found = importlib.import_module(module) if last[0].isupper() else importlib.import_module(f"wicketgate.{name}")
    assert not last[0].isupper() or hasattr(found, last)


def test_map_leaves_nothing_out() -> None:
    table = PAGE.partition("## The map")[2].partition("## The words")[0]
    rows = " ".join(row.split("|")[1] for row in table.splitlines() if row.startswith("| `"))
    here = {f"{entry.name}/" for entry in PACKAGE.iterdir() if (entry / "__init__.py").exists()}
    here |= {entry.name for entry in PACKAGE.glob("*.py")} - {"__init__.py", "__main__.py"}
    assert set(re.findall(r"`([^`]+)`", rows)) == here
