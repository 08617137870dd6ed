"""A bounded set of values, kept as 64-bit keyed hashes: membership and nothing else, at eight bytes a slot.

A value that was never added is found with a chance below one in 10^12 at the fullest, and nobody can aim at it: the
key is drawn anew for each set. When it is full, nothing more is added: what comes later is unknown, and so untrusted.
"""

from __future__ import annotations

import hashlib
import os
from array import array

SLOTS = 1 << 22
"""Most slots of one set: 32 MiB, and half of it again while it grows to that."""
FIRST = 1 << 10
FULL = 0.75


class Allowance:
    """An amount that several holders may take of together."""

    __slots__ = ("left", "most")

    def __init__(self, most: int = SLOTS) -> None:
        self.left = self.most = most

    @property
    def taken(self) -> int:
        """Return what is taken."""
        return self.most - self.left

    def take(self, amount: int) -> bool:
        """Take an amount; False, and nothing is taken, where not so much is left."""
        if amount > self.left:
            return False
        self.left -= amount
        return True


class HashedSet:
    """One set of values."""

    __slots__ = ("_allowance", "_count", "_key", "_table")

    def __init__(self, allowance: Allowance | None = None) -> None:
        self._allowance = allowance if allowance is not None else Allowance()
        self._key = os.urandom(16)
        self._table = array("Q")
        self._count = 0

    def __len__(self) -> int:
        return self._count

    @property
    def size(self) -> int:
        """Return the bytes its table takes."""
        return len(self._table) * self._table.itemsize

    def add(self, text: str) -> bool:
        """Add a canonical text; False when there is no room for it any more."""
        if self._count + 1 > len(self._table) * FULL and not self._grow():
            return False
        hashed = self._hash(text)
        at = self._slot(self._table, hashed)
        if not self._table[at]:
            self._table[at] = hashed
            self._count += 1
        return True

    def __contains__(self, text: str) -> bool:
        if not self._count:
            return False
        hashed = self._hash(text)
        return self._table[self._slot(self._table, hashed)] == hashed

    def _hash(self, text: str) -> int:
        digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8, key=self._key).digest()
        return int.from_bytes(digest, "big") or 1

    def _grow(self) -> bool:
        before = len(self._table)
        after = before * 2 if before else FIRST
        if not self._allowance.take(after - before):
            return False
        table = array("Q", bytes(after * 8))
        for hashed in self._table:
            if hashed:
                table[self._slot(table, hashed)] = hashed
        self._table = table
        return True

    @staticmethod
    def _slot(table: array[int], hashed: int) -> int:
        mask = len(table) - 1
        at = hashed & mask
        while table[at] and table[at] != hashed:
            at = (at + 1) & mask
        return at
