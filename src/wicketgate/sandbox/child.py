"""What one run's process does between the launcher's fork and bubblewrap: raises the walls of a Plan, then becomes it.

It takes the plan as data and the descriptors it was handed; it holds no secret and leaves nothing behind: every mount lies
in a namespace that ends with the run. Standard library only.

 1 die with the launcher, have no terminal, be in the run's cgroup
 2 as real root: stage what only root can reach in an own mount namespace, then become the run's uid for good
 3 enter own user, mount and network namespaces; stage the rest
 4 mount the scratch and the overlay, write the seeds
 5 listen on the ports, and hand listeners and scratch to the warden
 6 make the Landlock rules, set the limits, and exec bubblewrap with nothing else open
"""

from __future__ import annotations

import json
import os
import resource
import signal
import socket
import stat
from typing import Any

from wicketgate.sandbox import cgroup, enter, kernel, landlock
from wicketgate.sandbox.layout import ENTER, STAGE, TERMINALS

SCRATCH, MERGED = f"{STAGE}/s", f"{STAGE}/w"
PARTS = ("upper", "work", "home", "tmp", "shm")
QUIET = kernel.MS_NOSUID | kernel.MS_NODEV
BACKLOG = 128


def become(order: dict[str, Any], stdio: list[int], warden: socket.socket, status: int, launcher: int) -> None:
    """Raise the walls of `order["plan"]` and exec bubblewrap; never returns. A failure is told to the warden."""
    try:
        _raise(order, stdio, warden, status, launcher)
    except OSError as error:
        reason = {"id": order["id"], "event": "failed", "message": f"a wall could not be raised: {error}"}
        warden.send(json.dumps(reason).encode())
    finally:
        os._exit(125)


def _raise(order: dict[str, Any], stdio: list[int], warden: socket.socket, status: int, launcher: int) -> None:
    plan, tty = order["plan"], bool(order["tty"])
    _detach(stdio, launcher)  # 1
    cgroup.enter(plan["cgroup"], order["name"])
    if plan["uid"] is not None:
        _stage_as_root(plan)  # 2
    uid, gid = os.geteuid(), os.getegid()
    kernel.unshare(kernel.CLONE_NEWUSER | kernel.CLONE_NEWNS | kernel.CLONE_NEWNET)  # 3
    kernel.map_identity(uid, gid)
    kernel.die_with(launcher, signal.SIGKILL)  # a change of credentials may have taken this back
    if plan["uid"] is None:
        _private()
        _stage(plan)
    _scratch(plan)  # 4
    kernel.raise_loopback()  # 5
    listeners = [_listen(port) for port in plan["ports"]]
    scratch = os.open(SCRATCH, os.O_RDONLY | os.O_DIRECTORY)
    started = json.dumps({"id": order["id"], "event": "started"}).encode()
    socket.send_fds(warden, [started], [scratch, *(listener.fileno() for listener in listeners)])
    _exec(plan, tty, order["filter"].encode("latin-1"), status)  # 6


def _detach(stdio: list[int], launcher: int) -> None:
    kernel.die_with(launcher, signal.SIGKILL)
    os.setsid()
    os.umask(0o022)
    for number, given in enumerate(stdio):
        os.dup2(given, number)


def _private() -> None:
    kernel.mount("", "/", "", kernel.MS_REC | kernel.MS_PRIVATE)


def _stage_as_root(plan: dict[str, Any]) -> None:
    kernel.unshare(kernel.CLONE_NEWNS)
    _private()
    _stage(plan)
    uid = int(plan["uid"])
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    kernel.prctl(kernel.PR_SET_DUMPABLE, 1)  # else /proc/self, and so the map of the next namespace, belongs to root


def _stage(plan: dict[str, Any]) -> None:
    opened = [(kernel.open_source(source), name, kind) for source, name, kind in plan["stage"]]
    disk = kernel.open_source(plan["scratch"]["disk"]) if plan["scratch"]["disk"] else None
    kernel.mount("stage", STAGE, "tmpfs", QUIET, "mode=0755")
    for folder in (SCRATCH, MERGED, TERMINALS):
        os.mkdir(folder)
    for source, name, kind in opened:
        found = os.fstat(source)
        _place(name, found)
        if kind == "unreadable" and found.st_mode & 0o444:
            raise PermissionError(13, "program must have mode 0111", name)
        if kind == "overlay" and plan["uid"] is not None and found.st_uid != plan["uid"]:
            _mapped(source, name, found, int(plan["uid"]))
        else:
            kernel.bind(source, name)
        os.close(source)
    if disk is not None:
        if plan["uid"] is not None:
            os.chown(f"/proc/self/fd/{disk}", plan["uid"], plan["uid"])
        kernel.bind(disk, SCRATCH, _quiet(plan))
        os.close(disk)


def _place(name: str, found: os.stat_result) -> None:
    if stat.S_ISDIR(found.st_mode):
        os.mkdir(name)
    else:
        os.close(os.open(name, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o444))


def _mapped(source: int, name: str, found: os.stat_result, uid: int) -> None:
    # The snapshot belongs to root (or to whoever root acts for); inside it must belong to the run's uid.
    userns = kernel.mapped_namespace((found.st_uid, found.st_gid), (uid, uid))
    try:
        kernel.bind_mapped(source, name, userns)
    finally:
        os.close(userns)


def _scratch(plan: dict[str, Any]) -> None:
    wanted = plan["scratch"]
    quiet = _quiet(plan)
    if not wanted["disk"]:
        # The folders and bubblewrap's view of them are not the agent's files: they are not counted against it.
        caps = f"mode=0755,size={wanted['size']},nr_inodes={wanted['files'] + 2 * len(PARTS) + 2}"
        kernel.mount("scratch", SCRATCH, "tmpfs", quiet, caps)
    for part in PARTS:
        os.mkdir(f"{SCRATCH}/{part}")
    os.mkdir(f"{SCRATCH}/home/agent")
    os.chmod(f"{SCRATCH}/tmp", 0o1777)
    os.chmod(f"{SCRATCH}/shm", 0o1777)
    for name, content in plan["seeds"].items():
        _seed(f"{SCRATCH}/{name}", content.encode("latin-1"))
    os.chdir(STAGE)  # names in the options are seen inside: relative ones tell nothing
    if any(kind == "overlay" for _, _, kind in plan["stage"]):
        options = "userxattr,volatile,lowerdir=l,upperdir=s/upper,workdir=s/work"
        kernel.mount("workspace", MERGED, "overlay", quiet, options)
    else:
        kernel.mount(f"{SCRATCH}/upper", MERGED, "", kernel.MS_BIND)
    kernel.mount("terminals", TERMINALS, "devpts", kernel.MS_NOSUID | kernel.MS_NOEXEC, "newinstance,ptmxmode=0666,mode=0620")


def _quiet(plan: dict[str, Any]) -> int:
    # Where only named programs may start, none may be brought along and mapped by the loader either.
    return QUIET if plan["scratch"]["programs"] else QUIET | kernel.MS_NOEXEC


def _seed(path: str, content: bytes) -> None:
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "xb") as file:
        file.write(content)


def _listen(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.bind(("127.0.0.1", port))
    listener.listen(BACKLOG)
    return listener


def _exec(plan: dict[str, Any], tty: bool, filter_: bytes, status: int) -> None:
    ruled = plan["landlock"]
    terminal = [0] if tty else []
    rules = landlock.rules(ruled["version"], [*ruled["writable"], *terminal], ruled["programs"], ruled["ports"])
    os.dup2(rules, enter.RULES, inheritable=False)  # the descriptors to keep lie above HIGH, or are made below
    files = {"@enter": kernel.memory_file(enter.program(plan["architecture"], tty))}
    files |= {f"@{n}": kernel.memory_file(text.encode("latin-1")) for n, text in enumerate(plan["data"])}
    words = [str(files[word]) if word in files else word for word in plan["arguments"]]
    syscalls = kernel.memory_file(filter_)
    words += ["--seccomp", str(syscalls), "--json-status-fd", str(status)]
    listed = kernel.memory_file(b"".join(os.fsencode(word) + b"\0" for word in words))
    for name, value in plan["rlimits"].items():
        _limit(getattr(resource, f"RLIMIT_{name}"), value)
    kernel.seal_descriptors({enter.RULES, syscalls, status, listed, *files.values()})
    os.execve(plan["bwrap"], ["bwrap", "--args", str(listed), "--", ENTER, *plan["argv"]], plan["env"])


def _limit(kind: int, value: int) -> None:
    hard = resource.getrlimit(kind)[1]
    bounded = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(kind, (bounded, bounded))
