"""The first process of a disposable machine: makes its mounts, then starts, reaps and ends programs as it is told.

Runs as a fork of the column, in new namespaces; takes orders as JSON datagrams with three descriptors each.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import resource
import select
import signal
import socket
import termios
from pathlib import Path
from typing import Any

from demo import internet, kernel

CAPS = {
    resource.RLIMIT_FSIZE: 1 << 30,
    resource.RLIMIT_NOFILE: 4096,
    resource.RLIMIT_CORE: 0,
    resource.RLIMIT_NPROC: 4096,
}
LOGIN = {
    "resolv.conf": f"nameserver {internet.RESOLVER}\noptions timeout:1 attempts:1\n",
    "hosts": "127.0.0.1 localhost\n",
    "nsswitch.conf": "passwd: files\ngroup: files\nhosts: files dns\n",
}


def run(channel: socket.socket, folder: Path, *, privileged: bool) -> None:
    """Raise the machine around `folder` and serve orders until the other end closes."""
    os.setsid()
    kernel.unshare(kernel.NEWNS | kernel.NEWIPC | kernel.NEWUTS)
    _mounts(folder, privileged=privileged)
    channel.send(b"ready")
    wake_read, wake_write = os.pipe()
    os.set_blocking(wake_write, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake_write)
    while True:
        ready, _, _ = select.select([channel.fileno(), wake_read], [], [])
        if wake_read in ready:
            os.read(wake_read, 512)
            _reap(channel)
        if channel.fileno() in ready:
            message, fds, _, _ = socket.recv_fds(channel, 1 << 20, 3)
            if not message:
                return
            _obey(channel, json.loads(message), fds)


def _obey(channel: socket.socket, order: dict[str, Any], fds: list[int]) -> None:
    if "kill" in order:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(order["kill"], signal.SIGKILL)
        return
    pid = os.fork()
    if pid == 0:
        _become(order, fds)
    for fd in fds:
        os.close(fd)
    channel.send(json.dumps({"started": pid}).encode())


def _become(order: dict[str, Any], fds: list[int]) -> None:
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.setsid()
        for number, fd in enumerate(fds):
            os.dup2(fd, number)
        os.closerange(3, 4096)
        if order["tty"]:
            fcntl.ioctl(0, termios.TIOCSCTTY, 0)
        os.chdir(order["cwd"])
        for what, most in CAPS.items():
            resource.setrlimit(what, (min(most, resource.getrlimit(what)[1]) if most else 0,) * 2)
        if not order["capabilities"]:
            kernel.drop_capabilities()
        os.execvpe(order["argv"][0], order["argv"], order["env"])
    except BaseException as problem:  # nothing of the parent may run on
        os.write(2, f"cannot start {order['argv'][0]}: {problem}\n".encode())
    finally:
        os._exit(127)


def _reap(channel: socket.socket) -> None:
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        channel.send(json.dumps({"ended": pid, "status": os.waitstatus_to_exitcode(status)}).encode())


def _mounts(folder: Path, *, privileged: bool) -> None:
    kernel.mount("none", "/", flags=kernel.MS_REC | kernel.MS_PRIVATE)
    kernel.mount(str(folder), str(folder), flags=kernel.MS_BIND)
    kernel.set_read_only("/", read_only=True, recursive=True)
    kernel.set_read_only(str(folder), read_only=False, recursive=False)
    if privileged and Path("/sys/fs/cgroup").is_dir():
        kernel.set_read_only("/sys/fs/cgroup", read_only=False, recursive=True)
    for name, text in LOGIN.items():
        ours, theirs = folder / "outside" / name, Path(os.path.realpath(f"/etc/{name}"))
        ours.write_text(text)
        if theirs.exists():
            kernel.mount(str(ours), str(theirs), flags=kernel.MS_BIND)
    kernel.mount("tmpfs", str(folder / "outside"), "tmpfs", data="size=64k,mode=700")
    if Path("/dev/shm").is_dir():
        kernel.mount("tmpfs", "/dev/shm", "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV, "size=64m,mode=1777")
    kernel.mount("proc", "/proc", "proc")
