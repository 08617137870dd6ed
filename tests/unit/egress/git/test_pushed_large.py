"""Small pushes that would be a large drawing: what is gone through and what is drawn of it has an end, and says so."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.unit.egress.git.test_pushed import NONE, one, pack_of

from wicketgate.egress.git import contents, seen, tree, words
from wicketgate.egress.git.pack import Object, name_of
from wicketgate.egress.git.pushed import NOTES, Drawn, drawn
from wicketgate.egress.git.wire import Move

WHO = b"author a <a@b> 1 +0000\ncommitter a <a@b> 1 +0000\n"
MUCH = 4 << 20
"""Letters that no drawing has."""


class Hand:
    """Objects made by hand."""

    def __init__(self) -> None:
        self.made: dict[str, Object] = {}

    def put(self, kind: str, data: bytes) -> str:
        """Make an object and return its name."""
        name = name_of(kind, data)
        self.made[name] = Object(kind, data)
        return name

    def folder(self, *entries: tuple[str, str, str]) -> str:
        """Make a folder of modes, names and objects."""
        return self.put("tree", b"".join(f"{mode} {name}\0".encode() + bytes.fromhex(to) for mode, name, to in entries))

    def files(self, *names: str) -> str:
        """Make a folder of names that lead to these objects."""
        return self.folder(*(("100644", f"f{at:03}", name) for at, name in enumerate(names)))

    def commit(self, folder: str, said: bytes = b"said", parent: str = "") -> str:
        """Make a commit."""
        before = f"parent {parent}\n" if parent else ""
        return self.put("commit", f"tree {folder}\n{before}".encode() + WHO + b"\n" + said + b"\n")

    def pushed(self, *moves: Move, without: str = "") -> Drawn:
        """Return how all of it is drawn, but for one object that does not come with it."""
        kinds = {"commit": 1, "tree": 2, "blob": 3, "tag": 4}
        come = [one(kinds[each.kind], each.data) for name, each in self.made.items() if name != without]
        return drawn(moves, pack_of(*come), {})


@pytest.fixture
def hand() -> Hand:
    """Nothing yet."""
    return Hand()


def refs(tip: str, count: int) -> Iterator[Move]:
    """Yield so many new refs."""
    return (Move(NONE, tip, f"refs/heads/{at}") for at in range(count))


def test_a_content_under_many_names_is_gone_through_a_few_times(hand: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[int] = []
    monkeypatch.setattr(contents, "LOOKED", 10_000)
    monkeypatch.setattr(words, "led", lambda old, new: looked.append(len(new)) or [])
    found = hand.pushed(*refs(hand.commit(hand.files(*[hand.put("blob", b"a" * 1_000)] * 40)), 10))
    assert len(looked) == 10
    assert "push: 390 contents of it are NOT compared: too much to go through" in found.notes
    assert contents.UNLOOKED in found.text and "  new file: f039" in found.text


def test_hosts_are_looked_for_in_a_few_texts_and_it_says_of_how_many_not(
    hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contents, "LED", 3_000)
    text = hand.put("blob", b"see https://evil.test/\n" * 40)
    long = hand.put("blob", b"https://evil.test/" + b"a " * words.LONGEST)
    found = hand.pushed(*refs(hand.commit(hand.files(text, text, text, text, text)), 1))
    assert "push: to which hosts 2 contents of it lead is NOT known: too much to read" in found.notes
    monkeypatch.undo()
    found = hand.pushed(*refs(hand.commit(hand.files(long)), 1))
    assert "push: to which hosts 1 contents of it lead is NOT known: too much to read" in found.notes


def test_one_endless_line_makes_no_endless_drawing(hand: Hand) -> None:
    line = b"\1" * 400_000
    tip = hand.commit(hand.files(*[hand.put("blob", line)] * 8), said=line)
    for _ in range(3):
        tip = hand.put("tag", f"object {tip}\ntype commit\ntag x\n\n".encode() + line)
    found = hand.pushed(*refs(tip, 20))
    assert len(found.text) < MUCH
    assert "398976 letters are NOT shown" in found.text
    assert "push: is longer than what is drawn of it" in found.notes


def test_a_path_without_end_is_named_and_cut(hand: Hand) -> None:
    inner = hand.files(*[hand.put("blob", b"a\n")] * 40)
    found = hand.pushed(*refs(hand.commit(hand.folder(("40000", "n" * 300_000, inner))), 3))
    assert len(found.text) < 20_000
    assert "  new file: nnn" in found.text
    assert f"its path is longer than {tree.LONGEST} letters" in found.text
    assert "push: 3 changes are NOT shown whole: not in it and not seen here, or too deep" in found.notes


def test_folders_within_folders_are_walked_once_for_all_refs(hand: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    plain = tree.Walk._folder
    monkeypatch.setattr(tree.Walk, "_folder", lambda self, name: asked.append(name) or plain(self, name))
    found = hand.put("tree", b"")
    for _ in range(6):
        found = hand.folder(*(("40000", f"{at:02}", found) for at in range(30)))
    drawing = hand.pushed(*refs(hand.commit(found), 20))
    assert len(asked) < tree.NODES
    assert drawing.text.count("what lies below is NOT shown: too many folders") == 20


def test_a_content_that_does_not_come_with_the_push_is_among_the_notes(hand: Hand) -> None:
    kept, hidden = hand.put("blob", b"kept\n"), hand.put("blob", b"the server has it from elsewhere\n")
    old = hand.commit(hand.files(kept, kept))
    tip = hand.commit(hand.files(kept, hidden), parent=old)
    found = hand.pushed(Move(old, tip, "refs/heads/main"), without=hidden)
    assert "  changed file: f001" in found.text
    assert "push: 1 changes are NOT shown whole: not in it and not seen here, or too deep" in found.notes


def test_a_ref_that_is_deleted_and_made_anew_is_named(hand: Hand) -> None:
    old = hand.commit(hand.files(hand.put("blob", b"old\n")))
    tip = hand.commit(hand.files(hand.put("blob", b"new\n")))
    found = hand.pushed(Move(old, NONE, "refs/heads/main"), Move(NONE, tip, "refs/heads/main"))
    assert any(note.startswith("push: names refs/heads/main 2 times") for note in found.notes)
    assert "push: DELETES refs/heads/main" in found.notes


def test_no_number_of_small_notes_hides_what_is_lost(hand: Hand) -> None:
    tip = hand.commit(hand.files(hand.put("blob", b"a\n")))
    odd = [Move(NONE, tip, f"refs/heads/\u0430{at}") for at in range(NOTES + 2)]
    found = hand.pushed(*odd, Move(tip, NONE, "refs/heads/main"))
    assert found.notes[0] == "push: DELETES refs/heads/main"
    assert found.notes[-1] == "push: and 3 more notes"


def test_where_the_former_folder_is_not_known_the_new_one_is_drawn_by_itself(hand: Hand) -> None:
    lost = hand.files(hand.put("blob", b"what stood there\n"))
    old = hand.commit(lost)
    tip = hand.commit(hand.files(hand.put("blob", b"what is pushed\n")), parent=old)
    found = hand.pushed(Move(old, tip, "refs/heads/main"), without=lost)
    assert f"diff unavailable against {old[:12]}" in found.text
    assert "    +what is pushed" in found.text


def test_packs_of_very_many_objects_are_not_all_read_again_for_each_push(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[bytes] = []
    plain = seen.entries
    monkeypatch.setattr(seen, "entries", lambda pack: read.append(pack) or plain(pack))
    monkeypatch.setattr(seen, "OBJECTS", 3 * 200 * seen.EACH)
    kept = seen.Seen(str)
    for number in range(10):
        kept._keep(
            pack_of(*(one(3, b"%d" % (number * 200 + each)) for each in range(200)), count=(number and 200) or 1 << 31)
        )
    assert 0 < len(kept._known({})) <= 600
    assert len(read) <= 3
