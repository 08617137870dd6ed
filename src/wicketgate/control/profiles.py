"""The policy a client names: loaded by the warden itself, and refused unless its owner accepted this digest."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from wicketgate.control.call import Call
from wicketgate.control.services import Services
from wicketgate.errors import ConfigError, RequestError
from wicketgate.policy import Policy, Profile


async def named_policy(services: Services, call: Call) -> Policy:
    """Return the policy file the client named, parsed."""
    path = Path(call.text("policy"))
    if not path.is_absolute():
        raise RequestError(f"expected an absolute path of a policy (got {str(path)!r})")
    return await services.policies.load(path)


async def trusted_profile(services: Services, call: Call) -> Profile:
    """Return the profile of the named task; UntrustedPolicy unless its policy was accepted."""
    policy = await named_policy(services, call)
    services.accepted.check(policy)
    return policy.profile(call.text("task"))


def enforceable(profile: Profile) -> Profile:
    """Return the profile of an agent on a laptop; ConfigError if it relies on a bound that hooks cannot hold."""
    # INVARIANT: nothing runs on a promise of the policy that nobody keeps; what a key only fails to grant may run.
    if profile.task.output is not None:
        where = profile.rule("output")
        problem = f"{where}: output.schema holds for what runs in the sandbox: hooks never see the answer"
        raise ConfigError(problem, f"wicketgate run {profile.name} -- claude -p …, or remove it ({where})")
    return profile


def prompted(profile: Profile, prompt: str) -> Profile:
    """Return the profile with the operator's own words of this once, in place of the policy's; itself without any."""
    if not prompt:
        return profile
    return dataclasses.replace(profile, task=profile.task.model_copy(update={"prompt": prompt}))
