"""What is known of programs: one file a family, in the format of `gate/shell/format.py`, examples beside it.

To add a family: write `families/<name>.py` with `PROGRAMS` and `EXAMPLES`, and add it to the import and to `FAMILIES`
here. Two families that describe the same name are a mistake that a test finds; the first one counts.
"""

from __future__ import annotations

from types import ModuleType

from wicketgate.gate.shell.families import (
    builds,
    builtins,
    calculating,
    checks,
    clouds,
    clusters,
    containers,
    coreutils,
    databases,
    fetch,
    files,
    forge,
    interpreters,
    languages,
    machine,
    node_packages,
    other_versioning,
    python_packages,
    remote,
    scripts,
    services,
    text,
    trades,
    windows,
    workbench,
    wrappers,
)
from wicketgate.gate.shell.families import git as git
from wicketgate.gate.shell.families import git_work as git_work
from wicketgate.gate.shell.format import Program

FAMILIES: tuple[ModuleType, ...] = (
    builds,
    builtins,
    calculating,
    checks,
    clouds,
    clusters,
    containers,
    coreutils,
    databases,
    fetch,
    files,
    forge,
    git,
    interpreters,
    languages,
    machine,
    node_packages,
    other_versioning,
    python_packages,
    remote,
    scripts,
    services,
    text,
    trades,
    windows,
    workbench,
    wrappers,
)
WITH_EXAMPLES: tuple[ModuleType, ...] = (*FAMILIES, git_work)


def _all() -> dict[str, Program]:
    found: dict[str, Program] = {}
    for module in FAMILIES:
        for program in module.PROGRAMS:
            for name in program.names.split():
                found.setdefault(name, program)
    return found


PROGRAMS: dict[str, Program] = _all()
