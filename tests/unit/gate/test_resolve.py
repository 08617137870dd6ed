"""Where a file target really leads: `session.paths.resolve`, on real links."""

from __future__ import annotations

from pathlib import Path

import pytest
from gates import policy, request

from wicketgate.action import Decision, Facts
from wicketgate.gate import classify, decide
from wicketgate.policy import Policy
from wicketgate.session.paths import resolve

TEXT = "version: 1\ntasks:\n  t:\n    files: {read: [docs/**], write: [docs/**], hide: [docs/secret]}\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    place = tmp_path / "work"
    (place / "docs" / "sub").mkdir(parents=True)
    (place / "docs" / "a.md").write_text("a")
    (place / "docs" / "secret").write_text("s")
    return place.resolve()


def led(root: Path, path: str) -> str | None:
    profile = policy(TEXT).profile("t")
    action = classify(request("t", "Read", {"file_path": path}, cwd=str(root)), profile)
    return resolve(action, root)[action.targets[-1].value]


def verdict(root: Path, path: str, tool: str = "Read", contained: bool = False) -> Decision:
    profile = Policy.of(TEXT, root / "wicketgate.yaml").profile("t")
    arguments = {"file_path": path, "content": ""}
    action = classify(request("t", tool, arguments, contained=contained), profile)
    return decide(action, Facts(resolve(action, root)), profile).decision


def test_nothing_to_resolve_is_nothing(root: Path) -> None:
    profile = policy(TEXT).profile("t")
    assert resolve(classify(request("t", "Bash", {"command": "ls"}), profile), root) == {}
    assert resolve(classify(request("t", "Read", {"file_path": "docs/a.md"}, contained=True), profile), root) == {}


def test_a_plain_file_leads_to_itself(root: Path) -> None:
    assert led(root, f"{root}/docs/a.md") == "docs/a.md"
    assert verdict(root, "docs/a.md") is Decision.ALLOW
    assert verdict(root, "docs/new.md", "Write") is Decision.ALLOW


@pytest.mark.parametrize(
    ("link", "target"),
    [("out", "/etc/hostname"), ("up", "../../beside"), ("hidden", "secret"), ("far", "/nowhere/at/all")],
)
def test_a_link_is_judged_where_it_leads(root: Path, link: str, target: str) -> None:
    (root / "docs" / link).symlink_to(target)
    assert verdict(root, f"docs/{link}") is Decision.DENY
    assert verdict(root, f"docs/{link}", "Write") is Decision.DENY


def test_a_linked_folder_is_judged_where_it_leads(root: Path, tmp_path: Path) -> None:
    (root / "docs" / "sub" / "etc").symlink_to("/etc")
    assert led(root, f"{root}/docs/sub/etc/hostname") == "/etc/hostname"
    assert verdict(root, "docs/sub/etc/not-there-yet", "Write") is Decision.DENY


def test_dots_after_a_link_are_judged_both_ways(root: Path, tmp_path: Path) -> None:
    (tmp_path / "beside" / "deep").mkdir(parents=True)
    (root / "docs" / "link").symlink_to(tmp_path / "beside" / "deep")
    assert verdict(root, "docs/link/../a.md") is Decision.DENY
    assert verdict(root, "docs/sub/../a.md") is Decision.ALLOW


def test_a_loop_cannot_be_resolved(root: Path) -> None:
    (root / "docs" / "loop").symlink_to("loop")
    (root / "docs" / "ping").symlink_to("pong")
    (root / "docs" / "pong").symlink_to("ping")
    assert resolve_one(root, "docs/loop") is None
    assert resolve_one(root, "docs/ping/x") is None
    assert verdict(root, "docs/loop") is Decision.DENY


def test_home_is_followed(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(root))
    assert resolve_one(root, "~/docs/a.md") == "docs/a.md"
    assert verdict(root, "~/docs/a.md") is Decision.ALLOW
    assert verdict(root, "~/docs/secret") is Decision.DENY


def test_the_workspace_itself_is_a_dot(root: Path) -> None:
    (root / "docs" / "all").symlink_to("..")
    assert resolve_one(root, "docs/all") == "."


def test_a_workspace_that_is_gone_resolves_nothing(root: Path) -> None:
    profile = policy(TEXT).profile("t")
    assert resolve(classify(request("t", "Read", {"file_path": "docs/a.md"}), profile), root / "gone") == {}


def resolve_one(root: Path, path: str) -> str | None:
    profile = Policy.of(TEXT, root / "wicketgate.yaml").profile("t")
    action = classify(request("t", "Read", {"file_path": path}), profile)
    return resolve(action, root)[action.targets[0].value]
