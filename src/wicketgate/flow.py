"""The one flow, on one screen. Every action passes here, whatever way it came.

0. Something asked for an action: a `Request`, verbatim, with the way it was intercepted.
1. classify it: effect, targets, how it can be undone (pure).
2. record that it was asked; this entry is durable no later than the decision.
3. read the facts and decide: scope first, then risk (pure).
4. where the decision is to ask, a person answers, on this exact action; a hook in the sandbox never waits.
5. read the facts and decide again, with the person's grant: the world moved on meanwhile.
6. record the decision, durably, and consume the grant in the same transaction.
7. the caller executes, or `walk` does; nothing may be executed without an allowing Admission.
8. clean what came back: no known secret leaves.
9. record the outcome: durable on return, at the proxy no later than its next decision or 20 ms on.
   An admission that is never settled is closed as `unknown` when its run ends.

An exception anywhere before 7 is a recorded deny.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, replace
from typing import Any

from wicketgate.action import Action, Admission, Arguments, Decision, Outcome, Request, Result, Verdict, Way
from wicketgate.errors import Error, Refused
from wicketgate.gate import classify, decide
from wicketgate.policy import Profile
from wicketgate.ports import Approvals, Audit, RunState


@dataclass(frozen=True, slots=True)
class Ports:
    """What the flow needs for one run."""

    profile: Profile
    audit: Audit
    approvals: Approvals
    state: RunState
    waits: bool = True
    """False where a person is asked by somebody else: the verdict is then handed on as an ask."""


async def admit(request: Request, ports: Ports) -> Admission:
    """Return the recorded decision on `request`; the caller executes only if `admission.verdict.allowed`."""
    action = classify(request, ports.profile)  # 1
    asked = ports.audit.asked(action)  # 2
    grant, rule = None, "builtin"
    try:
        verdict = decide(action, ports.state.facts(action), ports.profile)  # 3
        if verdict.decision is Decision.ASK and _waits(request, ports):
            await asked.durable()
            rule = verdict.rule
            grant = await ports.approvals.wait(asked.index, action, verdict)  # 4
            verdict = decide(action, ports.state.facts(action, grant), ports.profile)  # 5
        if verdict.allowed:
            ports.state.spend(verdict)  # INVARIANT: no await between reading the facts and spending
        decided = await ports.audit.decided(asked.index, action, verdict, grant)  # 6
    except Exception as error:
        verdict = _denied(error, action, rule)
        decided = await ports.audit.decided(asked.index, action, verdict, None)
    return Admission(action, verdict, asked.index, decided)


async def settle(admission: Admission, result: Result, ports: Ports, *, wait: bool = True) -> Outcome:
    """Return what may be handed on of `result`, once its outcome is on record: durably, or without `wait` in order."""
    text = ports.state.clean(result.text)  # 8
    clean = result if text is result.text else replace(result, text=text)
    ports.state.observe(admission, clean.text)
    entry = await ports.audit.outcome(admission, clean, wait=wait)  # 9
    return Outcome(clean.text, clean.ok, entry)


async def walk(request: Request, execute: Callable[[Action], Awaitable[Result]], ports: Ports) -> Outcome:
    """Return the outcome of an action Wicketgate runs itself; Refused if the decision is not to allow."""
    admission = await admit(request, ports)
    if not admission.verdict.allowed:
        raise Refused(admission.verdict.reason, admission.verdict.remedy)
    try:
        result = await execute(admission.action)  # 7
    except Error as error:
        await settle(admission, Result(str(error), ok=False), ports)
        raise
    except BaseException:
        await settle(admission, Result("the action failed inside Wicketgate", ok=False), ports)
        raise
    return await settle(admission, result, ports)


def _waits(request: Request, ports: Ports) -> bool:
    """Return whether a person is asked here: not for a hook in the sandbox, whose calls are decided at the way out."""
    return ports.waits and (request.way is not Way.HOOK or not request.contained)


def _denied(error: Exception, action: Action, rule: str) -> Verdict:
    known = isinstance(error, Error)
    reason = str(error) if known else f"could not decide ({type(error).__name__})"
    hint = error.hint if isinstance(error, Error) else ""
    shape = (action.effect, action.reversibility, action.targets, action.origins)
    return Verdict(Decision.DENY, reason, rule, *shape, remedy=hint)


@dataclass(frozen=True, slots=True)
class Door:
    """The flow bound to one run: all that a way in or out is given."""

    run: str
    ports: Ports
    contained: bool = False

    def request(self, tool: str, arguments: Arguments, way: Way, cwd: str = "/workspace", agent: str = "") -> Request:
        """Return the request as it enters the flow."""
        return Request(self.ports.profile.name, tool, arguments, way, self.run, cwd, self.contained, agent)

    def admit(self, request: Request) -> Coroutine[Any, Any, Admission]:
        """Return what gives the recorded decision on `request`."""
        return admit(request, self.ports)

    def settle(self, admission: Admission, result: Result, *, wait: bool = True) -> Coroutine[Any, Any, Outcome]:
        """Return what gives the cleaned result, its outcome on record: durably, or without `wait` in order."""
        return settle(admission, result, self.ports, wait=wait)

    def walk(self, request: Request, execute: Callable[[Action], Awaitable[Result]]) -> Coroutine[Any, Any, Outcome]:
        """Return what gives the outcome of an action executed here; Refused if it may not happen."""
        return walk(request, execute, self.ports)
