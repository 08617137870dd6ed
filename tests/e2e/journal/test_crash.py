"""Whatever befalls process or disk: what was acknowledged is in the journal, and nothing is answered afterwards."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from wicketgate.audit.verify import verify
from wicketgate.store.journal import Journal

WRITER = str(Path(__file__).with_name("writer.py"))
KILLS = 24
Promised = dict[int, str]


def promised(output: bytes) -> Promised:
    """Return each acknowledged number and what stood under it; a line cut off by the kill is no promise."""
    whole = output[: output.rfind(b"\n") + 1].decode()
    return {int(n): who for n, who in (line.split(" ", 1) for line in whole.splitlines() if line[:1].isdigit())}


def kept(path: Path, known: Promised) -> None:
    """Check that the chain holds and that every promise is in the journal, word for word."""
    report = verify(path)
    assert report.consistent, report
    with Journal.open(path) as journal:
        stored = {entry.index: entry.body.get("writer") for entry in journal.read(0, 1 << 30)}
    assert len(stored) == report.entries
    assert known.items() <= stored.items()


def test_killed_at_any_moment_the_journal_holds_every_acknowledged_entry(tmp_path: Path) -> None:
    path, known, chance = tmp_path / "journal.db", Promised(), random.Random(20)
    for _ in range(KILLS):
        writer = subprocess.Popen([sys.executable, WRITER, str(path), "8"], stdout=subprocess.PIPE)
        assert writer.stdout is not None
        assert writer.stdout.readline() == b"opened\n"
        time.sleep(chance.uniform(0.005, 0.12))
        writer.send_signal(signal.SIGKILL)
        output = writer.stdout.read()
        writer.wait()
        writer.stdout.close()
        known |= promised(output)
        assert verify(path).consistent
    assert len(known) > KILLS
    kept(path, known)


@pytest.mark.parametrize(
    "calls", [("fdatasync", "fsync"), ("pwrite64",), ("ftruncate", "pwrite64", "fdatasync", "fsync")], ids=" ".join
)
def test_a_disk_error_ends_the_journal_for_good(tmp_path: Path, calls: tuple[str, ...]) -> None:
    path = tmp_path / "journal.db"
    done = subprocess.run(
        [sys.executable, WRITER, str(path), "4", "deny", *calls], capture_output=True, timeout=60, check=True
    )
    lines = done.stdout.decode().splitlines()
    assert [line for line in lines if line[0].isdigit()] == ["1 before", "2 before", "3 before"]
    assert sum(line.startswith("refused the journal cannot be written any more") for line in lines) == 4
    assert lines[-1].startswith("later the journal cannot be written any more")
    kept(path, promised(done.stdout))


def test_a_file_that_may_not_grow_ends_the_journal_for_good(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    limited = ["prlimit", f"--fsize={256 << 10}", sys.executable, WRITER, str(path), "4"]
    done = subprocess.run(limited, capture_output=True, timeout=60, check=True)
    assert b"later the journal cannot be written any more" in done.stdout
    known = promised(done.stdout)
    assert len(known) > 10
    kept(path, known)


def test_a_full_disk_ends_the_journal_for_good(tmp_path: Path) -> None:
    disk, after = tmp_path / "disk", tmp_path / "after"
    for folder in (disk, after):
        folder.mkdir(mode=0o700)
    script = (
        'mount -t tmpfs -o size=1m,mode=0700 none "$1" || exit 77\n'
        '"$3" "$4" "$1/journal.db" 4; code=$?; cp -p "$1"/* "$2"/; exit $code'
    )
    namespace = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script, "sh"]
    done = subprocess.run(
        [*namespace, str(disk), str(after), sys.executable, WRITER], capture_output=True, timeout=60, check=False
    )
    if done.returncode == 77 or b"unshare" in done.stderr:
        pytest.skip("this machine lets nobody mount a tmpfs in a namespace")
    assert done.returncode == 0, done.stderr
    assert b"later the journal cannot be written any more (FullError" in done.stdout
    known = promised(done.stdout)
    assert len(known) > 100
    for file in after.iterdir():
        os.chmod(file, 0o600)
    kept(after / "journal.db", known)
