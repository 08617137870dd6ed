"""Untrusted names as YAML: quoted so that they stay one scalar on one line, or known to be unfit."""

from __future__ import annotations

from wicketgate.policy.pattern import plain

LONGEST = 500
"""Characters of a name worth writing into a policy."""


def quoted(text: str) -> str:
    """Return `text` as a double-quoted YAML scalar on one line, whatever characters it holds."""
    return '"' + "".join(_escaped(character) for character in text) + '"'


def sayable(text: str) -> bool:
    """Return whether a policy can hold `text` so that a person sees all of it."""
    return bool(text.strip()) and len(text) <= LONGEST and text.isprintable()


def usable(path: str) -> bool:
    """Return whether a policy can name the file at `path`."""
    return sayable(path) and plain(path) and not path.startswith("~")


def _escaped(character: str) -> str:
    if character in '"\\':
        return "\\" + character
    return character if character.isprintable() else f"\\U{ord(character):08x}"
