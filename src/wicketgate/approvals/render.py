"""An approval as a person sees it, rendered from the real call and never from what the agent says about it. Pure.

What hides is written out, long runs of blanks are counted instead of drawn, long lines are folded, and what decides
(what it does, where, why it asks, the digest) stands after the arguments: no payload, however long, pushes it off the
screen. Every line of a payload begins with a bar, so that none can pass for a line of ours.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from wicketgate.action import Action, Effect, Reversibility, Verdict
from wicketgate.approvals.columns import columns, flat

WIDTH = 80
"""Columns of a line at most."""
SHOWN, FULL = 12_000, 1_000_000
"""Characters of one argument that are drawn; of a longer one the beginning, the end, and how much lies between."""
ARGUMENTS = 32
"""Arguments that are drawn one by one; the rest is drawn as one."""
TARGETS = 500
NAME = 48
COVERS = {
    "ssh.login": "all that follows on this connection, unseen and unasked: every command, every file, "
    "a git push to any ref, forced or not (over https a push is shown)",
    "tunnel": "all that is sent through it: nobody here can read it",
}
"""What a yes to a call lets happen besides the call."""
FIELD, LINE_ENDS = re.compile(r"[a-z0-9-]{1,64}"), frozenset("\n\r")
BLANKS = re.compile(r" {9,}")
DOES = {
    Effect.NONE: "changes nothing outside the agent",
    Effect.READ: "reads files",
    Effect.WRITE: "writes files",
    Effect.DELETE: "deletes",
    Effect.EXECUTE: "runs a program",
    Effect.NETWORK: "talks to another machine",
    Effect.QUERY: "reads rows of a data source",
    Effect.SEND: "sends a message to somebody",
    Effect.DELEGATE: "starts another agent, whose calls are judged again",
    Effect.UNKNOWN: "nobody knows what: the tool is not known",
}
UNDO = {
    Reversibility.R0: "there is nothing to undo: it reads",
    Reversibility.R1: "can be undone exactly",
    Reversibility.R2: "can be undone unless somebody changes it meanwhile",
    Reversibility.R3: "is held for a while and can be recalled",
    Reversibility.R4: "cannot be undone, only made up for",
    Reversibility.R5: "CANNOT BE UNDONE",
}


def render(
    action: Action,
    verdict: Verdict,
    told: Mapping[str, Any],
    digest: str,
    full: bool = False,
    others: Sequence[tuple[Action, Verdict]] = (),
) -> str:
    """Return the question as text safe on a terminal; `told` names id, run, task, expiry; `full` draws more of it.

    `others` are calls the same yes is for: each is drawn by what differs from `action`, and in why it asks.
    """
    request = action.request
    lines = [*_fact("called", _shown(request.tool)), ""]
    if others:
        lines = [*_fact("CALLS", f"{len(others) + 1}, ONE ANSWER FOR ALL OF THEM; the first:"), "", *lines]
    arguments = list(request.arguments.items())
    for name, value in arguments[:ARGUMENTS]:
        lines += [*_argument(name, value, action.origins.get(name, ""), full), ""]
    if len(arguments) > ARGUMENTS:
        more = dict(arguments[ARGUMENTS:])
        lines += [*_argument(f"and {len(more)} more", more, "", full), ""]
    if not arguments:
        lines += ["  no arguments", ""]
    for number, (other, why) in enumerate(others, 2):
        lines += [*_other(number, other, action, full)]
        lines += [*(_fact("asks because", _shown(why.reason)) if why.reason != verdict.reason else ()), ""]
    seen = "; somebody outside can see or keep it" if action.external else ""
    unread = "" if action.readable else "; it could not be fully understood"
    agent = f", called by agent {_shown(request.agent)}" if request.agent else ""
    lines += _fact("tool", _shown(request.tool) + agent)
    lines += _fact("does", f"{DOES[action.effect]}{seen}{unread}")
    lines += _fact("undo", f"{UNDO[action.reversibility]} ({action.reversibility.value})")
    lines += _touches(action)
    lines += _fact("a yes covers", COVERS[request.tool]) if request.tool in COVERS else ()
    for key, values in verdict.endorses.items():
        also = "; ".join(_shown(value) for value in values)
        lines += _fact("a yes also", f"endorses for {_shown(key)}, once each in this session: {also}")
    lines += _fact("asks because", _shown(verdict.reason))
    lines += _fact("rule", _shown(verdict.rule))
    lines += _fact("run", f"{_shown(told['run'])}, task {_shown(told['task'])}, in {_shown(request.cwd)}")
    lines += _fact("expires", f"{datetime.fromtimestamp(told['expires'], UTC):%H:%M:%S} UTC, in {told['seconds']} s")
    lines += _fact("approval", _shown(told["id"]))
    if others:
        lines += _fact("a yes lets", f"ALL {len(others) + 1} CALLS happen, once each")
    return "\n".join([*lines, *_fact("digest", digest)])


def _other(number: int, other: Action, first: Action, full: bool) -> Iterator[str]:
    """Yield what call `number` of a batch has that the first has not."""
    before = first.request.arguments
    changed = [(name, value) for name, value in other.request.arguments.items() if _differs(name, value, before)]
    if not changed and other.targets == first.targets:
        yield from _fact(f"call {number}", "is exactly like the first")
        return
    yield from _fact(f"call {number}", "is like the first but for this:")
    for name, value in changed:
        yield from _argument(name, value, other.origins.get(name, ""), full)
    yield from _touches(other)


def _touches(action: Action) -> Iterator[str]:
    for target in action.targets[:TARGETS]:
        yield from _fact("touches", _shown(str(target)))
    if len(action.targets) > TARGETS:
        yield from _fact("touches", f"AND {len(action.targets) - TARGETS} MORE")
    if not action.targets:
        yield from _fact("touches", "nothing that could be named")


def _differs(name: str, value: object, before: Mapping[str, Any]) -> bool:
    return name not in before or repr(value) != repr(before[name])


def _argument(name: str, value: object, origin: str, full: bool) -> Iterator[str]:
    if type(value) is int:
        yield f"  {_shown(name)} {value}{f' (from {_shown(origin)} text)' if origin else ''}"
        return
    text = value if isinstance(value, str) else _fields(value)
    lines = text.count("\n") + 1
    size = f"{len(text)} characters, {lines} lines" if lines > 1 or len(text) > WIDTH else ""
    notes = ", ".join(note for note in (f"from {_shown(origin)} text" if origin else "", size) if note)
    drawn = _shown(name)
    drawn = drawn if len(drawn) <= NAME else f"{drawn[:NAME]}… ({len(name)} characters)"
    yield f"  {drawn}"
    if notes:
        yield f"    ({notes})"
    most = FULL if full else SHOWN
    if len(text) <= most:
        yield from _block(text)
        return
    half, digest = most // 2, hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    yield from _block(text[:half])
    yield f"    ▒▒▒ NOT SHOWN: {len(text) - 2 * half} characters here (`--full` shows them); sha256 of all:"
    yield f"    ▒▒▒ {digest}"
    yield from _block(text[-half:])


def _fields(value: object) -> str:
    """Return fields of a request a line each, and whatever could be read in two ways then as JSON."""
    if isinstance(value, Mapping) and value and all(_is_field(name, texts) for name, texts in value.items()):
        return "\n".join(f"{name}: {text}" for name, texts in value.items() for text in texts)
    return json.dumps(value, ensure_ascii=False, indent=1, default=str)


def _is_field(name: object, texts: object) -> bool:
    plain = isinstance(name, str) and FIELD.fullmatch(name) is not None and isinstance(texts, list) and bool(texts)
    return plain and all(isinstance(text, str) and LINE_ENDS.isdisjoint(text) for text in texts)  # type: ignore[attr-defined]


def _block(text: str) -> Iterator[str]:
    empty = 0
    for line in [*text.split("\n"), None]:
        if line is not None and not line.strip(" "):
            empty += 1
            continue
        if empty:
            yield "    │" if empty == 1 else f"    │ ({empty} empty lines)"
            empty = 0
        if line is not None:
            yield from _fold(_blanks(flat(line)))


def _fold(text: str) -> Iterator[str]:
    for number, part in enumerate(columns(text, WIDTH - 6)):
        yield f"    {'↪' if number else '│'} {part}"


def _fact(name: str, text: str) -> Iterator[str]:
    for number, part in enumerate(columns(text, WIDTH - 14)):
        yield f"{'' if number else name:<13} {part}"


def _blanks(text: str) -> str:
    return BLANKS.sub(lambda run: f"␠({len(run[0])} spaces)", text)


def _shown(text: object) -> str:
    return _blanks(flat(str(text)))
