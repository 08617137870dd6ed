"""The real sandbox with the real proxy before it, and a TLS host on loopback behind."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.e2e.sandbox.conftest import Box, box, launcher, machine
from tests.support.ports import Bench
from tests.support.upstream import TlsWorld

from wicketgate.egress import dial
from wicketgate.egress.fetch import Poster
from wicketgate.intercept.environment import environment
from wicketgate.run.network import RunNetwork
from wicketgate.sandbox.plan import EGRESS

__all__ = ["box", "launcher", "machine"]
LIMITS = {"memory": "512 MiB", "disk": "64 MiB", "files": 3000, "processes": 64}
Script = Callable[..., tuple[str, str, Bench]]


async def behind(box: Box, world: TlsWorld, script: str, rules: tuple[dict[str, str], ...], **task: Any) -> Any:
    """Return output, errors and the bench of a script in the sandbox; `PORT` in it is the upstream's."""
    async with world.upstream() as up:
        person = task.pop("person", False)
        made = world.bench(up, *rules, **task)
        made.approvals.answer = person
        profile = made.door.ports.profile
        outside = RunNetwork.of(profile, world.values, Poster(world.resolver, world.trust))
        assert outside.authority is not None
        world.given = outside.broker
        world.authority = outside.authority
        env = {**environment(profile), **outside.variables()}
        words = ("/bin/sh", "-c", script.replace("PORT", str(up)))
        spec = box.spec(*words, env=env, files=outside.files(), ports=(EGRESS,), limits=LIMITS)
        out, err = box.folder / "out", box.folder / "err"
        with open(os.devnull, "rb") as null, open(out, "wb") as stdout, open(err, "wb") as stderr:
            sandbox = await box.spawn(spec, null.fileno(), stdout.fileno(), stderr.fileno())
            serving = asyncio.create_task(world.proxy(made).serve(sandbox.listeners[0]))
            try:
                await asyncio.wait_for(sandbox.wait(), 50)
            finally:
                serving.cancel()
                await asyncio.gather(serving, return_exceptions=True)
                sandbox.kill()
                await sandbox.wait()
                sandbox.close()
        return out.read_text(errors="replace"), err.read_text(errors="replace"), made


@pytest.fixture
def inside(box: Box, monkeypatch: pytest.MonkeyPatch) -> Script:
    """Return what runs a script in the sandbox before a world."""
    monkeypatch.setattr(dial, "why_refused", lambda address: "")

    def run(world: TlsWorld, script: str, *rules: dict[str, str], **task: Any) -> tuple[str, str, Bench]:
        found: tuple[str, str, Bench] = asyncio.run(behind(box, world, script, rules, **task))
        return found

    return run


@pytest.fixture
def world(tmp_path: Path) -> TlsWorld:
    """Return a TLS host that answers plainly."""
    return TlsWorld(tmp_path)
