"""The pattern for a value without a prefix that is known by the vendor's name and a word for secrets before it."""

from __future__ import annotations

WORD = r"[\w .-]{0,20}(?:key|token|secret|auth\w{0,14}|pass\w{0,5}|pwd|pat|jwt|bearer|cred\w{0,10})"
REST = r"(?:[ _.-]?(?:string|value|prod|live|test|dev|client|[0-9]))?"
CLOSE = r"[\\\"'`\])]{0,4}"
SIGN = r"(?::[ \t]?str(?:ing)?[ \t]?)?(?:[?+]?[:=]{1,3}>?|\|{1,2}|,|\(|>)"
OPEN = r"[\\\"'`(]{0,4}"


BEARER = r"(?i:(?:bearer|token|basic|apikey)[ \t]{1,2})?"
BETWEEN = rf"{CLOSE}[ \t]{{0,4}}{SIGN}[ \t]{{0,4}}{OPEN}{BEARER}"
LOOSE = r"[^\n]{1,96}"
"""Whatever may stand between a name and its value; longer than the longest that does."""


def keyed(names: str, value: str, alone: bool = True) -> str:
    """Return a pattern for `value` under a name that holds one of `names` and ends in a word for secrets.

    Unlike `assigned`, it is silent on an id: `HEROKU_API_KEY=…` is a secret, `HEROKU_APP_ID=…` is none. With `alone`,
    `names` may stand there with no such word; not for a value that looks like an id or a hash.
    """
    return rf"(?i:(?:{names})(?:{WORD}){'?' if alone else ''}{REST}){BETWEEN}({value})"


def sign(pattern: str) -> str:
    """Return what is scanned for in place of `pattern`: all that it matches, and more, for a third of the time it takes
    to compile; each place found is confirmed with the pattern itself.
    """
    for word in (f"(?:{WORD})?{REST}){BETWEEN}", f"(?:{WORD}){REST}){BETWEEN}"):
        pattern = pattern.replace(word, ")" + LOOSE)
    return pattern
