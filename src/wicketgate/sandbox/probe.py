"""Finds out what this machine can raise, by really trying, and names the remedy for what it cannot.

It gives a Machine; it starts nothing that stays. What needs a namespace is tried in a child of a bare interpreter.
"""

from __future__ import annotations

import os
import platform
import re
import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pyseccomp

from wicketgate.sandbox import landlock, syscalls
from wicketgate.sandbox.cgroup_delegation import cgroup
from wicketgate.sandbox.machine import Machine
from wicketgate.sandbox.remedies import remedies

BWRAP = ("/usr/bin/bwrap", "/usr/local/bin/bwrap", "/bin/bwrap")
APPARMOR = "kernel.apparmor_restrict_unprivileged_userns"
NEEDED = {"kernel.unprivileged_userns_clone": 1, "user.max_user_namespaces": 15_000, "user.max_net_namespaces": 15_000}
TOP = re.compile(r"/(bin|sbin|lib[a-z0-9]*)")
ETC = (
    "/etc/ld.so.cache",
    "/etc/ld.so.conf",
    "/etc/ld.so.conf.d",
    "/etc/ssl/certs",
    "/etc/ssl/openssl.cnf",
    "/etc/pki/tls/certs",
    "/etc/pki/ca-trust/extracted",
    "/etc/alternatives",
    "/etc/localtime",
)
MASKS = (
    "kallsyms",
    "config.gz",
    "cmdline",
    "modules",
    "keys",
    "timer_list",
    "sched_debug",
    "sys/kernel/random/boot_id",
)
LOADERS = (
    "/lib64/ld-linux-x86-64.so.2",
    "/lib/ld-linux-aarch64.so.1",
    "/lib/ld-musl-x86_64.so.1",
    "/lib/ld-musl-aarch64.so.1",
)
TRIAL = """
import os, sys
sys.path.append(sys.argv[1])
from wicketgate.sandbox import probe_child
print(*probe_child.stages(int(sys.argv[2])))
"""


def probe() -> Machine:
    """Return what this machine can raise for the calling user; what is missing is in `missing`, nothing raises."""
    bwrap = _bwrap()
    stages = _try(os.getuid())
    found = Machine(
        architecture=platform.machine(),
        kernel=platform.release(),
        uid=os.getuid(),
        bwrap=bwrap,
        bwrap_version=_version(bwrap),
        landlock=landlock.abi(),
        seccomp=_seccomp(),
        namespaces="namespaces" in stages,
        overlay="overlay" in stages,
        tmpfs_xattr="xattr" in stages,
        cgroup=cgroup(),
        roots=_roots(),
        etc=tuple(path for path in ETC if Path(path).exists()),
        masks=tuple(path for path in (f"/proc/{name}" for name in MASKS) if Path(path).exists()),
        loaders=tuple(dict.fromkeys(os.path.realpath(path) for path in LOADERS if Path(path).exists())),
    )
    interpreter = os.path.realpath(sys.executable)
    return replace(found, missing=remedies(found, interpreter, _setting(APPARMOR) == "1", _sysctls()))


def _sysctls() -> tuple[str, ...]:
    off = [f"{name}={wanted}" for name, wanted in NEEDED.items() if _setting(name) == "0"]
    return tuple(off)


def _setting(name: str) -> str:
    try:
        return Path("/proc/sys", name.replace(".", "/")).read_text().strip()
    except OSError:
        return ""


def _bwrap() -> str:
    # Never from PATH: whoever set it would choose what raises the walls.
    for path in BWRAP:
        try:
            found = Path(path).stat()
        except OSError:
            continue
        if stat.S_ISREG(found.st_mode) and found.st_uid == _uid_of_root() and not found.st_mode & 0o022:
            return os.path.realpath(path)
    return ""


def _uid_of_root() -> int:
    """Return the id root's files show here: in a user namespace that does not map root, the kernel's overflow id."""
    starts = [line.split()[0] for line in Path("/proc/self/uid_map").read_text().splitlines()]
    return 0 if "0" in starts else int(_setting("kernel.overflowuid") or 65534)


def _version(bwrap: str) -> tuple[int, ...]:
    if not bwrap:
        return ()
    try:
        said = subprocess.run(
            [bwrap, "--version"], capture_output=True, text=True, env={}, timeout=10, check=False
        ).stdout
    except (OSError, subprocess.TimeoutExpired):  # there, and not for us to start, or not able to say its version
        return ()
    return tuple(int(part) for part in re.findall(r"\d+", said))


def _seccomp() -> str:
    try:
        return ".".join(str(part) for part in (pyseccomp.get_api(),))
    except (OSError, NotImplementedError):
        return ""


def _roots() -> tuple[tuple[str, str], ...]:
    roots = []
    for path in sorted(Path("/").iterdir()):
        if TOP.fullmatch(str(path)):
            roots.append((str(path), str(path.readlink()) if path.is_symlink() else ""))
    return tuple(roots)


def _try(uid: int) -> set[str]:
    words = [os.path.realpath(sys.executable), "-I", "-S", "-c", TRIAL, syscalls.root_of_package(), str(uid)]
    tried = subprocess.run(words, capture_output=True, text=True, env={}, timeout=30, check=False)
    return set(tried.stdout.split())
