"""Git's pack format, read in memory: takes a pack and objects it may build on, gives its objects by name. Pure.

Hostile input: sizes, counts and work are bounded, ValueError says what was not. An object's name is the digest of its
content, taken here: none can pass for another. What builds on an object nobody has is left out.

https://git-scm.com/docs/gitformat-pack
"""

from __future__ import annotations

import hashlib
import zlib
from collections import ChainMap, deque
from collections.abc import Mapping
from typing import NamedTuple

from wicketgate.egress.git.delta import INFLATED, LARGEST, PRICE, applied, byte_of

MOST = 200_000
"""Objects of a pack."""
KINDS = {1: "commit", 2: "tree", 3: "blob", 4: "tag"}
OFFSET, REFERENCE = 6, 7
STEP = 1 << 10
"""First bytes that are unpacked at a time."""


class Object(NamedTuple):
    """One object."""

    kind: str
    data: bytes


class Raw(NamedTuple):
    """One entry of a pack: an object, or what it differs in from the one at an offset or of a name."""

    kind: int
    base: int | str
    data: bytes


class Head(NamedTuple):
    """What an entry of a pack says before its content."""

    kind: int
    size: int
    base: int | str
    """What it builds on: how many bytes before it that one stands, or its name."""


def objects(pack: bytes, known: Mapping[str, Object]) -> dict[str, Object]:
    """Return the objects of a pack by name; ValueError where it is none, or too large."""
    return put_together(entries(pack), known)


def either(*known: Mapping[str, Object]) -> Mapping[str, Object]:
    """Return all of them as one; what the first holds is looked for no further."""
    return ChainMap(*known)  # type: ignore[arg-type]  # nothing is put in


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
        head, at = head_of(pack, at)
        left -= head.size
        if head.size > LARGEST or left < 0:
            raise ValueError(f"what it holds is larger than {INFLATED >> 20} MiB, or one object than {LARGEST >> 20}")
        data, at = inflated(pack, at, head.size)
        base = start - head.base if isinstance(head.base, int) else head.base
        found[start] = Raw(head.kind, base, data)
    if at + 20 != len(pack):
        raise ValueError("something follows its last object")
    return found


def head_of(pack: bytes, at: int) -> tuple[Head, int]:
    """Return the head that stands at a place, and where it ends; ValueError where none does."""
    byte = byte_of(pack, at)
    kind, size, shift, at = byte >> 4 & 7, byte & 15, 4, at + 1
    while byte & 0x80:
        byte = byte_of(pack, at)
        size, shift, at = size | (byte & 0x7F) << shift, shift + 7, at + 1
        if shift > 60:
            raise ValueError("it holds a size nobody could mean")
    if kind == OFFSET:
        back, at = _back(pack, at)
        return Head(kind, size, back), at
    if kind == REFERENCE:
        return Head(kind, size, pack[at : at + 20].hex()), at + 20
    if kind not in KINDS:
        raise ValueError("it holds an object of an unknown kind")
    return Head(kind, size, 0), at


def _back(pack: bytes, at: int) -> tuple[int, int]:
    byte = byte_of(pack, at)
    back, at = byte & 0x7F, at + 1
    while byte & 0x80:
        byte = byte_of(pack, at)
        back, at = (back + 1) << 7 | (byte & 0x7F), at + 1
        if back > 1 << 40:
            raise ValueError("it holds a distance nobody could mean")
    return back, at


def inflated(pack: bytes, at: int, size: int) -> tuple[bytes, int]:
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
            data, steps = applied(base.data, raw.data)
            found = Object(base.kind, data)
        left -= len(found.data) + PRICE * steps
        if left < 0:
            raise ValueError(f"what it holds is larger than {INFLATED >> 20} MiB, or made of too many pieces")
        name = name_of(*found)
        at[start] = made[name] = found
        ready.extend([*waiting.pop(start, ()), *waiting.pop(name, ())])
    return made
