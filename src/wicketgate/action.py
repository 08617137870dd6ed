"""The nouns of the flow: a Request becomes an Action, gets a Verdict, is admitted, has an Outcome.

None is changed once it is made. Nothing here does I/O, reads a clock or holds a secret that could be printed.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import field
from typing import Any

from wicketgate.noun import noun

Arguments = Mapping[str, Any]


class Way(enum.StrEnum):
    """Where a request was intercepted. Only the ways marked *outside* can grant anything."""

    HOOK = "hook"  # Claude Code's own word about itself, from inside: may deny and report, never grant
    MODEL = "model"  # outside: the model API
    EGRESS = "egress"  # outside: the proxy
    GATEWAY = "gateway"  # outside: a scoped tool
    COMMIT = "commit"  # outside: the workspace leaves the sandbox
    PYTHON = "python"  # a `Session` in the operator's own program
    DRY_RUN = "dry-run"  # `wicketgate decide`: nothing will happen


class Effect(enum.StrEnum):
    """What a request would do to the world."""

    NONE = "none"  # bookkeeping inside the agent
    READ = "read"  # files
    WRITE = "write"
    DELETE = "delete"
    EXECUTE = "execute"
    NETWORK = "network"
    QUERY = "query"  # rows of a data source
    SEND = "send"  # a message to somebody
    DELEGATE = "delegate"  # a subagent or a skill, whose own calls are judged again
    UNKNOWN = "unknown"


class Reversibility(enum.StrEnum):
    """How what was done can be undone (DESIGN.md: risk is reversibility)."""

    R0 = "R0"  # reads
    R1 = "R1"  # exactly undoable
    R2 = "R2"  # undoable unless someone else changed it since
    R3 = "R3"  # held: can be recalled
    R4 = "R4"  # only compensable
    R5 = "R5"  # irreversible


class Decision(enum.StrEnum):
    """What the gate says."""

    ALLOW = "allow"
    ASK = "ask"
    DENY = "deny"


@noun
class Target:
    """One thing a request would touch: `kind` is file, command, host, table, tool or address."""

    kind: str
    value: str
    access: str = "read"  # read, write, delete, execute, connect

    def __str__(self) -> str:
        return f"{self.access} {self.kind} {self.value}"


@noun
class Request:
    """What was asked, verbatim, and where it was intercepted."""

    task: str
    tool: str
    arguments: Arguments
    way: Way
    run: str = ""
    cwd: str = "/workspace"
    contained: bool = False
    """True only when the warden itself holds the sandbox the request came from."""
    agent: str = ""
    """The subagent's id, as reported; empty for the main loop."""


@noun
class Action:
    """A classified request: its effect, its targets, how it can be undone, where its values came from."""

    request: Request
    effect: Effect
    targets: tuple[Target, ...]
    reversibility: Reversibility
    external: bool = False
    """True when somebody outside could see or keep what is done."""
    readable: bool = True
    """False when the request could not be understood (an unreadable command, an unknown tool)."""
    origins: Mapping[str, str] = field(default_factory=dict)
    """Argument name to where its value came from: operator, policy, trusted, untrusted."""


@noun
class Grant:
    """A person's answer to one exact action; consumed when it is used."""

    id: str
    digest: str
    by: str
    endorsed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What was shown beside the action and endorsed with it: `tool/argument` to canonical values."""


@noun
class Facts:
    """What the caller looked up for a decision: everything that needs a clock, a disk or a session."""

    paths: Mapping[str, str | None] = field(default_factory=dict)
    """File target to where its links lead: `a/b` in the workspace, absolute outside, None where that is unknown."""
    used: Mapping[str, int] = field(default_factory=dict)
    """Budget name to what is spent and in flight: `calls`, or `rate:<rule>` and `bytes:<rule>` in their window."""
    labels: frozenset[str] = frozenset()
    """`untrusted` once untrusted text may have been read, `private` once private data may have been."""
    grant: Grant | None = None
    origins: Mapping[str, str] = field(default_factory=dict)
    """What the session knows of values that `Action.origins` cannot trace, by their path: where each came from."""
    offers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Values a person may endorse together with this action, in the form of `Grant.endorsed`."""
    narrowed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Each active skill that names the tools it leaves, to those; a call must be among them all."""


@noun
class Verdict:
    """A decision and its reason. `rule` is file:line of the policy, or `builtin` where no line speaks."""

    decision: Decision
    reason: str
    rule: str
    effect: Effect = Effect.UNKNOWN
    reversibility: Reversibility = Reversibility.R5
    targets: tuple[Target, ...] = ()
    origins: Mapping[str, str] = field(default_factory=dict)
    remedy: str = ""
    spends: Mapping[str, int] = field(default_factory=dict)
    """Budgets this verdict uses up when it allows, in the names of `Facts.used`."""
    endorses: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """On an ask, the values that a yes endorses for the rest of the session; on an allow, those it did endorse."""

    @property
    def allowed(self) -> bool:
        """Return whether the action may happen now."""
        return self.decision is Decision.ALLOW

    def to_json(self) -> dict[str, Any]:
        """Return the verdict as `wicketgate decide` prints it."""
        return {
            "decision": self.decision.value,
            "reason": self.reason,
            "rule": self.rule,
            "effect": self.effect.value,
            "reversibility": self.reversibility.value,
            "targets": [{"kind": t.kind, "value": t.value, "access": t.access} for t in self.targets],
            "origins": dict(self.origins),
            **({} if self.allowed else {"remedy": self.remedy}),
        }


@noun
class Admission:
    """An action decided and durably recorded. Whoever executes it must settle it, or it is closed as unknown."""

    action: Action
    verdict: Verdict
    asked: int
    decided: int
    """Indexes of the journal entries that recorded the request and the decision."""


@noun
class Result:
    """What an executed action returned, as raw text, before it is cleaned."""

    text: str
    ok: bool = True


@noun
class Outcome:
    """What is handed on: cleaned text, and the journal entry that recorded it."""

    text: str
    ok: bool
    entry: int
