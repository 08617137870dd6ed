"""A remedy is applied as a person would apply it: that request is then no longer denied, and its neighbours still are.

What a remedy says: `add X under PATH`, `set KEY: VALUE under PATH`, `remove definition under PATH`, several joined by
`;`. `wait`, `none`, and what asks for another call have nothing to apply. A remedy lifts scope; what the risk
rules say of the call afterwards (ask) stands.
"""

from __future__ import annotations

import io
import random
import re
from collections import Counter
from typing import Any

import pytest
from gates import facts, policy, request
from ruamel.yaml import YAML

from wicketgate.action import Decision, Facts, Verdict
from wicketgate.gate import classify, decide, kinds, sql
from wicketgate.gate.kinds import host
from wicketgate.policy import Profile

BASE = """\
version: 1
tasks:
  t:
    files: {read: [kept/a.md], write: [kept/b.md]}
    commands: [true]
    skills: [kept]
    network: [{GET: kept.acme.test/kept}]
    tools:
      db.query: {source: crm, tables: ["customers(id)"]}
      send: {effect: send, ask: never, to: [kept@acme.com]}
      path: {effect: read, arguments: {path: {path: [kept/x]}}}
      host: {effect: read, arguments: {url: {host: [kept.test]}}}
      who: {effect: read, arguments: {who: {recipient: [kept@x.test]}}}
      table: {effect: read, arguments: {name: {table: [kept]}}}
      amount: {effect: read, arguments: {sum: {amount: {most: 10, least: 5}}}}
      enum: {effect: read, arguments: {mode: {enum: [kept, 1]}}}
      text: {effect: read, arguments: {words: {text: [kept]}}}
      closed: {effect: read, closed: true, arguments: {a: {enum: [kept]}}}
      missing: {effect: read, arguments: {a: {enum: [kept]}}}
sources:
  crm: {kind: sqlite, path: crm.db}
""".replace("[true]", '["true"]')
ENDS = ["", "a", "a%20b"]
STEP = re.compile(r"^(add|set|remove) (.*) under (\S+) \([^()]*\)$", re.DOTALL)
NAMES = [
    "docs/a.md",
    "docs/b",
    "docs/{x}",
    "[y]/z",
    "a*b",
    "q?.txt",
    "ünï/x",
    "deep/a/b/c",
    ".hidden/x",
    "'quoted'",
    "a,b",
    "x:",
    "y",
    "#c",
]


def apply(text: str, remedy: str) -> str | None:
    """Return the policy's text with a remedy carried out; None where it names no change of the policy."""
    yaml = YAML()
    document = yaml.load(text)
    for step in re.split(r"; (?=add |set |remove )", remedy):
        match = STEP.fullmatch(step)
        if match is None:
            whole = re.fullmatch(r"remove the pattern that hides it \((.*)\)", step)
            if whole is None:
                return None
            continue
        _change(yaml, document, *match.groups())
    out = io.StringIO()
    yaml.dump(document, out)
    return out.getvalue()


def _change(yaml: YAML, document: Any, verb: str, what: str, place: str) -> None:
    parts = _parts(place)
    if verb == "add" and parts[-1] == "tools":
        # `"name: {}"` stands in quotes and is meant without.
        _at(document, parts).update(YAML(typ="safe").load(YAML(typ="safe").load(what)))
    elif verb == "add":
        if (found := re.fullmatch(r"(\w+): (\S+)", what)) is not None and parts[-1] == "t":
            _at(document, parts)[found[1]] = YAML(typ="safe").load(found[2])
            return
        holder, key = _at(document, parts[:-1]), parts[-1]
        holder.setdefault(key, [])
        holder[key].append(YAML(typ="safe").load(what))
    elif verb == "set" and isinstance(value := YAML(typ="safe").load(what), dict):
        holder = _at(document, parts)
        if isinstance(holder, str):
            raise AssertionError(f"{place} is no mapping: {what}")
        holder.update(value)
    elif verb == "set":
        _at(document, parts[:-1])[parts[-1]] = YAML(typ="safe").load(what)
    else:
        del _at(document, parts)[what]


def _parts(place: str) -> list[Any]:
    """Return the steps of a place; names of tools have dots of their own."""
    found: list[Any] = []
    rest = place
    while rest:
        name = "db.query" if rest.startswith("db.query") else re.match(r"[^.\[]+", rest)[0]  # type: ignore[index]
        found.append(name)
        rest = rest[len(name) :]
        while match := re.match(r"\[(\d+)\]", rest):
            found.append(int(match[1]))
            rest = rest[match.end() :]
        rest = rest.removeprefix(".")
    return found


def _at(document: Any, parts: list[Any]) -> Any:
    for part in parts:
        if isinstance(document, dict) and part not in document:
            document[part] = {}
        document = document[part]
    return document


def judged(profile: Profile, tool: str, arguments: Any, contained: bool) -> Verdict:
    action = classify(request("t", tool, arguments, contained=contained), profile)
    told: Facts = facts(action)
    return decide(action, told, profile)


def calls(chance: random.Random) -> tuple[str, dict[str, Any]]:
    """Return a call that the base task denies, and that some policy could admit."""
    word = "".join(chance.choices("abcdefgh", k=6))
    path = chance.choice([*NAMES, f"{word}/{word}.md", word])
    host = f"{word}.acme.test"
    return chance.choice(
        [
            ("Read", {"file_path": path}),
            ("Write", {"file_path": path, "content": ""}),
            ("Grep", {"path": word, "pattern": "x"}),
            ("Bash", {"command": f"{word} --x {chance.choice(['a', '-b', 'c/d'])}"}),
            ("Skill", {"skill": chance.choice([word, word, f"{word[:2]}*"])}),
            ("Agent", {"prompt": word}),
            ("http", {"method": chance.choice(["GET", "POST"]), "url": f"https://{host}/{chance.choice(ENDS)}"}),
            ("http", {"method": "GET", "url": f"http://{host}:8080/{word}"}),
            ("tunnel", {"host": host, "port": chance.choice([443, 8443])}),
            (word, {"to": "x"}),
            ("db.query", {"source": "crm", "sql": f"select {word}, id from customers"}),
            ("db.query", {"source": "crm", "sql": f"select id, {word} from t{word}"}),
            ("db.query", {"source": "crm", "sql": "select * from customers"}),
            ("send", {"to": f"{word}@acme.com"}),
            ("path", {"path": f"{word}/{chance.choice(['a', 'b c', '[x]', 'ü'])}"}),
            ("host", {"url": chance.choice([host, f"https://{host}/x", "10.0.0.7"])}),
            ("who", {"who": f"{word.upper()}@x.test"}),
            ("table", {"name": word}),
            ("amount", {"sum": chance.choice([11, 4, "10.5", 99.25, 3])}),
            ("enum", {"mode": chance.choice([word, 2, True, "1"])}),
            ("text", {"words": f"{word} {chance.choice(['x', chr(34), 'it: is', '- y', 'a*b'])}"}),
            ("closed", {"a": "kept", word: 1}),
            ("missing", {}),
        ]
    )  # fmt: skip


def neighbours(chance: random.Random, tool: str, arguments: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """Return twenty calls that differ a little in one argument."""
    found = []
    for _ in range(20):
        key = chance.choice(list(arguments) or ["a"])
        value = arguments.get(key, "z")
        if isinstance(value, str):
            at = chance.randint(0, len(value))
            changed: Any = value[:at] + chance.choice("xyz0_-/.*") + value[at + chance.randint(0, 2) :]
        elif isinstance(value, bool):
            changed = str(value)
        else:
            changed = value + chance.choice([-3, 3, 1000, 0.5])
        found.append((tool, {**arguments, key: changed}))
    return found


def test_a_remedy_admits_the_request_and_no_neighbour() -> None:
    chance, applied, beyond = random.Random("remedies"), Counter[str](), Counter[str]()
    start = policy(BASE).profile("t")
    for _ in range(700):
        (tool, arguments), contained = calls(chance), chance.random() < 0.5
        before = judged(start, tool, arguments, contained)
        if before.decision is not Decision.DENY:
            continue
        text = apply(BASE, before.remedy)
        if text is None:
            beyond[before.remedy.partition("(")[0]] += 1
            continue
        grown = policy(text).profile("t")
        after = judged(grown, tool, arguments, contained)
        assert after.decision is not Decision.DENY, (tool, arguments, before.remedy, after.reason)
        applied[tool] += 1
        _unchanged(chance, start, grown, (tool, arguments, contained), before.remedy)
    assert set(applied) >= {"Read", "Write", "Grep", "Bash", "Skill", "Agent", "http", "tunnel", "db.query"}, applied
    assert set(applied) >= {"send", "path", "host", "who", "table", "amount", "enum", "text", "closed", "missing"}, (
        applied
    )


def _unchanged(chance: random.Random, start: Profile, grown: Profile, one: tuple[Any, ...], remedy: str) -> None:
    tool, arguments, contained = one
    wide = remedy.startswith("set closed") or "optional" in remedy or tool == "Agent" or tool not in KNOWN
    for name, given in [] if wide else neighbours(chance, tool, arguments):
        if (
            given == arguments
            or judged(start, name, given, contained).decision is not Decision.DENY
            or _same(one, given, remedy)
        ):
            continue
        after = judged(grown, name, given, contained)
        assert after.decision is Decision.DENY, (name, given, remedy, after.reason)


KNOWN = frozenset(
    {"Read", "Write", "Grep", "Bash", "Skill", "http", "tunnel", "db.query", "send", "path", "host", "who", "table"}
    | {"amount", "enum", "text"}
)


def _same(one: tuple[Any, ...], given: dict[str, Any], remedy: str) -> bool:
    """Return whether a neighbour is the same thing to the policy as what was admitted, or lies inside it."""
    tool, arguments, contained = one
    if tool == "amount":
        # A bound is moved as far as the value: what lies between is admitted with it.
        bound, given_ = float(re.search(r"(?:most|least): (\S+)", remedy)[1]), kinds._number(given["sum"])  # type: ignore[index]
        return given_ is not None and (given_ <= bound if "most" in remedy else given_ >= bound)
    if tool == "who":
        return bool(given["who"].lower() == arguments["who"].lower())
    if tool == "host":
        return host(("x",))(given["url"]) == host(("x",))(arguments["url"])
    if tool == "http" and "/**" in remedy:
        return True  # a policy spells no percent escape, so the path is left open behind it, as the remedy says
    if tool in GRANTED:
        return False
    if tool == "db.query":
        return given["source"] == arguments["source"] and _reads(given["sql"]) <= _reads(arguments["sql"])
    targets = [
        frozenset(str(target) for target in classify(request("t", tool, each, contained=contained), START).targets)
        for each in (arguments, given)
    ]
    return targets[0] == targets[1]


def _reads(text: str) -> set[str]:
    """Return the tables and columns a statement uses; nothing can be told of one that is refused."""
    try:
        found = sql.read(text, "sqlite")
    except sql.SqlRefused:
        return {text}
    # SQLite shows a statement only the granted columns of a granted table, so `*` asks for no more than those.
    used = {f"{table}.{column.name}" for column in found.columns for table in column.tables if column.name != "*"}
    return used | set(map(str, found.tables))


GRANTED = frozenset({"send", "path", "table", "enum", "text"})
START = policy(BASE).profile("t")


@pytest.mark.parametrize("remedy", ["wait, or raise limit (wicketgate.yaml:3)", "none: no key admits it", ""])
def test_some_remedies_name_no_change(remedy: str) -> None:
    assert apply(BASE, remedy) is None
