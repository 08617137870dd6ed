"""Methods on policies: accept one, ask whether one is accepted."""

from __future__ import annotations

from typing import Any

from wicketgate.control.call import Call
from wicketgate.control.profiles import named_policy
from wicketgate.control.services import Services
from wicketgate.errors import ConfigError


async def trust(services: Services, call: Call) -> dict[str, Any]:
    """Accept exactly the digest the person saw, and record it."""
    policy = await named_policy(services, call)
    if policy.digest != call.text("digest"):
        raise ConfigError(
            f"{policy.path.name} is not what you accepted (now {policy.digest})",
            "look at it again: wicketgate policy trust",
        )
    body = {"path": str(policy.path), "digest": policy.digest, "by": services.person}
    await services.journal.submit("policy.trusted", body).durable()
    # Before the policy counts: what it binds elsewhere than before would otherwise be refused with nothing left to do.
    await services.through(services.secrecy.custody.accept(policy))
    services.accepted.accept(policy, body["by"])
    return {"digest": policy.digest}


async def accepted(services: Services, call: Call) -> dict[str, Any]:
    """Return the text last accepted for a policy's path, if any; raises UntrustedPolicy never."""
    policy = await named_policy(services, call)
    previous, beside = services.accepted.previous(policy.path), services.accepted.beside(policy.path)
    return {"digest": policy.digest, "previous": previous, "beside": beside}


METHODS = {"policy.trust": trust, "policy.accepted": accepted}
