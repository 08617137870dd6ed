"""Remedies for policy files that are not YAML: the parser says what it met, a person needs to know what to change.

Takes the parser's own words, gives one remedy. Knows no file.
"""

from __future__ import annotations

QUOTE = "quote a value that starts with `*`, `&`, `!`, `{`, `[`, `@`, `%` or a backquote, or holds `: ` or ` #`"
TAB = "indent with spaces: YAML takes no tab there"
COLUMN = "start the keys of one mapping, and the items of one list, in the same column: here or just above one does not"
COLON = "put a colon and a space after a key, here or on the line above"
BRACKET = "close each `{` and `[` and put a comma between what stands in it, here or above"
REMEDIES = {
    "character '\\t'": TAB,
    "could not find expected ':'": COLON,
    "expected ',' or": BRACKET,
    "expected <block end>": COLUMN,
    "did not find expected": COLUMN,
    "mapping values are not allowed": f"{COLUMN}; or {COLON}; or {QUOTE}",
}
"""By what the parser's words hold (ruamel.yaml 0.18); anything else is most often a value that needs quotes."""


def remedy(problem: str) -> str:
    """Return what to mend where the parser said `problem`."""
    return next((told for sign, told in REMEDIES.items() if sign in problem), QUOTE)
