"""Pushes made to be shown as something else than what git makes of them: git itself says what that is."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.unit.egress.git.test_pushed import NONE, Repository, one, pack_of

from wicketgate.egress.git import pushed
from wicketgate.egress.git.pack import name_of, objects
from wicketgate.egress.git.pushed import Drawn, drawn
from wicketgate.egress.git.wire import Move

WHO = b"author a <a@b> 1 +0000\ncommitter a <a@b> 1 +0000\n"


class Forge(Repository):
    """A repository whose objects are written as they are given, whatever git would write."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.first = self.commit("first", a="1\n", dir__b="2\n")
        self.known = objects(self.pack(self.first), {})
        self.made: list[str] = []

    def put(self, kind: str, data: bytes) -> str:
        """Write an object and return its name."""
        words = ("hash-object", "-t", kind, "-w", "--stdin", "--literally")
        self.made.append(self.git(*words, given=data).decode().strip())
        return self.made[-1]

    def folder_of(self, mode: str, name: str, found: str) -> str:
        """Write a folder of one name."""
        return self.put("tree", f"{mode} {name}".encode() + b"\0" + bytes.fromhex(found))

    def on(self, tree: str, parent: str, more: bytes = b"", said: str = "said") -> str:
        """Write a commit."""
        return self.put("commit", f"tree {tree}\nparent {parent}\n".encode() + WHO + more + f"\n{said}\n".encode())

    def all(self) -> bytes:
        """Return a pack of all that was written."""
        return self.git("pack-objects", "--stdout", "-q", given="".join(f"{each}\n" for each in self.made).encode())

    def pushed(self, tip: str, old: str = NONE) -> Drawn:
        """Return how a push of all that was written is drawn."""
        return drawn([Move(old, tip, "refs/heads/x")], self.all(), self.known)


@pytest.fixture
def forge(tmp_path: Path) -> Forge:
    """A repository of somebody who writes objects by hand."""
    return Forge(tmp_path / "r")


@pytest.mark.parametrize("mode", ["40000", "40755", "0040000", "00000000040000"])
def test_a_folder_is_one_however_its_mode_is_spelled(forge: Forge, mode: str) -> None:
    inner = forge.folder_of("100644", "evil.yml", forge.put("blob", b"evil\n"))
    tip = forge.on(forge.folder_of(mode, "dir", inner), forge.first)
    assert b"dir/evil.yml" in forge.git("ls-tree", "-r", tip)
    found = forge.pushed(tip, forge.first)
    assert "  new file: dir/evil.yml" in found.text and "+evil" in found.text


@pytest.mark.parametrize(
    ("mode", "what"), [("100777", "executable"), ("100111", "executable"), ("120777", "link: it is a link"), ("0", "")]
)
def test_a_file_is_what_git_takes_its_mode_for(forge: Forge, mode: str, what: str) -> None:
    tip = forge.on(forge.folder_of(mode, "z", forge.put("blob", b"x\n")), forge.first)
    taken = forge.git("ls-tree", tip).split(b" ")[0]
    assert taken in (b"100755", b"120000", b"160000")
    found = forge.pushed(tip)
    assert f"z ({taken.decode()})" in found.text and what in "".join(found.notes)


def test_names_of_objects_in_capitals_lead_where_git_follows_them(forge: Forge) -> None:
    tree = forge.folder_of("100644", "evil.yml", forge.put("blob", b"evil\n"))
    middle = forge.on(tree.upper(), forge.first.upper(), said="middle")
    tip = forge.on(tree.upper(), middle.upper())
    assert b"middle" in forge.git("log", "--format=%s", tip)
    found = forge.pushed(tip, forge.first)
    assert "| middle" in found.text and "  new file: evil.yml" in found.text and found.notes == []


def test_a_parent_is_one_only_where_git_reads_it(forge: Forge) -> None:
    root = forge.put(
        "commit", f"tree {forge.folder_of('100644', 'a', forge.put('blob', b'1'))}\n".encode() + WHO + b"\nx"
    )
    tip = forge.on(forge.made[1], root, more=f"parent {forge.first}\n".encode())
    assert forge.first not in forge.git("rev-list", tip).decode()
    found = forge.pushed(tip, forge.first)
    assert f"push: FORCED: refs/heads/x loses {forge.first[:12]}" in found.notes


def test_what_only_an_earlier_commit_has_is_shown_and_so_is_any_header(forge: Forge) -> None:
    loot = forge.folder_of("100644", "loot", forge.put("blob", b"stolen data\n"))
    middle = forge.on(loot, forge.first)
    tidy = forge.git("rev-parse", f"{forge.first}^{{tree}}").decode().strip()
    tip = forge.on(tidy, middle, more=b"x-loot more stolen data\nx-long " + b"\n and on" * 100 + b"\n")
    found = forge.pushed(tip, forge.first)
    assert found.notes == ["push: HOLDS 1 contents that only earlier commits of it have"]
    assert "  only earlier: loot (12 bytes)" in found.text and "    +stolen data" in found.text
    assert "    x-loot more stolen data" in found.text and "more lines, " in found.text
    long = forge.pushed(forge.on(tidy, forge.first, said="line\n" * 100))
    assert "    | … 41 more lines, 160 letters, are NOT shown" in long.text


def test_no_content_and_no_message_pushes_a_name_or_a_ref_out_of_sight(forge: Forge) -> None:
    blob = forge.put("blob", b"".join(b"line %d\n" % each for each in range(5_000)))
    trees = [forge.folder_of("100644", f"{'long/' * 2_000}{each}", blob) for each in range(2)]
    tips = [forge.on(tree, forge.first, said="said\n" * 5_000) for tree in trees]
    hosts = b"".join(b"https://evil%d.test/\n" % each for each in range(90))
    noisy = forge.put(
        "tree",
        b"".join(
            b"100644 %02d\0" % each + bytes.fromhex(forge.put("blob", b"%d\n" % each + hosts)) for each in range(40)
        ),
    )
    moves = [Move(forge.first, each, f"refs/heads/{each}") for each in (forge.on(noisy, forge.first), *tips)]
    found = drawn([*moves, Move(forge.first, NONE, "refs/heads/m\u0430in")], forge.all(), forge.known)
    assert "push: DELETES refs/heads/m\u0430in" in found.notes
    assert any("not every letter is a plain one in 'refs/heads/m\\u0430in'" in note for note in found.notes)
    assert "push: is longer than what is drawn of it" in found.notes
    start = found.text[: 32 << 10]
    assert (
        "letters)…" in start and start.count("  new file: long/") == 2 and "push: delete refs/heads/m\u0430in" in start
    )


def test_what_cannot_be_compared_is_named(forge: Forge) -> None:
    elsewhere = "ab" * 20  # the server may have it from another push
    tree = forge.put(
        "tree", b"".join(b"100644 %s\0" % name + bytes.fromhex(elsewhere) for name in (b"ci.yml", b"same"))
    )
    tip = forge.on(tree, forge.first)
    found = drawn([Move(forge.first, tip, "refs/heads/x")], forge.all(), {})
    assert "  not compared: ci.yml" in found.text and "  not compared: same" in found.text
    assert any("2 names lead to what is NOT in it" in note for note in found.notes)


def test_what_would_take_too_long_to_draw_is_said_not_to_be_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pushed, "WORK", 1 << 18)
    names = b"".join(b"100644 %06d\0" % each + bytes(20) for each in range(1_000))
    tree = one(2, names)
    commits = [f"tree {name_of('tree', names)}\n".encode() + WHO + b"\n%d" % each for each in range(30)]
    moves = [Move(NONE, name_of("commit", each), f"refs/heads/{at}") for at, each in enumerate(commits)]
    found = drawn(moves, pack_of(tree, *(one(1, each) for each in commits)), {})
    assert "push: diff unavailable: too much would have to be read to draw refs/heads/29" in found.text
    assert "push: create refs/heads/29" in found.text and any("too much would have" in note for note in found.notes)


def test_a_difference_of_endless_pieces_ends_and_a_deep_one_is_read() -> None:
    base = one(3, bytes(100))
    pieces = one(6, b"\x64" + b"\x80\x89\x7a" + b"\x90\x01" * 1_600_000, head=bytes([len(base)]))
    found = drawn([Move(NONE, "a" * 40, "refs/heads/x")], pack_of(base, pieces), {})
    assert "too many pieces" in found.text
    chain, name = [], b"0"
    for depth in range(300):
        newer = b"%d" % (depth + 1)
        chain.append((name, newer))
        name = newer
    whole = pack_of(*_deep(chain), one(3, b"0"))
    assert len(objects(whole, {})) == 301


def _deep(chain: list[tuple[bytes, bytes]]) -> list[bytes]:
    """Return entries that each build on the one behind it."""
    made = []
    for old, new in reversed(chain):
        delta = bytes([len(old), len(new), len(new)]) + new
        made.append(one(7, delta, head=_digest(old)))
    return made


def _digest(data: bytes) -> bytes:
    return bytes.fromhex(name_of("blob", data))
