"""The schema of a task's answer belongs to what is accepted: an edited one is another policy."""

from __future__ import annotations

from pathlib import Path

import pytest

from wicketgate.errors import ConfigError, UntrustedPolicy
from wicketgate.policy import Policy
from wicketgate.policy.accepted import Accepted
from wicketgate.policy.beside import is_open
from wicketgate.policy.explain import explain

TEXT = "version: 1\ntasks:\n  work:\n    files: {read: [a.md]}\n    output: {schema: answer.json}\n"
SCHEMA = '{"type": "object", "additionalProperties": false, "properties": {"a": {"enum": [1]}}}'


@pytest.fixture
def path(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    root.mkdir(mode=0o755)
    (root / "answer.json").write_text(SCHEMA)
    (root / "answer.json").chmod(0o644)
    (root / "wicketgate.yaml").write_text(TEXT)
    (root / "wicketgate.yaml").chmod(0o644)
    return root / "wicketgate.yaml"


def test_an_edited_schema_is_not_what_was_accepted(path: Path, tmp_path: Path) -> None:
    (tmp_path / "state").mkdir(mode=0o700)
    accepted = Accepted(tmp_path / "state")
    accepted.accept(Policy.load(path), "ada")
    accepted.check(Policy.load(path))
    (path.parent / "answer.json").write_text(SCHEMA.replace("[1]", "[1, 2]"))
    with pytest.raises(UntrustedPolicy, match=r"wicketgate\.yaml \(or answer\.json, which it names\) changed"):
        accepted.check(Policy.load(path))


@pytest.mark.parametrize("mode", [0o666, 0o664])
def test_a_schema_others_may_write_is_refused(path: Path, mode: int) -> None:
    (path.parent / "answer.json").chmod(mode)
    with pytest.raises(ConfigError, match="only its owner may write"):
        Policy.load(path)


def test_a_schema_that_is_a_link_or_too_long_is_refused(path: Path) -> None:
    (path.parent / "answer.json").write_text(SCHEMA + " " * (64 << 10))
    with pytest.raises(ConfigError, match="at most 65536"):
        Policy.load(path)
    (path.parent / "answer.json").unlink()
    (path.parent / "answer.json").symlink_to("/etc/hostname")
    with pytest.raises(ConfigError, match="got a link"):
        Policy.load(path)


def test_what_leaves_room_for_other_keys_is_said(path: Path) -> None:
    assert "may hold keys it does not name" not in explain(Policy.load(path).profile("work"))
    (path.parent / "answer.json").write_text('{"type": "object", "properties": {"a": {"enum": [1]}}}')
    assert "may hold keys it does not name" in explain(Policy.load(path).profile("work"))
    assert not is_open('{"enum": ["a"]}')
