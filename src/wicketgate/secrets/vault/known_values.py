"""Every value seen so far, so that it can be removed from text. A value once known stays so while the warden lives:
what was rotated or revoked may still stand in a file, a terminal or an answer that is under way.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from wicketgate.output.sealed import Sealed
from wicketgate.secrets.credential import SHORTEST, Credential


class KnownValues(Sealed):
    """Names and values; may be asked from any thread."""

    def __init__(self) -> None:
        self._values: dict[str, str] = {}
        self._lock = threading.Lock()
        self.version = 0
        """Grows with each value learned."""
        self.on_change: list[Callable[[], None]] = []
        """Called, in the thread that learned, after a value became known."""

    def redacted(self) -> str:
        """Return how many values there are of how many names, and none of them."""
        return f"[{len(self._values)} known secrets]"

    def learn(self, value: Credential) -> None:
        """Make a value known; one too short to be found in text is left out, and whoever lends must refuse it."""
        text = value.reveal()
        with self._lock:
            if len(text) < SHORTEST or text in self._values:
                return
            self._values[text] = value.name
            self.version += 1
        for tell in tuple(self.on_change):
            tell()

    def values(self) -> dict[str, str]:
        """Return each value by a name of its own: NAME for the newest, NAME~2, NAME~3 for earlier ones."""
        with self._lock:
            items = list(self._values.items())
        found: dict[str, str] = {}
        counts: dict[str, int] = {}
        for text, name in reversed(items):
            counts[name] = counts.get(name, 0) + 1
            found[name if counts[name] == 1 else f"{name}~{counts[name]}"] = text
        return found
