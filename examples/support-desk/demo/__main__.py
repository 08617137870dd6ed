"""Runs the three columns side by side, prints the table and leaves it as `build/demo.json`.

Exit 0 only when the demonstration holds; 2 when this machine cannot run it, saying what is missing.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path

from demo import column, table
from demo.attacks import ALL
from demo.column import Report
from demo.fixture import Fixture
from wicketgate.errors import Error
from wicketgate.intercept.claude_binary import find_claude

ROOT = Path(__file__).resolve().parents[3]


def main() -> int:
    """Run the demonstration and return its exit code."""
    parser = argparse.ArgumentParser(prog="run.py", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--output", type=Path, default=ROOT / "build" / "demo.json", help="where the table is left")
    parser.add_argument("--only", choices=table.COLUMNS, help="one column only, with what happened in each session")
    parser.add_argument("--claude", default="", help="Claude Code's binary (default: the [claude] extra's)")
    parser.add_argument(
        "--project", type=Path, help="make the project in this new folder, to try it with the real model"
    )
    found = parser.parse_args()
    if found.project:
        Fixture(found.project.absolute().parent, found.project.absolute()).build_project("https://api.anthropic.com")
        print(f"cd {found.project} && wicketgate policy show support")
        return 0
    missing = [name for name in ("git", "curl", "bwrap") if shutil.which(name) is None]
    if missing:
        print(f"the demonstration needs {', '.join(missing)}\n  make setup", file=sys.stderr)
        return 2
    try:
        claude = find_claude(found.claude)
    except Error as error:
        print(f"{error.message}\n  {error.hint}", file=sys.stderr)
        return 2
    kinds = (found.only,) if found.only else table.COLUMNS
    began = time.monotonic()
    print(f"playing {len(ALL)} attacks in {len(kinds)} columns; a minute or two …", flush=True)
    with tempfile.TemporaryDirectory(prefix="wg-demo-") as folder:
        reports = _columns(kinds, Path(folder), claude)
    seconds = time.monotonic() - began
    if found.only:
        return _one(reports[found.only])
    return _all(reports, found.output, seconds)


def _columns(kinds: tuple[str, ...], folder: Path, claude: Path) -> dict[str, Report]:
    """Return each column's report; each is a process of its own, for it leaves its namespaces for good."""
    started = {}
    for kind in kinds:
        place, answer = folder / kind, folder / f"{kind}.json"
        place.mkdir(mode=0o700)
        pid = os.fork()
        if pid == 0:
            _column(kind, place, claude, answer)
        started[kind] = (pid, answer)
    try:
        for pid, _ in started.values():
            os.waitpid(pid, 0)
    except KeyboardInterrupt:
        for pid, _ in started.values():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)  # its machine dies with it
        raise
    return {kind: _read(kind, answer) for kind, (_, answer) in started.items()}


def _column(kind: str, place: Path, claude: Path, answer: Path) -> None:
    status = 1
    try:
        column.main(kind, place, claude, answer)
        status = 0
    except BaseException as problem:  # a fork must never run its parent's code
        print(f"{kind}: {type(problem).__name__}: {problem}", file=sys.stderr, flush=True)
    finally:
        os._exit(status)


def _read(kind: str, answer: Path) -> Report:
    return Report(**json.loads(answer.read_text())) if answer.exists() else Report(kind)


def _one(report: Report) -> int:
    print(*report.notes, sep="\n")
    for name, cell in report.cells.items():
        print(f"{name:<28}{cell:<10}{report.entries[name] or ''}")
    print(report.shown or report.draft)
    return 0 if report.honest else 1


def _all(reports: dict[str, Report], output: Path, seconds: float) -> int:
    found = table.rows(reports)
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(json.dumps(found, indent=1) + "\n")
    print(*table.lines(found), sep="\n")
    full = reports["full"]
    if full.honest:
        print("\nthe honest draft, committed from the sandbox without a question: drafts/reply-101.md\n")
        print("\n".join("  " + line for line in full.draft.splitlines()))
    print(f"\n{output} holds the table; {seconds:.0f} s")
    faults = table.faults(found, reports)
    for fault in faults:
        print(f"does not hold: {fault}", file=sys.stderr)
    if faults:
        for report in reports.values():
            print(f"\n{report.kind}\n" + "\n".join("  " + note for note in report.notes), file=sys.stderr)
    else:
        print("", *table.meaning(found), sep="\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
