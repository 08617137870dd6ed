"""A project folder and a run's folder, and the shortest way from a shell script to what the run left."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from wicketgate.policy.model import Files
from wicketgate.workspace.baseline import Baseline
from wicketgate.workspace.changes import Changes
from wicketgate.workspace.commit import Report, commit
from wicketgate.workspace.diff import collect
from wicketgate.workspace.review import Item, review
from wicketgate.workspace.snapshot import snapshot

FILES = Files(read=("docs/**", "drafts/**", "README"), write=("docs/**", "drafts/**", "README"), hide=("**/.env",))


class Bench:
    """One workspace with a small project in it, and one run on it."""

    def __init__(self, folder: Path) -> None:
        self.root, self.into, self.top = folder / "ws", folder / "run", folder
        self.files = FILES
        for name in ("docs", "docs/sub"):
            (self.root / name).mkdir(parents=True)
        self.put("README", "hello\n")
        self.put("docs/a.md", "one\ntwo\nthree\n")
        self.put("docs/b.md", "b\n")
        self.put("docs/sub/c.md", "c\n")
        self.put("docs/sub/.env", "SECRET-C\n")
        self.put("private.txt", "PRIVATE\n")
        self.put("wicketgate.yaml", "version: 1\n")
        self.baseline: Baseline
        self.changes: Changes

    def put(self, path: str, text: str | bytes, mode: int = 0o644) -> Path:
        """Write a file of the live workspace."""
        place = self.root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(text.encode() if isinstance(text, str) else text)
        place.chmod(mode)
        return place

    def read(self, path: str) -> str:
        """Return the text of a file of the live workspace."""
        return (self.root / path).read_text()

    def freeze(self, protected: Sequence[Path] = ()) -> Baseline:
        """Take the frozen view."""
        self.baseline = snapshot(self.root, self.files, (self.root / "wicketgate.yaml", *protected), self.into)
        return self.baseline

    def run(self, script: str) -> Changes:
        """Run a shell script in a real overlay over the frozen view and collect what it left."""
        if not hasattr(self, "baseline"):
            self.freeze()
        upper, work, merged = (self.top / name for name in ("upper", "work", "merged"))
        for path in (upper, work, merged):
            path.mkdir()
        layers = f"lowerdir={self.baseline.tree},upperdir={upper},workdir={work},userxattr"
        line = f"mount -t overlay overlay -o {layers} {merged} && cd {merged} && {script}"
        done = subprocess.run(["unshare", "-Ur", "-m", "sh", "-ec", line], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return self.collect(upper)

    def collect(self, upper: Path) -> Changes:
        """Collect an upper layer made by hand."""
        if not hasattr(self, "baseline"):
            self.freeze()
        handle = os.open(upper, os.O_RDONLY | os.O_DIRECTORY)
        try:
            self.changes = collect(handle, self.baseline, self.into)
        finally:
            os.close(handle)
        return self.changes

    def review(self) -> dict[str, Item]:
        """Return the review by path."""
        return {item.path: item for item in review(self.root, self.changes, self.baseline, self.files)}

    def commit(self, *approved: str) -> Report:
        """Commit the approved paths; without any, everything that may be."""
        paths = approved or tuple(item.path for item in self.changes.items)
        return commit(self.root, self.into, self.changes, self.baseline, self.files, paths)

    def litter(self) -> list[Path]:
        """Return the temporary files a commit left behind."""
        return list(self.root.rglob(".wicketgate-*"))

    def states(self) -> dict[str, tuple[str, str]]:
        """Return what stands in the live workspace, by path: its kind and content."""
        found = {}
        for path in sorted(self.root.rglob("*")):
            name = str(path.relative_to(self.root))
            if path.is_symlink():
                found[name] = ("link", str(path.readlink()))
            elif path.is_file():
                found[name] = ("file", path.read_text(errors="surrogateescape"))
            else:
                found[name] = ("folder", "")
        return found


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """Return a fresh workspace."""
    return Bench(tmp_path)
