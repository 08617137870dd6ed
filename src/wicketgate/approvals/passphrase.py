"""The passphrase of the person, where an agent runs as the same user: keeps its hash, checks what is typed.

The record says which hash counts, so a file that was taken away or replaced locks and never opens. Wrong ones are
counted in the record too: a new warden remembers them. Whoever can rewrite the record can undo all of this.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from wicketgate.errors import ConfigError, Refused, StateError
from wicketgate.secrets.vault.private_file import read_private, write_private
from wicketgate.store.journal import Journal

RUN = "passphrase"
SHORTEST, LONGEST = 8, 1024
TRIES = 5
"""Wrong ones in a row before the next has to wait."""
FIRST_DELAY, LONGEST_DELAY = 30, 900
SET = "SELECT max(idx) FROM entries WHERE run = ? AND kind IN ('passphrase.set', 'passphrase.removed')"
WRONG = """SELECT count(*), max(idx) FROM entries WHERE run = ?1 AND kind = 'passphrase.wrong' AND idx > (
  SELECT coalesce(max(idx), 0) FROM entries WHERE run = ?1 AND kind IN ('passphrase.right', 'passphrase.set'))"""


class Passphrase:
    """The passphrase of one state directory; `clock` is the time of day in seconds."""

    def __init__(self, state: Path, journal: Journal, clock: Callable[[], float]) -> None:
        self._state, self._journal, self._clock = state, journal, clock
        self._hasher = PasswordHasher()
        self._turn = asyncio.Lock()

    def is_set(self) -> bool:
        """Return whether one is asked for."""
        return bool(self._name())

    async def check(self, typed: str, purpose: str) -> None:
        """Return if it is the one, or none is set; Refused if it is wrong or too many were."""
        async with self._turn:  # one at a time: many at once would not be counted before they are tried
            name = self._name()
            if not name:
                return
            if not typed:
                raise Refused("your passphrase is asked for here", "type it on a terminal of yours")
            self._wait()
            right = await asyncio.to_thread(self._fits, name, typed)
            kind = "passphrase.right" if right else "passphrase.wrong"
            await self._journal.submit(kind, {"for": purpose}, RUN).durable()
        if not right:
            raise Refused("that is not the passphrase", f"after {TRIES} wrong ones each further one has to wait")

    async def put(self, new: str, by: str) -> None:
        """Let `new` count from now on, or none if it is empty; ConfigError if it is too short."""
        if new and not SHORTEST <= len(new) <= LONGEST:
            raise ConfigError(f"expected a passphrase of {SHORTEST} to {LONGEST} characters", "choose a longer one")
        async with self._turn:
            before, name = self._name(), ""
            if new:
                hashed = (await asyncio.to_thread(self._hasher.hash, new)).encode()
                name = f"passphrase.{hashlib.sha256(hashed).hexdigest()}"
                await asyncio.to_thread(write_private, self._state, name, hashed)
            kind = "passphrase.set" if new else "passphrase.removed"
            await self._journal.submit(kind, {"name": name, "by": by}, RUN).durable()
            if before:
                (self._state / before).unlink(missing_ok=True)

    def _name(self) -> str:
        """Return the name of the file whose hash counts, by the record; empty where none is set."""
        index = self._journal.query(SET, (RUN,))[0][0]
        if index is None:
            return ""
        (entry,) = self._journal.read(index - 1, 1, RUN)
        return str(entry.body["name"])

    def _fits(self, name: str, typed: str) -> bool:
        hashed = read_private(self._state, name)
        if hashed is None or f"passphrase.{hashlib.sha256(hashed).hexdigest()}" != name:
            problem = f"the hash of your passphrase is gone from {self._state}, or was replaced"
            raise StateError(problem, "look at what happened; then begin anew with another state directory")
        try:
            return self._hasher.verify(hashed.decode(), typed[:LONGEST])
        except (VerificationError, InvalidHashError):
            return False

    def _wait(self) -> None:
        """Raise Refused while a further try has to wait."""
        count, index = self._journal.query(WRONG, (RUN,))[0]
        if count < TRIES:
            return
        (entry,) = self._journal.read(index - 1, 1, RUN)
        delay = min(FIRST_DELAY << min(count - TRIES, 16), LONGEST_DELAY)
        left = datetime.fromisoformat(entry.time).timestamp() + delay - self._clock()
        if left > 0:
            raise Refused(f"{count} wrong passphrases in a row", f"try again in {min(int(left) + 1, delay)} seconds")
