"""What is kept of runs: retention, caps, versions, what a dead warden left, folders an agent made hard to remove."""

from __future__ import annotations

import dataclasses
import datetime
import json
import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from wicketgate.errors import ConfigError, StateError
from wicketgate.run import runs as module
from wicketgate.run.folder import FORMAT, Meta, RunFolder
from wicketgate.run.removal import remove_tree
from wicketgate.run.runs import DECIDED_DAYS, WAITING_DAYS, Runs


@pytest.fixture
def runs(tmp_path: Path) -> Runs:
    machinery: Any = SimpleNamespace(state=tmp_path)
    return Runs(machinery)


def kept(state: Path, days: float, condition: str, **more: Any) -> RunFolder:
    """Return the folder of a run that started so many days ago."""
    folder = RunFolder.create(state)
    started = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=days)
    folder.write(Meta(folder.id, "work", "/p", "d", "exec", started.isoformat(), condition, **more))
    return folder


@pytest.mark.parametrize("condition", ["empty", "committed", "discarded", "interrupted"])
def test_a_decided_run_goes_after_its_week(runs: Runs, tmp_path: Path, condition: str) -> None:
    old, young = kept(tmp_path, DECIDED_DAYS + 0.1, condition), kept(tmp_path, DECIDED_DAYS - 0.1, condition)
    assert runs.gc() == [old.id]
    assert young.path.exists() and not old.path.exists()


def test_changes_wait_a_month_for_a_person(runs: Runs, tmp_path: Path) -> None:
    old, young = kept(tmp_path, WAITING_DAYS + 0.1, "ended"), kept(tmp_path, DECIDED_DAYS + 1, "ended")
    assert runs.gc() == [old.id]
    assert young.path.exists()


def test_over_the_cap_decided_runs_go_oldest_first_and_waiting_ones_stay(
    runs: Runs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "TOTAL_CAP", 150_000)
    folders = [
        kept(tmp_path, days, state) for days, state in ((4, "ended"), (3, "committed"), (2, "empty"), (1, "empty"))
    ]
    for folder in folders:
        (folder.path / "data").write_bytes(os.urandom(60_000))
    assert runs.gc() == [folders[1].id, folders[2].id]
    assert folders[0].path.exists() and folders[3].path.exists()


def test_a_live_run_is_never_removed(runs: Runs, tmp_path: Path) -> None:
    folder = kept(tmp_path, 99, "empty")
    life: Any = object()
    runs.live[folder.id] = life
    assert runs.gc() == []
    with pytest.raises(ConfigError, match="alive"):
        runs.gc(folder.id)


def test_what_cannot_be_read_is_told_and_kept(runs: Runs, tmp_path: Path) -> None:
    newer, broken, odd = (kept(tmp_path, 99, "empty") for _ in range(3))
    body = json.loads((newer.path / "run.json").read_text())
    (newer.path / "run.json").write_text(json.dumps(body | {"version": FORMAT + 1}))
    (broken.path / "run.json").write_text("{")
    (odd.path / "run.json").write_text(json.dumps(body | {"started": "yesterday"}))
    metas, unreadable = runs.survey()
    assert metas == [] and set(unreadable) == {newer.id, broken.id, odd.id}
    assert f"format {FORMAT + 1}" in unreadable[newer.id]
    assert runs.gc() == []
    with pytest.raises(StateError, match="another version"):
        newer.read()
    assert runs.gc(broken.id) == [broken.id]


def test_a_folder_without_a_word_goes_once_it_cannot_be_a_run_that_begins(runs: Runs, tmp_path: Path) -> None:
    bare, fresh, empty = (RunFolder.create(tmp_path) for _ in range(3))
    os.utime(bare.path, (1, 1))
    (empty.path / "run.json").write_bytes(b"")
    assert sorted(runs.gc()) == sorted([bare.id, empty.id])
    assert fresh.path.exists()


def test_a_run_cut_off_is_interrupted_and_keeps_only_its_word(runs: Runs, tmp_path: Path) -> None:
    cut = kept(tmp_path, 0, "running")
    (cut.view / "frozen").mkdir(parents=True)
    cut.scratch.mkdir()
    assert runs.recover() == [cut.id]
    assert cut.read().state == "interrupted"
    runs.gc()
    assert sorted(path.name for path in cut.path.iterdir()) == ["run.json"]


def test_a_run_cut_off_after_its_changes_were_collected_still_waits_for_a_person(runs: Runs, tmp_path: Path) -> None:
    cut = kept(tmp_path, 0, "running")
    cut.view.mkdir()
    change = {"path": "a", "kind": "new", "what": "file", "content": "0" * 64, "mode": 420, "size": 1}
    (cut.view / "changes.json").write_text(json.dumps({"version": 1, "changes": [change]}))
    runs.recover()
    assert (cut.read().state, cut.read().changes) == ("ended", 1)
    runs.gc()
    assert (cut.view / "changes.json").exists()


def test_a_run_is_found_by_the_only_id_that_starts_so(tmp_path: Path) -> None:
    folder = kept(tmp_path, 0, "empty")
    assert RunFolder.find(tmp_path, folder.id[:4]).path == folder.path
    for name in ("", "..", "/", "zzzz", f"{folder.id}/", "*"):
        with pytest.raises(ConfigError):
            RunFolder.find(tmp_path, name)


def test_meta_is_stored_whole_or_not_at_all(tmp_path: Path) -> None:
    folder = kept(tmp_path, 0, "empty")
    (folder.path / "run.json.new").touch(0o600)
    (folder.path / "run.json.new").write_text("half of an earlier")
    changed = dataclasses.replace(folder.read(), state="discarded")
    assert folder.write(changed) == folder.read() == changed
    assert (folder.path / "run.json").stat().st_mode & 0o777 == 0o600


def test_a_tree_of_any_depth_and_mode_is_removed_without_following_a_link(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "kept").write_text("kept")
    tree = tmp_path / "tree"
    tree.mkdir()
    (tree / "link").symlink_to(outside)
    (tree / "hard").mkdir()
    os.link(outside / "kept", tree / "hard" / "name")
    (tree / "hard" / "link").symlink_to(outside, target_is_directory=True)
    (tree / "hard").chmod(0o500)
    (tree / "closed").mkdir(mode=0o000)
    os.mkfifo(tree / "pipe")
    deep = os.open(tree, os.O_RDONLY)
    for _ in range(3000):
        os.mkdir("d", dir_fd=deep)
        below = os.open("d", os.O_RDONLY, dir_fd=deep)
        os.close(deep)
        deep = below
    os.close(deep)
    remove_tree(tree)
    assert not tree.exists()
    assert (outside / "kept").read_text() == "kept"
    remove_tree(tmp_path / "outside" / "kept")  # no folder
    remove_tree(tmp_path / "absent")
    assert (outside / "kept").exists()
