"""Methods of the hook on a laptop: an event of Claude Code comes in, its one answer goes out.

Whoever may open the warden's socket may send any event: it grants nothing, endorses nothing and is recorded as
reported. An error is a denial that says why.
"""

from __future__ import annotations

import binascii
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wicketgate.control.call import Call
from wicketgate.control.profiles import enforceable
from wicketgate.control.services import Services
from wicketgate.errors import RequestError
from wicketgate.intercept import hook_answers
from wicketgate.intercept.hook_events import PATHS, parse
from wicketgate.intercept.hook_only.settings import ASKS, LONGEST

EVENTS = frozenset(PATHS.values())
PARTS = 5


@dataclass(frozen=True, slots=True)
class Asked:
    """What the hook's own command line says: nothing in it comes from the event."""

    policy: Path
    task: str
    ask: str
    seconds: int
    event: str


async def event(services: Services, call: Call) -> dict[str, Any]:
    """Answer one event; the answer is base64 of exactly what the hook prints."""
    asked = _asked(call)
    try:
        answer = await _answered(services, asked, _decoded(call, "event"))
    except Exception as error:
        services.leave_if_mute()
        answer = hook_answers.failed(asked.event, error)
    return {"answer": binascii.b2a_base64(answer, newline=False).decode()}


async def _answered(services: Services, asked: Asked, raw: bytes) -> bytes:
    said = parse(asked.event, raw)
    policy = await services.policies.load(asked.policy)
    services.accepted.check(policy)
    profile = enforceable(policy.profile(asked.task))
    sessions, asks = services.sessions, asked.ask == "terminal"
    hooked = await services.hooked.find(sessions, profile, said.session, asked.seconds, asks=asks)
    answer = await hooked.answering.answer(said)
    if said.name == "SessionEnd":
        await services.hooked.end(sessions, said.session)
    return answer


def _asked(call: Call) -> Asked:
    parts = _decoded(call, "order").split(b"\0")
    try:
        policy, task, ask, seconds, event = (part.decode() for part in parts)
        asked = Asked(Path(policy), task, ask, int(seconds), event)
    except ValueError:
        raise RequestError(f"expected {PARTS} texts of the hook's command line") from None
    if not asked.policy.is_absolute() or asked.ask not in ASKS or asked.event not in EVENTS:
        raise RequestError("expected an absolute policy, a way to ask and an event of Claude Code")
    if not 0 <= asked.seconds <= LONGEST:
        raise RequestError(f"expected 0 to {LONGEST} seconds")
    return asked


def _decoded(call: Call, name: str) -> bytes:
    try:
        return binascii.a2b_base64(call.text(name).encode("ascii"), strict_mode=True)
    except ValueError:
        raise RequestError(f"expected {name} in base64") from None


METHODS = {"laptop.event": event}
