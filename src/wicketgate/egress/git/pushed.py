"""What a push changes, drawn for whoever is asked: its commits, and each file against what stood there. Pure.

Takes the refs it moves, its pack, and what was seen of the repository before; gives text, and short notes on what a
person must not miss. What is not known here is said to be so, never left out; what hides is written out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice

from wicketgate.egress.git import words
from wicketgate.egress.git.commits import WALK, Objects, fresh, loses, reached, tree_of
from wicketgate.egress.git.contents import LINES, Contents
from wicketgate.egress.git.pack import either, objects
from wicketgate.egress.git.part import Part
from wicketgate.egress.git.tree import NODES, Walk, named
from wicketgate.egress.git.wire import Move
from wicketgate.workspace.file_names import shown

MOVES, COMMITS, FILES, NOTES = 30, 50, 300, 20
"""How many of each are drawn."""
NAMES = 1 << 20
"""Letters of names."""
WORK = 16 << 20
"""Bytes of commits and folders that are gone through for all refs together."""
FIRST = ("push: DELETES", "push: FORCED", "push: names")
"""Notes that come before all others, however many those are."""
UNKNOWN = "what stood there before was not seen here"
NOTHING: Objects = {}


@dataclass(slots=True)
class Drawn:
    """A push as text, and what in it must not be missed."""

    text: str = ""
    notes: list[str] = field(default_factory=list)


def drawn(moves: Sequence[Move], pack: bytes, seen: Objects, stored: Objects = NOTHING) -> Drawn:
    """Return what a push changes; why that cannot be said, in its place. `stored` is read as far as it is asked for."""
    try:
        if any(len(move.new) != 40 for move in moves):
            raise ValueError("the repository names its objects by SHA-256")
        new = objects(pack, either(seen, stored)) if pack else {}
    except ValueError as error:
        return Drawn(f"diff unavailable: {error}", [f"push: diff unavailable: {error}"])
    push = _Push(new, seen, stored)
    push.unread(int.from_bytes(pack[8:12], "big") - len(new))
    for move in moves[:MOVES]:
        push.move(move)
    if len(moves) > MOVES:
        push.grave(f"push: moves {len(moves)} refs, of which the rest is NOT shown")
    push.summed_up(moves)
    return push.drawn()


class _Push:
    def __init__(self, new: Objects, seen: Objects, stored: Objects) -> None:
        self.new, self.known = new, either(new, seen, stored)
        # The names before any content, of whatever ref: nothing a push says, however long, moves one out of sight.
        self._heads, self._names = list[str](), Part(NAMES)
        self._commits, self._contents = Part(), Contents()
        self._graves = list[str]()
        self._used, self._unread = set[str](), 0
        self._left, self._walks, self._nodes = WORK, WALK, NODES
        # What each ref may go through: folders and commits that come with the push, and commits that passed before.
        folders = sum(len(each.data) for each in new.values() if each.kind == "tree")
        commits = (len(each.data) for some in (new, seen) for each in some.values() if each.kind == "commit")
        self._cost = folders + sum(commits)

    def drawn(self) -> Drawn:
        """Return all of it: what concerns whole refs first."""
        parts = (self._names, self._commits, self._contents)
        lines = [*self._heads, *words.unseen(self._heads), *(line for part in parts for line in part.lines)]
        if len(lines) > LINES or any(part.is_cut for part in parts):
            rest = f"{len(lines) - LINES} more lines, or more," if len(lines) > LINES else "more lines"
            lines[LINES:] = [f"… {rest} are NOT shown"]
            self._graves.append("push: is longer than what is drawn of it")
        self._graves.sort(key=lambda grave: not grave.startswith(FIRST))
        notes = list(dict.fromkeys([*self._graves, *self._contents.notes]))
        more = [f"push: and {len(notes) - NOTES} more notes"] if len(notes) > NOTES else []
        return Drawn("\n".join(lines), [*notes[:NOTES], *more])

    def move(self, move: Move) -> None:
        """Draw one ref."""
        self._heads.append(f"=== {shown(str(move))}")
        if not move.ref.isascii():
            self.grave(f"push: not every letter is a plain one in {move.ref!a}")
        if not move.new.strip("0"):
            self.grave(f"push: DELETES {move.ref}")
            return
        tip = self._commit(move.new)
        if tip is None:
            there = "what it moves to does not come with the push: the server has it already"
            there = "what it moves to cannot be read in the push, or does not come with it" if self._unread else there
            self._heads.append("diff unavailable: " + ("it is no commit" if move.new in self.known else there))
            return
        self._left -= self._cost
        if self._left < 0:
            self.grave(f"push: diff unavailable: too much would have to be read to draw {move.ref}")
            return
        arrived, borders = fresh(self.new, tip)
        if move.old.strip("0"):
            self._forced(move, tip)
        for name in arrived[:COMMITS]:
            self._commits.add(words.commit(name, self.known[name].data))
        if len(arrived) > COMMITS:
            self.grave(f"push: {len(arrived)} commits, of which {len(arrived) - COMMITS} are NOT shown")
        self._names.add([f"files of {words.title(move.ref)}"])
        self._files(move.old if move.old.strip("0") else next(iter(borders), ""), tip)

    def unread(self, count: int) -> None:
        """Say what of the pack could not be put together."""
        self._unread = count
        if count > 0:
            self.grave(f"push: {count} objects of it cannot be read: they build on what was not seen here")

    def summed_up(self, moves: Sequence[Move]) -> None:
        """Say what concerns several refs, and what the pack holds beyond what they lead to: it arrives as well."""
        for ref, count in Counter(move.ref for move in moves).items():
            if count > 1:
                self.grave(f"push: names {ref} {count} times: the last of it that the server takes counts")
        if self._contents.unknown:
            unknown = f"{self._contents.unknown} changes are NOT shown whole"
            self.grave(f"push: {unknown}: not in it and not seen here, or too deep")
        if self._contents.unlooked:
            self.grave(f"push: {self._contents.unlooked} contents of it are NOT compared: too much to go through")
        if self._contents.unled:
            said = f"to which hosts {self._contents.unled} contents of it lead"
            self.grave(f"push: {said} is NOT known: too much to read")
        more = len(self.new.keys() - self._used)
        if more:
            self.grave(f"push: HOLDS {more} objects that no ref of it leads to")

    def grave(self, text: str) -> None:
        """Note what concerns a whole ref, before whatever concerns a file."""
        self._graves.append(shown(text))
        self._heads.append(f"!!! {shown(text)}")

    def _commit(self, name: str) -> str | None:
        """Return the commit a name leads to, through tags."""
        for _ in range(5):
            found = self.known.get(name)
            if found is None or found.kind == "commit":
                return name if found is not None else None
            self._used.add(name)
            if found.kind != "tag":
                return None
            self._commits.add(words.tag(found.data))
            name = found.data[7:47].decode("ascii", "replace").lower()
        return None

    def _forced(self, move: Move, tip: str) -> None:
        """Say whether the ref's former commit is lost."""
        lost, looked = loses(self.known, move.old, tip, self._walks)
        self._walks -= looked
        if lost:
            self.grave(f"push: FORCED: {move.ref} loses {move.old[:12]}")
        elif lost is None:
            self.grave(f"push: it cannot be told whether {move.ref} is FORCED: {UNKNOWN}")

    def _files(self, base: str, tip: str) -> None:
        tree, former = tree_of(self.known.get(tip)), tree_of(self.known.get(base))
        blind = bool(base) and former not in self.known
        if base:
            said = f"diff unavailable against {base[:12]}: {UNKNOWN}; drawn is" if blind else "files against"
            self._heads.append(f"{said} {'what is known of it, by itself' if blind else base[:12]}")
        walk = Walk(self.known, blind, self._nodes)
        found = list(islice(walk.changes("" if blind else former, tree), FILES + 1))
        self._nodes = walk.left
        if len(found) > FILES:
            self.grave(f"push: changes more than {FILES} files, of which the rest is NOT shown")
        self._names.add(f"  {change.what}: {words.title(change.path)}" for change in found[:FILES])
        if walk.passed:
            self.grave(f"push: {len(walk.passed)} names lead to what is NOT in it, so that nobody can compare them")
            self._names.add(f"  not compared: {words.title(path)}" for path in walk.passed[:FILES])
        for change in found[:FILES]:
            self._contents.change(change)
        self._passing(tip, tree)

    def _passing(self, tip: str, tree: str) -> None:
        """Draw the contents that only earlier commits have: whoever reads the repository can have them for ever."""
        found = reached(self.new, tip)
        self._used |= found
        over = {name for name in found - reached(self.new, tree) if self.new[name].kind == "blob"}
        if not over:
            return
        folders = (self.new[name].data for name in found if self.new[name].kind == "tree")
        titles = {name: title for data in folders for name, title in named(data) if name in over}
        self.grave(f"push: HOLDS {len(over)} contents that only earlier commits of it have")
        for title, name in sorted((words.title(titles.get(name, "")), name) for name in over)[:FILES]:
            self._names.add([f"  only earlier: {title} ({len(self.new[name].data)} bytes)"])
            self._contents.earlier(title, self.new[name].data)
