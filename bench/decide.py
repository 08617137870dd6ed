"""How long a decision takes: µs at p50, and how many times a plain dictionary lookup and call.

    python -m bench.decide [--json]

Each figure is one whole decision, `classify` and `decide` together, of a request that was built before, after a pass
that warms the process up. The requests of a case differ from each other, more of them than anything in the gate
remembers, so that none is answered from what was kept of another (but for `seen`: statements that were read before).
Each call is timed by itself: what the machine takes away in between does not show at p50. Shell commands outside a
sandbox are `python -m bench.commands`.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from wicketgate.action import Facts, Request, Way
from wicketgate.gate import classify, decide
from wicketgate.policy import Policy, Profile

REQUESTS, PASSES = 1500, 5
SIZES = (10, 1000)
Arguments = Callable[[int], dict[str, Any]]
CASES: dict[str, tuple[str, Arguments, Way, bool]] = {
    "Read, contained": ("Read", lambda i: {"file_path": f"/workspace/docs/guide{i}.md"}, Way.HOOK, True),
    "Read, not contained": ("Read", lambda i: {"file_path": f"docs/guide{i}.md"}, Way.PYTHON, False),
    "Read, denied": ("Read", lambda i: {"file_path": f"/workspace/src/main{i}.py"}, Way.HOOK, True),
    "Write, contained": ("Write", lambda i: {"file_path": f"/workspace/drafts/{i}.md", "content": f"{i}" + "x" * 4000},
                         Way.HOOK, True),
    "Bash, contained": ("Bash", lambda i: {"command": f"cat docs/guide{i}.md"}, Way.HOOK, True),
    "http GET": ("http", lambda i: {"method": "GET", "url": f"http://docs.acme.test/kb/refunds/{i}"}, Way.EGRESS, True),
    "tunnel": ("tunnel", lambda i: {"host": "api.github.com", "port": 443}, Way.EGRESS, True),
    "db.query, new": ("db.query", lambda i: {"source": "crm", "sql": f"select id from tickets where id = {i}"},
                      Way.GATEWAY, True),
    "db.query, seen": ("db.query", lambda i: {"source": "crm", "sql": f"select id from tickets where id = {i % 9}"},
                       Way.GATEWAY, True),
    "granted tool": ("mail.send", lambda i: {"to": "anna@acme.com", "subject": f"ticket {i}", "text": f"closed {i}"},
                     Way.GATEWAY, True),
    "unknown tool": ("Teleport", lambda i: {"where": f"mars{i}"}, Way.HOOK, True),
}  # fmt: skip


def profile(size: int) -> Profile:
    """Return a task with `size` rules of each kind that do not match, around the few that do."""
    others = "".join(f", other{i}/**" for i in range(size))
    hides = "".join(f", hidden{i}/*.key" for i in range(size))
    network = "".join(f"      - {{GET: http://h{i}.acme.test/**}}\n" for i in range(size))
    text = (
        "version: 1\ntasks:\n  bench:\n    prompt: Read docs/guide.md and send Anna (anna@acme.com) an answer.\n"
        f"    files: {{read: [docs/**{others}], write: [drafts/**], hide: [.env{hides}]}}\n    commands: [ls, cat *]\n"
        f"    network:\n{network}      - {{GET: http://docs.acme.test/kb/**}}\n      - {{TUNNEL: api.github.com}}\n"
        "    tools:\n      db.query: {source: crm, tables: [tickets]}\n"
        "      mail.send: {effect: send, authority: [to]}\n"
        "sources: {crm: {kind: sqlite, path: crm.db}}\n"
    )
    return Policy.of(text, Path("/srv/desk/wicketgate.yaml")).profile("bench")


def requests(name: str) -> list[tuple[Request, Facts]]:
    """Return the requests of a case, each with the facts that its caller would look up."""
    tool, arguments, way, contained = CASES[name]
    found = []
    for index in range(REQUESTS):
        request = Request("bench", tool, arguments(index), way, cwd="", contained=contained)
        path = str(request.arguments.get("file_path", "docs"))
        found.append((request, Facts({path: path}, {"calls": 3}, frozenset({"untrusted", "private"}))))
    return found


def timed(call: Callable[[Any, Any], object], pairs: Sequence[tuple[Any, Any]]) -> list[float]:
    """Return the µs of each call of a pass."""
    taken, now = [], time.perf_counter_ns
    for one, other in pairs:
        start = now()
        call(one, other)
        taken.append((now() - start) / 1000)
    return taken


def measure(rules: Profile, asked: Sequence[tuple[Request, Facts]]) -> tuple[float, float]:
    """Return µs per decision at p50, and how many times a plain dictionary lookup and call."""
    table: dict[tuple[str, str], Callable[[str], str]] = {("bench", "Read"): str}
    mine: list[float] = []
    plain: list[float] = []
    for turn in range(PASSES + 1):
        taken = timed(lambda request, facts: decide(classify(request, rules), facts, rules), asked)
        looked = timed(lambda _one, _other: table["bench", "Read"]("docs/guide.md"), asked)
        if turn:
            mine += taken
            plain += looked
    p50 = statistics.median(mine)
    return p50, p50 / statistics.median(plain)


def main() -> None:
    """Print one row a case and a size of policy."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    rows, as_json = {}, parser.parse_args().json
    for size in SIZES:
        rules = profile(size)
        for name in CASES:
            p50, times = measure(rules, requests(name))
            rows[f"{name}, {size} rules"] = {"us_p50": round(p50, 2), "times_a_dict_call": round(times, 1)}
    if as_json:
        print(json.dumps(rows, indent=1))
        return
    for name, row in rows.items():
        print(f"{name:<34} {row['us_p50']:>7.1f} µs p50, {row['times_a_dict_call']:.0f} x a dict call")


if __name__ == "__main__":
    main()
