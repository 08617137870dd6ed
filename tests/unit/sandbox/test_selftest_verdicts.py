"""What the self-test says of a wall: for each wall one finding that must make it fall."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from wicketgate.policy import Limits
from wicketgate.sandbox.selftest_verdicts import judge

LIMITS = Limits()
SOUND: dict[str, Any] = {
    "descriptors": ["0", "1", "2"],
    "uid": 1000,
    "status": dict.fromkeys(("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"), "0" * 16)
    | {"NoNewPrivs": "1", "Seccomp": "2"},
    "environment": {"1": ["PATH"], "self": ["PATH", "PWD"]},
    "network": {"interfaces": "lo", "address": "ENETUNREACH", "host": "ECONNREFUSED", "datagram": "EPERM", "name": "?"},
    "sockets": {"unix": "EAFNOSUPPORT", "unix disguised": "EAFNOSUPPORT"},
    "calls": {"mount": "EPERM", "clone3": "ENOSYS"},
    "guarded": {"mem": "EACCES", "file": "EACCES", "mode": "EROFS"},
    "writes": dict.fromkeys(("/workspace", "/home/agent", "/tmp", "/dev/shm", "snapshot"), "done") | {"/": "EROFS"},
    "limits": {"NPROC": 100, "NOFILE": 100, "FSIZE": 100, "CORE": 0},
}


def wrong(found: dict[str, Any], started: int = 127) -> set[str]:
    """Return the walls that fell."""
    return {name for name, detail in judge(found, LIMITS, {"PATH"}, started).items() if detail}


def test_a_sound_sandbox_passes() -> None:
    assert wrong(SOUND) == set()


@pytest.mark.parametrize(
    ("wall", "part", "value"),
    [
        ("descriptors", ("descriptors",), ["0", "1", "2", "9"]),
        ("uid", ("uid",), 0),
        ("privileges", ("status", "CapEff"), "0000000000000001"),
        ("privileges", ("status", "NoNewPrivs"), "0"),
        ("privileges", ("status", "Seccomp"), "0"),
        ("environment", ("environment", "1"), ["PATH", "AWS_SECRET_ACCESS_KEY"]),
        ("empty network", ("network", "interfaces"), "lo eth0"),
        ("empty network", ("network", "host"), "done"),
        ("sockets", ("sockets", "unix disguised"), "done"),
        ("system calls", ("calls", "mount"), "EFAULT"),
        ("system calls", ("calls", "clone3"), "EINVAL"),
        ("unreadable program", ("guarded", "mem"), "done"),
        ("writes", ("writes", "/"), "done"),
        ("writes", ("writes", "/workspace"), "EROFS"),
        ("limits", ("limits", "CORE"), -1),
        ("limits", ("limits", "NPROC"), 100_000),
    ],
)
def test_each_finding_makes_its_wall_fall(wall: str, part: tuple[str, ...], value: object) -> None:
    found = copy.deepcopy(SOUND)
    place = found
    for key in part[:-1]:
        place = place[key]
    place[part[-1]] = value
    assert wrong(found) == {wall}


def test_a_program_that_started_makes_the_wall_fall() -> None:
    assert wrong(SOUND, started=0) == {"named programs only"}
