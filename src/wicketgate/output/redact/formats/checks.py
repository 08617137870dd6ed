"""Checks on a candidate that a pattern cannot make: checksums and headers. Takes the secret, says whether it holds."""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from collections.abc import Callable, Mapping

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


CHECKS: Mapping[str, Callable[[str], bool]] = {"crc32-base62": crc32_base62, "jwt": jwt}
