"""Runs every benchmark, one after the other, each in a process of its own; the fuzzers a short while each."""

from __future__ import annotations

import importlib.util
import subprocess
import sys

FUZZED = ("shell", "sql", "url", "request")
SECONDS = "15"
BENCHES: tuple[tuple[str, ...], ...] = (
    *((name,) for name in ("sandbox_start", "cold_exec", "journal", "decide", "proxy", "redact", "hook", "commands")),
    ("fuzz.largest",),
    *(("fuzz", target, "--seconds", SECONDS) for target in FUZZED if importlib.util.find_spec("atheris")),
)


def main() -> int:
    """Run each benchmark and return 1 if one of them failed."""
    failed = []
    for name, *options in BENCHES:
        print(f"\n== {' '.join((name, *options))} ==", flush=True)
        if subprocess.run([sys.executable, "-m", f"bench.{name}", *options], check=False).returncode != 0:
            failed.append(" ".join((name, *options)))
    if failed:
        print(f"\nfailed: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
