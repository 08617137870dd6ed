"""Finds in a column's journal the entries that tell of an attack, by the mark it carries."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any


class Record:
    """The entries of one column, oldest first; empty where there is no journal."""

    def __init__(self, entries: Sequence[dict[str, Any]], waiting: Sequence[str]) -> None:
        self._waiting = waiting
        self._entries = [(entry, json.dumps(entry)) for entry in entries if "index" in entry]

    def shows(self, mark: str) -> int | None:
        """Return the entry that shows the attack best: its refusal, or else the first that mentions it."""
        mentioned = [entry for entry, text in self._entries if mark in text]
        asked = {entry["index"] for entry in mentioned}
        refused = (
            e for e, _ in self._entries if e["body"].get("decision") == "deny" and e["body"].get("asked") in asked
        )
        found = next(refused, mentioned[0] if mentioned else None)
        return None if found is None else int(found["index"])

    def hooks(self) -> int:
        """Return how many requests came in by the hook endpoint."""
        return sum(entry["body"].get("way") == "hook" for entry, _ in self._entries)

    def asks(self, mark: str) -> bool:
        """Return whether something of the attack was put to a person."""
        asked = {entry["index"] for entry, text in self._entries if mark in text}
        return any(mark in text for text in self._waiting) or any(
            e["kind"] == "approval.asked" and e["body"].get("asked") in asked for e, _ in self._entries
        )
