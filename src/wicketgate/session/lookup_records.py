"""The records a lookup tool showed: which id denotes what. Takes parsed JSON results; says which label the operator's
words name.

An id counts as named when a label of its record stands in the operator's words and, of all the records this tool
showed, belongs to that record alone: the words must single it out. So a label an attacker gives to a second record
takes the first one's trace away, and gives the second none. Who writes the only record there is, names it as they
like: a lookup tool is believed as to what there is.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from wicketgate.gate.origin import Said, telling
from wicketgate.session.hashed_set import Allowance
from wicketgate.session.lookup_record import LookupRecord, records

ROOM = 10 << 20
"""Bytes that the records of one session may take together; once they are full, nothing is alone any more."""
RECORD = 1024
"""Bytes a record takes beside its text, at most about."""


class LookupRecords:
    """What one lookup tool showed."""

    def __init__(self, room: Allowance) -> None:
        self._room = room
        self._full = False
        self._records: dict[LookupRecord, frozenset[str]] = {}
        self._by_id: dict[str, list[LookupRecord]] = {}
        self._holders: dict[str, list[LookupRecord]] = {}
        self._named: dict[str, list[tuple[LookupRecord, frozenset[str]]]] = {}

    def note(self, found: Any, given: frozenset[str] = frozenset(), told: frozenset[str] = frozenset()) -> None:
        """Take in one result of a call with the values `told`; of one that makes something, without the ids `given`.

        Otherwise renaming an object would name it by the operator's word for another.
        """
        for each in records(found):
            record = each.without(given) if given else each
            if record in self._records or not record.ids:
                continue
            texts = sum(map(len, record.ids)) + sum(len(name) + len(value) for name, value in record.labels)
            if self._full or not self._room.take(RECORD + 4 * texts):
                self._full = True
                return
            self._records[record] = told
            for text in record.ids:
                self._by_id.setdefault(text, []).append(record)
            for value in dict.fromkeys(value for _, value in record.labels):
                self._holders.setdefault(value, []).append(record)
            for name, whole in dict.fromkeys(record.names()):
                self._named.setdefault(name, []).append((record, whole))

    def label(self, text: str, words: Said) -> str:
        """Return the label, named by the operator, of the one record this canonical id belongs to; or nothing."""
        found = self._by_id.get(text, ())
        for record in found:
            for _, value in record.labels:
                if value != text and words.titles(value) and self._alone(value, text, words):
                    return value
        for record in found:
            for name, whole in record.names():
                if words.calls(name, whole) and self._alone(name, text, words):
                    return name
        return ""

    def keeps(self, text: str) -> bool:
        """Return whether other records speak of one of these by this canonical id."""
        return any(text in record.key for record in self._by_id.get(text, ()))

    def named(self, words: Said) -> str:
        """Return what the operator called one of these records by name, or nothing."""
        return next((name for name, _ in self._called(words)), "")

    def another(self, text: str, words: Said) -> str:
        """Return what the operator called a record of these that has not this canonical id, or nothing."""
        others = (name for name, record in self._called(words) if text not in record.ids)
        return next((name for name in others if not words.possesses(name)), "")

    def _called(self, words: Said) -> Iterator[tuple[str, LookupRecord]]:
        """Yield each name by which the operator called one record, and only one has it."""
        for name in frozenset().union(*words.proper):
            held = self._named.get(name, ())
            if len(held) == 1 and words.calls(name, held[0][1]):
                yield name, held[0][0]

    def belongs(self, text: str, words: Said) -> Iterator[tuple[str, bool]]:
        """Yield each value that may say whose the record with this id is, and whether it singles the record out.

        It does if no other record shown has it, in a result that nothing narrowed but the owner and a day said.
        """
        for record in self._by_id.get(text, ()):
            for _, value in record.labels:
                if value not in record.ids:
                    rest = self._records[record] - {value}
                    honest = not self._full and all(
                        words.calls(one, frozenset(one.split())) or words.moments.say(one) for one in rest
                    )
                    yield value, honest and all(text in other.ids for other in self._holders[value])

    def _alone(self, label: str, text: str, words: Said) -> bool:
        """Return whether no other record could be meant by `label`: none has it, or what was said is more of its own.

        By one word everything is meant that has it in its title: with an `Ann Smith` and an `Ann Lee`, `Ann` is nobody.
        """
        if self._full or any(text not in other.ids for other in self._holders.get(label, ())):
            return False
        tells = telling(label)
        rivals = (value for other in self._records if text not in other.ids for value in other.bears(tells))
        return not any(len(tells) == 1 or words.states(value) for value in rivals)
