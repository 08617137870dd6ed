"""Gates that need no policy: they show that the replay is right before anything is said about Wicketgate."""

from __future__ import annotations

from typing import Any

from bench.agentdojo.replay import Execute, Step, ToolFailed
from bench.agentdojo.suites import mutates


class AllowAll:
    """Lets everything through."""

    def call(self, tool: str, arguments: dict[str, Any], execute: Execute, attack: bool) -> Step:
        """Execute the call."""
        return run(tool, arguments, execute, attack, "allow")


class MutatingAsks:
    """Asks about every call that changes something; a person approves the user's own and refuses the attack's."""

    def __init__(self, tired: bool = False) -> None:
        self._tired = tired

    def call(self, tool: str, arguments: dict[str, Any], execute: Execute, attack: bool) -> Step:
        """Execute the call if it reads, or if the person approves."""
        if not mutates(tool):
            return run(tool, arguments, execute, attack, "allow")
        if attack and not self._tired:
            return Step(tool, arguments, attack, "refused", "mutating", asked=True)
        return run(tool, arguments, execute, attack, "approved", asked=True)


def run(
    tool: str, arguments: dict[str, Any], execute: Execute, attack: bool, decision: str, *, asked: bool = False
) -> Step:
    """Return the step of a call that is executed."""
    try:
        return Step(tool, arguments, attack, decision, "", execute(), asked=asked)
    except ToolFailed as error:
        return Step(tool, arguments, attack, decision, "", str(error), failed=True, asked=asked)
