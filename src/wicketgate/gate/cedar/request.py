"""A call as Cedar requests: one for each part of it, all of which must be permitted. Takes an action and its facts.

What the gate reads of a call is told as it is (effect, canonical paths, tables); whether the task grants it is for
Cedar to find. A call that cannot be read, or has no part that could be granted, gives no request at all: denied.
"""

from __future__ import annotations

from collections.abc import Iterator

from wicketgate.action import Action, Facts
from wicketgate.gate import command, paths, reach, shell, skills, sql
from wicketgate.gate.cedar.arguments import arguments
from wicketgate.gate.cedar.clause import safe
from wicketgate.gate.cedar.parts import Record, is_address, matched, names, place, unsaid
from wicketgate.gate.cedar.places import line
from wicketgate.gate.classify import named
from wicketgate.gate.granted import dialect
from wicketgate.gate.rules import Rules, compiled
from wicketgate.gate.scope import Scope
from wicketgate.gate.ssh import CONNECT
from wicketgate.gate.tools import Family
from wicketgate.gate.wire import sent
from wicketgate.policy import Profile

LARGEST = 2**60
ACTIONS = ("propose", "run")


def requests(action: Action, facts: Facts, profile: Profile) -> list[Record]:
    """Return the requests that stand for a call, without their Cedar action; none: it is denied."""
    rules = compiled(profile)
    name, tool = named(action.request.tool, rules)
    if not action.targets:
        return []
    shared = _shared(action, facts, rules, tool.family)
    principal, resource = _entity("Task", action.request.task), _entity("Tool", safe(name))
    found = _parts(action, facts, rules, name, tool.family)
    return [{"principal": principal, "resource": resource, "context": shared | part} for part in found]


def _entity(kind: str, name: str) -> Record:
    return {"type": kind, "id": name}


def _shared(action: Action, facts: Facts, rules: Rules, family: Family) -> Record:
    request = action.request
    budgets = [f"{kind}:{e.rule}" for entries in rules.network.values() for e in entries for kind in ("rate", "bytes")]
    budgets += [f"{kind}:{login.rule}" for login in rules.ssh.values() for kind in ("rate", "bytes")]
    budgets += [f"rate:{granted.rule}" for granted in rules.tools.values()]
    return {
        "tool": safe(request.tool),
        "family": family.value,
        "way": request.way.value,
        "contained": request.contained,
        "effect": action.effect.value,
        "reversibility": action.reversibility.value,
        "external": action.external,
        "approved": facts.grant is not None,
        "labels": sorted(facts.labels),
        "calls": min(facts.used.get("calls", 0), LARGEST),
        "used": {name: min(facts.used.get(name, 0), LARGEST) for name in budgets},
        "outside": [],
        "left_out": bool(facts.narrowed) and skills.outside(action, family, facts.narrowed, rules) is not None,
    }


def _parts(action: Action, facts: Facts, rules: Rules, name: str, family: Family) -> list[Record]:
    if family in (Family.FILE, Family.SEARCH, Family.COMMIT):
        return list(_files(action, facts, rules, family))
    if family is Family.COMMAND:
        return list(_command(action, facts, rules))
    if family in (Family.HTTP, Family.FETCH, Family.TUNNEL):
        return [_net(action, family)]
    if family is Family.SSH:
        return [_login(action, name)]
    if family is Family.GENERIC:
        return list(arguments(action, facts, rules, name))
    if family is Family.QUERY:
        return [*arguments(action, facts, rules, name), *_statement(action, rules)]
    if family is Family.REFUSED:
        return []
    return [{"part": "call", "skill": safe(action.targets[0].value)}]


def _files(action: Action, facts: Facts, rules: Rules, family: Family) -> Iterator[Record]:
    """Yield each path as written and, outside the sandbox, as it is resolved."""
    request, said = action.request, unsaid(rules)
    approved = request.arguments.get("approved")
    kind = "folder" if family is Family.SEARCH else "file"
    for target in (one for one in action.targets if one.kind == "file"):
        yes = isinstance(approved, list | tuple) and target.value in approved
        forms = [target.value]
        if family is not Family.COMMIT and not request.contained:
            forms = _led(target.value, facts, rules)
        if not forms:
            yield {"part": kind, "file": place(target.value, folder=kind == "folder", resolved=False)}
        for path in forms:
            record = place(path, folder=kind == "folder", named=yes)
            yield {"part": kind, "file": record, "outside": matched(said, path)}


def _led(path: str, facts: Facts, rules: Rules) -> list[str]:
    """Return a path as written and where it leads, relative inside the workspace; nothing where that is not known."""
    real = facts.paths.get(path)
    if not isinstance(real, str) or not real:
        return []
    try:
        paths.check(real)
        forms = [paths.place(one, rules.root) if one.startswith("/") else one for one in (path, real)]
    except paths.PathRefused:
        return []
    return forms[1:] if path.startswith("~") else forms


def _command(action: Action, facts: Facts, rules: Rules) -> Iterator[Record]:
    request = action.request
    text = request.arguments["command"]
    asked = command.words(text)
    if request.contained:
        yield {
            "part": "call",
            "command": {"plain": asked is not None, "line": line(asked or ()), "whole": True, "count": 1},
        }
        return
    found = shell.read(text)
    told = {"plain": asked is not None, "line": "", "whole": found.whole, "count": len(found.commands)}
    yield {"part": "call", "command": told}
    if not rules.any_command:
        for one in found.commands:
            known = told | {"line": safe(line(one.words)) if one.plain else "", "known": one.plain}
            yield {"part": "simple", "command": known}
    for target in action.targets[1:]:
        judged = reach._one(target, facts, rules)
        refused = isinstance(judged, Scope)
        yield {"part": "effect", "judged": {"granted": not refused, "concern": "" if refused else safe(str(judged))}}


def _net(action: Action, family: Family) -> Record:
    at, *rest = action.targets
    host, _, port = at.value.rpartition(":")
    host = host.strip("[]")
    net: Record = {"host": host, "port": int(port), "address": is_address(host), "method": "TUNNEL", "cost": 0}
    if not rest:
        return {"part": "tunnel", "net": net | {"quiet": False, "changes": False, "tls": False}}
    method, _, url = rest[0].value.partition(" ")
    tls = url.startswith("https://")
    path = url.partition("://")[2].removeprefix(at.value).partition("?")[0]
    cost = sent({"method": method, **action.request.arguments})
    net |= {"method": method, "tls": tls, "quiet": rest[0].access == "read", "cost": min(cost, LARGEST)}
    return {
        "part": "http",
        "net": net | {"changes": any(target.access != "read" for target in rest[1:])},
        "file": names(path[1:].split("/")),
    }


def _login(action: Action, name: str) -> Record:
    host, _, port = action.targets[0].value.rpartition(":")
    net: Record = {"host": host.strip("[]"), "port": int(port)}
    if name == CONNECT:
        return {"part": "ssh", "net": net}
    arguments = action.request.arguments
    return {"part": "login", "net": net, "login": {key: safe(arguments[key]) for key in ("user", "key")}}


HOME = {"sqlite": "main", "postgres": "public"}


def _statement(action: Action, rules: Rules) -> Iterator[Record]:
    """Yield the source and statement, then each table and column it reads."""
    source = action.request.arguments["source"]
    speaks = dialect(rules.profile, source)
    told: Record = {"part": "statement", "source": safe(source)}
    try:
        found = sql.read(action.request.arguments["sql"], speaks)
    except sql.SqlRefused:
        yield told | {"statement": {"read": False}}
        return
    yield told | {"statement": {"read": True}}
    for table in found.tables:
        yield {"part": "table", "table": safe(_spelled(table, speaks))}
    for column in found.columns:
        tables = [safe(_spelled(table, speaks)) for table in (*column.tables, *column.outer)]
        # SQLite shows nothing but granted columns, so there one table that may have it is enough.
        apart = column.name == "*" or speaks != "sqlite"
        for of in [[table] for table in tables] if apart else [tables]:
            yield {"part": "column", "column": {"name": safe(column.name), "of": of, "perhaps": column.perhaps}}


def _spelled(table: sql.Table, speaks: sql.Dialect) -> str:
    return str(table).removeprefix(f"{HOME[speaks]}.")
