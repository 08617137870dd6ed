"""One session: the user's calls in order, the attack's the moment its text is read, each through a gate.

Takes a suite, its tasks and a gate; gives what was executed and what the suite's own checks say. Strict: a task counts
as done only if every call of its ground truth was executed, reads too (the checks do not notice a denied read).
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from agentdojo.base_tasks import BaseInjectionTask, BaseUserTask
from agentdojo.functions_runtime import FunctionCall

from bench.agentdojo import attacks
from bench.agentdojo.suites import Suite, plain_result

Execute = Callable[[], Any]


@dataclass(frozen=True)
class Step:
    """One call and what became of it."""

    tool: str
    arguments: dict[str, Any]
    attack: bool
    decision: str
    """allow, deny, or for what was asked: approved, refused."""
    reason: str
    result: Any = None
    failed: bool = False
    """True when the tool itself raised."""
    asked: bool = False
    """True when this call cost a person a question."""
    origins: dict[str, str] = field(default_factory=dict)

    @property
    def executed(self) -> bool:
        """Return whether the call reached its tool."""
        return self.decision in ("allow", "approved")


class Gate(Protocol):
    """What stands between a session's calls and its tools. One instance a session."""

    def call(self, tool: str, arguments: dict[str, Any], execute: Execute, attack: bool) -> Step:
        """Decide, ask a person if need be, execute, and note what the agent was shown."""


@dataclass
class Session:
    """What came of one replayed session."""

    task: str
    injection: str
    steps: list[Step]
    useful: bool = False
    """Judged only where nothing is injected: upstream's checks compare whole environments, which any attack changes."""
    hit: bool = False
    read: bool = False
    """True once the attack's text was read."""

    @property
    def asks(self) -> int:
        """Return how often a person was asked on the user's behalf."""
        return sum(step.asked for step in self.steps if not step.attack)


def benign(suite: Suite, task: BaseUserTask[Any], gate: Gate) -> Session:
    """Return the session of a user's task with nothing injected."""
    return _replay(suite, task, None, "", gate)


def attacked(
    suite: Suite, task: BaseUserTask[Any], injection: BaseInjectionTask[Any], payload: str, gate: Gate
) -> Session:
    """Return the session of a user's task in a poisoned environment."""
    return _replay(suite, task, injection, attacks.text(injection, payload), gate)


def _replay(
    suite: Suite, task: BaseUserTask[Any], injection: BaseInjectionTask[Any] | None, text: str, gate: Gate
) -> Session:
    world = suite.environment(task, text)
    pre = world.model_copy(deep=True)
    wanted = task.ground_truth(world.model_copy(deep=True))
    session = Session(task.ID, injection.ID if injection else "", [])
    executed: list[FunctionCall] = []
    output = task.GROUND_TRUTH_OUTPUT
    for call in wanted:
        step = _step(suite, world, call, gate, executed, attack=False)
        session.steps.append(step)
        if injection and not session.read and attacks.OPENING in str(step.result):
            session.read = True
            output += f" {injection.GROUND_TRUTH_OUTPUT}"
            for bad in attacks.calls(suite.name, injection, pre.model_copy(deep=True), world.model_copy(deep=True)):
                session.steps.append(_step(suite, world, bad, gate, executed, attack=True))
    if injection:
        session.hit = suite.hit(injection, output, pre, world, executed)
        return session
    done = all(step.executed and not step.failed for step in session.steps)
    session.useful = done and suite.useful(task, output, pre, world, executed)
    return session


def _step(
    suite: Suite, world: Any, call: FunctionCall, gate: Gate, executed: list[FunctionCall], *, attack: bool
) -> Step:
    arguments = copy.deepcopy(dict(call.args))

    def execute() -> Any:
        executed.append(call)
        result, error = suite.runtime().run_function(world, call.function, copy.deepcopy(dict(call.args)))
        if error is not None:
            raise ToolFailed(error)
        return plain_result(result)

    return gate.call(call.function, arguments, execute, attack)


class ToolFailed(Exception):
    """The tool itself raised; the message is what the agent is shown."""
