"""Somebody moves folders and links under a commit's feet all the time: nothing outside the workspace is touched."""

from __future__ import annotations

import subprocess
import sys

from wicketgate.workspace.commit import undo_commit

from .conftest import Bench

# Swaps the folder for a link to the outside and back, as fast as it can, atomically.
SWAP = """
import os, sys
from wicketgate.workspace import syscalls
os.chdir(sys.argv[1])
print("ready", flush=True)
while True:
    kernel.exchange(-100, "docs", -100, "trap")
"""


def test_a_folder_that_flickers_between_itself_and_a_link_leads_nowhere(bench: Bench) -> None:
    outside = bench.top / "outside"
    (outside / "sub").mkdir(parents=True)
    for name in ("a.md", "b.md"):
        (outside / name).write_text((bench.root / "docs" / name).read_text())
    before = {path: path.read_text() for path in outside.rglob("*") if path.is_file()}
    bench.run("echo AGENT > docs/a.md && rm docs/b.md && for n in 1 2 3 4 5 6 7 8; do echo $n > docs/n$n.md; done")
    (bench.root / "trap").symlink_to(outside)
    swapper = subprocess.Popen([sys.executable, "-c", SWAP, str(bench.root)], stdout=subprocess.PIPE)
    try:
        assert swapper.stdout is not None and swapper.stdout.readline() == b"ready\n"
        for _ in range(15):
            bench.commit()
    finally:
        swapper.kill()
        swapper.wait()
    assert {path: path.read_text() for path in outside.rglob("*") if path.is_file()} == before
    assert {path.name for path in outside.iterdir()} == {"a.md", "b.md", "sub"}


def test_a_person_who_saves_all_the_time_loses_nothing(bench: Bench) -> None:
    """An editor saves by rename while commits and undos run: the last thing saved, or a later one, is always there."""
    save = """
import os, sys
os.chdir(sys.argv[1])
print("ready", flush=True)
number = 0
while True:
    number += 1
    with open("a.new", "w") as file:
        file.write(f"person {number}\\n")
    os.rename("a.new", "docs/a.md")
    sys.stdout.write(f"{number}\\n"); sys.stdout.flush()
"""
    bench.run("echo AGENT > docs/a.md")
    log = (bench.top / "log").open("w+")
    person = subprocess.Popen([sys.executable, "-c", save, str(bench.root)], stdout=log)
    try:
        for _ in range(20):
            bench.commit()
    finally:
        person.kill()
        person.wait()
    log.seek(0)
    saved = [int(row) for row in log.read().split()[1:]]
    log.close()
    found = bench.read("docs/a.md")
    assert found.startswith("person ") and int(found.split()[1]) >= saved[-1]
    assert not bench.litter()


def test_undo_after_a_race_is_honest(bench: Bench) -> None:
    bench.run("echo AGENT > docs/a.md")
    bench.commit()
    bench.put("docs/a.md", "a person's\n")
    report = undo_commit(bench.into, bench.root)
    assert not report.complete and bench.read("docs/a.md") == "a person's\n"
