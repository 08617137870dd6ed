"""The small mechanisms: uids, samples, remedies."""

from __future__ import annotations

import os
import pwd
from dataclasses import replace
from pathlib import Path

from tests.unit.sandbox.test_plan import MACHINE

from wicketgate.sandbox import limits, run_uid
from wicketgate.sandbox.machine import Cgroup
from wicketgate.sandbox.probe import probe
from wicketgate.sandbox.remedies import remedies


def test_a_picked_uid_belongs_to_nobody() -> None:
    taken = {entry.pw_uid for entry in pwd.getpwall()}
    picked = {run_uid.pick() for _ in range(20)}
    assert not picked & taken
    assert all(uid in run_uid.RANGE for uid in picked)


def test_a_sample_counts_what_was_written_and_stops(tmp_path: Path) -> None:
    for part in limits.ROOTS:
        (tmp_path / part).mkdir()
    (tmp_path / "home" / "deep").mkdir()
    (tmp_path / "home" / "deep" / "f").write_bytes(b"x" * 100_000)
    (tmp_path / "upper" / "link").symlink_to("/usr")
    size, files = limits.written(os.open(tmp_path, os.O_RDONLY), 100)
    assert files == 3
    assert size >= 100_000
    assert limits.written(os.open(tmp_path, os.O_RDONLY), 1)[1] == 2


def test_a_sample_of_ourselves_is_ours() -> None:
    memory, tasks = limits.used(os.getpid())
    assert memory > 1 << 20
    assert tasks >= 1


def test_a_process_that_is_gone_uses_nothing() -> None:
    assert limits.used(2**22 + 1) == (0, 0)


def test_a_whole_machine_lacks_nothing() -> None:
    assert remedies(MACHINE, "/usr/bin/python3", False, ()) == ()


def test_each_lack_has_its_remedy() -> None:
    def required(**lacks: object) -> list[str]:
        found = remedies(replace(MACHINE, **lacks), "/usr/bin/python3", False, ())  # type: ignore[arg-type]
        assert all(missing.remedy for missing in found)
        return [missing.what for missing in found if missing.required]

    assert required(bwrap="") == ["bubblewrap is not installed"]
    assert required(bwrap_version=(0, 6, 1)) == ["bubblewrap 0.8 or newer is needed (got 0.6.1)"]
    assert required(bwrap_version=()) == ["/usr/bin/bwrap cannot be started by you"]
    assert required(seccomp="") == ["libseccomp cannot be loaded"]
    assert required(landlock=0) == ["the kernel has no Landlock"]
    assert required(namespaces=False, overlay=False) == ["user namespaces are refused"]
    assert required(overlay=False) == ["an overlay cannot be mounted in a user namespace"]
    assert required(architecture="riscv64") == ["no walls are written for riscv64"]
    assert required(tmpfs_xattr=False) == []
    assert required(cgroup=Cgroup()) == []


def test_apparmor_and_settings_are_named_in_the_remedy() -> None:
    refused = replace(MACHINE, namespaces=False, overlay=False)
    assert "profile wicketgate /opt/python3" in remedies(refused, "/opt/python3", True, ())[0].remedy
    settings = ("kernel.unprivileged_userns_clone=1",)
    assert remedies(refused, "x", True, settings)[0].remedy == "sudo sysctl -w kernel.unprivileged_userns_clone=1"


def test_the_probe_gives_a_machine_and_never_takes_bubblewrap_from_the_path(monkeypatch, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    fake = tmp_path / "bwrap"
    fake.write_text("#!/bin/sh\necho bubblewrap 99.0\n")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    found = probe()
    assert found.bwrap in ("", "/usr/bin/bwrap", "/usr/local/bin/bwrap")
    assert found.uid == os.getuid()
