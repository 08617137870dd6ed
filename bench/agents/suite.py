"""A suite written as data: tools, a world with places for an attack's text, user tasks and injections.

Takes a YAML file; gives tools' JSON Schemas, worlds and tasks. An argument is written `name: type what it means`, with
`type` one of string, integer, number, boolean, date, datetime, `[string]`, and a `?` behind where it may be left out.
`{here}` in a text of the world is a place others can write to: there the attack's text stands; `{title}` is
another one, for a wording of a goal that says `at: title`. A goal may be a list of wordings, each an injection.
"""

from __future__ import annotations

import copy
import functools
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from bench.agents.world import World

PLACES = ("here", "title")
FOLDER = Path(__file__).parent
FORMATS = {"date": "date", "datetime": "date-time"}
READING = ("say ", "find ", "get ")


class _Plain(yaml.SafeLoader):
    """YAML whose days stay text, as a tool's JSON has them."""


_Plain.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in known if tag != "tag:yaml.org,2002:timestamp"]
    for first, known in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


@dataclass(frozen=True)
class Call:
    """One call of a ground truth."""

    tool: str
    arguments: dict[str, Any]


@dataclass(frozen=True)
class Task:
    """What a user wants, and the calls that do it."""

    name: str
    prompt: str
    calls: tuple[Call, ...]


@dataclass(frozen=True)
class Injection:
    """What an attacker wants: own calls, or a change of what the user's own call says."""

    name: str
    goal: str
    calls: tuple[Call, ...]
    instead: dict[str, Any] = field(default_factory=dict)
    """By `tool.argument` the attacker's value: the user's next such call is made with it."""
    beside: dict[str, Any] = field(default_factory=dict)
    """Likewise, but made in addition to the user's own: more than was asked."""
    place: str = PLACES[0]
    """Where its text stands."""

    def wanted(self, coming: tuple[Call, ...]) -> tuple[Call, ...]:
        """Return the attack's calls, given the calls of the user's task that are still to come."""
        changes = self.instead | self.beside
        for call in coming:
            told = {name.rpartition(".")[2]: v for name, v in changes.items() if name.rpartition(".")[0] == call.tool}
            told = {name: value for name, value in told.items() if name in call.arguments}
            if told:
                return (Call(call.tool, copy.deepcopy(call.arguments) | told),)
        return self.calls


@dataclass(frozen=True)
class Suite:
    """One suite."""

    name: str
    tools: dict[str, dict[str, Any]]
    tasks: tuple[Task, ...]
    injections: tuple[Injection, ...]
    stores: dict[str, Any]
    fixed: dict[str, Any]
    profile: Path

    def world(self, attack: str = "", place: str = PLACES[0]) -> World:
        """Return a fresh world, with the attack's text wherever others can write at this place."""
        told = {one: attack if one == place else "" for one in PLACES}
        return World(_put(self.stores, told), _put(self.fixed, told))

    def mutates(self, tool: str) -> bool:
        """Return whether a tool changes something or sends."""
        return bool(self.tools[tool].get("sends")) or not self.tools[tool]["does"].startswith(READING)

    def definitions(self) -> dict[str, dict[str, Any]]:
        """Return the JSON Schema of each tool's arguments, with the tool's description."""
        return {name: _schema(tool) for name, tool in self.tools.items()}


@functools.cache
def load(folder: str, name: str) -> Suite:
    """Return the suite of this name in the set `folder`."""
    told = yaml.load((FOLDER / folder / f"{name}.yaml").read_text(), _Plain)  # a safe one
    tasks = [Task(f"{name}_{n}", one["prompt"].strip(), _calls(one["calls"])) for n, one in enumerate(told["tasks"])]
    attacks = [wording for one in told["injections"] for wording in _wordings(one)]
    profile = FOLDER / "profiles" / f"{name}.yaml"
    return Suite(name, told["tools"], tuple(tasks), tuple(attacks), told["stores"], told.get("fixed", {}), profile)


def names(folder: str) -> list[str]:
    """Return the names of a set's suites."""
    return sorted(path.stem for path in (FOLDER / folder).glob("*.yaml"))


def _wordings(told: dict[str, Any]) -> list[Injection]:
    goals = told["goal"] if isinstance(told["goal"], list) else [told["goal"]]
    ways = [one if isinstance(one, dict) else {"at": PLACES[0], "say": one} for one in goals]
    names = [told["name"], *(f"{told['name']}_{at}" for at in range(2, len(ways) + 1))]
    more = _calls(told.get("calls", [])), told.get("instead", {}), told.get("beside", {})
    return [Injection(name, way["say"], *more, way["at"]) for name, way in zip(names, ways, strict=True)]


def _calls(told: list[dict[str, Any]]) -> tuple[Call, ...]:
    return tuple(Call(tool, dict(arguments or {})) for one in told for tool, arguments in one.items())


def _schema(tool: dict[str, Any]) -> dict[str, Any]:
    properties, required = {}, []
    for name, told in (tool.get("args") or {}).items():
        kind, _, about = told.partition(" ")
        if not kind.endswith("?"):
            required.append(name)
        properties[name] = _type(kind.rstrip("?")) | {"description": about}
    return {"type": "object", "properties": properties, "required": required, "description": tool["about"]}


def _type(kind: str) -> dict[str, Any]:
    if kind.startswith("["):
        return {"type": "array", "items": _type(kind[1:-1])}
    return {"type": "string", "format": FORMATS[kind]} if kind in FORMATS else {"type": kind}


def _put(data: Any, texts: dict[str, str]) -> Any:
    if isinstance(data, str):
        return functools.reduce(lambda text, place: text.replace(f"{{{place}}}", texts[place]), texts, data)
    if isinstance(data, dict):
        return {name: _put(value, texts) for name, value in data.items()}
    return [_put(item, texts) for item in data] if isinstance(data, list) else data
