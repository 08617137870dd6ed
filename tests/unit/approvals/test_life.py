"""The life of an approval: an event that is not listed is refused."""

from __future__ import annotations

import itertools

import pytest

from wicketgate.approvals.life import LIFE, WORDS, closed, step
from wicketgate.errors import Refused

EVENTS = {event for steps in LIFE.values() for event in steps}
LISTED = {(state, event) for state, steps in LIFE.items() for event in steps}


@pytest.mark.parametrize(("state", "event"), sorted(itertools.product([*LIFE, "unheard of"], EVENTS)))
def test_only_a_listed_event_takes_a_step(state: str, event: str) -> None:
    if (state, event) in LISTED:
        assert step("a1", state, event) in LIFE
        return
    with pytest.raises(Refused, match="approval a1"):
        step("a1", state, event)


def test_it_is_used_once_and_only_after_a_yes() -> None:
    assert [state for state in LIFE if "consume" in LIFE[state]] == ["granted"]
    assert [state for state in LIFE if "approve" in LIFE[state]] == ["waiting"]
    assert closed("consumed") and not closed("granted")
    assert WORDS.keys() == LIFE.keys()
