"""Git's pack format, read in memory: takes a pack and objects it may build on, gives its objects by name. Pure.

Hostile input: sizes, counts and work are bounded, ValueError says what was not. An object's name is the digest of its
content, taken here: none can pass for another. What builds on an object nobody has is left out.

https://git-scm.com/docs/gitformat-pack
"""

from __future__ import annotations

import hashlib
import zlib
from collections import deque
from collections.abc import Mapping
from typing import NamedTuple

MOST, LARGEST, INFLATED = 200_000, 16 << 20, 96 << 20
"""Objects of a pack; bytes of one object; of all of them."""
KINDS = {1: "commit", 2: "tree", 3: "blob", 4: "tag"}
OFFSET, REFERENCE = 6, 7
STEP, PRICE = 1 << 10, 64
"""First bytes that are unpacked at a time; what one piece of a difference counts for, in bytes of an object."""


class Object(NamedTuple):
    """One object."""

    kind: str
    data: bytes


class Raw(NamedTuple):
    """One entry of a pack: an object, or what it differs in from the one at an offset or of a name."""

    kind: int
    base: int | str
    data: bytes


def objects(pack: bytes, known: Mapping[str, Object]) -> dict[str, Object]:
    """Return the objects of a pack by name; ValueError where it is none, or too large."""
    return put_together(entries(pack), known)


def name_of(kind: str, data: bytes) -> str:
    """Return an object's name."""
    return hashlib.sha1(b"%s %d\0" % (kind.encode(), len(data)) + data, usedforsecurity=False).hexdigest()


def entries(pack: bytes) -> dict[int, Raw]:
    """Return what stands in a pack by its offset, deltas as they are; ValueError where it is none, or too large."""
    if pack[:4] != b"PACK" or int.from_bytes(pack[4:8], "big") not in (2, 3):
        raise ValueError("it is no pack of version 2")
    count, at, left = int.from_bytes(pack[8:12], "big"), 12, INFLATED
    if count > MOST:
        raise ValueError(f"it holds more than {MOST} objects")
    found: dict[int, Raw] = {}
    for _ in range(count):
        start = at
        kind, size, at = _head(pack, at)
        base: int | str = 0
        if kind == OFFSET:
            back, at = _back(pack, at)
            base = start - back
        elif kind == REFERENCE:
            base, at = pack[at : at + 20].hex(), at + 20
        elif kind not in KINDS:
            raise ValueError("it holds an object of an unknown kind")
        left -= size
        if size > LARGEST or left < 0:
            raise ValueError(f"what it holds is larger than {INFLATED >> 20} MiB, or one object than {LARGEST >> 20}")
        data, at = _inflated(pack, at, size)
        found[start] = Raw(kind, base, data)
    if at + 20 != len(pack):
        raise ValueError("something follows its last object")
    return found


def _head(pack: bytes, at: int) -> tuple[int, int, int]:
    byte = _byte(pack, at)
    kind, size, shift, at = byte >> 4 & 7, byte & 15, 4, at + 1
    while byte & 0x80:
        byte = _byte(pack, at)
        size, shift, at = size | (byte & 0x7F) << shift, shift + 7, at + 1
        if shift > 60:
            raise ValueError("it holds a size nobody could mean")
    return kind, size, at


def _back(pack: bytes, at: int) -> tuple[int, int]:
    byte = _byte(pack, at)
    back, at = byte & 0x7F, at + 1
    while byte & 0x80:
        byte = _byte(pack, at)
        back, at = (back + 1) << 7 | (byte & 0x7F), at + 1
        if back > 1 << 40:
            raise ValueError("it holds a distance nobody could mean")
    return back, at


def _inflated(pack: bytes, at: int, size: int) -> tuple[bytes, int]:
    """Return what is compressed from `at` on, which must be `size` bytes, and where it ends."""
    view, stream, made, step = memoryview(pack), zlib.decompressobj(), bytearray(), STEP
    try:
        while not stream.eof:
            piece = view[at : at + step]
            made += stream.decompress(piece, size - len(made) + 1)
            at += len(piece) - len(stream.unused_data) - len(stream.unconsumed_tail)
            if len(made) > size or not piece:
                raise ValueError("it holds an object of another size than it says")
            step = min(step * 2, 1 << 16)
    except zlib.error:
        raise ValueError("it holds what cannot be unpacked") from None
    if len(made) != size:
        raise ValueError("it holds an object of another size than it says")
    return bytes(made), at


def put_together(entries: Mapping[int, Raw], known: Mapping[str, Object]) -> dict[str, Object]:
    """Return the objects that entries of a pack make, by name; ValueError where that is too much work."""
    made: dict[str, Object] = {}
    at: dict[int, Object] = {}
    left, waiting, ready = INFLATED, dict[int | str, list[int]](), deque(entries)
    while ready:
        start = ready.popleft()
        raw = entries[start]
        if raw.kind in KINDS:
            found, steps = Object(KINDS[raw.kind], raw.data), 0
        else:
            base = at.get(raw.base) if isinstance(raw.base, int) else made.get(raw.base) or known.get(raw.base)
            if base is None:
                waiting.setdefault(raw.base, []).append(start)
                continue
            data, steps = _applied(base.data, raw.data)
            found = Object(base.kind, data)
        left -= len(found.data) + PRICE * steps
        if left < 0:
            raise ValueError(f"what it holds is larger than {INFLATED >> 20} MiB, or made of too many pieces")
        name = name_of(*found)
        at[start] = made[name] = found
        ready.extend([*waiting.pop(start, ()), *waiting.pop(name, ())])
    return made


def _applied(base: bytes, delta: bytes) -> tuple[bytes, int]:
    """Return what a delta makes of an object, and in how many steps."""
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
            numbers[which] |= _byte(delta, at) << shift
            at += 1
    return numbers[0], numbers[1] or 0x10000, at


def _length(data: bytes, at: int) -> tuple[int, int]:
    size = shift = 0
    while shift < 60:
        byte, at = _byte(data, at), at + 1
        size, shift = size | (byte & 0x7F) << shift, shift + 7
        if not byte & 0x80:
            return size, at
    raise ValueError("it holds a size nobody could mean")


def _byte(data: bytes, at: int) -> int:
    if at >= len(data):
        raise ValueError("it breaks off")
    return data[at]
