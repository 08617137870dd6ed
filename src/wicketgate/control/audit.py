"""Methods on the record: read it, follow it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from wicketgate.control.call import Call
from wicketgate.control.services import Services
from wicketgate.store.journal import Journal

PAGE = 250
BEFORE = "SELECT max(idx) - ?1 FROM entries"
BEFORE_OF_RUN = "SELECT idx FROM entries WHERE run = ?2 ORDER BY idx DESC LIMIT 1 OFFSET ?1"


async def tail(services: Services, call: Call) -> AsyncIterator[dict[str, Any]]:
    """Yield entries after one, of one run or all, the `last` newest if so many; with `follow`, go on as they come."""
    run, after, last = call.text("run", ""), call.whole("after", 0), call.whole("last", 0)
    if last:
        after = max(after, _before(services.journal, run, last))
    if call.flag("follow"):
        async for entry in services.journal.follow(after, run):
            yield entry.to_json()
        return
    while entries := services.journal.read(after, PAGE, run):
        for entry in entries:
            yield entry.to_json()
        after = entries[-1].index


def _before(journal: Journal, run: str, last: int) -> int:
    """Return the number after which the `last` newest entries come; of one run if given."""
    rows = journal.query(BEFORE_OF_RUN if run else BEFORE, (last, run) if run else (last,))
    return int(rows[0][0] or 0) if rows else 0


METHODS = {"audit.tail": tail}
