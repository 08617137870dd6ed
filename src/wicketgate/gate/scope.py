"""What scope says of an action, before risk is weighed: granted by which line, or denied and what would grant it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

NOTHING: Mapping[str, tuple[int, int]] = MappingProxyType({})


class Scope(NamedTuple):
    """One finding: `granted` by `rule`, or not; then `reason` and `remedy` speak."""

    granted: bool
    reason: str
    rule: str
    remedy: str = ""
    ask: Literal["always", "never"] | None = None
    """What the entry says about asking."""
    capped: bool = False
    """A granted read outward, within its caps: it runs although somebody outside sees it."""
    wary: str = ""
    """Why a person should see this although it is in scope; empty where nothing speaks for it."""
    budgets: Mapping[str, tuple[int, int]] = NOTHING
    """Budget name to what this would spend and the most there is in its window."""


def visible(text: str) -> str:
    """Return `text` with what a screen would not show, or a record could not hold, spelled as escapes."""
    return text if text.isprintable() else text.encode("unicode_escape").decode()


def denied(reason: str, rule: str, remedy: str = "") -> Scope:
    """Return a finding that nothing grants the action."""
    return Scope(False, visible(reason), rule, visible(remedy))


def unmatched(what: str, rule: str, remedy: str) -> Scope:
    """Return the finding for what no entry speaks of."""
    return denied(f"no rule matched: {what}", rule, remedy)
