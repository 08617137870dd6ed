"""A real PostgreSQL server for tests: made in a folder of its own, on loopback, as an ordinary user, ended with it."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

NOBODY = 65534
ADMIN_PASSWORD = "the-owners-own-password-1"


def binaries() -> Path | None:
    """Return the folder of the newest installed server's programs, or None."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    on_path = shutil.which("initdb")
    found += [Path(on_path).resolve().parent] if on_path else []
    return max(found, key=lambda path: path.parts, default=None)


MISSING = "the PostgreSQL server is not installed (apt-get install postgresql)"


@dataclass(frozen=True)
class Server:
    """A running server; `psql` speaks to it as its owner."""

    folder: Path
    port: int
    bin: Path

    def psql(self, sql: str, user: str = "postgres", password: str = ADMIN_PASSWORD, database: str = "crm") -> str:
        """Return what the owner's own client prints; CalledProcessError when the server refuses."""
        done = subprocess.run(
            [self.bin / "psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-f", "-", f"host=127.0.0.1 port={self.port}"],
            input=sql,
            env={"PGPASSWORD": password, "PGUSER": user, "PGDATABASE": database, "PATH": "/usr/bin:/bin"},
            capture_output=True,
            text=True,
            timeout=30,
            check=True,
        )
        return done.stdout.strip()


@contextlib.contextmanager
def server(setup: str, settings: str = "", access: str = "", tls: tuple[str, str] | None = None) -> Iterator[Server]:
    """Yield a server with a database `crm` in which `setup` was run.

    `access` comes before the rules of pg_hba.conf; `tls` is its certificate and key, as PEM.
    """
    folder, programs = Path(tempfile.mkdtemp(prefix="wg-pg-")), binaries()
    assert programs is not None, MISSING
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    as_user = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.getuid() == 0 else {}
    data, word = folder / "data", folder / "password"
    word.write_text(ADMIN_PASSWORD)
    if as_user:
        os.chown(folder, NOBODY, NOBODY)
        os.chown(word, NOBODY, NOBODY)

    def run(*words: object) -> None:
        subprocess.run(
            [str(word) for word in words], cwd=folder, check=True, stdout=subprocess.DEVNULL, timeout=60, **as_user
        )  # type: ignore[call-overload]

    try:
        run(
            *(programs / "initdb", "-D", data, "-U", "postgres", "--no-sync", "-E", "UTF8", "--locale=C"),
            *("-A", "scram-sha-256", f"--pwfile={word}"),
        )
        with (data / "postgresql.conf").open("a") as conf:
            conf.write(
                f"listen_addresses='127.0.0.1'\nport={port}\nunix_socket_directories=''\nfsync=off\n{settings}\n"
            )
        for name, text in zip(("server.crt", "server.key"), tls or (), strict=False):
            (data / name).write_text(text)
            (data / name).chmod(0o600)
            if as_user:
                os.chown(data / name, NOBODY, NOBODY)
        hba = data / "pg_hba.conf"
        hba.write_text(access + hba.read_text())
        run(programs / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "start")
        try:
            made = Server(folder, port, programs)
            made.psql("CREATE DATABASE crm", database="postgres")
            made.psql(setup)
            yield made
        finally:
            run(programs / "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
