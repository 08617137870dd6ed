"""The reference is complete and true: every key, every default, every tool, and every example loads."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from pydantic_core import PydanticUndefined

from wicketgate.policy import Policy
from wicketgate.policy.amounts import Size
from wicketgate.policy.argument import Argument
from wicketgate.policy.builtin_tools import ADMITTED_BY, ALWAYS, NO_KEY
from wicketgate.policy.known_keys import every_key, keys
from wicketgate.policy.model import (
    Document,
    Files,
    Limits,
    Model,
    Output,
    Part,
    Secret,
    Source,
    SshGrant,
    Task,
    ToolGrant,
)
from wicketgate.policy.network import DEFAULT_BYTES, DEFAULT_LIMIT, KEYS, METHODS

ROOT = Path(__file__).parents[3]
TEXT = (ROOT / "docs" / "policy.md").read_text()
SECTIONS: dict[str, str] = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", TEXT, re.MULTILINE | re.DOTALL))
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
PLACES: dict[str, type[Part]] = {
    "Top level": Document,
    "`model`": Model,
    "`tasks.NAME`": Task,
    "`tasks.NAME.files`": Files,
    "`tasks.NAME.ssh`": SshGrant,
    "`tasks.NAME.tools`": ToolGrant,
    "`tasks.NAME.tools.TOOL.arguments.NAME`": Argument,
    "`tasks.NAME.limits`": Limits,
    "`sources.NAME`": Source,
    "`secrets.NAME`": Secret,
}
BUILT_IN = (
    *("Agent", "Bash", "Edit", "Read", "Write", "NotebookEdit", "WebFetch", "WebSearch", "Skill", "ToolSearch"),
    *("Workflow", "Monitor", "SendMessage", "ListAgents", "CronCreate", "CronDelete", "CronList", "ScheduleWakeup"),
    *("EnterWorktree", "ExitWorktree", "TaskStop", "ReportFindings"),
)


def rows(section: str) -> dict[str, str]:
    """Return each key a section's tables name, and the rest of its row."""
    found = {}
    for line in SECTIONS[section].splitlines():
        cells = line.split(" | ", 1)
        if line.startswith("| `"):
            found.update(dict.fromkeys(re.findall(r"`([^`]+)`", cells[0]), cells[1]))
    return found


@pytest.mark.parametrize("section", PLACES)
def test_every_key_has_its_row_in_its_section(section: str) -> None:
    assert set(keys(PLACES[section])) <= set(rows(section))


def test_no_part_of_the_model_is_left_out() -> None:
    assert {*PLACES.values(), Output} == set(Part.__subclasses__())
    assert set(keys(Output)) <= set(rows("`tasks.NAME`"))
    assert {*METHODS, "TUNNEL", *KEYS} <= set(rows("`tasks.NAME.network`"))


@pytest.mark.parametrize("section", PLACES)
def test_every_default_is_the_one_in_force(section: str) -> None:
    for key, field in keys(PLACES[section]).items():
        default = field.get_default(call_default_factory=True)
        if default in (None, (), {}, "", PydanticUndefined) or isinstance(default, Part):
            continue
        assert rows(section)[key].startswith(f"`{spelled(default)}`"), key


def test_the_network_defaults_are_the_ones_in_force() -> None:
    found = rows("`tasks.NAME.network`")
    assert found["bytes"].startswith("`1 MiB per hour`")
    assert (DEFAULT_BYTES.amount, DEFAULT_BYTES.seconds) == (1 << 20, 3600)
    assert found["limit"].startswith("`600 per hour`")
    assert (DEFAULT_LIMIT.amount, DEFAULT_LIMIT.seconds) == (600, 3600)


def spelled(value: Any) -> str:
    if isinstance(value, Size):
        return f"{value >> 30} GiB" if value % (1 << 30) == 0 else f"{value >> 20} MiB"
    if isinstance(value, tuple):
        return f"[{', '.join(value)}]"
    return str(value).lower() if isinstance(value, bool) else str(value)


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_loads(example: str) -> None:
    Policy.of(example, Path("/workspace/wicketgate.yaml"))


def test_the_first_example_is_the_one_that_is_tested() -> None:
    assert EXAMPLES[0] == (ROOT / "docs" / "example.yaml").read_text()


@pytest.mark.parametrize("path", sorted((ROOT / "examples" / "policies").glob("*.yaml")), ids=lambda path: path.stem)
def test_every_example_policy_loads(path: Path) -> None:
    Policy.of(path.read_text(), path)


def test_the_examples_use_every_key() -> None:
    used = {where for example in EXAMPLES for where in Policy.of(example, Path("/x/y.yaml")).lines}
    shapes = {tuple("*" if named(where, index) else step for index, step in enumerate(where)) for where in used}
    assert set(every_key()) <= shapes


def named(where: tuple[str | int, ...], index: int) -> bool:
    """Return whether a step is a name the owner chose."""
    owned = (index == 1 and where[0] in ("tasks", "sources", "secrets")) or (
        index == 3 and where[2] in ("tools", "ssh")
    )
    return owned or (index == 5 and where[4] == "arguments")


def test_every_built_in_tool_has_a_key_or_none() -> None:
    assert len(BUILT_IN) == 22
    assert set(BUILT_IN) <= set(ADMITTED_BY) | NO_KEY
    assert not set(ADMITTED_BY) & NO_KEY


def test_the_table_of_tools_says_what_holds() -> None:
    (section,) = (title for title in SECTIONS if title.startswith("Which key admits"))
    table = rows(section)
    for tool, key in ADMITTED_BY.items():
        assert table[tool].startswith("every task" if key == ALWAYS else f"`{key}`"), tool
    for tool in NO_KEY:
        assert table[tool].startswith("no key"), tool
    assert set(table) == {*ADMITTED_BY, *NO_KEY, "mcp__SERVER__TOOL"}
