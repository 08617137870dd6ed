"""Whether a text holds more than a parser can take at once. Takes a text; says what there is too much of, or nothing.

The grammar's time grows faster than the number of these, and where a text is wrong with their square. What is surely
quoted costs nothing and does not count: it is told by one pass that gives up, and counts all, where that is not sure.
"""

from __future__ import annotations

import re

MOST = {"operators": 800, "quotes": 4000, "expansions": 2500, "words": 6000, "escapes": 8000}
OPERATORS = re.compile(r"[|&;<>(){}\[\]`]")
BLANKS = re.compile(r"\s+")
CASE = re.compile(r"\bcase\b")
"""Its brackets close without having been opened."""
SIMPLE = r"\$\{[A-Za-z0-9_]+\}"
BARE = re.compile(
    rf"""
    (?P<word>[^'"\\$`()<>|&;{{}}\[\]\#\s]+ | (?<=[^\s;|&()])\#)
  | (?P<comment>\#(?![^\n]*['"`]))
  | (?P<blank>[^\S\n]+)
  | (?P<single>'[^']*')
  | (?P<ansi>\$'(?:[^'\\]|\\.)*')
  | (?P<double>")
  | (?P<escape>\\.)
  | (?P<sums>[$]?\(\( | \$")
  | (?P<open>[$<>]?\()
  | (?P<close>\))
  | (?P<string><<<)
  | <<(?P<tabs>-?)[ \t]*(?P<mark>['"])(?P<end>\w+)(?P=mark)(?=[\s;|&<>)]|$)
  | (?P<unsure><< | ` | \# | \$\{{(?![A-Za-z0-9_]+\}}))
  | (?P<expansion>{SIMPLE} | \$(?:[@*\#?$!-]|\w+)?)
  | (?P<operator>[|&;<>{{}}\[\]])
  | (?P<line>\n)
    """,
    re.VERBOSE | re.DOTALL,
)
DOUBLE = re.compile(
    rf"""
    (?P<text>[^"\\$`]+) | (?P<double>") | (?P<escape>\\.) | (?P<open>\$\() | (?P<unsure>`|\$\{{(?![A-Za-z0-9_]+\}}))
  | (?P<expansion>{SIMPLE} | \$(?:[@*\#?$!-]|\w+)?)
    """,
    re.VERBOSE | re.DOTALL,
)
UNSURE = ("unsure", "sums")
COUNTED = {
    **{"open": "operators", "close": "operators", "operator": "operators", "string": "operators", "end": "operators"},
    **{"double": "quotes", "single": "quotes", "ansi": "quotes", "expansion": "expansions", "escape": "escapes"},
    **{"blank": "words", "line": "words"},
}


def too_much(text: str) -> str:
    """Return what the text holds too much of; empty where it may be parsed."""
    if len(text) <= min(MOST.values()):
        return ""
    if not _over(_all(text)):
        return ""
    return _over(_tally(text))


def _over(found: dict[str, int]) -> str:
    return next((name for name, count in found.items() if count > MOST[name]), "")


def _all(text: str) -> dict[str, int]:
    """Return how many there are, quoted or not."""
    return {
        "operators": len(OPERATORS.findall(text)),
        "quotes": text.count("'") + text.count('"'),
        "expansions": text.count("$"),
        "words": len(BLANKS.findall(text)) if len(text) > MOST["words"] else 0,
        "escapes": text.count("\\"),
    }


def _tally(text: str) -> dict[str, int]:
    """Return how many there are that are not surely quoted, or as many as are too many."""
    found = dict.fromkeys(MOST, 0)
    inside: list[str] = []
    documents: list[tuple[str, str]] = []
    at = tame = 0
    sure = CASE.search(text) is None
    while at < len(text):
        if at < tame and text[at] == "#":
            # No quote follows on this line: that was looked for once.
            at += 1
            continue
        match = (DOUBLE if inside and inside[-1] == '"' else BARE).match(text, at) if sure else None
        kind = match.lastgroup if match is not None else None
        if match is None or kind is None or kind in UNSURE:
            return {name: found[name] + count for name, count in _all(text[at:]).items()}
        at = match.end()
        if kind in COUNTED:
            name = COUNTED[kind]
            found[name] += 1
            if found[name] > MOST[name]:
                return found
        if kind == "comment":
            tame = text.find("\n", at) % (len(text) + 1)
        elif kind == "double":
            inside = inside[:-1] if inside and inside[-1] == '"' else [*inside, '"']
        elif kind == "open":
            inside.append("(")
        elif kind == "close" and inside:
            inside.pop()
        elif kind == "end":
            documents.append((match["tabs"], match["end"]))
        elif kind == "line" and documents:
            at, sure = _behind(text, at, documents)
            documents = []
    # What is left open was no quoting.
    return _all(text) if inside or documents else found


def _behind(text: str, at: int, documents: list[tuple[str, str]]) -> tuple[int, bool]:
    """Return where the documents that begin at a line end, and whether that is sure."""
    for tabs, name in documents:
        tab = "\t*" if tabs else ""
        end = re.compile(rf"^{tab}{name}$", re.MULTILINE).search(text, at)
        if end is None:
            return at, False
        at = end.end()
    return at, True
