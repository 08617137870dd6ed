"""Statements that may or may not run: `if`, loops, `case`, functions, and the commands inside expressions.

What runs only perhaps leaves what it changes unknown; a function's body is judged where it is defined.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from tree_sitter import Node

from wicketgate.gate.shell.effects import Kind
from wicketgate.gate.shell.parse import Unreadable
from wicketgate.gate.shell.state import ANY, SOME, State
from wicketgate.gate.shell.words import expand

# A list of all variables, and a search that lets only some names through; the names that hold none.
LISTS = re.compile(r"(?:env|printenv|export|declare|set)\b[ \w-]*")
SIFTS = re.compile(r"[ei]?grep(?: -[iEwF]+)* \^?\(?([A-Za-z_]{3,}(?:=|\b)[A-Za-z_|=]*)\)?=?")
TAME = re.compile(
    r"NODE(?:_ENV|_VERSION)?|(?:PYTHON|GO|MAN|INFO)?PATH|HOME|USER|SHELL|LANG(?:UAGE)?|LC_[A-Z]+|TERM|PYTHON|VIRTUAL_ENV|VIRTUAL|JAVA(?:_HOME)?"
    r"|GOROOT|NVM(?:_DIR|_BIN)?|EDITOR|PAGER|PWD|DISPLAY|XDG|DEBUG|RUST(?:UP)?|CONDA|PORT|HOST(?:NAME)?|LOG_LEVEL|PYENV|ANDROID|HOMEBREW"
)
KEPT = frozenset({"history", "docker", "docker-compose", "podman", "kubectl", "ps", "journalctl", "strings"})
GREPS = frozenset({"grep", "egrep", "rg", "ag", "ack"})
HIDDEN = re.compile(
    r"(?:passw|secret|token|api.?key|private.?key|credential|access.?key|\bkey\b|\.\*KEY)", re.IGNORECASE
)
OUTER = frozenset({"command_substitution", "process_substitution"})
MOST_TURNS = 8


def joined(state: State, node: Node) -> Iterator[Node]:
    """Yield a node's children; between them there may be blanks only, or the tree is not what bash would read."""
    source, at = state.source, node.start_byte
    text = source.text
    for child in node.children:
        start = child.start_byte
        if start != at and text[at:start] != " ":
            source.between(at, start)
        at = child.end_byte
        yield child
    if at < node.end_byte:
        source.between(at, node.end_byte)


def _branches(state: State, node: Node) -> None:
    """Walk `if`, `elif`, `else`, `while`, `do`: everything may run."""
    with state.deeper(), state.maybe():
        state.walk_inside(state, node)
    state.printed = None


def _for(state: State, node: Node) -> None:
    """Walk a `for` loop: once for each value where all are known and few, else once for any."""
    name, values, seen, at = "", [], False, node.start_byte
    for child in node.children:
        state.source.between(at, child.start_byte, apart=seen and child.is_named)
        at = child.end_byte
        if child.type == "variable_name" and not name:
            name = state.source.of(child)
        elif child.type == "in":
            seen = True
        elif child.type == "do_group":
            break
        elif seen and child.is_named:
            values += expand(state, child)
    if not seen or any(not word.known for word in values) or len(values) > MOST_TURNS:
        values = [ANY]
    body = node.children[-1]
    with state.deeper(), state.maybe():
        for word in values or [ANY]:
            state.variables[name] = word
            state.walk(state, body)
    state.variables[name] = ANY


def _counted(state: State, node: Node) -> None:
    for child in node.children[:-1]:
        inspect(state, child)
    _branches(state, node.children[-1])


def _case(state: State, node: Node) -> None:
    with state.deeper(), state.maybe():
        for child in joined(state, node):
            if child.type == "case_item":
                _item(state, child)
            elif child.is_named:
                inspect(state, child)


def _item(state: State, node: Node) -> None:
    inside = False
    for child in joined(state, node):
        if not child.is_named:
            inside = inside or child.type == ")"
        elif inside:
            state.walk(state, child)
        else:
            inspect(state, child)


def _function(state: State, node: Node) -> None:
    name, body = node.children[0], node.children[-1]
    if name.type == "function":
        name = node.children[1]
    # INVARIANT: what a function does is noted once, where it is defined; to call it adds nothing but a name.
    state.functions.add(state.source.of(name))
    with state.deeper(), state.apart():
        # It may be called from any folder the text goes to.
        moves = any(word in state.source.text for word in ("cd", "pushd", "eval", "source"))
        state.cwd = (SOME,) if moves else state.cwd
        state.stdin, kept = SOME, state.defining
        state.defining = kept | {state.source.of(name)}
        if node.children[-1].type == "file_redirect":
            raise Unreadable("a function with a redirection")
        state.walk(state, body)
        state.defining = kept


def inspect(state: State, node: Node) -> None:
    """Walk the commands inside an expression (`[[ … ]]`, `(( … ))`, a case's word) that itself changes no file."""
    if node.type in OUTER:
        with state.deeper(), state.apart():
            state.walk_inside(state, node)
        return
    for child in node.children:
        inspect(state, child)
    if not node.children and node.end_byte - node.start_byte > 1:
        text = state.source.of(node)
        if "`" in text or "$(" in text.replace("$((", ""):
            # `[[ -v 'a[$(x)]' ]]` runs what is quoted there.
            raise Unreadable("a substitution inside an expression")


BRANCHES: dict[str, Callable[[State, Node], None]] = {
    "if_statement": _branches,
    "elif_clause": _branches,
    "else_clause": _branches,
    "while_statement": _branches,
    "do_group": _branches,
    "for_statement": _for,
    "c_style_for_statement": _counted,
    "case_statement": _case,
    "function_definition": _function,
    "test_command": inspect,
}


def sifted(state: State, touched: int, started: int) -> None:
    """Take back that a pipeline shows all variables, where its second part lets only tame names through.

    The other way round too: what is kept of old commands, or what containers say, sifted for secrets shows them.
    """
    first = state.commands[started] if started < len(state.commands) else None
    if first is not None and first.words[0] in KEPT:
        later = state.commands[started + 1 :]
        if any(one.words[0] in GREPS and any(HIDDEN.search(word) for word in one.words[1:]) for one in later):
            state.note(Kind.CREDENTIAL, "what is kept there, sifted for secrets", " ".join(first.words)[:200])
        return
    if (
        len(state.touches) <= touched
        or state.touches[touched].kind is not Kind.CREDENTIAL
        or not LISTS.fullmatch(state.touches[touched].why)
    ):
        return
    after = state.commands[started + 1 : started + 2]
    found = SIFTS.fullmatch(" ".join(after[0].words)) if after and after[0].plain else None
    names = found[1].upper().rstrip("=").split("|") if found else []
    if names and all(TAME.fullmatch(name) for name in names):
        del state.touches[touched]
