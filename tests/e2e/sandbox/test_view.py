"""What exists inside, what can be written, and that the host stays as it was."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.e2e.sandbox.conftest import Box
from wicketgate.errors import SandboxError
from wicketgate.sandbox.plan import Bind


def test_changes_land_in_the_upper_layer_alone(box: Box) -> None:
    (box.lower / "a.txt").write_text("before")
    (box.lower / "a.txt").chmod(0o600)
    seen = box.sh("cat a.txt; echo after > a.txt; mkdir new; echo b > new/b.txt")
    assert (seen.out, seen.exit.code, seen.exit.reason) == ("before", 0, "")
    assert seen.upper == {"a.txt": b"after\n", "new/b.txt": b"b\n"}
    assert (box.lower / "a.txt").read_text() == "before"
    assert os.listdir(box.lower) == ["a.txt"]


def test_a_folder_can_be_replaced_and_hides_what_it_held(box: Box) -> None:
    (box.lower / "d").mkdir()
    (box.lower / "d" / "old").write_text("x")
    seen = box.sh("rm -rf d && mkdir d && ls -A d && mv d e && ls")
    assert (seen.out, seen.err) == ("e\n", "")
    assert (box.lower / "d" / "old").exists()


def test_without_a_snapshot_the_workspace_is_empty(box: Box) -> None:
    seen = box.sh("ls -A; echo x > y", lower=None)
    assert seen.out == ""
    assert seen.upper == {"y": b"x\n"}


def test_given_files_are_read_only_and_seeds_are_not(box: Box) -> None:
    data = box.folder / "data"
    data.mkdir()
    (data / "x").write_text("shared")
    seen = box.sh(
        "cat /etc/given /srv/data/x ~/.seed; echo y 2>/dev/null >/etc/given || echo kept;"
        "echo y 2>/dev/null >/srv/data/x || echo kept; echo new > ~/.seed; cat ~/.seed",
        files={"/etc/given": b"given\n"},
        binds=(Bind(str(data), "/srv/data"),),
        seeds={"/home/agent/.seed": b"seed\n"},
    )
    assert seen.out == "given\nsharedseed\nkept\nkept\nnew\n"
    assert (data / "x").read_text() == "shared"


def test_nothing_of_the_host_is_there(box: Box) -> None:
    (box.folder / "canary").write_text("canary")
    seen = box.sh(f"cat {box.folder}/canary; ls /root /home /etc/shadow /var/log /sys; ls /; cat /etc/machine-id")
    assert "canary\n" not in seen.out
    top = set(seen.out.split())
    assert top >= {"agent", "usr", "workspace", "tmp", "proc", "dev", "etc", "home", "run", "var"}
    assert not top & {"root", "boot", "mnt", "media", "sys", "state"}


def test_the_uid_is_the_agents_and_not_root_outside(box: Box) -> None:
    (box.lower / "f").write_text("")
    seen = box.sh("id -u; id -un; stat -c %U f; cat /proc/self/uid_map")
    uid, name, owner = seen.out.split()[:3]
    assert (uid, name, owner) == ("1000", "agent", "agent")


def test_only_standard_descriptors_and_the_given_environment_are_there(box: Box) -> None:
    secret = os.open(box.folder, os.O_RDONLY)
    os.set_inheritable(secret, True)
    seen = box.sh("ls /proc/self/fd; env; cat /proc/1/environ", env={"PATH": "/usr/bin:/bin", "MINE": "1"})
    os.close(secret)
    assert seen.out.split()[:4] == ["0", "1", "2", "3"]  # the fourth is the listing's own
    assert sorted(seen.out.split()[4:]) == ["MINE=1", "PATH=/usr/bin:/bin", "PWD=/workspace"]


def test_a_planted_link_leads_nowhere(box: Box) -> None:
    victim = box.folder / "victim"
    victim.mkdir()
    for name, target in (("abs", str(victim)), ("old", f"/oldroot{victim}"), ("root", f"/proc/1/root{victim}")):
        (box.lower / name).symlink_to(target)
    box.sh("for l in abs old root; do echo x > $l/y; mkdir -p $l/z; done")
    assert os.listdir(victim) == []


def test_a_source_that_is_a_link_is_refused(box: Box) -> None:
    (box.folder / "link").symlink_to("/etc/passwd")
    with pytest.raises(SandboxError, match="link"):
        box.run(box.spec("/bin/true", binds=(Bind(str(box.folder / "link"), "/opt/x"),)))


def test_a_program_that_could_be_read_is_refused(box: Box) -> None:
    program = box.folder / "program"
    program.write_bytes(Path("/bin/true").read_bytes())
    program.chmod(0o755)
    with pytest.raises(SandboxError, match="mode 0111"):
        box.run(box.spec("/opt/x", binaries=(Bind(str(program), "/opt/x"),)))


def test_a_command_that_is_not_there_ends_with_127(box: Box) -> None:
    assert box.run(box.spec("/nowhere/x")).exit.code == 127


def test_a_working_directory_that_is_not_there_is_our_failure_not_the_commands(box: Box) -> None:
    with pytest.raises(SandboxError, match="could not raise the walls"):
        box.run(box.spec("/bin/true", cwd="/nowhere"))


def test_exit_codes_are_the_commands_own(box: Box) -> None:
    assert box.sh("exit 7").exit.code == 7
    assert box.sh("kill -TERM $$").exit.code == 128 + 15
