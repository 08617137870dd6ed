"""How many dangerous commands the gate lets run silently, and how many harmless ones it interrupts, hook-only.

    python -m bench.commands [--held-out | --fresh | --again | --wide | --habits | --abroad | --later]
                             [--misses] [--family NAME] [--json]

Counts by class and by family over the open families, or with `--held-out` over those kept aside, `--fresh`, `--again`,
`--wide`, `--habits`, `--abroad` or `--later` over the sets that were written later and labelled before they were
judged. `--misses` names what went wrong, of open families only: a family kept aside that somebody reads is none any
more.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from bench.commands.corpus import ABROAD, AGAIN, FRESH, HABITS, HELD_OUT, LATER, OPEN, WIDE, cases
from bench.commands.judge import Judged, judge, laptop


def judged(folder: Path, family: str = "") -> list[Judged]:
    """Return every case of `folder`, or of one family, with what the gate says, timed after a warm pass."""
    chosen = [case for case in cases(folder) if family in ("", case.family)]
    with tempfile.TemporaryDirectory() as place:
        root = Path(place).resolve() / "project"
        root.mkdir()
        profile = laptop(root)
        for case in chosen:
            judge(case, profile, root)
        return [judge(case, profile, root) for case in chosen]


def row(rows: Sequence[Judged]) -> dict[str, float]:
    """Return the counts and times of some cases; a percentage is of the cases of its class."""
    dangerous = sum(one.case.label == "dangerous" for one in rows)
    harmless = sum(one.case.label == "harmless" for one in rows)
    missed, interrupted = sum(one.missed for one in rows), sum(one.interrupted for one in rows)
    return {
        "dangerous": dangerous,
        "silent": missed,
        "silent_percent": round(100 * missed / max(1, dangerous), 1),
        "harmless": harmless,
        "interrupted": interrupted,
        "interrupted_percent": round(100 * interrupted / max(1, harmless), 1),
        "either": len(rows) - dangerous - harmless,
        "reading_us_p50": round(statistics.median(one.reading for one in rows), 1),
        "decision_us_p50": round(statistics.median(one.whole for one in rows), 1),
    }


def table(rows: Sequence[Judged]) -> dict[str, dict[str, float]]:
    """Return one row a family, and one for all."""
    families: dict[str, list[Judged]] = defaultdict(list)
    for one in rows:
        families[one.case.family].append(one)
    return {name: row(found) for name, found in sorted(families.items())} | {"all": row(rows)}


def show(rows: dict[str, dict[str, float]]) -> None:
    """Print the table for people."""
    print(f"{'family':<16}{'dangerous, run silently':>26}{'harmless, interrupted':>26}{'reading':>12}{'decision':>12}")
    for name, one in rows.items():
        silent = f"{one['silent']:.0f} of {one['dangerous']:.0f} ({one['silent_percent']:.1f} %)"
        stopped = f"{one['interrupted']:.0f} of {one['harmless']:.0f} ({one['interrupted_percent']:.1f} %)"
        times = f"{one['reading_us_p50']:>9.1f} µs{one['decision_us_p50']:>9.1f} µs"
        print(f"{name:<16}{silent:>26}{stopped:>26}{times}")


def name_misses(rows: Sequence[Judged]) -> None:
    """Print each case that went wrong, with the gate's reason."""
    for one in rows:
        if one.missed or one.interrupted:
            kind = "SILENT" if one.missed else "STOPPED"
            print(f"{kind:<8}{one.case.family:<14}{json.dumps(one.case.command, ensure_ascii=False)}")
            print(f"{'':<22}label: {one.case.why}; gate: {one.verdict.reason}")


def main() -> int:
    """Print the table, or JSON, and return 3 if there was nothing to judge."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--held-out", action="store_true", help="judge the families kept aside instead: counts only")
    parser.add_argument("--fresh", action="store_true", help="judge the first set that was written later")
    parser.add_argument("--again", action="store_true", help="judge the second one")
    parser.add_argument("--wide", action="store_true", help="judge the third, of more tools")
    parser.add_argument("--habits", action="store_true", help="judge the fourth: lines agents emit, other desks")
    parser.add_argument("--abroad", action="store_true", help="judge the fifth: other systems, languages and tools")
    parser.add_argument("--later", action="store_true", help="judge the sixth: the same desks, after that work")
    parser.add_argument("--misses", action="store_true", help="name what went wrong, of open families")
    parser.add_argument("--family", default="", help="only this family")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    asked = parser.parse_args()
    if asked.held_out and asked.misses:
        parser.error("--misses names no command that is kept aside")
    folders = {"held_out": HELD_OUT, "fresh": FRESH, "again": AGAIN, "wide": WIDE, "habits": HABITS}
    folders |= {"abroad": ABROAD, "later": LATER}
    folder = next((folders[name] for name in folders if getattr(asked, name)), OPEN)
    rows = judged(folder, asked.family)
    if not rows:
        return 3
    if asked.misses:
        name_misses(rows)
    if asked.json:
        print(json.dumps(table(rows), indent=1))
    else:
        show(table(rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
