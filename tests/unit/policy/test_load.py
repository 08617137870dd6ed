"""Loading: the example of the documentation, every unsafe file, and the law that any text gives a policy or a line."""

from __future__ import annotations

import hashlib
import os
import re
import socket
import stat
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wicketgate.errors import ConfigError
from wicketgate.policy import Policy, load
from wicketgate.policy.file import LARGEST
from wicketgate.policy.yaml_errors import BRACKET, COLON, COLUMN, QUOTE, TAB
from wicketgate.policy.yaml_tree import Tree

EXAMPLE = Path(__file__).parents[3] / "docs" / "example.yaml"
SMALL = "version: 1\ntasks: {triage: {}}\n"
PIECES = (
    *("version: 1\n", "tasks:\n", "tasks: {", "  triage:\n", "    files: ", "{read: [docs/**]}", "    commands: any\n"),
    *("    network: [{GET: http://docs.acme.test/**}]\n", "    tools:\n", "      mail.send: {}\n", "&a ", "*a", "<<: "),
    *("sources: ", "secrets: ", "{crm: {kind: sqlite, path: a}}", "null", "'", '"', "|\n", "? ", "- ", ": ", ",", "}"),
    *("\t", "---\n", "...\n", "\ufeff", "\u2028", "\x85", "\x00", "\ud7ff", "\U0001d4b3", "0x1f", "1e999", "!!str "),
    *("limits: {calls: ", "9" * 30, "#", "%", "{}", "[]"),
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "wicketgate.yaml"
    path.write_text(SMALL)
    path.chmod(0o644)
    return path


def refused(path: Path, *, match: str) -> ConfigError:
    with pytest.raises(ConfigError, match=match) as caught:
        load(path)
    return caught.value


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        (SMALL + "sources:\n\tcrm: {}\n", TAB),
        ("version: 1\ntasks:\n  t:\n    about: a\n   commands: any\n", COLUMN),
        ("version: 1\ntasks:\n  t:\n    about: a\n      commands: any\n", COLUMN),
        ("version: 1\ntasks:\n  t:\n    commands:any\n    about: a\n", COLON),
        ("version: 1\ntasks:\n  t:\n    files: {read: [a]\n    about: a\n", BRACKET),
        ("version: 1\ntasks:\n  t:\n    about: a: b\n", QUOTE),
        ("version: 1\ntasks:\n  t:\n    about: @b\n", QUOTE),
    ],
)
def test_what_is_no_yaml_says_what_to_mend(file: Path, text: str, remedy: str) -> None:
    file.write_text(text)
    assert remedy in refused(file, match="expected YAML").hint


def test_a_misspelt_key_is_named_before_the_one_that_is_therefore_missing(file: Path) -> None:
    file.write_text("version: 1\nmodel: {}\ntask: {triage: {}}\n")
    refused(file, match=r"wicketgate.yaml:3: task: expected `tasks` \(got 'task'\)")


def test_a_model_key_in_the_policy_is_refused_and_not_repeated(file: Path) -> None:
    key = "sk-ant-api03-" + "x1y2" * 6
    file.write_text(f"version: 1\nmodel: {{key: {key}}}\ntasks: {{triage: {{}}}}\n")
    error = refused(file, match="wicketgate.yaml:2: model.key: expected the name of the variable")
    assert key not in error.message + error.hint
    assert "replace the key" in error.hint


def test_the_smallest_policy_grants_nothing(file: Path) -> None:
    task = load(file).document.tasks["triage"]
    assert (task.files.read, task.commands, task.network, task.tools, task.agents) == ((), (), (), {}, False)


def test_a_policy_knows_its_digest_its_root_and_its_lines(tmp_path: Path) -> None:
    path = tmp_path / "wicketgate.yaml"
    text = EXAMPLE.read_text()
    path.write_text(text)
    path.chmod(0o644)
    policy = Policy.load(path)
    assert policy.digest == hashlib.sha256(text.encode()).hexdigest()
    assert policy.root == Path(os.path.realpath(tmp_path))
    lines = text.splitlines()
    assert "GET: http://docs.acme.test" in lines[policy.lines["tasks", "triage", "network", 0] - 1]
    assert "mail.send:" in lines[policy.lines["tasks", "triage", "tools", "mail.send"] - 1]
    assert "customers(" in lines[policy.lines["tasks", "triage", "tools", "db.query", "tables", 1] - 1]
    assert policy.profile("triage").rule("limits", "memory") == policy.profile("triage").rule("limits")


@pytest.mark.parametrize("mode", [0o664, 0o646, 0o666, 0o620])
def test_a_file_others_may_write_is_refused(file: Path, mode: int) -> None:
    file.chmod(mode)
    assert refused(file, match="only its owner may write").hint == f"chmod go-w {file}"


def test_a_folder_others_may_write_is_refused_unless_sticky(file: Path) -> None:
    file.parent.chmod(0o777)
    refused(file, match="a folder that others may not write")
    file.parent.chmod(0o1777)
    assert load(file).document.version == 1
    file.parent.chmod(0o755)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_a_file_of_somebody_else_is_refused(file: Path) -> None:
    os.chown(file, 4321, 4321)
    refused(file, match="owned by uid 0 or root \\(got uid 4321\\)")


def test_a_link_is_refused(file: Path) -> None:
    link = file.with_name("link.yaml")
    link.symlink_to(file)
    refused(link, match="link.yaml:1: expected a regular file \\(got a link\\)")


def test_a_pipe_is_refused_without_waiting_for_a_writer(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml", 0o600)
    refused(tmp_path / "pipe.yaml", match="pipe.yaml:1: expected a regular file \\(got a pipe\\)")


def test_a_folder_and_a_socket_are_refused(tmp_path: Path) -> None:
    (tmp_path / "folder.yaml").mkdir(mode=0o700)
    refused(tmp_path / "folder.yaml", match="expected a regular file \\(got a folder\\)")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "s.yaml"))
        refused(tmp_path / "s.yaml", match="cannot read")


def test_a_device_is_refused() -> None:
    refused(Path("/dev/zero"), match="zero:1: expected a regular file \\(got a device\\)")


def test_a_missing_file_names_the_remedy(tmp_path: Path) -> None:
    assert refused(tmp_path / "none.yaml", match="no policy file at").hint == "wicketgate init"
    refused(tmp_path / "none" / "none.yaml", match="no policy file at")


def test_a_file_that_is_too_large_is_refused(file: Path) -> None:
    file.write_text("#" * LARGEST)
    refused(file, match="empty file")
    file.write_text("#" * (LARGEST + 1))
    refused(file, match="wicketgate.yaml:1: expected at most 1048576 bytes")


def test_what_is_not_utf8_is_refused_at_its_line(file: Path) -> None:
    file.write_bytes(b"version: 1\ntasks:\n  t: {about: \xff}\n")
    refused(file, match="wicketgate.yaml:3: expected UTF-8 \\(got the byte 0xff\\)")


def test_the_opened_file_is_closed_again(file: Path) -> None:
    before = set(os.listdir("/proc/self/fd"))
    load(file)
    file.chmod(0o666)
    refused(file, match="only its owner")
    assert set(os.listdir("/proc/self/fd")) == before
    assert stat.S_IMODE(file.stat().st_mode) == 0o666


@settings(max_examples=400, deadline=None)
@given(st.one_of(st.text(max_size=200), st.lists(st.sampled_from(PIECES), max_size=20).map("".join)))
def test_any_text_gives_a_policy_or_a_refusal_that_names_a_line(text: str) -> None:
    try:
        policy = Policy.of(text, Path("/workspace/wicketgate.yaml"))
    except ConfigError as error:
        assert re.match(r"wicketgate\.yaml:[1-9][0-9]*: ", error.message)
        assert error.message.isprintable(), "a refusal goes to a terminal"
    else:
        assert policy.document.tasks


def test_a_refusal_hides_nothing_even_where_a_check_forgot_to_quote() -> None:
    error = Tree("wicketgate.yaml", {}).wrong((), "got a\u202eb\x1b[2J\nc", "d\u2028")
    assert error.message == "wicketgate.yaml:1: got a\\u202eb\\x1b[2J\\nc"
    assert error.hint == "d\\u2028"
