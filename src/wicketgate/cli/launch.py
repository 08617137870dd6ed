"""What `run` and `exec` share: lend the key, start, carry the bytes, say what waits for a person afterwards."""

from __future__ import annotations

import json
import os
import signal
import sys
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

from wicketgate.cli.asking import ask_commit
from wicketgate.cli.pump import pump, receive_ends
from wicketgate.client import PROTOCOL, Warden
from wicketgate.errors import from_json


@dataclass(frozen=True, slots=True)
class Launch:
    """What the operator typed."""

    kind: str
    task: str
    policy: str
    command: tuple[str, ...]
    claude: str = ""
    claude_sha256: str = ""


def launch(order: Launch) -> int:
    """Carry out `order` and return the command's exit code, 4 if it was refused, 1 if it failed on our side."""
    policy = str(Path(order.policy).absolute())
    with Warden.connect() as warden:
        prepared = warden.call("run.prepare", policy=policy, task=order.task)
        is_tty = os.isatty(0) and os.isatty(1)
        number = warden.send(
            "run.start",
            {
                "policy": policy,
                "task": order.task,
                "kind": order.kind,
                "argv": list(order.command),
                "tty": is_tty,
                "term": os.environ.get("TERM", "xterm-256color"),
                "claude": order.claude and str(Path(order.claude).absolute()),
                "claude_sha256": order.claude_sha256,
                "key": _key(prepared["keys"]) if order.kind == "claude" else None,
            },
        )
        teller = _Teller(warden, number)
        started, ends = receive_ends(warden, is_tty)
        for caught in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
            signal.signal(caught, teller.caught)
        ended = pump(warden, ends, int(prepared["output"]), teller.tell)
        if "error" in ended:
            raise from_json(ended["error"])
        return _report(ended["item"], started["run"], teller.signal, is_tty)


class _Teller:
    """Tells the warden to end the run, once."""

    def __init__(self, warden: Warden, number: int) -> None:
        self._warden, self._number, self._told = warden, number, False
        self.signal = 0

    def tell(self, reason: str) -> None:
        if not self._told:
            self._told = True
            body = {"v": PROTOCOL, "id": self._number, "end": reason}
            self._warden.say(body)

    def caught(self, number: int, frame: FrameType | None) -> None:
        self.signal = number
        self.tell(signal.Signals(number).name)


def _key(names: list[str]) -> dict[str, str] | None:
    for name in names:
        if os.environ.get(name):
            return {"name": name, "value": os.environ[name]}
    return None


def _report(ended: dict[str, Any], run: str, caught: int, is_tty: bool) -> int:
    if ended.get("reason"):
        print(f"wicketgate: run {run} was ended: {ended['reason']}", file=sys.stderr)
    if ended.get("changes"):
        if is_tty and not caught:
            ask_commit(run)
        else:
            paths = [json.dumps(path) for path in ended["changes"]]
            more = f" and {len(paths) - 5} more" if len(paths) > 5 else ""
            print(f"wicketgate: run {run} changed {', '.join(paths[:5])}{more}; nothing is committed", file=sys.stderr)
            print(f"  wicketgate workspace diff {run}, then commit or discard it", file=sys.stderr)
    return 128 + caught if caught else int(ended["exit"])
