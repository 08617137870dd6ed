"""What a machine can raise, as a value: found by `probe`, used by `plan`, recorded with every run. No I/O."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Missing:
    """Something this machine lacks, and the command or setting that mends it."""

    what: str
    remedy: str
    required: bool = True
    """False when a run is possible without it, at the cost named in `what`."""


@dataclass(frozen=True, slots=True)
class Cgroup:
    """Where limits over all processes of a run can be set: the folders runs get their own folder in."""

    kind: str = "none"
    """`v2`, `v1` or `none` (then the warden samples, and kills beyond the cap)."""
    memory: str = ""
    pids: str = ""
    """For v2 the same folder as `memory`."""


@dataclass(frozen=True, slots=True)
class Machine:
    """One machine, one user, one bubblewrap."""

    architecture: str
    kernel: str
    uid: int
    bwrap: str = ""
    """Absolute path, owned by root and not writable by others."""
    bwrap_version: tuple[int, ...] = ()
    landlock: int = 0
    """The kernel's Landlock version; 0 when it has none."""
    seccomp: str = ""
    """Version of libseccomp; empty when it cannot be loaded."""
    namespaces: bool = False
    """A user namespace with its own mounts and network could be entered."""
    overlay: bool = False
    """An overlay could be mounted in such a namespace."""
    tmpfs_xattr: bool = False
    """A tmpfs takes user attributes (Linux 6.6), so that an overlay's upper layer may lie on it."""
    cgroup: Cgroup = Cgroup()
    roots: tuple[tuple[str, str], ...] = ()
    """Top-level system folders besides /usr: (path, where its link points, or empty for a real folder)."""
    etc: tuple[str, ...] = ()
    """Files and folders of /etc that programs need and that hold nothing private."""
    masks: tuple[str, ...] = ()
    """Files of /proc that tell about the host and are covered."""
    loaders: tuple[str, ...] = ()
    """Real paths of the ELF loaders."""
    missing: tuple[Missing, ...] = field(default=())

    @property
    def tier(self) -> str:
        """Return how the walls stand here, for the record: what bounds memory and what bounds the disk."""
        disk = "tmpfs" if self.tmpfs_xattr else "sampled"
        memory = "sampled" if self.cgroup.kind == "none" else f"cgroup-{self.cgroup.kind}"
        return f"bubblewrap disk={disk} memory={memory} landlock={self.landlock}"
