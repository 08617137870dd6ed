"""Claude Code's settings on a laptop: takes what asks whom, gives the tightest configuration that still works there.

Managed settings outrank every other file and flag, and no agent without root can change them. A user's own settings
file can be changed by whatever runs as that user: there only the hooks and what else it honours is written.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wicketgate.errors import ConfigError
from wicketgate.intercept.hook_events import ABOUT_A_TOOL, PATHS
from wicketgate.intercept.hook_only import hook_program
from wicketgate.intercept.managed_settings import FIRST_VERSION
from wicketgate.policy.builtin_tools import NO_KEY

Tree = dict[str, Any]
HOOK_PROGRAM = str(Path(hook_program.__file__).resolve())
PROGRAM_PATHS = ("hook_only/hook_program.py", "laptop/knock.py")
"""How the path of our program ends, and how it ended in installations from before it was renamed."""
EVENTS = tuple(PATHS.values())
ASKS = ("wicketgate", "terminal")
SECONDS = 300
"""How long a person has for an answer, unless said otherwise."""
LONGEST = 3600
START = 60
"""Seconds beyond that: the warden may have to be started."""
WAITING = "asking wicketgate; if this takes long, it waits for you: wicketgate approvals list"
LOADER = ("LD_PRELOAD", "LD_AUDIT", "LD_LIBRARY_PATH")
"""Variables that would put other code into the hook's program; those of the user's settings file reach it."""


@dataclass(frozen=True, slots=True)
class HookOptions:
    """Which program asks which warden, under which task, and who is asked where it says ask."""

    state: str
    policy: str
    task: str
    ask: str = ASKS[0]
    seconds: int = SECONDS
    python: str = sys.executable

    def __post_init__(self) -> None:
        """Refuse what would not reach the program as it stands."""
        for text in (self.state, self.policy, self.task, self.python, HOOK_PROGRAM):
            # Claude Code fills in `${…}` in the arguments of a hook.
            if not text.isprintable() or "$" in text or "`" in text:
                raise ConfigError(f"expected a path or name without control characters, $ and ` (got {text!r})")
        for path in (self.state, self.policy, self.python):
            if not path.startswith("/"):
                raise ConfigError(f"expected an absolute path (got {path!r})")
        if self.ask not in ASKS or not 5 <= self.seconds <= LONGEST:
            raise ConfigError(f"expected --ask {' or '.join(ASKS)}, and --wait of 5 to {LONGEST} seconds")

    def argv(self, event: str) -> list[str]:
        """Return the command line of the hook of one event, the interpreter first."""
        order = [self.state, self.policy, self.task, self.ask, str(self.seconds), event]
        return [self.python, "-I", "-S", HOOK_PROGRAM, *order]


def managed(order: HookOptions, key_helper: str = "") -> Tree:
    """Return what belongs into the managed settings; `key_helper` is the operator's own, pinned as it is now."""
    return {
        "requiredMinimumVersion": FIRST_VERSION,
        # Another hook could rewrite the input after ours allowed it.
        "allowManagedHooksOnly": True,
        "allowManagedPermissionRulesOnly": True,
        "disableAutoMode": "disable",
        # Each of these starts programs, or lets others in, beside the hooks.
        "apiKeyHelper": key_helper,
        "disableSkillShellExecution": True,
        "disableWorkflows": True,
        "disableRemoteControl": True,
        "enableAllProjectMcpServers": False,
        "env": dict.fromkeys(LOADER, ""),
        **user(order),
    }


def user(order: HookOptions) -> Tree:
    """Return what a user's own settings file honours."""
    return {
        "hooks": {event: [_hook(order, event)] for event in EVENTS},
        "permissions": {
            "disableBypassPermissionsMode": "disable",
            # INVARIANT: no allow rules. Where nothing is allowed, a hook that fell silent lets little through.
            "defaultMode": "dontAsk" if order.ask == "wicketgate" else "default",
            "deny": sorted(NO_KEY),
        },
    }


def is_ours(entry: Any) -> bool:
    """Return whether a hook's entry starts our program."""
    hooks = entry.get("hooks") if isinstance(entry, dict) else None
    called = [hook.get("args") for hook in hooks or () if isinstance(hook, dict)] if isinstance(hooks, list) else []
    return any(isinstance(args, list) and any(str(arg).endswith(PROGRAM_PATHS) for arg in args) for args in called)


def _hook(order: HookOptions, event: str) -> Tree:
    program, *arguments = order.argv(event)
    call: Tree = {"type": "command", "command": program, "args": arguments, "onFailure": "block"}
    call["timeout"] = START + (order.seconds if event == "PreToolUse" else 0)
    if event == "PreToolUse":
        call["statusMessage"] = WAITING
    return {"matcher": "*", "hooks": [call]} if event in ABOUT_A_TOOL else {"hooks": [call]}
