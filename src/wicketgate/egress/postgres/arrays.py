"""PostgreSQL's arrays between text and their binary form; ValueError for what is none. Knows no type of an item.

In binary: dimensions, whether a NULL is in it, the items' type, length and first index of each dimension, then items.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable

DEEPEST = 6
"""Dimensions, as the server bounds them."""
BOUNDS = re.compile(r"((?:\[-?[0-9]{1,10}:-?[0-9]{1,10}\]){1,6})=")
LOWEST = re.compile(r"\[(-?[0-9]+):")
# White space as the server counts it: any other stands without quotes.
# INVARIANT: what follows a quote takes one character or an escape at a time, so nothing is looked through twice.
WORD = re.compile(r'"((?:[^"\\]++|\\.)*)"|([{},])|([^{},"\\ \t\n\v\f\r]++)', re.DOTALL)
ESCAPE = re.compile(r"\\(.)", re.DOTALL)
HEAD, SIZE = struct.Struct(">iiI"), struct.Struct(">i")


class _Shape:
    """The dimensions of an array that is being read."""

    def __init__(self) -> None:
        self.open: list[int] = []
        self.sizes: dict[int, int] = {}
        """Items at each depth, the same for every list of one depth."""
        self.leaf = 0

    def begin(self) -> None:
        """Note that a list begins."""
        if len(self.open) == DEEPEST or (not self.open and self.sizes):
            raise ValueError(f"expected one array of at most {DEEPEST} dimensions")
        if self.open:
            self.open[-1] += 1
        self.open.append(0)

    def end(self) -> None:
        """Note that a list is over."""
        depth = len(self.open)
        if not depth or self.sizes.setdefault(depth, self.open[-1]) != self.open.pop():
            raise ValueError("expected lists of one length")

    def item(self) -> None:
        """Note an item."""
        self.leaf = self.leaf or len(self.open)
        if not self.open or len(self.open) != self.leaf:
            raise ValueError("expected items at one depth")
        self.open[-1] += 1


def array(text: str, kind: int, item: Callable[[str], bytes]) -> bytes:
    """Return an array in binary; `kind` is its items' type, `item` gives one of them."""
    bounds = BOUNDS.match(text)
    lowest = [int(found) for found in LOWEST.findall(bounds[1])] if bounds is not None else []
    shape, items = _Shape(), list[bytes | None]()
    at = bounds.end() if bounds is not None else 0
    last: str | None = "{"
    while at < len(text):
        found = WORD.match(text, at)
        if found is None:
            raise ValueError("expected an array")
        at, mark = found.end(), found[2]
        _expect(last != "," if mark == "}" else (last in ("{", ",")) != (mark == ","))
        if mark == "{":
            shape.begin()
        elif mark == "}":
            shape.end()
        elif mark is None:
            shape.item()
            items.append(None if found[3] == "NULL" else item(found[3] or ESCAPE.sub(r"\1", found[1] or "")))
        last = mark
    if shape.open or not shape.sizes:
        raise ValueError("expected an array that ends")
    sizes = [shape.sizes[depth] for depth in sorted(shape.sizes)] if items else []
    _expect(len(sizes) == (shape.leaf if items else 0) and len(lowest) in (0, len(sizes)))
    lowest = lowest or [1] * len(sizes)
    dimensions = b"".join(struct.pack(">ii", *pair) for pair in zip(sizes, lowest, strict=True))
    return HEAD.pack(len(sizes), None in items, kind) + dimensions + b"".join(map(_value, items))


def spelled(data: bytes, kind: int, item: Callable[[bytes], str]) -> str:
    """Return an array from its binary form; ValueError unless it is one of `kind`, as long as it says."""
    dimensions, _, found = HEAD.unpack_from(data)
    _expect(found == kind and 0 <= dimensions <= DEEPEST)
    sizes, lowest, at = list[int](), list[int](), HEAD.size
    for _ in range(dimensions):
        size, first = struct.unpack_from(">ii", data, at)
        sizes, lowest, at = [*sizes, size], [*lowest, first], at + 8
    many = 1 if sizes else 0
    for size in sizes:
        # Each item takes four bytes at the least: what is claimed is held against what is there, before it is made.
        many *= size
        _expect(size > 0 and many * SIZE.size <= len(data))
    items = list[str]()
    for _ in range(many):
        (size,) = SIZE.unpack_from(data, at)
        at += SIZE.size
        _expect(size >= -1 and at + max(size, 0) <= len(data))
        items.append("NULL" if size < 0 else _quoted(item(data[at : at + size])))
        at += max(size, 0)
    _expect(at == len(data))
    bounds = "".join(f"[{first}:{first + size - 1}]" for first, size in zip(lowest, sizes, strict=True))
    return (f"{bounds}=" if any(first != 1 for first in lowest) else "") + _nested(items, sizes)


def _nested(items: list[str], sizes: list[int]) -> str:
    for size in reversed(sizes):
        items = ["{" + ",".join(items[at : at + size]) + "}" for at in range(0, len(items), size)]
    return items[0] if items else "{}"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _value(value: bytes | None) -> bytes:
    return SIZE.pack(-1) if value is None else SIZE.pack(len(value)) + value


def _expect(good: bool) -> None:
    if not good:
        raise ValueError("expected an array")
