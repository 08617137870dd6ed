"""Where only named programs may start, no other does: not by name, not by the loader, not brought along."""

from __future__ import annotations

import os
import shutil

import pytest

from tests.e2e.sandbox.conftest import Box
from wicketgate.sandbox.launcher import Exit
from wicketgate.sandbox.plan import Bind

NAMED = "/opt/named"


@pytest.fixture
def named(box: Box) -> Box:
    """A box whose only program is a copy of `env`."""
    program = box.folder / "state" / "named"
    shutil.copyfile("/usr/bin/env", program)
    program.chmod(0o111)
    return box


def start(box: Box, *argv: str) -> tuple[Exit, str]:
    """Start something where only the named program may."""
    program = Bind(str(box.folder / "state" / "named"), NAMED)
    seen = box.run(box.spec(*argv, binaries=(program,), execute=(NAMED,)))
    return seen.exit, seen.out


def test_the_named_program_starts(named: Box) -> None:
    ended, out = start(named, NAMED)
    assert ended.code == 0
    assert "HOME=/home/agent" in out


@pytest.mark.parametrize("program", ["/bin/sh", "/usr/bin/env", "/bin/true"])
def test_no_other_starts(named: Box, program: str) -> None:
    assert start(named, NAMED, program)[0].code == 126
    assert start(named, program)[0].code == 127


def test_the_loader_maps_no_other(named: Box) -> None:
    loader = named.machine.loaders[0]
    for program in ("/bin/sh", "/usr/bin/env", "/bin/ls"):
        ended, out = start(named, NAMED, loader, os.path.realpath(program), "/")
        assert (ended.code, out) == (127, "")


def test_the_loader_maps_nothing_from_where_the_agent_writes(named: Box) -> None:
    shutil.copyfile("/bin/ls", named.lower / "ls")
    (named.lower / "ls").chmod(0o755)
    ended, out = start(named, NAMED, named.machine.loaders[0], "/workspace/ls", "/")
    assert (ended.code, out) == (127, "")


def test_nothing_inside_can_read_the_named_program(named: Box) -> None:
    program = Bind(str(named.folder / "state" / "named"), NAMED)
    seen = named.sh(f"cat {NAMED} | head -c 4; chmod 755 {NAMED} || echo kept", binaries=(program,))
    assert seen.out == "kept\n"
