"""All runs of this state directory: those that live in this warden, and the folders of those that ended."""

from __future__ import annotations

import contextlib
import datetime
import os
import time
from dataclasses import replace
from pathlib import Path

from wicketgate.errors import ConfigError, Error, Refused
from wicketgate.run.folder import RUN_ID, Meta, RunFolder
from wicketgate.run.life import Life
from wicketgate.run.order import Machinery, Order
from wicketgate.run.view import collected, forget

LIVE_CAP = 32
DECIDED_DAYS = 7
"""How long a run is kept whose changes were committed or discarded, or that changed nothing."""
WAITING_DAYS = 30
"""How long changes wait for a person."""
TOTAL_CAP = 8 << 30
"""Bytes all ended runs may keep; beyond, decided ones go first, oldest first."""
BARE_SECONDS = 3600
"""How long a folder without a word may be one that is just being made."""
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

    def survey(self) -> tuple[list[Meta], dict[str, str]]:
        """Return every readable run, newest first, and why each other one cannot be read, by its id."""
        metas, unreadable = [], {}
        for folder in self._folders():
            try:
                metas.append(folder.read())
            except Error as error:
                unreadable[folder.id] = error.message
        return sorted(metas, key=lambda meta: meta.started, reverse=True), unreadable

    def recover(self) -> list[str]:
        """Mark the runs that an earlier warden did not live to end, and return their ids."""
        cut = [meta for meta in self.survey()[0] if meta.state == "running" and meta.id not in self.live]
        for meta in cut:
            folder = self._folder(meta.id)
            count = collected(folder)  # what was collected whole is not lost with the warden
            state = "ended" if count else "interrupted"
            folder.write(replace(meta, state=state, reason="the warden was killed", changes=count))
        return [meta.id for meta in cut]

    def gc(self, named: str = "") -> list[str]:
        """Remove runs past their retention, or the named one, and return the ids that went."""
        if named:
            folder = RunFolder.find(self._machinery.state, named)
            if folder.id in self.live:
                raise ConfigError(f"run {folder.id} is alive", "end it first")
            folder.remove()
            return [folder.id]
        gone = self._past()
        for name in gone:
            self._folder(name).remove()
        for meta in self.survey()[0]:
            if meta.state == "interrupted":  # what it froze and wrote can be of no use any more
                forget(self._folder(meta.id), changes=True)
        return gone

    def _past(self) -> list[str]:
        now = datetime.datetime.now(datetime.UTC)
        live = set(self.live)  # before the folders are read: a run that begins meanwhile is in neither
        ended = [meta for meta in self.survey()[0] if meta.id not in live and meta.state != "running"]
        gone = [meta.id for meta in ended if _days(meta, now) >= _kept_days(meta)]
        kept = [meta for meta in ended if meta.id not in gone]
        sizes = {meta.id: _size(self._folder(meta.id).path) for meta in kept}
        total = sum(sizes.values())
        for meta in sorted(kept, key=lambda meta: meta.started):
            if total > TOTAL_CAP and meta.state in DECIDED:
                gone.append(meta.id)
                total -= sizes[meta.id]
        empty = [f.id for f in self._folders() if f.id not in live and f.id not in self.live and _is_bare(f.path)]
        return gone + empty

    def _folder(self, name: str) -> RunFolder:
        return RunFolder(self._machinery.state / "runs" / name)

    def _folders(self) -> list[RunFolder]:
        return [RunFolder(p) for p in (self._machinery.state / "runs").glob("*") if RUN_ID.fullmatch(p.name)]


def _days(meta: Meta, now: datetime.datetime) -> int:
    return (now - datetime.datetime.fromisoformat(meta.started)).days


def _kept_days(meta: Meta) -> int:
    return DECIDED_DAYS if meta.state in DECIDED else WAITING_DAYS


def _is_bare(path: Path) -> bool:
    """Return whether the folder is what a run leaves that was cut off before it was told anything."""
    try:
        body = (path / "run.json").read_bytes()
    except FileNotFoundError:
        return time.time() - path.stat().st_mtime > BARE_SECONDS
    except OSError:
        return False
    return not body.strip(b"\0")


def _size(path: Path) -> int:
    """Return the bytes on disk below `path`; what goes away meanwhile counts nothing."""
    total = 0
    for folder, _, files in os.walk(path):
        for name in files:
            with contextlib.suppress(OSError):
                total += os.lstat(os.path.join(folder, name)).st_blocks * 512  # noqa: PTH118
    return total
