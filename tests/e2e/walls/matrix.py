"""The matrix of walls and attacks, as data: which wall stands before which attack, and what stands behind it.

A wall is *closed* when nothing starts without it: there is no run for an attack to land in.
A wall is *primary* for an attack when nothing backs it: taken away alone, the attack lands. It is *secondary* when
`backs` names others that stop the same attack: taken away with them, and only with all of them, the attack lands.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One wall before one attack."""

    wall: str
    attack: str
    module: str
    """The module the wall stands in, below the package."""
    backs: tuple[str, ...] = ()
    """The walls that stop this attack too; none for a primary wall."""
    as_root: tuple[str, ...] = ()
    """What stops it as well when the warden is root."""
    test: str = ""
    """The test that takes the wall away; empty for what the table itself runs."""

    root_only: bool = False
    """Only root can see whether the attack landed."""
    closed: bool = False
    """Without it no run starts."""

    @property
    def kind(self) -> str:
        """Return `primary`, `secondary` or `closed`."""
        return "closed" if self.closed else "secondary" if self.backs else "primary"


def each_backs_the_others(attack: str, *walls: tuple[str, str], as_root: tuple[str, ...] = ()) -> tuple[Row, ...]:
    """Return a row for each of several walls (name, module) that all stop one attack."""
    names = [name for name, _ in walls]
    return tuple(
        Row(name, attack, module, tuple(other for other in names if other != name), as_root) for name, module in walls
    )


PLAN, MOUNTS, CHILD, FILTER, LANDLOCK = (f"sandbox/{n}.py" for n in ("plan", "mounts", "child", "seccomp", "landlock"))
STAGE, SYSCALLS, LIMITS, LAUNCHER = (
    f"sandbox/{name}.py" for name in ("stage", "syscalls", "limits", "launcher_process")
)
SANDBOX: tuple[Row, ...] = (
    Row("mount namespace", "be root inside", CHILD, closed=True),
    Row("network namespace", "reach a service on the host's loopback", CHILD),
    Row(
        "landlock ports",
        "reach a service on the host's loopback from a named program",
        LANDLOCK,
        ("network namespace",),
    ),
    *each_backs_the_others(
        "talk to an abstract socket of the host",
        ("network namespace", CHILD),
        ("filter: socket families", FILTER),
        ("landlock abstract sockets", LANDLOCK),
    ),
    Row("filter: socket families", "talk to a socket file in a shown folder", FILTER),
    Row("filter: masked comparison", "talk to a socket file, the family disguised in its upper half", FILTER),
    Row("filter: other architectures", "open an AF_UNIX socket by a 32-bit call", FILTER),
    *each_backs_the_others(
        "kill a process of the host",
        ("pid namespace of the run", CHILD),
        ("pid namespace of bubblewrap", MOUNTS),
        ("landlock signals", LANDLOCK),
    ),
    *each_backs_the_others(
        "kill the launcher through its process group",
        ("session of the run", CHILD),
        ("session of bubblewrap", MOUNTS),
        ("landlock signals", LANDLOCK),
        as_root=("dedicated uid",),
    ),
    Row("ipc namespace", "read shared memory of the host", MOUNTS),
    Row("uts namespace", "learn the host's name", MOUNTS),
    Row("cgroup namespace", "learn the run's place among the host's cgroups", MOUNTS),
    Row("masks of /proc", "learn which boot of which host this is", MOUNTS),
    Row("uid inside", "be root inside", MOUNTS),
    Row("dedicated uid", "read what only root may", STAGE),
    *each_backs_the_others(
        "hear every packet of the run's network", ("no capability", MOUNTS), ("user namespace", MOUNTS)
    ),
    Row("minimal root", "read a file of the host", MOUNTS),
    *each_backs_the_others("override the mode of a guarded program", ("no capability", MOUNTS), ("uid inside", MOUNTS)),
    Row("unreadable program", "read a program that must not be read", STAGE),
    Row("read-only shown folders", "make a guarded program readable", MOUNTS),
    Row("unreadable program", "read the memory of a guarded program", STAGE),
    *each_backs_the_others(
        "write into the memory of a guarded program", ("unreadable program", STAGE), ("landlock writes", LANDLOCK)
    ),
    *each_backs_the_others(
        "attach to a guarded program", ("unreadable program", STAGE), ("filter: other processes", FILTER)
    ),
    *each_backs_the_others(
        "uncover what a mount hides",
        ("no capability", MOUNTS),
        ("uid inside", MOUNTS),
        ("no user namespace inside", MOUNTS),
        ("filter: mounts", FILTER),
        ("landlock on files", LANDLOCK),
    ),
    *each_backs_the_others(
        "be root of a new user namespace", ("filter: namespaces", FILTER), ("no user namespace inside", MOUNTS)
    ),
    *each_backs_the_others(
        "start a process in a new user namespace",
        ("filter: clone flags", FILTER),
        ("no user namespace inside", MOUNTS),
    ),
    *each_backs_the_others(
        "start a process in a new user namespace by clone3",
        ("filter: clone3", FILTER),
        ("no user namespace inside", MOUNTS),
    ),
    Row("filter: keys", "read a key of the session that started the launcher", FILTER),
    Row("filter: kernel surface", "make calls by a ring the filter does not see", FILTER),
    Row("filter: kernel surface", "hold the kernel up at a page of ours", FILTER),
    Row("filter: personality", "make every page executable", FILTER),
    Row("filter: terminal injection", "type into a terminal", FILTER),
    *each_backs_the_others(
        "write into the root, past every cap on the disk", ("read-only root", MOUNTS), ("landlock writes", LANDLOCK)
    ),
    *each_backs_the_others(
        "write into /dev, past every cap on the disk", ("read-only /dev", MOUNTS), ("landlock writes", LANDLOCK)
    ),
    *each_backs_the_others(
        "change a shown file on the host", ("read-only shown folders", MOUNTS), ("landlock writes", LANDLOCK)
    ),
    *each_backs_the_others("change the workspace on the host", ("overlay", CHILD), ("landlock writes", LANDLOCK)),
    Row("frozen snapshot", "read what a person wrote during the run", PLAN),
    Row("no mount below what can be written", "have a mount make a file on the host", MOUNTS),
    Row("landlock programs", "start a program where none is granted", LANDLOCK),
    Row("nothing mapped from the system", "have the loader map a program of the system", MOUNTS),
    Row("nothing mapped from scratch", "bring a program along and have the loader map it", STAGE),
    Row("landlock special files", "leave a socket file behind", LANDLOCK),
    Row("environment from nothing", "read a variable of the one who started the run", PLAN),
    *each_backs_the_others(
        "read a folder by a descriptor that was left open",
        ("descriptors closed by the launcher", SYSCALLS),
        ("descriptors closed by the run", SYSCALLS),
    ),
    Row("scratch size", "write more than the disk that was given", CHILD),
    Row("scratch files", "make more files than were given", CHILD),
    Row("limit: one file", "write one file that is larger than allowed", PLAN),
    Row("limit: open files", "open more descriptors than allowed", PLAN),
    Row("limit: core dumps", "allow itself to dump core", PLAN),
    Row("limit: memory", "hold more memory than allowed", PLAN),
    Row("limit: memory", "hold more memory than allowed, where it is sampled", LIMITS),
    Row("filter: unseen memory", "hold memory that no sample sees", FILTER),
    *each_backs_the_others(
        "have more processes than allowed", ("limit: processes of the uid", PLAN), ("limit: processes of the run", PLAN)
    ),
    *each_backs_the_others(
        "have more processes than allowed, where they are sampled",
        ("limit: processes of the uid", PLAN),
        ("limit: processes of the run", LIMITS),
    ),
    *each_backs_the_others(
        "leave a process behind", ("pid namespace of the run", CHILD), ("pid namespace of bubblewrap", MOUNTS)
    ),
    *each_backs_the_others(
        "outlive a killed warden",
        ("launcher dies with the warden", LAUNCHER),
        ("launcher ends with its socket", LAUNCHER),
    ),
    *each_backs_the_others(
        "outlive a killed launcher", ("run dies with the launcher", CHILD), ("bubblewrap dies with its parent", MOUNTS)
    ),
    Row("limit: time", "outlast the time that was given", LIMITS),
)
