"""The bounds of one HTTP listener; every one has a default, nothing is unlimited."""

from __future__ import annotations

from dataclasses import dataclass

PIECE, LARGE = 64 << 10, 256 << 10
"""Bytes that are moved at a time: of a request, of an answer."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one listener accepts. Times in seconds, sizes in bytes."""

    connections: int = 128
    head: int = 64 << 10
    """Request line and header fields together."""
    fields: int = 100
    idle: float = 120.0
    """From one answer to the end of the next request's head: also the bound on a head that drips in."""
    body: float = 120.0
    """From the first to the last byte of a request's body."""
    send: float = 120.0
    """How long a client may leave one piece of an answer unread."""
