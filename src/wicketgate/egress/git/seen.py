"""What one run has seen of repositories: takes the packs that pass, so that a push can be drawn against what was there.

Packs are kept as they came, in memory and up to a cap, and read when somebody pushes, beside the history the run was
given. Objects are found by the digest of their content, so it does not matter who sent them.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Mapping
from pathlib import Path

from wicketgate.egress.git.pack import Object, either, entries, put_together
from wicketgate.egress.git.pushed import Drawn, drawn
from wicketgate.egress.git.stored import stored
from wicketgate.egress.git.wire import Move, packed, push
from wicketgate.egress.unzip import UnpackFailed, plain
from wicketgate.secrets.broker.outgoing_request import Outgoing

UPLOAD, RECEIVE = "/git-upload-pack", "/git-receive-pack"
KEPT, ANSWER, OBJECTS = 32 << 20, 16 << 20, 128 << 20
"""Bytes of packs that are kept for a run; of one answer that may hold one; of objects that are known at a time."""
EACH = 512
"""What an object counts for beside its content, as a pack of few bytes can hold very many."""
SHOWN = 64 << 10
"""Characters of a drawing that are shown, as of any body."""


class Seen:
    """The packs one run has fetched and pushed."""

    def __init__(self, clean: Callable[[str], str], history: Path | None = None) -> None:
        """`history` is the git folder of the view, as it was before the run: nobody inside can write there."""
        self._clean, self._history = clean, history
        self._packs: list[bytes] = []
        self._drawing = asyncio.Lock()

    async def drawn(self, out: Outgoing) -> Drawn | None:
        """Return what a request pushes, cleaned of secrets; None for what is no push that can be read."""
        if out.method != "POST" or not out.path.rstrip("/").lower().endswith(RECEIVE):
            return None
        try:
            moves, pack = push(plain(out.body, out.field(b"content-encoding")))
        except (UnpackFailed, ValueError):
            return None
        async with self._drawing:  # one at a time: each may fill a lot of memory
            found = await asyncio.to_thread(self._draw, moves, pack)
        self._keep(pack)
        text = self._clean(found.text)
        long = ["push: is longer than what is shown of it"] if len(text) > SHOWN else []
        return Drawn(text, [*long, *map(self._clean, found.notes)])

    def listener(self, out: Outgoing) -> Callable[[bytes], None] | None:
        """Return what is to be told each piece of the answer to a fetch; None for anything else."""
        return _Answer(self._keep) if out.method == "POST" and out.path.endswith(UPLOAD) else None

    def _keep(self, pack: bytes) -> None:
        if len(pack) <= KEPT:
            self._packs.append(pack)
        while sum(map(len, self._packs)) > KEPT:
            self._packs.pop(0)

    def _draw(self, moves: list[Move], pack: bytes) -> Drawn:
        with stored(self._history) as history:
            return drawn(moves, pack, self._known(history), history)

    def _known(self, history: Mapping[str, Object]) -> dict[str, Object]:
        known: dict[str, Object] = {}
        size = 0
        for pack in tuple(self._packs):
            most = EACH * int.from_bytes(pack[8:12], "big")  # as many as it says, or it is no pack
            if size + most > OBJECTS:
                continue
            try:
                raw = entries(pack)
                found = put_together(raw, either(known, history))
            except ValueError:
                with contextlib.suppress(ValueError):
                    self._packs.remove(pack)  # the work is not done again
                continue
            size += most + sum(len(each.data) for each in raw.values()) + sum(len(each.data) for each in found.values())
            if size > OBJECTS:
                break
            known |= found
        return known


class _Answer:
    """The answer to one fetch, told in pieces; an empty one ends it."""

    def __init__(self, keep: Callable[[bytes], None]) -> None:
        self._keep = keep
        self._pieces: list[bytes] = []
        self._size = 0

    def __call__(self, piece: bytes) -> None:
        self._size += len(piece)
        if self._size > ANSWER:
            self._pieces.clear()
        elif piece:
            self._pieces.append(piece)
        elif self._pieces:
            with contextlib.suppress(ValueError):  # an answer without a pack
                self._keep(packed(b"".join(self._pieces)))
            self._pieces.clear()
