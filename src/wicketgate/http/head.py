"""Heads, read strictly and spelled out: takes the raw bytes up to the blank line, gives first line and fields, or back.

What two parsers could read differently is refused: folded fields, bare line feeds, repeated Content-Length,
Content-Length beside Transfer-Encoding. It knows nothing about sockets.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from wicketgate.errors import RequestError

Headers = tuple[tuple[bytes, bytes], ...]
REQUEST_LINE = re.compile(rb"([A-Z]{1,16}) ([\x21-\x7e]+) HTTP/1\.1")
# Python up to 3.11 asks a proxy so, and without a Host field: there is no body, and nothing follows as HTTP.
OLD_CONNECT = re.compile(rb"(CONNECT) ([\x21-\x7e]+) HTTP/1\.0")
# INVARIANT: possessive where a part is followed by what it also matches: 64 KiB of spaces are read once, not squared.
FIELD = re.compile(rb"([!#$%&'*+\-.^_`|~0-9A-Za-z]++):[ \t]*+((?:[\x21-\xff](?:[\t \x21-\xff]*[\x21-\xff])?)?)[ \t]*+")
STATUS_LINE = re.compile(rb"HTTP/1\.([01]) ([1-9][0-9]{2})(?: [\t \x21-\xff]*)?")
SINGLE = frozenset({b"host", b"content-length", b"transfer-encoding", b"content-type", b"expect", b"authorization"})


class BadRequest(RequestError):
    """A request that is refused as HTTP, with the status that says why."""

    def __init__(self, message: str, hint: str = "", status: int = 400) -> None:
        super().__init__(message, hint)
        self.status = status


class Head(NamedTuple):
    """The head of one request: field names in lower case, in their order."""

    method: str
    target: str
    headers: Headers
    keeps: bool
    """Whether the client keeps the connection for another request."""
    block: bytes
    """The fields as they came."""
    first: Mapping[bytes, bytes]
    """The first value of each field, by its name in lower case."""

    def get(self, name: bytes) -> bytes | None:
        """Return the first value of the field `name` (lower case), or None."""
        return self.first.get(name)


def read_head(raw: bytes, fields: int, before: Head | None = None) -> Head:
    """Return the head in `raw` (which ends with the blank line); BadRequest on anything ambiguous.

    The same bytes as in the head `before` it on the connection are the same fields.
    """
    line, _, block = raw.partition(b"\r\n")
    if before is not None and block == before.block and (first := REQUEST_LINE.fullmatch(line)):
        return Head(first[1].decode(), first[2].decode(), before.headers, before.keeps, block, before.first)
    lines = raw.removesuffix(b"\r\n\r\n").split(b"\r\n")
    old = OLD_CONNECT.fullmatch(lines[0])
    first = old or REQUEST_LINE.fullmatch(lines[0])
    if first is None:
        raise BadRequest("malformed request line", "expected METHOD TARGET HTTP/1.1")
    if len(lines) - 1 > fields:
        raise BadRequest(f"too many header fields (at most {fields})", status=431)
    headers = _fields(lines)
    if old is not None and all(name != b"host" for name, _ in headers):
        headers = (*headers, (b"host", old[2]))
    _check_framing(headers)
    return Head(
        first[1].decode(),
        first[2].decode(),
        headers,
        old is None and not closes(headers),
        block if old is None else b"",
        dict(reversed(headers)),
    )


def read_status(raw: bytes, fields: int) -> tuple[int, Headers, bool]:
    """Return status, fields, and whether the connection is kept, of an answer's head; ValueError if it is none.

    A length that is given again in the same way counts once.
    """
    lines = raw.removesuffix(b"\r\n\r\n").split(b"\r\n")
    first = STATUS_LINE.fullmatch(lines[0])
    if first is None or len(lines) - 1 > fields:
        raise ValueError("not the head of an answer")
    headers, keeps = _fields(lines), first[1] == b"1"
    lengths: set[bytes] = set()
    codings: list[bytes] = []
    for name, value in headers:
        if name == b"content-length":
            lengths.update(map(bytes.strip, value.split(b",")))
        elif name == b"transfer-encoding":
            codings.append(value.strip().lower())
        elif name == b"connection" and _says_close(value):
            keeps = False
    if len(lengths) > 1 or codings not in ([], [b"chunked"]) or (lengths and codings):
        raise ValueError("framed in more than one way")
    if lengths:
        (length,) = lengths
        if not (length.isdigit() and len(length) <= 15):
            raise ValueError("malformed content-length")
        if (b"content-length", length) not in headers or [name for name, _ in headers].count(b"content-length") > 1:
            headers = (*(field for field in headers if field[0] != b"content-length"), (b"content-length", length))
    return int(first[2]), headers, keeps


def closes(headers: Headers) -> bool:
    """Return whether a message says that its connection ends with it."""
    return any(map(_says_close, [value for name, value in headers if name == b"connection"]))


def _says_close(value: bytes) -> bool:
    return any(part.strip().lower() == b"close" for part in value.split(b","))


def spelled(first: bytes, fields: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Return a head as it is sent; ValueError where a field would end its own line."""
    lines = [first, *[b"%b: %b" % field for field in fields]]
    raw = b"\r\n".join(lines)
    # INVARIANT: what is sent has the fields it was given, whatever they hold.
    if raw.count(b"\n") != len(lines) - 1 or raw.count(b"\r") != len(lines) - 1 or b"\0" in raw:
        raise ValueError("a field of a head holds a control character")
    return raw + b"\r\n\r\n"


def _fields(lines: Sequence[bytes]) -> Headers:
    """Return the fields of a head, whose first line is none."""
    found: list[tuple[bytes, bytes]] = []
    for line in lines[1:]:
        match = FIELD.fullmatch(line)
        if match is None:
            raise BadRequest("malformed header field")
        name, value = match.groups()
        found.append((name.lower(), value))
    return tuple(found)


def _check_framing(headers: Headers) -> None:
    names = [name for name, _ in headers]
    repeated = sorted({name.decode() for name in names if name in SINGLE and names.count(name) > 1})
    if repeated:
        raise BadRequest(f"repeated header field {repeated[0]}")
    if b"host" not in names:
        raise BadRequest("expected a host header field")
    if b"content-length" in names and b"transfer-encoding" in names:
        raise BadRequest("content-length beside transfer-encoding")
    for name, value in headers:
        if name == b"transfer-encoding" and value.lower() != b"chunked":
            raise BadRequest("expected no transfer coding but chunked", status=501)
        if name == b"content-length" and not (value.isdigit() and len(value) <= 15):
            raise BadRequest("malformed content-length")
        if name == b"expect" and value.lower() != b"100-continue":
            raise BadRequest("expected no expectation but 100-continue", status=417)
