"""What a call of a granted tool was ordered by: which of its values carry authority, where each came from, and
whether the operator's words ask for such an effect at all. Pure; decides nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from wicketgate.action import Action, Facts
from wicketgate.gate.granted import Granted
from wicketgate.gate.intent import Asked, asked, contradicted
from wicketgate.gate.origin import OPERATOR, UNTRUSTED, Leaf, leaves, traced
from wicketgate.gate.origin.canon import folded
from wicketgate.gate.rules import Rules

ADDRESSED = re.compile(r"https?://|www\.|[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d+)?/", re.ASCII | re.IGNORECASE)
"""How a value begins that leads to a host: by scheme, `www.`, or a dotted name with a path behind it."""
MOST_NAMED = 4
SHOWN = 80


class Weighed(NamedTuple):
    """One call, weighed."""

    origins: Mapping[str, str]
    authority: tuple[Leaf, ...]
    """The values that say who, where, which or how much."""
    untraced: tuple[Leaf, ...]
    """Those of them that nothing traces."""
    asked: Asked
    contradicts: bool = False
    """Whether an untraced value is an address other than the one the operator gave for this."""

    @property
    def ordered(self) -> bool:
        """Return whether the operator asked for this and named every value that matters."""
        return self.asked is Asked.YES and not self.untraced and self.named

    @property
    def named(self) -> bool:
        """Return whether the operator named anything of it: a call without authority must say what they said."""
        return bool(self.authority) or any(origin.startswith(OPERATOR) for origin in self.origins.values())

    @property
    def surprising(self) -> bool:
        """Return whether the call comes out of the blue: nothing traces its values, and nothing asks for it."""
        return bool(self.untraced) and (self.asked is Asked.NOT or self.contradicts)

    def blame(self) -> str:
        """Return which values are untraced and where each was seen, for a reason."""
        named = [f"{leaf.path} {_shown(leaf.value)} is {self._origin(leaf)}" for leaf in self.untraced[:MOST_NAMED]]
        more = len(self.untraced) - MOST_NAMED
        return "; ".join(named) + (f"; and {more} more" if more > 0 else "")

    def leads_out(self) -> str:
        """Return which untraced value of a read is an address it would be sent to, or nothing."""
        for leaf in self.untraced:
            if isinstance(leaf.value, str) and ADDRESSED.match(leaf.value.strip()):
                return leaf.path
        return ""

    def _origin(self, leaf: Leaf) -> str:
        return self.origins.get(leaf.path, UNTRUSTED)


def weigh(action: Action, facts: Facts, granted: Granted, rules: Rules) -> Weighed:
    """Return the weighed call."""
    origins = {**action.origins, **facts.origins} if facts.origins else action.origins
    arguments = action.request.arguments
    plans = frozenset(granted.authority.paths(arguments))
    carrying = tuple(leaf for leaf in leaves(arguments) if leaf.plan in plans)
    untraced = tuple(leaf for leaf in carrying if not traced(origins.get(leaf.path, UNTRUSTED)))
    effect, words = granted.grant.effect or "", rules.profile.task.prompt
    about = str(rules.profile.definitions.get(granted.name, {}).get("description", ""))[:400]
    by = asked(words, granted.name, effect, about)
    against = by is Asked.YES and any(
        contradicted(words, granted.name, effect, about, folded(leaf.value))
        for leaf in untraced
        if isinstance(leaf.value, str)
    )
    return Weighed(origins, carrying, untraced, by, against)


def _shown(value: object) -> str:
    text = str(value)
    text = text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
    return f"{text!r}"
