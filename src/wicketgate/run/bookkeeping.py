"""What is written down when a run begins and when it ends: its `run.json`, the first and last entries of its record.

At the end, the questions it still had open are withdrawn.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from wicketgate.approvals.desk import Desk
from wicketgate.audit.record import RunRecord
from wicketgate.run.folder import Meta, RunFolder
from wicketgate.run.log import log_failure
from wicketgate.run.order import Machinery, Order
from wicketgate.store.ticket import Ticket


def open_record(order: Order, machinery: Machinery, folder: RunFolder, tier: str) -> tuple[Meta, RunRecord, Ticket]:
    """Return the run's meta, stored, and its record, with the ticket of the entry that says it began."""
    policy, task = order.profile.policy, order.profile.name
    meta = Meta(folder.id, task, str(policy.path), policy.digest, order.kind, machinery.now(), tier=tier)
    # Not durable: with the power go the run and all it wrote, and a folder that says nothing is cleared away.
    folder.write(meta, durable=False)
    journal, consume = machinery.journal, machinery.desk.consume
    record = RunRecord(journal, folder.id, policy.digest, task, tier, consume=consume, clean=order.clean())
    started = {"argv": list(order.argv), "kind": order.kind, "policy": policy.digest, "path": str(policy.path)}
    started |= {"task": task, "tier": tier, "prompt": order.profile.task.prompt}
    return meta, record, record.note("run.started", started)


def keep(folder: RunFolder, meta: Meta, now: str, ended: Mapping[str, Any], summary: Mapping[str, Any]) -> None:
    """Store how a run ended. A full disk is told in the log alone: the next warden finds the run interrupted."""
    changes, code = len(summary["changes"]), ended["exit"]
    state = "interrupted" if code is None else "ended" if changes else "empty"
    known = {"exit": code, "reason": ended["reason"], "changes": changes, "writable": summary["writable"]}
    try:
        folder.write(replace(meta, state=state, ended=now, **known), durable=bool(changes))
    except OSError:
        log_failure()


async def end_record(record: RunRecord, desk: Desk, run: str, ended: Mapping[str, Any]) -> dict[str, int]:
    """Record the end of a run and return how much it was denied, and how often the model gave no answer.

    What nobody answered is withdrawn even when nothing can be recorded any more.
    """
    try:
        # Durable before the record is closed: every decision under way has then reached it, or never will.
        await record.note("run.ended", ended).durable()
    finally:
        desk.close(run)
        await record.close(str(ended["reason"]))
    return {"denied": record.denied, "unanswered": record.unanswered}
