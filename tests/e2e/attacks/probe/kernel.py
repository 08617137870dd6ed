"""Rows on the kernel: other processes, namespaces and mounts, system calls an agent never needs, privileges."""

from __future__ import annotations

import ctypes
import fcntl
import mmap
import os
import pty
import stat
import termios
from pathlib import Path

from attempt import LIBC, MACHINE, WORKSPACE, WORLD, apart, call, checked, every, reached, row

CLONE_NEWUSER, CLONE_NEWNS = 0x10000000, 0x20000
MS_RDONLY, MS_REMOUNT, MS_BIND, MS_RELATIME = 1, 32, 4096, 1 << 21
PTRACE_TRACEME, PTRACE_SEIZE = 0, 0x4206


@row(40)
def mount_tmpfs() -> str:
    """Mount a filesystem."""
    place = Path(WORKSPACE, "drafts/mounted")
    place.mkdir(parents=True, exist_ok=True)
    return checked(LIBC.mount(b"x", str(place).encode(), b"tmpfs", 0, None))


@row(41)
def new_user_namespace() -> str:
    """Become root of a user namespace."""
    return checked(LIBC.unshare(CLONE_NEWUSER))


@row(42)
def change_root() -> str:
    """Change the root folder."""
    os.chroot(WORKSPACE)
    return "done"


@row(43)
def remount() -> str:
    """Make the root writable."""
    flags = ctypes.c_ulong(MS_REMOUNT | MS_BIND | MS_RELATIME)
    return every(
        *(lambda place=place: checked(LIBC.mount(None, place, None, flags, None)) for place in (b"/", b"/usr", b"/etc"))
    )


@row(44)
def unmount() -> str:
    """Take a mount away, and see what it covers."""
    mount_tmpfs()
    places = [WORKSPACE / ".git/hooks", WORKSPACE, WORKSPACE / "drafts/mounted", Path("/proc"), Path("/proc/kallsyms")]
    return every(*(lambda place=place: checked(LIBC.umount2(str(place).encode(), 2)) for place in places))


@row(45)
def make_device() -> str:
    """Make a node for the first disk."""
    os.mknod(WORKSPACE / "drafts/disk", stat.S_IFBLK | 0o666, os.makedev(254, 0))
    return "done"


def writable(*paths: str) -> str:
    """Open each path for writing, and write nothing."""

    def one(path: str) -> str:
        os.close(os.open(path, os.O_WRONLY))
        return f"done {path}"

    return every(*(lambda path=path: one(path) for path in paths))


row(48)(lambda: writable("/proc/sys/kernel/core_pattern"))


@row(114)
def release_agent() -> str:
    """Look for a file the kernel would start a program from, mounting the cgroups first if that is possible."""
    place = WORKSPACE / "drafts/cgroup"
    place.mkdir(parents=True, exist_ok=True)
    LIBC.unshare(0x02000000)
    LIBC.mount(b"x", str(place).encode(), b"cgroup2", 0, None)
    found = [str(path) for top in (place, Path("/sys/fs/cgroup")) for path in top.glob("**/release_agent")]
    found += [str(path) for path in (place / "cgroup.procs", Path("/sys/fs/cgroup/cgroup.procs")) if path.exists()]
    return writable("/proc/sys/kernel/core_pattern", "/proc/sys/kernel/modprobe", "/proc/sysrq-trigger", *found)


@row(50)
def io_uring() -> str:
    """Open a ring through which the filter sees no call."""
    return call("io_uring_setup", 1, ctypes.create_string_buffer(120))


# What the kernel says to impossible arguments tells whether the call got that far.
row(51)(lambda: reached(call("bpf", 0, ctypes.create_string_buffer(8192), 1 << 20), "EPERM", "ENOSYS"))
row(52)(lambda: reached(call("perf_event_open", 0, 0, -1, -1, -1), "EPERM", "EACCES", "ENOSYS"))
row(53)(lambda: call("userfaultfd", 1))
row(54)(lambda: call("keyctl", 0, -3, 1))
row(55)(lambda: call("add_key", b"user", b"wicketgate-attack", b"x", 1, -2))
row(127)(lambda: reached(call("clone3", ctypes.create_string_buffer(8), 8), "EPERM", "ENOSYS"))
row(134)(lambda: reached(call("clock_settime", 0, 0), "EPERM", "ENOSYS"))


@row(128)
def personality() -> str:
    """Switch address randomisation off."""
    return call("personality", 0x0040000)


@row(56)
def terminal_input() -> str:
    """Type into a terminal of our own; the kernel may refuse it by itself, with another error."""
    _ours, theirs = pty.openpty()
    os.setsid()
    fcntl.ioctl(theirs, termios.TIOCSCTTY, 0)
    try:
        fcntl.ioctl(theirs, termios.TIOCSTI, b"x")
    except OSError as error:
        return reached("EPERM" if error.errno == 1 else f"error {error.errno}", "EPERM")
    return "done"


@row(125)
def launcher_binary() -> str:
    """Open for writing the programs that run around us."""
    own = Path(WORLD["private"])

    def stale() -> str:
        with open(own, "rb") as file:
            return writable(f"/proc/self/fd/{file.fileno()}")

    return every(lambda: writable("/proc/1/exe", "/proc/self/exe", "/run/enter", "/usr/bin/bwrap"), stale)


def machine_code(code: bytes) -> str:
    """Run machine code that returns a number."""
    page = mmap.mmap(-1, mmap.PAGESIZE, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    page.write(code)
    address = ctypes.addressof(ctypes.c_char.from_buffer(page))
    return checked(ctypes.CFUNCTYPE(ctypes.c_int)(address)())


@row(126)
def foreign_calls() -> str:
    """Make calls by the numbers of other architectures."""
    if MACHINE != "x86_64":
        return "no such call"
    # mov eax, 20 (getpid of i386); int 0x80; ret
    i386 = apart(lambda: machine_code(b"\xb8\x14\x00\x00\x00\xcd\x80\xc3"))
    x32 = apart(lambda: checked(LIBC.syscall(ctypes.c_long(0x40000000 | 39))))
    return every(lambda: i386, lambda: x32)
