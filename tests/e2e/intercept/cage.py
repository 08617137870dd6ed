"""A bare cage for the real Claude Code: an empty network whose listeners are answered outside, nothing of the product.

It stands in for the sandbox, so that what is proven is the work of the hook endpoint and the managed settings alone.
"""

import ctypes
import fcntl
import os
import shutil
import signal
import socket
import struct
import time
from collections.abc import Callable
from pathlib import Path

PORTS = (8701, 8702, 8703, 8704)
NEW = 0x10000000 | 0x40000000  # user, network
LIBC = ctypes.CDLL(None, use_errno=True)


class Cage:
    """One command in a cage; `listeners` are its ports, `wait` ends it."""

    def __init__(
        self,
        folder: Path,
        binary: Path,
        argv: tuple[str, ...],
        environment: dict[str, str],
        managed: dict[str, bytes],
        seeds: dict[str, bytes],
        workspace: dict[str, str],
        binds: tuple[tuple[str, str], ...] = (),
        place: str = "/workspace",
    ) -> None:
        self.folder = folder
        self.workspace = folder / "workspace"
        self.place = place
        for place, content in {**managed, **seeds}.items():
            self._put("root" + place, content)
        for name, text in workspace.items():
            self._put(f"workspace/{name}", text.encode())
        for made in ("workspace", "root/home/agent", "root/etc/claude-code"):
            (folder / made).mkdir(parents=True, exist_ok=True)
        self.output = folder / "stdout"
        ours, theirs = socket.socketpair()
        self.pid = os.fork()
        if self.pid == 0:
            try:
                ours.close()
                self._enter(theirs, binary, argv, environment, binds)
            finally:
                os._exit(125)
        theirs.close()
        _, descriptors, _, _ = socket.recv_fds(ours, 1, len(PORTS))
        ours.close()
        self.code: int | None = None
        self.listeners = [socket.socket(fileno=descriptor) for descriptor in descriptors]

    def _put(self, name: str, content: bytes) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    def _enter(
        self,
        theirs: socket.socket,
        binary: Path,
        argv: tuple[str, ...],
        environment: dict[str, str],
        binds: tuple[tuple[str, str], ...],
    ) -> None:
        user, group = os.getuid(), os.getgid()
        if LIBC.unshare(NEW) != 0:
            raise OSError(ctypes.get_errno(), "unshare")
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"0 {user} 1")
        Path("/proc/self/gid_map").write_text(f"0 {group} 1")
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            fcntl.ioctl(probe, 0x8914, struct.pack("16sH14s", b"lo", 0x41, b""))
        sockets = []
        for port in PORTS:
            listener = socket.socket()
            listener.bind(("127.0.0.1", port))
            listener.listen(64)
            sockets.append(listener)
        socket.send_fds(theirs, [b"x"], [listener.fileno() for listener in sockets])
        out = os.open(self.output, os.O_WRONLY | os.O_CREAT)
        null = os.open(os.devnull, os.O_RDONLY)
        for target, source in ((0, null), (1, out), (2, out)):
            os.dup2(source, target)
        os.closerange(3, 256)
        bwrap = shutil.which("bwrap") or "/usr/bin/bwrap"
        os.execve(bwrap, ["bwrap", *self._mounts(binary, binds), *argv], environment)

    def _mounts(self, binary: Path, binds: tuple[tuple[str, str], ...]) -> list[str]:
        words = "--unshare-user --unshare-pid --unshare-ipc --die-with-parent --cap-drop ALL --uid 1000 --gid 1000"
        root = self.folder / "root"
        mounts = [*words.split(), "--ro-bind", "/usr", "/usr"]
        for link in ("lib", "lib64", "bin"):
            mounts += ["--symlink", f"usr/{link}", f"/{link}"]
        for place in ("/etc/ssl", "/etc/ld.so.cache"):
            mounts += ["--ro-bind-try", place, place]
        mounts += [
            "--proc",
            "/proc",
            "--dev",
            "/dev",
            "--tmpfs",
            "/tmp",
            "--ro-bind",
            str(binary),
            "/opt/claude/claude",
        ]
        mounts += ["--ro-bind", str(root / "etc/claude-code"), "/etc/claude-code"]
        mounts += ["--bind", str(root / "home"), "/home", "--bind", str(self.workspace), self.place]
        for source, dest in binds:
            mounts += ["--ro-bind", source, dest]
        return [*mounts, "--chdir", self.place]

    def running(self) -> bool:
        """Return whether the command still runs."""
        if self.code is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            self.code = os.waitstatus_to_exitcode(status) if pid else None
        return self.code is None

    def wait(self, until: Callable[[], bool] = lambda: False, seconds: float = 30) -> int | None:
        """Return the exit code once the command has ended; None, having ended it, when `until` holds or time is up."""
        deadline = time.monotonic() + seconds
        while self.running() and not until() and time.monotonic() < deadline:
            time.sleep(0.02)
        if self.running():
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
            self.code = -signal.SIGKILL
            return None
        return self.code

    def close(self) -> None:
        """End the command if it still runs, and close what the test did not hand on."""
        self.wait(seconds=0)
        for listener in self.listeners:
            listener.close()
