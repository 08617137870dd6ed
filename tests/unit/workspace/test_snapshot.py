"""The frozen view holds exactly what is granted, and nothing of it is shared with the live workspace."""

from __future__ import annotations

import hashlib
import os
import socket
from pathlib import Path

import pytest

from wicketgate.errors import ConfigError, SandboxError, StateError
from wicketgate.policy.model import Files
from wicketgate.workspace import file_copy
from wicketgate.workspace.baseline import Baseline
from wicketgate.workspace.snapshot import Caps, snapshot

from .conftest import Bench


def present(bench: Bench) -> set[str]:
    return {str(path.relative_to(bench.baseline.tree)) for path in bench.baseline.tree.rglob("*") if not path.is_dir()}


def notes(bench: Bench) -> dict[str, str]:
    return {note.path: note.reason for note in bench.baseline.notes}


def test_nothing_granted_means_nothing_there(bench: Bench) -> None:
    bench.files = Files()
    bench.freeze()
    assert bench.baseline.entries == {} and present(bench) == set()


def test_exactly_the_granted_files_are_there_with_their_hash_and_mode(bench: Bench) -> None:
    bench.put("docs/tool", "#!/bin/sh\n", 0o750)
    bench.put("docs/setuid", "x", 0o4755)
    bench.freeze()
    assert present(bench) == {"README", "docs/a.md", "docs/b.md", "docs/sub/c.md", "docs/tool", "docs/setuid"}
    entry = bench.baseline.entries["docs/tool"]
    assert entry.content == hashlib.sha256(b"#!/bin/sh\n").hexdigest() and entry.mode == 0o750
    assert (bench.baseline.tree / "docs/tool").stat().st_mode & 0o7777 == 0o750
    assert (bench.baseline.tree / "docs/setuid").stat().st_mode & 0o7777 == 0o755


def test_a_hard_link_to_a_hidden_file_is_absent(bench: Bench) -> None:
    os.link(bench.root / "docs/sub/.env", bench.root / "docs/innocent.md")
    bench.freeze()
    assert "docs/innocent.md" not in present(bench)
    assert notes(bench)["docs/innocent.md"] == "another name of a hidden or protected file"


def test_a_hard_link_to_a_protected_file_or_into_a_protected_folder_is_absent(bench: Bench) -> None:
    state = bench.top / "state"
    state.mkdir()
    (state / "journal").write_text("JOURNAL")
    os.link(bench.root / "wicketgate.yaml", bench.root / "docs/policy.md")
    os.link(state / "journal", bench.root / "docs/journal.md")
    bench.freeze([state])
    assert not {"docs/policy.md", "docs/journal.md"} & present(bench)


def test_a_database_and_what_sqlite_keeps_beside_it_are_absent(bench: Bench) -> None:
    for suffix in ("", "-wal", "-shm", "-journal"):
        bench.put(f"docs/crm.db{suffix}", f"ROWS{suffix}")
    bench.freeze([bench.root / "docs/crm.db"])
    assert not any("crm" in path for path in present(bench))
    assert {"docs/crm.db", "wicketgate.yaml"} <= set(bench.baseline.protected)


def test_a_protected_link_protects_the_file_it_leads_to(bench: Bench) -> None:
    bench.put("docs/real.db", "ROWS")
    (bench.root / "crm.db").symlink_to("docs/real.db")
    bench.freeze([bench.root / "crm.db"])
    assert "docs/real.db" not in present(bench)
    assert "docs/real.db" in bench.baseline.protected


def test_a_hidden_link_hides_the_file_it_leads_to(bench: Bench) -> None:
    bench.put("docs/key.txt", "KEY")
    (bench.root / "docs/.env").symlink_to("key.txt")
    bench.freeze()
    assert "docs/key.txt" not in present(bench)


def test_a_hidden_folder_hides_all_below_it(bench: Bench) -> None:
    bench.files = Files(read=("docs/**",), hide=("docs/sub",))
    os.link(bench.root / "docs/sub/c.md", bench.root / "docs/other-name.md")
    bench.freeze()
    assert present(bench) == {"docs/a.md", "docs/b.md"}


def test_an_edit_in_place_on_the_host_stays_invisible(bench: Bench) -> None:
    bench.freeze()
    with (bench.root / "docs/a.md").open("r+") as file:
        file.write("EDITED")
    assert (bench.baseline.tree / "docs/a.md").read_text() == "one\ntwo\nthree\n"
    assert (bench.baseline.tree / "docs/a.md").stat().st_ino != (bench.root / "docs/a.md").stat().st_ino


def test_what_is_born_or_linked_later_stays_absent(bench: Bench) -> None:
    bench.freeze()
    bench.put("docs/.env.production", "LATER")
    (bench.root / "docs/later").symlink_to("sub")
    assert not any("later" in path or "env" in path for path in present(bench))


def test_links_are_copied_only_where_they_lead_inside(bench: Bench) -> None:
    docs = bench.root / "docs"
    targets = {"in": "a.md", "up": "../README", "out": "../../x", "abs": "/etc/passwd", "far": "sub/../../.."}
    for name, target in targets.items():
        (docs / name).symlink_to(target)
    bench.freeze()
    assert {"docs/in", "docs/up"} <= present(bench)
    left_out = {path for path, reason in notes(bench).items() if "leads out" in reason}
    assert left_out == {"docs/out", "docs/abs", "docs/far"}


def test_a_linked_folder_is_never_entered(bench: Bench) -> None:
    outside = bench.top / "outside"
    outside.mkdir()
    (outside / "x.md").write_text("OUTSIDE")
    (bench.root / "docs/linked").symlink_to(outside)
    bench.freeze()
    assert "docs/linked/x.md" not in present(bench)


def test_pipes_and_sockets_are_left_out_and_said_so(bench: Bench) -> None:
    os.mkfifo(bench.root / "docs/pipe")
    listener = socket.socket(socket.AF_UNIX)
    handle = os.open(bench.root / "docs", os.O_RDONLY)
    listener.bind(f"/proc/self/fd/{handle}/socket")
    bench.freeze()
    listener.close()
    os.close(handle)
    assert notes(bench) == {"docs/pipe": "a pipe, socket or device", "docs/socket": "a pipe, socket or device"}


def test_foreign_histories_are_left_out(bench: Bench) -> None:
    bench.put("docs/.hg/store", "x")
    bench.put("docs/vendored/.git/objects/x", "x")
    for name in ("HEAD", "objects/x", "refs/x"):
        bench.put(f"docs/bare/{name}", "x")
    bench.freeze()
    assert set(notes(bench)) == {"docs/.hg", "docs/vendored/.git", "docs/bare"}
    assert not any("bare" in path or ".git" in path or ".hg" in path for path in present(bench))


def test_a_file_that_goes_on_changing_is_left_out(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = file_copy.Copier._once
    tries = []

    def grow(self: file_copy.Copier, source: int, folder: int, name: str, info: os.stat_result) -> tuple[str, int]:
        result = plain(self, source, folder, name, info)
        if name == "a.md":
            tries.append(name)
            with (bench.root / "docs/a.md").open("a") as file:
                file.write("more\n")
        return result

    monkeypatch.setattr(file_copy.Copier, "_once", grow)
    bench.freeze()
    assert "docs/a.md" not in present(bench) and len(tries) == file_copy.TRIES
    assert notes(bench) == {"docs/a.md": "the file went on changing while it was read"}


def test_the_folders_write_spells_out_exist_empty(bench: Bench) -> None:
    bench.put("out/deep/secret.md", "x")
    bench.files = Files(read=("README",), write=("out/deep/*.md", "*/other/**"))
    bench.freeze()
    assert present(bench) == {"README"} and set(bench.baseline.entries) == {"README", "out", "out/deep"}


def test_caps_refuse_with_a_remedy(bench: Bench) -> None:
    for caps in (Caps(files=2), Caps(bytes=5), Caps(walked=3)):
        with pytest.raises(ConfigError) as caught:
            snapshot(bench.root, bench.files, [], bench.into, caps=caps)
        assert "narrow files.read" in caught.value.hint
        assert not (bench.into / "frozen").exists()


def test_a_second_snapshot_in_the_same_place_is_refused(bench: Bench) -> None:
    bench.freeze()
    with pytest.raises(SandboxError):
        bench.freeze()


def test_hostile_names_survive_saving(bench: Bench) -> None:
    bench.put("docs/new\nline", "x")
    (Path(os.fsdecode(os.fsencode(bench.root) + b"/docs/caf\xe9"))).write_text("x")
    bench.freeze()
    assert Baseline.load(bench.into) == bench.baseline
    assert {"docs/new\nline", os.fsdecode(b"docs/caf\xe9")} <= set(bench.baseline.entries)


def test_a_newer_baseline_is_refused(bench: Bench) -> None:
    bench.freeze()
    place = bench.into / "baseline.json"
    place.write_text(place.read_text().replace('"version": 1', '"version": 2'))
    with pytest.raises(StateError, match="version 2, this wicketgate reads up to 1"):
        Baseline.load(bench.into)


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_an_unreadable_file_is_left_out_and_said_so(bench: Bench) -> None:
    bench.put("docs/closed", "x", 0o000)
    bench.freeze()
    assert notes(bench) == {"docs/closed": "the file cannot be read: Permission denied"}


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_root_gives_the_view_to_the_uid_of_the_run(bench: Bench) -> None:
    bench.put("docs/own", "x", 0o600)
    (bench.root / "docs/in").symlink_to("a.md")
    made = snapshot(bench.root, bench.files, [], bench.into, uid=12345)
    owners = {path.lstat().st_uid for path in (made.tree, *made.tree.rglob("*"))}
    assert owners == {12345} and (bench.root / "docs/own").stat().st_uid == 0
