"""The environment and the home of the agent, made from nothing: takes a profile, gives variables and files.

No value of the operator's environment enters. The key is a placeholder: the model route puts the real one in outside.
"""

from __future__ import annotations

import json
import re

from wicketgate.intercept import inside
from wicketgate.policy import Profile
from wicketgate.tools.catalogue import postgres_source

PLACEHOLDER = "wicketgate-placeholder-the-real-key-stays-outside"
TERMINAL = re.compile(r"[A-Za-z0-9][A-Za-z0-9+._-]{0,63}", re.ASCII)
OFF = (
    "CLAUDE_CODE_DISABLE_AGENT_VIEW",
    "CLAUDE_CODE_DISABLE_ARTIFACT",
    "CLAUDE_CODE_DISABLE_AUTO_MEMORY",
    "CLAUDE_CODE_DISABLE_CRON",
    "CLAUDE_CODE_DISABLE_FEATURE_FLAGS",
    "CLAUDE_CODE_DISABLE_FEEDBACK_SURVEY",
    "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC",
    "CLAUDE_CODE_DISABLE_OFFICIAL_MARKETPLACE_AUTOINSTALL",
    "CLAUDE_CODE_DISABLE_WORKFLOWS",
    "CLAUDE_CODE_IDE_SKIP_AUTO_INSTALL",
    "CLAUDE_CODE_SKIP_MCP_DEBUG_LOG_FILES",
    "DISABLE_AUTOUPDATER",
    "DISABLE_BUG_COMMAND",
    "DISABLE_COST_WARNINGS",
    "DISABLE_ERROR_REPORTING",
    "DISABLE_FEEDBACK_COMMAND",
    "DISABLE_INSTALLATION_CHECKS",
    "DISABLE_LOGIN_COMMAND",
    "DISABLE_LOGOUT_COMMAND",
    "DISABLE_TELEMETRY",
    "DISABLE_UPDATES",
)


ELSEWHERE = (
    "CLAUDE_CODE_USE_ANTHROPIC_AWS",
    "CLAUDE_CODE_USE_BEDROCK",
    "CLAUDE_CODE_USE_FOUNDRY",
    "CLAUDE_CODE_USE_MANTLE",
    "CLAUDE_CODE_USE_VERTEX",
)
"""Switches to other model providers, none of which can be reached."""


def proxies(profile: Profile) -> dict[str, str]:
    """Return every proxy variable, upper and lower case: the egress proxy where a host is granted, else nowhere."""
    proxy = inside.PROXY if profile.task.network or profile.task.ssh else inside.NOWHERE
    upper = {"HTTP_PROXY": proxy, "HTTPS_PROXY": proxy, "ALL_PROXY": proxy, "NO_PROXY": "127.0.0.1"}
    return upper | {name.lower(): value for name, value in upper.items()}


def pinned_variables(profile: Profile) -> dict[str, str]:
    """Return the variables that managed settings hold too, so that no settings file inside can change them."""
    return {
        **proxies(profile),
        "ANTHROPIC_BASE_URL": inside.MODEL,
        "ANTHROPIC_API_KEY": PLACEHOLDER,
        **dict.fromkeys(OFF, "1"),
        **dict.fromkeys(ELSEWHERE, "0"),
        # The few tools of a task are told in full; otherwise the model must first search for those of the gateway.
        "ENABLE_TOOL_SEARCH": "false",
    }


def environment(profile: Profile, terminal: str = "xterm-256color") -> dict[str, str]:
    """Return the agent's whole environment."""
    return {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "HOME": inside.HOME,
        "USER": "agent",
        "LOGNAME": "agent",
        "SHELL": "/bin/bash",
        "LANG": "C.UTF-8",
        "TMPDIR": "/tmp",  # noqa: S108 - inside the sandbox, where it is private
        "TERM": terminal if TERMINAL.fullmatch(terminal) else "xterm-256color",
        "COLORTERM": "truecolor",
        "IS_SANDBOX": "1",
        "CLAUDE_CODE_SANDBOXED": "1",
        **pinned_variables(profile),
    }


def database(profile: Profile) -> dict[str, str]:
    """Return the variables by which PostgreSQL's clients find the task's source: no password is among them."""
    if postgres_source(profile) is None:
        return {}
    host, port = inside.DATABASE
    name = profile.task.tools["db.query"].source or ""
    return {
        "PGHOST": host,
        "PGPORT": str(port),
        "PGUSER": "agent",
        "PGDATABASE": name,
        "PGSSLMODE": "disable",
        "PGGSSENCMODE": "disable",
    }


def seeds() -> dict[str, bytes]:
    """Return the files a fresh home begins with, so that Claude Code starts without its onboarding questions."""
    project = {"hasTrustDialogAccepted": True, "hasCompletedProjectOnboarding": True, "allowedTools": []}
    state = {
        "hasCompletedOnboarding": True,
        "lastOnboardingVersion": "2.1.330",
        "numStartups": 1,
        "theme": "dark",
        "autoUpdates": False,
        "installMethod": "native",
        # Claude Code asks whether to use a key it finds in the environment, and remembers its last characters.
        "customApiKeyResponses": {"approved": [PLACEHOLDER[-20:]], "rejected": []},
        "projects": {inside.WORKSPACE: project},
    }
    return {f"{inside.HOME}/.claude.json": json.dumps(state).encode()}
