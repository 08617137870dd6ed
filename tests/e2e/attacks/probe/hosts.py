"""Rows on hosts: spellings that some parser takes for the granted host or address, and another does not."""

from __future__ import annotations

import socket
from collections.abc import Callable

from attempt import every, row

from proxy import HERE, PORT, PROXY, get, judged, tunnel


def named(number: int, *hosts: str | bytes) -> None:
    """Register the row that tries each host, by GET and by CONNECT."""
    raw = [host if isinstance(host, bytes) else host.encode() for host in hosts]
    tries: list[Callable[[], str]] = []
    for host in raw:
        tries += [lambda host=host: get(host), lambda host=host: tunnel(host + b":443")]
    row(number)(lambda: every(*tries))


def spelled(number: int, *hosts: str) -> None:
    """Register the row that tries other spellings of the granted address; without a proxy, directly."""
    path = f"/ok/row-{number:03d}"

    def one(host: str) -> str:
        if not PROXY:
            with socket.create_connection((host.strip("[]"), PORT), 2) as line:
                line.sendall(f"GET {path} HTTP/1.1\r\n\r\n".encode())
                return judged(line.recv(1000))
        where = f"{host}:{PORT}".encode()
        return every(lambda: get(where, path), lambda: get(where, path, HERE.encode()), lambda: tunnel(where))

    row(number)(lambda: every(*(lambda host=host: one(host) for host in hosts)))


named(83, "evil-exact.test", "xallowed.test", "evilallowed.test")
named(84, "exact.test.evil.test", "ok.allowed.test.evil.test")
named(85, "allowed.test", ".allowed.test", "*.allowed.test")
named(86, "exact.test@evil.test", "user:word@exact.test", "evil.test\\@exact.test", "exact.test:80@evil.test")
named(87, b"evil.test\0.allowed.test", b"exact.test\0.evil.test", b"exact.test\0")
named(88, "evil.test%00.allowed.test", "exact.test%00", "evil.test%2f.allowed.test", "exact%2etest")
named(89, "evil.test/.allowed.test", "evil.test#.allowed.test", "evil.test?.allowed.test", "evil.test;.allowed.test")
spelled(90, "127.1", "127.0.1", "0177.0.0.1", "127.0.0.01", "127.0.0.1.")
spelled(91, "0x7f000001", "0x7f.0.0.1", "0x7f.1", "0X7F.0X0.0X0.0X1")
spelled(92, "2130706433", "017700000001")
spelled(93, "[::1]", "[0:0:0:0:0:0:0:1]", "[::]")
spelled(94, "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]")
spelled(96, "localhost", "LOCALHOST", "localhost.localdomain", "0.0.0.0", "0")
named(
    95,
    "169.254.169.254",
    "metadata.google.internal",
    "[fd00:ec2::254]",
    "100.100.100.200",
    "[::ffff:a9fe:a9fe]",
)
named(97, b"\xe9vil.allowed.test", b"ex\xe4ct.test", b"exact.test\xa0", b"\xffexact.test")
named(
    104,
    "ex\u0430ct.test",
    "xn--exct-5ve.test",
    "\uff45xact.test",
    "exact\u3002test",
    "ok\u3002allowed.test",
    "exact.test\u200b",
    "exact\uff0etest",
)
