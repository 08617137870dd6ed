"""The pattern for a value without a prefix that is known by the vendor's name and a word for secrets before it."""

from __future__ import annotations

WORD = r"(?:key|token|secret|auth\w{0,14}|pass\w{0,5}|pwd|pat|jwt|bearer|cred\w{0,10})"
REST = r"(?:[ _.-]?(?:string|str|value|val|var|env|prod|production|live|test|dev|staging|default|[0-9]{1,2}))?"
CLOSE = r"(?:\\{0,3}[\"'`\])]{1,2})?"
SIGN = r"(?::[ \t]?\w{1,12}[ \t]?=|=>|[:?+]{0,2}={1,3}|:{1,3}|\|{1,2}|,|\(|>)"
OPEN = r"(?:\(?\\{0,3}[\"'`]{1,3})?"


def keyed(names: str, value: str) -> str:
    """Return a pattern for `value` under a name that is one of `names`, or holds it and ends in a word for secrets.

    Unlike `assigned`, it is silent on an id: `HEROKU_APP_ID=…` is none, `HEROKU_API_KEY=…` and `heroku: …` are.
    """
    return (
        rf"(?i:(?:{names})(?:[\w .-]{{0,20}}{WORD})?{REST}){CLOSE}[ \t]{{0,8}}{SIGN}[ \t]{{0,8}}{OPEN}"
        rf"(?i:(?:bearer|token|basic|apikey)[ \t]{{1,2}})?({value})"
    )
