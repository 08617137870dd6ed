"""A real OpenSSH server for tests: a folder, keys and a port of its own, on loopback, ended with it."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

MISSING = "the OpenSSH server is not installed (apt-get install openssh-server)"
PROGRAM = next((path for path in ("/usr/sbin/sshd", "/usr/bin/sshd") if Path(path).exists()), None)
SEPARATED = Path("/run/sshd")
SETTINGS = """\
ListenAddress 127.0.0.1:{port}
{host_keys}
AuthorizedKeysFile {folder}/authorized
StrictModes no
UsePAM no
PidFile none
LogLevel VERBOSE
PermitRootLogin yes
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitUserRC no
X11Forwarding no
MaxStartups 100
"""


@dataclass(frozen=True)
class Server:
    """A running server; whoever runs the tests may log in there, as `user`."""

    folder: Path
    port: int
    user: str

    def host_key(self, kind: str = "ed25519") -> str:
        """Return the host's public key as a known_hosts file has it."""
        return " ".join((self.folder / f"host_{kind}.pub").read_text().split()[:2])

    def admit(self, public: str) -> None:
        """Let a key log in."""
        with (self.folder / "authorized").open("a") as file:
            file.write(public.strip() + "\n")

    @property
    def log(self) -> str:
        """Return what the server said."""
        return (self.folder / "log").read_text()


def keygen(path: Path, *words: str) -> Path:
    """Return the path of a new key pair's private half."""
    made = words if "-N" in words else (*words, "-N", "")
    subprocess.run(["ssh-keygen", "-q", "-C", "test", "-f", str(path), *made], check=True, timeout=60)
    return path


@contextlib.contextmanager
def server(*kinds: str, more: str = "") -> Iterator[Server]:
    """Yield a server with host keys of these kinds (`ed25519` without one)."""
    assert PROGRAM is not None, MISSING
    folder = Path(tempfile.mkdtemp(prefix="wg-sshd-"))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    made = SEPARATED.exists()
    if os.getuid() == 0 and not made:
        SEPARATED.mkdir(mode=0o755)  # sshd as root starts its child there
    try:
        names = [keygen(folder / f"host_{kind}", "-t", kind) for kind in kinds or ("ed25519",)]
        host_keys = "\n".join(f"HostKey {name}" for name in names)
        (folder / "authorized").touch()
        config = folder / "config"
        config.write_text(SETTINGS.format(port=port, folder=folder, host_keys=host_keys) + more)
        with (folder / "log").open("wb") as log:
            running = subprocess.Popen([PROGRAM, "-D", "-e", "-f", config], stderr=log, stdin=subprocess.DEVNULL)
        try:
            _await(port, running)
            yield Server(folder, port, pwd.getpwuid(os.getuid()).pw_name)
        finally:
            running.terminate()
            running.wait(10)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if os.getuid() == 0 and not made:
            with contextlib.suppress(OSError):
                SEPARATED.rmdir()


def _await(port: int, running: subprocess.Popen[bytes]) -> None:
    for _ in range(100):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        assert running.poll() is None, "sshd ended"
        time.sleep(0.05)
    raise AssertionError("sshd does not answer")
