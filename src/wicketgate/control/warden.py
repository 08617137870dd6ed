"""Methods on the warden itself: is it there, stop it, prove its walls."""

from __future__ import annotations

import os
from dataclasses import asdict
from typing import Any

from wicketgate.control.call import Call
from wicketgate.control.services import Services
from wicketgate.errors import Refused
from wicketgate.version import VERSION


async def show(services: Services, call: Call) -> dict[str, Any]:
    """Say which warden this is and what lives in it."""
    alive = {"runs": sorted(services.runs.live), "sessions": len(services.sessions.live)}
    held = len(os.listdir("/proc/self/fd"))  # noqa: PTH208  a leak shows here; nobody else may look into this process
    return {"version": VERSION, "pid": os.getpid(), "state": str(services.state), **alive, "descriptors": held}


async def stop(services: Services, call: Call) -> dict[str, Any]:
    """Stop the warden; Refused while runs live, unless they are to be ended too."""
    if services.runs.live and not call.flag("end_runs"):
        raise Refused(f"{len(services.runs.live)} runs are alive", "wait, or add --end-runs")
    services.stop.set()
    return {}


async def doctor(services: Services, call: Call) -> dict[str, Any]:
    """Raise every wall once and say which held."""
    proven = await services.walls.ready()
    return {"tier": proven.tier, "checks": [asdict(check) for check in proven.checks]}


METHODS = {"warden.show": show, "warden.stop": stop, "doctor": doctor}
