"""What became of texts that were looked at before. Holds them: some of those hold secrets.

A conversation is sent whole with every turn, a record says the same words again and again. Bounded: what is not asked
for while as much again comes in is forgotten.
"""

from __future__ import annotations

from wicketgate.output.sealed import Sealed

LONGEST, ROOM = 1 << 20, 4 << 20
"""Characters of the longest text that is remembered, and of all in one of the two halves of the memory."""
EACH = 128
"""Characters that every text counts for besides its own: so many bytes it costs to remember one."""


class Memory(Sealed):
    """Texts and what was made of them. Of two threads, one may forget what the other notes: that costs a look."""

    def __init__(self) -> None:
        self._young, self._old = dict[str, str](), dict[str, str]()
        self._size = 0

    def redacted(self) -> str:
        """Return what it is."""
        return "[texts looked at]"

    def recall(self, text: str) -> str | None:
        """Return what was made of `text`; None if that is not known."""
        if len(text) > LONGEST:
            return None
        made = self._young.get(text)
        if made is None and (made := self._old.get(text)) is not None:
            self.note(text, made)
        return made

    def note(self, text: str, made: str) -> None:
        """Remember what was made of `text`, unless it is too long."""
        if len(text) > LONGEST:
            return
        self._size += EACH + len(text) + (len(made) if made is not text else 0)
        if self._size > ROOM:
            self._old, self._young, self._size = self._young, {}, EACH + len(text)
        self._young[text] = made
