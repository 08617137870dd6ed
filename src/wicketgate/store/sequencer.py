"""The sequencer: one thread that owns the one writing connection and commits all that is queued in one transaction.

Takes submitted items in the order of their numbers, gives each its place in the hash chain, and settles their tickets
after the commit. The first failure poisons it for good: after a failed fsync the kernel may have dropped the pages and
call the next one a success (Rebello et al., USENIX ATC 2020), so nothing is tried again and nothing answered
afterwards.
"""

from __future__ import annotations

import contextlib
import hashlib
import queue
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import apsw

from wicketgate.errors import StateError
from wicketgate.store.chain import link
from wicketgate.store.encode import fit, frame
from wicketgate.store.entry import Row
from wicketgate.store.ticket import Ticket, wake

VOID = "void"
BATCH = 512
INSERT = "INSERT INTO entries (idx, prev_hash, hash, run, kind, bytes) VALUES (?, ?, ?, ?, ?, ?)"
DISK = (apsw.FullError, apsw.IOError, apsw.CorruptError, apsw.NotADBError, apsw.NoMemError, apsw.ReadOnlyError)
REMEDY = "free disk space and check the disk, then start the warden again; nothing runs until then"

Effect = Callable[[apsw.Cursor, int], None]


@dataclass(slots=True)
class Item:
    """One submitted entry on its way to the file."""

    ticket: Ticket
    run: str
    kind: str
    time: str
    mono: int
    stored: bytes
    effect: Effect | None
    error: Exception | None = None


class Sequencer:
    """Owns the writing connection; `put` hands it an item, `stop` ends it after everything queued is durable."""

    def __init__(
        self, connection: apsw.Connection, head: bytes, lock: threading.Lock, told: Callable[[], None]
    ) -> None:
        self.failure: StateError | None = None
        """Why nothing can be written any more, once something failed."""
        self._connection = connection
        self._head = head
        self._lock = lock
        self._committed = told
        self._queue: queue.SimpleQueue[list[Item] | None] = queue.SimpleQueue()
        self._held: list[Item] = []
        self._thread = threading.Thread(target=self._work, name="wicketgate-journal", daemon=True)
        self._thread.start()

    def put(self, item: Item, is_patient: bool = False) -> None:
        """Queue `item`; the caller holds the lock, so that the queue's order is the order of the numbers.

        A patient one waits for the next that is not, or for `urge`: both are then written at once.
        """
        self._held.append(item)
        if not is_patient or len(self._held) >= BATCH:
            self.urge()

    def urge(self) -> None:
        """Let nothing wait any longer; the caller holds the lock."""
        if self._held:
            self._queue.put(self._held)
            self._held = []

    @property
    def depth(self) -> int:
        """Return how many items wait."""
        return self._queue.qsize()

    def stop(self) -> None:
        """Commit what is queued, end the thread and close the connection."""
        with self._lock:
            self.urge()
        self._queue.put(None)
        self._thread.join()
        if self.failure is not None:
            self._connection.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)  # a broken disk is not written to again
        with contextlib.suppress(apsw.Error):
            self._connection.close()

    def _work(self) -> None:
        batch: list[Item] = []
        try:
            while (items := self._queue.get()) is not None:
                batch = [*items, *self._more()]
                self._commit(batch)
                self._settle(batch)
        except BaseException as error:
            self._poison(error, batch)

    def _more(self) -> Iterable[Item]:
        for _ in range(min(self._queue.qsize(), BATCH)):
            items = self._queue.get_nowait()
            if items is None:
                self._queue.put(None)
                return
            yield from items

    def _commit(self, batch: Iterable[Item]) -> None:
        cursor = self._connection.cursor()
        cursor.execute("BEGIN IMMEDIATE")
        rows: list[Row] = []
        for item in batch:
            if item.effect is not None:
                if rows:
                    cursor.executemany(INSERT, rows)
                    rows = []
                self._apply(cursor, item, item.effect)
            rows.append(self._place(item))
        cursor.executemany(INSERT, rows)
        cursor.execute("COMMIT")

    def _apply(self, cursor: apsw.Cursor, item: Item, effect: Effect) -> None:
        cursor.execute("SAVEPOINT effect")
        try:
            effect(cursor, item.ticket.index)
        except Exception as error:
            if isinstance(error, DISK) or not self._connection.in_transaction:
                raise
            cursor.execute("ROLLBACK TO effect")
            self._void(item, error)
        cursor.execute("RELEASE effect")

    def _void(self, item: Item, error: Exception) -> None:
        # An entry that records the refusal takes the number, so that numbering and chain have no gap.
        why = {"of": item.kind, "error": type(error).__name__, "reason": str(error)}
        body = fit(why | {"sha256": hashlib.sha256(item.stored).hexdigest()})
        item.error, item.kind = error, VOID
        item.stored = frame(item.ticket.index, item.time, item.mono, item.run, VOID, body)

    def _place(self, item: Item) -> Row:
        previous, self._head = self._head, link(self._head, item.stored)
        return item.ticket.index, previous, self._head, item.run, item.kind, item.stored

    def _settle(self, batch: Iterable[Item]) -> None:
        with self._lock:
            waiters = [waiter for item in batch for waiter in item.ticket.settle(item.error)]
        wake(waiters)
        self._committed()

    def _poison(self, error: BaseException, batch: Iterable[Item]) -> None:
        failure = StateError(f"the journal cannot be written any more ({type(error).__name__}: {error})", REMEDY)
        with self._lock:
            self.failure = failure
            self.urge()
            lost = [*batch, *(item for items in self._rest() for item in items or ())]
            waiters = [waiter for item in lost for waiter in item.ticket.settle(failure)]
        wake(waiters)
        self._committed()

    def _rest(self) -> Iterable[list[Item] | None]:
        with contextlib.suppress(queue.Empty):
            while True:
                yield self._queue.get_nowait()
