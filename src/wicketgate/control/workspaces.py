"""Methods on what a run changed: review, commit, discard, undo. The commit is a way out and decided like any other."""

from __future__ import annotations

import asyncio
import json
import time
from pathlib import Path
from typing import Any

from wicketgate.action import Action, Result, Way
from wicketgate.audit.record import RunRecord
from wicketgate.control.call import Call
from wicketgate.control.services import Services
from wicketgate.errors import ConfigError
from wicketgate.flow import Door, Ports
from wicketgate.policy import Profile
from wicketgate.run.folder import Meta, RunFolder
from wicketgate.run.skills import Skills
from wicketgate.run.view import Ended
from wicketgate.session.state import State
from wicketgate.workspace.commit import discard as discard_view
from wicketgate.workspace.review_item import Item

OPEN = frozenset({"ended", "committed"})


async def review(services: Services, call: Call) -> dict[str, Any]:
    """Show each change of a run, and what a commit would do with it."""
    folder, meta = _ended(services, call)
    ended = await asyncio.to_thread(Ended.open, await _profile(services, meta), folder)
    items = await asyncio.to_thread(ended.items)
    return {"run": meta.id, "items": [item.to_json() for item in items]}


async def commit(services: Services, call: Call) -> dict[str, Any]:
    """Commit the ready changes (of `paths`, if any are named), and those a person said yes to one by one."""
    folder, meta = _ended(services, call)
    ended = await asyncio.to_thread(Ended.open, await _profile(services, meta), folder)
    named, approved = call.texts("paths"), call.texts("approved")
    items = await asyncio.to_thread(ended.items)
    chosen = [item.path for item in items if _chosen(item, named, approved)]
    if not chosen:
        raise ConfigError(f"nothing of run {meta.id} can be committed so", f"wicketgate workspace diff {meta.id}")
    return await services.through(_committed(services, ended, meta, chosen, approved))


async def _committed(
    services: Services, ended: Ended, meta: Meta, chosen: list[str], approved: list[str]
) -> dict[str, Any]:
    report: dict[str, Any] = {}

    async def _execute(action: Action) -> Result:
        report.update((await asyncio.to_thread(ended.commit, chosen, approved)).to_json())
        return Result(json.dumps(report["outcomes"]), bool(report["complete"]))

    door = _door(services, meta, ended.profile)
    arguments = {"paths": chosen, "approved": approved, "by": services.person}
    await door.walk(door.request("workspace.commit", arguments, Way.COMMIT), _execute)
    waiting = [item for item in report["left"] if item["status"] in ("ready", "ask", "conflict")]
    ended.folder.update(state="ended" if waiting else "committed")
    return report


def _chosen(item: Item, named: list[str], approved: list[str]) -> bool:
    if item.status == "ask":
        return item.path in approved
    return item.status == "ready" and (not named or item.path in named)


async def undo(services: Services, call: Call) -> dict[str, Any]:
    """Put back what a commit replaced, but for what someone changed since."""
    folder, meta = _ended(services, call)
    ended = await asyncio.to_thread(Ended.open, await _profile(services, meta), folder)

    async def _carry_out() -> dict[str, Any]:
        await services.journal.submit("workspace.undo", {"by": services.person}, meta.id).durable()
        report = (await asyncio.to_thread(ended.undo)).to_json()
        body = {"outcomes": report["outcomes"], "by": services.person}
        await services.journal.submit("workspace.undone", body, meta.id).durable()
        return report

    return await services.through(_carry_out())


async def discard(services: Services, call: Call) -> dict[str, Any]:
    """Throw a run's changes away."""
    folder, meta = _ended(services, call)

    async def _carry_out() -> dict[str, Any]:
        await services.journal.submit("workspace.discarded", {"by": services.person}, meta.id).durable()
        await asyncio.to_thread(discard_view, folder.view)
        folder.update(state="discarded")
        return {"run": meta.id}

    return await services.through(_carry_out())


def _ended(services: Services, call: Call) -> tuple[RunFolder, Meta]:
    folder = RunFolder.find(services.state, call.text("run"))
    meta = folder.read()
    if meta.state not in OPEN:
        raise ConfigError(f"run {meta.id} has nothing to commit: it is {meta.state}", "wicketgate runs list")
    return folder, meta


async def _profile(services: Services, meta: Meta) -> Profile:
    policy = await services.policies.load(Path(meta.policy))
    services.accepted.check(policy)
    return policy.profile(meta.task)


def _door(services: Services, meta: Meta, profile: Profile) -> Door:
    record = RunRecord(
        services.journal, meta.id, profile.policy.digest, profile.name, meta.tier, consume=services.desk.consume
    )
    state, skills = State(profile, time.monotonic, lambda text: text), Skills(RunFolder.find(services.state, meta.id))
    state.skill_tools = skills.tools
    for skill in skills.active():  # what narrowed the run narrows what it leaves
        state.activate(skill)
    approvals = services.desk.port(meta.id, profile.policy.digest, profile.name)
    return Door(meta.id, Ports(profile, record, approvals, state))


METHODS = {
    "workspace.review": review,
    "workspace.diff": review,
    "workspace.commit": commit,
    "workspace.undo": undo,
    "workspace.discard": discard,
}
