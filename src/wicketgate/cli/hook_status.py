"""`wicketgate hook status`: what is installed, whether it still holds, and what the hook answers when it is tried."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from wicketgate.cli.visible import visible
from wicketgate.client import Warden, state_home
from wicketgate.errors import ConfigError, Error
from wicketgate.intercept.hook_only.canary import Check, try_hook
from wicketgate.intercept.hook_only.merge import parse
from wicketgate.intercept.hook_only.settings import HOOK_PROGRAM, HookOptions
from wicketgate.intercept.hook_only.settings_file import MANAGED, Note, Place
from wicketgate.intercept.hook_only.version import check_version

OK, FAILED, NOTHING = 0, 1, 3
BESIDE = MANAGED.with_name("managed-settings.d")


def status(place: Place, named: str, *, as_json: bool) -> int:
    """Print what holds and return 0, 1 if anything does not, 3 if nothing is installed."""
    note = place.note()
    if note is None:
        print("{}" if as_json else f"nothing is installed at {place.path}")
        return NOTHING
    order = _order(note, place)
    checks = [_settings(place), *_warden(order), *try_hook(order), check_version(named)]
    notes = [*_weak(place), *others(place, Path.home())]
    if as_json:
        body: dict[str, Any] = {"settings": str(place.path), "order": note.order, "notes": notes}
        print(json.dumps(body | {"checks": [check.to_json() for check in checks]}, indent=2))
    else:
        print(visible("\n".join(said(checks, notes))))
    return OK if all(check.ok for check in checks) else FAILED


def said(checks: Sequence[Check], notes: Sequence[str] = ()) -> list[str]:
    """Return checks and notes as lines."""
    lines = [f"  {'ok  ' if check.ok else 'FAIL'}  {check.name:<10}  {check.said}" for check in checks]
    return lines + [f"  note  {line}" for line in notes]


def others(place: Place, home: Path) -> list[str]:
    """Return what in this file, and in the user's own, a person should know of beside our hook."""
    lines = []
    tree, own = _tree(place), _tree(Place(home / ".claude" / "settings.json"))
    permissions = tree.get("permissions", {})
    if permissions.get("allow"):
        lines.append(f"permissions.allow in {place.path} stays: it counts wherever the hook would say nothing")
    if permissions.get("ask"):
        lines.append(f"permissions.ask in {place.path} stays: it asks, or denies, even where the hook allows")
    # In a managed file ours lets no other file's hooks run: they could rewrite what ours allowed.
    hooks = own.get("hooks", {}) if place.path != home / ".claude" / "settings.json" else {}
    if hooks:
        where = f"hooks of {home}/.claude/settings.json ({', '.join(sorted(hooks))}) do not run beside ours"
        lines.append(f"{where}; to keep them, put them into {place.path}")
    return lines


def _tree(place: Place) -> dict[str, Any]:
    try:
        raw = place.read()
        return parse(raw, str(place.path)) if raw is not None else {}
    except Error:
        return {}


def _order(note: Note, place: Place) -> HookOptions:
    try:
        return HookOptions(**note.order)
    except TypeError:
        raise ConfigError(f"what is installed at {place.path} is of another version", "install it again") from None


def _settings(place: Place) -> Check:
    missing = place.missing()
    if missing:
        return Check("settings", False, f"{place.path} was edited: {', '.join(missing)} no longer hold; install again")
    edited = "" if place.intact() else ", edited since, ours still in it"
    return Check("settings", True, f"{place.path}{edited or ', as installed'}")


def _warden(order: HookOptions) -> list[Check]:
    if order.state != state_home():
        return [Check("warden", False, f"another user's or another state directory: {order.state}")]
    try:
        with Warden.connect() as warden:
            shown = warden.call("warden.show")
            checks = [Check("warden", True, f"alive (pid {shown['pid']}, version {shown['version']})")]
            accepted = warden.call("policy.accepted", policy=order.policy)
            digest, is_set = accepted["digest"], warden.call("passphrase.show")["set"]
            same = accepted["previous"] is not None and Path(order.policy).read_text() == accepted["previous"]
    except (Error, OSError) as error:
        return [Check("warden", False, f"{error}: every call is blocked")]
    told = f"task {order.task} of {order.policy}"
    unaccepted = f"{told} is not accepted as it is now: every call is denied; wicketgate policy trust"
    checks.append(Check("policy", same, f"{told}, digest {digest[:12]}" if same else unaccepted))
    asked = "approving, accepting a policy and giving secrets ask for it"
    unset = "not set: whatever runs as you can approve; wicketgate hook passphrase"
    return [*checks, Check("passphrase", is_set, asked if is_set else unset)]


def _weak(place: Place) -> list[str]:
    lines = []
    if os.access(place.path, os.W_OK) and os.geteuid() != 0:
        lines.append(f"{place.path} is yours to write, so whatever runs as you can edit the hook away")
    if os.access(HOOK_PROGRAM, os.W_OK) and os.geteuid() != 0:
        lines.append(f"the hook's program is yours to write, and so the agent's: {HOOK_PROGRAM}")
    if place.path == MANAGED and BESIDE.is_dir() and any(BESIDE.glob("*.json")):
        lines.append(f"files in {BESIDE} may say otherwise")
    return lines
