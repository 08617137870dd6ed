"""Methods on runs: prepare, start, list, show, clear away."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from dataclasses import asdict, replace
from functools import partial
from typing import Any

from wicketgate.control.beforehand import beforehand
from wicketgate.control.call import Call
from wicketgate.control.profiles import prompted, trusted_profile
from wicketgate.control.services import Services
from wicketgate.errors import ConfigError, RequestError
from wicketgate.intercept.claude_binary import digest, find_claude
from wicketgate.policy import Policy
from wicketgate.run.final_answer import check_answerable
from wicketgate.run.folder import RunFolder
from wicketgate.run.order import Order
from wicketgate.run.program_copy import unreadable_copy
from wicketgate.secrets.credential import Credential, accepted

KINDS = ("claude", "exec")


async def prepare(services: Services, call: Call) -> dict[str, Any]:
    """Check the policy and say which environment variables the client may lend the model's key from."""
    profile = await trusted_profile(services, call)
    model = profile.policy.document.model
    await services.secrecy.vault.open()
    kept = model is not None and services.secrecy.vault.holds(profile.policy, model.key)
    return {
        "keys": [model.key, "CLAUDE_CODE_OAUTH_TOKEN"] if model and not kept else [],
        "lent": [name for name, secret in profile.policy.document.secrets.items() if secret.from_ == "env"],
        "output": profile.task.limits.output,
        "answers": profile.task.output is not None,
        "digest": profile.policy.digest,
        "notes": beforehand(profile, services.secrecy.vault),
    }


async def start(services: Services, call: Call) -> AsyncGenerator[dict[str, Any], None]:
    """Start a run, hand its streams to the client, say when it waits for a person, and end it when the client goes."""
    waits: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    order = await _order(services, call)
    tell = partial(_waiting, waits)
    life = services.runs.create(replace(order, tell=tell))
    beside = [asyncio.create_task(_listen(call, life.end))]
    try:
        ends = await life.start()
        await call.send({"item": {"run": life.id, "tier": life.tier, "pid": life.pid}}, ends)
        life.close_ends()
        beside.append(asyncio.create_task(_tell(call, waits)))
        yield await life.finished()
    finally:
        for task in beside:
            task.cancel()
        await services.runs.finish(life)


async def _listen(call: Call, end: Callable[[str], None]) -> None:
    """End the run when its client says so."""
    while True:
        message = await call.inbox.get()
        if isinstance(message.get("end"), str):
            end(message["end"][:200])


def _waiting(waits: asyncio.Queue[dict[str, Any]], name: str, expires: int) -> None:
    waits.put_nowait({"approval": name, "expires": expires})


async def _tell(call: Call, waits: asyncio.Queue[dict[str, Any]]) -> None:
    """Tell the client of each time its run begins to wait for a person."""
    while True:
        await call.send({"item": {"waits": await waits.get()}})


async def _order(services: Services, call: Call) -> Order:
    profile = prompted(await trusted_profile(services, call), call.text("prompt", ""))
    await services.secrecy.vault.open()  # INVARIANT: what the vault keeps is known before the run says a word
    kind, argv = call.text("kind"), call.texts("argv")
    if kind not in KINDS or not argv:
        raise RequestError("expected kind claude or exec, and a command")
    check_answerable(profile, argv, is_tty=call.flag("tty"))
    _lend(services, call, profile.policy)
    key = None
    claude = None
    if kind == "claude":
        if profile.policy.document.model is None:
            raise ConfigError(
                f"{profile.policy.path.name} names no model", "add `model: {kind: anthropic, key: ANTHROPIC_API_KEY}`"
            )
        key = await _key(services, call, profile.policy)
        found = await asyncio.to_thread(find_claude, call.text("claude", ""), call.text("claude_sha256", ""))
        claude = await asyncio.to_thread(unreadable_copy, found, digest(found), services.state)
    terminal, scrub = call.text("term", "xterm-256color"), services.secrecy.scrub
    return Order(profile, kind, tuple(argv), call.flag("tty"), terminal, key, claude, scrub)


async def _key(services: Services, call: Call, policy: Policy) -> Credential:
    """Return the model's key: from the vault if it is there, usable or not, else what the client lent."""
    lent, vault, model = call.params.pop("key", None), services.secrecy.vault, policy.document.model
    if model is not None and vault.holds(policy, model.key):
        held = await vault.get(policy, model.key)
        Credential.for_header(model.key, held.value.reveal())
        return vault.live(policy, model.key, held)
    if not (isinstance(lent, dict) and isinstance(lent.get("name"), str) and isinstance(lent.get("value"), str)):
        name = model.key if model is not None else "ANTHROPIC_API_KEY"
        raise ConfigError(
            f"no key for the model: {name} is neither in the environment nor in the vault",
            f"export {name}=…, or keep it for every run: wicketgate secret add {name}",
        )
    key = accepted(lent["name"], Credential.for_header(lent["name"], lent["value"]).reveal())
    vault.known.learn(key)
    return key


def _lend(services: Services, call: Call, policy: Policy) -> None:
    """Take what the policy says comes from the client's environment."""
    lent = call.params.pop("lent", None)
    for name, value in lent.items() if isinstance(lent, dict) else ():
        if not isinstance(value, str) or name not in policy.document.secrets:
            raise RequestError("expected `lent` to hold names the policy binds, each with its value")
        services.secrecy.custody.lend(policy, name, value)


async def listing(services: Services, call: Call) -> dict[str, Any]:
    """List the runs there are, newest first, and those whose folder this version cannot read."""
    metas, unreadable = await asyncio.to_thread(services.runs.survey)
    return {"runs": [asdict(meta) for meta in metas], "unreadable": unreadable}


async def show(services: Services, call: Call) -> dict[str, Any]:
    """Show one run: its meta, and what it has spent while it runs."""
    folder = RunFolder.find(services.state, call.text("run"))
    return {"run": asdict(folder.read()), "used": services.runs.used(folder.id), "folder": str(folder.path)}


async def gc(services: Services, call: Call) -> dict[str, Any]:
    """Remove what retention no longer keeps, or the one run that is named; what goes is put on record."""
    named = call.text("run", "")
    if named:
        named = RunFolder.find(services.state, named).id
        await services.journal.submit("run.removed", {"by": services.person}, named).durable()
    return {"removed": await asyncio.to_thread(services.runs.gc, named)}


METHODS = {"run.prepare": prepare, "run.start": start, "runs.list": listing, "runs.show": show, "runs.gc": gc}
