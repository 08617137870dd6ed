"""The planner, by examples: one file a plan, or a refusal. Regenerate a plan by hand only, and read the difference."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wicketgate.errors import SandboxError
from wicketgate.policy import Limits
from wicketgate.sandbox.machine import Cgroup, Machine, Missing
from wicketgate.sandbox.plan import Bind, Spec, plan

VECTORS = sorted((Path(__file__).parents[2] / "vectors" / "sandbox").glob("*.json"))
MACHINE = Machine(
    architecture="x86_64",
    kernel="6.8.0",
    uid=1000,
    bwrap="/usr/bin/bwrap",
    bwrap_version=(0, 9, 0),
    landlock=4,
    seccomp="6",
    namespaces=True,
    overlay=True,
    tmpfs_xattr=True,
    cgroup=Cgroup("v2", "/sys/fs/cgroup/here", "/sys/fs/cgroup/here"),
    roots=(("/bin", "usr/bin"), ("/lib", "usr/lib"), ("/lib64", "usr/lib64"), ("/sbin", "usr/sbin")),
    etc=("/etc/ld.so.cache", "/etc/ssl/certs"),
    masks=("/proc/kallsyms",),
    loaders=("/usr/lib64/ld-linux-x86-64.so.2",),
)
SPEC = Spec(run="r", argv=("/usr/bin/true",), env={"PATH": "/usr/bin"}, limits=Limits())


def spec_of(changes: dict[str, Any]) -> Spec:
    """Return the spec a vector describes."""
    for name in ("binds", "binaries"):
        if name in changes:
            changes[name] = tuple(Bind(*pair) for pair in changes[name])
    for name in ("files", "seeds"):
        if name in changes:
            changes[name] = {path: text.encode("latin-1") for path, text in changes[name].items()}
    for name in ("argv", "ports", "execute"):
        if isinstance(changes.get(name), list):
            changes[name] = tuple(changes[name])
    if "limits" in changes:
        changes["limits"] = Limits.model_validate(changes["limits"])
    return replace(SPEC, **changes)


def machine_of(changes: dict[str, Any]) -> Machine:
    """Return the machine a vector describes."""
    if "cgroup" in changes:
        changes["cgroup"] = Cgroup(*changes["cgroup"])
    if "missing" in changes:
        changes["missing"] = tuple(Missing(*entry) for entry in changes["missing"])
    return replace(MACHINE, **changes)


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.stem)
def test_vector(path: Path) -> None:
    vector = json.loads(path.read_text())
    machine = machine_of(vector.get("machine", {}))
    spec = spec_of(vector.get("spec", {}))
    if isinstance(vector["expect"], str):
        with pytest.raises(SandboxError) as refused:
            plan(spec, machine)
        assert refused.value.message == vector["expect"]
        assert refused.value.hint == vector.get("hint", "")
    else:
        assert json.loads(json.dumps(plan(spec, machine).to_json())) == vector["expect"]


def test_vectors_are_found() -> None:
    assert len(VECTORS) > 20


AGENT_WRITES = ("/workspace", "/home", "/tmp", "/dev/shm", "/var/tmp")


@given(st.sampled_from(AGENT_WRITES), st.lists(st.sampled_from(["a", "..", ".", "", "b c", ".claude"]), max_size=4))
def test_no_destination_below_what_the_agent_writes_is_ever_planned(root: str, rest: list[str]) -> None:
    dest = "/".join([root, *rest])
    for spec in (replace(SPEC, binds=(Bind("/srv/x", dest),)), replace(SPEC, files={dest: b""})):
        with pytest.raises(SandboxError):
            plan(spec, MACHINE)


@given(st.text(alphabet="/.ab", max_size=12))
def test_a_planned_destination_is_never_below_a_writable_one(dest: str) -> None:
    spec = replace(SPEC, binds=(Bind("/srv/x", "/opt" + dest),))
    try:
        words = plan(spec, MACHINE).arguments
    except SandboxError:
        return
    where = words[words.index("/tmp/b0") + 1]
    assert where.startswith("/opt")
    assert ".." not in where.split("/")
    assert not any(where == root or where.startswith(root + "/") for root in AGENT_WRITES)


def test_the_last_words_close_the_root() -> None:
    words = plan(SPEC, MACHINE).arguments
    assert words[-4:-2] == ("--remount-ro", "/")
    assert words[-2:] == ("--chdir", "/workspace")


def test_a_plan_survives_json_as_it_is() -> None:
    body = plan(replace(SPEC, files={"/etc/x": bytes(range(256))}), MACHINE).to_json()
    again = json.loads(json.dumps(body))
    assert again["data"][-1].encode("latin-1") == bytes(range(256))
