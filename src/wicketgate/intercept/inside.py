"""Where things lie inside the sandbox of an agent: paths and the loopback addresses of the ways out."""

from __future__ import annotations

WORKSPACE = "/workspace"
HOME = "/home/agent"
CLAUDE = "/opt/claude/claude"
MANAGED = "/etc/claude-code/managed-settings.json"
"""Read-only, and outranks every other settings file and most flags."""
MANAGED_MCP = "/etc/claude-code/managed-mcp.json"
"""The only place that may name a server on plain http; with it, no other server is loaded."""

MODEL = "http://127.0.0.1:8701"
HOOKS = "http://127.0.0.1:8702"
PROXY = "http://127.0.0.1:8703"
TOOLS = "http://127.0.0.1:8704/mcp"
DATABASE = ("127.0.0.1", 8705)
AGENT = "/run/ssh-agent"
NOWHERE = "http://127.0.0.1:9"
"""The proxy of a task without network: nothing listens there, so that a request fails at once."""
