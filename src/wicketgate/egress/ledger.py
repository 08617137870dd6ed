"""What the record says about the model route: takes requests, results and tool calls, notes them; bounded per run.

A request's entry is durable before the request is forwarded. The agent's own words are digests and sizes, never text;
the model's tool calls are kept, cleaned, because they are what the run did.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from wicketgate.egress import messages, strict
from wicketgate.egress.stream import ToolUse
from wicketgate.ports import Audit, Ticket

KEPT = 64 << 10
REFUSALS = 1_000
SKILLS = frozenset({"Skill", "SlashCommand"})
RESULTS = 100_000
STARTED = re.compile(r"<command-name>\s*/?([A-Za-z0-9_.:-]{1,256})\s*</command-name>", re.ASCII)
"""How Claude Code spells a skill or command that was started as `/name` (2.1.330)."""


class Ledger:
    """Notes of one run's model route."""

    def __init__(self, audit: Audit, clean: Callable[[str], str], activate: Callable[[str], None]) -> None:
        self._audit, self._clean, self._activate = audit, clean, activate
        self._results: set[tuple[str, str]] = set()
        self._refused = 0

    def request(self, body: Mapping[str, Any], size: int, tokens: int, agent: str, path: str) -> Ticket:
        """Note a request that is about to be forwarded, and what is new in it: tool results, skills started by name."""
        for skill in dict.fromkeys(name for text in messages.said(body) for name in STARTED.findall(text)):
            self._activate(skill)
        for block in messages.blocks(body, "tool_result"):
            self._result(block)
        return self._audit.note(
            "model.request",
            {
                "path": path,
                "model": body["model"],
                "bytes": size,
                "estimate": tokens,
                "max_tokens": body.get("max_tokens"),
                "messages": len(body["messages"]),
                "tools": len(body.get("tools") or ()),
                "agent": agent,
                "digest": _digest({key: body.get(key) for key in ("system", "messages", "tools")}),
            },
        )

    async def tool_uses(self, uses: list[ToolUse]) -> None:
        """Note tool calls the model made, durably: each is on disk, and each skill active, before the client has it."""
        for skill in filter(None, map(_skill, uses)):
            self._activate(skill)
        tickets = [self._tool_use(use) for use in uses]
        if tickets:
            await tickets[-1].durable()  # and so every earlier one

    def _tool_use(self, use: ToolUse) -> Ticket:
        try:
            value = strict.mapped(json.loads(use.input), self._clean)
        except (ValueError, RecursionError):
            value = self._clean(use.input)
        text = json.dumps(value)
        body: dict[str, Any] = {"id": self._clean(use.id)[:128], "name": self._clean(use.name)[:128]}
        if len(text) <= KEPT:
            body["input"] = value
        else:
            body |= {"input_digest": _digest(value), "input_size": len(text), "input_head": text[:1024]}
        return self._audit.note("model.tool_use", body)

    def answer(self, asked: int, body: Mapping[str, Any]) -> None:
        """Note how a forwarded request ended."""
        self._audit.note("model.answer", {"asked": asked, **body})

    def unanswered(self, reason: str) -> None:
        """Note that a request got no answer that could be handed on."""
        self._audit.note("model.unanswered", {"reason": self._clean(reason)[:512]})

    def refused(self, method: str, target: str, reason: str) -> None:
        """Note a request that was not forwarded; after REFUSALS of them the rest is not written down."""
        self._refused += 1
        if self._refused <= REFUSALS:
            body = {"method": method, "target": self._clean(target)[:256], "reason": self._clean(reason)[:512]}
            self._audit.note("model.refused", {**body, "last": self._refused == REFUSALS})

    def _result(self, block: Mapping[str, Any]) -> None:
        content = block.get("content") or ""
        ident, digest = str(block.get("tool_use_id"))[:128], _digest(content)
        if (ident, digest) in self._results or len(self._results) >= RESULTS:
            return
        self._results.add((ident, digest))
        size = len(strict.dumps(content))
        error = block.get("is_error") is True
        self._audit.note("model.tool_result", {"id": ident, "digest": digest, "size": size, "is_error": error})


def _skill(use: ToolUse) -> str:
    """Return the skill a tool call takes up, or nothing."""
    if use.name not in SKILLS:
        return ""
    try:
        given = json.loads(use.input)
    except (ValueError, RecursionError):
        return ""
    named = given.get("skill") or given.get("command") if isinstance(given, dict) else None
    return named.split()[0][:256] if isinstance(named, str) and named.split() else ""


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
