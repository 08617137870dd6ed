"""The policy a client names: loaded by the warden itself, and refused unless its owner accepted this digest."""

from __future__ import annotations

from pathlib import Path

from wicketgate.control.call import Call
from wicketgate.control.services import Services
from wicketgate.errors import RequestError
from wicketgate.policy import Policy, Profile
from wicketgate.policy.load import load


def named_policy(call: Call) -> Policy:
    """Return the policy file the client named, parsed."""
    path = Path(call.text("policy"))
    if not path.is_absolute():
        raise RequestError(f"expected an absolute path of a policy (got {str(path)!r})")
    return load(path)


def trusted_profile(services: Services, call: Call) -> Profile:
    """Return the profile of the named task; UntrustedPolicy unless its policy was accepted."""
    policy = named_policy(call)
    services.accepted.check(policy)
    return policy.profile(call.text("task"))
