"""Which policies their owner accepted on this machine: for each path, the one digest that counts, and its text.

Takes a state directory, keeps one file a path below `accepted/` in it. A policy that went back to an earlier text
counts as little as one that went forward: only the last acceptance holds.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
import time
from pathlib import Path
from typing import Any

from wicketgate.errors import ConfigError, StateError, UntrustedPolicy
from wicketgate.policy.named_files import bound, digests
from wicketgate.policy.policy import Policy

VERSION = 1
LARGEST = 8 << 20
"""Bytes of one acceptance: a policy file of the largest size, every character escaped."""


class Accepted:
    """The acceptances kept in one state directory."""

    OURS = "of yours that nobody else may write"

    def __init__(self, state_dir: Path) -> None:
        self.state = Path(os.path.realpath(state_dir))
        self.folder = self.state / "accepted"

    def accept(self, policy: Policy, by: str) -> None:
        """Let exactly `policy.digest` count at its path, durably; ConfigError or StateError if that is not safe."""
        self._check_apart(policy)
        self._prepare()
        body = {"version": VERSION, "path": str(policy.path), "digest": policy.digest, "by": by}
        body["beside"] = digests(policy.beside)
        self._write(self._place(policy.path), {**body, "at": int(time.time()), "text": policy.text})

    def check(self, policy: Policy) -> None:
        """Return if this digest counts at this path; UntrustedPolicy says whether the file is new or changed."""
        self._check_apart(policy)
        found = self._read(policy.path)
        if found is not None and found["digest"] == policy.digest:
            return
        remedy = f"wicketgate policy trust --policy {policy.path}"
        if found is None:
            raise UntrustedPolicy(f"nobody accepted {policy.path.name} (digest {policy.digest[:12]}) here", remedy)
        changed = f"{policy.path.name}{_named(policy)} changed since {found['by']} accepted it"
        raise UntrustedPolicy(f"{changed} (got digest {policy.digest[:12]}, expected {found['digest'][:12]})", remedy)

    def previous(self, path: Path) -> str | None:
        """Return the text last accepted for `path`, or None."""
        found = self._read(path)
        return None if found is None else str(found["text"])

    def beside(self, path: Path) -> dict[str, str]:
        """Return the digests of the files accepted with the policy at `path`, by their path."""
        found = self._read(path)
        return {} if found is None else dict(found.get("beside", {}))

    def _check_apart(self, policy: Policy) -> None:
        # What lies in the workspace can be in a clone, or be committed by an agent: it must never say what is accepted.
        if self.state.is_relative_to(os.path.realpath(policy.root)):
            problem = f"expected a state directory outside the workspace (got {self.state})"
            raise ConfigError(problem, "set XDG_STATE_HOME to a folder elsewhere")

    def _prepare(self) -> None:
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise _unusable(self.folder, error) from None
        self._check_folder()

    def _check_folder(self) -> None:
        """Refuse a folder somebody else could write in; whoever can, accepts policies."""
        for folder in (self.state, self.folder):
            found = folder.lstat()
            mode = stat.S_IMODE(found.st_mode)
            if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or mode & 0o022:
                got = f"(got uid {found.st_uid}, mode {mode:04o})"
                raise StateError(f"{folder}: expected a folder {self.OURS} {got}", f"chmod 0700 {folder}")

    def _place(self, path: Path) -> Path:
        """Return the file for one policy path; a hash, because a path may be longer than a file name may."""
        return self.folder / f"{hashlib.sha256(os.fsencode(path)).hexdigest()}.json"

    def _write(self, place: Path, body: dict[str, Any]) -> None:
        """Replace one acceptance so that a crash leaves the old one or the new one, whole."""
        fresh = place.with_suffix(f".{os.getpid()}.new")
        try:
            fresh.unlink(missing_ok=True)
            opened = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
            with open(opened, "wb") as file:
                file.write(json.dumps(body, indent=1).encode() + b"\n")
                file.flush()
                os.fsync(opened)
            fresh.replace(place)
            _sync_folder(self.folder)
        except OSError as error:
            raise _unusable(place, error) from None

    def _read(self, path: Path) -> dict[str, Any] | None:
        """Return the acceptance of one path; StateError if it is not exactly what `accept` leaves."""
        place = self._place(path)
        try:
            opened = os.open(place, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise _unusable(place, error) from None
        with open(opened, "rb") as file:
            self._check_folder()
            found = os.fstat(opened)
            if not stat.S_ISREG(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & 0o022:
                raise StateError(f"{place}: expected a file {self.OURS}", f"rm {place}")
            return _decoded(file.read(LARGEST), place, path)


def _named(policy: Policy) -> str:
    return f" (or {', '.join(policy.beside)}, which it names)" if policy.beside else ""


def _decoded(content: bytes, place: Path, path: Path) -> dict[str, Any]:
    try:
        body = json.loads(content)
        version = body["version"]
        known = isinstance(version, int)
    except (ValueError, TypeError, KeyError):
        known, version, body = False, 0, {}
    if known and version > VERSION:
        problem = f"{place}: expected version {VERSION} (got {version}, written by a newer wicketgate)"
        raise StateError(problem, "use that version of wicketgate")
    texts = all(isinstance(body.get(key), str) for key in ("path", "digest", "by", "text"))
    beside = body.get("beside", {})
    texts = texts and isinstance(beside, dict) and all(isinstance(one, str) for one in beside.values())
    # The text is what the next change is compared with, so it must be the one that was accepted.
    whole = version == VERSION and texts and body["path"] == str(path)
    if not whole or bound(body["text"], beside) != body["digest"]:
        raise StateError(f"{place}: expected an acceptance of {path}, whole", f"rm {place}; wicketgate policy trust")
    return dict(body)


def _sync_folder(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _unusable(path: Path, error: OSError) -> StateError:
    return StateError(f"cannot use {path}: {(error.strerror or type(error).__name__).lower()}")
