"""Quoting and expansions inside a word, character by character; the tree only says where a substitution ends.

Where the two disagree the text is unreadable: bash is a third reader, and only what all would read alike is understood.
Takes a span of a source; gives text in which quoted special characters and unknown parts are marked (`quoting`).
"""

from __future__ import annotations

import re

from tree_sitter import Node

from wicketgate.gate.shell import quoting
from wicketgate.gate.shell.parse import Unreadable
from wicketgate.gate.shell.quoting import EMPTY, LOOSE, SPLIT, UNKNOWN
from wicketgate.gate.shell.spans import Spans, size, spans
from wicketgate.gate.shell.state import SOME, State, Word
from wicketgate.gate.shell.variables import braced, variable

BARE = re.compile(r"[^\\'\"$`<>;|&() \t\n]+")
DOUBLE = re.compile(r'[^\\"$`]+')
HEREDOC = re.compile(r"[^\\$`]+")
NAME = re.compile(r"\$([A-Za-z_][A-Za-z0-9_]*|[0-9@*#?$!-])")
MOST_EXPANSIONS = 500


class Scan:
    """One pass over a word's characters; collects text in which quoted special characters are marked."""

    __slots__ = ("ascii", "spans", "state", "text")

    def __init__(self, state: State, node: Node) -> None:
        self.state, self.text, self.ascii = state, state.source.text, state.source.ascii
        self.spans: Spans = {}
        text = self.text[node.start_byte : node.end_byte]
        if text.count("$") > MOST_EXPANSIONS:
            raise Unreadable("too many expansions to judge at once")
        if "$" in text or "`" in text or "(" in text:
            spans(node, self.text, self.spans)

    def bare(self, start: int, end: int) -> str:
        """Return unquoted text with its quoted parts taken in."""
        out: list[str] = []
        at, text = start, self.text
        while at < end:
            run = BARE.match(text, at, end)
            if run is not None:
                out.append(run[0] if self.ascii else self._fixed(run[0]))
                at = run.end()
                continue
            char = text[at]
            if char == "\\":
                if at + 1 >= end:
                    raise Unreadable("a backslash at the end")
                if text[at + 1] != "\n":
                    long = size(text[at + 1])
                    out.append(quoting.masked(self._fixed(text[at + 1 : at + 1 + long])))
                    at += long - 1
                at += 2
            elif char == "'":
                close = text.find("'", at + 1, end)
                if close < 0:
                    raise Unreadable("an open quote")
                out.append(quoting.masked(self._fixed(text[at + 1 : close])) or EMPTY)
                at = close + 1
            elif char == '"':
                part, at = self.run(at + 1, end, DOUBLE, '"')
                out.append(part or EMPTY)
            elif char in "$`" or (char in "<>" and at in self.spans):
                part, at = self._dollar(at, end, quoted=False)
                out.append(part)
            else:
                raise Unreadable("words that two parsers would split differently")
        # INVARIANT: every substitution of the tree was walked; one that is left lies in what was taken for quoted.
        if self.spans:
            raise Unreadable("a substitution that two parsers would read differently")
        found = "".join(out)
        return found if found == EMPTY else found.replace(EMPTY, "")

    def run(self, start: int, end: int, plain: re.Pattern[str], closing: str) -> tuple[str, int]:
        """Return text in which only `$`, backquotes and some backslashes speak, and where it ends."""
        out: list[str] = []
        at, text = start, self.text
        while at < end:
            run = plain.match(text, at, end)
            if run is not None:
                out.append(quoting.masked(self._fixed(run[0])))
                at = run.end()
                continue
            char = text[at]
            if char == closing:
                return "".join(out), at + 1
            if char == "\\":
                follow = text[at + 1 : at + 2] if at + 1 < end else ""
                if follow == "\n":
                    at += 2
                elif follow and follow in '$`\\"' and (closing or follow != '"'):
                    out.append(quoting.masked(follow))
                    at += 2
                else:
                    out.append(quoting.masked("\\"))
                    at += 1
            else:
                part, at = self._dollar(at, end, quoted=True)
                out.append(part)
        if closing:
            raise Unreadable("an open quote")
        return "".join(out), at

    def _fixed(self, text: str) -> str:
        return text if self.ascii or text.isascii() else text.encode("latin-1").decode("utf-8", "replace")

    def _dollar(self, at: int, end: int, quoted: bool) -> tuple[str, int]:
        """Return what an expansion at `at` becomes, and where it ends."""
        self.state.step()
        node = self.spans.pop(at, None)
        if node is not None:
            return self._node(node, at, quoted), node.end_byte
        text = self.text
        if text[at] == "`" or text.startswith(("$(", "${", "$["), at):
            raise Unreadable("an expansion that two parsers would read differently")
        if not quoted and text.startswith("$'", at):
            return self._ansi(at, end)
        if not quoted and text.startswith('$"', at):
            part, at = self.run(at + 2, end, DOUBLE, '"')
            return part or EMPTY, at
        name = NAME.match(text, at, end)
        if name is None:
            return "$", at + 1
        return self._value(variable(self.state, name[1]), quoted), name.end()

    def _ansi(self, at: int, end: int) -> tuple[str, int]:
        close = at + 2
        while close < end and self.text[close] != "'":
            close += 2 if self.text[close] == "\\" else 1
        inner = quoting.decoded(self._fixed(self.text[at + 2 : close])) if close < end else None
        if inner is None:
            raise Unreadable("a $'…' that cannot be decoded with certainty")
        return quoting.masked(inner) or EMPTY, close + 1

    def _node(self, node: Node, at: int, quoted: bool) -> str:
        kind = node.type
        if kind == "arithmetic_expansion":
            self._nested(node)
            return "*"
        if kind == "expansion":
            self._nested(node)
            return self._value(braced(self.state, self.text[at : node.end_byte]), quoted)
        if kind == "process_substitution":
            self._inside(node)
            return "/dev/fd/0"
        return self._value(self._inside(node), quoted)

    def _nested(self, node: Node) -> None:
        """Walk the commands inside an expansion; all of them must be in the tree."""
        inner: Spans = {}
        for child in node.children:
            spans(child, self.text, inner)
        for one in inner.values():
            if one.type == "expansion" or one.type == "arithmetic_expansion":
                self._nested(one)
            else:
                self._inside(one)
        body = self.text[node.start_byte : node.end_byte]
        for one in sorted(inner.values(), key=lambda found: -found.start_byte):
            cut = node.start_byte
            body = body[: one.start_byte - cut] + body[one.end_byte - cut :]
        if "`" in body or "$(" in body.replace("$((", "", 1) or "<(" in body or ">(" in body:
            raise Unreadable("an expansion that two parsers would read differently")

    def _inside(self, node: Node) -> Word | None:
        """Walk a substitution's commands in a subshell; return what they print, if that is known."""
        state, text = self.state, self.text[node.start_byte : node.end_byte].lstrip()
        with state.deeper(), state.apart():
            state.printed = None
            if node.type == "process_substitution":
                state.stdin = SOME if text.startswith(">") else None
            if text.startswith("`") and "\\" in text:
                state.walk_text(state, re.sub(r"\\([\\`$])", r"\1", self._fixed(text[1:-1])))
            else:
                state.walk_inside(state, node)
            return state.printed

    def _value(self, found: Word | None, quoted: bool) -> str:
        """Return a variable's or a command's text, marked as the shell would treat it here."""
        if found is None or not found.known:
            return UNKNOWN if quoted else UNKNOWN + LOOSE
        if quoted:
            return found.text if found.glob or found.text.startswith("~") else quoting.masked(found.text)
        if "IFS" in self.state.source.text:
            return UNKNOWN + LOOSE
        return SPLIT.join(found.text.split()) if found.text else ""
