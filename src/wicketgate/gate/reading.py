"""How each family of tools is read: from arguments to targets and reversibility. Knows no rule."""

from __future__ import annotations

from collections.abc import Callable

from wicketgate.action import Effect, Request, Reversibility, Target
from wicketgate.gate import command, paths, reach, shell, sql
from wicketgate.gate.granted import called, dialect
from wicketgate.gate.rules import Rules
from wicketgate.gate.scope import visible
from wicketgate.gate.ssh import read_ssh
from wicketgate.gate.tools import KNOWN, Family, Malformed, Reading, Tool, check
from wicketgate.gate.wire import read_fetch, read_http, read_tunnel

R0, R1, R2, R5 = Reversibility.R0, Reversibility.R1, Reversibility.R2, Reversibility.R5
SQL_CAP = 64 << 10
LONGEST_SHOWN = 64 << 10


def read(request: Request, name: str, tool: Tool, rules: Rules) -> Reading:
    """Return targets, reversibility, external and readable of a request; ValueError says what it should have been."""
    return READ_AS.get(name, _generic)(request, name, tool, rules)


def _files(request: Request, texts: list[str], access: str, rules: Rules) -> tuple[Target, ...]:
    root, home = (paths.INSIDE, paths.HOME) if request.contained else (rules.root, "")
    cwd = _cwd(request, root)
    found: dict[str, None] = {}
    for text in texts:
        whole = paths.joined(text, cwd, home)
        found[paths.place(whole, root)] = None
        if not request.contained and ".." in whole.split("/"):
            # A link before `..` leads elsewhere than the text says: as written it is a second target, resolved too.
            found[whole] = None
    return tuple(Target("file", value, access) for value in found)


def _cwd(request: Request, root: str) -> str:
    cwd = root if request.cwd in ("", ".") else request.cwd
    return cwd if cwd.startswith("/") else f"{root}/{cwd}"


def _file(request: Request, name: str, tool: Tool, rules: Rules) -> Reading:
    path = check(name, tool, request.arguments)[tool.key]
    if tool.effect is Effect.READ:
        return _files(request, [path], "read", rules), R0, False, True
    return _files(request, [path], "write", rules), R1 if request.contained else R2, False, True


def _search(request: Request, name: str, tool: Tool, rules: Rules) -> Reading:
    arguments = check(name, tool, request.arguments)
    folder, pattern = arguments.get("path") or ".", arguments.get("pattern", "") if name == "Glob" else ""
    if pattern.startswith("/"):
        folder, pattern = _steady(pattern)
    for spread in (pattern, arguments.get("glob") or ""):
        if ".." in spread.split("/") or spread.startswith(("/", "~")):
            raise Malformed(f"expected {name}'s pattern to stay below its folder")
    return _files(request, [folder], "read", rules), R0, False, True


def _steady(pattern: str) -> tuple[str, str]:
    """Return the folder an absolute glob cannot leave, and the rest of it."""
    steady, parts = [], pattern.split("/")
    while len(parts) > 1 and not set(parts[0]) & set("*?[{!("):
        steady.append(parts.pop(0))
    return "/".join(steady) or "/", "/".join(parts)


def _command(request: Request, name: str, tool: Tool, rules: Rules) -> Reading:
    text = check(name, tool, request.arguments)["command"]
    shown = text[:LONGEST_SHOWN]
    if not shown.isascii():
        shown = shown.encode("utf-8", "backslashreplace").decode()
    said = Target("command", shown, "execute")
    if request.contained:
        return (said,), R1, False, command.words(text) is not None
    understood = shell.read(text)
    clear = not understood.uninspectable
    listed = None if rules.any_command else command.admitted(rules.commands, understood)
    if not rules.any_command and (listed is None or listed.exact):
        return (said,), R5, True, clear
    reached, worst, out = reach.reading(understood, _cwd(request, rules.root), rules.root)
    return (said, *reached), worst, out, clear


def _query(request: Request, name: str, tool: Tool, rules: Rules) -> Reading:
    arguments = check(name, tool, request.arguments)
    text, source = arguments["sql"], arguments["source"]
    if len(text) > SQL_CAP or len(text.encode()) > SQL_CAP or "\0" in text:
        raise Malformed(f"expected one SQL text of at most {SQL_CAP} bytes without NUL")
    return _tables(text, source, rules), R0, False, True


def _tables(text: str, source: str, rules: Rules) -> tuple[Target, ...]:
    """Return the tables a statement reads, each with the columns it surely uses; the source where it cannot be read."""
    try:
        found = sql.read(text, dialect(rules.profile, source)).named()
    except sql.SqlRefused:
        found = ()
    named = [f"{source}:{name}" for name in found] or [source]
    return tuple(Target("table", _shown(name), "read") for name in named)


def _commit(request: Request, name: str, tool: Tool, rules: Rules) -> Reading:
    listed = check(name, tool, request.arguments)["paths"]
    if not listed or not all(isinstance(path, str) for path in listed):
        raise Malformed("expected workspace.commit's `paths` as a list of one or more paths")
    root = paths.INSIDE
    values = [paths.place(paths.joined(path, root, ""), root) for path in listed]
    return tuple(Target("file", value, "write") for value in dict.fromkeys(values)), R2, False, True


def _delegate(request: Request, name: str, tool: Tool, rules: Rules) -> Reading:
    arguments = check(name, tool, request.arguments)
    target = Target("tool", _shown(arguments[tool.key]) if tool.family is Family.SKILL else name, "execute")
    return (target,), R0, False, True


def _internal(request: Request, name: str, tool: Tool, rules: Rules) -> Reading:
    check(name, tool, request.arguments)
    return (Target("tool", name, "execute"),), R0, False, True


def _refused(request: Request, name: str, tool: Tool, rules: Rules) -> Reading:
    return (Target("tool", name, "execute"),), R5, True, True


def _generic(request: Request, name: str, tool: Tool, rules: Rules) -> Reading:
    granted = rules.tools.get(name)
    check(name, tool, request.arguments)
    return (called(name), R5, True, False) if granted is None else granted.reading


def _shown(text: str) -> str:
    return visible(text[:256])


READERS: dict[Family, Callable[[Request, str, Tool, Rules], Reading]] = {
    Family.FILE: _file,
    Family.SEARCH: _search,
    Family.COMMAND: _command,
    Family.FETCH: read_fetch,
    Family.HTTP: read_http,
    Family.TUNNEL: read_tunnel,
    Family.SSH: read_ssh,
    Family.QUERY: _query,
    Family.COMMIT: _commit,
    Family.AGENT: _delegate,
    Family.SKILL: _delegate,
    Family.PROCESS: _internal,
    Family.BOOK: _internal,
    Family.REFUSED: _refused,
    Family.GENERIC: _generic,
}
READ_AS = {name: READERS[tool.family] for name, tool in KNOWN.items()}
