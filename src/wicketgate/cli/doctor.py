"""`wicketgate doctor`: which walls this machine can raise, whether they hold, and what mends those that are missing."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from wicketgate.cli.arguments import Arguments
from wicketgate.client import Warden
from wicketgate.sandbox.machine import Machine
from wicketgate.sandbox.probe import probe

SUMMARY = "say which walls this machine can raise, and how to mend the others"
EXAMPLE = """examples:
  wicketgate doctor
  wicketgate doctor --json

Exit code: 0 every wall stands, 1 a run would be refused here."""


def main(argv: list[str]) -> int:
    """Probe the machine, raise every wall once, and say what held."""
    parser = Arguments("wicketgate doctor", SUMMARY, EXAMPLE)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    found = parser.parse_args(argv)
    machine = probe()
    required = [missing for missing in machine.missing if missing.required]
    proven: dict[str, Any] = {"checks": []}
    if not required:
        with Warden.connect() as warden:
            proven = warden.call("doctor")
    fallen = [check for check in proven["checks"] if not check["held"]]
    if found.json:
        print(json.dumps({"machine": asdict(machine), **proven}, indent=2))
    else:
        _explain(machine, proven["checks"])
    return 1 if required or fallen else 0


def _explain(machine: Machine, checks: list[dict[str, Any]]) -> None:
    version = ".".join(map(str, machine.bwrap_version))
    print(f"Linux {machine.kernel} on {machine.architecture}, uid {machine.uid}, bubblewrap {version or 'missing'}")
    for check in checks:
        detail = "" if check["held"] else f": {check['detail']}"
        print(f"  {'holds ' if check['held'] else 'FELL  '} {check['name']}{detail}")
    for missing in machine.missing:
        print(f"  {'MISSING' if missing.required else 'without'} {missing.what}\n    {missing.remedy}")
    if any(missing.required for missing in machine.missing):
        print("no run can start here until what is missing is mended")
    elif all(check["held"] for check in checks):
        print(f"every wall stands: {machine.tier}")
    else:
        print("a wall fell: no run can start here; please report it")
