"""All runs of this state directory: those that live in this warden, and the folders of those that ended."""

from __future__ import annotations

import contextlib
import datetime
from pathlib import Path

from wicketgate.errors import ConfigError, Error, Refused
from wicketgate.run.layout import RUN_ID, Meta, RunFolder
from wicketgate.run.life import Life
from wicketgate.run.order import Machinery, Order

LIVE_CAP = 32
DECIDED_DAYS = 7
"""How long a run is kept whose changes were committed or discarded, or that changed nothing."""
WAITING_DAYS = 30
"""How long changes wait for a person."""
TOTAL_CAP = 8 << 30
"""Bytes all ended runs may keep; beyond, decided ones go first, oldest first."""
DECIDED = frozenset({"empty", "committed", "discarded", "interrupted"})


class Runs:
    """The registry of runs."""

    def __init__(self, machinery: Machinery) -> None:
        self._machinery = machinery
        self.live: dict[str, Life] = {}

    def create(self, order: Order) -> Life:
        """Return a new run, not started yet; Refused when too many live already."""
        if len(self.live) >= LIVE_CAP:
            raise Refused(f"{LIVE_CAP} runs are alive already", "wait for one to end")
        life = Life(order, self._machinery)
        self.live[life.id] = life
        return life

    async def finish(self, life: Life) -> None:
        """End a run, whatever state it is in, and forget it."""
        try:
            await life.close()
        finally:
            self.live.pop(life.id, None)

    def used(self, run: str) -> dict[str, int]:
        """Return what a live run has spent; empty when it has ended."""
        return self.live[run].used() if run in self.live else {}

    def all(self) -> list[Meta]:
        """Return every readable run, newest first."""
        metas = []
        for folder in self._folders():
            with contextlib.suppress(Error):
                metas.append(folder.read())
        return sorted(metas, key=lambda meta: meta.started, reverse=True)

    def recover(self) -> list[str]:
        """Mark the runs that an earlier warden did not live to end, and return their ids."""
        cut = [meta.id for meta in self.all() if meta.state == "running" and meta.id not in self.live]
        for name in cut:
            RunFolder.find(self._machinery.state, name).update(state="interrupted", reason="the warden was killed")
        return cut

    def gc(self, named: str = "") -> list[str]:
        """Remove runs past their retention, or the named one, and return the ids that went."""
        if named:
            folder = RunFolder.find(self._machinery.state, named)
            if folder.id in self.live:
                raise ConfigError(f"run {folder.id} is alive", "end it first")
            folder.remove()
            return [folder.id]
        now = datetime.datetime.now(datetime.UTC)
        gone: list[Meta] = []
        kept: list[Meta] = []
        for meta in self.all():
            if meta.id in self.live:
                continue
            days = (now - datetime.datetime.fromisoformat(meta.started)).days
            (gone if days >= (DECIDED_DAYS if meta.state in DECIDED else WAITING_DAYS) else kept).append(meta)
        kept.sort(key=lambda meta: (meta.state not in DECIDED, meta.started))
        sizes = {meta.id: _size(self._machinery.state / "runs" / meta.id) for meta in kept}
        while kept and sum(sizes[meta.id] for meta in kept) > TOTAL_CAP and kept[0].state in DECIDED:
            gone.append(kept.pop(0))
        for meta in gone:
            RunFolder(self._machinery.state / "runs" / meta.id).remove()
        return [meta.id for meta in gone]

    def _folders(self) -> list[RunFolder]:
        return [RunFolder(p) for p in (self._machinery.state / "runs").glob("*") if RUN_ID.fullmatch(p.name)]


def _size(path: Path) -> int:
    return sum(p.lstat().st_blocks * 512 for p in path.rglob("*"))
