"""Simple commands: words, assignments before them, declarations. Finds the program; `apply` reads its arguments."""

from __future__ import annotations

from tree_sitter import Node

from wicketgate.gate.shell.effects import Command, Kind
from wicketgate.gate.shell.endless import ENDLESS, filled, pours, swallows
from wicketgate.gate.shell.environment import assigns
from wicketgate.gate.shell.parse import Unreadable
from wicketgate.gate.shell.programs import run
from wicketgate.gate.shell.redirect import REDIRECTS, Opened, opening
from wicketgate.gate.shell.state import ANY, SOME, State, Word
from wicketgate.gate.shell.words import expand, listed, value

# `time` and `coproc` are read as programs that start what follows.
NOTHING = (["cat", "/dev/null"], ["echo", "-n"], ["printf", ""], ["echo", ""], ["echo", "-n", ""], ["echo"])
"""Commands that print nothing, or a line's end: a file that gets this is emptied."""
RESERVED = frozenset(
    "! { } [[ ]] if then elif else fi for while until do done case esac in select function".split()  # noqa: SIM905
)

DELETE = Kind.DELETE
UNOPENED = Opened()
"""What a command without a redirection opens: never written to."""


def started(state: State, words: list[str]) -> None:
    """Walk one simple command of plain words, with nothing around it."""
    state.steps += len(words)
    state.step()
    state.printed = None
    state.commands.append(Command(tuple(words), True))
    _run(state, [Word(text) for text in words], [], " ".join(words)[:200])


def simple(state: State, node: Node, opened: Opened | None) -> None:
    """Walk one simple command."""
    assignments: list[tuple[str, Word]] = []
    argv: list[Word] = []
    source = state.source
    text, at = source.text, node.start_byte
    first = at
    state.printed = None
    for child in node.children:
        kind, start = child.type, child.start_byte
        # One blank is right between any two, and nothing before the first.
        gap = text[at:start]
        if gap != " " and (gap or at > first):
            source.between(at, start, apart=at > first and kind not in REDIRECTS, blanks=" \t")
        at = child.end_byte
        if kind == "variable_assignment":
            assignments.append(assigned(state, child, argv))
        elif kind in REDIRECTS:
            opened = opened or Opened()
            opening(state, child, opened)
        else:
            if kind == "command_name" and text[start:at] in RESERVED:
                raise Unreadable("a reserved word where bash would not take a name")
            argv += expand(state, child, kind)
    if source.documents and source.dash(at):
        argv.append(Word("-"))
    if opened is None:
        _started(state, argv, assignments, UNOPENED)
        return
    for extra in opened.extra:
        argv += expand(state, extra)
    kept = state.stdin
    if opened.stdin is not None:
        state.stdin = opened.stdin
    _started(state, argv, assignments, opened)
    state.stdin = kept


def _started(state: State, argv: list[Word], assignments: list[tuple[str, Word]], opened: Opened) -> None:
    if opened.emptied and (not argv or argv[0].text in (":", "true") or [word.text for word in argv] in NOTHING):
        for word in opened.emptied:
            state.note(DELETE, word, "what the file held")
    if not argv:
        for name, word in assignments:
            state.variables[name] = word
        return
    texts = [word.text for word in argv]
    why = " ".join(texts)[:200]
    for name, word in assignments:
        assigns(state, name, word, why)
    plain = not assignments and not opened.writes and opened.stdin is None
    if plain:
        for word in argv:
            if word.glob or not word.known:
                plain = False
                break
    state.commands.append(Command(tuple(texts), plain))
    if texts == ["cat"] and state.stdin is not None and state.stdin.known and len(opened.emptied) == 1:
        state.written[opened.emptied[0].text.removeprefix("./")] = state.stdin
    _run(state, argv, opened.emptied, why)


def _run(state: State, argv: list[Word], files: list[Word], why: str) -> None:
    """Run a program, and note the files on which what has no end is poured."""
    endless = pours(argv, state.stdin)
    for word in [*files, *filled(argv)] if endless else []:
        if not word.text.startswith("/dev/"):
            state.note(Kind.SYSTEM, f"a disk that fills up, by {word.text}", why)
    if swallows(argv) or (endless and argv[0].text in ("tail", "sort", "tac") and not files):
        state.note(Kind.SYSTEM, "memory that fills up", why)
    run(state, argv, why)
    if endless:
        state.printed = ENDLESS


def assigned(state: State, node: Node, before: list[Word] | None) -> tuple[str, Word]:
    """Read one assignment; standing alone (`before` is None) it sets the variable."""
    state.step()
    name_node, *rest = node.children
    if name_node.type != "variable_name" or not rest:
        _inside(state, node)
        state.commands.append(Command(("=",), False))
        return "", SOME
    name, sign = state.source.of(name_node), state.source.of(rest[0])
    word = Word("")
    for child in rest[1:]:
        if child.type == "array":
            for item in listed(state, child):
                expand(state, item)
            word = ANY
        else:
            word = value(state, child)
    if sign != "=":
        word = ANY
    if before is None:
        state.variables[name] = word
        why = state.source.of(node)[:200]
        state.commands.append(Command((why,), False))
        assigns(state, name, word, why)
    return name, word


def _inside(state: State, node: Node) -> None:
    """Walk the substitutions of an assignment to an element of an array."""
    for child in node.children:
        if child.is_named and child.type not in ("variable_name", "subscript", "array"):
            expand(state, child)
        elif child.children:
            _inside(state, child)


def declared(state: State, node: Node) -> None:
    """Walk `export`, `declare`, `local`, `readonly`, `typeset`, `unset`."""
    text = state.source.of(node)[:200]
    state.commands.append(Command((text,), False))
    words = text.split()
    if words[0] != "unset" and (len(words) == 1 or words[1:] in (["-p"], ["-x"], ["-px"]) or words[1:2] == ["-p"]):
        state.note(Kind.CREDENTIAL, "all variables", text)
    for child in node.children[1:]:
        if child.type == "variable_assignment":
            assigned(state, child, None)
        elif child.type == "variable_name":
            name = state.source.of(child)
            state.variables[name] = ANY
            if name.startswith("HIST") and words[0] == "unset":
                assigns(state, name, SOME, text)
        elif child.is_named:
            for word in expand(state, child):
                _declared(state, word)


def _declared(state: State, word: Word) -> None:
    name, sign, _ = word.text.partition("=")
    if word.text.startswith("-") and word.known:
        if "n" in word.text and word.text[0] == "-":
            raise Unreadable("a name that stands for another variable")
        return
    if not word.known:
        raise Unreadable("a variable whose name is not known")
    state.variables[name] = ANY
    if sign:
        assigns(state, name, SOME, word.text)
