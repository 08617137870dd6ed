"""Redirections: files opened for a command, here-documents, `/dev/tcp`. Gives touches, and what comes in on stdin."""

from __future__ import annotations

import re
from collections.abc import Callable

from tree_sitter import Node

from wicketgate.gate.shell.effects import Command, Kind
from wicketgate.gate.shell.endless import DEVICE, ENDLESS
from wicketgate.gate.shell.parse import Source, Unreadable
from wicketgate.gate.shell.state import SOME, State, Word
from wicketgate.gate.shell.words import document, expand, value

REDIRECTS = frozenset({"file_redirect", "heredoc_redirect", "herestring_redirect"})
READS = frozenset({"<"})
WRITES = frozenset({">", ">>", ">|", "&>", "&>>"})
DESCRIPTOR = re.compile(r"[0-9]+-?|-")
HARMLESS = re.compile(r"/dev/(?:null|stdout|stderr|stdin|tty|fd/[0-9]+)")
Walk = Callable[[State, Node], None]
Simple = Callable[[State, Node, "Opened"], None]


class Opened:
    """What a statement's redirections open: nothing changed, extra words that stand behind them, the rest of a pipe."""

    __slots__ = ("emptied", "extra", "following", "silent", "stdin", "writes")

    def __init__(self) -> None:
        self.emptied: list[Word] = []
        """Files that are written: where nothing is printed, they are emptied."""
        self.extra: list[Node] = []
        self.following: list[Node] = []
        self.stdin: Word | None = None
        self.silent = False
        """What is printed goes to /dev/null."""
        self.writes = False


def parts(source: Source, node: Node) -> tuple[Node | None, list[Node]]:
    """Return what a statement's redirections belong to, and the redirections."""
    body, redirects, at = None, [], node.start_byte
    for child in node.children:
        dash = body is not None and body.type == "command" and child.type == "heredoc_redirect"
        source.between(at, child.start_byte, blanks=" \t-" if dash and source.dash(at) else " \t")
        at = child.end_byte
        if child.type in REDIRECTS:
            redirects.append(child)
        elif body is None and not redirects:
            body = child
        else:
            raise Unreadable("a redirection in a place that is not known")
    return body, redirects


def behind(state: State, body: Node | None, redirects: list[Node], walk: Walk, simple: Simple) -> None:
    """Walk a command, group or nothing with what its redirections open."""
    opened = Opened()
    for redirect in redirects:
        opening(state, redirect, opened)
    kept = state.stdin
    if opened.stdin is not None:
        state.stdin = opened.stdin
    if body is not None and body.type == "command":
        state.step()
        simple(state, body, opened)
    elif opened.extra:
        raise Unreadable("words behind a redirection that belong to no command")
    elif body is not None:
        walk(state, body)
    if opened.writes or opened.silent:
        state.printed = None
    for word in opened.emptied if body is None else []:
        state.note(Kind.DELETE, word, "what the file held")
    if (body is None or body.type != "command") and (opened.writes or opened.stdin is not None):
        state.commands.append(Command((">",), False))
    printed, state.stdin = state.printed, kept
    for rest in opened.following:
        _following(state, rest, printed, walk)


def _following(state: State, node: Node, printed: Word | None, walk: Walk) -> None:
    """Walk what stands behind `<<EOF` on its line: the rest of a pipeline or of a list."""
    if node.type == "pipeline":
        with state.apart():
            state.stdin = printed or SOME
            for child in node.children:
                if child.is_named:
                    state.printed = None
                    walk(state, child)
                    state.stdin = state.printed or SOME
        state.printed = None
        return
    with state.maybe():
        walk(state, node)


def opening(state: State, node: Node, opened: Opened) -> None:
    """Note what one redirection opens."""
    state.step()
    if node.type == "heredoc_redirect":
        _document(state, node, opened)
    elif node.type == "herestring_redirect":
        opened.stdin = value(state, node.children[-1])
    else:
        _file(state, node, opened)


def _file(state: State, node: Node, opened: Opened) -> None:
    if node.children[0].type != "file_descriptor" and state.source.digits_before(node.start_byte):
        raise Unreadable("a descriptor that two parsers would read differently")
    sign, at, line = "", node.start_byte, 0
    targets: list[Node] = []
    for child in node.children:
        state.source.between(at, child.start_byte, apart=bool(targets))
        at = child.end_byte
        if child.type == "file_descriptor":
            continue
        if not sign:
            sign, line = child.type, child.end_point[0]
        else:
            targets.append(child)
    if not targets and sign in (">&-", "<&-"):
        return
    if not targets or targets[0].start_point[0] != line:  # no name comes from the next line
        raise Unreadable("a redirection without a file")
    opened.extra += targets[1:]
    words = expand(state, targets[0])
    if len(words) != 1:
        raise Unreadable("a redirection to more than one file")
    _opened(state, sign, words[0], state.source.of(node), opened)


def _opened(state: State, sign: str, word: Word, why: str, opened: Opened) -> None:
    if sign in (">&", "<&"):
        if word.known and DESCRIPTOR.fullmatch(word.text):
            return
        sign = ">" if sign == ">&" else "<"
    if word.text.startswith(("/dev/tcp/", "/dev/udp/")) or (not word.known and word.text.startswith(("…", "/dev/…"))):
        kind = Kind.NETWORK if word.text.startswith("/dev/") else (Kind.READ if sign == "<" else Kind.WRITE)
        state.note(kind, word, why)
        opened.writes = True
    elif word.known and HARMLESS.fullmatch(word.text):
        opened.silent = opened.silent or word.text == "/dev/null"
        if sign == "<" and word.text == "/dev/null" and why.lstrip("0").startswith("<"):
            opened.stdin = Word("")
    elif sign in READS:
        state.note(Kind.READ, word, why)
        opened.stdin = ENDLESS if word.known and DEVICE.fullmatch(word.text) else SOME
    elif sign in WRITES:
        opened.emptied.append(word)
        state.note(Kind.WRITE, word, why)
        opened.writes = True
    else:
        raise Unreadable(f"a redirection that is not known ({sign})")


def _document(state: State, node: Node, opened: Opened) -> None:
    start = body = end = None
    for child in node.children:
        if child.type == "heredoc_start":
            start = child
        elif child.type == "heredoc_body":
            body = child
        elif child.type == "heredoc_end":
            end = child
        elif child.type in REDIRECTS:
            opening(state, child, opened)
        elif child.is_named and child.type != "file_descriptor":
            (opened.following if child.type in FOLLOWING else opened.extra).append(child)
    if start is None or end is None:
        raise Unreadable("a here-document without an end")
    opened.stdin = _body(state, node, start, body, end)


FOLLOWING = frozenset({"pipeline", "command", "list", "redirected_statement", "subshell", "compound_statement"})


def _body(state: State, node: Node, start: Node, body: Node | None, end: Node) -> Word:
    """Return the document, after checking that bash would end it at the same line."""
    raw, text = state.source.of(start), state.source.text
    quoted = any(char in raw for char in "'\"\\")
    delimiter = re.sub(r"['\"\\]", "", raw)
    tabs = text[node.start_byte : start.start_byte].lstrip("0123456789").startswith("<<-")
    first = text.find("\n", start.end_byte) + 1
    if not first or "$" in raw or "`" in raw or not delimiter:
        raise Unreadable("a here-document that two parsers would end differently")
    at, lines = first, text[first:].split("\n")
    for line in lines:
        if (line.lstrip("\t") if tabs else line) == delimiter:
            break
        at += len(line) + 1
    inside = text[at : at + 1] == "\t" and tabs
    if at > end.start_byte or (at != end.start_byte and not inside) or text[at : end.start_byte].strip("\t"):
        raise Unreadable("a here-document that two parsers would end differently")
    found = state.source.part(first, at)
    if quoted or body is None:
        return Word(found)
    return document(state, body, first, at)
