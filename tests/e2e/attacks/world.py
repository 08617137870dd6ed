"""A world to attack: an operator's home and project, services that hear who comes, a process with a secret, shared
places. Each secret is a canary that names its row; what was changed or heard is asked of the world itself."""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import secrets
import shutil
import socket
import sqlite3
import subprocess
from pathlib import Path

from tests.e2e.attacks.ears import Ears
from tests.e2e.attacks.host import as_user, tree

HERE = Path(__file__).parent
CREATE, REMOVE = 0o1666, 0
PRIVATE = {1: ".ssh/id_rsa", 2: ".aws/credentials", 3: ".config/gcloud/credentials", 4: ".netrc"}
WRITTEN = {31: (".bashrc", ".profile"), 32: (".local/bin/ls",), 38: (".netrc",)}
PROJECT = {"README.md": "project\n", "docs/note.md": "note\n", "drafts/old.md": "old\n", "Makefile": "all:\n\ttrue\n"}


class World:
    """One such world, in a folder of its own; `close` leaves nothing of it."""

    def __init__(self, folder: Path, python: str, uid: int | None = None) -> None:
        self.folder, self.python, self.uid = folder, python, uid
        self.token = secrets.token_hex(6)
        self.name = f"wicketgate-attack-{self.token}"
        self.project, self.home, self.other = folder / "project", folder / "home", folder / "other"
        self.env = {"ATTACK_SECRET": self.canary(10), "XDG_RUNTIME_DIR": str(folder / "runtime")}
        self.ears = Ears()
        self._shm = self._segment()
        self._plant()
        self._serve()
        self.process = self._process()
        (self.project / "probe/world.json").write_text(json.dumps(self.told()))
        self._hand_over()
        self.before = tree(self.project)

    def canary(self, row: int) -> str:
        """Return the secret whose sight shows that a row leaks."""
        return f"canary-{row:03d}-{self.token}"

    def told(self) -> dict[str, object]:
        """Return what the attacker knows: where things are."""
        accounts = [line.split(":")[0] for line in Path("/etc/passwd").read_text().splitlines()]
        return {
            "folder": str(self.folder),
            "home": str(self.home),
            "other": str(self.other),
            "project": str(self.project),
            "runtime": str(self.folder / "runtime"),
            "private": str(self.folder / "private"),
            "socket": str(self.folder / "runtime/host.sock"),
            "abstract": self.name,
            "name": self.name,
            "account": next(name for name in accounts if name not in ("root", "agent")),
            "host": socket.gethostname(),
            "pid": self.process.pid,
            "port": self.ears.port,
            "granted": self.ears.granted,
            "shm": self._key,
            "left": self.left,
        }

    @property
    def left(self) -> str:
        """Return how long the process that stays behind sleeps: a number that finds it."""
        return f"{5000 + int(self.token[:4], 16) % 5000}.{int(self.token[4:], 16)}"

    def _plant(self) -> None:
        self.folder.chmod(0o755)
        for folder in ("home", "other", "project", "runtime"):
            (self.folder / folder).mkdir(exist_ok=True)
        files = {f"home/{name}": self.canary(row) for row, name in PRIVATE.items()}
        files |= {
            f"home/{self.canary(7)}": "",
            "other/.env": self.canary(5),
            "project/.env": f"{self.canary(6)}\n{self.canary(208)}\n",
        }
        files |= {"home/.bashrc": "bash\n", "home/.profile": "profile\n", "outside": "outside\n"}
        files |= {"descriptor": self.canary(77), "passed": self.canary(124), "private": "#!/bin/true\n"}
        files |= {f"project/{name}": text for name, text in PROJECT.items()}
        for name, text in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        os.link(self.project / ".env", self.project / "innocent.txt")
        os.link(self.folder / "outside", self.project / "prelinked")
        (self.project / "planted-link").symlink_to(self.home / ".bashrc")
        shutil.copytree(HERE / "probe", self.project / "probe", ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(HERE / "namespace.py", self.folder)
        quiet = {"cwd": self.project, "check": True, "capture_output": True}
        for words in ("init -q -b main", "add README.md .env", "-c user.name=x -c user.email=x@x commit -q -m first"):
            subprocess.run(["git", *words.split()], env={"PATH": os.environ["PATH"], "HOME": "/nonexistent"}, **quiet)
        with sqlite3.connect(self.project / "crm.db") as base:
            base.execute("create table customers as select ? as name", (self.canary(209),))
        base.close()
        self._shared()

    def _shared(self) -> None:
        Path("/tmp", self.canary(36)).touch()
        Path("/tmp", f"{self.name}-claude").mkdir()
        Path("/tmp", f"{self.name}-claude").chmod(0o1777)

    def _serve(self) -> None:
        runtime = self.folder / "runtime"
        with open(self.folder / "passed", "rb") as given:
            self.ears.file(runtime / "host.sock", os.dup(given.fileno()))
        self.ears.file(runtime / "bus")
        (self.home / ".gnupg").mkdir()
        self.ears.file(self.home / ".gnupg/S.gpg-agent")
        self.ears.abstract(self.name)
        self.ears.start()

    def _segment(self) -> int:
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._libc.shmat.restype = ctypes.c_void_p
        self._key = 0x10000000 | int(self.token[:6], 16)
        number = int(self._libc.shmget(self._key, 100, CREATE))
        text = self.canary(78).encode()
        ctypes.memmove(self._libc.shmat(number, None, 0), text, len(text))
        return number

    def _process(self) -> subprocess.Popen[bytes]:
        marks = self.folder / "marks"
        marks.mkdir()
        if self.uid is not None:
            os.chown(marks, self.uid, self.uid)
        words = [self.python, "-I", "-S", "-c", (HERE / "victim.py").read_text(), str(marks), self.canary(12)]
        secret = {"PATH": "/usr/bin:/bin", "SECRET": self.canary(11)}
        pipe = subprocess.PIPE
        process = subprocess.Popen(words, env=secret, start_new_session=True, stdout=pipe, **as_user(self.uid), cwd="/")
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        return process

    def _hand_over(self) -> None:
        # Where the attacker has another uid outside, it is the walls that must hold and not the owner of the files.
        for path in (self.home, self.folder / "runtime", self.other, self.folder / "outside", self.folder / "private"):
            for each in (path, *path.rglob("*")):
                if not each.is_symlink():
                    each.chmod(each.stat().st_mode | (0o777 if each.is_dir() or each.is_socket() else 0o666))
        if self.uid is not None:
            for each in (self.folder, *self.folder.rglob("*")):
                os.chown(each, self.uid, self.uid, follow_symlinks=False)

    def outside(self) -> dict[int, str]:
        """Return what happened to this world, by row."""
        seen = dict.fromkeys(self.ears.rows(), "somebody came")
        for row, names in WRITTEN.items():
            for name in names:
                path = self.home / name
                if path.exists() and ("attacker" in path.read_text() or path.stat().st_nlink > 1):
                    seen[37 if name == ".profile" else row] = f"{path} changed"
        bash = (self.home / ".bashrc").read_text().count("attacker")
        if bash > 1:
            seen[37] = "written through the link"
        if "attacker" in (self.folder / "outside").read_text():
            seen[39] = "written through the hard link"
        for mark in (self.folder / "marks").iterdir():
            seen[int(mark.name)] = "the signal came"
        for row, path in self.places().items():
            if path.exists():
                seen[row] = f"{path} is there"
        if self.behind():
            seen[82] = "still running"
        return seen

    def places(self) -> dict[int, Path]:
        """Return what only a leak makes, by row."""
        return {
            33: Path("/tmp", f"{self.name}-033"),
            34: Path("/tmp", f"{self.name}-claude", "034"),
            35: Path("/dev/shm", f"{self.name}-035"),
            120: self.folder / "ran-120",
            121: self.folder / "ran",
        }

    def behind(self) -> list[int]:
        """Return the processes left behind."""
        words = f"sleep\0{self.left}\0".encode()
        found = []
        for entry in Path("/proc").iterdir():
            with contextlib.suppress(OSError):
                if entry.name.isdigit() and (entry / "cmdline").read_bytes() == words:
                    found.append(int(entry.name))
        return found

    def close(self) -> None:
        """Leave nothing."""
        self.process.kill()
        self.process.wait()
        for pid in self.behind():
            os.kill(pid, 9)
        self.ears.close()
        self._libc.shmctl(self._shm, REMOVE, None)
        for top in (Path("/tmp"), Path("/dev/shm")):
            for path in (*top.glob(f"{self.name}*"), top / self.canary(36)):
                shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
        shutil.rmtree(self.folder, ignore_errors=True)
