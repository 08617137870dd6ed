"""Collecting an upper layer made by hand: what a real overlay rarely holds, and what an attacker would write."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from wicketgate.errors import SandboxError, StateError
from wicketgate.workspace.changes import Change, Changes
from wicketgate.workspace.diff import Bounds, collect

from .conftest import Bench


@pytest.fixture
def upper(bench: Bench) -> Path:
    """Return an empty upper layer."""
    path = bench.top / "upper"
    path.mkdir()
    return path


def by_path(changes: Changes) -> dict[str, Change]:
    return {item.path: item for item in changes.items}


def test_an_empty_layer_changes_nothing(bench: Bench, upper: Path) -> None:
    assert bench.collect(upper).items == ()


def test_the_same_content_again_is_no_change(bench: Bench, upper: Path) -> None:
    (upper / "README").write_text("hello\n")
    os.chmod(upper / "README", 0o644)
    assert bench.collect(upper).items == ()


def test_a_mode_alone_is_a_change_of_its_own(bench: Bench, upper: Path) -> None:
    (upper / "README").write_text("hello\n")
    os.chmod(upper / "README", 0o755)
    change = by_path(bench.collect(upper))["README"]
    assert (change.kind, change.mode) == ("mode", 0o755)
    assert bench.changes.blob(change.content).read_text() == "hello\n"


def test_setuid_is_stripped_and_refused(bench: Bench, upper: Path) -> None:
    (upper / "new").write_text("x")
    os.chmod(upper / "new", 0o6755)
    change = by_path(bench.collect(upper))["new"]
    assert change.mode == 0o755 and "setuid" in change.refusal


def test_extended_attributes_are_left_behind_and_said_so(bench: Bench, upper: Path) -> None:
    (upper / "new").write_text("x")
    try:
        os.setxattr(upper / "new", "user.note", b"x")
    except OSError:
        pytest.skip("no extended attributes on this filesystem")
    assert by_path(bench.collect(upper))["new"].notes == ("extended attribute user.note left behind",)


@pytest.mark.parametrize("mark", ["user.overlay.redirect", "user.overlay.metacopy"])
def test_content_that_lies_elsewhere_is_refused(bench: Bench, upper: Path, mark: str) -> None:
    (upper / "new").write_text("")
    (upper / "folder").mkdir()
    (upper / "folder/x").write_text("x")
    try:
        os.setxattr(upper / "new", mark, b"/docs/sub/.env")
        os.setxattr(upper / "folder", mark, b"/docs/sub")
    except OSError:
        pytest.skip("no extended attributes on this filesystem")
    found = by_path(bench.collect(upper))
    assert "elsewhere" in found["new"].refusal and "elsewhere" in found["folder"].refusal
    assert "folder/x" not in found


def test_a_whiteout_as_an_attribute_deletes_too(bench: Bench, upper: Path) -> None:
    (upper / "README").write_text("")
    try:
        os.setxattr(upper / "README", "user.overlay.whiteout", b"")
    except OSError:
        pytest.skip("no extended attributes on this filesystem")
    assert by_path(bench.collect(upper))["README"].kind == "deleted"


def test_links_are_recorded_and_never_followed(bench: Bench, upper: Path) -> None:
    (upper / "l").symlink_to("/etc/passwd")
    (upper / "d").symlink_to("/etc")
    found = by_path(bench.collect(upper))
    assert {path: (change.what, change.content) for path, change in found.items()} == {
        "l": ("link", "/etc/passwd"),
        "d": ("link", "/etc"),
    }


def test_special_files_are_recorded_and_never_opened(bench: Bench, upper: Path) -> None:
    os.mkfifo(upper / "pipe")  # opening it for reading would wait for ever
    assert by_path(bench.collect(upper))["pipe"].refusal == "a pipe, socket or device"


def test_names_are_kept_exactly(bench: Bench, upper: Path) -> None:
    names = ["new\nline", "esc\x1b[2J", "bidi\u202e", os.fsdecode(b"caf\xe9"), "x" * 255]
    for name in names:
        (upper / name).write_text(name, errors="surrogateescape")
    assert set(by_path(bench.collect(upper))) == set(names)
    assert Changes.load(bench.into) == bench.changes


def test_what_an_agent_made_unreadable_is_read_all_the_same(bench: Bench, upper: Path) -> None:
    (upper / "shut").mkdir()
    (upper / "shut/x").write_text("x")
    os.chmod(upper / "shut/x", 0)
    os.chmod(upper / "shut", 0)
    found = by_path(bench.collect(upper))
    assert found["shut/x"].mode == 0 and bench.changes.blob(found["shut/x"].content).read_text() == "x"


def test_a_hole_of_folders_is_cut_off(bench: Bench, upper: Path) -> None:
    handle = os.open(upper, os.O_RDONLY)
    for _ in range(140):
        os.mkdir("d", dir_fd=handle)
        deeper = os.open("d", os.O_RDONLY, dir_fd=handle)
        os.close(handle)
        handle = deeper
    os.close(handle)
    refused = [change for change in bench.collect(upper).items if change.refusal]
    assert len(refused) == 1 and "folders deep" in refused[0].refusal


def test_too_many_files_are_refused_and_too_many_bytes_are_left_out(bench: Bench, upper: Path) -> None:
    bench.freeze()
    for name in "abc":
        (upper / name).write_text(name * 10)
    handle = os.open(upper, os.O_RDONLY)
    with pytest.raises(SandboxError, match="more than 2 files"):
        collect(handle, bench.baseline, bench.into, Bounds(files=2))
    found = by_path(collect(handle, bench.baseline, bench.into, Bounds(bytes=25)))
    os.close(handle)
    assert [bool(found[name].refusal) for name in "abc"] == [False, False, True]


def test_many_names_of_one_file_are_read_once(bench: Bench, upper: Path) -> None:
    (upper / "a").write_text("x" * 1000)
    for number in range(50):
        os.link(upper / "a", upper / f"l{number}")
    bench.freeze()
    handle = os.open(upper, os.O_RDONLY)
    found = collect(handle, bench.baseline, bench.into, Bounds(bytes=2000))
    os.close(handle)
    assert len(found.items) == 51 and not any(change.refusal for change in found.items)


def test_a_newer_manifest_is_refused(bench: Bench, upper: Path) -> None:
    bench.collect(upper)
    place = bench.into / "changes.json"
    place.write_text(place.read_text().replace('"version": 1', '"version": 7'))
    with pytest.raises(StateError, match="version 7"):
        Changes.load(bench.into)


def test_a_blob_is_named_by_its_hash_and_nothing_else(bench: Bench) -> None:
    with pytest.raises(StateError):
        Changes(bench.into, ()).blob("../../etc/passwd")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root makes a whiteout outside a mount")
def test_a_whiteout_over_nothing_deletes_nothing(bench: Bench, upper: Path) -> None:
    for name in ("private.txt", "docs.gone"):
        os.mknod(upper / name, stat.S_IFCHR, os.makedev(0, 0))
    assert bench.collect(upper).items == ()
