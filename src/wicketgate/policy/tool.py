"""One granted tool: what it does, what may be asked of it, and how much its values count. Values, parsed already."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from wicketgate.policy.amounts import Rate
from wicketgate.policy.argument import Argument
from wicketgate.policy.part import ArgumentPath, Name, Part, Pattern, ToolName

Digest = Annotated[str, Field(pattern=r"^sha256:[0-9a-f]{64}$")]
Effect = Literal["none", "read", "write", "delete", "execute", "network", "query", "send"]


class ToolGrant(Part):
    """One granted tool. `db.query` uses source, tables, rows and trusted; any tool may carry ask and limit."""

    source: Name | None = None
    tables: tuple[Pattern, ...] = ()
    """`name` or `name(column, column)`."""
    rows: Annotated[int, Field(gt=0, le=100_000)] = 500
    to: tuple[Pattern, ...] = ()
    effect: Effect | None = None
    reversibility: Literal["R0", "R1", "R2", "R3", "R4", "R5"] | None = None
    ask: Literal["always", "never"] | None = None
    limit: Rate | None = None
    arguments: dict[ArgumentPath, Argument] = Field(default_factory=dict)
    """What each named argument may be; others are free unless `closed`."""
    closed: bool = False
    """No argument but those in `arguments` may be given."""
    authority: Literal["none"] | tuple[ArgumentPath, ...] | None = None
    """Arguments that say who, where, which object or how much; None: derived from the tool's schema."""
    trusted: bool | tuple[ArgumentPath, ...] = False
    """Values of its results (all, or of these fields of JSON results) count as trusted."""
    reads: Name | None = None
    """The store its results come from; a dotted name lies within the one before the dot."""
    writes: Name | None = None
    """The store it changes."""
    lookup: dict[ArgumentPath, ToolName] = Field(default_factory=dict)
    """Arguments that are opaque ids, and the granted tool that says what each denotes."""
    links: Literal["any", "none"] | tuple[Pattern, ...] | None = None
    """Hosts that text in its arguments may link to, besides those the operator's words and `network` name. None: with
    `effect: send` no other, else any."""
    definition: Digest | None = None
    """The definition (description and schema) that was accepted."""

    @property
    def linked(self) -> tuple[str, ...] | None:
        """Return the hosts that its text may link to, besides those named elsewhere; None where any will do."""
        if self.links is None:
            return () if self.effect == "send" else None
        return None if self.links == "any" else () if self.links == "none" else self.links
