"""Watches the machine's processes from outside: which carry an attack's mark, and how much they use together."""

from __future__ import annotations

import contextlib
import threading
import time
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

PAGE = 4096
USES = ("processes", "memory", "written")


class Observer:
    """Samples every 50 ms; keeps, for each mark, the second highest sum it saw (one sample alone proves nothing)."""

    def __init__(self, marks: Iterable[str]) -> None:
        self._marks = {mark.encode(): mark for mark in marks}
        self._seen: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
        self.watching = threading.Event()
        """Set while there is something to sum up: reading every process's files costs more than the attacks do."""
        threading.Thread(target=self._watch, daemon=True).start()

    def peak(self, mark: str, use: str) -> int:
        """Return the most that processes with `mark` had together, in two samples at least."""
        return self._seen[mark, use][1]

    def alive(self, mark: str) -> bool:
        """Return whether any process carries `mark` now."""
        return bool(self._sample(mark.encode())[mark, "processes"])

    def open_files(self, word: str) -> int:
        """Return how many files the process with `word` on its command line may open; 0 if there is none."""
        for folder in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if word.encode() in (folder / "cmdline").read_bytes().split(b"\0"):
                    lines = (folder / "limits").read_text().splitlines()
                    return int(next(line for line in lines if line.startswith("Max open files")).split()[3])
        return 0

    def _watch(self) -> None:
        while self.watching.wait():
            for key, value in self._sample().items():
                self._seen[key] = sorted((*self._seen[key], value), reverse=True)[:2]
            time.sleep(0.05)

    def _sample(self, only: bytes | None = None) -> dict[tuple[str, str], int]:
        sums: dict[tuple[str, str], int] = defaultdict(int)
        for folder in Path("/proc").iterdir():
            if not folder.name.isdigit():
                continue
            with contextlib.suppress(OSError, ValueError, IndexError):
                words = (folder / "cmdline").read_bytes().split(b"\0")
                mark = next((word for word in words if word in self._marks and only in (None, word)), None)
                if mark is None:
                    continue
                for use, value in zip(USES, _use(folder), strict=True):
                    sums[self._marks[mark], use] += value
        return sums


def _use(folder: Path) -> tuple[int, int, int]:
    if ") Z " in (folder / "stat").read_text():
        return 0, 0, 0
    memory = int((folder / "statm").read_text().split()[1]) * PAGE
    written = 0
    with contextlib.suppress(OSError):
        lines = (folder / "io").read_text().splitlines()
        written = int(next(line for line in lines if line.startswith("wchar")).split()[1])
    return 1, memory, written
