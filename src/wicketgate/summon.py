"""Finds the warden of a state directory, and starts it where there is none. The standard library and nothing else.

Takes the directory, gives a connected socket. Two clients at once start one warden; one that is leaving is waited out.
"""

# ruff: noqa: PTH102, PTH103, PTH111, PTH120  pathlib alone would cost a client a tenth of its start
from __future__ import annotations

import contextlib
import fcntl
import json
import os
import select
import socket
import stat
import sys
import time

from wicketgate.errors import StateError, from_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

START_SECONDS = 30.0
SIGNALS = tuple(number for number in range(1, 32) if number not in (9, 19))  # those that may be set at all
# TMPDIR because /tmp may not be writable where it is set.
# The warden starts with these of the caller's environment and no other: no key ever sits in its /proc/PID/environ.
KEPT = (
    *("HOME", "LANG", "LC_ALL", "TZ", "XDG_STATE_HOME", "SSL_CERT_FILE", "SSL_CERT_DIR", "XDG_RUNTIME_DIR", "TMPDIR"),
    # Where the system keyring and the stores of secrets are; what opens them is none of these.
    *("DBUS_SESSION_BUS_ADDRESS", "VAULT_ADDR", "VAULT_NAMESPACE", "VAULT_CACERT", "AWS_REGION", "AWS_PROFILE"),
)


def state_home() -> str:
    """Return the state directory: `$XDG_STATE_HOME/wicketgate`, by default `~/.local/state/wicketgate`."""
    home = os.environ.get("HOME") or os.path.expanduser("~")
    base = os.environ.get("XDG_STATE_HOME") or f"{home}/.local/state"
    if not base.startswith("/"):
        raise StateError(f"XDG_STATE_HOME must be an absolute path (got {base!r})", "set it to one, or unset it")
    return f"{base.rstrip('/')}/wicketgate"


def open_state(state: str | os.PathLike[str]) -> int:
    """Return a descriptor of the state directory, made if need be; StateError unless it is ours alone (0700)."""
    try:
        os.makedirs(os.path.dirname(state), exist_ok=True)
        with contextlib.suppress(FileExistsError):
            os.mkdir(state, 0o700)
        handle = os.open(state, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError as error:
        raise StateError(f"cannot use {state}: {error.strerror}", "set XDG_STATE_HOME to a folder of yours") from None
    found = os.fstat(handle)
    if found.st_uid != os.geteuid() or stat.S_IMODE(found.st_mode) & 0o077:
        os.close(handle)
        raise StateError(f"{state} must belong to you and nobody else may enter it", f"chmod 700 {state}")
    return handle


def reach(handle: int) -> socket.socket | None:
    """Return a connection to the warden of the state directory `handle`, or None if none answers."""
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_CLOEXEC)
    try:
        # Through the descriptor: a socket's path may have 107 bytes at most, a home directory may have more.
        connection.connect(f"/proc/self/fd/{handle}/warden.sock")
    except OSError:
        connection.close()
        return None
    return connection


def begin(home: str, handle: int) -> socket.socket:
    """Return a connection to a warden that is started if none has the directory; one that leaves is waited out."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        with _turn(handle, "warden.start") as mine:
            # One client at a time starts one, and only where no warden, coming or going, holds the lock.
            if mine and not _held(handle):
                _spawn(home, handle, until)
        connection = reach(handle)
        if connection is not None:
            return connection
        time.sleep(0.02)
    raise StateError("the warden did not start", f"read {home}/warden.log")


@contextlib.contextmanager
def _turn(handle: int, name: str, kind: int = fcntl.LOCK_EX) -> Iterator[bool]:
    lock = os.open(name, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600, dir_fd=handle)
    try:
        fcntl.flock(lock, kind | fcntl.LOCK_NB)
        yield True
    except BlockingIOError:
        yield False
    finally:
        os.close(lock)


def _held(handle: int) -> bool:
    with _turn(handle, "warden.lock", fcntl.LOCK_SH) as free:
        return not free


def _spawn(home: str, handle: int, until: float) -> None:
    ready, told = os.pipe()
    environment = {name: os.environ[name] for name in KEPT if name in os.environ}
    environment["PATH"] = "/usr/sbin:/usr/bin:/sbin:/bin"
    log = os.open("warden.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o600, dir_fd=handle)
    null = os.open(os.devnull, os.O_RDONLY)
    try:
        os.set_inheritable(told, True)
        arguments = [sys.executable, "-I", "-m", "wicketgate.warden", "--state", home, "--ready", str(told)]
        actions = [(os.POSIX_SPAWN_DUP2, null, 0), (os.POSIX_SPAWN_DUP2, log, 1), (os.POSIX_SPAWN_DUP2, log, 2)]
        # Signals as they are by default: where the caller ignores SIGCHLD, no child could ever be waited for.
        pid = os.posix_spawn(
            sys.executable, arguments, environment, file_actions=actions, setsid=True, setsigmask=(), setsigdef=SIGNALS
        )
    finally:
        for descriptor in (told, log, null):
            os.close(descriptor)
    try:
        said = _said(ready, until)
    finally:
        os.close(ready)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, os.WNOHANG if until < time.monotonic() else 0)  # it forks, and only the other one stays
    if said not in (b"ready", b"busy"):
        with contextlib.suppress(ValueError):
            raise from_json(json.loads(said))
        raise StateError("the warden did not start", f"read {home}/warden.log")


def _said(ready: int, until: float) -> bytes:
    """Return the warden's first word; nothing when it ends or hangs without one."""
    if select.select([ready], [], [], max(0.0, until - time.monotonic()))[0]:
        return os.read(ready, 1 << 16)
    return b""
