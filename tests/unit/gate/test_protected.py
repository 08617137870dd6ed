"""What asks before it is written, because something runs it later: the gate's list lies within the commit's."""

from __future__ import annotations

import pytest

from wicketgate.gate.protected import git_internal, later_executed
from wicketgate.workspace.danger import dangers

RUN_LATER = [
    ".claude/settings.json",
    ".claude/hooks/x",
    ".mcp.json",
    "CLAUDE.md",
    "sub/claude.local.md",
    "AGENTS.md",
    ".github/workflows/ci.yml",
    ".github/actions/a/action.yml",
    ".gitlab-ci.yml",
    ".circleci/config.yml",
    "Jenkinsfile",
    ".pre-commit-config.yaml",
    ".husky/pre-push",
    ".githooks/x",
    ".gitattributes",
    ".gitmodules",
    ".gitconfig",
    ".vscode/tasks.json",
    ".idea/x",
    ".devcontainer/devcontainer.json",
    ".devcontainer.json",
    "a.code-workspace",
    ".cursor/rules",
    ".envrc",
    ".direnv/x",
    ".tool-versions",
    ".mise.toml",
    ".bashrc",
    ".bash_profile",
    ".zshenv",
    ".zlogin",
    ".profile",
    ".inputrc",
    ".tmux.conf",
    ".vimrc",
    ".exrc",
    ".npmrc",
    ".yarnrc.yml",
    ".gemrc",
    ".pypirc",
    ".ssh/config",
    ".gdbinit",
    ".lldbinit",
    "package.json",
    "app/Makefile",
    "GNUmakefile",
    "a.mk",
    "justfile",
    "Taskfile.yml",
    "Rakefile",
    "Gemfile",
    "Dockerfile",
    "Dockerfile.dev",
    "docker-compose.yml",
    "compose.prod.yaml",
    "Vagrantfile",
    "tests/conftest.py",
    "sitecustomize.py",
    "usercustomize.py",
    "a.pth",
    "setup.py",
    "setup.cfg",
    "pyproject.toml",
    "tox.ini",
    "noxfile.py",
    "build.rs",
    "build.gradle",
    "build.gradle.kts",
    "Cargo.toml",
    ".cargo/config.toml",
    "pom.xml",
    "gradlew",
    "CMakeLists.txt",
    "meson.build",
    "vite.config.mjs",
]
HARMLESS = [
    "docs/guide.md",
    "drafts/a.txt",
    "src/main.py",
    "makefile.md",
    "notes/package.json.md",
    "claude.mdx",
    "data.csv",
]


@pytest.mark.parametrize("path", RUN_LATER)
def test_what_is_run_later_is_known_to_the_gate_and_to_the_commit(path: str) -> None:
    assert later_executed(path)
    # Otherwise a commit would stop to ask about a file its own review called ready.
    assert dangers(path)


@pytest.mark.parametrize("path", HARMLESS)
def test_other_files_are_not(path: str) -> None:
    assert not later_executed(path)


@pytest.mark.parametrize("path", [".git", ".git/config", "a/.git/hooks/x", ".GIT/x", ".ｇit/config"])
def test_what_belongs_to_git(path: str) -> None:
    assert git_internal(path)


@pytest.mark.parametrize("path", [".github/x", "git/config", "a.git/x", ".gitignore"])
def test_what_does_not(path: str) -> None:
    assert not git_internal(path)
