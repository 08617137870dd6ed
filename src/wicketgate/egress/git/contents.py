"""The contents a push changes, drawn: takes each changed file, gives lines, and notes on what must not be missed. Pure.

One content can stand under a thousand names: what is gone through is counted each time, and has an end.
"""

from __future__ import annotations

from wicketgate.egress.git import words
from wicketgate.egress.git.part import Part
from wicketgate.egress.git.tree import Change
from wicketgate.gate.links import LONGEST
from wicketgate.workspace.danger import dangers
from wicketgate.workspace.file_names import hostile, in_repository, shown
from wicketgate.workspace.text_diff import difference

LINES = 2_000
"""Lines that are drawn."""
LOOKED = 64 << 20
"""Bytes of contents that are gone through for one push."""
LED = 4 << 20
"""Bytes of those in which links are looked for: that takes longer."""
UNLOOKED = "NOT compared: the contents of this push are too much to go through"


class Contents(Part):
    """What is drawn of contents."""

    def __init__(self) -> None:
        super().__init__()
        self.notes = list[str]()
        self.unknown = self.unlooked = self.unled = 0
        """How many changes lead to what is not known, were too much to compare, too much to look for hosts in."""
        self._bytes, self._links = LOOKED, LED

    def change(self, change: Change) -> None:
        """Draw one file."""
        title = words.title(change.path)
        self.add([f"--- {change.what} {title}{f' ({change.mode})' if change.mode else ''}"])
        start, link = (change.new or b"")[:64], change.what.endswith("link")
        for rule in dangers(change.path, start=start, executable="100755" in change.mode, link=link):
            self._note(f"push: {title}: {rule.id}: {rule.reason}")
        if odd := hostile(change.path) or (in_repository(change.path) and "it lies in a `.git`"):
            self._note(f"push: {title}: {odd}")
        if change.unknown:
            self.unknown += 1
            self.add([f"    {change.unknown}"])
        if change.old is None and change.new is None:
            return
        if not self._may_look(change.old, change.new):
            self.add([f"    {UNLOOKED}"])
            return
        for host in self._led(change.old, change.new):
            self._note(f"push: {title}: leads to {host}, which it did not before")
        self._difference(change.old, change.new)

    def earlier(self, title: str, data: bytes) -> None:
        """Draw a content that only an earlier commit has."""
        self.add([f"--- only in an earlier commit: {title}"])
        if self._may_look(None, data):
            self._difference(None, data)
        else:
            self.add([f"    {UNLOOKED}"])

    def _may_look(self, *contents: bytes | None) -> bool:
        size = sum(len(each) for each in contents if each is not None)
        if size > self._bytes:
            self.unlooked += 1
            return False
        self._bytes -= size
        return True

    def _led(self, old: bytes | None, new: bytes | None) -> list[str]:
        self._links -= sum(len(each) for each in (old, new) if each is not None and len(each) <= 4 * LONGEST)
        found = words.led(old, new) if self._links >= 0 else None
        self.unled += found is None and new is not None
        return found or []

    def _difference(self, old: bytes | None, new: bytes | None) -> None:
        if len(self.lines) > LINES or self.is_full:  # of what is not drawn none need be compared
            self.is_cut = True
            return
        self.add(f"    {line}" for line in difference(old, new, "before", "pushed").splitlines())

    def _note(self, text: str) -> None:
        self.notes.append(shown(text))
        self.add([f"!!! {shown(text)}"])
