"""The command line of Claude Code as the operator typed it, made into the one that runs inside.

The sandbox bounds whatever a flag does; a flag is refused here where it could only fail inside, or would silently not
have the effect its name promises.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from wicketgate.errors import ConfigError
from wicketgate.intercept import inside

REFUSED: dict[str, str] = {
    "--settings": "settings are made from the policy",
    "--managed-settings": "settings are made from the policy",
    "--mcp-config": "grant scoped tools under `tools:`",
    "--plugin-dir": "plugins are not loaded in a run",
    "--plugin-url": "plugins are not loaded in a run",
    "--agents": "grant `agents: true` and define them in .claude/agents",
    "--permission-prompt-tool": "approvals are answered with `wicketgate approvals`",
    "--sdk-url": "the model is reached by the policy's `model:`",
    "--bg": "a run ends with its command",
    "--background": "a run ends with its command",
    "--tmux": "a run has one terminal of its own",
    "-w": "the whole workspace is a copy already",
    "--worktree": "the whole workspace is a copy already",
    "--cloud": "the agent runs here",
    "--environment": "the agent runs here",
    "--teleport": "the agent runs here",
    "--desktop": "the agent runs here",
    "--remote-control": "the agent is not reachable from outside",
    "--rc": "the agent is not reachable from outside",
    "--chrome": "no browser is reachable from inside",
    "--ide": "no editor is reachable from inside",
    "--from-pr": "the network is what the policy grants",
    "--file": "files are what the policy grants",
}
COMMANDS = frozenset(
    {"agents", "attach", "auth", "auto-mode", "doctor", "gateway", "import", "install", "logs", "mcp", "plugin"}
    | {"plugins", "purge", "respawn", "rm", "setup-token", "stop", "kill", "ultrareview", "update", "upgrade"}
)


def is_claude(argv: Sequence[str]) -> bool:
    """Return whether a command line starts Claude Code."""
    return bool(argv) and PurePosixPath(argv[0]).name == "claude"


def arguments(argv: Sequence[str]) -> tuple[str, ...]:
    """Return `claude …` as it runs inside; ConfigError names a flag that cannot work there, and what does instead."""
    if not is_claude(argv):
        raise ConfigError("expected `claude …`", "any other command runs with `wicketgate exec`")
    if len(argv) > 1 and argv[1] in COMMANDS:
        raise ConfigError(f"`claude {argv[1]}` manages an installation and cannot run in a sandbox", "run it outside")
    for flag, value in _flags(argv[1:]):
        if flag in REFUSED:
            raise ConfigError(f"claude's {flag} cannot be used in a run", REFUSED[flag])
        if flag == "--add-dir":
            _check_folder(value)
    return (inside.CLAUDE, *argv[1:])


def _flags(rest: Sequence[str]) -> Iterator[tuple[str, str]]:
    for index, word in enumerate(rest):
        if word == "--":
            return
        flag, equals, value = word.partition("=")
        if flag.startswith("-"):
            following = rest[index + 1] if index + 1 < len(rest) else ""
            yield flag, value if equals else following


def _check_folder(folder: str) -> None:
    path = PurePosixPath(inside.WORKSPACE, folder)
    if ".." in path.parts or not path.is_relative_to(inside.WORKSPACE):
        raise ConfigError(
            f"claude's --add-dir names what does not exist inside ({folder})", "grant it under files.read"
        )
