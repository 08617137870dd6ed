"""Claude Code's managed settings for one task: takes a profile, gives the tightest configuration that still works.

They are mounted read-only and outrank every other file and flag. They are a second wall: what the agent
can do is decided outside. A misspelt key is dropped silently, so a test proves each protection on the real binary.
"""

from __future__ import annotations

import json
from typing import Any

from wicketgate.intercept import inside
from wicketgate.intercept.environment import pinned_variables
from wicketgate.intercept.hook_events import ABOUT_A_TOOL, PATHS
from wicketgate.policy import Profile
from wicketgate.policy.builtin_tools import ADMITTED_BY, ALWAYS, NO_KEY
from wicketgate.tools.catalogue import offered_tools

FIRST_VERSION = "2.1.295"
"""Earlier versions drop `onFailure` without a word, and a hook that cannot be reached lets the call run."""
TIMEOUT = 30
"""Seconds Claude Code waits for an answer before it blocks; longer than the endpoint takes to give one."""
NO_HTTP = frozenset({"SessionStart"})
"""Events at which Claude Code runs no http hook; the start of a run is on record anyway."""
SERVER = "wicketgate"


def managed_settings(profile: Profile) -> dict[str, Any]:
    """Return the managed settings for a task."""
    return {
        "requiredMinimumVersion": FIRST_VERSION,
        "env": pinned_variables(profile),
        **_hooks(),
        **_permissions(profile),
        **_servers(),
        **_off(profile),
    }


def files(profile: Profile) -> dict[str, bytes]:
    """Return the files of the configuration, by their path inside the sandbox."""
    made = {inside.MANAGED: json.dumps(managed_settings(profile), indent=1).encode()}
    if offered_tools(profile):
        server = {"type": "http", "url": inside.TOOLS}
        made[inside.MANAGED_MCP] = json.dumps({"mcpServers": {SERVER: server}}).encode()
    return made


def denied_tools(profile: Profile) -> tuple[str, ...]:
    """Return Claude Code's own tools that no key of the task admits: the model is not even told of them."""
    task = profile.task
    granted = {
        ALWAYS: True,
        "files.read": bool(task.files.read),
        "files": bool(task.files.read or task.files.write),
        "commands": bool(task.commands),
        "network": bool(task.network),
        "agents": task.agents,
        "skills": bool(task.skills),
    }
    # A key this table does not know admits nothing.
    closed = {tool for tool, key in ADMITTED_BY.items() if not granted.get(key, False)}
    return tuple(sorted(closed | NO_KEY))


def _hooks() -> dict[str, Any]:
    return {
        "allowManagedHooksOnly": True,
        "allowedHttpHookUrls": [inside.HOOKS + path for path in PATHS],
        "httpHookAllowedEnvVars": [],
        "hooks": {event: [_hook(event, path)] for path, event in PATHS.items() if event not in NO_HTTP},
    }


def _hook(event: str, path: str) -> dict[str, Any]:
    call = {"type": "http", "url": inside.HOOKS + path, "timeout": TIMEOUT, "onFailure": "block"}
    return {"matcher": "*", "hooks": [call]} if event in ABOUT_A_TOOL else {"hooks": [call]}


def _permissions(profile: Profile) -> dict[str, Any]:
    return {
        "allowManagedPermissionRulesOnly": True,
        "disableAutoMode": "disable",
        # INVARIANT: no allow rules. Where nothing is allowed, a hook that fell silent lets little through.
        "permissions": {
            "disableBypassPermissionsMode": "disable",
            "defaultMode": "dontAsk",
            "deny": list(denied_tools(profile)),
        },
    }


def _servers() -> dict[str, Any]:
    return {
        "allowManagedMcpServersOnly": True,
        "allowedMcpServers": [],
        "enableAllProjectMcpServers": False,
        "disableClaudeAiConnectors": True,
        "disableDirectMcpSkills": True,
        "disableSideloadFlags": True,
        "strictKnownMarketplaces": [],
        "disableCommandPluginSources": True,
    }


def _off(profile: Profile) -> dict[str, Any]:
    task = profile.task
    locked = ["hooks", "mcp"]
    locked += [] if task.skills else ["skills"]
    locked += [] if task.agents else ["agents"]
    return {
        "strictPluginOnlyCustomization": locked,
        # A command that a settings file names, run without any hook: an empty one of ours outranks it.
        "apiKeyHelper": "",
        "skipWebFetchPreflight": True,
        "disableWorkflows": True,
        "disableRemoteControl": True,
        "disableAgentView": True,
        "enableArtifact": False,
        "disableBundledSkills": not task.skills,
        # A skill's own `!command` runs beside the hooks, so only where any program may start.
        "disableSkillShellExecution": task.commands != "any",
        "feedbackSurveyRate": 0,
    }
