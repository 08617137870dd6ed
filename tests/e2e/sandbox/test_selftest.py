"""The self-test holds here; and with a wall taken out of the plan, the check of that wall is the one that falls."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tests.e2e.sandbox.conftest import Box
from wicketgate.sandbox import selftest as subject
from wicketgate.sandbox.plan import Plan, Spec, plan
from wicketgate.sandbox.selftest import Check, selftest


def run(box: Box) -> tuple[Check, ...]:
    """Return every check on this machine."""
    return asyncio.run(selftest(box.launcher, box.machine))


def without(*words: str) -> Callable[[Plan], Plan]:
    """Return a change that takes adjoining words out of bubblewrap's arguments."""

    def weaken(whole: Plan) -> Plan:
        out = list(whole.arguments)
        at = next(n for n in range(len(out)) if tuple(out[n : n + len(words)]) == words)
        return replace(whole, arguments=tuple(out[:at] + out[at + len(words) :]))

    return weaken


def any_program(whole: Plan) -> Plan:
    """Let any program start: neither Landlock nor a mount without exec stands in its way."""
    stage = tuple((source, name, "shown" if kind == "inert" else kind) for source, name, kind in whole.stage)
    return replace(whole, stage=stage, landlock={**whole.landlock, "programs": None})


def no_limits(whole: Plan) -> Plan:
    """Leave the limits as they are outside."""
    return replace(whole, rlimits={"NOFILE": 1 << 20})


def test_every_wall_holds_here(box: Box) -> None:
    fallen = [check for check in run(box) if not check.held]
    assert fallen == []


@pytest.mark.parametrize(
    ("weaken", "wall"),
    [
        (any_program, "named programs only"),
        (no_limits, "limits"),
        (lambda whole: replace(whole, env={**whole.env, "AWS_SECRET_ACCESS_KEY": "x"}), "environment"),
        (
            lambda whole: replace(
                whole, stage=tuple((s, n, "shown" if k == "unreadable" else k) for s, n, k in whole.stage)
            ),
            "unreadable program",
        ),
    ],
)
def test_without_a_wall_its_check_falls(
    box: Box, monkeypatch: pytest.MonkeyPatch, weaken: Callable[[Plan], Plan], wall: str
) -> None:
    def weakened(spec: Spec, machine: Any) -> Plan:
        return weaken(plan(spec, machine))

    monkeypatch.setattr(subject, "plan", weakened)
    if wall == "unreadable program":
        original = subject._Ground.__init__

        def readable(self: Any, *words: Any) -> None:
            original(self, *words)
            self.quiet.chmod(0o755)

        monkeypatch.setattr(subject._Ground, "__init__", readable)
    assert {check.name for check in run(box) if not check.held} == {wall}
