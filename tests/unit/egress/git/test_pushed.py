"""A push as the person sees it, drawn from packs that real git made; and packs that are none."""

from __future__ import annotations

import os
import subprocess
import zlib
from collections.abc import Callable
from hashlib import sha1
from pathlib import Path

import pytest

from wicketgate.egress.git.pack import Object, name_of, objects
from wicketgate.egress.git.pushed import Drawn, drawn
from wicketgate.egress.git.seen import ANSWER
from wicketgate.egress.git.wire import Move, packed

NONE = "0" * 40
ENV = {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null", "PATH": os.environ["PATH"]}
WHO = {f"GIT_{who}_{what}": text for who in ("AUTHOR", "COMMITTER") for what, text in (("NAME", "a"), ("EMAIL", "a@b"))}


class Repository:
    """A repository on disk."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        self.git("init", "-q", "-b", "main")

    def git(self, *words: str, given: bytes = b"") -> bytes:
        """Run git and return what it prints."""
        return subprocess.run(
            ["git", *words], cwd=self.folder, input=given, env=ENV | WHO, capture_output=True, check=True
        ).stdout

    def commit(self, said: str = "said", **files: str | bytes | None) -> str:
        """Commit files, `__` in a name a slash and `_DOT_` a dot, and return the commit."""
        for name, content in files.items():
            path = self.folder / name.replace("__", "/").replace("_DOT_", ".")
            path.parent.mkdir(parents=True, exist_ok=True)
            if content is None:
                path.unlink()
            else:
                path.write_bytes(content if isinstance(content, bytes) else content.encode())
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", said)
        return self.git("rev-parse", "HEAD").decode().strip()

    def pack(self, *revisions: str, thin: bool = True) -> bytes:
        """Return the pack a push of these revisions sends."""
        words = ["pack-objects", "--revs", "--stdout", "-q", "--delta-base-offset", *(["--thin"] if thin else [])]
        return self.git(*words, given="".join(f"{each}\n" for each in revisions).encode())


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """A repository without a commit."""
    return Repository(tmp_path / "r")


def push(repository: Repository, old: str, new: str, seen: bool = True, ref: str = "refs/heads/main") -> Drawn:
    """Return how a push from `old` to `new` is drawn."""
    known = objects(repository.pack(old), {}) if seen and old != NONE else {}
    pack = repository.pack(new, *([f"^{old}"] if old != NONE else [])) if new != NONE else b""
    return drawn([Move(old, new, ref)], pack, known)


def test_commits_and_files_are_shown_against_what_stood_there(repository: Repository) -> None:
    lines = "".join(f"line {number}\n" for number in range(400))
    old = repository.commit("first", a=lines, gone="x\n", sub__deep="1\n")
    new = repository.commit("second: why", a=lines.replace("line 200\n", "line CHANGED\n"), gone=None, sub__new="2\n")
    assert b"PACK" in repository.pack(new, f"^{old}")
    found = push(repository, old, new)
    assert f"=== push: move refs/heads/main {old[:12]}..{new[:12]}" in found.text
    assert f"commit {new}" in found.text and "| second: why" in found.text and "author a <a@b>" in found.text
    assert f"commit {old}" not in found.text
    assert "    -line 200\n    +line CHANGED\n" in found.text and "line 100\n" not in found.text
    assert [line for line in found.text.splitlines() if line.startswith("  ") and not line.startswith("   ")] == [
        "  changed file: a",
        "  deleted file: gone",
        "  new file: sub/new",
    ]
    assert found.notes == []


def test_a_new_branch_is_shown_against_what_it_builds_on(repository: Repository) -> None:
    old = repository.commit(a="1\n")
    new = repository.commit(a="2\n")
    known = objects(repository.pack(old), {})
    found = drawn([Move(NONE, new, "refs/heads/topic")], repository.pack(new, f"^{old}"), known)
    assert "push: create refs/heads/topic" in found.text and "    -1\n    +2" in found.text


def test_what_must_not_be_missed_is_named(repository: Repository) -> None:
    old = repository.commit(a="1\n", read_DOT_md="see https://good.test/x\n")
    (repository.folder / "run").write_text("#!/bin/sh\n")
    (repository.folder / "run").chmod(0o755)
    (repository.folder / "out").symlink_to("/etc/passwd")
    (repository.folder / "bad\u202egnp").write_text("x\n")
    new = repository.commit(
        _DOT_github__workflows__x_DOT_yml="on: push\n", read_DOT_md="see https://good.test/x https://evil.test/\n"
    )
    found = push(repository, old, new)
    said = "\n".join(found.notes)
    assert ".github/workflows/x.yml: workflow" in said
    assert "read.md: leads to evil.test" in said and "leads to good.test" not in said
    assert "run: executable" in said and "run: shebang" in said and "out: link" in said
    assert "bad<U+202E>gnp: the name holds control or invisible characters" in said
    assert all(note in found.text for note in found.notes) and "\u202e" not in found.text


def test_forced_deleted_and_unknown_moves_are_named_as_such(repository: Repository) -> None:
    first = repository.commit(a="1\n")
    lost = repository.commit(a="2\n")
    repository.git("reset", "-q", "--hard", first)
    other = repository.commit(a="3\n")
    seen = objects(repository.pack(lost), {})
    pack = repository.pack(other, f"^{first}")
    forced = drawn([Move(lost, other, "refs/heads/main")], pack, seen)
    assert forced.notes == [f"push: FORCED: refs/heads/main loses {lost[:12]}"]
    assert "    -2\n    +3" in forced.text
    blind = drawn([Move(lost, other, "refs/heads/main")], pack, {})
    assert any("cannot be told whether refs/heads/main is FORCED" in note for note in blind.notes)
    assert "diff unavailable against" in blind.text and "sent file: a" in blind.text
    assert f"one answer of at most {ANSWER >> 20} MiB" in blind.text and ".git/**` in files.read" in blind.text
    assert "files.read" not in forced.text, "said only where something was not seen"
    deleted = drawn([Move(lost, NONE, "refs/heads/old")], b"", seen)
    assert deleted.notes == ["push: DELETES refs/heads/old"]
    there = drawn([Move(NONE, first, "refs/heads/x")], b"", {})
    assert "the server has it already" in there.text


def test_what_no_ref_leads_to_is_counted(repository: Repository) -> None:
    old = repository.commit(a="1\n")
    hidden = repository.commit(secret="stolen\n")
    repository.git("reset", "-q", "--hard", old)
    new = repository.commit(a="2\n")
    pack = repository.pack(new, hidden, f"^{old}")
    found = drawn([Move(old, new, "refs/heads/main")], pack, objects(repository.pack(old), {}))
    assert found.notes == ["push: HOLDS 3 objects that no ref of it leads to"]


def test_a_tag_is_read_through_and_binary_is_named_so(repository: Repository) -> None:
    old = repository.commit(a="1\n")
    repository.commit(b=b"\x00\x01binary")
    repository.git("tag", "-a", "v1", "-m", "the first \u200b one")
    tag = repository.git("rev-parse", "v1").decode().strip()
    found = drawn(
        [Move(NONE, tag, "refs/tags/v1")], repository.pack("v1", f"^{old}"), objects(repository.pack(old), {})
    )
    assert "the first <U+200B> one" in found.text and "binary, 8 bytes" in found.text and found.notes == []


def one(kind: int, data: bytes, size: int | None = None, head: bytes = b"") -> bytes:
    """Return one entry of a pack."""
    left, first = divmod(len(data) if size is None else size, 16)
    numbers = [kind << 4 | first]
    while left:
        numbers[-1] |= 0x80
        left, byte = divmod(left, 128)
        numbers.append(byte)
    return bytes(numbers) + head + zlib.compress(data, 9)


def pack_of(*entries: bytes, count: int | None = None) -> bytes:
    """Return a pack of entries."""
    found = b"PACK" + (2).to_bytes(4, "big") + (len(entries) if count is None else count).to_bytes(4, "big")
    found += b"".join(entries)
    return found + sha1(found).digest()


LITTLE = one(3, bytes(0x10000))
BAD: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "no pack": lambda: b"PACKx" * 10,
    "a count nobody could mean": lambda: pack_of(count=1 << 31),
    "more than it holds": lambda: pack_of(one(3, b"x"), count=2),
    "another size": lambda: pack_of(one(3, b"x" * 100, 50)),
    "a smaller size": lambda: pack_of(one(3, b"x" * 50, 100)),
    "a bomb": lambda: pack_of(one(3, bytes(40 << 20))),
    "many that are one": lambda: pack_of(*[one(3, bytes(15 << 20))] * 8),
    "a delta that makes much of little": lambda: pack_of(
        LITTLE, one(6, b"\x80\x80\x04" + b"\x80\x80\x80\x10" + b"\x80" * 512, head=bytes([len(LITTLE)]))
    ),
    "something behind": lambda: pack_of(one(3, b"x")) + b"more",
    "no such kind": lambda: pack_of(one(5, b"x")),
    "what is not compressed": lambda: b"PACK\0\0\0\x02\0\0\0\x01\x31xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
}


@pytest.mark.parametrize("name", sorted(BAD))
def test_what_is_no_pack_is_said_to_be_none_and_costs_little(name: str) -> None:
    found = drawn([Move(NONE, "a" * 40, "refs/heads/x")], BAD[name](), {}) if name != "nothing" else None
    if found is None:
        with pytest.raises(ValueError, match="no pack"):
            objects(b"", {})
    else:
        assert found.text.startswith("diff unavailable: ") and found.notes == [f"push: {found.text}"]


def test_an_object_is_called_by_its_content_alone() -> None:
    fake = pack_of(one(3, b"what it is"))
    assert objects(fake, {}) == {name_of("blob", b"what it is"): Object("blob", b"what it is")}


def test_a_tree_that_names_itself_a_million_times_ends() -> None:
    tree, entries = Object("tree", b""), {}
    for _ in range(12):
        name = name_of(*tree)
        entries[name] = tree
        tree = Object("tree", b"".join(b"40000 %03d\0" % each + bytes.fromhex(name) for each in range(100)))
    entries[name_of(*tree)] = tree
    commit = Object("commit", f"tree {name_of(*tree)}\nauthor a\n\nx\n".encode())
    entries[name_of(*commit)] = commit
    pack = pack_of(*(one({"tree": 2, "commit": 1}[each.kind], each.data) for each in entries.values()))
    found = drawn([Move(NONE, name_of(*commit), "refs/heads/x")], pack, {})
    assert "NOT shown: too many folders" in found.text


def test_a_fetched_pack_is_found_among_what_else_the_server_says() -> None:
    def line(data: bytes) -> bytes:
        return b"%04x" % (len(data) + 4) + data

    body = line(b"packfile\n") + line(b"\x02counting") + line(b"\x01PACK") + line(b"\x01rest") + b"0000"
    assert packed(body) == b"PACKrest"
    assert packed(line(b"NAK\n") + b"PACKwhole") == b"PACKwhole"
    with pytest.raises(ValueError, match="no pack"):
        packed(line(b"NAK\n") + b"0000")
