"""From a request, verbatim, to an action: effect, targets, reversibility, origins. Total: anything gets one.

Arguments of a known tool that lack its shape give an unreadable action without targets, which is always denied.
Knows what the policy calls things (gateway tools, declared effects), not what it allows.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wicketgate.action import Action, Effect, Request, Reversibility, Target
from wicketgate.gate import command, paths, url
from wicketgate.gate.origin import origins
from wicketgate.gate.rules import Rules, compiled
from wicketgate.gate.tools import GENERIC, KNOWN, Family, Malformed, Tool, check
from wicketgate.policy import Profile

R0, R1, R2, R5 = Reversibility.R0, Reversibility.R1, Reversibility.R2, Reversibility.R5
Reading = tuple[tuple[Target, ...], Reversibility, bool, bool]
"""Targets, reversibility, external, readable."""
SQL_CAP = 64 << 10
LONGEST_SHOWN = 64 << 10


def classify(request: Request, profile: Profile) -> Action:
    """Return what `request` means under `profile`; never raises."""
    try:
        rules = compiled(profile)
        name, tool = named(request.tool, rules)
        targets, reversibility, external, readable = read(request, name, tool, rules)
        effect = _effect(name, tool, rules)
        traced = origins(request.arguments, profile.task.prompt, rules.literals)
        return Action(request, effect, targets, reversibility, external, readable, traced)
    except Exception:  # hostile input can raise anything; unreadable without targets is denied
        return Action(request, Effect.UNKNOWN, (), R5, external=True, readable=False)


def named(asked: str, rules: Rules) -> tuple[str, Tool]:
    """Return the tool's own name and what is known of it."""
    name = rules.ours.get(asked, asked)
    return name, KNOWN.get(name, GENERIC)


def why_unreadable(request: Request, profile: Profile) -> str:
    """Return what was wrong with a request that could not be classified."""
    try:
        rules = compiled(profile)
        read(request, *named(request.tool, rules), rules)
    except (Malformed, paths.PathRefused, url.UrlRefused) as error:
        return str(error)
    except Exception:
        return "the request cannot be understood"
    return "the request cannot be read in full"


def read(request: Request, name: str, tool: Tool, rules: Rules) -> Reading:
    """Return targets, reversibility, external and readable of a request; Malformed, PathRefused or UrlRefused."""
    return READERS[tool.family](request, name, tool, rules)


def _effect(name: str, tool: Tool, rules: Rules) -> Effect:
    granted = rules.tools.get(name)
    if tool.family is Family.GENERIC and granted is not None and granted.grant.effect is not None:
        return Effect(granted.grant.effect)
    return tool.effect


def _files(request: Request, texts: list[str], access: str, rules: Rules) -> tuple[Target, ...]:
    root, home = (paths.INSIDE, paths.HOME) if request.contained else (rules.root, "")
    cwd = request.cwd if request.cwd.startswith("/") else f"{root}/{request.cwd}"
    found: dict[str, None] = {}
    for text in texts:
        whole = paths.absolute(text, cwd, home)
        found[paths.place(whole, root)] = None
        if not request.contained and ".." in whole.split("/"):
            # A link before `..` leads elsewhere than the text says: as written it is a second target, resolved too.
            found[whole] = None
    return tuple(Target("file", value, access) for value in found)


def _file(request: Request, name: str, tool: Tool, rules: Rules) -> Reading:
    path = check(name, tool, request.arguments)[tool.key]
    if tool.effect is Effect.READ:
        return _files(request, [path], "read", rules), R0, False, True
    return _files(request, [path], "write", rules), R1 if request.contained else R2, False, True


def _search(request: Request, name: str, tool: Tool, rules: Rules) -> Reading:
    arguments = check(name, tool, request.arguments)
    folder = arguments.get("path") or "."
    pattern = arguments.get("pattern", "") if name == "Glob" else ""
    spread = [pattern, arguments.get("glob") or ""]
    if any(".." in text.split("/") or text.startswith(("/", "~")) for text in spread):
        raise Malformed(f"expected {name}'s pattern to stay below its `path`")
    return _files(request, [folder], "read", rules), R0, False, True


def _command(request: Request, name: str, tool: Tool, rules: Rules) -> Reading:
    text = check(name, tool, request.arguments)["command"]
    asked = command.words(text)
    shown = text[:LONGEST_SHOWN].encode("utf-8", "backslashreplace").decode()
    targets = [Target("command", shown, "execute")]
    if request.contained:
        return tuple(targets), R1, False, asked is not None
    listed = command.listed(rules.commands, asked) if asked else None
    open_ended = rules.any_command or (listed is not None and not listed.exact)
    files = command.shown_files(asked) if asked and open_ended else None
    if files:
        targets += _files(request, list(files), "read", rules)
    return tuple(targets), R0 if files else R5, not files, asked is not None


def _fetch(request: Request, name: str, tool: Tool, rules: Rules) -> Reading:
    text = check(name, tool, request.arguments)["url"].partition("#")[0]
    found = url.canonical(text)
    # Claude Code asks for https whatever the scheme says, so this is the tunnel the proxy will see.
    port = 443 if found.scheme == "http" and found.port == 80 else found.port
    return (Target("host", url.authority(found.host, port), "connect"),), R5, True, True


def _http(request: Request, name: str, tool: Tool, rules: Rules) -> Reading:
    arguments = check(name, tool, request.arguments)
    found, method, cost = url.canonical(arguments["url"]), arguments["method"], sent(arguments)
    if found.scheme != "http":
        raise url.UrlRefused("expected a plain http URL: TLS goes by a tunnel")
    if method not in METHODS:
        raise Malformed(f"expected a method of {', '.join(METHODS)} (got {method[:20]!r})")
    if cost < 0:
        raise Malformed("expected sizes of zero or more")
    quiet = method in ("GET", "HEAD") and not arguments.get("body_bytes")
    targets = (
        Target("host", found.authority, "connect"),
        Target("url", f"{method} {found}", "read" if quiet else "write"),
    )
    return targets, R0 if quiet else R5, True, True


METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


def sent(arguments: Mapping[str, Any]) -> int:
    """Return how many bytes an http request carries out; negative if any size is."""
    sizes = (arguments.get("headers_bytes") or 0, arguments.get("body_bytes") or 0)
    return -1 if min(sizes) < 0 else len(arguments["method"]) + len(arguments["url"]) + sum(sizes)


def _tunnel(request: Request, name: str, tool: Tool, rules: Rules) -> Reading:
    arguments = check(name, tool, request.arguments)
    host, port = url.canonical_host(arguments["host"]), arguments["port"]
    if not 0 < port < 65536:
        raise Malformed(f"expected a port from 1 to 65535 (got {port})")
    return (Target("host", url.authority(host, port), "connect"),), R5, True, True


def _query(request: Request, name: str, tool: Tool, rules: Rules) -> Reading:
    arguments = check(name, tool, request.arguments)
    sql, source = arguments["sql"], arguments["source"]
    if len(sql) > SQL_CAP or len(sql.encode()) > SQL_CAP or "\0" in sql:
        raise Malformed(f"expected one SQL text of at most {SQL_CAP} bytes without NUL")
    return (Target("table", _shown(source), "read"),), R0, False, True


def _commit(request: Request, name: str, tool: Tool, rules: Rules) -> Reading:
    listed = check(name, tool, request.arguments)["paths"]
    if not listed or not all(isinstance(path, str) for path in listed):
        raise Malformed("expected workspace.commit's `paths` as a list of one or more paths")
    root = paths.INSIDE
    values = [paths.place(paths.absolute(path, root, ""), root) for path in listed]
    return tuple(Target("file", value, "write") for value in dict.fromkeys(values)), R2, False, True


def _delegate(request: Request, name: str, tool: Tool, rules: Rules) -> Reading:
    value = check(name, tool, request.arguments)[tool.key]
    target = Target("tool", _shown(value) if tool.family is Family.SKILL else name, "execute")
    return (target,), R0, False, True


def _internal(request: Request, name: str, tool: Tool, rules: Rules) -> Reading:
    check(name, tool, request.arguments)
    return (Target("tool", name, "execute"),), R0, False, True


def _refused(request: Request, name: str, tool: Tool, rules: Rules) -> Reading:
    return (Target("tool", name, "execute"),), R5, True, True


def _generic(request: Request, name: str, tool: Tool, rules: Rules) -> Reading:
    targets = (Target("tool", _shown(name), "execute"),)
    granted = rules.tools.get(name)
    check(name, tool, request.arguments)
    if granted is None or granted.grant.effect is None:
        reversibility = granted.grant.reversibility if granted else None
        return targets, Reversibility(reversibility or "R5"), True, granted is not None
    harmless = granted.grant.effect in ("none", "read", "query")
    reversibility = granted.grant.reversibility or ("R0" if harmless else "R5")
    # What is held can be recalled before anyone sees it; what is sent or changed beyond that is seen.
    seen = not harmless and reversibility in ("R4", "R5")
    return targets, Reversibility(reversibility), seen, True


def _shown(text: str) -> str:
    return text[:256].encode("utf-8", "backslashreplace").decode()


READERS = {
    Family.FILE: _file,
    Family.SEARCH: _search,
    Family.COMMAND: _command,
    Family.FETCH: _fetch,
    Family.HTTP: _http,
    Family.TUNNEL: _tunnel,
    Family.QUERY: _query,
    Family.COMMIT: _commit,
    Family.AGENT: _delegate,
    Family.SKILL: _delegate,
    Family.PROCESS: _internal,
    Family.BOOK: _internal,
    Family.REFUSED: _refused,
    Family.GENERIC: _generic,
}
