"""Cedar text: clauses, and the few expressions they are made of. Takes strings, gives strings; knows no policy.

A pattern's star is Cedar's `like` star; a star that is meant literally is escaped. What Cedar's text cannot hold (a
lone surrogate) is spelled out on both sides alike.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

PROPOSE = 'action == Action::"propose"'


class Clause(NamedTuple):
    """One Cedar policy: it permits, or forbids, when every term holds."""

    name: str
    """What it stands for in the task: `files.read.0`, `limits.calls`."""
    rule: str
    """file:line of the policy, or `builtin`."""
    permits: bool
    about: str
    """What it says, as one line of comment."""
    terms: tuple[str, ...]
    tool: str = ""
    """The one tool it speaks of; empty for any."""

    def text(self, task: str) -> str:
        """Return the clause as Cedar for the task."""
        head = "permit" if self.permits else "forbid"
        resource = f"resource == Tool::{quoted(self.tool)}" if self.tool else "resource"
        lines = [f"// {line}" for line in shown(self.about).splitlines() or [""]]
        lines += [f"@id({quoted(self.name)})", f"@rule({quoted(self.rule)})"]
        lines.append(f"{head} (principal == Task::{quoted(task)}, action, {resource})")
        lines += [f"when {{ {term} }}" for term in self.terms]
        return "\n".join(lines) + ";\n"


def safe(text: str) -> str:
    """Return `text` with lone surrogates spelled out: no Cedar text and no JSON can hold them."""
    return text.encode("utf-8", "backslashreplace").decode()


def shown(text: str) -> str:
    """Return `text` as a comment shows it, on its own lines and nothing hidden in it."""
    return "".join(one if one.isprintable() else f"\\u{{{ord(one):x}}}" for one in safe(text))


def quoted(text: str) -> str:
    """Return a Cedar string."""
    return f'"{_inner(text)}"'


def _inner(text: str) -> str:
    return "".join(_one(character) for character in safe(text))


def _one(character: str) -> str:
    if character in '"\\':
        return "\\" + character
    return character if character.isprintable() else f"\\u{{{ord(character):x}}}"


def like(value: str, pieces: Iterable[str]) -> str:
    """Return whether `value` holds the fixed pieces in order with anything between each two; one piece is the whole."""
    found = list(pieces)
    if len(found) == 1:
        return f"{value} == {quoted(found[0])}"
    return f'{value} like "{"*".join(_inner(piece).replace("*", chr(92) + "*") for piece in found)}"'


def every(terms: Iterable[str]) -> str:
    """Return the conjunction of terms; none holds always."""
    found = [term for term in dict.fromkeys(terms) if term != "true"]
    if not found:
        return "true"
    return "false" if "false" in found else " && ".join(found)


def either(terms: Iterable[str]) -> str:
    """Return the disjunction of terms, in brackets; none never holds."""
    found = [term for term in dict.fromkeys(terms) if term != "false"]
    if "true" in found:
        return "true"
    if not found:
        return "false"
    return found[0] if len(found) == 1 else f"({' || '.join(found)})"


def among(values: Iterable[str]) -> str:
    """Return a Cedar set of strings."""
    return "[" + ", ".join(quoted(value) for value in values) + "]"


def part(*kinds: str) -> str:
    """Return whether the request is for one of these parts of what was asked."""
    return either(f"context.part == {quoted(kind)}" for kind in kinds)
