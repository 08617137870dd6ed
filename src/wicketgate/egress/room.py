"""The memory that messages of one run may fill at a time: takes sizes, gives them back, refuses what is too much."""

from __future__ import annotations

from wicketgate.http.head import BadRequest

HELD = 32 << 20
"""Bytes of bodies that are held for a run at the same time, unless told otherwise."""


class Room:
    """The memory that bodies of one run may fill at the same time: they wait for people."""

    def __init__(self, most: int = HELD) -> None:
        self._most, self._held = most, 0

    def hold(self, size: int) -> Held:
        """Return what keeps `size` bytes while its block runs; BadRequest 503 when they are not free."""
        return Held(self, size)

    def take(self, size: int) -> None:
        """Take `size` bytes, fewer than none to give them back; BadRequest 503 when they are not free."""
        if size > 0 and self._held + size > self._most:
            hint = "wait until requests that are open have been answered, then send it again"
            raise BadRequest(f"too many bodies are open (at most {self._most} bytes together)", hint, 503)
        self._held += size


class Held:
    """Bytes of a room, kept while the block runs."""

    __slots__ = ("_room", "_size")

    def __init__(self, room: Room, size: int) -> None:
        self._room, self._size = room, size

    def __enter__(self) -> None:
        self._room.take(self._size)

    def __exit__(self, *ended: object) -> None:
        self._room.take(-self._size)
