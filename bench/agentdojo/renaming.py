"""The same world under other names: what the gate is shown when tools, arguments and values are renamed.

The suites' own checks name their values in code, so the environment keeps its words and the gate is shown others, all
the way and consistently: prompt, calls, results, schemas and policy. Words that occur in anything with a name (people,
addresses, files, channels, hosts, hotels, titles) become made-up words of the same length and case, amounts and ids
other numbers; days, hours and years stay, because they are no names.
"""

from __future__ import annotations

import functools
import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from bench.agentdojo import attacks
from bench.agentdojo.suites import Suite, plain_result

WORD = re.compile(r"[^\W\d_]+")
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
STRUCTURE = """
    www http https com org net de ch uk us txt docx xlsx pdf csv md me a an the of to in on at by for from and or with
    my your our am pm is it be do not no yes id us i you he she we they this that as
    january february march april may june july august september october november december
    monday tuesday wednesday thursday friday saturday sunday
"""
NAMING = """
    name first_name last_name filename email sender recipient recipients participants owner cc bcc users channels iban
    street city address location title airline flight_number account_email user user_email channel hotel hotel_name
    hotel_names restaurant restaurants restaurant_names company company_name url file_path departure_city arrival_city
    contact_information query filename phone_number
"""
"""Fields and arguments that hold a name."""
BY_KEY = frozenset({"user_channels", "user_inbox", "channel_inbox", "web_content", "files", "shared_with"})


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
        self._words = _made_up(sorted(_vocabulary(suite)))
        names = sorted(suite.definitions())
        self._tools = {name: f"t{index:02}_{_invented(name, 6)}" for index, name in enumerate(names)}
        arguments = sorted({one for schema in suite.definitions().values() for one in schema["properties"]})
        self._arguments = {name: f"a{index:02}_{_invented(name, 5)}" for index, name in enumerate(arguments)}
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


def _vocabulary(suite: Suite) -> set[str]:
    """Return the words of everything in the suite that has a name."""
    texts = [text for task in suite.user_tasks[:1] for text in _named(plain_result(suite.environment(task)), "")]
    world = suite.environment(suite.user_tasks[0])
    for injection in suite.injection_tasks:
        for call in attacks.calls(suite.name, injection, world.model_copy(deep=True), world.model_copy(deep=True)):
            texts += _named(dict(call.args), "")
    for task in suite.user_tasks:
        for call in task.ground_truth(suite.environment(task)):
            texts += _named(dict(call.args), "")
    words = {match[0].casefold() for text in texts for match in WORD.finditer(text)}
    return {word for word in words if len(word) > 1} - set(STRUCTURE.split())


def _named(data: Any, key: str) -> Iterator[str]:
    if isinstance(data, Mapping):
        for name, below in data.items():
            if key in BY_KEY:
                yield str(name)
            yield from _named(below, str(name) if key not in BY_KEY else key)
    elif isinstance(data, list | tuple):
        for below in data:
            yield from _named(below, key)
    elif isinstance(data, str) and key in NAMING.split():
        yield data


def _made_up(words: list[str]) -> dict[str, str]:
    made: dict[str, str] = {}
    taken = set(words)
    for word in words:
        attempt = 0
        while (new := _invented(f"{word}/{attempt}", len(word))) in taken:
            attempt += 1
        taken.add(new)
        made[word] = new
    return made


def _invented(seed: str, length: int) -> str:
    """Return a word of `length` letters that can be spoken, always the same for `seed`."""
    digest = hashlib.sha256(seed.encode()).digest() * (1 + length // 32)
    letters = ("bdfgklmnprstvz", "aeiou")
    return "".join(letters[at % 2][digest[at] % len(letters[at % 2])] for at in range(length))
