"""What the schema alone cannot say: that every part refers to something, and that nothing means less than it seems to.

Takes the tree and the document made of it; raises ConfigError at the line of the first fault of each check.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from wicketgate.policy.check_secret import check_secret
from wicketgate.policy.check_source import check_source, plain_path
from wicketgate.policy.check_ssh import check_ssh
from wicketgate.policy.check_tool import check_tool, check_trusted_stores
from wicketgate.policy.glob import CONTROL
from wicketgate.policy.model import Document, Task
from wicketgate.policy.network import is_loopback
from wicketgate.policy.pattern import PathPattern
from wicketgate.policy.value_checks import attempt, each, text
from wicketgate.policy.yaml_tree import Tree, Where, quote

LEAVE_OUT = "leave the key out to grant nothing"
REPLACE = "write `key: ANTHROPIC_API_KEY`, and replace the key at its source: it has stood in a file"


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
        if not _schema((*where, step)):
            _walk(tree, (*where, step), below)


def _may_be_empty(where: Where) -> bool:
    """Return whether an empty mapping says something: a task without grants, a tool without constraints."""
    return where == ("model",) or (len(where) == 2 and where[0] == "tasks") or (len(where) == 4 and where[2] == "tools")


def _schema(where: Where) -> bool:
    """Return whether a JSON Schema stands here: in one, an empty list or `null` says what its own language means."""
    return where[-1] == "schema" and len(where) == 7 and where[4] == "arguments"


def check_references(tree: Tree, document: Document) -> None:
    """Refuse broken patterns and references to nothing; each would otherwise grant less, or more, than it reads."""
    _check_model(tree, document)
    for name, task in document.tasks.items():
        _check_task(tree, ("tasks", name), task, document)
    check_trusted_stores(tree, document)
    for name, source in document.sources.items():
        check_source(tree, ("sources", name), source, document)
    for name, secret in document.secrets.items():
        check_secret(tree, ("secrets", name), secret, document)


def _check_model(tree: Tree, document: Document) -> None:
    if document.model is None:
        return
    if document.model.key.startswith("sk-"):
        # INVARIANT: nothing of it is repeated: what stands there is the key itself, in a file that people share.
        raise tree.wrong(("model", "key"), "expected the name of the variable that holds the key, not the key", REPLACE)
    # The operator's key travels to this address, so it must be one address, and encrypted unless it stays here.
    attempt(tree, ("model", "url"), _upstream, document.model.url)
    for index, pattern in enumerate(document.model.models):
        attempt(tree, ("model", "models", index), text, pattern)


def _check_task(tree: Tree, where: Where, task: Task, document: Document) -> None:
    for key in ("read", "write", "hide", "public"):
        # A pattern that leaves the workspace would name files the owner of this policy does not see in it.
        each(tree, (*where, "files", key), getattr(task.files, key), PathPattern)
    for index, pattern in enumerate(task.files.write):
        if pattern == tree.file:
            # An agent that may commit its own policy grants itself everything at the next run.
            raise tree.wrong((*where, "files", "write", index), "expected anything but the policy file itself")
    if isinstance(task.commands, tuple):
        each(tree, (*where, "commands"), task.commands, _command)
    each(tree, (*where, "skills"), task.skills, text)
    if task.output is not None:
        attempt(tree, (*where, "output", "schema"), plain_path, task.output.schema_)
    spots = [(rule.method, rule.tls, rule.host, rule.port, rule.path) for rule in task.network]
    for index, spot in enumerate(spots):
        # Of two entries for one place, the tighter cap would be no cap.
        if spot in spots[:index]:
            raise tree.wrong((*where, "network", index), "expected each method, host and path once")
    check_ssh(tree, (*where, "ssh"), task, document)
    for name in task.tools:
        check_tool(tree, (*where, "tools", name), name, document)


def _command(value: str) -> None:
    text(value)
    # One word that lets everything start should be seen as such, not be found in a list.
    if value.strip() in ("*", "any"):
        raise ValueError(f"expected a program and its arguments, or `commands: any` without a list (got {value!r})")


def _upstream(value: str) -> None:
    split = urlsplit(value)
    host = split.hostname or ""
    extras = split.username is not None or split.query or split.fragment or CONTROL.search(value) or not host
    if split.scheme not in ("http", "https") or extras or split.port == 0:
        raise ValueError(f"expected `https://host` without user, query or fragment (got {quote(value)})")
    if split.scheme == "http" and not is_loopback(host):
        raise ValueError(f"expected https, or http to a loopback address (got {quote(value)})")
