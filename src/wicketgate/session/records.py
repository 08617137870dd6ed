"""Records of a lookup tool: which id denotes what. Takes parsed JSON results; says which label the operator's words
name.

An id counts as named when a value of its record stands in the operator's words and, of all the records this tool
showed, belongs to that record alone: the words must single it out. So a label an attacker gives to a second record
takes the first one's trace away, and gives the second none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from wicketgate.gate.origin import Said
from wicketgate.gate.origin.canon import canonical
from wicketgate.session.index import Allowance

ROOM = 10 << 20
"""Bytes that the records of one session may take together; what comes later is not resolved."""
RECORD = 1024
"""Bytes a record takes beside its text, at most about."""
LONGEST_ID, LONGEST_LABEL = 128, 200
NAME = ("name", "surname")
SHORTEST_NAME = 3
DEEPEST = 8


class Record(NamedTuple):
    """One object of a result: the values that may be its id, and those that may be its label."""

    ids: tuple[str, ...]
    labels: tuple[tuple[str, str], ...]
    """Field and canonical value."""

    def names(self) -> Iterator[str]:
        """Yield the first and the last word of each name of the object."""
        for field, value in self.labels:
            if field.lower().endswith(NAME):
                words = [word for word in value.split() if word.isalpha() and len(word) >= SHORTEST_NAME]
                yield from dict.fromkeys((words[0], words[-1]) if words else ())


class Records:
    """What one lookup tool showed."""

    def __init__(self, room: Allowance) -> None:
        self._room = room
        self._records: dict[Record, None] = {}
        self._by_id: dict[str, list[Record]] = {}
        self._holders: dict[tuple[str, str], list[Record]] = {}
        self._named: dict[str, list[Record]] = {}
        self._told: dict[Record, frozenset[str]] = {}

    def note(self, found: Any, given: frozenset[str] = frozenset(), told: frozenset[str] = frozenset()) -> None:
        """Take in one result of a call with the values `told`; of one that makes something, without the ids `given`.

        Otherwise renaming an object would name it by the operator's word for another.
        """
        for record in _records(found, "", 0):
            if given:
                record = Record(tuple(text for text in record.ids if text not in given), record.labels)
            if record in self._records or not record.ids:
                continue
            texts = sum(map(len, record.ids)) + sum(len(name) + len(value) for name, value in record.labels)
            if not self._room.take(RECORD + 4 * texts):
                return
            self._records[record] = None
            for text in record.ids:
                self._by_id.setdefault(text, []).append(record)
            for label in record.labels:
                self._holders.setdefault(label, []).append(record)
            for name in record.names():
                self._named.setdefault(name, []).append(record)
            self._told[record] = told

    def label(self, text: str, words: Said) -> str:
        """Return the label, named by the operator, of the one record this canonical id belongs to; or nothing."""
        for record in self._by_id.get(text, ()):
            for label in record.labels:
                if label[1] != text and self._alone(label, text) and words.names(label[1]):
                    return label[1]
        for record in self._by_id.get(text, ()):
            for name in record.names():
                if words.calls(name) and all(text in other.ids for other in self._named[name]):
                    return name
        return ""

    def knows(self, text: str) -> bool:
        """Return whether one of these records has this canonical id."""
        return text in self._by_id

    def named(self, words: Said) -> str:
        """Return what the operator called one of these records by name, or nothing."""
        return next((name for name, held in self._named.items() if len(held) == 1 and words.calls(name)), "")

    def another(self, text: str, words: Said) -> str:
        """Return what the operator called a record of these that has not this canonical id, or nothing."""
        for name, records in self._named.items():
            if words.calls(name) and not words.possesses(name) and len(records) == 1 and text not in records[0].ids:
                return name
        return ""

    def belongs(self, text: str, words: Said) -> Iterator[tuple[str, bool]]:
        """Yield each value that may say whose the record with this id is, and whether it singles the record out.

        It does if no other record shown has it, in a result that nothing else narrowed but the operator's words.
        """
        for record in self._by_id.get(text, ()):
            for label in record.labels:
                if label[1] != text:
                    rest = self._told[record] - {label[1]}
                    yield label[1], self._alone(label, text) and all(words.states(one) for one in rest)

    def _alone(self, label: tuple[str, str], text: str) -> bool:
        return all(text in record.ids for record in self._holders[label])


def _records(found: Any, key: str, depth: int) -> Iterator[Record]:
    if depth > DEEPEST:
        return
    if isinstance(found, list | tuple):
        for below in found:
            yield from _records(below, "", depth + 1)
    elif isinstance(found, Mapping):
        record = _record(found, key)
        if record is not None:
            yield record
        for name, below in found.items():
            yield from _records(below, str(name), depth + 1)


def _record(found: Mapping[Any, Any], key: str) -> Record | None:
    plain = [
        (str(name), canonical(value)) for name, value in found.items() if not isinstance(value, Mapping | list | tuple)
    ]
    plain = [(name, value) for name, value in plain if value and len(name) <= LONGEST_ID]
    ids = [value for _, value in plain if len(value) <= LONGEST_ID and " " not in value]
    if key and plain and " " not in key:
        ids.insert(0, canonical(key))
    # A number or a switch is no label: that the operator said `2` does not name every record with a 2 in it.
    labels = [(name, value) for name, value in plain if len(value) <= LONGEST_LABEL and any(map(str.isalpha, value))]
    return Record(tuple(ids), tuple(labels)) if ids and labels else None
