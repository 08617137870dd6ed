"""Where a run's caps may be set, on trees as systems have them (plain folders: what counts is who may write which)."""

from __future__ import annotations

from pathlib import Path

import pytest

from wicketgate.sandbox.cgroup_delegation import cgroup
from wicketgate.sandbox.machine import Cgroup


def group(path: Path, passes: str | None = None, *files: str) -> Path:
    """Make a group; `passes` are the controllers its children get (None: a v1 group)."""
    path.mkdir(parents=True, exist_ok=True)
    (path / "cgroup.procs").write_text("")
    if passes is not None:
        (path / "cgroup.subtree_control").write_text(passes)
    for name in files:
        (path / name).write_text("")
    return path


def own(tmp_path: Path, *lines: str) -> Path:
    """Write the list of our own groups."""
    path = tmp_path / "own"
    path.write_text("".join(line + "\n" for line in lines))
    return path


def test_v2_uses_the_nearest_folder_above_that_passes_controllers_on(tmp_path: Path) -> None:
    root = tmp_path / "fs"
    group(root, "cpu memory pids")
    slice_ = group(root / "app.slice", "memory pids")
    group(slice_ / "run.scope", "")
    found = cgroup(root, own(tmp_path, "0::/app.slice/run.scope"))
    assert found == Cgroup("v2", str(slice_), str(slice_))


def test_v2_without_the_memory_controller_is_none(tmp_path: Path) -> None:
    group(tmp_path / "fs", "hugetlb pids")
    assert cgroup(tmp_path / "fs", own(tmp_path, "0::/")) == Cgroup()


def test_v1_beside_an_empty_v2(tmp_path: Path) -> None:
    root = tmp_path / "fs"
    group(root / "unified", "hugetlb")
    memory = group(root / "memory" / "here", None, "memory.limit_in_bytes")
    pids = group(root / "pids")
    found = cgroup(root, own(tmp_path, "8:pids:/", "4:memory:/here", "0::/"))
    assert found == Cgroup("v1", str(memory), str(pids))


def test_what_may_not_be_written_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tmp_path / "fs"
    group(root, "memory pids")
    monkeypatch.setattr("os.access", lambda path, mode: False)
    assert cgroup(root, own(tmp_path, "0::/")) == Cgroup()


def test_no_cgroups_at_all(tmp_path: Path) -> None:
    assert cgroup(tmp_path / "none", tmp_path / "missing") == Cgroup()
