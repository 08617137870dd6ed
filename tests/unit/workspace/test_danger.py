"""What something later executes is asked about; what nothing executes is not."""

from __future__ import annotations

import pytest

from wicketgate.workspace.danger import dangers
from wicketgate.workspace.danger_table import TABLE

ASKED = {
    "git-setting": [".gitmodules", ".gitattributes", "sub/.gitattributes", "docs/sub/HEAD"],
    "git-hooks": [".pre-commit-config.yaml", ".husky/pre-commit", ".githooks/post-merge", "lefthook.yml"],
    "workflow": [".github/workflows/x.yml", ".gitlab-ci.yml", ".circleci/config.yml", "Jenkinsfile"],
    "agent-setting": [
        ".claude/settings.json", ".claude/commands/x.md", "CLAUDE.md", "deep/AGENTS.md", ".mcp.json",
        ".cursor/mcp.json", ".codex/config.toml", ".Claude/settings.json",
    ],
    "editor-setting": [".vscode/tasks.json", ".idea/workspace.xml", ".devcontainer/devcontainer.json", ".vimrc"],
    "shell-start": [".bashrc", ".envrc", ".profile", "home/.zshrc", ".ssh/authorized_keys"],
    "package-script": ["package.json", "web/package.json", ".npmrc", ".yarnrc.yml", "Gemfile", "node_modules/x/i.js"],
    "python-start": [
        "setup.py", "pyproject.toml", "tox.ini", "noxfile.py", "tests/conftest.py", "x.pth", "sitecustomize.py",
        "usercustomize.py", "pip.conf", "requirements-dev.txt", "lib/__pycache__/a.pyc",
    ],
    "build-recipe": [
        "Makefile", "GNUmakefile", "build.rs", "build.gradle.kts", "pom.xml", "CMakeLists.txt", "justfile", "Rakefile",
    ],
    "script": ["run.sh", "deploy.PS1", "x.bat"],
    "tool-setting": ["vite.config.ts", ".eslintrc.json", ".gdbinit"],
    "container": ["Dockerfile", "Dockerfile.dev", "docker-compose.yml", "compose.override.yaml"],
    "infrastructure": ["main.tf", "x.service", "crontab"],
    "environment": [".env", ".env.production", "server.key"],
    "program": ["lib/x.so", "x.so.1", "tool.jar", "a.whl"],
}  # fmt: skip


@pytest.mark.parametrize(("rule", "path"), [(rule, path) for rule, paths in ASKED.items() for path in paths])
def test_what_is_executed_later_is_asked_about(rule: str, path: str) -> None:
    assert rule in {found.id for found in dangers(path)}


def test_every_row_has_an_example() -> None:
    assert {row[0] for row in TABLE} == set(ASKED)


@pytest.mark.parametrize(
    "path", ["drafts/reply-1.md", "src/app.py", "src/lib.rs", "docs/a.txt", "data/x.csv", "a/c.json", "pkg/__init__.py"]
)
def test_ordinary_files_are_not_asked_about(path: str) -> None:
    assert dangers(path, start=b"hello", executable=False) == ()


def test_mode_first_bytes_type_and_name_count() -> None:
    found = dangers("notes", start=b"#!/bin/sh", executable=True, link=True)
    assert [rule.id for rule in found] == ["executable", "shebang", "link"]
    assert [rule.id for rule in dangers("a", start=b"\x7fELF\2")] == ["binary"]
    assert [rule.id for rule in dangers("docs/-rf")] == ["dash-name"]
    assert [rule.id for rule in dangers("docs/$(x)")] == ["odd-name"]


def test_a_link_in_the_place_of_a_folder_counts_as_the_folder() -> None:
    assert "agent-setting" in {rule.id for rule in dangers(".claude", link=True)}


def test_every_row_says_why() -> None:
    assert all(reason and words.split() for _, reason, words in TABLE)
