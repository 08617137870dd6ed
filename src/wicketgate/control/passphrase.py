"""Methods on the person's passphrase; and what asks for it before anything else, named here once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from wicketgate.control.call import Call
from wicketgate.control.services import Services

Method = Callable[[Services, Call], Any]
GUARDED = frozenset(
    {"approvals.approve", "policy.trust", "secret.add", "secret.rotate", "secret.revoke", "secret.rm"}
    | {"passphrase.set", "passphrase.check"}
)
"""What only a person may do; denying is left open, since it only narrows."""


def guarded(methods: Mapping[str, Method]) -> dict[str, Method]:
    """Return the methods, each that only a person may call behind the passphrase."""
    return {name: _behind(name, method) if name in GUARDED else method for name, method in methods.items()}


def _behind(name: str, method: Method) -> Method:
    async def _asked(services: Services, call: Call) -> Any:
        typed = call.params.pop("passphrase", "")
        await services.passphrase.check(typed if isinstance(typed, str) else "", name)
        return await method(services, call)

    return _asked


async def show(services: Services, call: Call) -> dict[str, Any]:
    """Say whether a passphrase is asked for."""
    return {"set": services.passphrase.is_set()}


async def put(services: Services, call: Call) -> dict[str, Any]:
    """Set a new one, or none if it is empty."""
    await services.through(services.passphrase.put(call.text("new"), services.person))
    return {}


async def check(services: Services, call: Call) -> dict[str, Any]:
    """Answer, to whoever knows the passphrase."""
    return {}


METHODS = {"passphrase.show": show, "passphrase.set": put, "passphrase.check": check}
