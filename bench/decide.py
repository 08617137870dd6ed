"""How long a decision takes beside a plain dictionary lookup and call in the same loop: µs at p50, and how many times.

    python bench/decide.py [--json]

Each figure is one whole decision, `classify` and `decide` together, over rounds of 200 calls that alternate with the
baseline, so that a busy machine slows both alike.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from wicketgate.action import Facts, Request, Way
from wicketgate.gate import classify, decide
from wicketgate.policy import Policy, Profile

ROUNDS, CALLS = 60, 200
CASES = {
    "Read, contained": ("Read", {"file_path": "/workspace/docs/guide.md"}, Way.HOOK, True),
    "Read, not contained": ("Read", {"file_path": "docs/guide.md"}, Way.PYTHON, False),
    "Read, denied": ("Read", {"file_path": "/workspace/src/main.py"}, Way.HOOK, True),
    "Write, contained": ("Write", {"file_path": "/workspace/drafts/a.md", "content": "x" * 4000}, Way.HOOK, True),
    "Bash, contained": ("Bash", {"command": "cat docs/guide.md"}, Way.HOOK, True),
    "http GET": ("http", {"method": "GET", "url": "http://docs.acme.test/kb/refunds"}, Way.EGRESS, True),
    "tunnel": ("tunnel", {"host": "api.github.com", "port": 443}, Way.EGRESS, True),
    "db.query": ("db.query", {"source": "crm", "sql": "select id from tickets where id = 4"}, Way.GATEWAY, True),
    "unknown tool": ("Teleport", {"where": "mars"}, Way.HOOK, True),
}


def profile(size: int) -> Profile:
    """Return a task with `size` rules of each kind that do not match, around the few that do."""
    others = "".join(f", other{i}/**" for i in range(size))
    hides = "".join(f", hidden{i}/*.key" for i in range(size))
    network = "".join(f"      - {{GET: http://h{i}.acme.test/**}}\n" for i in range(size))
    text = (
        "version: 1\ntasks:\n  bench:\n    prompt: Read docs/guide.md and answer ticket 4711.\n"
        f"    files: {{read: [docs/**{others}], write: [drafts/**], hide: [.env{hides}]}}\n    commands: [ls, cat *]\n"
        f"    network:\n{network}      - {{GET: http://docs.acme.test/kb/**}}\n      - {{TUNNEL: api.github.com}}\n"
        "    tools: {db.query: {source: crm, tables: [tickets]}}\nsources: {crm: {kind: sqlite, path: crm.db}}\n"
    )
    return Policy.of(text, Path("/srv/desk/wicketgate.yaml")).profile("bench")


def per_call(call: Callable[[], object]) -> float:
    """Return µs per call over one round."""
    start = time.perf_counter_ns()
    for _ in range(CALLS):
        call()
    return (time.perf_counter_ns() - start) / CALLS / 1000


def measure(call: Callable[[], object]) -> tuple[float, float, float]:
    """Return µs per call at p50 and at best, and how many times the baseline's."""
    table: dict[tuple[str, str], Callable[[str], str]] = {("bench", "Read"): str}

    def baseline() -> object:
        return table["bench", "Read"]("docs/guide.md")

    taken = [(per_call(call), per_call(baseline)) for _ in range(ROUNDS)]
    mine, plain = (statistics.median(column) for column in zip(*taken, strict=True))
    return mine, min(row[0] for row in taken), mine / plain


def main() -> None:
    """Print one row a case and a size of policy."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    rows = {}
    as_json = parser.parse_args().json
    for size in (10, 1000):
        rules = profile(size)
        for name, (tool, arguments, way, contained) in CASES.items():
            request = Request("bench", tool, arguments, way, cwd="", contained=contained)
            facts = Facts({"docs/guide.md": "docs/guide.md"}, {"calls": 3}, frozenset({"untrusted", "private"}))
            mine, best, times = measure(lambda r=request, f=facts, p=rules: decide(classify(r, p), f, p))  # type: ignore[misc]
            rows[f"{name}, {size} rules"] = {
                "us_p50": round(mine, 2),
                "us_min": round(best, 2),
                "times_a_dict_call": round(times, 1),
            }
    if as_json:
        print(json.dumps(rows, indent=1))
    else:
        for name, row in rows.items():
            times, best = f"{row['times_a_dict_call']:.0f} x a dict call", f"best {row['us_min']:.1f}"
            print(f"{name:<34} {row['us_p50']:>7.1f} µs p50, {best}, {times}")


if __name__ == "__main__":
    main()
