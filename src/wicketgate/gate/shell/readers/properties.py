"""What a tool's own words say beyond its name: that they are for production, that a property names a program."""

from __future__ import annotations

import re
from typing import Any

from wicketgate.gate.shell.effects import Kind
from wicketgate.gate.shell.state import State, Word

PRODUCTION = re.compile(
    r"\b(?:migrat\w*|seed|rollback|loaddata|db:\w+)\b.*--(?:database|env|environment|connection|target)[= ]prod"
    r"|--(?:env|environment)[= ]prod\w* .*\b(?:migrate|db:\w+)\b",
    re.IGNORECASE,
)
PLUGGED = re.compile(r"-Dexec\.(?:executable|args|commandlineArgs)|:(?:exec-maven|maven-antrun|gmavenplus)-plugin\b")


def production(state: State, parsed: Any, operands: list[Word], why: str) -> None:
    """Note that data of production are changed, or that a property names a program, where the words say so."""
    if PRODUCTION.search(why) or PLUGGED.search(why):
        state.note(Kind.REMOTE, "data, as its words say, or a program of its choosing", why)


def project_first(state: State, parsed: Any, operands: list[Word], why: str) -> None:
    """Read dotnet's older order, which names the project before what it gets."""
    if len(operands) > 2 and operands[1].text in ("reference", "package"):
        state.note(Kind.READ, operands[0], why)
        state.run(state, [Word("dotnet"), Word("add"), *operands[1:]], why)
    else:
        state.unclear(f"what a project gets is not understood: {why[:60]}")


READERS: dict[str, Any] = {"also-production": production, "project-first": project_first}
