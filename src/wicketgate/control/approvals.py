"""Methods on what waits for a person. The person is whoever may open the warden's socket: never a sandboxed process."""

from __future__ import annotations

from typing import Any

from wicketgate.control.call import Call
from wicketgate.control.services import Services


async def listing(services: Services, call: Call) -> dict[str, Any]:
    """List what waits."""
    return {"approvals": services.desk.pending()}


async def show(services: Services, call: Call) -> dict[str, Any]:
    """Show one question in full."""
    return services.desk.show(call.text("id"), full=call.flag("full"))


async def approve(services: Services, call: Call) -> dict[str, Any]:
    """Approve exactly what the digest names."""
    return {"calls": await services.desk.approve(call.text("id"), services.person, call.text("digest"))}


async def deny(services: Services, call: Call) -> dict[str, Any]:
    """Deny, with a reason the agent may read."""
    return {"calls": await services.desk.deny(call.text("id"), services.person, call.text("reason", ""))}


METHODS = {
    "approvals.list": listing,
    "approvals.show": show,
    "approvals.approve": approve,
    "approvals.deny": deny,
}
