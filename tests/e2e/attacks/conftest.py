"""The attack list, carried out once: inside a real `wicketgate exec`, outside as an ordinary user, and outside as root
of namespaces of its own. Each row is judged by what its attempts came to and by what happened to the world."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.attacks.host import as_user, tree
from tests.e2e.attacks.listing import ALL, BOMBS, TRIED
from tests.e2e.attacks.world import World
from tests.e2e.conftest import Product

OUTSIDER = 61_000
"""Who attacks outside when the tests run as root: an ordinary user nobody is."""
POLICY = """\
version: 1
tasks:
  work:
    files: {{read: ["**"], write: ["**"], hide: [.env]}}
    commands: any
    network:
      - {{GET: "http://127.0.0.1:{port}/ok/**"}}
      - {{GET: "http://127.0.0.1:{port}/small/**", bytes: 1 KiB per hour}}
      - {{GET: "http://*.allowed.test/**"}}
      - {{GET: "http://exact.test/**"}}
      - {{TUNNEL: exact.test, ask: never}}
    tools: {{db.query: {{source: crm, tables: [customers]}}}}
    limits: {{minutes: 2, memory: 256 MiB, disk: 32 MiB, files: 2000, file_size: 16 MiB, processes: 64}}
sources:
  crm: {{kind: sqlite, path: crm.db}}
"""
SECOND = ("122", "123")
"""Rows that look for what an earlier run left."""
INTERNET = (65, 66, 67, 68)
"""Rows that are never tried outside a namespace: a test leaves the machine's network alone."""
NAMESPACE = ("40", "42", "43", "44", "61", "65", "66", "67", "68", "70", "71")
"""Rows that need more than an ordinary user has, or an address somebody must be behind."""


@dataclass
class Side:
    """What one side's attempts came to."""

    saw: dict[int, str] = field(default_factory=dict)
    outside: dict[int, str] = field(default_factory=dict)
    said: str = ""
    errors: str = ""

    def landed(self, row: int) -> str:
        """Return how the row landed, empty if it did not."""
        if row in self.outside:
            return self.outside[row]
        text = self.saw.get(row, "")
        return text if text.startswith("done") or f"canary-{row:03d}" in text else ""

    def hear(self, done: subprocess.CompletedProcess[str]) -> None:
        """Take in what a probe printed."""
        self.said, self.errors = self.said + done.stdout, self.errors + done.stderr
        for line in filter(None, done.stdout.splitlines()):
            told = json.loads(line)
            self.saw[told["row"]] = told["saw"]


@dataclass
class Battle:
    """Everything that was tried, and what came of it."""

    inside: Side
    bare: Side
    namespace: Side
    again: Side
    """A second run in the same task, after the first."""
    items: list[dict[str, Any]]
    """The review of the first run."""
    changed: list[str]
    """Paths of the project that are not as they were."""
    small: int
    """Bytes that went to the entry with a cap of 1 KiB."""


def interpreter() -> str:
    """Return a Python that is there inside too: one of the system's."""
    base = Path(getattr(sys, "_base_executable", sys.executable)).resolve()
    for path in (Path("/usr/bin/python3"), base):
        if path.exists() and path.resolve().is_relative_to("/usr"):
            return str(path)
    pytest.fail("no Python below /usr, so none inside to attack with: install python3")


def probe(world: World, python: str, *words: str, first: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    """Make attempts outside, as an ordinary user, with what the operator's shell would hand on."""
    env = {"PATH": "/usr/bin:/bin", "HOME": str(world.home), **world.env}
    with open(world.folder / "descriptor", "rb") as extra:
        return subprocess.run(
            [python, "-B", "-S", "-E", *first, str(world.project / "probe"), *words],
            cwd=world.project, env=env, pass_fds=(extra.fileno(),), capture_output=True, text=True, timeout=120,
            stdin=subprocess.DEVNULL, check=False, **as_user(world.uid),
        )  # fmt: skip


def attack(product: Product, world: World, python: str, *words: str) -> subprocess.CompletedProcess[str]:
    """Make attempts in the sandbox, started from a shell with a secret and an open descriptor."""
    with open(world.folder / "descriptor", "rb") as extra:
        return subprocess.run(
            product.command("exec", "work", "--", python, "-B", "-S", "-E", "/workspace/probe", *words),
            cwd=product.project, env=product.env, pass_fds=(extra.fileno(),), capture_output=True,
            text=True, timeout=120, stdin=subprocess.DEVNULL, check=False,
        )  # fmt: skip


def changed(world: World) -> set[str]:
    """Return the paths of the project that are not as they were."""
    after = tree(world.project)
    return {path for path in world.before | after if world.before.get(path) != after.get(path)}


def project_changed(paths: set[str]) -> dict[int, str]:
    """Return the rows that changed the project."""
    return {row.row: "the project changed" for row in ALL if paths & set(row.paths)}


def outside(python: str) -> tuple[Side, Side]:
    """Return what the attempts come to without any wall."""
    uid = OUTSIDER if os.getuid() == 0 else None
    world = World(Path(tempfile.mkdtemp(prefix="wicketgate-attacks-")), python, uid)
    bare, namespace, again = Side(), Side(), Side()
    try:
        namespace.hear(probe(world, python, *NAMESPACE, first=(str(world.folder / "namespace.py"),)))
        rows = [str(row.row) for row in TRIED if row.row not in INTERNET and row.bare != "control"]
        cut = rows.index("30")  # which moves away what the rows before it wrote
        for some in (rows[:cut], rows[cut:]):
            bare.hear(probe(world, python, *some))
            bare.outside |= project_changed(changed(world))
        git_status(world)
        again.hear(probe(world, python, *SECOND))
        bare.saw |= again.saw
        bare.outside |= world.outside()
    finally:
        world.close()
    return bare, namespace


def git_status(world: World) -> None:
    """Do what a person does next: look at the project, and at what lies in it, with git."""
    env = {"PATH": "/usr/bin:/bin", "HOME": "/nonexistent"}
    for folder in (
        world.project,
        *(path.parent for name in (".git", "HEAD") for path in world.project.glob(f"*/{name}")),
    ):
        subprocess.run(["git", "status"], cwd=folder, env=env, capture_output=True, check=False, **as_user(world.uid))


def contained(python: str) -> Battle:
    """Return what they come to behind the walls."""
    folder = Path(tempfile.mkdtemp(prefix="wicketgate-attacks-"))
    product = Product(folder)
    world = World(folder, python)
    product.env |= world.env  # the warden's own environment holds the secret too
    try:
        product.policy(POLICY.format(port=world.ears.granted))
        inside, again = Side(), Side()
        world.before = tree(world.project)
        inside.hear(attack(product, world, python))
        run = product.last_run()
        again.hear(attack(product, world, python, *SECOND))
        items = json.loads(product.run("workspace", "diff", run, "--json").stdout)
        product.run("workspace", "commit", run, "--all")
        git_status(world)
        for row in BOMBS:
            inside.hear(attack(product, world, python, str(row)))
        inside.outside = world.outside()
        inside.outside |= project_changed(changed(world))
        return Battle(inside, Side(), Side(), again, items, sorted(changed(world)), world.ears.said(b"/small/"))
    finally:
        product.run("warden", "stop", "--end-runs")
        world.close()


@pytest.fixture(scope="session")
def battle() -> Iterator[Battle]:
    """Return the whole attack, carried out once."""
    python = interpreter()
    bare, namespace = outside(python)
    fought = contained(python)
    fought.bare, fought.namespace = bare, namespace
    yield fought
