"""Each row of the attack list: it does not land inside, and it does outside, where its wall is absent."""

from __future__ import annotations

import re
import resource
from pathlib import Path, PurePosixPath

import pytest

from tests.e2e.attacks.conftest import Battle, Side
from tests.e2e.attacks.listing import BOMBS, TRIED, Row

FAULT = re.compile(r"[A-Z]\w+(Error|Exception): |no answer")
IPV6 = Path("/proc/net/if_inet6")
KEPT = {"ask", "refused", "scratch"}


def landed_outside(battle: Battle, row: Row) -> bool:
    """Return whether the attempt comes to anything without the walls."""
    sides: dict[str, tuple[Side, ...]] = {"lands": (battle.bare,), "namespace": (battle.namespace,)}
    return any(side.landed(row.row) for side in sides[row.bare])


def held_by_the_host(row: Row) -> bool:
    """Return whether the tests themselves run behind such a wall: in a container with a filter, without IPv6."""
    status = dict(line.split(":\t", 1) for line in Path("/proc/self/status").read_text().splitlines())
    filtered = status["Seccomp"] != "0" and row.wall.startswith("seccomp")
    few = resource.getrlimit(resource.RLIMIT_NOFILE)[1] < 5000
    others = {69: status["NoNewPrivs"] != "0", 66: not IPV6.exists(), 75: few}
    return filtered or others.get(row.row, False)


@pytest.mark.parametrize("row", TRIED, ids=lambda row: row.id)
def test_attack(battle: Battle, row: Row) -> None:
    assert row.row in battle.inside.saw, f"not attempted inside: {battle.inside.errors}"
    saw = battle.inside.saw[row.row]
    assert not battle.inside.landed(row.row), (row, saw)
    assert not FAULT.search(saw), f"the attempt itself is broken: {saw}"
    assert saw != "begun" or (row.row in BOMBS and "was ended: " in battle.inside.errors), battle.inside.errors
    if row.bare == "control":
        assert battle.inside.saw[0] == "done 200; done 502; done 502", "what is granted did not pass either"
    elif row.bare in ("lands", "namespace") and not held_by_the_host(row):
        seen = (battle.bare.saw.get(row.row), battle.namespace.saw.get(row.row))
        assert landed_outside(battle, row), (row, seen, battle.bare.errors, battle.namespace.errors)
    else:
        assert row.row in battle.bare.saw or row.row in battle.namespace.saw
    for path in row.paths:
        assert status(battle, path) in KEPT, path


def status(battle: Battle, path: str) -> str:
    """Return what a commit would do with a path; every repository is told as one `.git`."""
    shown = ".git" if ".git" in path.split("/") else path
    return next((item["status"] for item in battle.items if item["path"] == shown), "never written")


def test_no_canary_was_seen_inside(battle: Battle) -> None:
    assert "canary-" in battle.bare.said
    assert "canary-" not in battle.inside.said + battle.again.said


def test_a_commit_brings_in_what_is_ordinary_and_no_more(battle: Battle) -> None:
    ready = {item["path"] for item in battle.items if item["status"] == "ready"}
    above = {str(folder) for path in ready for folder in PurePosixPath(path).parents}
    assert ready and ready <= set(battle.changed) <= ready | above


def test_the_next_run_finds_nothing_of_the_last(battle: Battle) -> None:
    assert battle.again.saw == {122: "nothing left", 123: "nothing left"}


def test_bytes_to_an_entry_with_a_cap_stay_below_it(battle: Battle) -> None:
    assert 500 < battle.small <= 1024
