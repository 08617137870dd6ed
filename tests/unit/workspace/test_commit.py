"""A commit changes exactly what was approved, keeps what a person did meanwhile, and can be taken back."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from wicketgate.errors import SandboxError, StateError
from wicketgate.workspace import apply_step, syscalls, tree
from wicketgate.workspace.commit import commit, discard, undo_commit
from wicketgate.workspace.report import locked
from wicketgate.workspace.write_ahead import UNDO

from .conftest import Bench


@pytest.fixture
def changed(bench: Bench) -> Bench:
    """Return a run that changed one file, made one, deleted one and made a folder with a file in it."""
    bench.freeze()
    upper = bench.top / "upper"
    (upper / "docs/made").mkdir(parents=True)
    (upper / "docs/a.md").write_text("one\nTWO\nthree\n")
    (upper / "docs/new.md").write_text("new\n")
    (upper / "docs/made/in.md").write_text("in\n")
    os.chmod(upper / "docs/a.md", 0o644)
    bench.collect(upper)
    return bench


def results(report: object) -> dict[str, str]:
    return {outcome.path: outcome.result for outcome in report.outcomes}  # type: ignore[attr-defined]


def test_nothing_approved_changes_nothing(changed: Bench) -> None:
    before = changed.states()
    report = commit(changed.root, changed.into, changed.changes, changed.baseline, changed.files, [])
    assert report.outcomes == () and changed.states() == before
    assert set(report.waiting) == {"docs/a.md", "docs/new.md", "docs/made/in.md"}


def test_only_the_approved_path_changes(changed: Bench) -> None:
    report = changed.commit("docs/new.md")
    assert results(report) == {"docs/new.md": "done"} and changed.read("docs/a.md") == "one\ntwo\nthree\n"


def test_committing_twice_changes_nothing_more(changed: Bench) -> None:
    changed.commit()
    before = changed.states()
    changed.commit()
    assert changed.states() == before and not changed.litter()


def test_undo_restores_everything_and_committing_again_brings_it_back(changed: Bench) -> None:
    before = changed.states()
    assert changed.commit().complete
    after = changed.states()
    assert undo_commit(changed.into, changed.root).complete and changed.states() == before
    assert changed.commit().complete and changed.states() == after
    assert not changed.litter()


def test_undo_goes_back_commit_by_commit(changed: Bench) -> None:
    before = changed.states()
    changed.commit("docs/a.md")
    between = changed.states()
    changed.commit("docs/new.md")
    assert undo_commit(changed.into, changed.root).complete and changed.states() == between
    assert undo_commit(changed.into, changed.root).complete and changed.states() == before


def test_undo_without_a_commit_is_refused(changed: Bench) -> None:
    with pytest.raises(StateError, match="nothing was committed"):
        undo_commit(changed.into, changed.root)


def test_undo_leaves_what_a_person_changed_since(changed: Bench) -> None:
    changed.commit()
    changed.put("docs/a.md", "a person's")
    changed.put("docs/made/mine.md", "mine")
    report = undo_commit(changed.into, changed.root)
    assert results(report)["docs/a.md"] == "conflict" and changed.read("docs/a.md") == "a person's"
    assert results(report)["docs/made"] == "conflict" and changed.read("docs/made/mine.md") == "mine"
    assert not (changed.root / "docs/new.md").exists()


def test_a_persons_edit_before_the_commit_is_a_conflict_shown_three_ways(changed: Bench) -> None:
    changed.put("docs/a.md", "ONE\ntwo\nthree\n")
    item = changed.review()["docs/a.md"]
    assert item.status == "conflict" and item.reason == "it changed since the run began"
    for text in ("--- before the run", "+++ yours", "+ONE", "+++ the agent's", "+TWO"):
        assert text in item.diff
    changed.commit()
    assert changed.read("docs/a.md") == "ONE\ntwo\nthree\n"


def test_a_persons_deletion_is_a_conflict(changed: Bench) -> None:
    (changed.root / "docs/a.md").unlink()
    assert changed.review()["docs/a.md"].status == "conflict"
    changed.commit()
    assert not (changed.root / "docs/a.md").exists()


def replace(path: Path) -> None:
    new = path.with_name("tmp")
    new.write_text("a person's")
    new.rename(path)


MEDDLING: dict[str, Callable[[Path], object]] = {
    "edit_in_place": lambda path: path.write_text("a person's"),
    "replace": replace,
    "delete": lambda path: path.unlink(),
    "link": lambda path: (path.unlink(), path.symlink_to("/etc/passwd")),
    "folder": lambda path: (path.unlink(), path.mkdir()),
}


@pytest.mark.parametrize("name", MEDDLING)
@pytest.mark.parametrize("kind", ["modified", "deleted"])
def test_what_a_person_does_between_the_check_and_the_swap_is_kept(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, name: str, kind: str
) -> None:
    bench.freeze()
    upper = bench.top / "upper"
    (upper / "docs").mkdir(parents=True)
    if kind == "modified":
        (upper / "docs/a.md").write_text("agent\n")
        bench.collect(upper)
    else:
        if os.geteuid() != 0:
            pytest.skip("only root makes a whiteout outside a mount")
        os.mknod(upper / "docs/a.md", 0o020000, 0)
        bench.collect(upper)
    target = bench.root / "docs/a.md"
    call = "exchange" if kind == "modified" else "place"
    plain = getattr(syscalls, call)
    done: list[int] = []

    def meddled(old_folder: int, old: str, new_folder: int, new: str) -> None:
        if not done:
            done.append(1)
            MEDDLING[name](target)
        plain(old_folder, old, new_folder, new)

    monkeypatch.setattr(apply_step.syscalls, call, meddled)
    report = bench.commit()
    left = {"link": ("link", "/etc/passwd"), "folder": ("folder", ""), "delete": None}
    assert bench.states().get("docs/a.md") == left.get(name, ("file", "a person's"))
    assert results(report)["docs/a.md"] in ("conflict", "failed") and not bench.litter()


def test_a_person_creating_the_new_file_first_wins(changed: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = syscalls.place

    def meddled(old_folder: int, old: str, new_folder: int, new: str) -> None:
        if new == "new.md":
            changed.put("docs/new.md", "a person's")
        plain(old_folder, old, new_folder, new)

    monkeypatch.setattr(apply_step.syscalls, "place", meddled)
    assert results(changed.commit())["docs/new.md"] == "conflict"
    assert changed.read("docs/new.md") == "a person's" and not changed.litter()


def test_a_folder_swapped_for_a_link_receives_nothing(changed: Bench) -> None:
    outside = changed.top / "outside"
    (outside / "made").mkdir(parents=True)
    (outside / "a.md").write_text("one\ntwo\nthree\n")
    (changed.root / "docs").rename(changed.root / "docs-away")
    (changed.root / "docs").symlink_to(outside)
    changed.commit()
    assert (outside / "a.md").read_text() == "one\ntwo\nthree\n" and sorted(outside.rglob("*.md")) == [outside / "a.md"]


def test_a_file_swapped_for_a_link_is_not_followed(changed: Bench) -> None:
    outside = changed.top / "outside.md"
    outside.write_text("one\ntwo\nthree\n")
    (changed.root / "docs/a.md").unlink()
    (changed.root / "docs/a.md").symlink_to(outside)
    assert changed.review()["docs/a.md"].status == "conflict"
    changed.commit()
    assert outside.read_text() == "one\ntwo\nthree\n" and (changed.root / "docs/a.md").is_symlink()


def test_the_other_name_of_a_hard_link_keeps_its_content(changed: Bench) -> None:
    os.link(changed.root / "docs/a.md", changed.top / "elsewhere")
    report = changed.commit()
    assert (changed.top / "elsewhere").read_text() == "one\ntwo\nthree\n"
    assert changed.read("docs/a.md") == "one\nTWO\nthree\n"
    assert any("other names" in outcome.detail for outcome in report.outcomes)
    (changed.top / "elsewhere").write_text("changed later")
    undo_commit(changed.into, changed.root)
    assert changed.read("docs/a.md") == "one\ntwo\nthree\n"


def test_a_late_write_through_an_open_descriptor_is_kept_for_undo(changed: Bench) -> None:
    with (changed.root / "docs/a.md").open("a") as editor:
        changed.commit()
        editor.write("late\n")
    undo_commit(changed.into, changed.root)
    assert changed.read("docs/a.md") == "one\ntwo\nthree\nlate\n"


def test_mode_and_attributes_of_the_replaced_file_stay(changed: Bench) -> None:
    os.chmod(changed.root / "docs/a.md", 0o664)
    changed.commit()
    assert (changed.root / "docs/a.md").stat().st_mode & 0o777 == 0o664
    assert (changed.root / "docs/new.md").stat().st_mode & 0o022 == 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root commits for somebody else")
def test_root_keeps_the_owner_of_files_and_folders(changed: Bench) -> None:
    os.chown(changed.root / "docs", 1234, 1235)
    os.chown(changed.root / "docs/a.md", 1236, 1237)
    changed.commit()
    owners = {name: (info.st_uid, info.st_gid) for name in ("a.md", "new.md", "made", "made/in.md")
              for info in [(changed.root / "docs" / name).stat()]}  # fmt: skip
    assert owners == {"a.md": (1236, 1237), "new.md": (1234, 1235), "made": (1234, 1235), "made/in.md": (1234, 1235)}


def test_another_folder_in_the_place_of_the_workspace_is_refused(changed: Bench) -> None:
    changed.root.rename(changed.top / "moved")
    changed.root.mkdir()
    with pytest.raises(SandboxError, match="not the folder this run was given"):
        changed.commit()


def test_a_damaged_blob_is_not_committed(changed: Bench) -> None:
    change = next(item for item in changed.changes.items if item.path == "docs/new.md")
    changed.changes.blob(change.content).write_text("tampered")
    report = changed.commit()
    assert results(report)["docs/new.md"] == "failed" and not (changed.root / "docs/new.md").exists()
    assert results(report)["docs/a.md"] == "done" and not changed.litter()


def test_where_the_old_file_cannot_be_kept_nothing_is_replaced(changed: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(apply_step, "keep", full)
    report = changed.commit("docs/a.md")
    assert results(report) == {"docs/a.md": "failed"} and changed.read("docs/a.md") == "one\ntwo\nthree\n"
    assert not changed.litter()


def test_where_files_cannot_be_swapped_atomically_nothing_is_replaced(
    changed: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unable(*arguments: object) -> None:
        raise OSError(22, "Invalid argument")

    monkeypatch.setattr(apply_step.syscalls, "exchange", unable)
    report = changed.commit("docs/a.md")
    assert "atomically" in report.outcomes[0].detail and changed.read("docs/a.md") == "one\ntwo\nthree\n"
    assert not changed.litter()


def test_the_folder_walk_without_openat2_is_as_strict(changed: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*arguments: object) -> int:
        raise OSError(38, "Function not implemented")

    monkeypatch.setattr(tree, "open_below", missing)
    (changed.root / "docs/sub").rename(changed.top / "sub")
    (changed.root / "docs/sub").symlink_to(changed.top / "sub")
    handle = tree.open_root(changed.root)
    os.close(tree.open_folder(handle, "docs"))
    for path in ("docs/sub", "docs/../docs", "docs/sub/..", "../run"):
        with pytest.raises(OSError):
            tree.open_folder(handle, path)
    os.close(handle)
    assert changed.commit().complete


@pytest.mark.parametrize("path", ["docs/sub", "docs/../../run", "../run", "/etc", "docs/sub/.."])
def test_no_path_leads_out_of_the_workspace(bench: Bench, path: str) -> None:
    (bench.root / "docs/sub").rename(bench.top / "sub")
    (bench.root / "docs/sub").symlink_to(bench.top / "sub")
    handle = tree.open_root(bench.root)
    with pytest.raises(OSError):
        tree.open_folder(handle, path)
    os.close(handle)


def test_only_one_commit_at_a_time(changed: Bench) -> None:
    with locked(changed.into), pytest.raises(StateError, match="going on"):
        changed.commit()


def test_discard_removes_the_run_and_leaves_the_workspace(changed: Bench) -> None:
    before = changed.states()
    os.chmod(changed.baseline.tree / "docs", 0o500)
    discard(changed.into)
    assert not changed.into.exists() and changed.states() == before
    discard(changed.into)


def test_a_newer_plan_is_refused(changed: Bench) -> None:
    changed.commit()
    plan = changed.into / UNDO / "1" / "plan.json"
    plan.write_text(plan.read_text().replace('"version": 1', '"version": 2'))
    with pytest.raises(StateError, match="version 2"):
        undo_commit(changed.into, changed.root)
