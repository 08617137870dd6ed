"""Each format finds its own examples and stays silent on its near-misses; names are unique and sources are named."""

from __future__ import annotations

import re
from collections import Counter

import pytest
import re2

from wicketgate.output.redact.formats import FORMATS
from wicketgate.output.redact.formats.checks import CHECKS

NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def test_names_are_unique_and_can_stand_in_a_mark() -> None:
    assert [name for name, times in Counter(each.name for each in FORMATS).items() if times > 1] == []
    assert [each.name for each in FORMATS if not NAME.fullmatch(each.name)] == []


@pytest.mark.parametrize("each", FORMATS, ids=lambda each: each.name)
def test_a_format_is_complete(each: object) -> None:
    form = next(known for known in FORMATS if known is each)
    assert form.examples and form.near_misses and form.source.startswith("https://")
    assert not form.check or form.check in CHECKS
    assert re2.compile(form.pattern).groups <= 1
