"""How each wall of the sandbox is taken away: in a Plan, in the launcher's own interpreter, or in the filter.

The package has no switch for any of it: a removal edits the plan as a value, gives the launcher's interpreter a line
that undoes one wall before it serves, or compiles another filter.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pyseccomp

from wicketgate.sandbox import mounts, seccomp, syscalls
from wicketgate.sandbox.plan import Plan

HUGE = 1 << 34


def as_it_is(plan: Plan) -> Plan:
    """Return the plan unchanged."""
    return plan


@dataclass(frozen=True)
class Removal:
    """What takes one wall away."""

    plan: Callable[[Plan], Plan] = as_it_is
    launcher: str = ""
    """What the launcher runs first; `syscalls`, `child`, `landlock`, `stage`, `launcher_process`, `os` exist."""
    filter: Mapping[str, Any] = field(default_factory=dict)
    """Names in `seccomp`, and what they are instead."""
    here: Mapping[tuple[object, str], Any] = field(default_factory=dict)
    """Names in any module of this process, and what they are instead."""


def without(*runs: str) -> Callable[[Plan], Plan]:
    """Return what takes these runs of words (by spaces) out of bubblewrap's arguments."""
    return exchanged(dict.fromkeys(runs, ""))


def exchanged(runs: Mapping[str, str]) -> Callable[[Plan], Plan]:
    """Return what puts other words in the place of these; a run that is not there is an error of the test."""

    def weaken(plan: Plan) -> Plan:
        text = "\0" + "\0".join(plan.arguments) + "\0"
        for old, new in runs.items():
            before = "\0" + old.replace(" ", "\0") + "\0"
            assert before in text, f"{old} is not among the arguments"
            text = text.replace(before, "\0" + new.replace(" ", "\0") + "\0" if new else "\0")
        return replace(plan, arguments=tuple(text[1:-1].split("\0")))

    return weaken


def _unmasked(plan: Plan) -> Plan:
    return without(*(f"--ro-bind /dev/null {path}" for path in _masked(plan)))(plan)


def _masked(plan: Plan) -> list[str]:
    words = plan.arguments
    return [words[n + 2] for n, word in enumerate(words) if word == "--ro-bind" and words[n + 1] == "/dev/null"]


def _host_proc(plan: Plan) -> Plan:
    # A new /proc cannot be mounted without a new pid namespace; without it, as many processes are there.
    return without("--unshare-pid", "--proc /proc")(_unmasked(plan))


def _shown(plan: Plan) -> Plan:
    kinds = {"unreadable": "shown"}
    return replace(plan, stage=tuple((source, name, kinds.get(kind, kind)) for source, name, kind in plan.stage))


def _writable_binds(plan: Plan) -> Plan:
    words = list(plan.arguments)
    for place, word in enumerate(words):
        if word == "--ro-bind" and words[place + 1].startswith(f"{mounts.STAGE}/b"):
            words[place] = "--bind"
    return replace(plan, arguments=tuple(words))


def _rlimit(name: str) -> Callable[[Plan], Plan]:
    return lambda plan: replace(plan, rlimits={key: value for key, value in plan.rlimits.items() if key != name})


def _ruled(**rules: Any) -> Callable[[Plan], Plan]:
    return lambda plan: replace(plan, landlock={**plan.landlock, **rules})


def _no_cap(plan: Plan) -> Plan:
    return replace(plan, memory=HUGE, cgroup={**plan.cgroup, "memory_cap": HUGE})


def _live(plan: Plan) -> Plan:
    live = str(plan.env["LIVE"])
    return replace(plan, stage=tuple((live if kind == "overlay" else s, name, kind) for s, name, kind in plan.stage))


def _unlisted(group: str) -> Removal:
    return Removal(filter={"REFUSED": {name: calls for name, calls in seccomp.REFUSED.items() if name != group}})


def _nothing(*_: object) -> None:
    """Take the place of a check."""


def _keep_open(keep: set[int]) -> None:
    for number in keep:
        os.set_inheritable(number, True)


KEEP_OPEN = "syscalls.seal_descriptors = lambda keep: [os.set_inheritable(number, True) for number in keep]"
NO_MOUNTS = (
    "unshare = syscalls.unshare; root = os.getuid() == 0; syscalls.unshare ="
    " lambda f: unshare(f if root and not f & syscalls.CLONE_NEWUSER else f & ~syscalls.CLONE_NEWNS)"
)
"""The namespace that root stages in stays, or the host would be mounted over; without the other, nobody may mount."""
SIGNALS_ALONE = (
    "lambda *_: syscalls.syscall(syscalls.LANDLOCK_CREATE,"
    " landlock.ctypes.create_string_buffer(landlock.struct.pack('QQQ', 0, 0, 2), 24), 24, 0)"
)
"""A rule set that lets every file be: a process bound by any rule on files may not mount at all."""
ORPHAN = (
    "dies = syscalls.die_with; here = os.getpid();"
    " syscalls.die_with = lambda parent, number: os.getpid() == here or dies(parent, number)"
)
UNTIED = (
    "prctl = syscalls.prctl; syscalls.prctl ="
    " lambda option, value: None if option == syscalls.PR_SET_PDEATHSIG else prctl(option, value)"
)
DEAF = """
order = launcher_process.LauncherProcess._order
def deaf(self):
    if not launcher_process.socket.socket.recv(self.control, 1, launcher_process.socket.MSG_PEEK):
        self.selector.unregister(self.control)
    else:
        order(self)
launcher_process.LauncherProcess._order = deaf
"""
NO_USERS = "--unshare-user", "--disable-userns", f"--uid {mounts.UID} --gid {mounts.UID}"
REMOVALS: dict[str, Removal] = {
    "network namespace": Removal(launcher="syscalls.CLONE_NEWNET = 0; syscalls.raise_loopback = lambda: None"),
    "mount namespace": Removal(launcher=NO_MOUNTS),
    "user namespace": Removal(without(*NO_USERS)),
    "pid namespace of the run": Removal(launcher="syscalls.CLONE_NEWPID = 0"),
    "pid namespace of bubblewrap": Removal(_host_proc),
    "ipc namespace": Removal(without("--unshare-ipc")),
    "uts namespace": Removal(without("--unshare-uts", "--hostname wicketgate")),
    "cgroup namespace": Removal(without("--unshare-cgroup-try")),
    "no user namespace inside": Removal(without("--disable-userns")),
    "no capability": Removal(without("--cap-drop ALL")),
    "uid inside": Removal(exchanged({f"--uid {mounts.UID} --gid {mounts.UID}": "--uid 0 --gid 0"})),
    "dedicated uid": Removal(lambda plan: replace(plan, uid=0)),
    "session of the run": Removal(launcher="os.setsid(); os.setsid = lambda: None"),
    "session of bubblewrap": Removal(without("--new-session")),
    "minimal root": Removal(exchanged({"--ro-bind /usr /usr": "--ro-bind /usr /usr --ro-bind / /host"})),
    "masks of /proc": Removal(_unmasked),
    "read-only root": Removal(without("--remount-ro /")),
    "read-only /dev": Removal(without("--remount-ro /dev")),
    "read-only shown folders": Removal(_writable_binds),
    "overlay": Removal(
        exchanged({f"--bind {mounts.WRITABLE[mounts.WORKSPACE]} /workspace": "--bind /tmp/l /workspace"})
    ),
    "launcher dies with the warden": Removal(launcher=ORPHAN),
    "launcher ends with its socket": Removal(launcher=DEAF),
    "run dies with the launcher": Removal(launcher=UNTIED),
    "bubblewrap dies with its parent": Removal(without("--die-with-parent")),
    "frozen snapshot": Removal(_live),
    "unreadable program": Removal(_shown),
    "no mount below what can be written": Removal(here={(mounts, "_destination"): _nothing}),
    "nothing mapped from the system": Removal(exchanged({f"--ro-bind {mounts.INERT} /usr": "--ro-bind /usr /usr"})),
    "nothing mapped from scratch": Removal(lambda plan: replace(plan, scratch={**plan.scratch, "programs": True})),
    "landlock writes": Removal(
        _ruled(writable=()), launcher="landlock.CHANGES = landlock.REFER = landlock.TRUNCATE = 0"
    ),
    "landlock on files": Removal(launcher=f"landlock.rules = {SIGNALS_ALONE}"),
    "landlock programs": Removal(_ruled(programs=None)),
    "landlock ports": Removal(_ruled(ports=None)),
    "landlock special files": Removal(launcher="landlock.NEVER = 0"),
    "landlock signals": Removal(launcher="landlock.SCOPE_SIGNALS = 0"),
    "landlock abstract sockets": Removal(launcher="landlock.SCOPE_ABSTRACT_SOCKETS = 0"),
    "filter: socket families": Removal(filter={"_only_families": _nothing}),
    "filter: masked comparison": Removal(filter={"WHOLE": (1 << 64) - 1}),
    "filter: other architectures": Removal(here={(pyseccomp, "KILL_PROCESS"): pyseccomp.ALLOW}),
    "filter: mounts": _unlisted("mounts"),
    "filter: other processes": _unlisted("other processes"),
    "filter: namespaces": _unlisted("namespaces"),
    "filter: keys": _unlisted("keys"),
    "filter: kernel surface": _unlisted("kernel surface"),
    "filter: clone flags": Removal(filter={"NAMESPACE_FLAGS": ()}),
    "filter: clone3": Removal(filter={"ABSENT": ()}),
    "filter: terminal injection": Removal(filter={"TERMINAL_INJECTION": ()}),
    "filter: personality": Removal(filter={"_personality": _nothing}),
    "filter: unseen memory": Removal(filter={"UNSEEN_MEMORY": ()}),
    "environment from nothing": Removal(lambda plan: replace(plan, env={**os.environ, **plan.env})),
    "descriptors closed by the launcher": Removal(here={(syscalls, "seal_descriptors"): _keep_open}),
    "descriptors closed by the run": Removal(launcher=KEEP_OPEN),
    "scratch size": Removal(lambda plan: replace(plan, scratch={**plan.scratch, "size": HUGE})),
    "scratch files": Removal(lambda plan: replace(plan, scratch={**plan.scratch, "files": 1 << 20})),
    "limit: processes of the uid": Removal(_rlimit("NPROC")),
    "limit: processes of the run": Removal(
        lambda plan: replace(plan, processes=1 << 20, cgroup={**plan.cgroup, "pids_cap": 1 << 20})
    ),
    "limit: open files": Removal(_rlimit("NOFILE")),
    "limit: one file": Removal(_rlimit("FSIZE")),
    "limit: core dumps": Removal(_rlimit("CORE")),
    "limit: memory": Removal(_no_cap),
    "limit: time": Removal(lambda plan: replace(plan, seconds=60.0)),
}
"""By wall: what takes it away."""
