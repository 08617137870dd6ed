"""What a run did in a real overlay becomes exactly the right changes, and only the right ones are committed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from wicketgate.policy.model import Files
from wicketgate.workspace.baseline import Baseline
from wicketgate.workspace.changes import Changes
from wicketgate.workspace.commit import undo_commit

from .conftest import Bench


def kinds(bench: Bench) -> dict[str, str]:
    return {item.path: f"{item.kind} {item.what}" for item in bench.changes.items}


def statuses(bench: Bench) -> dict[str, str]:
    return {path: item.status for path, item in bench.review().items()}


def test_every_kind_of_change_is_found(bench: Bench) -> None:
    bench.run(
        "echo new > docs/new.md && echo x >> docs/a.md && rm docs/b.md && chmod +x README && ln -s a.md docs/link"
        " && mkdir docs/empty && rm docs/sub/c.md && mkdir docs/sub/c.md && touch docs/sub/c.md/in"
    )
    assert kinds(bench) == {
        "README": "mode file",
        "docs/a.md": "modified file",
        "docs/b.md": "deleted file",
        "docs/empty": "new folder",
        "docs/link": "new link",
        "docs/new.md": "new file",
        "docs/sub/c.md": "deleted file",
        "docs/sub/c.md/in": "new file",
    }


def test_a_read_or_a_rewrite_with_the_same_content_is_no_change(bench: Bench) -> None:
    bench.run(
        "cat README && cp docs/a.md x && cat x > docs/a.md && rm x && mv docs/b.md y && mv y docs/b.md && touch README"
    )
    assert kinds(bench) == {}


def test_an_opaque_folder_deletes_what_the_view_held_and_nothing_hidden(bench: Bench) -> None:
    bench.put("docs/sub/private-later.md", "granted later")
    bench.files = Files(read=("docs/**",), write=("docs/**",), hide=("**/.env", "docs/sub/private-*"))
    bench.run("rm -rf docs/sub && mkdir docs/sub && echo evil > docs/sub/.env && echo n > docs/sub/n.md")
    assert statuses(bench) == {"docs/sub/.env": "refused", "docs/sub/c.md": "ready", "docs/sub/n.md": "ready"}
    assert bench.commit().complete
    assert bench.read("docs/sub/.env") == "SECRET-C\n" and bench.read("docs/sub/private-later.md") == "granted later"
    assert not (bench.root / "docs/sub/c.md").exists() and bench.read("docs/sub/n.md") == "n\n"


def test_a_deleted_folder_goes_only_as_far_as_it_was_seen(bench: Bench) -> None:
    bench.run("rm -rf docs")
    report = bench.commit()
    assert {path for path, (kind, _) in bench.states().items() if kind == "file"} == {
        "README", "docs/sub/.env", "private.txt", "wicketgate.yaml",
    }  # fmt: skip
    assert {outcome.path: outcome.result for outcome in report.outcomes if outcome.action == "rmdir"} == {
        "docs/sub": "conflict",
    }  # fmt: skip


def test_a_file_and_a_folder_change_places(bench: Bench) -> None:
    bench.run("rm docs/a.md && mkdir docs/a.md && echo in > docs/a.md/in && rm -r docs/sub && echo file > docs/sub")
    (bench.root / "docs/sub/.env").unlink()
    assert bench.commit().complete
    assert bench.read("docs/a.md/in") == "in\n" and bench.read("docs/sub") == "file\n"
    undo_commit(bench.into, bench.root)
    assert bench.read("docs/a.md") == "one\ntwo\nthree\n" and bench.read("docs/sub/c.md") == "c\n"


def test_a_link_in_the_place_of_a_folder_does_not_move_the_commit(bench: Bench) -> None:
    outside = bench.top / "outside"
    outside.mkdir()
    bench.run(f"rm -r docs/sub && ln -s {outside} docs/sub")
    assert statuses(bench)["docs/sub"] == "refused"
    bench.commit()
    assert list(outside.iterdir()) == [] and (bench.root / "docs/sub").is_dir()


def test_special_and_setuid_and_hostile_objects_are_refused(bench: Bench) -> None:
    bench.run(
        "mkfifo docs/pipe && touch docs/suid && chmod 4755 docs/suid && touch 'docs/new\nline'"
        " && ln -s ../../etc docs/out"
        " && ln -s /etc/passwd docs/abs && touch docs/A.md && mkdir -p docs/deep && echo v > docs/deep/wicketgate.yaml"
        " && echo v > wicketgate.yaml && touch docs/ok.md"
    )
    found = statuses(bench)
    assert found.pop("docs/ok.md") == "ready"
    assert set(found.values()) == {"refused"} and len(found) == 8
    bench.commit()
    assert bench.read("wicketgate.yaml") == "version: 1\n"
    assert {path for path in bench.states() if path.startswith("docs/")} == {
        "docs/a.md", "docs/b.md", "docs/ok.md", "docs/sub", "docs/sub/.env", "docs/sub/c.md",
    }  # fmt: skip


def test_outside_files_write_is_scratch(bench: Bench) -> None:
    bench.files = Files(read=("**",), write=("drafts/**",), hide=("**/.env", "private.txt"))
    bench.run("echo x > README && echo y > tool && mkdir -p drafts && echo d > drafts/d.md")
    assert statuses(bench) == {"README": "scratch", "drafts/d.md": "ready", "tool": "scratch"}
    report = bench.commit()
    assert bench.read("README") == "hello\n" and bench.read("drafts/d.md") == "d\n"
    assert {item.path for item in report.left} == {"README", "tool"} and report.waiting == ()


def test_what_is_executed_later_is_asked_about_one_by_one(bench: Bench) -> None:
    bench.run(
        "mkdir -p drafts/.github/workflows docs/.claude && echo x > drafts/.github/workflows/x.yml"
        " && echo x > drafts/Makefile && echo x > docs/.claude/settings.json && echo '#!/bin/sh' > drafts/tool"
        " && chmod +x drafts/tool"
        " && ln -s a.md docs/link && echo plain > drafts/plain.md"
    )
    found = bench.review()
    assert {path for path, item in found.items() if item.status == "ask"} == set(found) - {"drafts/plain.md"}
    assert found["drafts/tool"].rules == ("executable", "shebang") and all(
        item.reason for item in found.values() if item.rules
    )
    bench.commit("drafts/plain.md", "drafts/tool")
    assert os.access(bench.root / "drafts/tool", os.X_OK) and not (bench.root / "drafts/Makefile").exists()


def test_a_hidden_file_of_the_agents_own_is_never_brought_in(bench: Bench) -> None:
    bench.run("echo evil > docs/.env && mkdir -p docs/x && mv docs/a.md docs/x/.env")
    assert {path for path, status in statuses(bench).items() if status == "refused"} == {"docs/.env", "docs/x/.env"}


def test_what_a_person_wrote_meanwhile_where_the_agent_saw_nothing_is_kept(bench: Bench) -> None:
    bench.freeze()
    bench.put("docs/new.md", "a person's")
    bench.run("echo agent > docs/new.md")
    item = bench.review()["docs/new.md"]
    assert (item.status, item.reason) == ("conflict", "it exists already, outside the agent's view")
    bench.commit()
    assert bench.read("docs/new.md") == "a person's"


def test_changes_survive_the_sandbox(bench: Bench) -> None:
    bench.run("echo x >> docs/a.md && rm docs/b.md")
    assert Changes.load(bench.into) == bench.changes
    assert Baseline.load(bench.into) == bench.baseline


@pytest.mark.parametrize("script", ["rm -rf .git", "mkdir -p .git/hooks && echo x > .git/hooks/post-checkout"])
def test_a_repository_is_never_committed_as_files(bench: Bench, script: str) -> None:
    bench.files = Files(read=("**",), write=("**",), hide=("**/.env", ".git/**"))
    bench.put(".git/hooks/post-checkout", "mine")
    bench.run(script + " && mkdir -p docs/.GIT && echo x > docs/.GIT/config && echo 'gitdir: /x' > docs/sub/.git")
    assert statuses(bench) == {".git": "refused"} and "patches" in bench.review()[".git"].reason
    bench.commit()
    assert (
        Path(bench.root / ".git/hooks/post-checkout").read_text() == "mine" and not (bench.root / "docs/.GIT").exists()
    )


def test_a_data_source_and_what_sqlite_keeps_beside_it_are_never_brought_in(bench: Bench) -> None:
    bench.put("docs/crm.db", "ROWS")
    bench.freeze([bench.root / "docs/crm.db", bench.root / "docs/state"])
    bench.run("mkdir docs/state && for name in crm.db crm.db-wal state/journal; do echo evil > docs/$name; done")
    assert set(statuses(bench).values()) == {"refused"} and len(statuses(bench)) == 3


def test_a_long_difference_is_cut_and_says_so(bench: Bench) -> None:
    bench.run("head -c 400000 /dev/zero | tr '\\0' x > docs/long.md")
    text = bench.review()["docs/long.md"].diff
    assert len(text) < 300_000 and "more characters are NOT shown; the whole is" in text
