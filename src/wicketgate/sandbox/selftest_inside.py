"""What the self-test does inside: tries to get past each wall and prints what it found as JSON. Runs as a plain script.

It holds only attempts; what each must come to is judged outside, by `selftest`. Standard library only.
"""

import contextlib
import ctypes
import errno
import json
import os
import resource
import socket
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

LIBC = ctypes.CDLL(None, use_errno=True)
AF_UNIX, AF_NETLINK, AF_PACKET, AF_ALG, AF_VSOCK = 1, 16, 17, 38, 40
CALLS = {
    "socket": {"x86_64": 41, "aarch64": 198},
    "unshare": {"x86_64": 272, "aarch64": 97},
    "mount": {"x86_64": 165, "aarch64": 40},
    "ptrace": {"x86_64": 101, "aarch64": 117},
    "keyctl": {"x86_64": 250, "aarch64": 219},
    "bpf": {"x86_64": 321, "aarch64": 280},
    "userfaultfd": {"x86_64": 323, "aarch64": 282},
    "setns": {"x86_64": 308, "aarch64": 268},
}
CLONE_NEWUSER = 0x10000000


def call(number: int, *arguments: int) -> str:
    """Return what a raw system call came to: `done`, or the name of its error."""
    result = LIBC.syscall(ctypes.c_long(number), *(ctypes.c_long(argument) for argument in arguments))
    return "done" if result >= 0 else errno.errorcode.get(ctypes.get_errno(), "?")


def named(name: str, *arguments: int) -> str:
    """Return what the system call `name` came to."""
    return call(CALLS[name][os.uname().machine], *arguments)


def attempt(what: Callable[..., object], *arguments: object) -> str:
    """Return `done`, or the name of the error `what` raised."""
    try:
        what(*arguments)
    except OSError as error:
        return errno.errorcode.get(error.errno or 0, type(error).__name__)
    return "done"


def status() -> dict[str, str]:
    """Return the lines of our own /proc status that tell of privileges."""
    lines = Path("/proc/self/status").read_text().splitlines()
    wanted = ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb", "NoNewPrivs", "Seccomp")
    return {line.split(":")[0]: line.split()[1] for line in lines if line.split(":")[0] in wanted}


def environment() -> dict[str, list[str]]:
    """Return the names in the environments that can be read: of the first process and of our own."""
    out: dict[str, list[str]] = {}
    for pid in ("1", "self"):
        with contextlib.suppress(PermissionError):
            words = Path("/proc", pid, "environ").read_bytes().split(b"\0")
            out[pid] = sorted(word.split(b"=")[0].decode() for word in words if word)
    return out


def network(outside: int) -> dict[str, str]:
    """Return what connecting came to (the internet, a port of the host, a datagram, a name), and the interfaces."""

    def connect(address: tuple[str, int], kind: int = socket.SOCK_STREAM) -> None:
        with socket.socket(socket.AF_INET, kind) as line:
            line.settimeout(2)
            line.connect(address)
            line.send(b"x")

    lines = Path("/proc/net/dev").read_text().splitlines()[2:]
    return {
        "address": attempt(connect, ("1.1.1.1", 80)),
        "host": attempt(connect, ("127.0.0.1", outside)),
        "datagram": attempt(connect, ("1.1.1.1", 53), socket.SOCK_DGRAM),
        "name": attempt(socket.getaddrinfo, "example.com", 80),
        "interfaces": " ".join(line.split(":")[0].strip() for line in lines),
    }


def sockets() -> dict[str, str]:
    """Return what opening each kind of socket came to; the last sets the upper half the kernel ignores."""
    families = {"unix": AF_UNIX, "netlink": AF_NETLINK, "packet": AF_PACKET, "alg": AF_ALG, "vsock": AF_VSOCK}
    out = {name: named("socket", family, socket.SOCK_DGRAM, 0) for name, family in families.items()}
    out["unix disguised"] = named("socket", 1 << 32 | AF_UNIX, socket.SOCK_STREAM, 0)
    return out


def guarded(program: str) -> dict[str, str]:
    """Return what opening the memory, environment and file of a program that cannot be read came to."""
    with subprocess.Popen([program, "30"]) as running:
        places = {name: f"/proc/{running.pid}/{name}" for name in ("mem", "environ", "maps")} | {"file": program}
        out = {name: attempt(os.open, place, os.O_RDONLY) for name, place in places.items()}
        out["mode"] = attempt(os.chmod, program, 0o755)
        running.kill()
    return out


def writes() -> dict[str, str]:
    """Return what writing in each kind of place came to."""
    out = {}
    for place in ("/workspace", "/home/agent", "/tmp", "/dev/shm", "/", "/usr", "/etc", "/dev", "/run"):  # noqa: S108
        out[place] = attempt(Path(place, "written-by-the-self-test").write_text, "x")
    out["snapshot"] = attempt(Path("/workspace/kept").write_text, "changed")
    out["socket file"] = attempt(os.mknod, "/tmp/socket", stat.S_IFSOCK | 0o600)  # noqa: S108
    return out


def calls() -> dict[str, str]:
    """Return what each system call an agent never needs came to."""
    return {
        "user namespace": named("unshare", CLONE_NEWUSER),
        "mount": named("mount", 0, 0, 0, 0, 0),
        "ptrace": named("ptrace", 0, 0, 0, 0),
        "keyring": named("keyctl", 0, -3, 1),
        "bpf": named("bpf", 0, 0, 0),
        "userfaultfd": named("userfaultfd", 0),
        "setns": named("setns", 0, 0),
        "io_uring": call(425, 1, 0),
        "clone3": call(435, 0, 0),
        "pidfd_getfd": call(438, 0, 0, 0),
    }


def limits() -> dict[str, int]:
    """Return the soft limits of this process."""
    names = ("NPROC", "NOFILE", "FSIZE", "CORE")
    return {name: resource.getrlimit(getattr(resource, f"RLIMIT_{name}"))[0] for name in names}


def descriptors() -> list[str]:
    """Return the open descriptors, by number."""
    found = []
    for number in range(resource.getrlimit(resource.RLIMIT_NOFILE)[0]):
        with contextlib.suppress(OSError):
            os.fstat(number)
            found.append(str(number))
    return found


def main() -> None:
    """Print everything as one JSON object."""
    found = {
        "descriptors": descriptors(),
        "uid": os.getuid(),
        "status": status(),
        "environment": environment(),
        "network": network(int(sys.argv[1])),
        "sockets": sockets(),
        "writes": writes(),
        "calls": calls(),
        "limits": limits(),
        "guarded": guarded(sys.argv[2]),
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main()
