"""The ways of one run: who answers on each listener the sandbox handed out.

A way that fails ends the run: an agent without its gate is not left running.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from typing import Any

from wicketgate.egress.model import ModelApi
from wicketgate.egress.postgres.leg import PostgresLeg
from wicketgate.egress.proxy import Proxy
from wicketgate.egress.ssh.agent import AgentLeg
from wicketgate.errors import ConfigError
from wicketgate.flow import Door
from wicketgate.gateway.gateway import Gateway
from wicketgate.intercept.hook_endpoint import HookEndpoint
from wicketgate.run.log import log_failure
from wicketgate.run.network import RunNetwork
from wicketgate.run.order import Order
from wicketgate.sandbox.plan import AGENT, DATABASE, EGRESS, HOOKS, MODEL, TOOLS
from wicketgate.tools.catalogue import postgres_source


class Ways:
    """Everything that serves a run, until it is closed."""

    def __init__(
        self,
        door: Door,
        order: Order,
        listeners: Sequence[tuple[int | str, socket.socket]],
        clean: Callable[[str], str],
        end: Callable[[str], None],
        outside: RunNetwork,
    ) -> None:
        self._end = end
        # All are made before the first is started: one that cannot be must not leave another serving.
        serving = [(way, answer(way, door, order, clean, listener, outside)) for way, listener in listeners]
        self._tasks = [asyncio.create_task(self._guard(way, one())) for way, one in serving]

    async def close(self) -> None:
        """Stop serving; what was under way is cancelled and so recorded as unknown."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _guard(self, way: int | str, serving: Coroutine[Any, Any, None]) -> None:
        try:
            await serving
            self._end(f"the way on port {way} closed")
        except asyncio.CancelledError:
            raise
        except Exception as error:
            log_failure()
            self._end(f"the way on port {way} failed ({type(error).__name__})")


def answer(
    port: int | str, door: Door, order: Order, clean: Callable[[str], str], listener: socket.socket, outside: RunNetwork
) -> Callable[[], Coroutine[Any, Any, None]]:
    """Return what serves the listener of a way once called; ConfigError if nothing may."""
    profile = order.profile
    lend = outside.broker.lend if outside.broker is not None else None
    if port == HOOKS:
        return partial(HookEndpoint(door).serve, listener)
    if port == EGRESS:
        made = Proxy(
            door,
            authority=outside.authority,
            broker=outside.broker,
            sessions=outside.sessions,
            history=outside.history,
        )
        return partial(made.serve, listener)
    if port == AGENT and outside.ring is not None:
        return partial(AgentLeg(door, outside.ring, outside.sessions).serve, listener)
    if port == TOOLS:
        return partial(Gateway(door, profile, lend).serve, listener)
    source = postgres_source(profile)
    if port == DATABASE and source is not None:
        return partial(PostgresLeg(door, source, lend).serve, listener)
    model = profile.policy.document.model
    if port != MODEL or model is None or order.key is None:
        raise ConfigError(f"nothing may answer on port {port}")
    return partial(ModelApi(door, model, order.key, clean).serve, listener)
