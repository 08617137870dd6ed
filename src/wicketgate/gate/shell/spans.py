"""Where the tree sees substitutions in a word, by their first byte; and how many bytes a character has."""

from __future__ import annotations

from tree_sitter import Node

OUTER = frozenset({"command_substitution", "process_substitution", "arithmetic_expansion", "expansion"})
Spans = dict[int, Node]


def size(lead: str) -> int:
    """Return how many bytes the character that starts with this one has."""
    return 1 if lead < "\xc0" else 2 if lead < "\xe0" else 3 if lead < "\xf0" else 4


def spans(node: Node, text: str, found: Spans) -> None:
    """Collect the outermost substitutions of a node by where they start."""
    kind = node.type
    if kind in OUTER:
        start = node.start_byte
        # Inside quotes the tree may count blanks before an expansion as part of it.
        while text[start] in " \t\n":
            start += 1
        found[start] = node
        return
    for child in node.children:
        spans(child, text, found)
