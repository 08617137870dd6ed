"""Row 136: when a part of the walls is missing, replaced or misconfigured, nothing runs."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.e2e.conftest import POLICY, Product
from wicketgate.errors import SandboxError
from wicketgate.policy import Limits
from wicketgate.sandbox import probe
from wicketgate.sandbox.plan import Spec, plan
from wicketgate.sandbox.run_uid import pick

RAN = ("exec", "work", "--", "sh", "-c", "echo ran")
MALFORMED = {
    "not yaml": "version: 1\ntasks: [",
    "an unknown key": POLICY.replace("hide:", "hidden:"),
    "an empty list": POLICY.replace("commands: any", "network: []"),
    "an empty grant": POLICY.replace('read: ["**"]', "read: []"),
    "no tasks": "version: 1\ntasks: {}\n",
    "nothing": "",
}


@pytest.mark.parametrize("name", MALFORMED)
def test_a_malformed_policy_starts_nothing(product: Product, name: str) -> None:
    (product.project / "wicketgate.yaml").write_text(MALFORMED[name])
    done = product.run(*RAN)
    assert done.returncode == 2 and "ran" not in done.stdout
    assert "wicketgate.yaml" in done.stderr


def test_another_bwrap_on_the_path_is_never_started(product: Product, tmp_path: Path) -> None:
    folder, mark = tmp_path / "bin", tmp_path / "started"
    folder.mkdir()
    (folder / "bwrap").write_text(f"#!/bin/sh\ntouch {mark}\n")
    (folder / "bwrap").chmod(0o755)
    product.env["PATH"] = f"{folder}:{product.env['PATH']}"
    product.policy()
    done = product.run(*RAN)
    assert not mark.exists()
    assert done.stdout == "ran\n" or done.returncode == 1


def test_a_machine_without_bwrap_starts_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probe, "BWRAP", ("/nonexistent/bwrap",))
    spec = Spec("x", ("true",), {}, Limits(), uid=pick() if os.getuid() == 0 else None)
    with pytest.raises(SandboxError, match="bubblewrap") as refused:
        plan(spec, probe.probe())
    assert refused.value.hint
