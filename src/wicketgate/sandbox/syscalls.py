"""The system calls Python has no name for, as functions that raise OSError.

Takes and gives plain values; knows nothing of sandboxes. Standard library only: a bare interpreter loads it.
Numbers above 423 are the same on every architecture, the others go through libc.
"""

from __future__ import annotations

import array
import ctypes
import fcntl
import os
import socket
import struct
from pathlib import Path

LIBC = ctypes.CDLL(None, use_errno=True)
LIBC.syscall.restype = ctypes.c_long

CLONE_NEWNS, CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x00020000, 0x10000000, 0x20000000, 0x40000000
MOST_DESCRIPTORS = 64
CLONE_PARENT, SIGCHLD = 0x8000, 17
CLONE = {"x86_64": 56, "aarch64": 220}
MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_BIND, MS_REC, MS_PRIVATE = 2, 4, 8, 4096, 1 << 14, 1 << 18
OPEN_TREE, MOVE_MOUNT, CLOSE_RANGE, OPENAT2, MOUNT_SETATTR = 428, 429, 436, 437, 442
LANDLOCK_CREATE, LANDLOCK_ADD, LANDLOCK_RESTRICT = 444, 445, 446
PR_SET_PDEATHSIG, PR_SET_DUMPABLE = 1, 4
SIOCSIFFLAGS, IFF_UP_RUNNING = 0x8914, 0x41
RESOLVE_NO_MAGICLINKS, RESOLVE_NO_SYMLINKS = 2, 4
AT_EMPTY_PATH, AT_RECURSIVE, OPEN_TREE_CLONE = 0x1000, 0x8000, 1
MOVE_MOUNT_F_EMPTY_PATH, MOUNT_ATTR_IDMAP = 4, 0x00100000


def syscall(number: int, *arguments: object) -> int:
    """Return what system call `number` returned; OSError if it failed."""
    wide = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
    result = int(LIBC.syscall(ctypes.c_long(number), *wide))
    if result < 0:
        _fail(f"system call {number}")
    return result


def unshare(flags: int) -> None:
    """Leave the namespaces in `flags` for new ones."""
    if LIBC.unshare(flags) != 0:
        _fail("unshare")


def mount(source: str, target: str, kind: str, flags: int, options: str = "") -> None:
    """Mount `source` on `target` as mount(2) does."""
    data = options.encode() or None
    if LIBC.mount(os.fsencode(source), os.fsencode(target), kind.encode() or None, ctypes.c_ulong(flags), data) != 0:
        _fail(f"mount {kind or 'bind'} on {target}")


def prctl(option: int, value: int) -> None:
    """Set one attribute of this process."""
    if LIBC.prctl(option, ctypes.c_ulong(value), 0, 0, 0) != 0:
        _fail(f"prctl {option}")


def die_with(parent: int, signal: int) -> None:
    """Ask for `signal` when the thread that forked us ends; ends at once if `parent` is gone already."""
    prctl(PR_SET_PDEATHSIG, signal)
    # Without this, a parent that died before the call above would leave us running for ever.
    if os.getppid() != parent:
        os._exit(125)


def fork_beside(machine: str) -> int:
    """Fork a child of our parent's instead of our own; return its pid, 0 in it. It may do little but exec: Python's
    own bookkeeping of a fork does not happen."""
    return syscall(CLONE[machine], CLONE_PARENT | SIGCHLD, 0, 0, 0, 0)


def seal_descriptors(keep: set[int]) -> None:
    """Mark every descriptor above 2 close-on-exec but those in `keep`, which will be inherited."""
    syscall(CLOSE_RANGE, 3, 0xFFFFFFFF, 4)
    for number in keep:
        os.set_inheritable(number, True)


def map_identity(uid: int, gid: int) -> None:
    """Become root of the user namespace just entered; outside it stays `uid` and `gid`."""
    for name, text in (("setgroups", "deny"), ("uid_map", f"0 {uid} 1"), ("gid_map", f"0 {gid} 1")):
        write_map(f"/proc/self/{name}", text)


def raise_loopback() -> None:
    """Bring `lo` up in the network namespace of this process."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        fcntl.ioctl(control, SIOCSIFFLAGS, struct.pack("16sH14s", b"lo", IFF_UP_RUNNING, b""))


def open_source(path: str) -> int:
    """Return an O_PATH descriptor of an absolute path that holds no symbolic link in any component."""
    how = struct.pack("QQQ", os.O_PATH | os.O_CLOEXEC, 0, RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS)
    name = ctypes.create_string_buffer(os.fsencode(path))
    try:
        return syscall(OPENAT2, -100, name, ctypes.create_string_buffer(how, len(how)), len(how))
    except OSError as error:
        raise OSError(error.errno, os.strerror(error.errno or 0), path) from None


def bind(source: int, target: str, flags: int = 0) -> None:
    """Bind what descriptor `source` stands for on `target`; `flags` (noexec, …) are added to the new mount's own."""
    mount(f"/proc/self/fd/{source}", target, "", MS_BIND | MS_REC)
    if flags:
        # A remount would have to name the flags that are locked here, this only adds. These three have the old numbers.
        attributes = struct.pack("QQQQ", flags & (MS_NOSUID | MS_NODEV | MS_NOEXEC), 0, 0, 0)
        buffer = ctypes.create_string_buffer(attributes, len(attributes))
        where = ctypes.create_string_buffer(os.fsencode(target))
        syscall(MOUNT_SETATTR, -100, where, AT_RECURSIVE, buffer, len(attributes))


def bind_mapped(source: int, target: str, userns: int) -> None:
    """Bind descriptor `source` on `target` with its owners translated by the user namespace `userns`."""
    tree = syscall(OPEN_TREE, source, ctypes.c_char_p(b""), AT_EMPTY_PATH | OPEN_TREE_CLONE | os.O_CLOEXEC)
    try:
        attributes = struct.pack("QQQQ", MOUNT_ATTR_IDMAP, 0, 0, userns)
        buffer = ctypes.create_string_buffer(attributes, len(attributes))
        syscall(MOUNT_SETATTR, tree, ctypes.c_char_p(b""), AT_EMPTY_PATH, buffer, len(attributes))
        where = ctypes.create_string_buffer(os.fsencode(target))
        syscall(MOVE_MOUNT, tree, ctypes.c_char_p(b""), -100, where, MOVE_MOUNT_F_EMPTY_PATH)
    finally:
        os.close(tree)


def receive(channel: socket.socket, size: int, flags: int = 0) -> tuple[bytes, list[int]]:
    """Return one message and the descriptors that came with it, none of which a program started later inherits."""
    # Not socket.recv_fds: it drops its flags and leaves what it receives inheritable.
    room = socket.CMSG_LEN(MOST_DESCRIPTORS * array.array("i").itemsize)
    body, told, _, _ = channel.recvmsg(size, room, flags | socket.MSG_CMSG_CLOEXEC)
    given = array.array("i")
    for level, kind, content in told:
        if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):
            given.frombytes(content[: len(content) - len(content) % given.itemsize])
    return body, list(given)


def memory_file(content: bytes) -> int:
    """Return a descriptor of an anonymous file that holds `content`, at its start."""
    number = os.memfd_create("data", os.MFD_CLOEXEC)
    # A short write cannot happen on memory, but a full one can fail: it raises.
    os.write(number, content)
    os.lseek(number, 0, os.SEEK_SET)
    return number


def write_map(path: str, text: str) -> None:
    """Write an identity map in one write(2): the kernel takes it only whole."""
    with open(path, "wb", buffering=0) as file:
        file.write(text.encode())


def _fail(what: str) -> None:
    number = ctypes.get_errno()
    raise OSError(number, f"{os.strerror(number).lower()} ({what})")


def root_of_package() -> str:
    """Return the folder that holds the package, for an interpreter started without any other path."""
    return str(Path(__file__).resolve().parents[2])
