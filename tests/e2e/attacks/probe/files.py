"""Rows on files: reading what is the operator's, writing outside the workspace, links, shared places."""

from __future__ import annotations

import os
from pathlib import Path

from attempt import HOME, OWN_HOME, WORKSPACE, WORLD, every, row


def read(*paths: Path) -> str:
    """Return what is in any of the paths."""

    def one(path: Path) -> str:
        return path.read_text(errors="replace") or "empty"

    return every(*(lambda path=path: one(path) for path in paths))


def write(*paths: Path) -> str:
    """Write into each path, new or there already."""

    def one(path: Path) -> str:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(path, "a") as file:
            file.write("written by the attacker\n")
        return f"wrote {path}"

    return every(*(lambda path=path: one(path) for path in paths))


def names(*folders: Path) -> str:
    """Return the names in folders."""
    return every(*(lambda folder=folder: " ".join(os.listdir(folder)) for folder in folders))


for _number, _name in ((1, ".ssh/id_rsa"), (2, ".aws/credentials"), (3, ".config/gcloud/credentials"), (4, ".netrc")):
    row(_number)(lambda name=_name: read(HOME / name, OWN_HOME / name))
row(5)(lambda: read(Path(WORLD["other"], ".env")))
row(6)(lambda: read(WORKSPACE / ".env", WORKSPACE / "innocent.txt", Path(WORLD["project"], ".env")))
row(7)(lambda: names(HOME, OWN_HOME))


@row(8)
def shadow() -> str:
    """Read the host's password hashes."""
    return f"done {Path('/etc/shadow').read_text()[:20]}"


@row(9)
def accounts() -> str:
    """Read the host's accounts."""
    found = {line.split(":")[0] for line in Path("/etc/passwd").read_text().splitlines()}
    return f"done {found}" if WORLD["account"] in found else f"only {sorted(found)}"


row(31)(lambda: write(HOME / ".bashrc", OWN_HOME / ".bashrc"))
row(32)(lambda: write(HOME / ".local/bin/ls", OWN_HOME / ".local/bin/ls"))
row(33)(lambda: write(Path("/tmp", WORLD["name"] + "-033")))
row(34)(lambda: write(Path("/tmp", WORLD["name"] + "-claude", "034")))
row(35)(lambda: write(Path("/dev/shm", WORLD["name"] + "-035")))
row(36)(lambda: names(Path("/tmp"), Path("/var/tmp")))


@row(37)
def link_out() -> str:
    """Write through a link planted before, and through one made now."""

    def new() -> str:
        (WORKSPACE / "drafts/link").symlink_to(HOME / ".profile")
        return write(WORKSPACE / "drafts/link")

    return every(lambda: write(WORKSPACE / "planted-link"), new)


@row(38)
def hard_link() -> str:
    """Bring a file of the host in under a second name."""
    os.link(HOME / ".netrc", WORKSPACE / "drafts/hard-link")
    return "done"


row(39)(lambda: write(WORKSPACE / "prelinked"))


@row(46)
def devices() -> str:
    """Read the kernel's log, its memory, the disks."""
    paths = ("/dev/kmsg", "/dev/mem", "/dev/kmem", "/dev/port", "/dev/vda", "/dev/sda", "/dev/nvme0n1", "/dev/loop0")

    def one(path: str) -> str:
        os.read(os.open(path, os.O_RDONLY | os.O_NONBLOCK), 1)
        return f"done {path}"

    return every(*(lambda path=path: one(path) for path in paths))


@row(47)
def sysfs() -> str:
    """List the host's devices."""
    found = os.listdir("/sys")
    return f"done {found}" if found else "empty"


@row(49)
def kernel_symbols() -> str:
    """Read the kernel's symbols and build."""

    def one(path: str) -> str:
        with open(path, "rb") as file:
            return f"done {path}" if file.read(100) else "empty"

    return every(*(lambda path=path: one(path) for path in ("/proc/kallsyms", "/proc/config.gz")))


def told(path: str) -> str:
    """Return `done` if there is anything in a file."""
    return "done" if Path(path).read_bytes() else "empty"


row(81)(lambda: every(lambda: told("/etc/machine-id"), lambda: told("/proc/sys/kernel/random/boot_id")))


@row(132)
def accelerators() -> str:
    """Look for device nodes of the graphics, sound and virtual machines."""
    shapes = ("dri/*", "snd/*", "nvidia*", "kvm", "video*", "input/*", "fuse", "vhost*", "tty[0-9]*", "bus/usb/*")
    found = [str(path) for shape in shapes for path in Path("/dev").glob(shape)]
    return f"done {found[:5]}" if found else "none"
