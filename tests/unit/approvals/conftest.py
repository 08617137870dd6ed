"""The office of `office.py` on a journal of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from office import Office, action

from wicketgate.action import Action
from wicketgate.store.journal import Journal


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with Journal.open(tmp_path / "journal.db") as journal:
        yield Office(journal)


@pytest.fixture
def other() -> Callable[..., Action]:
    """Return a way to change one field of the action that was asked about."""

    def changed(**fields: Any) -> Action:
        asked = action()
        inner = {k: v for k, v in fields.items() if hasattr(asked.request, k)}
        outer = {k: v for k, v in fields.items() if k not in inner}
        return replace(asked, request=replace(asked.request, **inner), **outer)

    return changed
