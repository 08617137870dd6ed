"""Which beta features of the upstream a request may switch on: known harmless ones by name, of any date."""

from __future__ import annotations

import re

NAME = re.compile(r"([a-z0-9]+(?:-[a-z0-9]+)*)-(20\d\d-?[01]\d-?[0-3]\d)", re.ASCII)
OAUTH = "oauth-2025-04-20"
# Features that change how the model thinks, caches or counts. Left out, so dropped: files-api, mcp-*, web-*, skills,
# code-execution, computer-use, message-batches, managed agents, threads, memory, user profiles, fallback, fast mode.
KNOWN = (
    "claude-code interleaved-thinking context-management context-1m per-turn-control mid-conversation-system"
    " mid-conversation-system-clear-at mid-conversation-tool-changes thinking-token-count advanced-tool-use effort"
    " extended-cache-ttl prompt-caching-scope redact-thinking structured-outputs task-budgets token-counting"
    " fine-grained-tool-streaming token-efficient-tools thinking-display-updates claude-code-side-query compact"
)
HARMLESS = frozenset(KNOWN.split())


def admitted(value: bytes | None) -> list[str]:
    """Return the names in an `anthropic-beta` value that may go on, in order, each once."""
    names = (value or b"").decode("latin-1").split(",")
    kept = [name.strip() for name in names if _harmless(name.strip())]
    return list(dict.fromkeys(kept))[:32]


def _harmless(name: str) -> bool:
    match = NAME.fullmatch(name)
    return match is not None and match[1] in HARMLESS
