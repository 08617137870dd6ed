"""Hostile names are kept, shown and refused; twins and disguised repositories are recognised."""

from __future__ import annotations

import os

import pytest

from wicketgate.workspace.file_names import fold, hostile, in_repository, is_policy, shown

HOSTILE = {
    "": "not plain",
    "a/../b": "not plain",
    "a//b": "not plain",
    "a\nb": "control",
    "a\x1b[2Jb": "control",
    "a\u202etxt.exe": "control",
    "zero\u200bwidth": "control",
    "line\u2028separator": "control",
    os.fsdecode(b"caf\xe9"): "UTF-8",
    "x" * 200 + "/" + "y" * 900: "longer",
    "trailing ": "blank",
    "dot.": "dot",
}


@pytest.mark.parametrize(("path", "reason"), HOSTILE.items())
def test_hostile_names_are_refused_with_their_reason(path: str, reason: str) -> None:
    assert reason in hostile(path)


@pytest.mark.parametrize("path", ["a.md", "docs/übersicht.md", "文件/读我", ".hidden", "with space/x", "a-b_c+d"])
def test_ordinary_names_are_not_refused(path: str) -> None:
    assert hostile(path) == ""


def test_what_a_terminal_would_obey_is_written_out() -> None:
    assert shown("a\x1b\n\u202e" + os.fsdecode(b"\xff")) == "a<U+001B><U+000A><U+202E><FF>"


@pytest.mark.parametrize(
    "path", [".git/config", ".GIT/hooks/x", "a/.git", "a/.Git/x", ".g\u200cit/x", "git~1/x", ".git./x"]
)
def test_a_repository_is_recognised_under_any_spelling(path: str) -> None:
    assert in_repository(path)


@pytest.mark.parametrize("path", [".gitignore", "git/x", "a.git/x", ".github/x"])
def test_what_only_looks_like_a_repository_is_not_one(path: str) -> None:
    assert not in_repository(path)


@pytest.mark.parametrize("path", ["wicketgate.yaml", "deep/Wicketgate.YML", "x/wicketgate.yaml."])
def test_a_policy_file_is_recognised_anywhere(path: str) -> None:
    assert is_policy(path)


def test_case_and_spelling_twins_fold_to_one() -> None:
    assert fold("Straße/É.md") == fold("strasse/e\u0301.MD")
