"""Checks on a candidate that a pattern cannot make: checksums and headers. Takes the secret, says whether it holds."""

from __future__ import annotations

import base64
import binascii
import json
import re
import zlib
from collections.abc import Callable, Mapping

from wicketgate.output.redact.formats.prefixes import PREFIXES
from wicketgate.output.redact.formats.told import is_initial, is_mnemonic, is_said, is_told
from wicketgate.output.redact.known.random_part import is_random
from wicketgate.output.redact.unknown import drawn
from wicketgate.output.redact.unknown.value import UUID, classes, is_password

DEFAULTS = re.compile(
    r"(?i)pass(?:word|wd)?[0-9]{0,4}|pwd?|secret|postgres|root|admin|guest|user|test|token|mysql|redis|example|foo|bar|abc|xyz|pw|passwd|hunter2|anon(?:ymous|cvs|ftp)?|qwerty|letmein|[0-9]{1,4}|12345[0-9]{0,5}|s3cr3t|secretpassword|somepassword|mypass(?:word)?"
)
PORT = re.compile(r"\d{2,5},")
"""A port, and the next of several hosts: `https://a.test:443,b:c@d`."""
NAMED = re.compile(r"(?i)(?:\b|%20)(?:password|secret)(?:\b|%20)")
OPEN = re.compile(
    r"(?i)(?:\w{1,16}[_-])?(?:pk|pub|public|publishable|phc|anon|client|csrf|xsrf|cache|etag|page|next|sync|req|request|resp|msg"
    r"|chunk|css|sha\d*|md5|hash|id|run|job|test|example|sample|dummy|fake|mock)[_-]"
)
"""How a token begins that is not kept secret, and an id or a hash."""
BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def crc32_base62(secret: str) -> bool:
    """Return whether the last six characters are the CRC-32, in base 62, of what stands between the prefix and them.

    GitHub and npm document it: https://github.blog/engineering/behind-githubs-new-authentication-token-formats/
    """
    body = secret.partition("_")[2]
    number, digits = zlib.crc32(body[:-6].encode()), ""
    for _ in range(6):
        number, rest = divmod(number, 62)
        digits = BASE62[rest] + digits
    return digits == body[-6:]


def jwt(secret: str) -> bool:
    """Return whether the part before the first dot is a JSON object with an `alg` or `enc` (RFC 7515 §4)."""
    head = secret.partition(".")[0]
    try:
        header = json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))
    except (ValueError, binascii.Error):
        return False
    return isinstance(header, dict) and ("alg" in header or "enc" in header)


def jwt_in_base64(secret: str) -> bool:
    """Return whether `secret` is the base64 of a JSON web token."""
    try:
        text = base64.b64decode(secret + "=" * (-len(secret) % 4), altchars=b"-_" if set("-_") & set(secret) else None)
    except (ValueError, binascii.Error):
        return False
    return text.count(b".") in (2, 4) and jwt(text.decode("latin-1"))


def basic(secret: str) -> bool:
    """Return whether `secret` is the base64 of a user and a password (RFC 7617 §2)."""
    try:
        text = base64.b64decode(secret + "=" * (-len(secret) % 4), altchars=b"-_" if set("-_") & set(secret) else None)
    except (ValueError, binascii.Error):
        return False
    user, colon, password = text.decode("latin-1").partition(":")
    return bool(colon and len(password) > 2 and (user + password).isprintable())


def sasl(secret: str) -> bool:
    """Return whether `secret` is the base64 of a user and a password, or a token, parted by zeros (RFC 4616 §2)."""
    try:
        text = base64.b64decode(secret + "=" * (-len(secret) % 4), validate=True).decode("latin-1")
    except (ValueError, binascii.Error):
        return False
    parts = re.split("[\0\1:]", text)
    return len(parts) > 1 and len(parts[-1]) != 1 and text.replace("\0", "").replace("\1", "").isprintable()


def address_password(secret: str) -> bool:
    """Return whether `secret` is no reference to a password and none of those that stand in every manual."""
    if DEFAULTS.fullmatch(secret) or secret[0] in "$%{[(" or NAMED.search(secret) or PORT.match(secret):
        return False
    return not (secret.isalpha() and secret.isupper())


def is_drawn(secret: str) -> bool:
    """Return whether `secret` holds digits and does not read as words."""
    core = "".join(filter(str.isalnum, secret))
    return sum(char.isdigit() for char in core) >= 2 and is_random(core)


def is_bearer(secret: str) -> bool:
    """Return whether `secret` looks drawn and begins as no vendor's tokens: those have formats of their own."""
    return drawn.is_drawn("".join(filter(str.isalnum, secret))) and not PREFIXES.match(secret)


def is_plain(secret: str) -> bool:
    """Return whether `secret` is drawn and without the mark that OpenAI's own keys bear in their middle."""
    return is_drawn(secret) and "T3BlbkFJ" not in secret


def is_scrambled(secret: str) -> bool:
    """Return whether `secret` does not read as words, with digits in it or without: for values a vendor names."""
    # A stretch of it: a long one in hex has too few different characters for its length.
    return is_random("".join(filter(str.isalnum, secret))[:40])


def is_marked(secret: str) -> bool:
    """Return whether what follows a prefix that means secret is drawn, and the prefix says nothing public."""
    if OPEN.match(secret) or PREFIXES.search(secret):
        return False
    core = max(re.split(r"[_=-]", secret), key=len)
    if len(core) < 20:
        core = "".join(filter(str.isalnum, secret[-28:]))
        if classes(core) < 3:
            return False
    digits = sum(map(str.isdigit, core))
    return 2 <= digits < len(core) and (len(core) >= 32 or classes(core) > 1) and drawn.is_drawn(core)


def is_mixed(secret: str) -> bool:
    """Return whether `secret` holds all four kinds of characters and is more than words."""
    return classes(secret) == 4 and drawn.is_odd("".join(filter(str.isalpha, secret)), 3)


def is_cookie(secret: str) -> bool:
    """Return whether `secret` or a part of it looks drawn: a session, and no setting."""
    parts = re.split(r"[.|~%]|--", secret)
    return any(len(part) >= 20 and drawn.is_drawn("".join(filter(str.isalnum, part))) for part in parts) or bool(
        UUID.fullmatch(secret)
    )


def is_address_token(secret: str) -> bool:
    """Return whether `secret` is drawn and no public key of an error tracker, which is 32 digits in hex."""
    core = "".join(filter(str.isalnum, secret))
    return len(core) != 32 and drawn.is_drawn(core) and not PREFIXES.match(secret)


def is_chosen(secret: str) -> bool:
    """Return whether `secret` may be a password somebody chose."""
    return is_password(secret, quoted=True)


def is_unclaimed(secret: str) -> bool:
    """Return whether `secret` looks drawn and begins as no vendor's tokens: those have formats of their own."""
    return is_cookie(secret) and not PREFIXES.match(secret)


def is_piped(secret: str) -> bool:
    """Return whether `secret` may be a password, and begins as no vendor's tokens."""
    return is_password(secret, quoted=True) and not PREFIXES.match(secret) and not drawn.CUT.fullmatch(secret)


CHECKS: Mapping[str, Callable[[str], bool]] = {
    "crc32-base62": crc32_base62,
    "jwt": jwt,
    "jwt-base64": jwt_in_base64,
    "basic": basic,
    "sasl": sasl,
    "address-password": address_password,
    "random": is_drawn,
    "scrambled": is_scrambled,
    "password": is_chosen,
    "bearer": is_bearer,
    "plain": is_plain,
    "marked": is_marked,
    "mixed": is_mixed,
    "drawn": is_cookie,
    "address-token": is_address_token,
    "told": is_told,
    "unclaimed": is_unclaimed,
    "piped": is_piped,
    "said": is_said,
    "initial": is_initial,
    "mnemonic": is_mnemonic,
}
