"""What a name says of the value assigned to it: a password, a token, perhaps a key, or nothing.

Takes the name; remembers what it said, since few names recur in a text thousands of times.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from functools import lru_cache

from wicketgate.output.redact.unknown.words import (
    ABOUT,
    EXACTLY,
    FOREIGN,
    KEYED,
    KEYS,
    NEVER,
    PASSWORDS,
    RUN_ON,
    TOKENS,
    UNREAL,
)

HANDSHAKE = ["web", "socket", "key"]
"""`Sec-WebSocket-Key`: a nonce (RFC 6455 §1.3)."""
FORMS = ("csrf", "xsrf")
"""How a token begins that a form sends back: `csrfmiddlewaretoken`."""
SILENT, UNSAID, KEY, SOME_KEY, TOKEN, PASSWORD = range(6)
"""What a name says: something else than a secret; nothing; a bare `key`, which may be anything; some `…_key`; a token;
a password."""
WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
DIGITS = frozenset("0123456789")


def is_kept(words: Sequence[str]) -> bool:
    """Return whether a name says secret whatever else it says: a `csrf_secret` is no CSRF token."""
    return words[-1] == "secret" and UNREAL.isdisjoint(words)


def is_other(words: Sequence[str]) -> bool:
    """Return whether a name says what no secret is called: a form's token is one too where its name is run together."""
    if words[-3:] == HANDSHAKE:
        return True
    return not NEVER.isdisjoint(words) or any(word.startswith(FORMS) for word in words)


@lru_cache(4096)
def says(name: bytes) -> int:
    """Return what `name` says of its value."""
    if name.lower().endswith(FOREIGN):
        return PASSWORD
    words = list(map(str.lower, WORDS.findall(name.decode("latin-1"))))
    while words and words[-1][0] in DIGITS:
        words.pop()
    if not words or words[-1] in ABOUT or (is_other(words) and not is_kept(words)):
        return SILENT
    if words == ["auth"]:
        return KEY
    if words[-1] == "pw" or any(word.endswith(PASSWORDS) for word in words[-3:]) or words[-2:] == ["secret", "key"]:
        return PASSWORD
    if any(map(str.endswith, words, itertools.repeat(TOKENS))) or not EXACTLY.isdisjoint(words):
        return TOKEN
    if not KEYED.isdisjoint(words) and any(b in KEYED and a in KEYS for a, b in itertools.pairwise(words)):
        return TOKEN
    if words[-1].endswith("key") and words[-1][:-3].endswith(RUN_ON):
        return TOKEN
    if not words[-1].endswith(("key", "pat", "sid", "cred", "api")):
        return UNSAID
    return SOME_KEY if len(words) > 1 else KEY
