"""Runs every benchmark, one after the other, each in a process of its own."""

from __future__ import annotations

import subprocess
import sys

BENCHES = ("sandbox_start", "cold_exec", "journal", "decide", "proxy", "redact", "hook", "commands")


def main() -> int:
    """Run each benchmark and return 1 if one of them failed."""
    failed = []
    for name in BENCHES:
        print(f"\n== {name} ==", flush=True)
        if subprocess.run([sys.executable, "-m", f"bench.{name}"], check=False).returncode != 0:
            failed.append(name)
    if failed:
        print(f"\nfailed: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
