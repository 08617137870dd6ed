"""Whatever the warden writes of itself is cleaned: tried in a process of its own, by every way there is to write."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

VALUE = "sk-ant-a-very-real-key"
HEAD = """
import asyncio, logging, sys, threading, traceback, warnings
from wicketgate.run.log import guard, log_failure
VALUE = "sk-ant-" + "a-very-real-key"
guard(lambda text: text.replace(VALUE, "[redacted:KEY]"))
"""
WAYS = {
    "print": "print(VALUE, file=sys.stderr)",
    "logging": "logging.getLogger('any.library').error('with %s', VALUE)",
    "a logger with a broken message": "logging.getLogger('x').error('%d', VALUE)",
    "logging with a traceback": "try: raise OSError(VALUE)\nexcept OSError: logging.exception('it failed')",
    "a warning": "warnings.warn(f'the value {VALUE} is old')",
    "log_failure": "try: raise OSError(VALUE)\nexcept OSError: log_failure()",
    "traceback": "try: raise OSError(VALUE)\nexcept OSError: traceback.print_exc()",
    "an exception nobody caught": "raise OSError(VALUE)",
    "one with a cause": "try: raise OSError(VALUE)\nexcept OSError as e: raise ValueError('other') from e",
    "a thread": "def f(): raise OSError(VALUE)\nt = threading.Thread(target=f); t.start(); t.join()",
    "a finaliser": "class X:\n  def __del__(self): raise OSError(VALUE)\nX()",
    "a task nobody waited for": "async def f(): raise OSError(VALUE)\nasync def m():\n  asyncio.ensure_future(f())\n"
    "  await asyncio.sleep(0)\n  import gc; gc.collect()\nasyncio.run(m())",
    "a callback of the loop": "def f(): raise OSError(VALUE)\nasync def m():\n"
    "  asyncio.get_running_loop().call_soon(f); await asyncio.sleep(0.01)\nasyncio.run(m())",
    "the loop's own handler": "async def m(): asyncio.get_running_loop().call_exception_handler({'message': VALUE})\n"
    "asyncio.run(m())",
}


def written(script: str) -> str:
    root = Path(__file__).parents[3]
    done = subprocess.run(
        [sys.executable, "-c", HEAD + script], capture_output=True, text=True, check=False, cwd=root, timeout=60
    )
    return done.stdout + done.stderr


@pytest.mark.parametrize("way", WAYS)
def test_no_way_of_writing_passes_a_secret(way: str) -> None:
    said = written(WAYS[way])
    assert VALUE not in said
    assert "[redacted:KEY]" in said or way == "a logger with a broken message", said


@pytest.mark.parametrize("way", ["print", "logging", "an exception nobody caught", "a thread"])
def test_a_scrubber_that_fails_lets_nothing_through(way: str) -> None:
    said = written("import wicketgate.run.log as l\ndef bad(text): raise ValueError(text)\n"
                   "sys.stderr._clean = bad\n" + WAYS[way])  # fmt: skip
    assert VALUE not in said
    assert "withheld" in said


def test_a_value_of_several_lines_is_seen_whole() -> None:
    script = (
        "guard(lambda text: text)\nsys.stderr._clean = lambda text: text.replace('one\\ntwo', '[redacted:KEY]')\n"
        "logging.error('it is %s', 'one\\ntwo')\ntry: raise OSError('one\\ntwo')\nexcept OSError: log_failure()\n"
    )
    said = written(script)
    assert said.count("[redacted:KEY]") == 2
    assert "two" not in said.replace("one\\ntwo", "")


def test_a_closed_log_stops_nothing() -> None:
    assert written("sys.__stderr__.close()\nlogging.error('x')\nprint('went on')\n") == "went on\n"
