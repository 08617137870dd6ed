"""The rebuilt repository works like the person's own, and what is hidden or not granted is nowhere in it."""

from __future__ import annotations

import contextlib
import os
import subprocess
import zlib
from pathlib import Path

import pytest

from wicketgate.errors import ConfigError, SandboxError
from wicketgate.policy.model import Files
from wicketgate.workspace.git import plumbing
from wicketgate.workspace.snapshot import snapshot

from .conftest import Bench

SECRET = "SECRET-IN-HISTORY"
ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "HOME": "/nonexistent",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_AUTHOR_NAME": "a",
    "GIT_AUTHOR_EMAIL": "a@b",
    "GIT_COMMITTER_NAME": "a",
    "GIT_COMMITTER_EMAIL": "a@b",
}


def git(folder: Path, *words: str, given: bytes = b"", ok: bool = True) -> subprocess.CompletedProcess[bytes]:
    """Run git in a folder as its owner would."""
    done = subprocess.run(["git", *words], cwd=folder, input=given, capture_output=True, env=ENVIRONMENT)
    assert done.returncode == 0 or not ok, done.stderr
    return done


class History:
    """A repository in which a secret was committed, changed, copied, merged and removed again."""

    def __init__(self, bench: Bench) -> None:
        self.bench, self.root = bench, bench.root
        bench.files = Files(read=("README", "docs/**", ".gitignore", ".git/**"), write=("docs/**",), hide=("**/.env",))
        git(self.root, "init", "-q", "-b", "main")
        self.put(".env", SECRET + "-1")
        self.put("docs/copy.md", SECRET + "-1")
        self.commit("one")
        self.put(".env", SECRET + "-2")
        self.put("README", "two\n")
        self.commit("two")
        git(self.root, "rm", "-q", "--cached", ".env")
        git(self.root, "rm", "-q", "docs/copy.md")
        self.commit("three", add=False)

    def put(self, path: str, text: str) -> None:
        self.bench.put(path, text)

    def commit(self, message: str, add: bool = True) -> None:
        if add:
            git(self.root, "add", "-A")
        git(self.root, "commit", "-q", "-m", message)

    def view(self) -> Path:
        return self.bench.freeze().tree

    def leaks(self, *needles: str) -> list[str]:
        """Return where in the view's `.git` a needle stands: in any file, inflated or not, in any object."""
        tree = self.bench.baseline.tree
        listed = git(tree, "cat-file", "--batch-all-objects", "--batch").stdout
        found = ["objects" for needle in needles if needle.encode() in listed]
        for path in (tree / ".git").rglob("*"):
            data = path.read_bytes() if path.is_file() else b""
            with contextlib.suppress(zlib.error):
                data += zlib.decompress(data)
            found += [str(path) for needle in needles if needle.encode() in data]
        return found


@pytest.fixture
def history(bench: Bench) -> History:
    """Return a workspace with such a repository."""
    return History(bench)


def test_log_status_diff_and_show_work(history: History) -> None:
    history.put("README", "edited\n")
    view = history.view()
    assert git(view, "log", "--format=%s").stdout == b"three\ntwo\none\n"
    assert git(view, "log", "--format=%H").stdout == git(history.root, "log", "--format=%H").stdout
    assert git(view, "status", "--short").stdout == b" M README\n"
    assert b"+edited" in git(view, "diff").stdout and git(view, "show", "HEAD:README").stdout == b"two\n"
    assert git(view, "show", "HEAD~2:docs/a.md").stdout == b"one\ntwo\nthree\n"
    git(view, "fsck")


def test_the_agent_can_commit_and_switch_branches(history: History) -> None:
    git(history.root, "branch", "other", "HEAD~1")
    view = history.view()
    (view / "docs/new.md").write_text("new")
    git(view, "add", "docs/new.md")
    git(view, "commit", "-q", "-m", "four")
    git(view, "checkout", "-q", "other")
    assert git(view, "status", "--short").stdout == b"" and not (view / ".env").exists()


@pytest.mark.parametrize("name", ["HEAD~1:.env", "HEAD~2:.env", "HEAD~2:docs/copy.md", "HEAD:private.txt"])
def test_hidden_and_ungranted_contents_cannot_be_shown(history: History, name: str) -> None:
    view = history.view()
    assert git(view, "show", name, ok=False).returncode != 0
    oid = git(history.root, "rev-parse", name).stdout.decode().strip()
    assert git(view, "cat-file", "-p", oid, ok=False).returncode != 0
    assert not history.leaks(SECRET, "PRIVATE")


def test_the_same_secret_without_any_protection_would_show(history: History) -> None:
    """Without this, a repository that lost everything would pass for a safe one."""
    assert SECRET.encode() in git(history.root, "cat-file", "--batch-all-objects", "--batch").stdout
    history.bench.files = history.bench.files.model_copy(update={"read": ("**",), "hide": ()})
    history.view()
    assert history.leaks(SECRET)


@pytest.mark.parametrize("where", ["stash", "tag", "remote", "index", "merge", "detached"])
def test_a_secret_is_absent_wherever_a_commit_or_the_index_holds_it(history: History, where: str) -> None:
    root, secret = history.root, f"{SECRET}-{where}"
    history.put("docs/.env", secret)
    git(root, "add", "-f", "docs/.env")
    if where == "stash":
        git(root, "stash", "-q")
    elif where in ("tag", "remote", "merge", "detached"):
        git(root, "checkout", "-q", "-b", "side")
        history.commit("side")
        if where == "tag":
            git(root, "tag", "-a", "-m", "t", "v1")
        if where == "remote":
            git(root, "update-ref", "refs/remotes/origin/side", "HEAD")
        git(root, "checkout", "-q", *(["--detach"] if where == "detached" else ["main"]))
        if where == "merge":
            git(root, "merge", "-q", "--no-ff", "-m", "m", "side")
    history.view()
    assert not history.leaks(SECRET)


def test_what_only_a_merge_brought_in_is_judged_too(history: History) -> None:
    root = history.root
    git(root, "checkout", "-q", "-b", "side")
    history.put("docs/side.md", SECRET + "-evil-merge")
    git(root, "add", "docs/side.md")
    history.commit("side", add=False)
    git(root, "checkout", "-q", "main")
    git(root, "merge", "-q", "--no-ff", "--no-commit", "side")
    history.put("docs/.env", SECRET + "-evil-merge")
    git(root, "add", "-f", "docs/.env")
    history.commit("merge", add=False)
    git(root, "checkout", "-q", "-f", "side")
    git(root, "rm", "-q", "docs/side.md")
    history.commit("removed", add=False)
    history.view()
    assert not history.leaks(SECRET)


def test_what_only_the_first_commit_of_a_branch_holds_is_judged_too(history: History) -> None:
    root = history.root
    history.put("docs/pasted.md", SECRET + "-orphan")
    history.commit("pasted")
    git(root, "checkout", "-q", "--orphan", "alone")
    git(root, "mv", "-f", "docs/pasted.md", "docs/sub/.env")
    history.commit("alone", add=False)
    git(root, "checkout", "-q", "-f", "main")
    git(root, "rm", "-q", "docs/pasted.md")
    history.commit("removed", add=False)
    history.put("docs/sub/.env", "another")
    history.view()
    assert not history.leaks(SECRET)


def test_what_only_the_index_holds_is_judged_too(history: History) -> None:
    root = history.root
    history.put("docs/pasted.md", SECRET + "-staged")
    history.commit("pasted")
    git(root, "rm", "-q", "docs/pasted.md")
    history.commit("removed", add=False)
    history.put("docs/.env", SECRET + "-staged")
    git(root, "add", "-f", "docs/.env")
    (root / "docs/.env").unlink()
    history.view()
    assert not history.leaks(SECRET)


def test_the_content_of_a_hidden_file_under_another_name_is_absent(history: History) -> None:
    history.put("docs/pasted.md", SECRET + "-now")
    history.commit("pasted")
    history.put("docs/pasted.md", "removed")
    history.commit("removed")
    history.put("docs/.env", SECRET + "-now")
    history.view()
    assert not history.leaks(SECRET)


def test_unreachable_objects_reflogs_and_settings_stay_behind(history: History) -> None:
    root = history.root
    git(root, "hash-object", "-w", "--stdin", given=(SECRET + "-loose").encode())
    git(root, "config", "remote.origin.url", f"https://user:{SECRET}@host/x")
    git(root, "config", "core.hooksPath", "/tmp/hooks")
    history.bench.put(".git/hooks/pre-commit", "#!/bin/sh\n", 0o755)
    git(root, "commit", "-q", "--amend", "-m", "amended", "--no-verify")
    view = history.view()
    assert not history.leaks(SECRET, "hooksPath")
    assert not (view / ".git/hooks").exists() and not (view / ".git/logs").exists()


HOSTILE = {
    "core.fsmonitor": "touch {canary}; false",
    "core.hooksPath": "{hooks}",
    "core.alternateRefsCommand": "touch {canary}",
    "core.sshCommand": "touch {canary}",
    "core.pager": "touch {canary}",
    "diff.external": "touch {canary}",
    "filter.x.clean": "touch {canary}",
    "filter.x.smudge": "touch {canary}",
    "filter.x.process": "touch {canary}",
    "gpg.program": "{hooks}/post-index-change",
    "alias.rev-list": "!touch {canary}",
    "credential.helper": "!touch {canary}",
    "include.path": "{include}",
    "uploadpack.packObjectsHook": "touch {canary}; false",
    "core.worktree": "/",
}


def test_nothing_a_repository_says_is_started(history: History) -> None:
    canary, hooks, include = (history.bench.top / name for name in ("canary", "hooks", "include"))
    hooks.mkdir()
    for name in ("post-index-change", "reference-transaction", "post-checkout", "pre-auto-gc"):
        (hooks / name).write_text(f"#!/bin/sh\ntouch {canary}\n")
        (hooks / name).chmod(0o755)
    include.write_text(f"[core]\n\tfsmonitor = touch {canary}; false\n")
    for key, value in HOSTILE.items():
        git(history.root, "config", key, value.format(canary=canary, hooks=hooks, include=include))
    history.bench.put(".git/info/attributes", "* filter=x diff=x\n")
    history.bench.put("docs/.gitattributes", "* filter=x\n")
    view = history.view()
    git(view, "status")
    assert not canary.exists()


def test_a_submodule_file_or_a_link_in_the_place_of_the_repository_is_refused(bench: Bench) -> None:
    bench.files = Files(read=("**",))
    (bench.root / ".git").write_text("gitdir: /somewhere/else\n")
    with pytest.raises(ConfigError, match="points elsewhere") as caught:
        bench.freeze()
    assert ".git/**" in caught.value.hint
    (bench.root / ".git").unlink()
    (bench.root / ".git").symlink_to(bench.top)
    with pytest.raises(ConfigError, match="points elsewhere"):
        bench.freeze()


@pytest.mark.parametrize("where", ["alternates", "link", "promisor", "reftable", "commondir"])
def test_objects_from_elsewhere_are_refused(history: History, where: str) -> None:
    folder = history.root / ".git"
    if where == "alternates":
        (folder / "objects/info/alternates").write_text("/somewhere/objects\n")
    elif where == "link":
        (folder / "objects/pack/pack-1.pack").symlink_to("/etc/passwd")
    elif where == "promisor":
        (folder / "objects/pack/pack-1.promisor").write_text("")
    elif where == "reftable":
        (folder / "config").write_text("[extensions]\n\trefstorage = reftable\n")
    else:
        (folder / "commondir").write_text("/somewhere\n")
    with pytest.raises(ConfigError, match="cannot be shown"):
        history.view()


def test_refs_that_lead_out_of_the_folder_are_no_refs(history: History) -> None:
    blob = git(history.root, "rev-parse", "HEAD~1:.env").stdout.decode()
    (history.root / ".git/refs/tags/blob").write_text(blob)
    tip = git(history.root, "rev-parse", "HEAD").stdout.decode().strip()
    names = ("refs/heads/../../evil", "refs/heads/-x", "refs/notes/n", "refs/heads/a.lock", "refs/replace/x", "HEAD")
    (history.root / ".git/packed-refs").write_text("".join(f"{tip} {name}\n" for name in names) + "x refs/heads/y\n")
    (history.root / ".git/refs/heads/broken").write_text("1" * 40 + "\n")
    view = history.view()
    assert git(view, "for-each-ref", "--format=%(refname)").stdout == b"refs/heads/main\n"
    assert not history.leaks(SECRET)


def test_a_sha256_repository_works(bench: Bench) -> None:
    bench.files = Files(read=("docs/**", ".git/**"), hide=("**/.env",))
    git(bench.root, "init", "-q", "--object-format=sha256")
    git(bench.root, "add", "-f", "docs")
    git(bench.root, "commit", "-q", "-m", "one")
    view = bench.freeze().tree
    assert git(view, "show", "HEAD:docs/b.md").stdout == b"b\n"
    assert git(view, "show", "HEAD:docs/sub/.env", ok=False).returncode != 0


def test_a_repository_without_commits_works(bench: Bench) -> None:
    bench.files = Files(read=("docs/**", ".git/**"))
    git(bench.root, "init", "-q")
    view = bench.freeze().tree
    assert b"No commits yet" in git(view, "status").stdout


def test_a_hidden_repository_is_absent_and_git_is_not_needed(history: History, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plumbing, "PATHS", "/nonexistent")
    with pytest.raises(SandboxError, match="git is not installed"):
        history.view()
    history.bench.files = Files(read=("**",), hide=("**/.env", ".git/**"))
    assert not (history.view() / ".git").exists() and not history.bench.baseline.repository


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_root_gives_the_repository_to_the_uid_of_the_run(history: History) -> None:
    for path in history.root.rglob("*"):
        os.chown(path, 4321, 4321, follow_symlinks=False)
    made = snapshot(history.root, history.bench.files, [], history.bench.into, uid=12345)
    assert {path.lstat().st_uid for path in (made.tree / ".git").rglob("*")} == {12345}
