"""Words: what the program would get as its arguments. Takes nodes and spans of a source; gives `Word`s.

`scan` reads the quoting; here marked text becomes words: split, braces expanded, globs and unknown parts told.
"""

from __future__ import annotations

import re

from tree_sitter import Node

from wicketgate.gate.shell import plain, quoting
from wicketgate.gate.shell.parse import Unreadable
from wicketgate.gate.shell.quoting import EMPTY, LOOSE, SPLIT, UNKNOWN
from wicketgate.gate.shell.scan import HEREDOC, Scan
from wicketgate.gate.shell.state import State, Word

ORDINARY = re.compile(rf"[{plain.ORDINARY}]+")
QUOTED = re.compile(r"""'[ -&(-~]*'|"[ !#%-\[\]-_a-~]*\"""")


def expand(state: State, node: Node, kind: str = "") -> list[Word]:
    """Return the words one word of the text becomes; `kind` is the node's, where that is known."""
    state.step()
    text = state.source.text[node.start_byte : node.end_byte]
    if ORDINARY.fullmatch(text):
        return [Word(text)]
    if (kind == "raw_string" or kind == "string") and QUOTED.fullmatch(text):
        return [Word(plain.word(text))]
    raw = Scan(state, node).bare(node.start_byte, node.end_byte)
    return finished(raw)


def listed(state: State, node: Node) -> list[Node]:
    """Return the words among a node's children, each apart from the next."""
    found: list[Node] = []
    for child in node.children:
        if child.is_named:
            if found:
                state.source.between(found[-1].end_byte, child.start_byte, apart=True)
            found.append(child)
    return found


def value(state: State, node: Node) -> Word:
    """Return the one word an assignment or a here-string holds: no splitting, no braces, no globs."""
    raw = Scan(state, node).bare(node.start_byte, node.end_byte).replace(SPLIT, " ")
    return _word(raw)._replace(glob=False, loose=False) if UNKNOWN in raw else _word(raw)


def document(state: State, node: Node, start: int, end: int) -> Word:
    """Return the text of a here-document whose delimiter is not quoted."""
    scan = Scan(state, node)
    raw = scan.run(start, end, HEREDOC, "")[0]
    if scan.spans:
        raise Unreadable("a substitution that two parsers would read differently")
    return Word(quoting.unmasked(raw).replace(UNKNOWN, "…"), UNKNOWN not in raw)


def finished(raw: str) -> list[Word]:
    """Return the words of one marked word: split, braces expanded, marks taken off."""
    if SPLIT in raw:
        return [word for part in raw.split(SPLIT) if part for word in finished(part)]
    if "{" in raw and ("," in raw or ".." in raw):
        found = quoting.braces(raw)
        if found is None:
            raise Unreadable("braces that stand for too many words")
        return [_word(one) for one in found]
    return [_word(raw)]


def _word(raw: str) -> Word:
    if raw.isascii():
        return Word(raw, True, "*" in raw or "?" in raw or "[" in raw)
    glob = "*" in raw or "?" in raw or "[" in raw
    known = UNKNOWN not in raw
    loose = LOOSE in raw
    text = quoting.unmasked(raw.replace(EMPTY, ""))
    if raw.startswith("~") is False and text.startswith("~"):
        text = "./" + text
    return Word(text if known else text.replace(LOOSE, "").replace(UNKNOWN, "…"), known, glob, loose)
