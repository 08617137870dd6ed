"""The filesystem seen from inside, as bubblewrap's arguments, and what may never be asked of it. Pure.

INVARIANT: no mount destination lies below a folder the agent can write (CVE-2026-87766: bubblewrap follows a planted
link and creates the destination on the host), nor below another folder that was shown, whose links we do not know.
"""

# ruff: noqa: S108  /tmp and the like are places inside, never on the host

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from wicketgate.errors import SandboxError
from wicketgate.sandbox.machine import Machine

if TYPE_CHECKING:
    from wicketgate.sandbox.plan import Spec

STAGE = "/tmp"  # outside, an own tmpfs in an own mount namespace
WORKSPACE, HOME = "/workspace", "/home/agent"
WRITABLE = {WORKSPACE: f"{STAGE}/w", "/home": f"{STAGE}/s/home", "/tmp": f"{STAGE}/s/tmp", "/dev/shm": f"{STAGE}/s/shm"}
"""What the agent can write: path inside to staged path."""
TERMINALS, INERT = f"{STAGE}/p", f"{STAGE}/u"
DEVICES = tuple(f"/dev/{name}" for name in ("null", "zero", "full", "random", "urandom", "tty"))
ENTER = "/run/enter"
AGENT, SOCKET = "/run/ssh-agent", f"{STAGE}/s/agent"
"""The ssh-agent's socket inside, and where it is staged: beside what the agent can write, not in it."""
KEPT = (
    *WRITABLE,
    "/usr",
    "/bin",
    "/sbin",
    "/dev",
    "/proc",
    "/sys",
    "/run",
    "/var/tmp",
    "/etc/ssl",
    "/etc/alternatives",
)
"""No destination may be one of these, or lie below one."""
LINKS = re.compile(r"/lib[a-z0-9]*(/|$)")
UID = 1000
ETC = {
    "/etc/passwd": f"root:x:0:0:root:/:/usr/sbin/nologin\nagent:x:{UID}:{UID}:agent:{HOME}:/bin/sh\n",
    "/etc/group": f"root:x:0:\nagent:x:{UID}:\n",
    "/etc/hosts": "127.0.0.1 localhost wicketgate\n",
    "/etc/hostname": "wicketgate\n",
    "/etc/nsswitch.conf": "passwd: files\ngroup: files\nhosts: files\n",
    "/etc/resolv.conf": "",
}
NAMESPACES = ("--unshare-user", "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try")
WALLS = ("--disable-userns", "--die-with-parent", "--new-session", "--cap-drop", "ALL")
INJECTED = re.compile(r"LD_.*|GLIBC_TUNABLES|GCONV_PATH|LOCPATH", re.DOTALL)
"""Names of variables that steer the C library: bubblewrap itself would obey them, outside."""


def arguments(spec: Spec, machine: Machine, staged: Mapping[str, str]) -> tuple[tuple[str, ...], tuple[bytes, ...]]:
    """Return bubblewrap's arguments, and the file contents they name by `@` and their place."""
    out = [*NAMESPACES, *WALLS, "--uid", str(UID), "--gid", str(UID), "--hostname", "wicketgate"]
    out += _system(spec, machine)
    for path, target in machine.roots:
        out += ["--symlink", target, path] if target else ["--ro-bind", path, path]
    files = {name: text.encode() for name, text in ETC.items()} | dict(spec.files)
    shown = [bind.dest for bind in (*spec.binds, *spec.binaries)]
    for folder in _folders([*machine.etc, *files, *shown, ENTER]):
        out += ["--perms", "0755", "--dir", folder]
    for path in machine.etc:
        out += ["--ro-bind", path, path]
    out += ["--proc", "/proc"]
    for path in machine.masks:
        out += ["--ro-bind", "/dev/null", path]
    out += ["--dev", "/dev", "--bind", WRITABLE["/dev/shm"], "/dev/shm", "--dev-bind", TERMINALS, "/dev/pts"]
    out += ["--remount-ro", "/dev"]
    out += [word for dest in (WORKSPACE, "/home", "/tmp") for word in ("--bind", WRITABLE[dest], dest)]
    out += ["--perms", "0755", "--dir", "/var", "--symlink", "../tmp", "/var/tmp"]
    for bind in (*spec.binds, *spec.binaries):
        out += ["--ro-bind", staged[bind.dest], bind.dest]
    for number, path in enumerate(files):
        out += ["--perms", "0444", "--file", f"@{number}", path]
    out += ["--ro-bind", SOCKET, AGENT] if spec.agent else []
    out += ["--perms", "0555", "--file", "@enter", ENTER, "--remount-ro", "/", "--chdir", spec.cwd]
    return tuple(out), tuple(files.values())


def check(spec: Spec) -> None:
    """Return None if `spec` may be raised; SandboxError says what must not be asked."""
    if not spec.argv or not all(_plain(word) for word in (*spec.argv, *spec.env, *spec.env.values())):
        raise SandboxError("a command needs at least one word, and no word may hold a NUL")
    for name in spec.env:
        if not name or "=" in name or INJECTED.fullmatch(name):
            raise SandboxError(f"environment variable {name!r} is not a name, or would steer bubblewrap itself")
    for path in (*spec.execute,) if spec.execute != "any" else ():
        _canonical(path, "program")
    _canonical(spec.cwd, "working directory")
    dests = [bind.dest for bind in (*spec.binds, *spec.binaries)] + list(spec.files)
    for dest in dests:
        _destination(dest, dests)
    sources = [bind.source for bind in (*spec.binds, *spec.binaries)]
    for source in sources + [path for path in (spec.lower, spec.scratch) if path]:
        _canonical(source, "mount source")
    for path in spec.seeds:
        _canonical(path, "seed")
        if not path.startswith("/home/"):
            raise SandboxError(f"seed {path} must lie below /home")
    if len(set(spec.ports)) != len(spec.ports) or not all(0 < port < 65536 for port in spec.ports):
        raise SandboxError(f"ports must be different numbers from 1 to 65535 (got {list(spec.ports)})")


def _system(spec: Spec, machine: Machine) -> list[str]:
    if spec.execute == "any":
        return ["--ro-bind", "/usr", "/usr"]
    # Landlock must let the ELF loader start, and the loader maps any file it may: `ld.so /bin/sh`. What lies on a
    # mount without exec it cannot map, so only the folders of libraries and of the named programs keep it.
    links = {path: f"/{target}" for path, target in machine.roots if target}
    wanted = [*machine.loaders, *spec.execute]
    for path, target in links.items():
        wanted = [target + name[len(path) :] if within(name, path) else name for name in wanted]
    kept = {name.rpartition("/")[0] for name in wanted if within(name, "/usr")} | ({"/usr/lib64"} & set(links.values()))
    out = ["--ro-bind", INERT, "/usr"]
    for folder in sorted(kept):
        out += ["--ro-bind", folder, folder]
    return out


def _folders(paths: list[str]) -> list[str]:
    # Named one by one: bubblewrap would make a missing parent with whatever mode suits the first file in it.
    found = {"/".join(path.split("/")[:depth]) for path in paths for depth in range(2, path.count("/") + 1)}
    return sorted(found)


def _destination(dest: str, others: list[str]) -> None:
    _canonical(dest, "mount destination")
    if dest == "/" or dest in ETC or LINKS.match(dest):
        raise SandboxError(f"mount destination {dest} is taken")
    for kept in KEPT:
        if within(dest, kept):
            why = "which the agent can write" if kept in WRITABLE else "which is not to be changed"
            raise SandboxError(f"mount destination {dest} lies in {kept}, {why}")
        if within(kept, dest):
            raise SandboxError(f"mount destination {dest} would hide {kept}")
    if others.count(dest) > 1:
        raise SandboxError(f"mount destination {dest} is named twice")
    for other in others:
        if other != dest and within(dest, other):
            raise SandboxError(f"mount destination {dest} lies below another, {other}, whose links are not known")


def within(path: str, folder: str) -> bool:
    """Return whether `path` is `folder` or lies below it."""
    return path == folder or path.startswith(folder.rstrip("/") + "/")


def _canonical(path: str, what: str) -> None:
    parts = path.split("/")
    if not path.startswith("/") or (path != "/" and not all(parts[1:])) or {".", ".."} & set(parts) or not _plain(path):
        raise SandboxError(f"{what} must be an absolute path in its shortest form (got {path!r})")


def _plain(text: str) -> bool:
    return "\0" not in text
