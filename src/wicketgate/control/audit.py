"""Methods on the record: read it, follow it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from wicketgate.control.call import Call
from wicketgate.control.services import Services

PAGE = 1000


async def tail(services: Services, call: Call) -> AsyncIterator[dict[str, Any]]:
    """Yield entries after one, of one run or all; with `follow`, go on as they come."""
    run, after = call.text("run", ""), call.whole("after", 0)
    if call.flag("follow"):
        async for entry in services.journal.follow(after, run):
            yield entry.to_json()
        return
    while entries := services.journal.read(after, PAGE, run):
        for entry in entries:
            yield entry.to_json()
        after = entries[-1].index


METHODS = {"audit.tail": tail}
