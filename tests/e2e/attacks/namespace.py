"""`namespace.py PROBE ROW…`: makes the attempts as root of namespaces of their own, where the addresses that lead
nowhere on a test machine have somebody behind them. Prints the probe's lines, then a line for each row that was heard.

Nothing here touches the host: mounts are private to the namespace, and the network has only its own loopback.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import fcntl
import json
import os
import socket
import struct
import subprocess
import sys
import threading
import time
from pathlib import Path

LIBC = ctypes.CDLL(None, use_errno=True)
USER, MOUNTS, NETWORK, GROUPS, HOSTNAME, SYSV = 0x10000000, 0x20000, 0x40000000, 0x2000000, 0x4000000, 0x8000000
MS_BIND, MS_REC, MS_PRIVATE = 4096, 1 << 14, 1 << 18
SET_FLAGS, SET_ADDRESS = 0x8914, 0x8916
HEARD: set[int] = set()
SERVERS = (("169.254.169.254", 80, 65), ("2606:4700:4700::1111", 80, 66))


def enter() -> None:
    """Become root of our own namespaces."""
    uid, gid = os.getuid(), os.getgid()
    assert LIBC.unshare(USER | MOUNTS | NETWORK | GROUPS | HOSTNAME | SYSV) == 0, "no user namespace"
    for name, text in (("setgroups", "deny"), ("uid_map", f"0 {uid} 1"), ("gid_map", f"0 {gid} 1")):
        Path("/proc/self", name).write_text(text)
    # Before anything is mounted: what happens here must not be seen outside.
    assert LIBC.mount(b"", b"/", None, ctypes.c_ulong(MS_REC | MS_PRIVATE), None) == 0, "mounts are shared"


def addresses() -> None:
    """Give the loopback the addresses of the internet that are attempted."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        fcntl.ioctl(control, SET_FLAGS, struct.pack("16sH14s", b"lo", 0x41, b""))
        for number, address in enumerate(("169.254.169.254", "8.8.8.8")):
            where = struct.pack("16sHH4s8s", f"lo:{number}".encode(), socket.AF_INET, 0, socket.inet_aton(address), b"")
            fcntl.ioctl(control, SET_ADDRESS, where)
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as control:
        where = struct.pack("16sIi", socket.inet_pton(socket.AF_INET6, SERVERS[1][0]), 128, 1)
        fcntl.ioctl(control, SET_ADDRESS, where)


def serve() -> None:
    """Listen on those addresses, and answer names."""
    for address, port, row in SERVERS:
        with contextlib.suppress(OSError):  # a kernel without IPv6
            threading.Thread(target=accept, args=(listening(address, port), row), daemon=True).start()
    for address, row in (("8.8.8.8", 67), ("127.0.0.1", 68)):
        line = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        line.bind((address, 53))
        threading.Thread(target=names, args=(line, row), daemon=True).start()
    own, target = Path(__file__).with_name("resolv.conf"), os.path.realpath("/etc/resolv.conf")
    own.write_text("nameserver 127.0.0.1\noptions timeout:1 attempts:1\n")
    LIBC.mount(str(own).encode(), target.encode(), None, ctypes.c_ulong(MS_BIND), None)


def listening(address: str, port: int) -> socket.socket:
    """Return a listener on an address that may take a moment to be there."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    end = time.monotonic() + 3
    while True:
        try:
            return socket.create_server((address, port), family=family)
        except OSError as error:
            if error.errno != errno.EADDRNOTAVAIL or time.monotonic() > end:
                raise
            time.sleep(0.02)


def accept(listener: socket.socket, row: int) -> None:
    """Note who connects."""
    while True:
        line, _ = listener.accept()
        with line:
            if line.recv(100):
                HEARD.add(row)


def names(line: socket.socket, row: int) -> None:
    """Note each question and answer it with an address."""
    while True:
        data, who = line.recvfrom(600)
        HEARD.add(row)
        if len(data) > 12:
            head = data[:2] + b"\x81\x80" + data[4:6] + b"\0\x01\0\0\0\0"
            question = data[12 : data.index(b"\0", 12) + 5]
            line.sendto(head + question + b"\xc0\x0c\0\x01\0\x01\0\0\0\0\0\x04\x7f\0\0\x01", who)


def main() -> None:
    """Make the attempts."""
    enter()
    addresses()
    serve()
    subprocess.run([sys.executable, "-B", "-S", "-E", *sys.argv[1:]], check=False)
    for row in sorted(HEARD):
        print(json.dumps({"row": row, "saw": "done: it was heard"}), flush=True)


if __name__ == "__main__":
    main()
