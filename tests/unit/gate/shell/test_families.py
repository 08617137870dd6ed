"""Every family's examples hold, and every description compiles."""

from __future__ import annotations

import pytest

from wicketgate.gate.shell.compiled import compiled
from wicketgate.gate.shell.families import FAMILIES, PROGRAMS, WITH_EXAMPLES
from wicketgate.gate.shell.judge import concern, within
from wicketgate.gate.shell.readers import READERS
from wicketgate.gate.shell.walk import read

EXAMPLES = [(module.__name__.rpartition(".")[2], *one) for module in WITH_EXAMPLES for one in module.EXAMPLES]


def test_there_are_examples_for_every_family() -> None:
    assert all(module.EXAMPLES for module in WITH_EXAMPLES)


def test_every_description_compiles_and_names_a_reader_there_is() -> None:
    todo = [compiled(program) for program in PROGRAMS.values()]
    while todo:
        one = todo.pop()
        assert not one.reader or one.reader in READERS
        todo += one.subs.values()


def test_no_name_is_described_twice() -> None:
    names = [name for module in FAMILIES for program in module.PROGRAMS for name in program.names.split()]
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize(("family", "command", "expected"), EXAMPLES)
def test_example(family: str, command: str, expected: str) -> None:
    found = read(command)
    concerns = [text for touch in found.effects if (text := concern(touch, within))]
    if expected == "harmless":
        assert not found.uninspectable
        assert not concerns
    elif expected == "unreadable":
        assert found.uninspectable
    elif expected == "asks":
        assert concerns or found.uninspectable
    else:
        assert not found.uninspectable
        wanted = {part.strip() for part in expected.split(";") if part.strip()}
        assert {str(touch) for touch in found.effects} == wanted
