"""How long 64 KiB of the worst shapes take to answer: shell, SQL, URL and a tool's arguments. In ms, best of three.

python -m bench.fuzz.largest
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

from bench.fuzz.targets import PROFILE
from wicketgate.action import Facts, Request, Way
from wicketgate.gate import classify, decide

SIZE = 64 << 10
MOST = 50.0
SHAPES: dict[str, Callable[[int], str]] = {
    "one word": lambda size: "a" * size,
    "words": lambda size: "ab " * (size // 3),
    "open brackets": lambda size: "(" * size,
    "substitutions": lambda size: "$(" * (size // 2),
    "quotes": lambda size: "'\"" * (size // 2),
    "operators": lambda size: "a;" * (size // 2),
    "pipes": lambda size: "a|" * (size // 2),
    "braces": lambda size: "{a,b}" * (size // 5),
    "stars": lambda size: "*" * size,
    "slashes": lambda size: "/a" * (size // 2),
    "here-documents": lambda size: "<<E\n" * (size // 4),
    "commas": lambda size: "select " + "a," * ((size - 20) // 2) + "b from t",
    "percent": lambda size: "%41" * (size // 3),
    "not ascii": lambda size: "ä" * (size // 2),
}
CALLS: dict[str, Callable[[str], tuple[str, dict[str, object]]]] = {
    "shell": lambda text: ("Bash", {"command": text}),
    "sql": lambda text: ("db.query", {"source": "crm", "sql": text}),
    "url": lambda text: ("http", {"method": "GET", "url": "https://docs.acme.test/kb/" + text}),
    "path": lambda text: ("Read", {"file_path": text}),
    "arguments": lambda text: ("send", {"to": "a@acme.com", "amount": 1, "a": [{"b": text}], "text": text}),
}


def main() -> int:
    """Print the slowest shape of each kind of call; 1 if one takes longer than it may."""
    worst = []
    for name, call in CALLS.items():
        took, shape = max((_took(*call(make(SIZE))), shape) for shape, make in SHAPES.items())
        print(f"{name:10} {took:8.2f} ms  ({shape})")
        worst.append(took)
    return 1 if max(worst) > MOST else 0


def _took(tool: str, arguments: dict[str, object]) -> float:
    best = float("inf")
    for _ in range(3):
        start = time.perf_counter()
        action = classify(Request("t", tool, arguments, Way.PYTHON), PROFILE)
        decide(action, Facts(), PROFILE)
        best = min(best, (time.perf_counter() - start) * 1000)
    return best


if __name__ == "__main__":
    sys.exit(main())
