"""How long the worst shapes take to answer, up to 64 KiB: shell, SQL, URL, path, arguments. CPU ms, best of three.

    python -m bench.fuzz.largest [--all]

Each shape is made in several sizes, because what is refused at 64 KiB may cost more at 8; the figure is the largest.
CPU time of this thread, so that others on the machine do not count.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable

from bench.fuzz.shapes import SHAPES
from bench.fuzz.targets import PROFILE
from wicketgate.action import Facts, Request, Way
from wicketgate.gate import classify, decide

SIZES = tuple(size << 10 for size in (1, 3, 5, 8, 12, 16, 32, 64))
MOST = 50.0
CALLS: dict[str, Callable[[str], tuple[str, dict[str, object]]]] = {
    "shell": lambda text: ("Bash", {"command": text}),
    "nested": lambda text: ("Bash", {"command": "bash -c '" + text.replace("'", "'\\''") + "'"}),
    "sql": lambda text: ("db.query", {"source": "crm", "sql": text}),
    "url": lambda text: ("http", {"method": "GET", "url": "https://docs.acme.test/kb/" + text}),
    "path": lambda text: ("Read", {"file_path": text}),
    "arguments": lambda text: ("send", {"to": "a@acme.com", "amount": 1, "a": [{"b": text}], "text": text}),
}
Row = tuple[float, str, str, int]


def rows() -> list[Row]:
    """Return ms, kind of call, shape and size of every text, slowest first."""
    found = [
        (_took(*call(text)), name, shape, len(text))
        for name, call in CALLS.items()
        for shape, make in SHAPES.items()
        for text in (make(size) for size in SIZES)
    ]
    return sorted(found, reverse=True)


def main() -> int:
    """Print the slowest shape of each kind of call; 1 if one takes longer than it may."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--all", action="store_true", help="print the thirty slowest of each kind")
    most = 30 if parser.parse_args().all else 1
    measured = rows()
    for name in CALLS:
        for took, _, shape, size in [row for row in measured if row[1] == name][:most]:
            print(f"{name:10} {took:8.2f} ms  ({shape}, {size} bytes)")
    print(f"{len(SHAPES)} shapes, {len(measured)} texts: at most {measured[0][0]:.1f} ms")
    return 1 if measured[0][0] > MOST else 0


def _took(tool: str, arguments: dict[str, object]) -> float:
    best = float("inf")
    for turn in range(3):
        # A statement that was read is remembered: each turn asks another one.
        asked = {key: f"{value} {' ' * turn}" if key == "sql" else value for key, value in arguments.items()}
        start = time.thread_time_ns()
        action = classify(Request("t", tool, asked, Way.PYTHON), PROFILE)
        decide(action, Facts(), PROFILE)
        best = min(best, (time.thread_time_ns() - start) / 1e6)
        if best < 1:
            break
    return best


if __name__ == "__main__":
    sys.exit(main())
