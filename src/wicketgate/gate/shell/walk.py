"""Every nesting: from the tree's statements to simple commands. Takes a text; gives what was understood of it.

Knows the shell's grammar, not what any program does (`simple` and the families do). What runs only perhaps leaves
what it changes unknown; a function's body is judged where it is defined; a node of an unlisted kind is unreadable.
"""

from __future__ import annotations

from collections.abc import Callable

from tree_sitter import Node

from wicketgate.gate.shell import plain
from wicketgate.gate.shell.branches import BRANCHES, inspect, joined, sifted
from wicketgate.gate.shell.effects import Understood
from wicketgate.gate.shell.foreign import foreign
from wicketgate.gate.shell.parse import Source, Unreadable
from wicketgate.gate.shell.programs import run
from wicketgate.gate.shell.redirect import behind, parts
from wicketgate.gate.shell.simple import assigned, declared, simple, started
from wicketgate.gate.shell.state import SOME, State


def read(text: str) -> Understood:
    """Return what a shell command would do; never raises, takes no longer than its text is long."""
    state, whole = State(walk_text, walk_children, walk, run), False
    try:
        if not foreign(state, text):
            walk_text(state, text)
        whole = True
    except Unreadable as error:
        state.unclear(str(error))
    except Exception as error:  # hostile input can raise anything; what was found so far still stands
        state.unclear(f"it cannot be read ({type(error).__name__})")
    found = tuple(dict.fromkeys(state.touches))
    return Understood(tuple(state.commands), found, state.reason, whole)


def walk_text(state: State, text: str) -> None:
    """Walk a text of its own: the command itself, or one that a shell is given."""
    found = plain.words(text)
    if found is not None:
        with state.deeper():
            started(state, found)
        return
    outer = getattr(state, "source", None)
    state.source = Source(text)
    try:
        with state.deeper():
            walk_children(state, state.source.root)
    finally:
        if outer is not None:
            state.source = outer


def walk_children(state: State, node: Node) -> None:
    """Walk the statements among a node's children, one after the other."""
    children = list(joined(state, node))
    last = len(children) - 1
    for index, child in enumerate(children):
        if not child.is_named:
            continue
        if index < last and children[index + 1].type == "&":
            with state.apart():
                walk(state, child)
            continue
        before = state.cwd
        walk(state, child)
        # `cd nowhere; rm -rf *` runs where it started.
        if state.cwd is not before:
            state.settle(before)


def walk(state: State, node: Node) -> None:
    """Walk one statement."""
    kind = node.type
    if kind == "command":
        state.step()
        simple(state, node, None)
        return
    walker = STATEMENTS.get(kind)
    if walker is None:
        raise Unreadable(f"a form of the shell that is not known ({kind[:40]})")
    walker(state, node)


def _list(state: State, node: Node) -> None:
    """Walk `a && b || c`: only the first is sure to run, and within a chain of `&&` each sees what the others did."""
    _chained(state, _chain(state, node), [])


def _chained(state: State, parts: list[Node], redirects: list[Node]) -> None:
    first, *rest = parts
    walk(state, first)
    with state.maybe():
        for child in rest[:-1]:
            walk(state, child)
        _behind(state, rest[-1], redirects)


def _chain(state: State, node: Node) -> list[Node]:
    """Return the parts of a list; a `||` keeps what stands before it together, as one part."""
    parts, sign = [], ""
    for child in joined(state, node):
        if child.is_named:
            parts.append(child)
        else:
            sign = child.type
    if sign == "&&" and parts[0].type == "list":
        return _chain(state, parts[0]) + parts[1:]
    return parts


def _pipeline(state: State, node: Node) -> None:
    _piped(state, [child for child in joined(state, node) if child.is_named], [])


def _piped(state: State, parts: list[Node], redirects: list[Node]) -> None:
    incoming, printed = state.stdin, None
    before = len(state.touches), len(state.commands)
    for part in parts:
        with state.apart():
            state.stdin, state.printed = incoming, None
            _behind(state, part, redirects if part is parts[-1] else [])
            printed = state.printed
        incoming = printed or SOME
    if len(parts) > 1:
        sifted(state, *before)
    state.printed = printed


def _apart(state: State, node: Node) -> None:
    with state.deeper(), state.apart():
        walk_children(state, node)


def _grouped(state: State, node: Node) -> None:
    if node.children and node.children[0].type == "((":
        inspect(state, node)
        return
    with state.deeper():
        walk_children(state, node)


def _redirected(state: State, node: Node) -> None:
    body, redirects = parts(state.source, node)
    _behind(state, body, redirects)


def _behind(state: State, body: Node | None, redirects: list[Node]) -> None:
    """Walk a statement with redirections; the tree hangs them on a whole list, bash on the last command of it."""
    kind = body.type if body is not None and redirects else ""
    if kind == "redirected_statement" and body is not None:
        body, inner = parts(state.source, body)
        _behind(state, body, inner + redirects)
    elif kind == "list" and body is not None:
        _chained(state, _chain(state, body), redirects)
    elif kind == "pipeline" and body is not None:
        _piped(state, [child for child in joined(state, body) if child.is_named], redirects)
    elif kind == "negated_command" and body is not None:
        _behind(state, body.children[-1], redirects)
    elif redirects or body is None:
        behind(state, body, redirects, walk, simple)
    else:
        walk(state, body)


def _assignment(state: State, node: Node) -> None:
    assigned(state, node, None)


def _assignments(state: State, node: Node) -> None:
    for child in node.children:
        assigned(state, child, None)


def _nothing(state: State, node: Node) -> None:
    """A comment must start where bash would start one."""
    text, at = state.source.text, node.start_byte
    # A joined line is no line end: in `a\\` + newline + `#b` nothing is a comment.
    while text.endswith("\\\n", 0, at):
        at -= 2
    if at and text[at - 1] not in " \t\n;&|()":
        raise Unreadable("a comment that bash would not take for one")


STATEMENTS: dict[str, Callable[[State, Node], None]] = {
    **BRANCHES,
    "list": _list,
    "pipeline": _pipeline,
    "subshell": _apart,
    "compound_statement": _grouped,
    "negated_command": _grouped,
    "redirected_statement": _redirected,
    "declaration_command": declared,
    "unset_command": declared,
    "variable_assignment": _assignment,
    "variable_assignments": _assignments,
    "comment": _nothing,
}
