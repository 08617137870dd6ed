"""Each cap holds, whatever holds it here, and the reason of an end names it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.e2e.sandbox.conftest import Box
from wicketgate.sandbox.machine import Cgroup

HOG = "head -c 1000m /dev/zero | tail -c 900m | wc -c"
"""`tail` keeps what it may have to print in memory."""


@pytest.fixture
def without_cgroups(box: Box) -> Box:
    box.machine = replace(box.machine, cgroup=Cgroup())
    return box


@pytest.fixture
def on_disk(box: Box) -> Box:
    box.machine = replace(box.machine, tmpfs_xattr=False)
    return box


def test_memory(box: Box) -> None:
    assert box.sh(HOG).exit.reason == "memory"


def test_memory_without_cgroups(without_cgroups: Box) -> None:
    assert without_cgroups.sh(HOG + "; sleep 20").exit.reason == "memory"


def test_memory_no_sample_sees_is_refused_without_cgroups(without_cgroups: Box) -> None:
    if not Path("/usr/bin/perl").exists():
        pytest.skip("no perl on this machine to make the call with")
    script = "/usr/bin/perl -e 'print syscall(319, my $n = q(x), 0), q( ), $!+0'"
    assert without_cgroups.sh(script).out == "-1 1"


@pytest.mark.parametrize("fixture", ["box", "without_cgroups"])
def test_processes(request: pytest.FixtureRequest, fixture: str) -> None:
    box: Box = request.getfixturevalue(fixture)
    seen = box.sh("for n in $(seq 60); do sleep 3 & done; wait")
    assert "fork" in seen.err.lower() or seen.exit.reason == "processes", seen


def test_time(box: Box) -> None:
    assert box.sh("sleep 60", limits={"minutes": 0.005}).exit.reason == "time"


def test_disk_and_files_of_a_tmpfs(box: Box) -> None:
    if not box.machine.tmpfs_xattr:
        pytest.skip("this kernel's tmpfs cannot hold an overlay")
    seen = box.sh(
        "for p in /workspace /tmp /home/agent /dev/shm; do head -c 3m /dev/zero > $p/f || echo full; done; rm -f /*/f;"
        "rm -f /home/agent/f /dev/shm/f; for n in $(seq 400); do touch /tmp/$n || { echo no more; break; }; done"
    )
    assert "full" in seen.out
    assert "no more" in seen.out


def test_one_file(box: Box) -> None:
    seen = box.sh("head -c 6m /dev/zero > /tmp/f; echo $?; stat -c %s /tmp/f")
    assert seen.out.split() == [str(128 + 25), str(4 << 20)]


def test_disk_sampled(on_disk: Box) -> None:
    seen = on_disk.sh("for n in 1 2 3 4 5; do head -c 3m /dev/zero > $n; done; sleep 20")
    assert seen.exit.reason == "disk"


def test_files_sampled(on_disk: Box) -> None:
    assert on_disk.sh("for n in $(seq 400); do : > /tmp/$n; done; sleep 20").exit.reason == "files"


def test_a_folder_nobody_may_enter_hides_nothing(on_disk: Box) -> None:
    script = "mkdir d; for n in $(seq 400); do : > d/$n; done; chmod 0 d; sleep 20"
    assert on_disk.sh(script).exit.reason == "files"


def test_the_view_works_on_disk_too(on_disk: Box) -> None:
    (on_disk.lower / "d").mkdir()
    (on_disk.lower / "d" / "old").write_text("x")
    seen = on_disk.sh("rm -rf d && mkdir d && ls -A d; echo y > d/new")
    assert (seen.out, seen.upper) == ("", {"d/new": b"y\n"})
