"""What to raise around a program, worked out from a Spec and a Machine: pure, and the same for the same input.

    Spec + Machine  ──plan──►  Plan: what to stage, bubblewrap's arguments, the rules and the limits, as data

It takes and gives values only; `launcher` raises what stands here, and nothing else. It does not know what a policy
grants, whether a path exists, or what a descriptor's number will be: `@3` stands for the descriptor of `data[3]`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from wicketgate.errors import SandboxError
from wicketgate.policy import Limits
from wicketgate.sandbox import mounts
from wicketgate.sandbox.machine import Cgroup, Machine, Missing

__all__ = ["AGENT", "DATABASE", "EGRESS", "HOME", "HOOKS", "MODEL", "TOOLS"]
__all__ += ["Bind", "Cgroup", "Machine", "Missing", "Plan", "Spec", "plan"]

MODEL, HOOKS, EGRESS, TOOLS, DATABASE = 8701, 8702, 8703, 8704, 8705
"""The ports inside behind which the warden listens: the only ways out there are."""
HOME, AGENT = mounts.HOME, mounts.AGENT


@dataclass(frozen=True, slots=True)
class Bind:
    """A file or folder of the host, shown read-only inside. `source` holds no symbolic link: the caller resolved it."""

    source: str
    dest: str


@dataclass(frozen=True, slots=True)
class Spec:
    """One run, as its constructor wants it."""

    run: str
    argv: tuple[str, ...]
    env: Mapping[str, str]
    """The whole environment: nothing is inherited."""
    limits: Limits
    lower: str | None = None
    """The frozen snapshot on the host; None for an empty workspace."""
    cwd: str = mounts.WORKSPACE
    binds: tuple[Bind, ...] = ()
    binaries: tuple[Bind, ...] = ()
    """Programs that can be started but not read (mode 0111), so that the kernel guards their memory."""
    files: Mapping[str, bytes] = field(default_factory=dict)
    """Read-only files, by their path inside."""
    seeds: Mapping[str, bytes] = field(default_factory=dict)
    """Files the agent may change, by their path below /home."""
    ports: tuple[int, ...] = ()
    agent: bool = False
    """Whether an ssh-agent answers at AGENT: then, and only then, programs may open Unix stream sockets."""
    execute: Literal["any"] | tuple[str, ...] = "any"
    """Which programs may start: any that is there, or only these paths inside."""
    uid: int | None = None
    """The uid outside when the warden is root; None for an ordinary user, who keeps their own."""
    scratch: str | None = None
    """An empty folder on the host for what the run writes, used only where a tmpfs cannot hold it."""

    @property
    def ways(self) -> tuple[int | str, ...]:
        """Return the ports, then the path of the ssh-agent's socket where there is one."""
        return (*self.ports, *((AGENT,) if self.agent else ()))


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything the launcher needs, as data."""

    run: str
    bwrap: str
    arguments: tuple[str, ...]
    argv: tuple[str, ...]
    env: Mapping[str, str]
    data: tuple[bytes, ...]
    stage: tuple[tuple[str, str, str], ...]
    """(source on the host, staged path, `shown` | `unreadable` | `inert` (nothing can be started) | `overlay`)."""
    seeds: Mapping[str, bytes]
    """Path below the scratch root to content."""
    scratch: Mapping[str, Any]
    """size (bytes), files, disk (folder on the host, or empty for a tmpfs), programs (may they be started there)."""
    ports: tuple[int, ...]
    agent: bool
    rlimits: Mapping[str, int]
    landlock: Mapping[str, Any]
    cgroup: Mapping[str, Any]
    seconds: float
    memory: int
    processes: int
    tight: bool
    """Memory is only sampled: what a sample cannot see (memfd, SysV segments) is refused by seccomp."""
    architecture: str
    uid: int | None
    tier: str

    def to_json(self) -> dict[str, Any]:
        """Return the plan as the launcher reads it and the golden tests hold it; bytes become Latin-1 text."""
        body = asdict(self)
        body["data"] = [content.decode("latin-1") for content in self.data]
        body["seeds"] = {name: content.decode("latin-1") for name, content in self.seeds.items()}
        return body


def plan(spec: Spec, machine: Machine) -> Plan:
    """Return how to raise the walls for `spec` on `machine`; SandboxError names what is missing or must not be."""
    _able(spec, machine)
    mounts.check(spec)
    stage = _stage(spec)
    staged = {dest: name for (_, name, _), dest in stage}
    arguments, data = mounts.arguments(spec, machine, staged)
    limits, disk = spec.limits, "" if machine.tmpfs_xattr else str(spec.scratch)
    memory = limits.memory + (0 if disk else limits.disk)  # a tmpfs is memory too: filling it is not a reason to die
    cgroup = {**asdict(machine.cgroup), "memory_cap": int(memory), "pids_cap": limits.processes + 3}
    return Plan(
        run=spec.run,
        bwrap=machine.bwrap,
        arguments=arguments,
        argv=spec.argv,
        env=dict(spec.env),
        data=data,
        stage=tuple(entry for entry, _ in stage),
        seeds={path.removeprefix("/"): content for path, content in spec.seeds.items()},
        scratch={"size": int(limits.disk), "files": limits.files, "disk": disk, "programs": spec.execute == "any"},
        ports=spec.ports,
        agent=spec.agent,
        rlimits=_rlimits(limits),
        landlock=_landlock(spec, machine, staged),
        cgroup=cgroup,
        seconds=limits.minutes * 60,
        memory=int(limits.memory),
        processes=limits.processes,
        tight=machine.cgroup.kind == "none",
        architecture=machine.architecture,
        uid=spec.uid,
        tier=machine.tier,
    )


def _able(spec: Spec, machine: Machine) -> None:
    for missing in machine.missing:
        if missing.required:
            raise SandboxError(missing.what, missing.remedy)
    if (spec.uid is None) == (machine.uid == 0) or spec.uid == 0:
        raise SandboxError(f"a run needs a uid of its own when the warden is root, and only then (got {spec.uid})")
    if not machine.tmpfs_xattr and not spec.scratch:
        raise SandboxError("this kernel's tmpfs cannot hold an overlay and no folder for scratch files was given")


def _stage(spec: Spec) -> list[tuple[tuple[str, str, str], str]]:
    wanted = [("shown", bind) for bind in spec.binds] + [("unreadable", bind) for bind in spec.binaries]
    staged = [((bind.source, f"{mounts.STAGE}/b{n}", kind), bind.dest) for n, (kind, bind) in enumerate(wanted)]
    if spec.lower is not None:
        staged.append(((spec.lower, f"{mounts.STAGE}/l", "overlay"), mounts.WORKSPACE))
    if spec.execute != "any":
        staged.append((("/usr", mounts.INERT, "inert"), mounts.INERT))
    return staged


def _outside(path: str, staged: Mapping[str, str]) -> str:
    for dest, name in staged.items():
        if mounts.within(path, dest):
            return name + path[len(dest) :]
    return path


def _rlimits(limits: Limits) -> dict[str, int]:
    return {
        "NPROC": limits.processes + 3,  # bubblewrap's own two, and the one that starts it
        "NOFILE": limits.open_files,
        "FSIZE": int(limits.file_size),
        "CORE": 0,
        "MEMLOCK": 8 << 20,
        "MSGQUEUE": 0,
        "NICE": 0,
        "RTPRIO": 0,
    }


def _landlock(spec: Spec, machine: Machine, staged: Mapping[str, str]) -> dict[str, Any]:
    programs = None
    if spec.execute != "any":
        # The shared parts of /usr have the same inode inside and outside; what was staged has its staged path.
        programs = [_outside(path, staged) for path in spec.execute] + list(machine.loaders)
    return {
        "version": machine.landlock,
        "writable": [*mounts.WRITABLE.values(), *mounts.DEVICES, mounts.TERMINALS],
        "programs": programs,
        # A program of the run may serve and reach its own ports: the network namespace is empty.
        "ports": None if spec.execute == "any" else list(spec.ports),
    }
