"""What a push changes, drawn for whoever is asked: its commits, and each file against what stood there. Pure.

Takes the refs it moves, its pack, and what was seen of the repository before; gives text, and short notes on what a
person must not miss. What is not known here is said to be so, never left out; what hides is written out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice

from wicketgate.egress.git import words
from wicketgate.egress.git.commits import WALK, Objects, fresh, loses, reached, tree_of
from wicketgate.egress.git.pack import either, objects
from wicketgate.egress.git.tree import Change, Walk, named
from wicketgate.egress.git.wire import Move
from wicketgate.workspace.danger import dangers
from wicketgate.workspace.names import hostile, in_repository, shown
from wicketgate.workspace.text import difference

MOVES, COMMITS, FILES, LINES, NOTES = 30, 50, 300, 2_000, 20
"""How many of each are drawn."""
WORK = 16 << 20
"""Bytes of commits and folders that are gone through for all refs together."""
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
    push.left_over()
    return push.drawn()


class _Push:
    def __init__(self, new: Objects, seen: Objects, stored: Objects) -> None:
        self.new, self.known = new, either(new, seen, stored)
        # The names before any content, of whatever ref: nothing a push says, however long, moves one out of sight.
        self._heads, self._names = list[str](), list[str]()
        self._commits, self._contents = list[str](), list[str]()
        self._graves, self._notes = list[str](), list[str]()
        self._used, self._unread = set[str](), 0
        self._left, self._walks = WORK, WALK
        # What each ref may go through: folders and commits that come with the push, and commits that passed before.
        folders = sum(len(each.data) for each in new.values() if each.kind == "tree")
        commits = (len(each.data) for some in (new, seen) for each in some.values() if each.kind == "commit")
        self._cost = folders + sum(commits)

    def drawn(self) -> Drawn:
        """Return all of it: what concerns whole refs first."""
        lines = [*self._heads, *self._names, *self._commits, *self._contents]
        if len(lines) > LINES:
            lines[LINES:] = [f"… {len(lines) - LINES} more lines, or more, are NOT shown"]
            self._graves.append("push: is longer than what is drawn of it")
        notes = list(dict.fromkeys([*self._graves, *self._notes]))
        more = [f"push: and {len(notes) - NOTES} more of this kind"] if len(notes) > NOTES else []
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
            self._commits += words.commit(name, self.known[name].data)
        if len(arrived) > COMMITS:
            self.grave(f"push: {len(arrived)} commits, of which {len(arrived) - COMMITS} are NOT shown")
        self._names.append(f"files of {words.title(move.ref)}")
        self._files(move.old if move.old.strip("0") else next(iter(borders), ""), tip)

    def unread(self, count: int) -> None:
        """Say what of the pack could not be put together."""
        self._unread = count
        if count > 0:
            self.grave(f"push: {count} objects of it cannot be read: they build on what was not seen here")

    def left_over(self) -> None:
        """Say what the pack holds beyond what the refs lead to: it arrives as well."""
        more = len(self.new.keys() - self._used)
        if more:
            self.grave(f"push: HOLDS {more} objects that no ref of it leads to")

    def grave(self, text: str) -> None:
        """Note what concerns a whole ref, before whatever concerns a file."""
        self._graves.append(shown(text))
        self._heads.append(f"!!! {shown(text)}")

    def _note(self, text: str) -> None:
        self._notes.append(shown(text))
        self._contents.append(f"!!! {shown(text)}")

    def _commit(self, name: str) -> str | None:
        """Return the commit a name leads to, through tags."""
        for _ in range(5):
            found = self.known.get(name)
            if found is None or found.kind == "commit":
                return name if found is not None else None
            self._used.add(name)
            if found.kind != "tag":
                return None
            self._commits += words.tag(found.data)
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
        if base:
            said = "files against" if former else f"diff unavailable against {base[:12]}: {UNKNOWN}; drawn is"
            self._heads.append(f"{said} {base[:12] if former else 'what is known of it, by itself'}")
        walk = Walk(self.known, blind=bool(base) and not former)
        found = list(islice(walk.changes(former, tree), FILES + 1))
        if len(found) > FILES:
            self.grave(f"push: changes more than {FILES} files, of which the rest is NOT shown")
        self._names += [f"  {change.what}: {words.title(change.path)}" for change in found[:FILES]]
        if walk.passed:
            self.grave(f"push: {len(walk.passed)} names lead to what is NOT in it, so that nobody can compare them")
            self._names += [f"  not compared: {words.title(path)}" for path in walk.passed[:FILES]]
        for change in found[:FILES]:
            self._change(change)
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
            self._names.append(f"  only earlier: {title} ({len(self.new[name].data)} bytes)")
            self._contents.append(f"--- only in an earlier commit: {title}")
            self._difference(None, self.new[name].data)

    def _difference(self, old: bytes | None, new: bytes | None) -> None:
        if len(self._contents) <= LINES:  # of what is not drawn none need be compared
            self._contents += [f"    {line}" for line in difference(old, new, "before", "pushed").splitlines()]

    def _change(self, change: Change) -> None:
        title = words.title(change.path)
        self._contents.append(f"--- {change.what} {title}{f' ({change.mode})' if change.mode else ''}")
        start, link = (change.new or b"")[:64], change.what.endswith("link")
        for rule in dangers(change.path, start=start, executable="100755" in change.mode, link=link):
            self._note(f"push: {title}: {rule.id}: {rule.reason}")
        if odd := hostile(change.path) or (in_repository(change.path) and "it lies in a `.git`"):
            self._note(f"push: {title}: {odd}")
        for host in words.led(change.old, change.new):
            self._note(f"push: {title}: leads to {host}, which it did not before")
        if change.unknown:
            self._contents.append(f"    {change.unknown}")
        if change.old is not None or change.new is not None:
            self._difference(change.old, change.new)
