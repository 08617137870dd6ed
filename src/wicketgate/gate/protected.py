"""Files that need more than a pattern: git's own, and what something later executes. Takes canonical paths."""

from __future__ import annotations

import re

from wicketgate.gate.globs import fold

# Whoever may write one of these gets a program run later, by a person, an editor, a shell, a build or an agent.
EXECUTED = re.compile(
    r"""(?:^|/)(?:
        \.claude(?:/.*)? | \.mcp\.json | claude(?:\.local)?\.md | agents\.md
      | \.github/(?:workflows|actions)/.* | \.gitlab-ci\.ya?ml | \.circleci/.* | jenkinsfile | \.pre-commit-config\.yaml
      | \.husky/.* | \.githooks/.* | \.gitattributes | \.gitmodules | \.gitconfig
      | \.vscode/.* | \.idea/.* | \.devcontainer(?:/.*)? | \.devcontainer\.json | [^/]*\.code-workspace
      | \.cursor/.* | \.envrc | \.direnv/.* | \.tool-versions | \.mise\.toml
      | \.bash(?:rc|_profile|_login|_logout|_aliases) | \.zsh(?:rc|env) | \.z(?:profile|login|logout) | \.profile
      | \.inputrc | \.tmux\.conf | \.vimrc | \.exrc | \.npmrc | \.yarnrc(?:\.yml)? | \.gemrc | \.pypirc | \.ssh/.*
      | \.gdbinit | \.lldbinit
      | package\.json | makefile | gnumakefile | [^/]*\.mk | justfile | taskfile\.ya?ml | rakefile | gemfile
      | dockerfile[^/]* | (?:docker-)?compose[^/]*\.ya?ml | vagrantfile
      | conftest\.py | (?:site|user)customize\.py | [^/]*\.pth | setup\.(?:py|cfg) | pyproject\.toml
      | tox\.ini | noxfile\.py
      | build\.(?:rs|gradle|gradle\.kts) | cargo\.toml | \.cargo/.* | pom\.xml | gradlew
      | cmakelists\.txt | meson\.build
      | [^/]*\.config\.[cm]?[jt]s
    )$""",
    re.VERBOSE,
)


def later_executed(path: str) -> bool:
    """Return whether something will later run what is written at `path`."""
    return EXECUTED.search(fold(path)) is not None


def git_internal(path: str) -> bool:
    """Return whether `path` is a repository's own state (config, hooks, objects), at any depth."""
    return ".git" in fold(path).split("/")
