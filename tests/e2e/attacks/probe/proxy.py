"""Rows on the egress proxy: spellings of hosts, requests two parsers read differently, what leaves by a granted host.

Granted are: `GET http://127.0.0.1:PORT/ok/**`, `GET http://*.allowed.test/**`, `GET http://exact.test/**`,
`TUNNEL exact.test` (nothing resolves these names: admitted, they answer 502). `done` is any answer that is no refusal.
"""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable

from attempt import WORLD, every, row

PORT = WORLD["granted"]
PROXY = int(os.environ.get("HTTP_PROXY", "http://none:0").rstrip("/").rsplit(":", 1)[1])
HERE = f"127.0.0.1:{PORT}"
NO_PROXY = "no proxy"
REFUSALS = (*range(400, 500), 501)


def talk(data: bytes, port: int = 0) -> bytes:
    """Return the proxy's whole answer to raw bytes."""
    if not PROXY:
        raise RuntimeError(NO_PROXY)
    with socket.create_connection(("127.0.0.1", port or PROXY), 5) as line:
        line.sendall(data)
        line.shutdown(socket.SHUT_WR)
        answer = b""
        while piece := line.recv(65536):
            answer += piece
        return answer


def judged(answer: bytes) -> str:
    """Return `done` and the status when the answer refuses nothing."""
    words = answer.split(b" ", 2)
    if len(words) < 2 or not words[1].isdigit():
        return "closed without an answer"
    status = int(words[1])
    reason = answer.partition(b"wicketgate: ")[2][:80].decode(errors="replace")
    return f"{status} {reason}" if status in REFUSALS else f"done {status}"


def request(method: str, url: bytes, host: bytes = b"", *lines: bytes, body: bytes = b"") -> bytes:
    """Return a request in absolute form."""
    head = [method.encode() + b" " + url + b" HTTP/1.1", b"Host: " + host, *lines, b"Connection: close"]
    return b"\r\n".join(head) + b"\r\n\r\n" + body


def get(where: bytes, path: str = "/", host: bytes = b"") -> str:
    """Ask for `http://WHERE/PATH`."""
    return judged(talk(request("GET", b"http://" + where + path.encode(), host or where)))


def tunnel(where: bytes) -> str:
    """Ask for a tunnel."""
    return judged(talk(request("CONNECT", where, where)))


@row(98)
def redirect() -> str:
    """Follow a redirect to a place that is not granted."""
    answer = talk(request("GET", f"http://{HERE}/ok/moved".encode(), HERE.encode()))
    target = answer.partition(b"location: ")[2].split(b"\r\n")[0]
    if not target:
        return "no redirect came"
    return judged(talk(request("GET", target, target.split(b"/")[2])))


@row(103)
def upload() -> str:
    """Send data to a granted host: by another method, another path, and by many small requests."""
    url = f"http://{HERE}/ok/row-103".encode()

    def method(name: str) -> str:
        lines = (b"Content-Length: 6", b"X-HTTP-Method-Override: GET")
        return judged(talk(request(name, url, HERE.encode(), *lines, body=b"secret")))

    def trickle() -> str:
        answers = [get(HERE.encode(), f"/small/trickle?{'x' * 500}") for _ in range(4)]
        return "done: no cap" if all(answer.startswith("done") for answer in answers) else "; ".join(answers)[-200:]

    other = [lambda: get(HERE.encode(), "/refused/row-103"), lambda: get(HERE.encode(), "/ok/../refused/row-103")]
    methods = [lambda name=name: method(name) for name in ("POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")]
    return every(*methods, *other, trickle)


SMUGGLED = f"GET http://{HERE}/refused/row-105 HTTP/1.1\r\nHost: {HERE}\r\n\r\n".encode()


def framed(*lines: bytes, method: str = "GET") -> Callable[[], str]:
    """Return the attempt to hide a second request behind contradictory framing."""
    url = f"http://{HERE}/ok/row-105".encode()
    return lambda: judged(talk(request(method, url, HERE.encode(), *lines, body=b"0\r\n\r\n" + SMUGGLED)))


row(105)(
    lambda: every(
        framed(b"Host: evil.test"),
        framed(b"Content-Length: 5", b"Transfer-Encoding: chunked"),
        framed(b"Content-Length: 5", b"Content-Length: 100"),
        framed(b"Transfer-Encoding: chunked, identity"),
        framed(b"Transfer-Encoding : chunked"),
        framed(b"X: y\r\n folded"),
        framed(b"X: y\nTransfer-Encoding: chunked"),
    )
)
row(106)(
    lambda: every(
        lambda: get(HERE.encode(), "/ok/row-106", b"evil.test"),
        lambda: get(b"exact.test", "/", b"evil.test"),
        lambda: get(b"evil.test", "/", b"exact.test"),
        lambda: judged(talk(request("GET", b"/ok/row-106", HERE.encode()))),
    )
)
row(107)(
    lambda: every(
        lambda: judged(talk(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes(9))),
        lambda: upgraded(b"Upgrade: websocket", b"Sec-WebSocket-Key: eA=="),
        lambda: upgraded(b"Upgrade: h2c", b"HTTP2-Settings: AAMAAABk"),
        lambda: judged(talk(f"GET http://{HERE}/ok/row-107 HTTP/1.0\r\nHost: {HERE}\r\n\r\n".encode())),
    )
)


def upgraded(*lines: bytes) -> str:
    """Ask for another protocol."""
    url = f"http://{HERE}/ok/row-107".encode()
    asked = request("GET", url, HERE.encode(), *lines)
    return judged(talk(asked.replace(b"Connection: close", b"Connection: Upgrade")))


@row(108)
def relay() -> str:
    """Ask through a relay of our own, as if that were another client."""
    server = socket.create_server(("127.0.0.1", 0))

    def pass_on() -> None:
        line, _ = server.accept()
        with line:
            line.sendall(talk(line.recv(65536)))

    threading.Thread(target=pass_on, daemon=True).start()
    return judged(talk(request("GET", b"http://evil.test/row-108", b"evil.test"), server.getsockname()[1]))


@row(0)
def granted() -> str:
    """Ask for what is granted: that it comes shows that the other rows reached the proxy."""
    return every(lambda: get(HERE.encode(), "/ok/control")) + "; " + get(b"exact.test") + "; " + get(b"ok.allowed.test")
