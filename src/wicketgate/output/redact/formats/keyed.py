"""The pattern for a value without a prefix that is known by the vendor's name and a word for secrets before it."""

from __future__ import annotations

WORD = r"[\w .-]{0,20}(?:key|token|secret|auth\w{0,14}|pass\w{0,5}|pwd|pat|jwt|bearer|cred\w{0,10})"
REST = r"(?:[ _.-]?(?:string|value|prod|live|test|dev|client|[0-9]))?"
CLOSE = r"[\\\"'`\])]{0,4}"
SIGN = r"(?::[ \t]?str(?:ing)?[ \t]?)?(?:[?+]?[:=]{1,3}>?|\|{1,2}|,|\(|>)"
OPEN = r"[\\\"'`(]{0,4}"


def keyed(names: str, value: str, alone: bool = True) -> str:
    """Return a pattern for `value` under a name that holds one of `names` and ends in a word for secrets.

    Unlike `assigned`, it is silent on an id: `HEROKU_API_KEY=…` is a secret, `HEROKU_APP_ID=…` is none. With `alone`,
    `names` may stand there with no such word; not for a value that looks like an id or a hash.
    """
    return (
        rf"(?i:(?:{names})(?:{WORD}){'?' if alone else ''}{REST}){CLOSE}[ \t]{{0,4}}{SIGN}[ \t]{{0,4}}{OPEN}"
        rf"(?i:(?:bearer|token|basic|apikey)[ \t]{{1,2}})?({value})"
    )
