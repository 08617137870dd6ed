"""What the schema alone cannot say: that every part refers to something, and that nothing means less than it seems to.

Takes the tree and the document made of it; raises ConfigError at the line of the first fault of each check.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlsplit

from wicketgate.policy.builtin_tools import ADMITTED_BY, ALWAYS, NO_KEY
from wicketgate.policy.check_secret import check_secret
from wicketgate.policy.glob import CONTROL
from wicketgate.policy.model import Document, Task, ToolGrant
from wicketgate.policy.pattern import PathPattern, name_matches, parse_table
from wicketgate.policy.tree import Tree, Where, quote

QUERY = "db.query"
LEAVE_OUT = "leave the key out to grant nothing"


def check_spelling(tree: Tree) -> None:
    """Refuse what is written but says nothing: a reader would take it for a grant, or for a limit."""
    _walk(tree, (), tree.data)
    # Equal to 1 for the schema, but not what another reader of the file would take for version 1.
    if "version" in tree.data and type(tree.data["version"]) is not int:
        raise tree.wrong(("version",), f"expected 1 (got {quote(tree.data['version'])})")


def _walk(tree: Tree, where: Where, value: Any) -> None:
    if value is None:
        raise tree.wrong(where, "expected a value (got nothing)", LEAVE_OUT)
    # An empty list may be meant as "none" or be a list somebody forgot to fill, and some tools read it as "all".
    if value in ((), {}) and not _may_be_empty(where):
        kind = "list" if value == () else "mapping"
        raise tree.wrong(where, f"expected at least one entry (got an empty {kind})", LEAVE_OUT)
    items: Iterable[tuple[str | int, Any]] = ()
    if isinstance(value, dict):
        items = value.items()
    elif isinstance(value, tuple):
        items = enumerate(value)
    for step, below in items:
        _walk(tree, (*where, step), below)


def _may_be_empty(where: Where) -> bool:
    """Return whether an empty mapping says something: a task without grants, a tool without constraints."""
    return where == ("model",) or (len(where) == 2 and where[0] == "tasks") or (len(where) == 4 and where[2] == "tools")


def check_references(tree: Tree, document: Document) -> None:
    """Refuse broken patterns and references to nothing; each would otherwise grant less, or more, than it reads."""
    _check_model(tree, document)
    for name, task in document.tasks.items():
        _check_task(tree, ("tasks", name), task, document)
    for name, source in document.sources.items():
        _try(tree, ("sources", name, "path"), _path, source.path)
    for name, secret in document.secrets.items():
        check_secret(tree, ("secrets", name), secret, document)


def _check_model(tree: Tree, document: Document) -> None:
    if document.model is None:
        return
    # The operator's key travels to this address, so it must be one address, and encrypted unless it stays here.
    _try(tree, ("model", "url"), _upstream, document.model.url)
    for index, pattern in enumerate(document.model.models):
        _try(tree, ("model", "models", index), _text, pattern)


def _check_task(tree: Tree, where: Where, task: Task, document: Document) -> None:
    for key in ("read", "write", "hide", "public"):
        # A pattern that leaves the workspace would name files the owner of this policy does not see in it.
        _each(tree, (*where, "files", key), getattr(task.files, key), PathPattern)
    for index, pattern in enumerate(task.files.write):
        if pattern == tree.file:
            # An agent that may commit its own policy grants itself everything at the next run.
            raise tree.wrong((*where, "files", "write", index), "expected anything but the policy file itself")
    if isinstance(task.commands, tuple):
        _each(tree, (*where, "commands"), task.commands, _command)
    _each(tree, (*where, "skills"), task.skills, _text)
    if task.output is not None:
        _try(tree, (*where, "output", "schema"), _plain_path, task.output.schema_)
    spots = [(rule.method, rule.host, rule.port, rule.path) for rule in task.network]
    for index, spot in enumerate(spots):
        # Of two entries for one place, the tighter cap would be no cap.
        if spot in spots[:index]:
            raise tree.wrong((*where, "network", index), "expected each method, host and path once")
    for name, grant in task.tools.items():
        _check_tool(tree, (*where, "tools", name), name, grant, document)


def _check_tool(tree: Tree, where: Where, name: str, grant: ToolGrant, document: Document) -> None:
    if name in ADMITTED_BY or name in NO_KEY:
        # Otherwise the entry reads as a grant of Bash without any of the walls around it.
        remedy = _remedy(name)
        raise tree.wrong(where, f"expected a scoped tool (got Claude Code's own {name})", remedy)
    _each(tree, (*where, "to"), grant.to, _text)
    if name != QUERY:
        # A constraint that nothing enforces is worse than none.
        for key in {"source", "tables", "rows"} & grant.model_fields_set:
            raise tree.wrong((*where, key), f"expected only with {QUERY}")
        return
    for key in {"to", "effect", "reversibility"} & grant.model_fields_set:
        raise tree.wrong((*where, key), f"expected not with {QUERY}, which only reads")
    if grant.source is None or not grant.tables:
        raise tree.wrong(where, "expected `source` and `tables`", "{source: crm, tables: [tickets]}")
    if grant.source not in document.sources:
        problem = f"expected a name from `sources` (got {quote(grant.source)})"
        raise tree.wrong((*where, "source"), problem, _there_are(document.sources))
    _each(tree, (*where, "tables"), grant.tables, parse_table)
    named = [parse_table(text).name.lower() for text in grant.tables]
    for index, table in enumerate(named):
        # Of two entries for one table, the narrower one reads as a limit and would be none.
        if table in named[:index]:
            raise tree.wrong((*where, "tables", index), f"expected each table once (got {table} again)")


def _there_are(known: Iterable[str]) -> str:
    return f"there are: {', '.join(known) or 'none'}"


def _each(tree: Tree, where: Where, values: Iterable[str], check: Callable[[str], object]) -> None:
    for index, value in enumerate(values):
        _try(tree, (*where, index), check, value)


def _try(tree: Tree, where: Where, check: Callable[[str], object], value: str) -> None:
    try:
        check(value)
    except ValueError as error:
        raise tree.wrong(where, str(error)) from None


def _text(value: str) -> None:
    if CONTROL.search(value) or not value.strip():
        raise ValueError(f"expected text without control characters (got {quote(value)})")
    name_matches(value, "")


def _command(value: str) -> None:
    _text(value)
    # One word that lets everything start should be seen as such, not be found in a list.
    if value.strip() in ("*", "any"):
        raise ValueError(f"expected a program and its arguments, or `commands: any` without a list (got {value!r})")


def _path(value: str) -> None:
    if CONTROL.search(value) or value.endswith("/") or value.startswith("~"):
        raise ValueError(f"expected the path of a file (got {quote(value)})")


def _plain_path(value: str) -> None:
    PathPattern(value)
    if set(value) & set("*?[]"):
        raise ValueError(f"expected the path of one file (got {quote(value)})")


def _upstream(value: str) -> None:
    split = urlsplit(value)
    host = split.hostname or ""
    extras = split.username is not None or split.query or split.fragment or CONTROL.search(value) or not host
    if split.scheme not in ("http", "https") or extras or split.port == 0:
        raise ValueError(f"expected `https://host` without user, query or fragment (got {quote(value)})")
    if split.scheme == "http" and not _loopback(host):
        raise ValueError(f"expected https, or http to a loopback address (got {quote(value)})")


def _loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _remedy(name: str) -> str:
    if name in NO_KEY:
        return "no key admits this tool"
    key = ADMITTED_BY[name]
    return "every task may use it" if key == ALWAYS else f"it is admitted by `{key}`"
