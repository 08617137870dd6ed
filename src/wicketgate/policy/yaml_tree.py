"""YAML text as plain values and the line of each of them.

Takes text, gives a `Tree`; knows nothing of what a policy may say. It reads parser events: no constructor ever runs.
Sequences become tuples, scalars follow the YAML 1.2 core schema (`yes` and `on` are text), every key is text.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from wicketgate.errors import ConfigError
from wicketgate.policy.yaml_errors import remedy

Where = tuple[str | int, ...]
DEPTH = 16
ITEMS = 20_000
INTEGER = re.compile(r"[-+]?[0-9]{1,15}", re.ASCII)
FLOAT = re.compile(r"[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?|[-+]?[0-9]+[eE][-+]?[0-9]+", re.ASCII)
CONSTANTS: dict[str, bool | None] = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys(("null", "Null", "NULL", "~", ""), None),
}


@dataclass(frozen=True, slots=True)
class Tree:
    """The values of one file, and the line of each key and list item by its path from the root."""

    file: str
    data: Any
    lines: dict[Where, int] = field(default_factory=dict)

    def wrong(self, where: Where, problem: str, hint: str = "") -> ConfigError:
        """Return the refusal of what stands at `where`."""
        return ConfigError(printable(f"{self.file}:{self.line(where)}: {spell(where)}{problem}"), printable(hint))

    def line(self, where: Where) -> int:
        """Return the line of `where`, or of its nearest parent the file spells out."""
        return next((self.lines[where[:end]] for end in range(len(where), 0, -1) if where[:end] in self.lines), 1)


def spell(where: Where) -> str:
    """Return a path as a message shows it: `tasks.triage.files.read[0]: `; nothing for the root."""
    shown = ""
    for step in where:
        plain = isinstance(step, str) and re.fullmatch(r"[\w.:-]{1,64}", step, re.ASCII)
        shown += f"[{step}]" if isinstance(step, int) else "." + (str(step) if plain else quote(step))
    return f"{shown.lstrip('.')}: " if shown else ""


def quote(value: object) -> str:
    """Return a value as a message shows it: short, on one line, nothing hidden."""
    if value is None:
        return "nothing"
    if isinstance(value, dict | tuple):
        return "a mapping" if isinstance(value, dict) else "a list"
    shown = str(value).lower() if isinstance(value, bool) else repr(value)
    return shown if len(shown) <= 80 else f"{shown[:76]}…{shown[-1]}"


def printable(text: str) -> str:
    """Return `text` with every character that a terminal would hide or obey escaped."""
    return "".join(one if one.isprintable() else repr(one)[1:-1] for one in text)


def read_tree(text: str, file: str) -> Tree:
    """Return the tree of `text`; ConfigError names the line of `file` whatever the text is."""
    return _Reader(text, file).read()


class _Reader:
    def __init__(self, text: str, file: str) -> None:
        self.text = text
        self.file = file
        self.line = 1
        self.lines: dict[Where, int] = {}

    def read(self) -> Tree:
        found: list[Any] = []
        events = self._events()
        for event in events:
            if not isinstance(event, DocumentStartEvent):
                continue
            # A directive could switch to YAML 1.1, where `no` is false, or rename tags.
            if event.version or event.tags:
                raise self._wrong("expected no `%` directive")
            if found:
                raise self._wrong("expected one document (got a second one)")
            found.append(self._value(next(events), events, ()))
        if not found:
            self.line = 1
            raise self._wrong("expected a policy that starts with `version: 1` (got an empty file)")
        return Tree(self.file, found[0], self.lines)

    def _events(self) -> Iterator[Event]:
        """Yield the parser's events, each checked."""
        parser = YAML(typ="safe", pure=True).parse(self.text)
        while True:
            try:
                event = next(parser)
            except StopIteration:
                return
            except MarkedYAMLError as error:
                mark = error.problem_mark or error.context_mark
                line = mark.line + 1 if mark else self.line
                raise self._unreadable(str(error.problem or error.context), line) from None
            except Exception as error:  # the parser is a library fed with anybody's text: whatever it raises refuses
                raise self._unreadable(str(error).split("\n")[0] or type(error).__name__, self.line) from None
            if event.start_mark is not None:
                self.line = event.start_mark.line + 1
            self._plain(event)
            yield event

    def _plain(self, event: Event) -> None:
        """Refuse what makes the text mean something other than what a reader sees on its line."""
        if isinstance(event, AliasEvent):
            raise self._wrong("expected no alias", "a value that starts with `*` is an alias unless it is quoted")
        if getattr(event, "anchor", None):
            raise self._wrong("expected no anchor", "a value that starts with `&` is an anchor unless it is quoted")
        if getattr(event, "tag", None) or getattr(event, "ctag", None):
            raise self._wrong("expected no tag", "a value that starts with `!` is a tag unless it is quoted")

    def _value(self, event: Event, events: Iterator[Event], where: Where) -> Any:
        if len(where) > DEPTH:
            raise self._wrong(f"expected at most {DEPTH} levels")
        if len(self.lines) > ITEMS:
            raise self._wrong(f"expected at most {ITEMS} keys and items")
        if isinstance(event, MappingStartEvent):
            return self._mapping(events, where)
        if isinstance(event, SequenceStartEvent):
            return self._sequence(events, where)
        if isinstance(event, ScalarEvent):
            return _scalar(event.value) if event.style is None else event.value
        raise self._wrong("expected a value")

    def _mapping(self, events: Iterator[Event], where: Where) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key in events:
            if isinstance(key, MappingEndEvent):
                return found
            if not isinstance(key, ScalarEvent):
                raise self._wrong(f"{spell(where)}expected text as a key")
            if key.value == "<<" and key.style is None:
                raise self._wrong(f"{spell(where)}expected no merge key (got `<<`)")
            # A second value would silently win or lose, and a reader sees only one of them.
            if key.value in found:
                first = self.lines[*where, key.value]
                raise self._wrong(f"{spell((*where, key.value))}expected each key once (first on line {first})")
            self.lines[*where, key.value] = self.line
            found[key.value] = self._value(next(events), events, (*where, key.value))
        return found

    def _sequence(self, events: Iterator[Event], where: Where) -> tuple[Any, ...]:
        found: list[Any] = []
        for event in events:
            if isinstance(event, SequenceEndEvent):
                break
            here = (*where, len(found))
            self.lines[here] = self.line
            found.append(self._value(event, events, here))
        return tuple(found)

    def _wrong(self, problem: str, hint: str = "") -> ConfigError:
        return ConfigError(f"{self.file}:{self.line}: {problem}", hint)

    def _unreadable(self, problem: str, line: int) -> ConfigError:
        shown = quote(problem.encode("ascii", "backslashreplace").decode())[1:-1]
        return ConfigError(f"{self.file}:{line}: expected YAML ({shown})", remedy(problem))


def _scalar(text: str) -> Any:
    """Return a plain scalar's value; a number too long, or infinite, stays text, which no number's key accepts."""
    if text in CONSTANTS:
        return CONSTANTS[text]
    if INTEGER.fullmatch(text):
        return int(text)
    if FLOAT.fullmatch(text) and math.isfinite(float(text)):
        return float(text)
    return text
