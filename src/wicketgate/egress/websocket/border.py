"""What stands across the border of two messages of one side: takes each message, gives it with the end of those before.

A message is never held back for the next one: a side that waits for an answer would wait for ever. So what goes out
first goes out; what of a secret follows it is known by the two together. It remembers a little, and knows no secret.
"""

from __future__ import annotations

from collections.abc import Sequence

from wicketgate.egress.websocket.frames import CLOSE, Message
from wicketgate.output.redact.finding import GUESS, Finding

NEAR = 1 << 10
"""Bytes of the messages before, and of the next one, that are looked at together."""


class Borders:
    """The ends of what one side has said: in messages, and in control frames, which come between their parts."""

    def __init__(self) -> None:
        self._ends = {False: b"", True: b""}

    def joined(self, message: Message) -> tuple[bytes, int]:
        """Return the end of what was said before with the beginning of a message, and how much of it was before."""
        control = message.kind >= CLOSE
        before, data = self._ends[control], message.data[2:] if message.kind == CLOSE else message.data
        self._ends[control] = (before + data[-NEAR:])[-NEAR:]
        return before + data[:NEAR], len(before)


def crossed(data: bytes, found: Sequence[Finding], before: int) -> bytes:
    """Return a message without what goes on in it of a known secret; `found` is of what was joined.

    Formats alone are not looked for here: what two messages happen to make together is mostly nobody's token.
    """
    for each in found:
        if each.rank < GUESS and each.start < before < each.end:
            end = each.end - before
            while end < len(data) and data[end] & 0xC0 == 0x80:
                end += 1  # a character stays whole: a text is one
            return each.mark.encode() + data[end:]
    return data
