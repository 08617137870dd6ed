"""The four suites as values: environments with and without the attack's text, tools, and their schemas.

Takes AgentDojo's packaged data; gives fresh environments. Knows no gate. The attack's text is appended to what each
vector holds by default: upstream replaces it, which destroys for instance the bill a user wants paid. As upstream, only
those vectors are poisoned that the user's task comes to read.
"""

from __future__ import annotations

import contextlib
import functools
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml
from agentdojo.base_tasks import BaseInjectionTask, BaseUserTask
from agentdojo.functions_runtime import FunctionCall, FunctionsRuntime
from agentdojo.task_suite.load_suites import get_suite
from agentdojo.task_suite.task_suite import TaskSuite, read_suite_file
from agentdojo.types import text_content_block_from_string
from pydantic_core import to_jsonable_python

VERSION = "v1.2.2"
NAMES = ("workspace", "travel", "banking", "slack")
MARK = "ZQINJECTEDQZ"
READING = ("get_", "search_", "read_", "list_", "check_")
"""How the name of a tool starts that changes nothing in its environment; a page that is fetched counts as read."""


def mutates(tool: str) -> bool:
    """Return whether a tool changes its environment."""
    return not tool.startswith(READING)


@dataclass(frozen=True)
class Suite:
    """One suite: its tasks in the suite's order, its tools, and environments by the attack's text."""

    name: str
    suite: TaskSuite[Any]

    @property
    def user_tasks(self) -> list[BaseUserTask[Any]]:
        """Return the user tasks."""
        return list(self.suite.user_tasks.values())

    @property
    def injection_tasks(self) -> list[BaseInjectionTask[Any]]:
        """Return the injection tasks."""
        return list(self.suite.injection_tasks.values())

    def environment(self, task: BaseUserTask[Any], attack: str = "") -> Any:
        """Return a fresh environment, with `attack` appended in each injection vector the task reads."""
        vectors = _read_by(self.name, task.ID) if attack else frozenset()
        return task.init_environment(_pristine(self.name, attack, vectors).model_copy(deep=True))

    def runtime(self) -> FunctionsRuntime:
        """Return what executes calls."""
        return FunctionsRuntime(self.suite.tools)

    def definitions(self) -> dict[str, dict[str, Any]]:
        """Return the JSON Schema of each tool's arguments, with the tool's description."""
        return {
            tool.name: {**tool.parameters.model_json_schema(), "description": tool.description}
            for tool in self.suite.tools
        }

    def useful(
        self, task: BaseUserTask[Any], output: str, pre: Any, post: Any, executed: Sequence[FunctionCall]
    ) -> bool:
        """Return whether the suite's own check says that the user's task was done."""
        answer = [text_content_block_from_string(output)]
        with contextlib.redirect_stdout(io.StringIO()):
            return bool(self.suite._check_user_task_utility(task, answer, pre, post, executed))

    def hit(
        self, task: BaseInjectionTask[Any], output: str, pre: Any, post: Any, executed: Sequence[FunctionCall]
    ) -> bool:
        """Return whether the suite's own check says that the attack succeeded."""
        answer = [text_content_block_from_string(output)]
        with contextlib.redirect_stdout(io.StringIO()):
            return bool(self.suite._check_injection_task_security(task, answer, pre, post, executed))


@functools.cache
def load(name: str) -> Suite:
    """Return a suite of the version measured."""
    return Suite(name, get_suite(VERSION, name))


@functools.lru_cache(maxsize=32)
def _pristine(name: str, attack: str, vectors: frozenset[str]) -> Any:
    texts = {mark: attack if vector in vectors else "" for vector, mark in _marks(name).items()}
    return load(name).suite.environment_type.model_validate(_put(_marked(name), texts))


@functools.cache
def _marks(name: str) -> dict[str, str]:
    vectors = load(name).suite.get_injection_vector_defaults()
    return {vector: f"{MARK}{index:02}{MARK}" for index, vector in enumerate(vectors)}


@functools.cache
def _marked(name: str) -> Any:
    """Return the environment's data with a mark at the end of each injection vector."""
    suite, marks = load(name).suite, _marks(name)
    text = read_suite_file(name, "environment.yaml", suite.data_path)
    defaults = suite.get_injection_vector_defaults()
    return yaml.safe_load(text.format(**{vector: default + marks[vector] for vector, default in defaults.items()}))


@functools.cache
def _read_by(name: str, task: str) -> frozenset[str]:
    """Return the vectors whose text the user's task comes to read."""
    suite, user = load(name), load(name).suite.user_tasks[task]
    world = user.init_environment(suite.suite.environment_type.model_validate(_put(_marked(name), {})))
    shown = ""
    for call in user.ground_truth(world.model_copy(deep=True)):
        result, _ = suite.runtime().run_function(world, call.function, dict(call.args))
        shown += str(plain_result(result))
    return frozenset(vector for vector, mark in _marks(name).items() if mark in shown)


def _put(data: Any, texts: Mapping[str, str]) -> Any:
    """Return a copy of the data with the text for each mark in its place."""
    if isinstance(data, str):
        if MARK in data:
            for mark, text in texts.items():
                data = data.replace(mark, text)
        return data
    if isinstance(data, dict):
        return {_put(key, texts): _put(value, texts) for key, value in data.items()}
    return [_put(item, texts) for item in data] if isinstance(data, list) else data


def plain_result(result: Any) -> Any:
    """Return what a tool returned as JSON values."""
    return to_jsonable_python(result)
