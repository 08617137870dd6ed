"""Plain texts: words of ordinary characters, or quoted with nothing inside that speaks, with blanks between them.

Every shell reads such a text alike, so it needs no grammar. Takes a text, gives its words; None for any other text.
"""

from __future__ import annotations

import re

LONGEST = 4096
ORDINARY = "A-Za-z0-9_@%+=:,./-"
PIECES = rf"""(?:[{ORDINARY}]++|'[ -&(-~]*+'|"[ !#%-\[\]-_a-~]*+")+"""
WORD = re.compile(PIECES)
PIECE = re.compile(rf"""([{ORDINARY}]+)|'([^']*)'|"([^"]*)\"""")
TEXT = re.compile(rf"""[ \t]*+[A-Za-z0-9_+:,./-]++(?:[ \t]++{PIECES})*[ \t]*+""")
# What bash would not start as a program, or reads in a way of its own.
RESERVED = frozenset(
    "case do done elif else esac fi for function if in select then until while"  # noqa: SIM905
    " declare typeset export readonly local unset unsetenv".split()
)


def words(text: str) -> list[str] | None:
    """Return what the program of a plain text gets, its own name first."""
    if len(text) > LONGEST or TEXT.fullmatch(text) is None:
        return None
    found = text.split() if "'" not in text and '"' not in text else [word(part) for part in WORD.findall(text)]
    return None if found[0] in RESERVED else found


def word(text: str) -> str:
    """Return what one word of a plain text stands for."""
    if "'" not in text and '"' not in text:
        return text
    found = "".join([bare or single or double for bare, single, double in PIECE.findall(text)])
    # Only an unquoted `~` is a home.
    return "./" + found if found[:1] == "~" else found
