"""Settings merged into a file that somebody else's live in: nothing of theirs is lost, and all of ours leaves again."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wicketgate.errors import ConfigError
from wicketgate.intercept.hook_only.merge import merged, parse, removed, stripped, text
from wicketgate.intercept.hook_only.settings import EVENTS, LOADER, HookOptions, managed, user
from wicketgate.intercept.hook_only.settings_file import Place

ORDER = HookOptions("/s/wicketgate", "/p/wicketgate.yaml", "work")
OURS = managed(ORDER)
THEIR_HOOK = {"matcher": "Bash", "hooks": [{"type": "command", "command": "theirs"}]}
THEIRS: dict[str, Any] = {
    "model": "opus",
    "disableAutoMode": "no",
    "env": {"FOO": "bar", "LD_PRELOAD": "/theirs.so"},
    "permissions": {"deny": ["WebSearch", "Bash(curl:*)"], "allow": ["Read"], "defaultMode": "plan"},
    "hooks": {"PreToolUse": [THEIR_HOOK], "Stop": [THEIR_HOOK]},
}
VALUES = st.sampled_from([None, True, 0, "", "x", [], ["x"], {}, {"y": 1}])
ENTRIES = st.lists(st.sampled_from([{"matcher": "a"}, {}, THEIR_HOOK, OURS["hooks"]["SessionEnd"][0]]), max_size=3)
TREES = st.fixed_dictionaries(
    {},
    optional={
        "model": VALUES,
        "disableAutoMode": VALUES,
        "apiKeyHelper": VALUES,
        "env": st.dictionaries(st.sampled_from(["FOO", *LOADER]), VALUES) | VALUES,
        "permissions": st.fixed_dictionaries(
            {},
            optional={"deny": st.lists(st.sampled_from(["WebSearch", "X", "Y"]), unique=True), "defaultMode": VALUES},
        ),
        "hooks": st.dictionaries(st.sampled_from(["Stop", "PreToolUse", "SessionEnd"]), ENTRIES),
    },
)


def test_nothing_of_theirs_is_lost() -> None:
    whole = merged(THEIRS, OURS)
    assert whole["model"] == "opus" and whole["env"] == {"FOO": "bar", **dict.fromkeys(LOADER, "")}
    assert whole["hooks"]["PreToolUse"][0] == THEIR_HOOK and whole["hooks"]["Stop"] == [THEIR_HOOK]
    assert whole["hooks"]["PreToolUse"][1] == OURS["hooks"]["PreToolUse"][0]
    assert whole["permissions"]["deny"][:2] == ["WebSearch", "Bash(curl:*)"]
    assert set(OURS["permissions"]["deny"]) <= set(whole["permissions"]["deny"])
    assert whole["permissions"]["allow"] == ["Read"]


def test_where_both_speak_ours_holds() -> None:
    whole = merged(THEIRS, OURS)
    assert whole["disableAutoMode"] == "disable" and whole["permissions"]["defaultMode"] == "dontAsk"


@given(TREES)
def test_ours_leave_as_they_came(theirs: dict[str, Any]) -> None:
    whole = merged(theirs, OURS)
    assert merged(whole, OURS) == whole
    assert removed(whole, OURS, theirs) == theirs


@given(TREES)
def test_what_somebody_changed_since_stays(theirs: dict[str, Any]) -> None:
    whole = merged(theirs, OURS)
    whole["disableAutoMode"], whole["new"] = "changed", [1]
    whole["hooks"]["PreToolUse"].append(THEIR_HOOK)
    left = removed(whole, OURS, theirs)
    assert left["disableAutoMode"] == "changed" and left["new"] == [1]
    assert left["hooks"]["PreToolUse"] == [*theirs.get("hooks", {}).get("PreToolUse", []), THEIR_HOOK]


def test_hooks_of_an_installation_nobody_remembers_are_taken_out() -> None:
    old = managed(HookOptions("/other/wicketgate", "/o.yaml", "old"))
    assert stripped({"hooks": merged(THEIRS, old)["hooks"]}) == {"hooks": THEIRS["hooks"]}
    assert stripped({"hooks": old["hooks"]}) == {}


def test_hooks_of_an_installation_from_before_the_program_was_renamed_are_taken_out() -> None:
    former = text({"hooks": merged(THEIRS, OURS)["hooks"]}).replace(b"hook_only/hook_program.py", b"laptop/knock.py")
    assert stripped(parse(former, "settings.json")) == {"hooks": THEIRS["hooks"]}


BROKEN = [
    b"[]",
    b"{",
    b'{"a": 1, "a": 2}',
    b"\xff",
    b'{"hooks": []}',
    b'{"hooks": {"Stop": {}}}',
    b'{"permissions": 1}',
]
BROKEN += [b'{"permissions": {"deny": "x"}}', b"{" * 100_000]


@pytest.mark.parametrize("raw", BROKEN, ids=range(len(BROKEN)))
def test_file_that_cannot_be_understood_is_refused(raw: bytes) -> None:
    with pytest.raises(ConfigError):
        parse(raw, "settings.json")


def test_every_event_blocks_on_failure_and_its_command_line_names_it() -> None:
    for event in EVENTS:
        (entry,) = OURS["hooks"][event]
        (hook,) = entry["hooks"]
        assert hook["onFailure"] == "block" and hook["type"] == "command"
        assert hook["args"][-1] == event and hook["args"][:2] == ["-I", "-S"]
    assert "allow" not in OURS["permissions"] and OURS["allowManagedHooksOnly"] is True
    assert set(user(ORDER)) == {"hooks", "permissions"}


@pytest.mark.parametrize(
    "changed", [{"state": "s"}, {"policy": "/${x}"}, {"task": "a\nb"}, {"ask": "me"}, {"seconds": 0}]
)
def test_what_would_not_arrive_as_it_is_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(ConfigError):
        HookOptions(**{"state": "/s", "policy": "/p", "task": "t", **changed})


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """Return a place in a folder of its own."""
    folder = tmp_path / "claude-code"
    folder.mkdir(mode=0o755)
    return Place(folder / "managed-settings.json")


RAW = b'{"model":   "opus",\n\n "hooks": {"Stop": []}}'


def test_uninstall_restores_the_file_byte_for_byte(place: Place) -> None:
    place.path.write_bytes(RAW)
    place.path.chmod(0o640)
    assert place.install(OURS, {})
    (backup,) = place.path.parent.glob("*.backup")
    assert backup.read_bytes() == RAW and backup.stat().st_mode & 0o777 == 0o600
    assert place.path.stat().st_mode & 0o777 == 0o640
    assert place.uninstall()
    assert place.path.read_bytes() == RAW
    assert [path.name for path in place.path.parent.iterdir()] == [place.path.name]
    assert not place.uninstall()


def test_where_there_was_nothing_nothing_is_left(place: Place) -> None:
    assert place.install(OURS, {}) and json.loads(place.path.read_bytes()) == OURS
    assert place.path.stat().st_mode & 0o777 == 0o644
    assert place.uninstall() and list(place.path.parent.iterdir()) == []


def test_twice_is_once(place: Place) -> None:
    place.path.write_bytes(RAW)
    place.install(OURS, {})
    before = {path.name: path.read_bytes() for path in place.path.parent.iterdir()}
    assert place.install(OURS, {}) is False
    assert {path.name: path.read_bytes() for path in place.path.parent.iterdir()} == before


def test_another_installation_replaces_the_first_and_the_original_still_comes_back(place: Place) -> None:
    place.path.write_bytes(RAW)
    place.install(managed(HookOptions("/s", "/old.yaml", "old")), {})
    place.install(OURS, {})
    assert b"old.yaml" not in place.path.read_bytes()
    place.uninstall()
    assert place.path.read_bytes() == RAW


def test_edited_since_only_ours_leaves(place: Place) -> None:
    place.path.write_bytes(RAW)
    place.install(OURS, {})
    edited = json.loads(place.path.read_bytes()) | {"added": 1, "disableAutoMode": "mine"}
    place.path.write_bytes(text(edited))
    assert not place.intact() and place.missing() == ["disableAutoMode"]
    place.uninstall()
    assert json.loads(place.path.read_bytes()) == {**json.loads(RAW), "added": 1, "disableAutoMode": "mine"}


def test_edited_since_and_installed_again_keeps_the_edit(place: Place) -> None:
    place.install(OURS, {})
    place.path.write_bytes(text(json.loads(place.path.read_bytes()) | {"added": 1, "allowManagedHooksOnly": False}))
    assert place.missing() == ["allowManagedHooksOnly"]
    assert place.install(OURS, {})
    assert place.intact() and json.loads(place.path.read_bytes())["added"] == 1
    place.uninstall()
    assert json.loads(place.path.read_bytes())["added"] == 1


def test_links_and_what_others_may_write_are_refused(place: Place, tmp_path: Path) -> None:
    target = tmp_path / "elsewhere.json"
    target.write_text("{}")
    place.path.symlink_to(target)
    with pytest.raises(ConfigError):
        place.install(OURS, {})
    assert target.read_text() == "{}"
    place.path.unlink()
    place.path.write_text("{}")
    place.path.chmod(0o666)
    with pytest.raises(ConfigError):
        place.install(OURS, {})
    place.path.chmod(0o644)
    place.path.parent.chmod(0o777)
    with pytest.raises(ConfigError):
        place.install(OURS, {})
    place.path.parent.chmod(0o755)
    linked = tmp_path / "linked"
    linked.symlink_to(place.path.parent)
    with pytest.raises(ConfigError):
        Place(linked / place.path.name).install(OURS, {})


def test_cut_off_before_the_file_was_written_nothing_is_lost(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.path.write_bytes(RAW)
    replace = Path.replace

    def cut(self: Path, target: Path) -> Path:
        if target == place.path:
            raise OSError(28, os.strerror(28))
        return replace(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", cut)
        with pytest.raises(ConfigError, match="no space"):
            place.install(OURS, {})
    assert place.path.read_bytes() == RAW and not place.intact()
    place.install(OURS, {})
    place.uninstall()
    assert json.loads(place.path.read_bytes()) == json.loads(RAW)
