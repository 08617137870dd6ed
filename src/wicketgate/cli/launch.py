"""What `run` and `exec` share: lend the key, start, carry the bytes, say what waits for a person afterwards."""

# ruff: noqa: PTH109, PTH118  pathlib alone would cost a client a tenth of its start
from __future__ import annotations

import contextlib
import importlib
import json
import os
import signal
import sys
import time
from functools import partial

from wicketgate.cli.pump import pump, receive_ends
from wicketgate.cli.screen import entitle, lent, titled
from wicketgate.client import PROTOCOL, Warden
from wicketgate.errors import from_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any

ENDING = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)


def launch(kind: str, task: str, policy: str, command: list[str], **wanted: str) -> int:
    """Run what the operator typed and return its exit code, 4 if it was refused, 1 if it failed on our side.

    `wanted` is what else they said: `prompt`, `claude` (a path), `claude_sha256`.
    """
    _three_streams()
    path = _absolute(policy)
    with Warden.connect() as warden:
        prepared = warden.call("run.prepare", policy=path, task=task)
        for note in prepared["notes"]:
            print(f"wicketgate: {note['message']}; the run goes without", file=sys.stderr)
            print(f"  {note['hint']}", file=sys.stderr)
        is_tty = os.isatty(0) and os.isatty(1)
        order: dict[str, Any] = {"policy": path, "task": task, "kind": kind, "argv": command, "tty": is_tty, **wanted}
        order |= {"claude": _absolute(wanted["claude"])} if wanted.get("claude") else {}
        order |= {"term": os.environ.get("TERM", "xterm-256color")}
        order |= {"key": _key(prepared["keys"])} if kind == "claude" else {}
        order |= {"lent": _lent(prepared["lent"])} if prepared["lent"] else {}
        teller = _Teller(warden, warden.send("run.start", order))
        started, ends = receive_ends(warden, is_tty, 1 if is_tty or prepared["answers"] else 3)
        for caught in ENDING:
            signal.signal(caught, teller.caught)
        title = f"wicketgate: {task}" if is_tty and kind == "claude" else ""
        waits = partial(_entitle, title) if title else _say_it_waits
        with lent(ends.stdin, is_tty), titled(title) if title else contextlib.nullcontext():
            ended = pump(warden, ends, int(prepared["output"]), teller.tell, waits)
        if "error" in ended:
            raise from_json(ended["error"])
        return _report(ended["item"], started["run"], teller.signal, is_tty)


def _say_it_waits(question: dict[str, Any]) -> None:
    """Say that a request waits, until when, and what to type; nothing the agent wrote is in it."""
    if not question["approval"]:
        return
    until = time.strftime("%H:%M:%S", time.gmtime(int(question["expires"])))
    said = (
        f"wicketgate: a request waits for your answer until {until} UTC; without one it is denied\n"
        f"  in another terminal: wicketgate approvals approve {question['approval']}\n"
    )
    with contextlib.suppress(OSError):
        raw = said.replace("\n", "\r\n") if os.isatty(2) else said  # a lent terminal leaves the return to us
        os.write(2, raw.encode())


def _entitle(title: str, question: dict[str, Any]) -> None:
    """Say it in the title, and ring: Claude Code draws the whole screen, so a line of ours would be drawn over."""
    waits = f"a request waits for you: wicketgate approvals approve {question['approval']}"
    entitle(f"wicketgate: {waits}" if question["approval"] else title, ring=bool(question["approval"]))


def _absolute(path: str) -> str:
    """Return `path` from the root, spelled as it is: its links are the warden's to judge."""
    return os.path.join(os.getcwd(), path)


def _three_streams() -> None:
    """Open what the caller closed of the three: else the connection to the warden gets the number of one of them.

    Without this, the agent's output could be written into that connection, as words of the operator's.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            opened = os.open(os.devnull, os.O_RDWR)
            if opened != number:
                os.dup2(opened, number)
                os.close(opened)


class _Teller:
    """Tells the warden to end the run, once; whoever insists does not wait for its answer."""

    def __init__(self, warden: Warden, number: int) -> None:
        self._warden, self._number, self._told = warden, number, False
        self.signal = 0

    def tell(self, reason: str) -> None:
        if not self._told:
            self._told = True
            self._warden.say({"v": PROTOCOL, "id": self._number, "end": reason})

    def caught(self, number: int, frame: FrameType | None) -> None:
        if self.signal:
            raise SystemExit(128 + number)  # the warden ends the run when we are gone
        self.signal = number
        self.tell(signal.Signals(number).name)


def _key(names: list[str]) -> dict[str, str] | None:
    for name in names:
        if os.environ.get(name):
            return {"name": name, "value": os.environ[name]}
    return None


def _lent(names: list[str]) -> dict[str, str]:
    """Return what the policy takes from the environment, each time with a warning."""
    found = {name: os.environ[name] for name in names if os.environ.get(name)}
    for name in found:
        print(f"wicketgate: {name} comes from the environment, where every program can read it", file=sys.stderr)
        print(f"  remove `from: env`, then: wicketgate secret add {name}", file=sys.stderr)
    return found


def _report(ended: dict[str, Any], run: str, caught: int, is_tty: bool) -> int:
    if "answer" in ended and not caught:
        print(ended["answer"])
    elif "withheld" in ended:
        print(f"wicketgate: run {run} hands on no answer: {ended['withheld']}", file=sys.stderr)
        print(f"  what it wrote: wicketgate audit tail --run {run}", file=sys.stderr)
    if not ended.get("changes") and ended.get("writable"):  # their names are the agent's words too
        print(f"wicketgate: run {run} changed files: wicketgate workspace diff {run}", file=sys.stderr)
    if denied := ended.get("denied"):
        said = "1 request was" if denied == 1 else f"{denied} requests were"
        print(f"wicketgate: {said} denied: wicketgate audit tail --run {run}", file=sys.stderr)
    if unanswered := ended.get("unanswered"):
        often = "once" if unanswered == 1 else f"{unanswered} times"
        print(f"wicketgate: the model's API gave no answer {often}: can this machine reach it?", file=sys.stderr)
        print(f"  the reason: wicketgate audit tail --run {run}", file=sys.stderr)
    if ended.get("reason"):
        print(f"wicketgate: run {run} was ended: {ended['reason']}", file=sys.stderr)
    if ended.get("changes"):
        if is_tty and not caught:
            # Loaded only now: most runs have nothing to ask, and start sooner without it.
            importlib.import_module("wicketgate.cli.asking").ask_commit(run)
        else:
            paths = [json.dumps(path) for path in ended["changes"]]
            more = f" and {len(paths) - 5} more" if len(paths) > 5 else ""
            print(f"wicketgate: run {run} changed {', '.join(paths[:5])}{more}; nothing is committed", file=sys.stderr)
            print(f"  wicketgate workspace diff {run}, then commit or discard it", file=sys.stderr)
    return 128 + caught if caught else int(ended["exit"])
