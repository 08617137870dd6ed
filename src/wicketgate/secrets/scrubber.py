"""The one function every exit of this warden cleans its text with: made anew when a further value becomes known.

Takes the known values and what builds a redactor from them. A value is learned before it is lent, so it is removed from
the first text it could be in.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence

from wicketgate.output.redact import Redactor
from wicketgate.output.sealed import Sealed
from wicketgate.secrets.vault.known_values import KnownValues

Build = Callable[[Mapping[str, str]], Redactor]


class Scrubber(Sealed):
    """Removes every value known at the moment of the call; may be called from any thread."""

    def __init__(self, known: KnownValues, build: Build) -> None:
        self.known = known
        """What to tell of a further value, such as a token a server issued."""
        self._build = build
        self._lock = threading.Lock()
        self._made: tuple[int, Redactor] | None = None

    def redacted(self) -> str:
        """Return what it is."""
        return f"[scrubber of {self.known.redacted()}]"

    def __call__(self, text: str) -> str:
        """Return `text` with every known value replaced by its mark."""
        return self.redactor.redact(text)

    def redact_all(self, texts: Sequence[str]) -> list[str]:
        """Return each of `texts` with every known value replaced by its mark, by a few looks at all of them."""
        return self.redactor.redact_all(texts)

    @property
    def redactor(self) -> Redactor:
        """Return the redactor of every value known now; a stream is handed on to the newest by whoever feeds it."""
        made = self._made
        while made is None or made[0] != self.known.version:
            with self._lock:
                made = self._made
                version = self.known.version
                if made is None or made[0] != version:
                    made = self._made = (version, self._build(self.known.values()))
        return made[1]
