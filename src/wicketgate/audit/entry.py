"""An entry as people read it: one line each in a stream, all of it when it is asked for. Pure, standard library only.

Takes entries as they travel (`Entry.to_json`); gives text that is safe on a terminal, whatever the agent put into them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from wicketgate.output.show import visible

BREAKS = str.maketrans({"\n": "⟦U+000A⟧", "\t": "⟦U+0009⟧"})
TARGETS = 3
WIDTH = 96
COLOURS = {"allow": "32", "deny": "31", "ask": "33", "failed": "31", "unknown": "33", "void": "35"}


def flat(text: str) -> str:
    """Return `text` on one line, with everything in it visible."""
    return visible(text).translate(BREAKS)


def line(entry: Mapping[str, Any], colour: bool = False) -> str:
    """Return an entry as one line: number, time, run, kind, and what matters of it."""
    body = entry.get("body") or {}
    told = " ".join(part for part in SAYS.get(str(entry.get("kind")), _other)(body) if part)
    word = " [reported]" if body.get("reported") else ""
    run, kind = flat(str(entry.get("run", ""))), flat(str(entry.get("kind", "")))
    text = f"{entry.get('index', 0):>7} {str(entry.get('time', ''))[11:19]} {run:<10} {kind:<17} {told}{word}"
    return _paint(text, entry, body) if colour else text


def whole(entry: Mapping[str, Any]) -> str:
    """Return everything an entry says, one field a line, nested values as JSON."""
    head = [
        f"{name:<12} {_value(entry[name])}"
        for name in ("index", "time", "mono", "run", "kind", "hash")
        if name in entry
    ]
    body = [f"  {flat(str(name)):<12} {_value(value)}" for name, value in (entry.get("body") or {}).items()]
    cuts = [
        f"  cut at {flat(str(where))}: {_value(cut.get('size'))} bytes, sha256 {_value(cut.get('sha256'))}"
        for where, cut in (entry.get("cut") or {}).items()
    ]
    return "\n".join([*head, *body, *cuts])


def _asked(body: Mapping[str, Any]) -> list[str]:
    found = body.get("targets")
    targets = found if isinstance(found, list) else [found]
    more = f"and {len(targets) - TARGETS} more" if len(targets) > TARGETS else ""
    shown = ", ".join(_short(target) for target in targets[:TARGETS])
    return [_short(body.get("tool")), _short(body.get("reversibility")), shown, more]


def _decided(body: Mapping[str, Any]) -> list[str]:
    by = f"by {_short(body['by'])}" if body.get("by") else ""
    told = [_short(body.get("decision")), _short(body.get("tool")), f"({_short(body.get('reason'))})", by]
    return [f"#{_short(body.get('asked', 0))}", *told, f"[{_short(body.get('rule'))}]"]


def _outcome(body: Mapping[str, Any]) -> list[str]:
    size = f"{_short(body['size'])} bytes" if "size" in body else ""
    told = [_short(body.get("state")), _short(body.get("tool", "")), size, _short(body.get("reason", ""))]
    return [f"#{_short(body.get('asked', 0))}", *told]


def _question(body: Mapping[str, Any]) -> list[str]:
    told = [body.get(name, "") for name in ("approval", "tool", "answer", "outcome", "reason")]
    return [*(_short(value) for value in told), f"by {_short(body['by'])}" if body.get("by") else ""]


def _void(body: Mapping[str, Any]) -> list[str]:
    return [f"not {_short(body.get('of'))}:", _short(body.get("reason"))]


def _other(body: Mapping[str, Any]) -> list[str]:
    return [f"{_short(name)}={_short(value)}" for name, value in list(body.items())[:6]]


SAYS = {
    "asked": _asked,
    "decided": _decided,
    "outcome": _outcome,
    "void": _void,
    "approval.asked": _question,
    "approval.decided": _question,
    "approval.outcome": _question,
}


def _short(value: object) -> str:
    text = _value(value)
    return text if len(text) <= WIDTH else f"{text[: WIDTH - 24]}…{text[-16:]} ({len(text)})"


def _value(value: object) -> str:
    return flat(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str))


def _paint(text: str, entry: Mapping[str, Any], body: Mapping[str, Any]) -> str:
    word = str(body.get("decision") or body.get("state") or entry.get("kind"))
    return f"\x1b[{COLOURS[word]}m{text}\x1b[0m" if word in COLOURS else text
