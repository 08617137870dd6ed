"""Each wall of the sandbox before its attack: it stops the attack by itself, and without it the attack lands."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest

from tests.e2e.walls.attacks import ATTACKS
from tests.e2e.walls.ground import Ground, end
from tests.e2e.walls.matrix import SANDBOX, Row
from wicketgate.errors import SandboxError
from wicketgate.sandbox.launcher import Launcher
from wicketgate.sandbox.machine import Machine
from wicketgate.sandbox.probe import probe

Landed = Callable[[str, frozenset[str]], bool]


@pytest.fixture(scope="module")
def machine() -> Machine:
    return probe()


@pytest.fixture(scope="module")
def launchers() -> Iterator[dict[str, Launcher]]:
    started: dict[str, Launcher] = {}
    yield started
    for launcher in started.values():
        end(launcher)


@pytest.fixture(scope="module")
def landed(machine: Machine, launchers: dict[str, Launcher], tmp_path_factory: pytest.TempPathFactory) -> Landed:
    """Return what tells whether an attack lands without some walls; each combination is tried once."""
    known: dict[tuple[str, frozenset[str]], bool] = {}

    def judge(attack: str, removed: frozenset[str]) -> bool:
        if (attack, removed) not in known:
            ground = Ground(machine, tmp_path_factory.mktemp("ground"), sorted(removed), launchers)
            known[attack, removed] = ATTACKS[attack](ground)
        return known[attack, removed]

    return judge


@pytest.mark.parametrize("row", SANDBOX, ids=lambda row: f"{row.wall} / {row.attack}")
def test_without_the_wall_the_attack_lands_and_with_it_it_does_not(row: Row, landed: Landed) -> None:
    if row.closed:
        with pytest.raises(SandboxError):
            landed(row.attack, frozenset({row.wall}))
        return
    backing = frozenset(row.backs) | (frozenset(row.as_root) if os.getuid() == 0 else frozenset())
    assert not landed(row.attack, frozenset()), "with every wall"
    assert not landed(row.attack, backing), "with this wall alone"
    assert landed(row.attack, backing | {row.wall}), "without it"
