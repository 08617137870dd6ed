"""What a proxied request asks for, in one canonical form, or BadRequest. Takes its head, decides nothing."""

from __future__ import annotations

import functools

from wicketgate.egress.websocket.handshake import WEBSOCKET, asks
from wicketgate.gate import url
from wicketgate.http.head import BadRequest, Head, Headers

HOP = frozenset(
    {b"connection", b"keep-alive", b"te", b"trailer", b"transfer-encoding", b"upgrade", b"expect", b"http2-settings"}
)
DROPPED = HOP | {b"host", b"content-length"}
REFUSED = frozenset({b"upgrade", b"http2-settings"})
OVERRIDES = frozenset({b"x-http-method-override", b"x-http-method", b"x-method-override", b"x-original-url"})
OVERRIDES |= {b"x-rewrite-url", b"x-forwarded-host", b"x-host"}
"""Fields by which a server can be told another method, path or host than the one that was decided."""


def plain(head: Head) -> url.Url:
    """Return the URL of an absolute-form request, which its Host field must agree with."""
    _check(head)
    if head.target.startswith(("/", "*")):
        raise BadRequest("expected an absolute URL: this is a proxy")
    if not head.target.lower().startswith("http://"):
        raise BadRequest("expected http://; for TLS use CONNECT")
    try:
        found = url.canonical(head.target)
        host = url.canonical("http://" + _host(head))
    except url.UrlRefused as error:
        raise BadRequest(str(error)) from None
    if host.authority != found.authority or host.path != "/":
        raise BadRequest("the host field names another host than the URL")
    return found


def inner(head: Head, host: str, port: int) -> url.Url:
    """Return the URL of a request inside TLS that was opened for `host`, which its Host field must name."""
    _check(head, websocket=asks(head))
    if head.method == "CONNECT" or not head.target.startswith("/"):
        raise BadRequest("expected a path: this connection is to one host already")
    try:
        found = url.canonical(f"https://{url.authority(host, port)}{head.target}")
        named = found if _host(head) == found.authority else url.canonical("https://" + _host(head))
    except url.UrlRefused as error:
        raise BadRequest(str(error)) from None
    if named is not found and (named.host, named.port, named.path) != (host, port, "/"):
        raise BadRequest("the host field names another host than the CONNECT", status=421)
    return found


def tunnel(head: Head) -> tuple[str, int]:
    """Return host and port of a CONNECT, which its Host field must agree with."""
    _check(head)
    if head.get(b"content-length") is not None or head.get(b"transfer-encoding") is not None:
        raise BadRequest("expected no body in a CONNECT")
    try:
        host, port = _authority(head.target, "")
        same = _authority(_host(head), str(port))
    except url.UrlRefused as error:
        raise BadRequest(str(error)) from None
    if same[0] != host or same[1] not in (port, 80):
        raise BadRequest("the host field names another host than the CONNECT")
    return host, port


def end_to_end(headers: Headers) -> list[tuple[bytes, bytes]]:
    """Return the fields that go on to the other end: none about this connection, this proxy, or the body's framing.

    A body's coding goes on even where `Connection` names it: packed, and not said to be, nobody could look into it.
    """
    drop = DROPPED
    for name, value in headers:
        if name == b"connection":
            drop = drop.union({part.strip().lower() for part in value.split(b",")} - {b"content-encoding"})
    return [(name, value) for name, value in headers if name not in drop and not name.startswith(b"proxy-")]


def _check(head: Head, websocket: bool = False) -> None:
    if head.method == WEBSOCKET:
        raise BadRequest("expected a method of HTTP")
    if head.method == "TRACE":
        raise BadRequest("TRACE is not let through", status=405)
    _check_fields(head.headers, websocket)
    query = head.target.partition("?")[2]
    if "_method" in query and any(part.partition("=")[0] == "_method" for part in query.split("&")):
        raise BadRequest("_method would ask for another method than the request's")


# A connection mostly sends the same fields again.
@functools.lru_cache(maxsize=64)
def _check_fields(headers: Headers, websocket: bool) -> None:
    names = {name for name, _ in headers}
    if found := OVERRIDES & names:
        raise BadRequest(f"{min(found).decode()} would ask for something else than the request says")
    asked = next((value for name, value in headers if name == b"connection"), b"")
    refused = REFUSED - {b"upgrade"} if websocket else REFUSED
    if refused & names or (not websocket and b"upgrade" in asked.lower()):
        raise BadRequest("upgrades are not let through", "use plain HTTP/1.1, a WEBSOCKET entry over TLS, or a tunnel")


def _host(head: Head) -> str:
    value = head.get(b"host") or b""
    if not value.isascii():
        raise BadRequest("malformed host field")
    return value.decode("ascii")


def _authority(text: str, port: str) -> tuple[str, int]:
    host, colon, written = text.rpartition(":")
    if not colon or "]" in written:
        host, written = text, port
    return url.canonical_host(host), url.canonical_port(written or port)
