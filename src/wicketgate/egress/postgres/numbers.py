"""PostgreSQL's numbers between text and their binary form; ValueError for what is none. Takes and gives values, no I/O.

`numeric` is sent in groups of four decimal digits: how many, the power of 10,000 of the first, a sign, and how many
digits stand after the point (`numeric_send` in the server's sources).
"""

from __future__ import annotations

import re
import struct

NUMERIC = re.compile(r"(-?)([0-9]+)(?:\.([0-9]+))?")
GROUP, MINUS = 10_000, 0x4000
SPECIAL = {"NaN": (0xC000, 0), "Infinity": (0xD000, 32), "-Infinity": (0xF000, 32)}
"""What is no number: its sign, and the digits after the point that the server says it has."""
MOST_DIGITS = 4000
"""Of a number taken from its binary form: eight bytes can claim 130,000 of them."""
HEAD = struct.Struct(">hhHH")


def whole(kind: str, text: str) -> bytes:
    """Return a whole number packed as `kind` says; ValueError where it does not fit."""
    return struct.pack(kind, int(text))


def real(kind: str, text: str) -> bytes:
    """Return a number with a binary point packed as `kind` says; ValueError where it does not fit."""
    return struct.pack(kind, float(text))


def number(kind: str, data: bytes) -> str:
    """Return what was packed as `kind` says."""
    return str(struct.unpack(kind, data)[0])


def numeric(text: str) -> bytes:
    """Return a `numeric` in binary."""
    if text in SPECIAL:
        return HEAD.pack(0, 0, *SPECIAL[text])
    found = NUMERIC.fullmatch(text)
    if found is None:
        raise ValueError("expected a number")
    before, after = found[2].lstrip("0"), found[3] or ""
    spelled = "0" * (-len(before) % 4) + before + after + "0" * (-len(after) % 4)
    groups = [int(spelled[at : at + 4]) for at in range(0, len(spelled), 4)]
    first = next((at for at, group in enumerate(groups) if group), len(groups))
    last = next((at for at in range(len(groups), first, -1) if groups[at - 1]), first)
    kept = groups[first:last]
    power = (len(before) + 3) // 4 - 1 - first if kept else 0
    head = HEAD.pack(len(kept), power, MINUS if found[1] and kept else 0, len(after))
    return head + struct.pack(f">{len(kept)}H", *kept)


def spelled(data: bytes) -> str:
    """Return a `numeric` from its binary form; ValueError for one that is none, or longer than MOST_DIGITS."""
    count, power, sign, scale = HEAD.unpack(data[: HEAD.size])
    groups = struct.unpack(f">{max(count, 0)}H", data[HEAD.size :])
    special = next((name for name, (code, _) in SPECIAL.items() if code == sign), None)
    if special is not None and count == 0:
        return special
    if count < 0 or sign not in (0, MINUS) or any(group >= GROUP for group in groups):
        raise ValueError("expected a numeric")
    if 4 * (abs(power) + count) > MOST_DIGITS or scale > MOST_DIGITS:
        raise ValueError(f"expected a numeric of at most {MOST_DIGITS} digits")
    at = {power - index: f"{group:04d}" for index, group in enumerate(groups)}
    before = "".join(at.get(one, "0000") for one in range(max(power, 0), -1, -1)).lstrip("0") or "0"
    after = "".join(at.get(one, "0000") for one in range(-1, -(scale + 3) // 4 - 1, -1))[:scale]
    return ("-" if sign else "") + before + ("." + after if after else "")
