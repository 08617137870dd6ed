"""A small world of named stores, and the few things tools do with them.

Takes a store's records as plain values and an operation written as text (`find customers`); gives what a tool would
return. A record's id is `PREFIX-N`, and new ones count on, so that a task's ground truth can name them beforehand.
"""

from __future__ import annotations

import copy
from typing import Any

from bench.agentdojo.replay import ToolFailed

Record = dict[str, Any]
FREE = frozenset({"query", "text", "keyword", "term", "q", "limit"})
"""Arguments that look in every field of a record."""


class World:
    """The stores of one session."""

    def __init__(self, stores: dict[str, list[Record]], fixed: dict[str, Any]) -> None:
        self._stores, self._fixed = copy.deepcopy(stores), fixed

    def run(self, operation: str, arguments: dict[str, Any]) -> Any:
        """Return what the operation gives; raises `ToolFailed` where a tool would."""
        verb, _, rest = operation.partition(" ")
        if verb == "say":
            return copy.deepcopy(self._fixed[rest])
        store, _, by = rest.partition(" by ")
        records = self._stores[store]
        if verb == "find":
            return copy.deepcopy([one for one in records if all(_holds(one, k, v) for k, v in arguments.items())])
        if verb == "add":
            return copy.deepcopy(self._add(records, store, arguments))
        found = next((one for one in records if str(one["id"]).casefold() == str(arguments[by]).casefold()), None)
        if found is None:
            raise ToolFailed(f"no {by} {arguments[by]} in {store}")
        if verb == "set":
            found.update({name: value for name, value in arguments.items() if name != by})
        if verb == "del":
            records.remove(found)
            return {"deleted": found["id"]}
        return copy.deepcopy(found)

    def _add(self, records: list[Record], store: str, arguments: dict[str, Any]) -> Record:
        prefix = str(records[0]["id"]).rpartition("-")[0] if records else store.upper()
        last = max((int(str(one["id"]).rpartition("-")[2]) for one in records), default=0)
        made = {"id": f"{prefix}-{last + 1}", **copy.deepcopy(arguments)}
        records.append(made)
        return made


def _holds(record: Record, name: str, wanted: Any) -> bool:
    """Return whether a record answers one argument of a search; an argument no field is named like counts as met."""
    if name in FREE:
        return str(wanted).casefold() in " ".join(str(value) for value in record.values()).casefold()
    return name not in record or str(wanted).casefold() in str(record[name]).casefold()
