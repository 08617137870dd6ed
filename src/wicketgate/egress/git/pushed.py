"""What a push changes, drawn for whoever is asked: its commits, and each file against what stood there. Pure.

Takes the refs it moves, its pack, and what was seen of the repository before; gives text, and short notes on what a
person must not miss. What is not known here is said to be so, never left out; what hides is written out.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from wicketgate.egress.git.commits import fresh, loses, reached, tree_of
from wicketgate.egress.git.pack import Object, objects
from wicketgate.egress.git.tree import Change, Walk
from wicketgate.egress.git.wire import Move
from wicketgate.gate.links import links
from wicketgate.workspace.danger import dangers
from wicketgate.workspace.names import hostile, in_repository, shown
from wicketgate.workspace.text import difference, is_text, visible

COMMITS, FILES, LINES, NOTES = 50, 300, 2_000, 20
"""How many of each are drawn."""
UNKNOWN = "what stood there before was not seen here"


@dataclass(slots=True)
class Drawn:
    """A push as text, and what in it must not be missed."""

    text: str = ""
    notes: list[str] = field(default_factory=list)


def drawn(moves: Sequence[Move], pack: bytes, seen: Mapping[str, Object]) -> Drawn:
    """Return what a push changes; why that cannot be said, in its place."""
    try:
        if any(len(move.new) != 40 for move in moves):
            raise ValueError("the repository names its objects by SHA-256")
        new = objects(pack, seen) if pack else {}
    except ValueError as error:
        return Drawn(f"diff unavailable: {error}", [f"push: diff unavailable: {error}"])
    push = _Push(new, ChainMap(new, dict(seen)))
    push.unread(int.from_bytes(pack[8:12], "big") - len(new))
    for move in moves:
        push.move(move)
    push.left_over()
    lines = push.lines[:LINES]
    if len(push.lines) > LINES:
        lines.append(f"… {len(push.lines) - LINES} more lines are NOT shown")
    more = [f"push: and {len(push.notes) - NOTES} more of this kind"] if len(push.notes) > NOTES else []
    return Drawn("\n".join(lines), [*push.notes[:NOTES], *more])


class _Push:
    def __init__(self, new: Mapping[str, Object], known: Mapping[str, Object]) -> None:
        self.new, self.known = new, known
        self.lines: list[str] = []
        self.notes: list[str] = []
        self._used: set[str] = set()

    def move(self, move: Move) -> None:
        """Draw one ref."""
        self.lines.append(f"=== {shown(str(move))}")
        if not move.new.strip("0"):
            self._note(f"push: DELETES {move.ref}")
            return
        tip = self._commit(move.new)
        if tip is None:
            there = "what it moves to does not come with the push: the server has it already"
            self.lines.append("diff unavailable: " + ("it is no commit" if move.new in self.known else there))
            return
        arrived, borders = fresh(self.new, tip)
        if move.old.strip("0"):
            self._forced(move, tip)
        for name in arrived[:COMMITS]:
            self.lines += self._commit_lines(name)
        if len(arrived) > COMMITS:
            self.lines.append(f"… {len(arrived) - COMMITS} more commits are NOT shown")
        base = move.old if move.old.strip("0") else next(iter(borders), "")
        self._files(base, tip)

    def unread(self, count: int) -> None:
        """Say what of the pack could not be put together."""
        if count > 0:
            self._note(f"push: {count} objects of it cannot be read: they build on what was not seen here")

    def left_over(self) -> None:
        """Say what the pack holds beyond what the refs lead to: it arrives as well."""
        more = len(self.new.keys() - self._used)
        if more:
            self._note(f"push: HOLDS {more} objects that no ref of it leads to")

    def _note(self, text: str) -> None:
        self.notes.append(shown(text))
        self.lines.append(f"!!! {shown(text)}")

    def _commit(self, name: str) -> str | None:
        """Return the commit a name leads to, through tags."""
        for _ in range(5):
            found = self.known.get(name)
            if found is None or found.kind == "commit":
                return name if found is not None else None
            self._used.add(name)
            if found.kind != "tag":
                return None
            self.lines += ["tag", *(f"    {visible(line)}" for line in _text(found.data).splitlines()[:40])]
            name = found.data[7:47].decode("ascii", "replace")
        return None

    def _forced(self, move: Move, tip: str) -> None:
        """Say whether the ref's former commit is lost."""
        lost = loses(self.known, move.old, tip)
        if lost:
            self._note(f"push: FORCED: {move.ref} loses {move.old[:12]}")
        elif lost is None:
            self._note(f"push: it cannot be told whether {move.ref} is FORCED: {UNKNOWN}")

    def _commit_lines(self, name: str) -> Iterator[str]:
        head, _, said = _text(self.known[name].data).partition("\n\n")
        yield f"commit {name}"
        yield from (
            f"    {visible(line)}" for line in head.splitlines()[:12] if line.startswith(("author", "committer"))
        )
        yield from (f"    | {visible(line)}" for line in said.splitlines()[:60])

    def _files(self, base: str, tip: str) -> None:
        tree, former = tree_of(self.known.get(tip)), tree_of(self.known.get(base))
        self._used |= reached(self.new, tip)
        if base and not former:
            self.lines.append(f"diff unavailable against {base[:12]}: {UNKNOWN}; drawn is what comes with the push")
        walk = Walk(self.known, self.new, blind=bool(base) and not former)
        found = list(islice(walk.changes(former, tree), FILES + 1))
        if len(found) > FILES:
            self._note(f"push: changes more than {FILES} files, of which the rest is NOT shown")
        # The names first: no content, however long, pushes one out of sight.
        self.lines += [f"  {change.what}: {shown(change.path)}" for change in found[:FILES]]
        for change in found[:FILES]:
            self._change(change)

    def _change(self, change: Change) -> None:
        title = shown(change.path)
        self.lines.append(f"--- {change.what} {title}{f' ({change.mode})' if change.mode else ''}")
        start, link = (change.new or b"")[:64], change.what.endswith("link")
        for rule in dangers(change.path, start=start, executable="100755" in change.mode, link=link):
            self._note(f"push: {title}: {rule.id}: {rule.reason}")
        if odd := hostile(change.path) or (in_repository(change.path) and "it lies in a `.git`"):
            self._note(f"push: {title}: {odd}")
        for host in _led(change.old, change.new):
            self._note(f"push: {title}: leads to {host}, which it did not before")
        if change.unknown:
            self.lines.append(f"    {change.unknown}")
        if change.old is not None or change.new is not None:
            text = difference(change.old, change.new, "before", "pushed")
            self.lines += [f"    {line}" for line in text.splitlines()]


def _led(old: bytes | None, new: bytes | None) -> list[str]:
    """Return the hosts a text newly leads to."""
    if new is None or not is_text(new):
        return []
    before = {link.host for link in links(_text(old))} if old is not None and is_text(old) else set()
    return [host for host in dict.fromkeys(link.host for link in links(_text(new))) if host and host not in before][:5]


def _text(data: bytes | None) -> str:
    return (data or b"").decode("utf-8", "backslashreplace")
