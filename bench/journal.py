"""What the journal costs: entries a second, syncs an entry, and what a durable hook answer adds to one fdatasync.

    python bench/journal.py [--seconds 2] [--rounds 3] [--json FILE]

Closed-loop writers (asyncio tasks) of 369-byte entries. In turns of a quarter second, on the same disk: the journal;
`plain`, the same sequencer and batches on SQLite without our hashing, framing and index; `each`, one fdatasync per
append to a file. Absolute figures move with the disk, their ratios much less. Syncs are counted by strace in a run of
their own.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import queue
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import apsw

from wicketgate.action import Action, Decision, Effect, Request, Reversibility, Target, Verdict, Way
from wicketgate.audit.record import RunRecord
from wicketgate.store.journal import Journal

WRITERS = (1, 4, 16)
TURN = 0.25
BODY = {"tool": "Read", "path": "docs/a.md", "text": "x" * 200}
EVENT = b"x" * 369
Append = Callable[[], Awaitable[object]]


class Plain:
    """The yardstick: one thread, one SQLite connection, everything queued in one transaction; nothing else."""

    def __init__(self, path: Path) -> None:
        self._connection = apsw.Connection(str(path))
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "wal_autocheckpoint = 2000"):
            self._connection.execute(f"PRAGMA {pragma}").fetchall()
        self._connection.execute("CREATE TABLE entries (idx INTEGER PRIMARY KEY, bytes BLOB NOT NULL)")
        self._queue: queue.SimpleQueue[asyncio.Future[None] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work)
        self._thread.start()

    async def append(self) -> None:
        """Return once one event is durable."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._queue.put(future)
        await future

    def _work(self) -> None:
        while (first := self._queue.get()) is not None:
            batch = [first]
            for _ in range(self._queue.qsize()):
                batch.append(self._queue.get())  # type: ignore[arg-type]
            with self._connection:
                self._connection.executemany("INSERT INTO entries (bytes) VALUES (?)", [(EVENT,)] * len(batch))
            first.get_loop().call_soon_threadsafe(lambda done=batch: [f.set_result(None) for f in done])  # type: ignore[misc]

    def close(self) -> None:
        """End the thread."""
        self._queue.put(None)
        self._thread.join()
        self._connection.close()


async def loop(append: Append, writers: int, seconds: float) -> list[float]:
    """Return how long each append took, with so many writers that each wait for their last one."""
    took: list[float] = []
    until = time.perf_counter() + seconds

    async def write() -> None:
        while (begun := time.perf_counter()) < until:
            await append()
            took.append(time.perf_counter() - begun)

    await asyncio.gather(*(write() for _ in range(writers)))
    return took


def each(folder: Path, seconds: float) -> list[float]:
    """Return how long one append with an fdatasync takes, one after the other."""
    took = []
    descriptor = os.open(folder / "each", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    until = time.perf_counter() + seconds
    while (begun := time.perf_counter()) < until:
        os.write(descriptor, EVENT)
        os.fdatasync(descriptor)
        took.append(time.perf_counter() - begun)
    os.close(descriptor)
    return took


def hook(record: RunRecord) -> Append:
    """Return one hook answer as the flow records it: asked, then decided, durable."""
    request = Request("bench", "Read", {"file_path": "/workspace/docs/a.md"}, Way.HOOK, "r1")
    action = Action(request, Effect.READ, (Target("file", "docs/a.md"),), Reversibility.R0)
    verdict = Verdict(Decision.DENY, "outside files.read", "wicketgate.yaml:7")  # a deny leaves nothing to settle

    async def answer() -> int:
        return await record.decided(record.asked(action).index, action, verdict, None)

    return answer


def p50(took: list[float]) -> float:
    """Return the median in milliseconds."""
    return statistics.median(took) * 1000


def measure(folder: Path, seconds: float) -> dict[str, float]:
    """Return one round of everything, on one disk."""
    found: dict[str, float] = {}
    journal, plain = Journal.open(folder / "s" / "journal.db"), Plain(folder / "plain.db")

    async def ours() -> int:
        return await journal.submit("note", BODY, run="bench").durable()

    record = RunRecord(journal, "bench", "p" * 64, "bench", "none", consume=lambda *_: None)
    took: dict[str, list[float]] = {}
    for _ in range(max(1, int(seconds / TURN))):
        for writers in WRITERS:
            for name, append in (("journal", ours), ("plain", plain.append)):
                took.setdefault(f"{name} {writers}", []).extend(asyncio.run(loop(append, writers, TURN)))
        took.setdefault("each", []).extend(each(folder, TURN))
        took.setdefault("hook", []).extend(asyncio.run(loop(hook(record), 1, TURN)))
    for name, times in took.items():
        found[f"{name} /s"], found[f"{name} p50 ms"] = len(times) / seconds, p50(times)
    journal.close()
    plain.close()
    found["hook answer beyond one fdatasync ms"] = found["hook p50 ms"] - found["each p50 ms"]
    for writers in WRITERS:
        found[f"journal / plain, {writers}"] = found[f"journal {writers} /s"] / found[f"plain {writers} /s"]
        found[f"journal / each, {writers}"] = found[f"journal {writers} /s"] / found["each /s"]
    return found


def syncs(folder: Path, writers: int) -> float | None:
    """Return syncs per entry, counted by strace; None where there is none."""
    tracer = shutil.which("strace")
    if tracer is None:
        return None
    log = folder / f"strace{writers}"
    command = [tracer, "-f", "-o", str(log), "-e", "trace=fsync,fdatasync,sync_file_range", sys.executable, __file__]
    done = subprocess.run(
        [*command, "--count", str(writers), str(folder / f"c{writers}")], capture_output=True, check=True, text=True
    )
    called = sum("sync(" in line and "unfinished" not in line for line in log.read_text().splitlines())
    resumed = sum("sync resumed" in line for line in log.read_text().splitlines())
    return (called + resumed) / int(done.stdout)


def count(folder: Path, writers: int) -> None:
    """Write for a second and print how many entries that were."""
    journal = Journal.open(folder / "journal.db")

    async def ours() -> int:
        return await journal.submit("note", BODY, run="bench").durable()

    print(len(asyncio.run(loop(ours, writers, 1.0))))
    journal.close()


def rows(found: dict[str, float], counted: dict[int, float | None]) -> list[tuple[str, str, str, str]]:
    """Return what is held against a figure: name, measured, Must, Goal."""
    ratio, per = found["journal / plain, 16"], counted[16]
    beyond = found["hook answer beyond one fdatasync ms"]
    counting = ("no strace", "?") if per is None else (f"{per:.3f}", must(per <= 0.15))
    return [
        ("of sequenced SQLite, 16 writers (≥ 50 %, goal 70 %)", f"{ratio:.0%}", must(ratio >= 0.5), must(ratio >= 0.7)),
        ("syncs an entry, 16 writers (≤ 0.15)", *counting, ""),
        (
            "hook answer past one fdatasync, p50 (≤ 3, goal 1 ms)",
            f"{beyond:.2f} ms",
            must(beyond <= 3),
            must(beyond <= 1),
        ),
    ]


def must(kept: bool) -> str:
    """Return how a figure is told."""
    return "yes" if kept else "NO"


def main() -> int:
    """Measure, print, and say which figures are kept."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=2.0, help="of each measurement")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--count", nargs=2, help=argparse.SUPPRESS)
    told = parser.parse_args()
    if told.count:
        count(Path(told.count[1]), int(told.count[0]))
        return 0
    with tempfile.TemporaryDirectory(dir="/var/tmp", prefix="wicketgate-bench-") as name:
        rounds = []
        for number in range(told.rounds):
            folder = Path(name) / str(number)
            folder.mkdir(mode=0o700)
            rounds.append(measure(folder, told.seconds))
        counted = {writers: syncs(Path(name), writers) for writers in WRITERS}
    found = {key: statistics.median(one[key] for one in rounds) for key in rounds[0]}
    for key, value in found.items():
        print(f"{key:<40}{value:>12,.2f}   [{min(r[key] for r in rounds):,.2f} – {max(r[key] for r in rounds):,.2f}]")
    for writers, per in counted.items():
        print(f"{f'syncs an entry, {writers} writers':<40}{'no strace' if per is None else f'{per:.3f}':>12}")
    print(f"\n{'what':<58}{'measured':>10}  must  goal")
    for what, value, low, high in rows(found, counted):
        print(f"{what:<58}{value:>10}  {low:<5} {high}")
    if told.json:
        told.json.write_text(json.dumps({"figures": found, "syncs": counted, "rounds": rounds}, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
