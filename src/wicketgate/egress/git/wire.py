"""Git's smart protocol as far as it says what a request does: takes a body, gives words; ValueError if it is odd. Pure.

https://git-scm.com/docs/protocol-common (pkt-line), gitprotocol-pack (upload-pack, receive-pack), gitprotocol-v2
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

ID = rb"[0-9a-f]{40}(?:[0-9a-f]{24})?"
WORDS = rb"(?: [ -~]{1,512})?"
FETCH = re.compile(
    rb"(?:want|have|shallow|unshallow) " + ID + WORDS + rb"|deepen(?:-since|-not)? [ -~]{1,256}|deepen-relative|done"
    rb"|command=(?:ls-refs|fetch|object-info)|agent=[ -~]{1,128}|session-id=[ -~]{1,128}|object-format=sha(?:1|256)"
    rb"|peel|symrefs|unborn|thin-pack|no-progress|include-tag|ofs-delta|sideband-all|wait-for-done|size"
    rb"|(?:ref-prefix|want-ref) [!-~]{1,512}|filter [!-~]{1,256}|packfile-uris [!-~]{1,256}|server-option=[ -~]{1,128}"
    rb"|oid " + ID
)
COMMAND = re.compile(rb"(" + ID + rb") (" + ID + rb") ([^\x00-\x20\x7f]{1,1024})")
MOST_LINES = 200_000
FLUSH, DELIMITER, END = b"0000", b"0001", b"0002"


def fetch(body: bytes) -> str:
    """Return what a request to upload-pack asks for: it holds wants, haves and known words only."""
    count = 0
    rest = body
    while rest:
        line, rest = _line(rest)
        count += 1
        if count > MOST_LINES or (line is not None and not FETCH.fullmatch(line.removesuffix(b"\n"))):
            raise ValueError("not a line of a fetch")
    return f"a fetch of {count} lines"


class Move(NamedTuple):
    """One ref, from one object to another; no object is all zeroes."""

    old: str
    new: str
    ref: str

    def __str__(self) -> str:
        verb = "create" if not self.old.strip("0") else "delete" if not self.new.strip("0") else "move"
        return f"push: {verb} {self.ref} {self.old[:12]}..{self.new[:12]}"


def push(body: bytes) -> tuple[list[Move], bytes]:
    """Return each ref a request to receive-pack moves, and the pack that comes with it."""
    found = list(_commands(body))
    if not found:
        raise ValueError("a push of nothing")
    return found, _after_commands(body)


def packed(answer: bytes) -> bytes:
    """Return the pack in an answer of upload-pack; ValueError where there is none."""
    found, rest = bytearray(), answer
    while rest and rest[:4] != b"PACK":
        line, rest = _line(rest)
        if line is not None and line[:1] == b"\1":
            found += line[1:]
    if not found and not rest:
        raise ValueError("no pack")
    return bytes(found) or rest


def _commands(body: bytes) -> Iterator[Move]:
    rest, first = body, True
    while rest:
        line, rest = _line(rest)
        if line is None:
            return
        text = line.split(b"\0", 1)[0] if first else line
        if text.startswith(b"shallow "):
            continue
        match = COMMAND.fullmatch(text.removesuffix(b"\n"))
        if match is None:
            raise ValueError("not a command of a push")
        first = False
        yield Move(match[1].decode(), match[2].decode(), match[3].decode("utf-8", "backslashreplace"))


def _after_commands(body: bytes) -> bytes:
    rest = body
    while rest:
        line, rest = _line(rest)
        if line is None:
            return rest
    return b""


def _line(body: bytes) -> tuple[bytes | None, bytes]:
    """Return the next pkt-line's payload, None for a flush or delimiter, and what follows it."""
    head = body[:4]
    if head in (FLUSH, DELIMITER, END):
        return None, body[4:]
    if not re.fullmatch(rb"[0-9a-fA-F]{4}", head):
        raise ValueError("not a pkt-line")
    size = int(head, 16)
    if size < 5 or size > 65520 or len(body) < size:
        raise ValueError("a pkt-line of another length")
    return body[4:size], body[size:]
