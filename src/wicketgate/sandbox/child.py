"""What a run's process does between the launcher's fork and bubblewrap: it raises the walls of a Plan.

It is forked before it is needed (joining a cgroup can take the kernel 20 ms) and waits for its order. It holds no
secret and leaves nothing behind: every mount lies in a namespace that ends with the run. Standard library only.

 1 die with the launcher, have no terminal, be in the run's cgroup; wait for the order
 2 as real root: stage what only root can reach in an own mount namespace, then become the run's uid for good
 3 enter own user, mount, network and pid namespaces (an ordinary user is in most of them already, and stages here)
 4 mount the scratch and the overlay, write the seeds
 5 listen on the ports and the ssh-agent's socket, and hand listeners and scratch to the warden
 6 make the Landlock rules, set the limits
 7 fork into a pid namespace, let the launcher know, and exec bubblewrap there with nothing else open
"""

from __future__ import annotations

import fcntl
import json
import os
import resource
import signal
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wicketgate.sandbox import cgroup, enter, landlock, stage, syscalls
from wicketgate.sandbox.idmap import IdMap
from wicketgate.sandbox.mounts import ENTER, SOCKET, STAGE, TERMINALS

PARTS = ("upper", "work", "home", "tmp", "shm")
BACKLOG = 128
HIGH = 64
"""Descriptors that are needed to the end are kept at or above this number: the low ones have fixed meanings."""


@dataclass(slots=True)
class ChildContext:
    """What a process that waits for its order was given by the launcher."""

    orders: socket.socket
    warden: socket.socket
    groups: dict[str, Any]
    """Where the run's cgroups will probably be; the order has the last word."""
    name: str
    launcher: int
    owners: IdMap | None = None
    trouble: OSError | None = None


def raise_walls(context: ChildContext) -> None:
    """Wait for one order, raise its walls and exec bubblewrap; never returns. A failure is told to the warden."""
    number = 0
    try:
        syscalls.die_with(context.launcher, signal.SIGKILL)  # 1
        os.setsid()
        os.umask(0o022)
        _ahead(context)
        body, given = syscalls.receive(context.orders, 64)
        if not body:
            os._exit(0)
        number = int(body)
        with open(given[0], "rb") as file:
            order = json.load(file)
        _raise(context, order, number, given[1:])
    except (OSError, ValueError) as error:
        reason = {"id": number, "event": "failed", "message": f"a wall could not be raised: {error}"}
        context.warden.send(json.dumps(reason).encode())
    finally:
        os._exit(125)


def _ahead(context: ChildContext) -> None:
    # A failure is told with the order: a spare that ended here would be replaced, and end again, unheard of.
    try:
        cgroup.join(context.groups, context.name)
        if os.geteuid() == 0:
            context.owners = IdMap()
        else:
            _unshare(context, syscalls.CLONE_NEWUSER | syscalls.CLONE_NEWNET | syscalls.CLONE_NEWPID)
    except OSError as error:
        context.trouble = error


def _unshare(context: ChildContext, flags: int) -> None:
    uid, gid = os.geteuid(), os.getegid()
    syscalls.unshare(flags)
    syscalls.map_identity(uid, gid)
    syscalls.die_with(context.launcher, signal.SIGKILL)  # a change of credentials takes it back
    syscalls.raise_loopback()


def _raise(context: ChildContext, order: dict[str, Any], number: int, given: list[int]) -> None:
    plan = order["plan"]
    status = fcntl.fcntl(given[3], fcntl.F_DUPFD_CLOEXEC, HIGH)
    for place, descriptor in enumerate(given[:3]):
        os.dup2(descriptor, place)
    if not cgroup.same(context.groups, plan["cgroup"]):
        cgroup.join(plan["cgroup"], context.name)
    elif context.trouble:
        raise context.trouble
    cgroup.cap(plan["cgroup"], context.name)
    if plan["uid"] is not None:
        stage.as_root(plan, context.owners)  # 2
        _unshare(
            context, syscalls.CLONE_NEWUSER | syscalls.CLONE_NEWNS | syscalls.CLONE_NEWNET | syscalls.CLONE_NEWPID
        )  # 3
    else:
        syscalls.unshare(syscalls.CLONE_NEWNS)
        stage.everything(plan)
    _scratch(plan)  # 4
    listeners = [_listen(port) for port in plan["ports"]] + ([_listen_here()] if plan["agent"] else [])  # 5
    scratch = os.open(stage.SCRATCH, os.O_RDONLY | os.O_DIRECTORY)
    started = json.dumps({"id": number, "event": "started"}).encode()
    socket.send_fds(context.warden, [started], [scratch, *(listener.fileno() for listener in listeners)])
    command, keep = _prepare(plan, bool(order["tty"]), order["filter"].encode("latin-1"), status)  # 6
    _leave(context, plan, command, keep)  # 7


def _scratch(plan: dict[str, Any]) -> None:
    wanted, quiet = plan["scratch"], stage.quiet(plan)
    root = Path(stage.SCRATCH)
    if not wanted["disk"]:
        # The folders themselves and the overlay's own are not counted against the agent.
        caps = f"mode=0755,size={wanted['size']},nr_inodes={wanted['files'] + 2 * len(PARTS) + 3}"
        syscalls.mount("scratch", stage.SCRATCH, "tmpfs", quiet, caps)
    for part in (*PARTS, "home/agent"):
        (root / part).mkdir()
    for part in ("tmp", "shm"):
        (root / part).chmod(0o1777)  # as every /tmp is
    for name, content in plan["seeds"].items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        with open(root / name, "xb") as file:
            file.write(content.encode("latin-1"))
    os.chdir(STAGE)  # names in the options are seen inside: relative ones tell nothing
    if any(kind == "overlay" for _, _, kind in plan["stage"]):
        options = "userxattr,volatile,lowerdir=l,upperdir=s/upper,workdir=s/work"
        syscalls.mount("workspace", stage.MERGED, "overlay", quiet, options)
    else:
        syscalls.mount(f"{stage.SCRATCH}/upper", stage.MERGED, "", syscalls.MS_BIND)
    flags = syscalls.MS_NOSUID | syscalls.MS_NOEXEC
    syscalls.mount("terminals", TERMINALS, "devpts", flags, "newinstance,ptmxmode=0666,mode=0620")


def _listen(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.bind(("127.0.0.1", port))
    listener.listen(BACKLOG)
    return listener


def _listen_here() -> socket.socket:
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(SOCKET)
    os.chmod(SOCKET, 0o600)  # noqa: PTH101
    listener.listen(BACKLOG)
    return listener


def _prepare(plan: dict[str, Any], tty: bool, filter_: bytes, status: int) -> tuple[list[str], set[int]]:
    """Return bubblewrap's command line and the descriptors it needs."""
    ruled = plan["landlock"]
    terminal = [0] if tty else []
    rules = landlock.rules(ruled["version"], [*ruled["writable"], *terminal], ruled["programs"], ruled["ports"])
    os.dup2(rules, enter.RULES, inheritable=False)
    os.dup2(status, enter.SIGN, inheritable=False)
    files = {"@enter": syscalls.memory_file(enter.program(plan["architecture"], tty))}
    files |= {f"@{n}": syscalls.memory_file(text.encode("latin-1")) for n, text in enumerate(plan["data"])}
    words = [str(files[word]) if word in files else word for word in plan["arguments"]]
    filtering = syscalls.memory_file(filter_)
    words += ["--seccomp", str(filtering)]
    listed = syscalls.memory_file(b"".join(os.fsencode(word) + b"\0" for word in words))
    for number in signal.valid_signals():  # ignored by the interpreter or by whoever started us, and inherited
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, signal.SIG_DFL)
    for name, value in plan["rlimits"].items():
        _limit(getattr(resource, f"RLIMIT_{name}"), value)
    command = ["bwrap", "--args", str(listed), "--", ENTER, *plan["argv"]]
    return command, {enter.RULES, enter.SIGN, filtering, listed, *files.values()}


def _leave(context: ChildContext, plan: dict[str, Any], command: list[str], keep: set[int]) -> None:
    # bubblewrap becomes the first process of a pid namespace: when it dies, the kernel kills all below it. Its own
    # --die-with-parent does not cover its first milliseconds, in which its child outlives it.
    if context.owners:
        context.owners.close()
    if syscalls.fork_beside(plan["architecture"]):
        os._exit(0)
    syscalls.prctl(syscalls.PR_SET_PDEATHSIG, signal.SIGKILL)
    # INVARIANT: the launcher answers after the line above, so it was alive then, and knows who will become bubblewrap.
    context.orders.send(b"?")
    if context.orders.recv(1):
        syscalls.seal_descriptors(keep)
        os.execve(plan["bwrap"], command, plan["env"])  # noqa: S606


def _limit(kind: int, value: int) -> None:
    hard = resource.getrlimit(kind)[1]
    bounded = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(kind, (bounded, bounded))
