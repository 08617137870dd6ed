"""Where Claude Code's settings lie: one file, what was there before kept beside it, and a note of what is ours in it.

Takes a path and settings; writes whole files or nothing, never through a link. Knows nothing of what settings mean.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import stat
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wicketgate.errors import ConfigError
from wicketgate.intercept.hook_only.merge import merged, parse, removed, stripped, text
from wicketgate.intercept.hook_only.settings import Tree

MANAGED = Path("/etc/claude-code/managed-settings.json")
LARGEST = 4 << 20
NOTE = 1


@dataclass(frozen=True, slots=True)
class Note:
    """What an installation left: its settings, the digest of the file it wrote, and what was there before."""

    after: str
    """SHA-256 of the file as it was written."""
    backup: str
    """Name, beside the file, of what was there before; empty where there was nothing."""
    ours: Tree
    order: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """One settings file; `mode` is that of a new one."""

    path: Path
    mode: int = 0o644

    def read(self) -> bytes | None:
        """Return the file's bytes, None if there is none; ConfigError for a link or what others may write."""
        self._check_folder()
        return _read(self.path)

    def note(self) -> Note | None:
        """Return what an installation left here; None if there was none, ConfigError if it cannot be read."""
        raw = _read(self._noted)
        if raw is None:
            return None
        try:
            body = json.loads(raw)
            if body["version"] != NOTE or "/" in body["backup"]:
                raise ValueError("another version")
            return Note(str(body["after"]), str(body["backup"]), dict(body["ours"]), dict(body["order"]))
        except (ValueError, KeyError, TypeError):
            raise ConfigError(f"{self._noted} cannot be read", f"rm {self._noted}; wicketgate hook install") from None

    def intact(self) -> bool:
        """Return whether the file is, byte for byte, what was installed."""
        note, raw = self.note(), self.read()
        return note is not None and raw is not None and _digest(raw) == note.after

    def missing(self) -> list[str]:
        """Return which of our settings no longer hold in the file, by their keys."""
        note, raw = self.note(), self.read()
        if note is None:
            return []
        tree = parse(raw, str(self.path)) if raw is not None else {}
        whole = merged(tree, note.ours)
        return sorted(key for key in note.ours if tree.get(key) != whole[key])

    def install(self, ours: Tree, order: dict[str, Any]) -> bool:
        """Merge `ours` in, what was there kept beside it; False if it is there already."""
        raw, note = self.read(), self.note()
        tree = parse(raw, str(self.path)) if raw is not None else {}
        untouched = note is not None and raw is not None and _digest(raw) == note.after
        base = removed(tree, note.ours, self._before(note)) if note is not None else stripped(tree)
        whole = merged(base, ours)
        if note is not None and note.ours == ours and whole == tree:
            return False
        backup = note.backup if note is not None and untouched else ""
        if raw is not None and not backup and not (note is not None and untouched):
            backup = self._keep(raw if note is None else text(base))
        made = text(whole)
        body = {"version": NOTE, "after": _digest(made), "backup": backup, "ours": ours, "order": order}
        # The note first: cut off in between, it undoes nothing that was not done.
        _write(self._noted, json.dumps(body, indent=1).encode(), self.mode)
        _write(self.path, made, self._mode())
        return True

    def uninstall(self) -> bool:
        """Put back exactly what was there, or take only ours out of what changed since; False if nothing is here."""
        note, raw = self.note(), self.read()
        if note is None:
            return False
        before = self._kept(note)
        if raw is not None and _digest(raw) == note.after:
            self._put(before)
            if note.backup and before is not None:
                self.path.with_name(note.backup).unlink()
        elif raw is not None:
            left = removed(parse(raw, str(self.path)), note.ours, self._before(note))
            self._put(text(left) if left or before is not None else None)
        self._noted.unlink()
        return True

    def _put(self, content: bytes | None) -> None:
        if content is None:
            self.path.unlink()
        else:
            _write(self.path, content, self._mode())

    def _before(self, note: Note) -> Tree:
        kept = self._kept(note)
        return parse(kept, note.backup) if kept is not None else {}

    def _kept(self, note: Note) -> bytes | None:
        if not note.backup:
            return None
        kept = _read(self.path.with_name(note.backup))
        if kept is None:
            where = self.path.with_name(note.backup)
            raise ConfigError(f"{where} is gone: it held what was there before", f"edit {self.path} by hand")
        return kept

    def _keep(self, content: bytes) -> str:
        stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
        for number in range(100):
            kept = self.path.with_name(f"{self.path.name}.{stamp}{f'-{number}' if number else ''}.backup")
            if not os.path.lexists(kept):
                _write(kept, content, 0o600)
                return kept.name
        raise ConfigError(f"too many backups beside {self.path}", "remove some")

    @property
    def _noted(self) -> Path:
        return self.path.with_name(f"{self.path.name}.wicketgate")

    def _mode(self) -> int:
        with contextlib.suppress(FileNotFoundError):
            return stat.S_IMODE(self.path.lstat().st_mode)
        return self.mode

    def _check_folder(self) -> None:
        with contextlib.suppress(FileNotFoundError):
            found = self.path.parent.lstat()
            safe = stat.S_ISDIR(found.st_mode) and found.st_uid in (0, os.geteuid()) and not found.st_mode & 0o022
            if not safe:
                remedy = f"make it a folder of yours or root's that nobody else may write: {self.path.parent}"
                raise ConfigError(f"{self.path.parent} is a link, or others may write there", remedy)


def _digest(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()


def _read(path: Path) -> bytes | None:
    try:
        opened = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ConfigError(f"cannot read {path} ({(error.strerror or '').lower()}): it must be a plain file") from None
    with open(opened, "rb") as file:
        found = os.fstat(opened)
        if not stat.S_ISREG(found.st_mode) or found.st_uid not in (0, os.geteuid()) or found.st_mode & 0o022:
            raise ConfigError(f"{path} must be a plain file of yours or root's that nobody else may write")
        raw = file.read(LARGEST + 1)
    if len(raw) > LARGEST:
        raise ConfigError(f"{path} is longer than {LARGEST} bytes")
    return raw


def _write(path: Path, content: bytes, mode: int) -> None:
    """Replace a file whole, so that a crash leaves the old one or the new one."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        path.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
        fresh.unlink(missing_ok=True)
        opened = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        with open(opened, "wb") as file:
            file.write(content)
            file.flush()
            os.fchmod(opened, mode)
            os.fsync(opened)
        fresh.replace(path)
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        os.fsync(folder)
        os.close(folder)
    except OSError as error:
        raise ConfigError(f"cannot write {path} ({(error.strerror or '').lower()})") from None
