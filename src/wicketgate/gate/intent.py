"""Do the operator's words ask for this kind of effect? Pure; by general words of English.

Takes the operator's words and what is known of a tool: its name, its declared effect, its description. Gives how far
the words ask. It judges only what leaves or cannot be undone; reads and reversible work it never sees. Reading words is
no wall: it finds where a question would come out of the blue, so that nobody waves it through.
"""

from __future__ import annotations

import enum
import functools

from wicketgate.gate import lexicon, things
from wicketgate.gate.deeds import BY_VERB, LIGHT, NOUNS, PLAIN, PLAIN_VERBS, VAGUE, Does, does
from wicketgate.gate.orders import Order, spoken
from wicketgate.gate.words import kinds, split, stem

CALLED = "called by name"
"""Stands among closed shapes for objects that the words call by name."""


class Asked(enum.IntEnum):
    """How far the operator's words ask for an effect."""

    SILENT = 0
    """There are no words: nothing is said either way."""
    NOT = 1
    ELSEWHERE = 2
    """They hand over to some other text what is to be done: nothing is ruled out, and nothing asked for."""
    YES = 3


def asked(words: str, tool: Does) -> Asked:
    """Return how far `words` ask for what a tool does."""
    if not words.strip():
        return Asked.SILENT
    found = spoken(words)
    if any(_fits(order, tool) for order in found.orders):
        return Asked.YES
    # Where the words say in what text to look, looking there is no surprise; doing something else is.
    open_ended = any(_leaves_open(order) and ("visit" in tool.deeds or not order.points) for order in found.orders)
    unclear = not found.clear or any(not order.known and not _apart(order, tool) for order in found.orders)
    return Asked.ELSEWHERE if open_ended or unclear else Asked.NOT


def settled(words: str, tool: Does) -> frozenset[str]:
    """Return the shapes of address or id (mail, account, host, …) of which the words leave nothing open, for a tool.

    They name one for each deed they order, or one in the sentence that orders this tool, and hand nothing over to
    another text. An address of such a shape that they do not name is not the one they meant.
    """
    found = spoken(words)
    meant = [order for order in found.orders if _fits(order, tool)]
    if any(order.words & _ALL_STEMS for order in meant) or any(_leaves_open(order) for order in found.orders):
        return frozenset()
    fitting = {order.sentence for order in meant}
    deeds = sum(not order.to_operator and order.verb not in _READING for order in found.orders)
    # Of what they call by name they leave nothing open either.
    closed = {CALLED} if fitting else set()
    for kind in {one for one, _, _ in found.named} if fitting else ():
        named = {(value, sentence) for one, value, sentence in found.named if one == kind}
        if deeds <= len({value for value, _ in named}) or fitting & {sentence for _, sentence in named}:
            closed.add(kind)
    return frozenset(closed)


def _leaves_open(order: Order) -> bool:
    """Return whether an order leaves it to another text what is to be done, or to whom."""
    return order.points or bool(order.verb in _DELEGATING and order.nouns & _DELEGATED)


@functools.lru_cache(maxsize=64)
def whole(words: str) -> bool:
    """Return whether the operator's words speak of all of something."""
    return bool(_ALL & frozenset(split(words)))


def _fits(order: Order, tool: Does) -> bool:
    if order.to_operator or order.points or _against(stem(order.verb), tool):
        return False
    if _by_name(order, tool):
        return True
    for deed in tool.deeds:
        if order.verb in PLAIN[deed] and (order.verb not in _SHARED or not _apart(order, tool)):
            return True
        if order.verb in VAGUE[deed] and not _apart(order, tool) and _ONLY.get(deed, "") in {"", *order.things}:
            return True
        if order.verb in LIGHT and order.nouns & NOUNS[deed]:
            return True
    return False


def _against(verb: str, tool: Does) -> bool:
    """Return whether a tool undoes what a verb, by its stem, stands for; one that does either is told which."""
    return verb not in tool.heads and not _OPPOSITE.get(verb, frozenset()).isdisjoint(tool.heads)


def _by_name(order: Order, tool: Does) -> bool:
    """Return whether an order says the tool's own words: its verb, or making what it is named after."""
    if stem(order.verb) in tool.heads and (order.verb not in PLAIN_VERBS or kinds([order.verb]) & tool.things):
        return True
    making = order.verb in LIGHT or order.verb in _DELEGATING or "as" in order.nouns
    named = making and any(not tool.heads.isdisjoint((stem(word), _verbal(word))) for word in order.nouns)
    given = order.verb in LIGHT and not tool.made.isdisjoint(map(stem, order.nouns))
    return (named or given) and not _apart(order, tool)


def _verbal(noun: str) -> str:
    """Return the stem of the verb that a noun is made of (`termination`, `approval`, `deployment`)."""
    ending = next((one for one in ("ion", "ment", "al") if noun.endswith(one)), "")
    return noun.removesuffix(ending)


def _apart(order: Order, tool: Does) -> bool:
    """Return whether an order is about another kind of thing than the tool."""
    theirs = order.things & _SINGLED
    if "message" in tool.deeds:
        # A message may be about anything; but to send money is no message, and to share a file need be none.
        other = {"money", "file"} if order.verb == "share" else {"money"} if order.verb in _HANDING else set()
        return bool(theirs) and theirs <= other
    return bool(theirs) and bool(tool.things) and not order.things & tool.things and not order.words & tool.own


_SHARED = frozenset(verb for verb, deeds in BY_VERB.items() if len(deeds) > 1) | PLAIN["remove"] | PLAIN["change"]
_SHARED |= frozenset().union(*(PLAIN[deed] for deed in ("level", "move", "rename", "renew", "reset", "switch")))
_SHARED |= PLAIN["create"] | PLAIN["reserve"] | PLAIN["publish"]
_SINGLED = frozenset(things.SINGLED.split())
_DELEGATED = frozenset(lexicon.DELEGATED.split())
_DELEGATING = frozenset(lexicon.DELEGATING.split())
_ALL = frozenset(lexicon.ALL.split())
_ALL_STEMS = frozenset(map(stem, _ALL))
_ONLY = {"pay": "money", "refund": "money"}
"""What the words must speak of where a vague verb is to mean such a deed."""
_HANDING = frozenset({"give", "pass", "post", "relay", "send"})
_READING = (
    PLAIN["visit"] | VAGUE["visit"] | frozenset(lexicon.TELLING.split()) | frozenset({"make", "do", "take", "have"})
)
_OPPOSITE = {
    stem(verb): frozenset(map(stem, other.split()))
    for pair in lexicon.OPPOSITES
    for one, other in (pair, pair[::-1])
    for verb in one.split()
}
"""By the stem of a verb those of verbs that undo it: who said one did not ask for the other."""
__all__ = ["CALLED", "Asked", "Does", "asked", "does", "settled", "whole"]
