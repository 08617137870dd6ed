"""The history a run was given, read on disk by code of our own: takes a git folder, gives its objects by name.

No git, no hook, no setting of anybody's; and whoever wrote the folder is not believed: no link is followed, nothing but
ordinary files is read, nothing outside the folder (no alternates), never more than a budget, and no file is mapped into
memory, where whoever cuts it short would end the process. An object counts under the SHA-1 of its content alone, taken
here: a store can withhold one, not pass off another. (That two contents can be made to share a digest is for git's own
detection to see, at the server; here it is not looked for.)

https://git-scm.com/docs/gitformat-pack (pack-*.idx files, version 2)
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path

from wicketgate.egress.git.delta import LARGEST, PRICE, applied
from wicketgate.egress.git.pack import KINDS, Object, Raw, head_of, inflated, name_of
from wicketgate.workspace.tree import FILE, folder, open_root

PACKS, DEEPEST = 64, 512
"""Packs of one folder that are looked into; differences that build on each other."""
READ, EACH = 96 << 20, 1 << 10
"""Bytes of objects that are made for one drawing; what each look at a pack counts for."""
FIRST = 4 << 10
"""Bytes that are read of an object at first: mostly the whole of it."""
FARTHEST = 1 << 40
INDEX, SUFFIX, FAN = b"\xfftOc\0\0\0\2", ".idx", 8


@contextlib.contextmanager
def stored(place: Path | None) -> Iterator[Mapping[str, Object]]:
    """Give the packed objects of a git folder for the length of a block; none where there is no such folder."""
    with contextlib.ExitStack() as stack:
        packs = list[_Pack]()
        with contextlib.suppress(OSError):
            if place is not None:
                root = open_root(place)
                stack.callback(os.close, root)
                packs += _packs(stack.enter_context(folder(root, "objects/pack")), stack)
        yield Stored(packs)


class Stored(Mapping[str, Object]):
    """The objects of some packs, read as they are asked for; it goes through those that were."""

    def __init__(self, packs: list[_Pack]) -> None:
        self._packs, self._left = packs, READ
        self._found: dict[str, Object | None] = {}

    def __getitem__(self, name: str) -> Object:
        """Return an object; KeyError for what is not there, is not what it is called, or is beyond the budget."""
        if name not in self._found:
            self._found[name] = self._read(name)
        found = self._found[name]
        if found is None:
            raise KeyError(name)
        return found

    def __iter__(self) -> Iterator[str]:
        """Yield the names of what was read."""
        return (name for name, found in self._found.items() if found is not None)

    def __len__(self) -> int:
        """Return how many were read."""
        return sum(found is not None for found in self._found.values())

    def _read(self, name: str) -> Object | None:
        for pack in self._packs:
            with contextlib.suppress(OSError, ValueError):
                self._spend(EACH)
                start = pack.place(bytes.fromhex(name))
                found = self._made(pack, start) if start else None
                if found is not None and name_of(*found) == name:
                    return found
        return None

    def _made(self, pack: _Pack, start: int) -> Object:
        """Return what stands at a place of a pack, put together."""
        chain = list[tuple[int, bytes]]()
        while start not in pack.made:
            raw = self._entry(pack, start)
            if raw.kind in KINDS:
                pack.made[start] = Object(KINDS[raw.kind], raw.data)
                break
            chain.append((start, raw.data))
            start = raw.base if isinstance(raw.base, int) else pack.place(bytes.fromhex(raw.base))
            if len(chain) > DEEPEST or start <= 0:
                raise ValueError("it builds on too much, or on nothing")
        found = pack.made[start]
        for at, difference in reversed(chain):
            data, steps = applied(found.data, difference)
            self._spend(len(data) + PRICE * steps)
            found = pack.made[at] = Object(found.kind, data)
        return found

    def _entry(self, pack: _Pack, start: int) -> Raw:
        window = os.pread(pack.pack, FIRST, start)
        head, at = head_of(window, 0)
        if head.size > LARGEST:
            raise ValueError("it is too large")
        self._spend(head.size + EACH)
        if head.size > FIRST // 2:
            # Together with what deflate may add to what it cannot make smaller.
            window = os.pread(pack.pack, FIRST + head.size + (head.size >> 10), start)
        data, _ = inflated(window, at, head.size)
        return Raw(head.kind, start - head.base if isinstance(head.base, int) else head.base, data)

    def _spend(self, size: int) -> None:
        self._left -= size
        if self._left < 0:
            raise ValueError("too much was read")


class _Pack:
    """One pack and its index, by open descriptors."""

    def __init__(self, index: int, pack: int) -> None:
        """ValueError for what is no index that we read."""
        self._index, self.pack = index, pack
        self.made: dict[int, Object] = {}
        head = os.pread(index, FAN + 256 * 4, 0)
        if head[:FAN] != INDEX or len(head) != FAN + 256 * 4:
            raise ValueError("no index of version 2")
        self._fan = [int.from_bytes(head[at : at + 4], "big") for at in range(FAN, len(head), 4)]

    def place(self, name: bytes) -> int:
        """Return where an object stands in the pack, 0 for one that does not; ValueError for a broken index."""
        if len(name) != 20:
            return 0
        first, count, names = name[0], self._fan[-1], FAN + 256 * 4
        low, high = self._fan[first - 1] if first else 0, self._fan[first]
        while low < high:
            middle = (low + high) // 2
            here = self._bytes(names + middle * 20, 20)
            if here == name:
                offset = int.from_bytes(self._bytes(names + count * 24 + middle * 4, 4), "big")
                if offset < 1 << 31:
                    return offset
                far = int.from_bytes(self._bytes(names + count * 28 + (offset - (1 << 31)) * 8, 8), "big")
                return min(far, FARTHEST)
            low, high = (middle + 1, high) if here < name else (low, middle)
        return 0

    def _bytes(self, at: int, size: int) -> bytes:
        found = os.pread(self._index, size, at)
        if len(found) != size:
            raise ValueError("the index breaks off")
        return found


def _packs(place: int, stack: contextlib.ExitStack) -> Iterator[_Pack]:
    """Yield the packs of a folder that can be read."""
    with os.scandir(place) as listed:
        names = sorted(name for entry in listed if (name := entry.name).endswith(SUFFIX))
    for name in names[:PACKS]:
        with contextlib.suppress(OSError, ValueError):
            index = _opened(place, name, stack)
            yield _Pack(index, _opened(place, name.removesuffix(SUFFIX) + ".pack", stack))


def _opened(place: int, name: str, stack: contextlib.ExitStack) -> int:
    """Return a descriptor of an ordinary file; OSError for a link, ValueError for anything else."""
    handle = os.open(name, FILE, dir_fd=place)
    stack.callback(os.close, handle)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        raise ValueError("no ordinary file")
    return handle
