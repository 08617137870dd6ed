"""The journal: an ordered, durable, hash-chained record in one SQLite file, and the state that is kept with it.

    ticket = journal.submit("asked", {...}, run="r1")    its number at once, in the order of these calls
    await ticket.durable()                               on disk, with everything before it

One process owns it (a lock beside the file) and one thread writes it; reading is separate and sees only what is
durable. Knows nothing of what entries mean.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import threading
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import apsw

from wicketgate.errors import StateError
from wicketgate.store import journal_file, schema
from wicketgate.store.chain import COLUMNS
from wicketgate.store.encode import fit, frame, stamp
from wicketgate.store.entry import DAMAGED, Entry, decode
from wicketgate.store.sequencer import VOID, Effect, Item, Sequencer
from wicketgate.store.ticket import Ticket, call

WAITING = 16_384
"""Most entries that may wait for the disk; beyond, submitting fails instead of eating the memory."""
NAME = re.compile(r"[A-Za-z0-9._:-]{0,128}", re.ASCII)
PAGE = 256
READ = f"SELECT {COLUMNS} FROM entries WHERE idx > ?1 AND (?2 = '' OR run = ?2) ORDER BY idx LIMIT ?3"  # noqa: S608
READ_RUN = READ.replace("(?2 = '' OR run = ?2)", "run = ?2")


class Journal:
    """The owned journal of one state directory. Every method may be called from any thread."""

    def __init__(self, path: Path, lock: int) -> None:
        self.path = path
        """Where it lies, links resolved."""
        self._held = lock
        self._lock = threading.Lock()
        self._reading = threading.Lock()
        self._closed = False
        self._followers: set[asyncio.Future[None]] = set()
        connection = schema.writer(path)
        self._last, head = schema.head(connection, path)
        self._reader = schema.reader(path)
        self._sequencer = Sequencer(connection, head, self._lock, self._told)

    @classmethod
    def open(cls, path: Path) -> Journal:
        """Return the journal at `path`, made if there is none; StateError if owned, open to others, newer or broken."""
        path = journal_file.settle_in(path)
        lock = journal_file.own(path)
        try:
            return cls(path, lock)
        except BaseException:
            os.close(lock)
            raise

    def submit(
        self,
        kind: str,
        body: Mapping[str, Any],
        run: str = "",
        effect: Effect | None = None,
        *,
        is_patient: bool = False,
    ) -> Ticket:
        """Give `body` its place in the journal and return its ticket; StateError once nothing can be written any more.

        `effect(cursor, index)` runs in the same transaction; when it raises, an entry of kind `void` takes the place
        and the error reaches whoever waits for the ticket. A patient entry is written with the next that is not, or
        once somebody waits for it, or at `urge`.
        """
        if kind == VOID or not kind or not NAME.fullmatch(kind) or not NAME.fullmatch(run):
            raise ValueError(f"not a kind and run an entry may have: {kind!r}, {run!r}")
        members = fit(body)
        with self._lock:
            self._usable()
            index = self._last + 1
            now, mono = stamp(time.time_ns()), time.monotonic_ns()
            ticket = Ticket(index, self._lock, self._sequencer.urge)
            stored = frame(index, now, mono, run, kind, members)
            self._sequencer.put(Item(ticket, run, kind, now, mono, stored, effect), is_patient)
            self._last = index
        return ticket

    def urge(self) -> None:
        """Have everything submitted written now, without waiting for it."""
        with self._lock:
            self._sequencer.urge()

    @property
    def failure(self) -> StateError | None:
        """Return why nothing can be written any more, or None."""
        return self._sequencer.failure

    def read(self, after: int, limit: int, run: str = "") -> list[Entry]:
        """Return at most `limit` durable entries with numbers above `after`, oldest first; of one run if given."""
        return [decode(row) for row in self.query(READ_RUN if run else READ, (after, run, limit))]

    def query(self, sql: str, params: Sequence[Any] = ()) -> list[Any]:
        """Return the rows of a reading statement over what is durable; StateError if the file cannot be read."""
        with self._reading:
            if self._closed:
                raise StateError("the journal is closed", "start the warden again")
            try:
                return self._reader.execute(sql, tuple(params)).fetchall()
            except apsw.Error as error:
                raise StateError(f"the journal {self.path} cannot be read ({error})", DAMAGED) from None

    async def follow(self, after: int, run: str = "") -> AsyncIterator[Entry]:
        """Yield entries above `after` as they become durable, without end; ends on `close`, StateError on a failure."""
        while True:
            news: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            with self._lock:  # INVARIANT: registered before reading, so that no commit falls between the two
                self._followers.add(news)
            try:
                for entry in [] if self._closed else self.read(after, PAGE, run):
                    after = entry.index
                    yield entry
                    news.cancel()
                if not news.cancelled():
                    if self._closed:
                        return
                    if self.failure is not None:
                        raise self.failure
                    await news
            finally:
                with self._lock:
                    self._followers.discard(news)

    def close(self) -> None:
        """Make everything submitted durable, end the thread and give the lock back; later submits get StateError."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
        with self._reading:
            self._reader.close()
        self._sequencer.stop()  # last, because only a connection that writes can fold the log back into the file
        os.close(self._held)
        self._told()

    def _usable(self) -> None:
        if self._sequencer.failure is not None:
            raise self._sequencer.failure
        if self._closed:
            raise StateError("the journal is closed", "start the warden again")
        if self._sequencer.depth >= WAITING:
            raise StateError(f"the disk is {WAITING} entries behind", "wait, or look for what floods the journal")

    def _told(self) -> None:
        if not self._followers:
            return
        with self._lock:
            told, self._followers = self._followers, set()
        for news in told:
            call(news.get_loop(), [news])

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(StateError):
            self.close()
