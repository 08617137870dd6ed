"""The schema of a task's answer belongs to what is accepted: an edited one is another policy."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.support.wire import certificate

from wicketgate.errors import ConfigError, UntrustedPolicy
from wicketgate.policy import Policy
from wicketgate.policy.accepted import Accepted
from wicketgate.policy.explain import explain
from wicketgate.policy.named_files import is_open
from wicketgate.policy.widen import widened

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


SOURCE = """version: 1
tasks: {work: {tools: {db.query: {source: crm, tables: [t]}}}}
sources: {crm: {kind: postgres, host: db.acme.test, database: crm, user: ro, password: P, ca: db.pem}}
secrets: {P: {for: crm}}
"""


def test_the_authorities_of_a_source_belong_to_what_is_accepted(path: Path, tmp_path: Path) -> None:
    certificate(tmp_path, "db.acme.test")
    pem = (tmp_path / "server.pem").read_text().partition("-----BEGIN PRIVATE")[0]
    path.write_text(SOURCE)
    file = path.parent / "db.pem"
    with pytest.raises(ConfigError, match=r"wicketgate\.yaml:3: no file of certificates at db\.pem"):
        Policy.load(path)
    file.write_text(pem)
    file.chmod(0o644)
    policy = Policy.load(path)
    profile = policy.profile("work")
    assert profile.authorities(profile.source("crm")) == pem
    assert "verified by db.pem alone" in explain(profile)
    file.write_text(pem + pem.replace("-----BEGIN", "\n-----BEGIN"))
    with pytest.raises(ConfigError, match="certificates as PEM, each once"):
        Policy.load(path)
    file.write_text(pem + "\n")
    assert Policy.load(path).digest != policy.digest
    for text, said in (
        ("", "certificates as PEM"),
        ("nothing", "certificates as PEM"),
        (pem[:-60], "certificates as PEM"),
        (pem + "-----BEGIN PRIVATE KEY-----\n", "got a private key"),
        (pem + " " * (64 << 10), "at most 65536"),
    ):
        file.write_text(text)
        with pytest.raises(ConfigError, match=said):
            Policy.load(path)
    file.chmod(0o666)
    with pytest.raises(ConfigError, match="only its owner may write"):
        Policy.load(path)


def test_other_authorities_of_a_source_are_wider_in_either_direction() -> None:
    of = [Policy.of(text, Path("/w/wicketgate.yaml")).document for text in (SOURCE, SOURCE.replace(", ca: db.pem", ""))]
    said = [str(change) for pair in (of, of[::-1]) for change in widened(*pair)]
    assert len(said) == 2
    assert "source crm is verified by the machine's authorities (was db.pem)" in said[0]
    assert "source crm is verified by db.pem (was the machine's authorities)" in said[1]


def test_what_leaves_room_for_other_keys_is_said(path: Path) -> None:
    assert "may hold keys it does not name" not in explain(Policy.load(path).profile("work"))
    (path.parent / "answer.json").write_text('{"type": "object", "properties": {"a": {"enum": [1]}}}')
    assert "may hold keys it does not name" in explain(Policy.load(path).profile("work"))
    assert not is_open('{"enum": ["a"]}')
