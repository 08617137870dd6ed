"""Each format finds its own examples and stays silent on its near-misses; names are unique and sources are named."""

from __future__ import annotations

import re
from collections import Counter

import pytest
import re2

from wicketgate.output.redact import Redactor
from wicketgate.output.redact.formats import FORMATS
from wicketgate.output.redact.formats.checks import CHECKS
from wicketgate.output.redact.formats.shape import Format
from wicketgate.output.redact.unknown.scan import Unknown
from wicketgate.secrets.automata import ENGINES

NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def test_names_are_unique_and_can_stand_in_a_mark() -> None:
    assert [name for name, times in Counter(each.name for each in FORMATS).items() if times > 1] == []
    assert [each.name for each in FORMATS if not NAME.fullmatch(each.name)] == []


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
def test_a_format_is_complete(form: Format) -> None:
    assert form.examples and form.near_misses and form.source.startswith("https://")
    assert not form.check or form.check in CHECKS
    pattern = form.pattern if isinstance(form.pattern, str) else form.pattern.value
    assert re2.compile(pattern).groups <= 1


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
def test_a_format_finds_its_examples(form: Format) -> None:
    redactor = Redactor({}, ENGINES, unknown=True)
    for text in form.examples:
        assert form.name in {found.rule for found in Unknown(ENGINES).find(text.encode())}, text
        assert redactor.find(text), text


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
def test_a_format_is_silent_on_its_near_misses(form: Format) -> None:
    for text in form.near_misses:
        assert form.name not in {found.rule for found in Unknown(ENGINES).find(text.encode())}, text
