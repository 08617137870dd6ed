"""One run, from its snapshot to its diff.

1. its folder and its record exist before anything else; 2. the walls of this machine are proven (once per warden);
3. the files it may see are frozen; 4. the sandbox starts, and hands out its listeners; 5. the ways serve them;
6. the command ends, or is ended; 7. every process is dead; 8. what it changed is collected; 9. its record is closed.
Whatever fails on the way ends the run and leaves nothing running.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
from typing import Any

from wicketgate.audit.record import RunRecord
from wicketgate.errors import SandboxError
from wicketgate.flow import Door, Ports
from wicketgate.run.layout import Meta, RunFolder
from wicketgate.run.order import Machinery, Order
from wicketgate.run.spec import specify
from wicketgate.run.streams import Streams
from wicketgate.run.view import collect_changes, forget, freeze
from wicketgate.run.ways import Ways
from wicketgate.sandbox import identity
from wicketgate.sandbox.launcher import Sandbox
from wicketgate.sandbox.plan import plan
from wicketgate.session.state import State


class Life:
    """One run. `start`, then `finished`; `close` in any case, as often as one likes."""

    def __init__(self, order: Order, machinery: Machinery) -> None:
        self._order, self._machinery = order, machinery
        self._folder = RunFolder.create(machinery.state)
        self._sandbox: Sandbox | None = None
        self._ways: Ways | None = None
        self._record: RunRecord | None = None
        self._reason = ""
        self._done = False
        self._clean = order.clean()
        self._state = State(order.profile, machinery.clock, self._clean)
        self.tier = ""

    @property
    def id(self) -> str:
        """Return the run's id."""
        return self._folder.id

    @property
    def pid(self) -> int:
        """Return the process id, outside, of what holds the sandbox; 0 before it starts."""
        return self._sandbox.pid if self._sandbox else 0

    def used(self) -> dict[str, int]:
        """Return what the run has spent."""
        return self._state.used()

    async def start(self) -> tuple[int, ...]:
        """Start everything and return the client's ends of the streams (the caller closes them)."""
        order, profile = self._order, self._order.profile
        policy = profile.policy
        self._folder.write(
            Meta(self.id, profile.name, str(policy.path), policy.digest, order.kind, self._machinery.now())
        )
        walls = await self._machinery.walls.ready()
        self.tier = walls.tier
        self._record = RunRecord(
            self._machinery.journal,
            self.id,
            policy.digest,
            profile.name,
            self.tier,
            consume=self._machinery.desk.consume,
            clean=self._clean,
        )
        self._folder.update(tier=self.tier)
        started = {"argv": list(order.argv), "kind": order.kind, "policy": policy.digest, "path": str(policy.path)}
        await self._record.note("run.started", started).durable()
        uid = identity.pick() if os.getuid() == 0 else None
        await asyncio.to_thread(freeze, profile, self._folder, self._machinery.state, uid)
        streams = Streams.open(order.is_tty)
        try:
            spec = specify(order, self._folder, uid)
            self._sandbox = await self._machinery.launcher.spawn(
                plan(spec, walls.machine), *streams.inside, tty=order.is_tty
            )
        except BaseException:
            streams.close()
            raise
        streams.close_inside()
        approvals = self._machinery.desk.port(self.id, policy.digest, profile.name)
        door = Door(self.id, Ports(profile, self._record, approvals, self._state), contained=True)
        listeners = list(zip(spec.ports, self._sandbox.listeners, strict=True))
        self._ways = Ways(door, order, listeners, self._clean, self.end)
        return streams.outside

    def end(self, reason: str) -> None:
        """End the run now; the first reason given is the one on record."""
        self._reason = self._reason or reason
        if self._sandbox is not None:
            self._sandbox.kill()

    async def finished(self) -> dict[str, Any]:
        """Wait for the command to end and return how it ended and what it changed."""
        if self._sandbox is None:
            raise SandboxError("the run was never started")
        ended = await self._sandbox.wait()
        self._reason = self._reason or ended.reason
        return await self._conclude(ended.code)

    async def close(self) -> None:
        """Leave nothing of the run alive, however far it came."""
        if self._sandbox is not None and not self._done:
            self.end("the client is gone")
            await self._conclude((await self._sandbox.wait()).code)
        if not self._done:
            self._done = True
            self._folder.remove()
            if self._record is not None:
                with contextlib.suppress(Exception):
                    await self._record.close("it never started")

    async def _conclude(self, code: int) -> dict[str, Any]:
        if self._done:
            return {}
        self._done = True
        if self._ways is not None:
            await self._ways.close()
        assert self._sandbox is not None and self._record is not None
        try:
            scratch = os.dup(self._sandbox.scratch)
            summary = await asyncio.to_thread(collect_changes, self._order.profile, self._folder, scratch)
        finally:
            self._sandbox.close()
        self._folder.update(
            state="ended" if summary["changes"] else "empty",
            ended=self._machinery.now(),
            exit=code,
            reason=self._reason,
            changes=len(summary["changes"]),
            writable=summary["writable"],
        )
        if not summary["changes"]:
            forget(self._folder, changes=True)
        ended = {"exit": code, "reason": self._reason, "used": self.used(), "changes": summary["statuses"]}
        await self._record.note("run.ended", ended).durable()
        self._machinery.desk.close(self.id)
        await self._record.close(self._reason)
        return {"run": self.id, "exit": code, "reason": self._reason, **summary}
