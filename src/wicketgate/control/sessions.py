"""Methods of `Session`, the Python API: decisions for an agent that runs in the operator's own program, uncontained."""

from __future__ import annotations

import asyncio
import dataclasses
import hashlib
import secrets
from typing import Any

from wicketgate.action import Result, Way
from wicketgate.audit.record import RunRecord
from wicketgate.control.call import Call
from wicketgate.control.opened import Announcing, Opened
from wicketgate.control.profiles import named_policy, prompted
from wicketgate.control.services import Services
from wicketgate.errors import ConfigError, Refused, RequestError
from wicketgate.flow import Door, Ports
from wicketgate.output.schema import Misfit
from wicketgate.run.final_answer import answer_schema
from wicketgate.session.state import State

OPEN_CAP = 256
UNSETTLED_CAP = 4096
MOST_TOOLS = 2000
MOST_WORDS = 256 << 10
TIER = "none: no sandbox stood behind this session"


async def open_session(services: Services, call: Call) -> dict[str, Any]:
    """Open a session on an accepted policy."""
    policy = await named_policy(services, call)
    if call.text("digest", policy.digest) != policy.digest:
        raise ConfigError(f"{policy.path.name} changed since it was loaded", "load it again")
    untrusted = call.flag("untrusted")
    if not untrusted:
        services.accepted.check(policy)
    profile = prompted(policy.profile(call.text("task")), call.text("prompt", ""))
    profile = dataclasses.replace(profile, definitions=_definitions(call.params.get("tools")))
    if len(services.sessions.live) >= OPEN_CAP:
        raise Refused(f"{OPEN_CAP} sessions are open already", "close some")
    name = f"s{secrets.token_hex(8)}"
    machinery = services.sessions.machinery
    consume = machinery.desk.consume
    clean, digest = machinery.clean, policy.digest
    record = RunRecord(machinery.journal, name, digest, profile.name, TIER, consume=consume, clean=clean)
    state = State(profile, machinery.clock, machinery.clean, machinery.budgets, contained=False)
    announcing = Announcing(machinery.desk.port(name, policy.digest, profile.name))
    opened = Opened(Door(name, Ports(profile, record, announcing, state)), record, announcing, state)
    services.sessions.live[name] = opened
    call.channel.on_close.append(lambda: services.sessions.end(name))
    body = {"path": str(policy.path), "task": profile.name, "untrusted_policy": untrusted}
    body |= {"prompt": profile.task.prompt, "tools": sorted(profile.definitions)}
    await record.note("session.opened", body).durable()
    return {"session": name}


def _definitions(listed: Any) -> dict[str, dict[str, Any]]:
    """Return the definitions of tools the operator's program gave; RequestError if they are none."""
    found: dict[str, dict[str, Any]] = {}
    for one in listed if isinstance(listed, list) else ():
        name = one.get("name") if isinstance(one, dict) else None
        if not isinstance(name, str) or name in found or len(found) >= MOST_TOOLS:
            raise RequestError(f"expected at most {MOST_TOOLS} tool definitions, each with a `name` of its own")
        found[name] = one
    return found


async def say(services: Services, call: Call) -> dict[str, Any]:
    """Take in further words of the operator, as their own program passes them on."""
    opened, words = services.sessions.find(call.text("session")), call.text("words")
    before = opened.door.ports.profile
    if len(before.task.prompt) + len(words) > MOST_WORDS:
        raise RequestError(f"expected at most {MOST_WORDS} characters of the operator's words in one session")
    await opened.record.note("session.said", {"words": words}).durable()
    opened.go_by(prompted(before, f"{before.task.prompt}\n\n{words}".strip()))
    return {}


async def decide(services: Services, call: Call) -> dict[str, Any]:
    """Decide one request; an ask is answered at once, with the id to wait for."""
    opened = services.sessions.find(call.text("session"))
    arguments = call.params.get("arguments")
    if not isinstance(arguments, dict):
        raise RequestError("expected arguments to be an object")
    if len(opened.admitted) + len(opened.asking) >= UNSETTLED_CAP:
        raise Refused(f"{UNSETTLED_CAP} calls were never waited for or observed", "call observe after each")
    request = opened.door.request(call.text("tool"), arguments, Way.PYTHON, call.text("cwd", "."))
    begins = opened.announcing.begins(request)
    deciding = asyncio.create_task(opened.door.admit(request))
    name = secrets.token_hex(8)
    opened.asking[name] = deciding
    both: set[asyncio.Future[Any]] = {deciding, begins}
    try:
        await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
    finally:
        opened.announcing.forget(request)
    return _answer(opened, name) if deciding.done() else {"verdict": begins.result().to_json(), "id": name}


def _answer(opened: Opened, name: str) -> dict[str, Any]:
    deciding = opened.asking.pop(name, None)
    if deciding is None:
        raise RequestError("nothing waits under this id any more")
    if deciding.cancelled():
        raise Refused("the session was closed before anybody answered")
    admission = deciding.result()
    if admission.verdict.allowed:
        opened.admitted[name] = admission
    return {"verdict": admission.verdict.to_json(), "id": name}


async def wait(services: Services, call: Call) -> dict[str, Any]:
    """Wait for a person's answer to a request that asked."""
    opened = services.sessions.find(call.text("session"))
    name = call.text("id")
    if name not in opened.asking:
        raise RequestError("nothing waits under this id")
    await asyncio.wait({opened.asking[name]})
    return _answer(opened, name)


async def observe(services: Services, call: Call) -> dict[str, Any]:
    """Record what an admitted call returned."""
    opened = services.sessions.find(call.text("session"))
    admission = opened.admitted.pop(call.text("id"), None)
    if admission is None:
        raise RequestError("no admitted call under this id", "observe each allowed decision once")
    outcome = await opened.door.settle(admission, Result(call.text("text"), not call.flag("failed")))
    return {"text": outcome.text, "entry": outcome.entry}


async def answer(services: Services, call: Call) -> dict[str, Any]:
    """Judge the agent's final answer; Refused, with the reason on record, unless it fits the task's schema."""
    opened = services.sessions.find(call.text("session"))
    schema, said = answer_schema(opened.door.ports.profile), call.text("text").encode("utf-8", "surrogatepass")
    try:
        fitting = await asyncio.to_thread(schema.answer, said, services.sessions.machinery.clean)
    except Misfit as misfit:
        await opened.record.note("session.answer", {"size": len(said), "withheld": str(misfit)}).durable()
        raise Refused(
            f"the answer is not handed on: {misfit}", "have the agent answer again, or hand on nothing"
        ) from None
    body = {"size": len(said), "digest": hashlib.sha256(fitting.encode()).hexdigest()}
    await opened.record.note("session.answer", body).durable()
    return {"answer": fitting}


async def close(services: Services, call: Call) -> dict[str, Any]:
    """Close a session."""
    await services.sessions.end(call.text("session"))
    return {}


METHODS = {
    "session.open": open_session,
    "session.say": say,
    "session.decide": decide,
    "session.wait": wait,
    "session.observe": observe,
    "session.answer": answer,
    "session.close": close,
}
