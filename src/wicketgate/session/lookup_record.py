"""One object in a lookup tool's result: the values that identify it, and those it may be called by. Takes parsed JSON.

What a record may be traced *as* is narrow (its own id, its own address), what takes a trace away is wide (any value
anywhere in it): who can write a note or a status into a record must not choose what it denotes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from wicketgate.gate.origin import parts
from wicketgate.gate.origin.canon import canonical

LONGEST_ID, LONGEST_LABEL = 128, 200
NAME = ("name", "surname")
SHORTEST_NAME = 3
TITLE = 6
"""Words up to which a label is a title; a longer one is prose."""
DEEPEST = 8
IDS = frozenset({"id", "uid", "uuid", "guid", "key"})
NUMBERED = ("id", "key", "no", "number", "ref", "sku")
"""How the field ends that identifies a record without an `id`: the first such one; others point at other objects."""
ADDRESSES = ("account", "email", "handle", "iban", "login", "mail", "slug", "username")
"""How fields end that hold an address of the object's own."""
MAILS = ("email", "mail")


class LookupRecord(NamedTuple):
    """One object of a result: the values that are its id, and those that may be its label."""

    ids: tuple[str, ...]
    labels: tuple[tuple[str, str], ...]
    """Field and canonical value."""
    key: tuple[str, ...] = ()
    """Those of its ids by which other records speak of it."""

    def names(self) -> Iterator[tuple[str, frozenset[str]]]:
        """Yield the first and the last word of each name of the object, each with all the words of its names."""
        names = [value for field, value in self.labels if field.lower().endswith(NAME)]
        whole = frozenset(part for value in names for part in parts(value))
        for value in names:
            words = [word for word in value.split() if word.isalpha() and len(word) >= SHORTEST_NAME]
            yield from ((word, whole) for word in dict.fromkeys((words[0], words[-1]) if words else ()))

    def without(self, given: frozenset[str]) -> LookupRecord:
        """Return the record without these ids."""
        left, keys = ([one for one in ids if one not in given] for ids in (self.ids, self.key))
        return LookupRecord(tuple(left), self.labels, tuple(keys))

    def bears(self, telling: frozenset[str]) -> Iterator[str]:
        """Yield each title of the object that holds all these words."""
        for _, value in self.labels:
            if all(word in value for word in telling):
                words = parts(value)
                if len(words) <= TITLE and telling.issubset(words):
                    yield value


def records(found: Any, key: str = "", depth: int = 0) -> Iterator[LookupRecord]:
    """Yield the records of a result, at whatever depth."""
    if depth > DEEPEST:
        return
    if isinstance(found, list | tuple):
        for below in found:
            yield from records(below, "", depth + 1)
    elif isinstance(found, Mapping):
        record = _record(found, key)
        if record is not None:
            yield record
        for name, below in found.items():
            yield from records(below, str(name), depth + 1)


def _record(found: Mapping[Any, Any], key: str) -> LookupRecord | None:
    plain = [
        (str(name), canonical(value)) for name, value in found.items() if not isinstance(value, Mapping | list | tuple)
    ]
    plain = [(name, value) for name, value in plain if value and len(name) <= LONGEST_ID]
    ids, keys = _own([(name, value) for name, value in plain if len(value) <= LONGEST_ID and " " not in value])
    if key and plain and " " not in key:
        ids.insert(0, canonical(key))
    # A number or a switch is no label: that the operator said `2` does not name every record with a 2 in it.
    labels = [(name, value) for name, value in plain if len(value) <= LONGEST_LABEL and any(map(str.isalpha, value))]
    return LookupRecord(tuple(dict.fromkeys(ids)), tuple(labels), tuple(keys)) if ids and labels else None


def _own(plain: list[tuple[str, str]]) -> tuple[list[str], list[str]]:
    """Return which of a record's plain values are its own ids, and which of these other records speak of it by."""
    fields = [(name.strip("_").lower(), value) for name, value in plain]
    keys = [value for name, value in fields if name in IDS]
    keys = keys or [value for name, value in fields if name.endswith(NUMBERED)][:1]
    ids = keys + [value for name, value in fields if name.endswith(ADDRESSES)]
    # Of a record without any such field, nobody but the policy's author knows what identifies it.
    return ids or [value for _, value in plain], keys + [value for name, value in fields if name.endswith(MAILS)]
