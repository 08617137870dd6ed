"""One run, from its snapshot to its diff.

1. the walls of this machine are proven (once per warden); 2. its folder and its record exist before anything else;
3. the files it may see are frozen; 4. the sandbox starts, and hands out its listeners; 5. the ways serve them;
6. the command ends, or is ended; 7. every process is dead; 8. what it changed is collected; 9. its record is closed.
Whatever fails on the way ends the run and leaves nothing running.
"""

from __future__ import annotations

import asyncio
import os
from typing import Any

from wicketgate.audit.record import RunRecord
from wicketgate.errors import Error, Refused, SandboxError, StateError
from wicketgate.flow import Door, Ports
from wicketgate.run.bookkeeping import end_record, keep, open_record
from wicketgate.run.final_answer import HeldOutput, final_answer
from wicketgate.run.folder import Meta, RunFolder
from wicketgate.run.log import log_failure
from wicketgate.run.network import RunNetwork
from wicketgate.run.order import Machinery, Order
from wicketgate.run.skills import Skills
from wicketgate.run.spec import specify
from wicketgate.run.streams import Streams
from wicketgate.run.view import UNCHANGED, collect_changes, forget, freeze, history
from wicketgate.run.walls import Proven
from wicketgate.run.ways import Ways
from wicketgate.sandbox import run_uid
from wicketgate.sandbox.launcher import Sandbox
from wicketgate.sandbox.plan import plan
from wicketgate.session.state import State


class Life:
    """One run. `start`, then `finished`; `close` in any case, as often as one likes."""

    def __init__(self, order: Order, machinery: Machinery) -> None:
        self._order, self._machinery = order, machinery
        self._folder, self._clean = RunFolder.create(machinery.state), order.clean()
        self._state = State(order.profile, machinery.clock, self._clean, machinery.budgets)
        self._state.skill_tools = Skills(self._folder).take_up
        self._streams: Streams | None = None
        self._sandbox: Sandbox | None = None
        self._ways: Ways | None = None
        self._record: RunRecord | None = None
        self._meta: Meta | None = None
        self._withheld: HeldOutput | None = None
        self._reason = ""
        # Each of these is carried to its end once begun: whoever waits for it may leave, and another may wait too.
        self._starting: asyncio.Task[None] | None = None
        self._concluding: asyncio.Task[dict[str, Any]] | None = None
        self._closing: asyncio.Task[None] | None = None
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
        """Start everything and return the client's ends of the streams; `close_ends` once the client has them."""
        if self._starting is None:
            self._starting = asyncio.create_task(self._start())
        await asyncio.shield(self._starting)
        return self._streams.outside if self._streams else ()

    def close_ends(self) -> None:
        """Close our copies of the streams."""
        if self._streams is not None:
            self._streams.close()

    def end(self, reason: str) -> None:
        """End the run now; the first reason given is the one on record."""
        self._reason = self._reason or reason or "ended"
        if self._sandbox is not None:
            self._sandbox.kill()

    async def finished(self) -> dict[str, Any]:
        """Wait for the command to end and return how it ended and what it changed."""
        if self._sandbox is None:
            raise SandboxError("the run was never started")
        try:
            ended = await self._sandbox.wait()
        except SandboxError as error:
            self._reason = self._reason or error.message
            raise
        self._reason = self._reason or ended.reason
        return await self._conclude(ended.code)

    async def close(self) -> None:
        """Leave nothing of the run alive, however far it came."""
        if self._closing is None:
            self._closing = asyncio.create_task(self._close())
        await asyncio.shield(self._closing)

    async def _start(self) -> None:
        try:
            await self._begin()
        except OSError as error:
            problem = f"the run could not start ({error.strerror or type(error).__name__})"
            raise StateError(problem, f"room below {self._machinery.state}? else: wicketgate doctor") from error

    async def _begin(self) -> None:
        order, profile, machinery = self._order, self._order.profile, self._machinery
        self.tier = (walls := await machinery.walls.ready()).tier
        self._meta, self._record, started = open_record(order, machinery, self._folder, walls.tier)
        await started.durable()
        self._go_on()
        uid = run_uid.pick() if os.getuid() == 0 else None
        await asyncio.to_thread(freeze, profile, self._folder, machinery.state, uid)
        self._go_on()
        self._streams = Streams.open(order.is_tty, holds=profile.task.output is not None)
        self._withheld = HeldOutput.of(order, self._streams.hold(), self.end)
        await self._spawn(walls, uid)
        self._streams.close_inside()
        self._go_on()

    async def _spawn(self, walls: Proven, uid: int | None) -> None:
        order, profile, streams = self._order, self._order.profile, self._streams
        if streams is None or self._record is None:
            raise SandboxError("the run has no streams or no record")
        stdin, stdout, stderr = streams.inside
        outside = RunNetwork.vaulted(profile, self._machinery.secrecy, self._record.note, history(self._folder))
        spec = specify(order, self._folder, uid, outside)
        wanted = plan(spec, walls.machine)
        self._sandbox = await self._machinery.launcher.spawn(wanted, stdin, stdout, stderr, tty=order.is_tty)
        approvals = self._machinery.desk.port(self.id, profile.policy.digest, profile.name, tell=order.tell)
        door = Door(self.id, Ports(profile, self._record, approvals, self._state), contained=True)
        listeners = list(zip(spec.ways, self._sandbox.listeners, strict=True))
        self._ways = Ways(door, order, listeners, self._clean, self.end, outside)

    def _go_on(self) -> None:
        if self._reason:
            raise Refused(f"the run was ended before it started: {self._reason}")

    async def _conclude(self, code: int | None) -> dict[str, Any]:
        if self._concluding is None:
            self._concluding = asyncio.create_task(self._concluded(code))
        return await asyncio.shield(self._concluding)

    async def _concluded(self, code: int | None) -> dict[str, Any]:
        """Put the run away once every process is dead; `code` is None when it is not known how it ended."""
        if self._ways is not None:
            await self._ways.close()
        summary, answer = dict(UNCHANGED), await final_answer(self._withheld, self._record, code, self._reason)
        try:
            if self._sandbox is not None and code is not None:
                scratch = self._sandbox.scratch
                summary = await asyncio.to_thread(collect_changes, self._order.profile, self._folder, scratch)
        except (Error, OSError) as error:
            code, told = None, f"its changes could not be collected ({error})"
            self._reason = f"{self._reason}; {told}" if self._reason else told
        finally:
            if self._sandbox is not None:
                self._sandbox.close()
        left = {"changes": summary["statuses"], "manifest": summary["manifest"]}
        ended = {"exit": code, "reason": self._reason, "used": self.used(), **left}
        if self._meta is not None:
            await asyncio.to_thread(keep, self._folder, self._meta, self._machinery.now(), ended, summary)
        if self._record is not None:
            answer |= await end_record(self._record, self._machinery.desk, self.id, ended)
        return {"run": self.id, "exit": 1 if code is None else code, "reason": self._reason, **summary, **answer}

    async def _close(self) -> None:
        code: int | None = None
        if self._concluding is None:
            failed = self._starting is not None and self._starting.done() and self._starting.exception()
            self.end(f"it never started: {failed}" if failed else "the client is gone")
            if self._starting is not None:
                await asyncio.wait({self._starting})
        self.close_ends()
        try:
            if self._sandbox is not None and self._concluding is None:
                self._sandbox.kill()
                code = (await self._sandbox.wait()).code
        except SandboxError:
            log_failure()
        try:
            await self._conclude(code)
        finally:
            if self._sandbox is None:
                await asyncio.to_thread(self._folder.remove)
            else:
                changed = self._concluding is not None and _changed(self._concluding)
                await asyncio.to_thread(forget, self._folder, changes=not changed)


def _changed(concluding: asyncio.Task[dict[str, Any]]) -> bool:
    return concluding.done() and concluding.exception() is None and bool(concluding.result()["changes"])
