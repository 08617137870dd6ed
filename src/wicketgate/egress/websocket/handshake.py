"""The handshake of a WebSocket: what of a request is one, what is sent in its place, what of an answer agrees to it.

Nothing of the agent's handshake goes on but its URL, its fields and the subprotocols it names: key, version and
extensions (none) are our own on both sides. https://www.rfc-editor.org/rfc/rfc6455 (section 4)
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os

from wicketgate.http.client import Reply, UpstreamError
from wicketgate.http.head import Head, Headers
from wicketgate.policy.network import WEBSOCKET

KEY, VERSION, EXTENSIONS = b"sec-websocket-key", b"sec-websocket-version", b"sec-websocket-extensions"
PROTOCOL, ACCEPT = b"sec-websocket-protocol", b"sec-websocket-accept"
OURS = frozenset({KEY, VERSION, EXTENSIONS})
"""Fields made anew."""
GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


def asks(head: Head) -> bool:
    """Return whether a request is the opening of a WebSocket, and as the protocol has it."""
    if head.get(b"upgrade") is None:
        return False
    tokens = {part.strip().lower() for part in (head.get(b"connection") or b"").split(b",")}
    plain = head.get(b"content-length") in (None, b"0") and head.get(b"transfer-encoding") is None
    upgrade = (head.get(b"upgrade") or b"").strip().lower() == b"websocket"
    named = upgrade and tokens <= {b"upgrade", b"keep-alive"} and b"upgrade" in tokens
    return head.method == "GET" and plain and named and head.get(VERSION) == b"13" and _is_key(head.get(KEY) or b"")


def named(head: Head, kept: Headers) -> tuple[str, Headers]:
    """Return the method by which a request is decided, and which of its fields are shown and go on."""
    if head.get(b"upgrade") is None or not asks(head):
        return head.method, kept
    return WEBSOCKET, tuple(field for field in kept if field[0] not in OURS)


def opened(fields: Headers) -> tuple[Headers, bytes]:
    """Return the fields that open a WebSocket at the other end, and the key in them."""
    key = base64.b64encode(os.urandom(16))
    ours = ((b"upgrade", b"websocket"), (b"connection", b"Upgrade"), (VERSION, b"13"), (KEY, key))
    return (*(field for field in fields if field[0] not in OURS and field[0] != b"connection"), *ours), key


def agreed(reply: Reply, key: bytes, asked: bytes, sent: bytes) -> bytes:
    """Return the subprotocol as the agent named it, empty for none; UpstreamError unless the answer agrees.

    `asked` and `sent` are the subprotocols as the agent named them and as they went out, with a secret in place.
    """
    upgrade = (reply.header(b"upgrade") or b"").strip().lower() == b"websocket"
    if not upgrade or reply.header(ACCEPT) != accept(key) or reply.header(EXTENSIONS) is not None:
        raise UpstreamError("the other end opened no WebSocket as it was asked to")
    chosen = reply.header(PROTOCOL)
    if chosen is None:
        return b""
    names = [part.strip() for part in sent.split(b",")]
    if chosen not in names or not sent:
        raise UpstreamError("the other end chose a subprotocol that was not asked for")
    return [part.strip() for part in asked.split(b",")][names.index(chosen)]


def accept(key: bytes) -> bytes:
    """Return what answers a key."""
    return base64.b64encode(hashlib.sha1(key + GUID, usedforsecurity=False).digest())


def _is_key(key: bytes) -> bool:
    try:
        return len(key) == 24 and len(base64.b64decode(key, validate=True)) == 16
    except (binascii.Error, ValueError):
        return False


__all__ = ["WEBSOCKET", "accept", "agreed", "asks", "named", "opened"]
