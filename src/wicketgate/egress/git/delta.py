"""Git's differences: takes an object and what another differs in from it, gives the other. Pure, bounded, ValueError.

https://git-scm.com/docs/gitformat-pack (deltified representation)
"""

from __future__ import annotations

LARGEST, INFLATED = 16 << 20, 96 << 20
"""Bytes of one object; of all that are made at a time."""
PRICE = 64
"""What one piece of a difference counts for, in bytes of an object."""


def applied(base: bytes, delta: bytes) -> tuple[bytes, int]:
    """Return what a difference makes of an object, and in how many steps; ValueError where it is none to that one."""
    size, at = _length(delta, 0)
    wanted, at = _length(delta, at)
    if size != len(base) or wanted > LARGEST:
        raise ValueError("it holds a difference to another object than it says")
    made, steps = bytearray(), 0
    while at < len(delta):
        steps += 1
        if steps * PRICE > INFLATED:
            raise ValueError("it holds a difference of too many pieces")
        op, at = delta[at], at + 1
        if op & 0x80:
            start, count, at = _copied(delta, op, at)
            piece = base[start : start + count]
            if len(piece) != count:
                raise ValueError("it holds a difference to another object than it says")
        else:
            piece, at = delta[at : at + op], at + op
            if not op or len(piece) != op:
                raise ValueError("it holds a difference that breaks off")
        made += piece
        if len(made) > wanted:
            raise ValueError("it holds an object of another size than it says")
    if len(made) != wanted:
        raise ValueError("it holds an object of another size than it says")
    return bytes(made), steps


def _copied(delta: bytes, op: int, at: int) -> tuple[int, int, int]:
    numbers = [0, 0]
    for bit in range(7):
        if op >> bit & 1:
            which, shift = (0, bit * 8) if bit < 4 else (1, (bit - 4) * 8)
            numbers[which] |= byte_of(delta, at) << shift
            at += 1
    return numbers[0], numbers[1] or 0x10000, at


def _length(data: bytes, at: int) -> tuple[int, int]:
    size = shift = 0
    while shift < 60:
        byte, at = byte_of(data, at), at + 1
        size, shift = size | (byte & 0x7F) << shift, shift + 7
        if not byte & 0x80:
            return size, at
    raise ValueError("it holds a size nobody could mean")


def byte_of(data: bytes, at: int) -> int:
    """Return the byte at a place; ValueError behind the end."""
    if at >= len(data):
        raise ValueError("it breaks off")
    return data[at]
