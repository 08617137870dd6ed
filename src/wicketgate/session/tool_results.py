"""What a session's tools returned, kept as far as it tells later where a value came from. Takes results only where they
were produced, outside the sandbox.

Three things are kept: values of the fields a policy trusts, as hashes; ids of records whose label the operator's
words name and single out; and the last results as text, only to say in a question where an untraced value was seen. A
result that arrives as the agent's word never gets here.
"""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Iterator, Mapping
from typing import Any

from wicketgate.gate.origin import Said, leaves
from wicketgate.gate.origin.canon import canonical, folded
from wicketgate.gate.words import shape
from wicketgate.policy import Profile, ToolGrant
from wicketgate.session.hashed_set import Allowance, HashedSet
from wicketgate.session.lookup_records import ROOM, LookupRecords

WORD = re.compile(r"[^\s\"'<>(){}\[\],;\\]{4,256}")
READING = frozenset({"read", "query", "none"})
RECENT = 1 << 20
"""Characters of results kept to say where a value was seen."""
LARGEST = 64 << 20
"""Characters of one result that are read for values."""


class ToolResults:
    """The values one session has been shown."""

    def __init__(self, profile: Profile) -> None:
        self._allowance, self._room = Allowance(), Allowance(ROOM)
        self._trusted: dict[str, HashedSet] = {}
        self._records: dict[str, LookupRecords] = {}
        self._recent: deque[tuple[str, str]] = deque()
        self._recent_size = 0
        self.learn(profile)

    def learn(self, profile: Profile) -> None:
        """Go by another profile: the same task with more of the operator's words."""
        self._tools = profile.task.tools
        looked_up = {tool for grant in self._tools.values() for tool in grant.lookup.values()}
        self._showing = {name: _shown_for(name, grant, looked_up, self._tools) for name, grant in self._tools.items()}

    @property
    def size(self) -> int:
        """Return the bytes kept, by its own account: tables, records, and texts at four bytes a character."""
        return 8 * self._allowance.taken + self._room.taken + 4 * self._recent_size

    def note(self, tool: str, text: str, arguments: Mapping[str, Any]) -> None:
        """Take in what `tool` returned when called with `arguments`."""
        grant = self._tools.get(tool)
        trusted = grant.trusted if grant is not None else False
        showing = self._showing.get(tool, ())
        if (trusted or showing) and len(text) <= LARGEST:
            found = _parsed(text)
            if trusted:
                self._trust(tool, found, text, trusted)
            # What a tool that changes things returns of something it was given says nothing of its own about it.
            given: frozenset[str] = frozenset()
            told = frozenset(canonical(leaf.value) for leaf in leaves(arguments))
            if showing and grant is not None and grant.effect not in READING:
                given = told
            for looking in showing:
                self._records.setdefault(looking, LookupRecords(self._room)).note(found, given, told)
        if trusted is not True:
            self._keep(tool, text)

    def trusts(self, value: str) -> str:
        """Return the tool whose trusted fields held this canonical value, or nothing."""
        return next((tool for tool, index in self._trusted.items() if value in index), "")

    def denotes(self, tool: str, value: str, words: Said) -> str:
        """Return the label by which the operator named what this canonical id denotes in `tool`, or nothing."""
        records = self._records.get(tool)
        if records is None:
            return ""
        return records.label(value, words)

    def owned(self, tool: str, value: str, words: Said) -> str:
        """Return whom the operator named to whose record alone this canonical id of `tool` belongs, or nothing."""
        records = self._records.get(tool)
        if records is None:
            return ""
        owners = (self._owner(tool, owner, words) for owner, alone in records.belongs(value, words) if alone)
        return next(filter(None, owners), "")

    def another(self, tool: str, value: str, words: Said) -> str:
        """Return whom or what the operator named instead of what this canonical id denotes in `tool`, or nothing."""
        records = self._records.get(tool)
        if records is None:
            return ""
        if label := records.another(value, words):
            return label
        for owner, _ in records.belongs(value, words):
            for other, held in self._records.items():
                known = other != tool and held.keeps(owner) and not held.label(owner, words)
                if known and (label := held.named(words)):
                    return label
        return ""

    def _owner(self, tool: str, value: str, words: Said) -> str:
        """Return what the operator called the object of another tool that has this id, or nothing."""
        held = (each for other, each in self._records.items() if other != tool and each.keeps(value))
        found = (each.label(value, words) for each in held)
        return next(filter(None, found), "")

    def beside(self, value: str, kind: str) -> list[str]:
        """Return the addresses of one shape, folded, in the last result that showed `value`."""
        text = next((text for _, text in reversed(self._recent) if value in text), "")
        words = (folded(word).strip(".,;:!?") for word in WORD.findall(text))
        return list(dict.fromkeys(word for word in words if shape(word) == kind))

    def where(self, value: str) -> str:
        """Return the tool whose result last showed this text, or nothing."""
        for tool, text in reversed(self._recent):
            if value in text:
                return tool
        return ""

    def _trust(self, tool: str, found: Any, text: str, trusted: bool | tuple[str, ...]) -> None:
        index = self._trusted.setdefault(tool, HashedSet(self._allowance))
        values: Iterator[str]
        if found is None:
            # Fields are told apart in JSON only: in other text anybody could write a line that looks like one.
            values = _pieces(text) if trusted is True else iter(())
        else:
            values = _fields(found, None if trusted is True else frozenset(trusted or ()))
        for value in values:
            if value and not index.add(value):
                return

    def _keep(self, tool: str, text: str) -> None:
        kept = text[:RECENT]
        self._recent.append((tool, kept))
        self._recent_size += len(kept)
        while self._recent_size > RECENT:
            self._recent_size -= len(self._recent.popleft()[1])


def _shown_for(name: str, grant: ToolGrant, looked_up: set[str], tools: Mapping[str, ToolGrant]) -> tuple[str, ...]:
    """Return the lookup tools whose records a tool shows: itself, and those that read the store it reads or writes."""
    stores = {store for store in (grant.reads, grant.writes) if store is not None}
    return tuple(sorted(one for one in looked_up if one in tools and (one == name or tools[one].reads in stores)))


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _fields(found: Any, wanted: frozenset[str] | None) -> Iterator[str]:
    """Yield the canonical values of the wanted fields, at whatever depth the records lie; all values for None."""
    whole: list[Any] = found if isinstance(found, list) else [found]
    for record in whole:
        if not isinstance(record, Mapping):
            if wanted is None or "[]" in wanted:
                yield canonical(record)
            continue
        for leaf in leaves(record):
            if wanted is None or any(leaf.plan == field or leaf.plan.endswith("." + field) for field in wanted):
                yield canonical(leaf.value)


def _pieces(text: str) -> Iterator[str]:
    """Yield what may be a value in text without structure: the whole, its lines, their words."""
    yield canonical(text)
    for line in text.splitlines():
        yield canonical(line)
        for word in line.split():
            yield canonical(word)
