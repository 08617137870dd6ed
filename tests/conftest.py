"""Remembers which tests failed, so that they can be tried again by themselves."""

from __future__ import annotations

from pathlib import Path

import pytest

FAILED = Path(__file__).parents[1] / "build" / "failed-tests.txt"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Write the ids of what failed, one a line; an empty file when nothing did."""
    reports = [*terminalreporter.stats.get("failed", []), *terminalreporter.stats.get("error", [])]
    if FAILED.parent.is_dir():
        FAILED.write_text("".join(f"{report.nodeid}\n" for report in reports))
