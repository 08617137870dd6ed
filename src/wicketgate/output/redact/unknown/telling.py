"""Whether a value is a secret under a name that says so. Takes what the name says and the value, says yes or no."""

from __future__ import annotations

from wicketgate.output.redact.unknown.before import SPOKEN
from wicketgate.output.redact.unknown.names import KEY, PASSWORD, SOME_KEY, TOKEN
from wicketgate.output.redact.unknown.value import PUBLIC, is_long_phrase, is_long_token, is_password, is_token

HINTS = (b"apikey", b"api_key", b"api key", b"api-key", b"auth", b"credential", b"secret", b"token")


def is_hinted(near: bytes) -> bool:
    """Return whether a word for secrets stands before a bare `key`."""
    lower = near.lower()
    return any(hint in lower for hint in HINTS)


def tells(kind: int, value: str, quoted: bool) -> bool:
    """Return whether a value is a secret under a name that says so."""
    if kind == PASSWORD:
        return is_password(value, quoted)
    if not quoted and SPOKEN.search(value):
        return False
    if kind == TOKEN:
        return is_token(value, quoted) or is_long_phrase(value)
    return (
        kind in (KEY, SOME_KEY)
        and not PUBLIC.match(value)
        and is_long_token(value, 24 if kind == KEY else 20, 3 if kind == KEY else 2)
    )
