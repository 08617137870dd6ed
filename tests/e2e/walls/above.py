"""How each wall above the sandbox is taken away: the one function or value that is the wall, exchanged in the process.

What lands then is shown by the test that attacks it: taken away, that very test must fail. Nothing here is a switch of
the package; every line reaches into it as only a test may.
"""

from __future__ import annotations

import asyncio
import contextvars
import importlib
import json
import os
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tests.e2e.walls.above_broker import BROKER
from tests.e2e.walls.above_postgres import POSTGRES
from tests.e2e.walls.above_ssh import SSH
from wicketgate import client, flow
from wicketgate.action import Admission
from wicketgate.approvals import desk
from wicketgate.audit import record, verify
from wicketgate.cli import pump
from wicketgate.control import place as control_place
from wicketgate.control import server
from wicketgate.egress import betas, dial, messages, meter, model, proxy, splice, strict, target, upstream
from wicketgate.egress.budget import Budget, Reservation
from wicketgate.egress.ledger import Ledger
from wicketgate.egress.prices import Usage
from wicketgate.errors import Error
from wicketgate.gate import risk, rules
from wicketgate.gateway import gateway
from wicketgate.http import head
from wicketgate.intercept import claude_binary, environment, hook_answers, hook_endpoint, managed_settings
from wicketgate.output import show, terminal
from wicketgate.output.redact import redactor
from wicketgate.output.redact.known import forms
from wicketgate.policy import accepted, file
from wicketgate.run import program_copy
from wicketgate.store import journal_file as resting
from wicketgate.workspace import apply_step, commit, file_copy, judge, snapshot, tree
from wicketgate.workspace.git import history
from wicketgate.workspace.step import DONE

decide = importlib.import_module("wicketgate.gate.decide")  # the package's `decide` is the function
Patch = pytest.MonkeyPatch
ABOVE: dict[str, Callable[[Patch], None]] = BROKER | SSH | POSTGRES


def wall(name: str) -> Callable[[Callable[[Patch], None]], Callable[[Patch], None]]:
    """Return what lists the removal of a wall."""

    def keep(made: Callable[[Patch], None]) -> Callable[[Patch], None]:
        ABOVE[name] = made
        return made

    return keep


def nothing(*_: Any, **__: Any) -> None:
    """Stand in for a check that raises."""


def listed(name: str, where: object, what: str, instead: Any) -> None:
    """List a wall that is one function or value."""
    ABOVE[name] = lambda patch: patch.setattr(where, what, instead)


# The model route
listed("model: known fields only", messages, "FIELDS", messages.FIELDS | messages.REMOTE)
listed("model: no server tools", messages, "_tool", nothing)
listed(
    "model: no source to fetch",
    messages,
    "BLOCKS",
    {
        **messages.BLOCKS,
        "image": (frozenset({"source"}), nothing),
        "document": (frozenset({"source"}), nothing),
    },
)
listed("model: known beta features only", betas, "_harmless", lambda name: bool(name))
listed("model: text cleaned of secrets", strict, "mapped", lambda value, clean: value)
listed("model: upstream is https or loopback", upstream, "_loopback", lambda host: True)
listed("model: strict JSON", strict, "loads", json.loads)


@wall("model: credentials of the client dropped")
def _(patch: Patch) -> None:
    given: contextvars.ContextVar[Any] = contextvars.ContextVar("given", default=())
    forward, made = model.ModelApi._forward, upstream.Upstream.headers

    async def noting(self: Any, asked: Any, path: str) -> None:
        given.set([pair for pair in asked.headers if pair[0] in (b"x-api-key", b"authorization", b"cookie")])
        await forward(self, asked, path)

    def both(self: Any, length: int, beta: bytes | None) -> Any:
        own = dict(given.get())
        return (*(pair for pair in made(self, length, beta) if pair[0] not in own), *own.items())

    patch.setattr(model.ModelApi, "_forward", noting)
    patch.setattr(upstream.Upstream, "headers", both)


@wall("model: two paths only")
def _(patch: Patch) -> None:
    class Any_(str):
        __hash__ = str.__hash__

        def __eq__(self, other: object) -> bool:
            return True

    patch.setattr(model, "COUNT", Any_(model.COUNT))


@wall("model: tokens and cost reserved")
def _(patch: Patch) -> None:
    def reserve(self: Budget, input_tokens: int, output_tokens: int, price: Any) -> Reservation:
        return Reservation(Usage(input=input_tokens, output=output_tokens), price)

    patch.setattr(Budget, "reserve", reserve)


@wall("model: on record before it is forwarded")
def _(patch: Patch) -> None:
    class Never:
        async def durable(self) -> int:
            return 0

    patch.setattr(Ledger, "request", lambda *_: Never())
    patch.setattr(Ledger, "answer", nothing)


@wall("model: errors without the key")
def _(patch: Patch) -> None:
    async def whole(self: Any, asked: Any, reply: Any) -> None:
        await asked.reply(reply.status, model.JSON, await reply.read(1 << 20))

    patch.setattr(model.ModelApi, "_fail", whole)


# The egress proxy
listed("egress: addresses checked", dial, "why_refused", lambda address: "")
listed("egress: the TLS name is the admitted host", splice, "_literal", lambda host: True)
listed("egress: names below a wildcard counted", meter.Meter, "name", nothing)
listed("egress: bytes capped", meter.Meter, "move", nothing)
listed("egress: path rule", rules.Entry, "admits_path", lambda self, path: self.path is not None)


@wall("egress: decided before a name is resolved")
def _(patch: Patch) -> None:
    answer = proxy.Proxy.answer

    async def resolving(self: Any, asked: Any) -> None:
        await self._resolver(asked.target.removeprefix("http://").split("/")[0].split(":")[0], 80)
        await answer(self, asked)

    patch.setattr(proxy.Proxy, "answer", resolving)


@wall("egress: the checked address is dialled")
def _(patch: Patch) -> None:
    async def twice(host: str, port: int, resolver: Any) -> Any:
        checked, dialled = await dial.addresses(host, port, resolver), await resolver(host, port)
        if str(checked[0]) != dialled[0]:
            raise ConnectionRefusedError(f"an address that was not checked was dialled: {dialled[0]}")
        return await asyncio.open_connection(dialled[0], port)

    patch.setattr(dial, "dial", twice)


@wall("egress: the name in TLS is read")
def _(patch: Patch) -> None:
    read = splice.read_hello

    async def believed(reader: Any, seconds: float, **more: Any) -> Any:
        return replace(await read(reader, seconds, **more), name=None)

    patch.setattr(splice, "read_hello", believed)
    patch.setattr(splice, "_literal", lambda host: True)


@wall("egress: Host field agrees")
def _(patch: Patch) -> None:
    patch.setattr(target, "_host", lambda asked: asked.target.removeprefix("http://").split("/")[0])


listed("http: one reading only", head, "_check_framing", nothing)


# The gate and the flow
@wall("flow: nothing without a record")
def _(patch: Patch) -> None:
    admit, settle = flow.admit, flow.settle

    async def unrecorded(request: Any, ports: Any) -> Admission:
        try:
            return await admit(request, ports)
        except Error:
            action = flow.classify(request, ports.profile)
            return Admission(action, flow.decide(action, ports.state.facts(action), ports.profile), 0, 0)

    async def unsettled(admission: Any, result: Any, ports: Any) -> Any:
        try:
            return await settle(admission, result, ports)
        except Error:
            return flow.Outcome(result.text, result.ok, 0)

    patch.setattr(flow, "admit", unrecorded)
    patch.setattr(flow, "settle", unsettled)


@wall("gate: no match denies")
def _(patch: Patch) -> None:
    scope = decide._scope

    def open_(*given: Any) -> Any:
        found = scope(*given)
        return found if found.granted else replace(found, granted=True)

    patch.setattr(decide, "_scope", open_)


listed("gate: what is visible outside asks", risk, "wary", lambda *_: "")
listed("gate: calls are counted", decide, "_over", nothing)


# Approvals
listed("approvals: bound to the exact action", desk, "bind", lambda action, terms: "0" * 64)
listed("approvals: the digest that was shown", desk.hmac, "compare_digest", lambda one, other: True)
listed("approvals: flood refused", desk.Desk, "_not_flooding", nothing)


@wall("approvals: used once")
def _(patch: Patch) -> None:
    move = desk.move
    patch.setattr(desk, "move", lambda cursor, name, event, by="": event == "consume" or move(cursor, name, event, by))


@wall("approvals: expire")
def _(patch: Patch) -> None:
    consume = desk.Desk.consume

    def timeless(self: Any, *given: Any) -> None:
        clock, self._clock = self._clock, lambda: 0
        try:
            consume(self, *given)
        finally:
            self._clock = clock

    patch.setattr(desk.Desk, "consume", timeless)


# The warden's socket and what reaches the operator
listed("control: its socket is private", control_place.os, "umask", lambda mode: 0)
listed("control: only its own user", server, "_peer", lambda connection: os.geteuid())


@wall("control: its folder is private")
def _(patch: Patch) -> None:
    patch.setattr(client, "open_state", lambda state: os.open(state, os.O_RDONLY | os.O_DIRECTORY))


@wall("output: capped")
def _(patch: Patch) -> None:
    made = pump._Outwards.__init__

    def endless(self: Any, watched: Any, ends: Any, cap: int, tell: Any) -> None:
        made(self, watched, ends, 1 << 40, tell)

    patch.setattr(pump._Outwards, "__init__", endless)


listed("output: the filter stands before the terminal", pump.TerminalFilter, "feed", lambda self, data: data)


# The record
listed("record: entries from inside say reported", record, "_worded", lambda body, action: body)
listed("record: cleaned of secrets", record, "scrub", lambda body, clean: body)
listed("record: chained", verify, "_entry", lambda row, expected, head: bytes(row[2]))
listed(
    "journal: private folder", resting, "settle_in", lambda path: path.parent.mkdir(parents=True, exist_ok=True) or path
)


@wall("journal: one owner")
def _(patch: Patch) -> None:
    patch.setattr(resting.fcntl, "flock", nothing)


# The workspace
listed("view: hidden by inode", snapshot._Freeze, "_blocked", lambda self, info: False)
listed("view: no link out", snapshot, "leads_inside", lambda path, target: True)
listed("history: judged by every path", history.Paths, "of", lambda self, path: history.GRANTED)
listed("commit: what was approved", commit, "_chosen", lambda item, approved, paths: True)
listed("commit: run-later is asked about", judge, "dangers", lambda *_, **__: ())
listed("commit: no policy file", judge, "is_policy", lambda path: False)
listed("commit: nothing hidden", judge._Judge, "refusal", lambda self, change: "")
listed("commit: a person's edit is a conflict", judge._Judge, "conflict", lambda *_: "")
listed("commit: looked at again after the swap", apply_step, "take_back", lambda *_: (DONE, ""))


@wall("view: frozen")
def _(patch: Patch) -> None:
    def linked(self: Any, source: int, folder: int, name: str) -> tuple[str, int]:
        os.link(os.readlink(f"/proc/self/fd/{source}"), name, dst_dir_fd=folder)
        os.lseek(source, 0, os.SEEK_SET)
        return tree.digest_of(source), os.fstat(source).st_size

    patch.setattr(file_copy.Copier, "copy", linked)


@wall("commit: no link is followed")
def _(patch: Patch) -> None:
    following = os.O_RDONLY | os.O_DIRECTORY
    patch.setattr(tree, "open_folder", lambda root, path: os.open(path or ".", following, dir_fd=root))


# Hooks, settings, the agent's program
@wall("hooks: silence is a denial")
def _(patch: Patch) -> None:
    patch.setattr(hook_answers, "deny", lambda why: hook_answers.allow(why))


@wall("settings: every proxy variable pinned")
def _(patch: Patch) -> None:
    patch.setattr(environment, "proxies", lambda profile: {"NO_PROXY": "127.0.0.1"})


listed(
    "settings: no allow rule", managed_settings, "_permissions", lambda profile: {"permissions": {"allow": ["Bash"]}}
)
listed("agent: hash of its program", claude_binary, "digest", lambda path: next(iter(claude_binary.known())))
listed("agent: its program cannot be read", program_copy, "UNREADABLE", 0o755)


@wall("hooks: bodies bounded")
def _(patch: Patch) -> None:
    async def whole(exchange: Any) -> bytes:
        return b"".join([piece async for piece in exchange.stream(hook_endpoint.DRAINED)])

    patch.setattr(hook_endpoint, "_read", whole)


# The policy
listed("policy: others cannot have written it", file, "_check_file", nothing)
listed("policy: others cannot have put it there", file, "_check_folder", nothing)
listed("policy: accepted text is whole", accepted, "_decoded", lambda content, place, path: json.loads(content))
listed("policy: state lies elsewhere", accepted.Accepted, "_check_apart", nothing)


@wall("policy: accepted digest")
def _(patch: Patch) -> None:
    patch.setattr(accepted.Accepted, "check", nothing)


# Output
listed("output: known values redacted", redactor, "marked", lambda text, findings: text)
listed("output: every common encoding", forms, "encoded", lambda raw: ())
listed("output: escapes on the list", terminal, "_allowed", lambda sequence: True)
listed("output: hidden characters shown", show, "_shown", lambda char: char)


# The gateway


@wall("gateway: the worker holds nothing")
def _(patch: Patch) -> None:
    start = asyncio.create_subprocess_exec

    async def inheriting(*words: Any, **options: Any) -> Any:
        return await start(*words, **{**options, "env": dict(os.environ)})

    patch.setattr(gateway.asyncio, "create_subprocess_exec", inheriting)
