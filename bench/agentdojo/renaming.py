"""The same world under other names: what the gate is shown when tools, arguments and values are renamed.

The suites' own checks name their values in code, so the environment keeps its words and the gate is shown others, all
the way and consistently: prompt, calls, results, schemas and policy. Words that occur in anything with a name (people,
addresses, files, channels, hosts, hotels, titles) become made-up words of the same length and case, amounts and ids
other numbers; days, hours and years stay, because they are no names.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from bench.agentdojo.suites import Suite
from bench.agentdojo.vocabulary import WORD, invented, made_up, vocabulary

KEPT = re.compile(
    r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?)?|\d{1,2}:\d{2}(?::\d{2})?"
    r"|\b(?:19|20)\d{2}\b|\b\d{1,2}(?:st|nd|rd|th)\b"
    r"|\b(?:January|February|March|April|May|June|July|August|September|October|November|December) \d{1,2}\b"
    r"|\b\d{1,2}[ -](?:hours?|minutes?)\b"
)
NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?!\w)", re.ASCII)
TIMES = 3
"""Numbers that stand alone are multiplied: order and sums stay what they are, so bounds of a policy mean the same."""
DIGITS = str.maketrans("123456789", "472958361")
"""Digits inside accounts and names."""


class Names:
    """The names as they are."""

    def text(self, text: str) -> str:
        """Return prose with its values renamed."""
        return text

    def value(self, value: Any) -> Any:
        """Return JSON values renamed, keys too."""
        return value

    def tool(self, name: str) -> str:
        """Return a tool's name."""
        return name

    def arguments(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """Return a call's arguments, renamed."""
        return arguments

    def path(self, path: str) -> str:
        """Return the path of a value as it was before renaming."""
        return path

    def definitions(self, definitions: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
        """Return the tools' schemas, renamed."""
        return definitions

    def policy(self, document: dict[str, Any]) -> dict[str, Any]:
        """Return a policy, renamed."""
        return document


class Renamed(Names):
    """Other names, the same everywhere within one suite."""

    def __init__(self, suite: Suite) -> None:
        self._words = made_up(sorted(vocabulary(suite)))
        names = sorted(suite.definitions())
        self._tools = {name: f"t{index:02}_{invented(name, 6)}" for index, name in enumerate(names)}
        arguments = sorted({one for schema in suite.definitions().values() for one in schema["properties"]})
        self._arguments = {name: f"a{index:02}_{invented(name, 5)}" for index, name in enumerate(arguments)}
        self._before = {new: name for name, new in self._arguments.items()}
        self._text = functools.lru_cache(maxsize=50_000)(self._rename)

    def text(self, text: str) -> str:
        """Return prose with its values renamed."""
        return self._text(text)

    def value(self, value: Any) -> Any:
        """Return JSON values renamed, keys too."""
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, Mapping):
            return {self._text(key): self.value(below) for key, below in value.items()}
        if isinstance(value, list | tuple):
            return [self.value(below) for below in value]
        if isinstance(value, bool) or value is None:
            return value
        return json.loads(_numbers(json.dumps(value)))

    def tool(self, name: str) -> str:
        """Return a tool's opaque name."""
        return self._tools.get(name, name)

    def arguments(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """Return a call's arguments with opaque names and renamed values."""
        return {self._arguments.get(name, name): self.value(value) for name, value in arguments.items()}

    def path(self, path: str) -> str:
        """Return the path of a value as it was before renaming."""
        return self._before.get(path, path)

    def definitions(self, definitions: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
        """Return the schemas with opaque names, their descriptions without the old ones."""
        return {self._tools[name]: self._schema(schema) for name, schema in definitions.items()}

    def _schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        properties = {
            self._arguments[name]: {**_untitled(below), "description": self._prose(below.get("description", ""))}
            for name, below in schema["properties"].items()
        }
        renamed = {**_untitled(schema), "properties": properties, "description": self._prose(schema["description"])}
        if "required" in schema:
            renamed["required"] = [self._arguments[name] for name in schema["required"]]
        return renamed

    def _prose(self, text: str) -> str:
        known = self._tools | {name: new for name, new in self._arguments.items() if "_" in name}
        return self._text(re.sub(r"\w+", lambda match: known.get(match[0], match[0]), text))

    def policy(self, document: dict[str, Any]) -> dict[str, Any]:
        """Return a policy with its tools, arguments and values renamed."""
        tasks = {name: self._task(task) for name, task in document["tasks"].items()}
        return {**document, "tasks": tasks}

    def _task(self, task: dict[str, Any]) -> dict[str, Any]:
        tools = {self._tools[name]: self._grant(grant or {}) for name, grant in task["tools"].items()}
        return {**task, "tools": tools}

    def _grant(self, grant: dict[str, Any]) -> dict[str, Any]:
        renamed = dict(grant)
        if isinstance(grant.get("authority"), list):
            renamed["authority"] = [self._path(path) for path in grant["authority"]]
        if isinstance(grant.get("trusted"), list):
            renamed["trusted"] = [self._text(path) for path in grant["trusted"]]
        if "lookup" in grant:
            renamed["lookup"] = {self._path(path): self._tools[tool] for path, tool in grant["lookup"].items()}
        if "arguments" in grant:
            renamed["arguments"] = {self._path(path): self._constraint(one) for path, one in grant["arguments"].items()}
        if "to" in grant:
            renamed["to"] = self.value(grant["to"])
        return renamed

    def _constraint(self, one: dict[str, Any]) -> dict[str, Any]:
        # A schema's keywords and patterns are no values.
        return {key: below if key == "schema" else self.value(below) for key, below in one.items()}

    def _path(self, path: str) -> str:
        head = re.match(r"[A-Za-z_][A-Za-z0-9_-]*", path)
        first = head[0] if head else path
        return self._arguments.get(first, first) + self._text(path[len(first) :])

    def _rename(self, text: str) -> str:
        parts, at = [], 0
        for match in KEPT.finditer(text):
            parts += [self._piece(text[at : match.start()]), match[0]]
            at = match.end()
        return "".join([*parts, self._piece(text[at:])])

    def _piece(self, text: str) -> str:
        return _numbers(WORD.sub(lambda match: self._word(match[0]), text))

    def _word(self, word: str) -> str:
        new = self._words.get(word.casefold())
        if new is None or len(new) != len(word):
            return word
        return "".join(b.upper() if a.isupper() else b for a, b in zip(word, new, strict=True))


def _numbers(text: str) -> str:
    parts, at = [], 0
    for match in NUMBER.finditer(text):
        more = format(Decimal(match[0]) * TIMES, "f").zfill(len(match[0]))
        parts += [text[at : match.start()].translate(DIGITS), more]
        at = match.end()
    return "".join([*parts, text[at:].translate(DIGITS)])


def _untitled(schema: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in schema.items() if key != "title"}
