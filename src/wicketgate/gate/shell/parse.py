"""The grammar: text to tree-sitter's tree, or why there is none. Strict: what bash could read differently has no tree.

Knows no command. Offsets of the tree count bytes; `Source.text` is the text with one character a byte, so they fit.
"""

from __future__ import annotations

import re
import unicodedata

import tree_sitter_bash
from tree_sitter import Language, Node, Parser

LONGEST = 64 << 10
PARSER = Parser(Language(tree_sitter_bash.language()))
# Blanks to tree-sitter, ordinary characters to bash; the private ones mark quoting in `words`.
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
PRIVATE = range(0xF0000, 0xF0400)
BLANKS = " \t\n"


class Unreadable(Exception):
    """The text cannot be understood; the message says why."""


class Source:
    """One text, as bytes one character each, and its tree."""

    __slots__ = ("ascii", "root", "text", "whole")

    def __init__(self, text: str) -> None:
        checked(text)
        encoded = text.encode()
        self.ascii = len(encoded) == len(text)
        self.whole = text
        self.text = text if self.ascii else encoded.decode("latin-1")
        self.root = PARSER.parse(encoded).root_node
        if self.root.has_error:
            raise Unreadable("not valid shell, or a form that is read differently by two parsers")

    def part(self, start: int, end: int) -> str:
        """Return the text between two offsets, as it was written."""
        found = self.text[start:end]
        return found if self.ascii else found.encode("latin-1").decode("utf-8", "replace")

    def of(self, node: Node) -> str:
        """Return a node's text, as it was written."""
        return self.part(node.start_byte, node.end_byte)


def checked(text: str) -> None:
    """Check that the text is short enough and holds nothing that two parsers would take differently."""
    if len(text) > LONGEST:
        raise Unreadable("longer than 64 KiB")
    if CONTROL.search(text):
        raise Unreadable("it holds a control character")
    if text.isascii():
        return
    if any(unicodedata.category(char) in ("Zs", "Zl", "Zp", "Cc", "Cs") for char in text if char > "\x7f"):
        raise Unreadable("it holds a blank that only looks like one")
    if any(ord(char) in PRIVATE for char in text):
        raise Unreadable("it holds characters of private use")
    if len(text.encode()) > LONGEST:
        raise Unreadable("longer than 64 KiB")
