"""The grammar: text to tree-sitter's tree, or why there is none. Strict: what bash could read differently has no tree.

Knows no command. Offsets of the tree count bytes; `Source.text` is the text with one character a byte, so they fit.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

import tree_sitter_bash
from tree_sitter import Language, Node, Parser

from wicketgate.gate.shell.bulk import too_much

LONGEST = 64 << 10
PARSER = Parser(Language(tree_sitter_bash.language()))
# Blanks to tree-sitter, ordinary characters to bash; the private ones mark quoting in `words`.
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
PRIVATE = range(0xF0000, 0xF0400)
BLANKS = " \t\n"
DASH = re.compile(r"[ \t]+-[ \t]*(?=<<)")
DIGITS = re.compile(r"(?:^|[\s;|&()])[0-9]+$")


class Unreadable(Exception):
    """The text cannot be understood; the message says why."""


class Source:
    """One text, as bytes one character each, and its tree."""

    __slots__ = ("ascii", "documents", "names", "root", "steady", "text")

    def __init__(self, text: str) -> None:
        checked(text)
        encoded = text.encode()
        self.ascii = len(encoded) == len(text)
        self.names: tuple[Counter[str], Counter[str] | None] | None = None
        """How often each name is set, and stands by itself, once it was asked."""
        self.documents = "<<" in text
        """Whether there may be a here-document."""
        self.steady: dict[str, bool] = {}
        """Variables that nothing else in the text can set, as far as it was asked."""
        self.text = text if self.ascii else encoded.decode("latin-1")
        self.root = PARSER.parse(encoded).root_node
        if self.root.has_error:
            raise Unreadable("not valid shell, or a form that is read differently by two parsers")
        # An escaped blank at either end is a word, and in no node.
        self.between(0, self.root.start_byte)
        self.between(self.root.end_byte, len(self.text))

    def part(self, start: int, end: int) -> str:
        """Return the text between two offsets, as it was written."""
        found = self.text[start:end]
        return found if self.ascii else found.encode("latin-1").decode("utf-8", "replace")

    def between(self, at: int, start: int, apart: bool = False, blanks: str = BLANKS) -> None:
        """Check that only blanks stand between two nodes, and where they are words that at least one does.

        The tree takes `a\\` + newline + `b` for two words, and an escaped blank for none; bash does not.
        """
        part = self.text[at:start]
        rest = part.replace("\\\n", "") if "\\" in part else part
        if rest.strip(blanks) or (apart and not rest):
            raise Unreadable("words that two parsers would split differently")

    def digits_before(self, start: int) -> bool:
        """Return whether a word of digits ends right here: bash would take it for a descriptor."""
        return DIGITS.search(self.text, max(start - 20, 0), start) is not None

    def dash(self, at: int) -> bool:
        """Return whether a lone `-` and then a here-document follow: the tree loses that word."""
        return DASH.match(self.text, at) is not None

    def of(self, node: Node) -> str:
        """Return a node's text, as it was written."""
        return self.part(node.start_byte, node.end_byte)


def checked(text: str) -> None:
    """Check that the text is short enough and holds nothing that two parsers would take differently."""
    if len(text) > LONGEST:
        raise Unreadable("longer than 64 KiB")
    if CONTROL.search(text):
        raise Unreadable("it holds a control character")
    most = too_much(text)
    if most:
        raise Unreadable(f"too many {most} to read at once")
    if text.isascii():
        return
    if any(unicodedata.category(char) in ("Zs", "Zl", "Zp", "Cc", "Cs") for char in text if char > "\x7f"):
        raise Unreadable("it holds a blank that only looks like one")
    if any(ord(char) in PRIVATE for char in text):
        raise Unreadable("it holds characters of private use")
    if len(text.encode()) > LONGEST:
        raise Unreadable("longer than 64 KiB")
