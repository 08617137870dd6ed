"""Fuzz one reader for a while, at low priority: executions, failures, and the slowest input.

python -m bench.fuzz shell [--seconds 120]
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["wicketgate"]):
    from bench.fuzz.targets import SEEDS, TARGETS

LARGEST = 4096


def main() -> int:
    """Fuzz, and end as the fuzzer ends: 0 where nothing was found."""
    parser = argparse.ArgumentParser(prog="python -m bench.fuzz", description=__doc__)
    parser.add_argument("target", choices=list(TARGETS))
    parser.add_argument("--seconds", type=int, default=120)
    found = parser.parse_args()
    os.nice(15)
    target, slowest = TARGETS[found.target], [0.0, b""]

    def once(data: bytes) -> None:
        start = time.perf_counter()
        target(data)
        took = time.perf_counter() - start
        if took > slowest[0]:  # type: ignore[operator]
            slowest[:] = [took, data]
            print(f"slowest so far: {took * 1000:.1f} ms for {len(data)} bytes {data[:60]!r}", file=sys.stderr)

    with tempfile.TemporaryDirectory() as folder:
        for index, seed in enumerate(SEEDS[found.target]):
            (Path(folder) / str(index)).write_bytes(seed)
        limits = [f"-max_total_time={found.seconds}", f"-max_len={LARGEST}", "-timeout=20", "-print_final_stats=1"]
        atheris.Setup([sys.argv[0], *limits, f"-artifact_prefix={folder}/", folder], once)
        atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main())
