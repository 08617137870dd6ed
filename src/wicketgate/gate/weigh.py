"""What a call of a granted tool was ordered by: which of its values carry authority, where each came from, and
whether the operator's words ask for such an effect at all. Pure; decides nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from wicketgate.action import Action, Facts
from wicketgate.gate.granted import Granted
from wicketgate.gate.intent import CALLED, Asked, asked, does, settled
from wicketgate.gate.origin import ANOTHER, ENDORSED, OPERATOR, OWNED, UNTRUSTED, Leaf, leaves, traced
from wicketgate.gate.origin.canon import canonical, folded
from wicketgate.gate.rules import Rules
from wicketgate.gate.sense import plain_keys
from wicketgate.gate.words import shape

ADDRESSED = re.compile(r"https?://|www\.|[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d+)?/", re.ASCII | re.IGNORECASE)
"""How a value begins that leads to a host: by scheme, `www.`, or a dotted name with a path behind it."""
MOST_NAMED = 4
DESCRIPTION = 400
SHOWN = 80


class Weighed(NamedTuple):
    """One call, weighed."""

    origins: Mapping[str, str]
    authority: tuple[Leaf, ...]
    """The values that say who, where, which or how much."""
    untraced: tuple[Leaf, ...]
    """Those of them that nothing traces."""
    asked: Asked
    tool: str = ""
    contradicts: bool = False
    """Whether an untraced value is an address other than the one the operator gave for this."""
    looked_up: bool = False
    """Whether the policy says where what the call names can be looked up."""

    @property
    def ordered(self) -> bool:
        """Return whether the operator asked for this and named every value that matters."""
        return self.asked is Asked.YES and not self.untraced and self.named

    @property
    def unordered(self) -> bool:
        """Return whether the operator said something, but nothing that asks for this."""
        return self.asked in (Asked.NOT, Asked.ELSEWHERE)

    @property
    def named(self) -> bool:
        """Return whether the operator named anything of it: a call without authority must say what they said."""
        return bool(self.authority) or any(origin.startswith(OPERATOR) for origin in self.origins.values())

    @property
    def surprising(self) -> bool:
        """Return whether the call comes out of the blue: nothing traces its values, and nothing asks for it.

        Who named a person has not named what belongs to them: that counts as traced for a deed that was asked for.
        """
        if self.asked is Asked.NOT:
            return bool(self.untraced) or any(self._origin(leaf).startswith(OWNED) for leaf in self.authority)
        return bool(self.untraced) and self.contradicts

    @property
    def stranger(self) -> bool:
        """Return whether the call is about a thing that could be looked up, and the operator said nothing of all it
        says: they may have asked for such a deed, but not on this."""
        wholly = bool(self.untraced) and len(self.untraced) == len(self.authority)
        spoke = self.asked is not Asked.SILENT
        return self.looked_up and spoke and wholly and not any(map(traced, self.origins.values()))

    @property
    def sudden(self) -> bool:
        """Return whether nothing asked for the call: it surprises, or the words, understood, name nothing of it."""
        unnamed = self.asked is Asked.NOT and bool(self.origins) and not self.named
        return self.surprising or unnamed or self.stranger

    def endorsed(self) -> list[str]:
        """Return the names of the endorsements the call would use up."""
        found = [leaf for leaf in self.authority if self._origin(leaf).startswith(ENDORSED)]
        return [endorsement(self.tool, leaf.plan, canonical(leaf.value)) for leaf in found]

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


def endorsement(tool: str, plan: str, value: str) -> str:
    """Return the name under which one endorsed canonical value of one argument is spent."""
    return f"endorsed:{tool}/{plan}:{value[:SHOWN]}"


def weigh(action: Action, facts: Facts, granted: Granted, rules: Rules) -> Weighed:
    """Return the weighed call."""
    origins = {**action.origins, **facts.origins} if facts.origins else action.origins
    carries = granted.authority.carries
    carrying = tuple([leaf for leaf in leaves(action.request.arguments) if carries(leaf)])
    # A key the caller chose is a value too, and nothing traces it.
    untraced = tuple(
        [leaf for leaf in carrying if not (traced(origins.get(leaf.path, UNTRUSTED)) and plain_keys(leaf.plan))]
    )
    by, closed, reads = _ordered(granted, rules)
    if reads and by in (Asked.NOT, Asked.ELSEWHERE):
        # Reading is not judged by words: an address the operator wrote down is there to be read, any other asks.
        by = Asked.YES if carrying and not untraced else Asked.ELSEWHERE
    against = bool(closed) and bool(untraced) and _against(untraced, closed, origins)
    return Weighed(origins, carrying, untraced, by, granted.name, against, bool(granted.grant.lookup))


def _against(untraced: tuple[Leaf, ...], closed: frozenset[str], origins: Mapping[str, str]) -> bool:
    """Return whether a value is of a shape the operator's words leave nothing open of, and not the one they give."""
    if any(shape(folded(leaf.value)) in closed for leaf in untraced if isinstance(leaf.value, str)):
        return True
    return CALLED in closed and any(origins.get(leaf.path, UNTRUSTED).startswith(ANOTHER) for leaf in untraced)


MOST_KEPT = 4096
_KEPT: dict[int, tuple[Granted, Rules, tuple[Asked, frozenset[str], bool]]] = {}


def _ordered(granted: Granted, rules: Rules) -> tuple[Asked, frozenset[str], bool]:
    """Return how far the operator's words ask for the tool, which shapes of address they leave nothing open of, and
    whether all it does is to look something up."""
    kept = _KEPT.get(id(granted))
    # INVARIANT: a kept entry holds its tool and rules alive, so an equal id with the same ones is the same tool.
    if kept is not None and kept[0] is granted and kept[1] is rules:
        return kept[2]
    words = rules.profile.task.prompt
    tool = does(granted.name, granted.grant.effect or "", _about(granted, rules))
    by = asked(words, tool)
    closed = settled(words, tool) if by is Asked.YES else frozenset()
    while len(_KEPT) >= MOST_KEPT:
        _KEPT.pop(next(iter(_KEPT)), None)
    found = (by, closed, tool.deeds == {"visit"})
    _KEPT[id(granted)] = (granted, rules, found)
    return found


def _about(granted: Granted, rules: Rules) -> str:
    """Return the beginning of the tool's description, as the operator's program was given it."""
    return str(rules.profile.definitions.get(granted.name, {}).get("description", ""))[:DESCRIPTION]


def _shown(value: object) -> str:
    text = str(value)
    text = text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
    return f"{text!r}"
