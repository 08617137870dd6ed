"""Do the operator's words ask for this kind of effect? Pure; by general words of English.

Takes the operator's words and what is known of a tool: its name, its declared effect, its description. Gives how far
the words ask. It judges only what leaves or cannot be undone; reads and reversible work it never sees. Reading words is
no wall: it finds where a question would come out of the blue, so that nobody waves it through.
"""

from __future__ import annotations

import enum
import functools
import re
from typing import NamedTuple

from wicketgate.gate import lexicon, things
from wicketgate.gate.orders import Order, spoken
from wicketgate.gate.words import kinds, split, stem

LAST = re.compile(r"[.:/]|__")
CALLED = "called by name"
"""Stands among closed shapes for objects that the words call by name."""
DESCRIBED = 12
"""Words of a description that are read: its first clause says what the tool does."""


class Asked(enum.IntEnum):
    """How far the operator's words ask for an effect."""

    SILENT = 0
    """There are no words: nothing is said either way."""
    NOT = 1
    ELSEWHERE = 2
    """They hand over to some other text what is to be done: nothing is ruled out, and nothing asked for."""
    YES = 3


class Does(NamedTuple):
    """What a tool does, in words."""

    deeds: frozenset[str]
    things: frozenset[str]
    own: frozenset[str] = frozenset()
    """Stems of the words of its name, and of the verb its description begins with."""
    heads: frozenset[str] = frozenset()
    """Those of them that say what it does, by themselves or after a verb like `make`."""


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


@functools.lru_cache(maxsize=1024)
def does(tool: str, effect: str = "", about: str = "") -> Does:
    """Return what a tool does."""
    named, last = split(tool), split(LAST.split(tool)[-1])
    described = split(about)[:DESCRIBED]
    own = frozenset(stem(word) for word in [*last, *(_base(one) for one in described[:1])]) - _GENERAL
    # Of `github.close_issue` and `mcp__bank__pay` the last part says what is done, the rest who does it.
    for said in (last, named, described):
        verb = next((word for word in (_base(one) for one in said[:3]) if word in _BY_VERB), "")
        if verb:
            rest = [word for at, word in enumerate(named) if _base(word) != verb and (at or word not in _LIGHT)]
            things = kinds([word for word in rest if _base(word) not in _BY_VERB] or rest) or kinds(described)
            deeds = _narrowed(verb, things)
            deeds |= _FINER if "change" in deeds else frozenset()
            deeds |= {"refund"} if "pay" in deeds else frozenset()
            generic = verb in _MAKING or verb in _LIGHT
            said_too = {stem(word) for word in rest if word in _PLAIN["message"]} if "publish" in deeds else set()
            return Does(deeds, things, own, own if generic else frozenset({stem(verb), *said_too}))
    heads = own & {stem(word) for word in [*last[:1], *described[:1]]} or own
    return Does(frozenset(lexicon.BY_EFFECT.get(effect, "").split()), kinds(named) or kinds(described), own, heads)


def _narrowed(verb: str, things: frozenset[str]) -> frozenset[str]:
    """Return the deeds of a verb; where it makes or sends a thing, what that amounts to."""
    deeds = frozenset({"visit"}) if verb in _VAGUE["visit"] else _BY_VERB[verb]
    amounts = frozenset(lexicon.KIND_DEEDS[thing] for thing in things if thing in lexicon.KIND_DEEDS)
    if verb in _MAKING and amounts:
        return amounts | ({"invite"} if "person" in things else frozenset())
    if verb in _MAKING and "person" in things:
        return frozenset({"invite"})
    fitting = frozenset(deed for deed in deeds if not things or things & _ABOUT.get(deed, things))
    return deeds if verb in _PLAIN_VERBS else fitting or deeds


def _fits(order: Order, tool: Does) -> bool:
    if order.to_operator or order.points:
        return False
    if _by_name(order, tool):
        return True
    for deed in tool.deeds:
        if order.verb in _PLAIN[deed] and (order.verb not in _SHARED or not _apart(order, tool)):
            return True
        if order.verb in _VAGUE[deed] and not _apart(order, tool) and _ONLY.get(deed, "") in {"", *order.things}:
            return True
        if order.verb in _LIGHT and order.nouns & _NOUNS[deed]:
            return True
    return False


def _by_name(order: Order, tool: Does) -> bool:
    """Return whether an order says the tool's own words: its verb, or making what it is named after."""
    if stem(order.verb) in tool.heads and (order.verb not in _PLAIN_VERBS or kinds([order.verb]) & tool.things):
        return True
    making = order.verb in _LIGHT or "as" in order.nouns
    return making and any(stem(word) in tool.heads for word in order.nouns) and not _apart(order, tool)


def _apart(order: Order, tool: Does) -> bool:
    """Return whether an order is about another kind of thing than the tool."""
    theirs = order.things & _SINGLED
    if "message" in tool.deeds:
        # A message may be about anything; but to send money is no message, and to share a file need be none.
        other = {"money", "file"} if order.verb == "share" else {"money"} if order.verb in _HANDING else set()
        return bool(theirs) and theirs <= other
    return bool(theirs) and bool(tool.things) and not order.things & tool.things and not order.words & tool.own


def _base(word: str) -> str:
    """Return the base form of a verb as a description writes it (`Sends`, `Deletes`)."""
    if word in _BY_VERB or not word.endswith("s"):
        return word
    return next((one for one in (word[:-1], word[:-2], f"{word[:-3]}y") if one in _BY_VERB), word)


def _sets(table: dict[str, str]) -> dict[str, frozenset[str]]:
    return {deed: frozenset(table.get(deed, "").split()) for deed in lexicon.PLAIN}


_PLAIN, _VAGUE, _NOUNS = _sets(lexicon.PLAIN), _sets(lexicon.VAGUE), _sets(lexicon.NOUNS)
_BY_VERB: dict[str, frozenset[str]] = {
    verb: frozenset(d for d in _PLAIN if verb in _PLAIN[d]) or frozenset(d for d in _VAGUE if verb in _VAGUE[d])
    for verb in frozenset().union(*_PLAIN.values(), *_VAGUE.values())
}
_SHARED = frozenset(verb for verb, deeds in _BY_VERB.items() if len(deeds) > 1) | _PLAIN["remove"] | _PLAIN["change"]
_SHARED |= frozenset().union(*(_PLAIN[deed] for deed in ("level", "move", "rename", "renew", "reset", "switch")))
_SHARED |= _PLAIN["create"] | _PLAIN["reserve"] | _PLAIN["publish"]
_LIGHT = frozenset(lexicon.LIGHT.split())
_MAKING = frozenset(lexicon.MAKING.split())
_SINGLED = frozenset(things.SINGLED.split())
_DELEGATED = frozenset(lexicon.DELEGATED.split())
_DELEGATING = frozenset(lexicon.DELEGATING.split())
_ALL = frozenset(lexicon.ALL.split())
_ALL_STEMS = frozenset(map(stem, _ALL))
_FINER = frozenset({"level", "move", "rename", "renew", "reset", "switch"})
"""Deeds that a tool which changes things does too; a tool of one of them does only that."""
_ONLY = {"pay": "money", "refund": "money"}
"""What the words must speak of where a vague verb is to mean such a deed."""
_HANDING = frozenset({"give", "pass", "post", "relay", "send"})
_PLAIN_VERBS = frozenset().union(*_PLAIN.values())
_ABOUT = {deed: frozenset(listed.split()) for deed, listed in things.ABOUT.items()}
"""What a deed of a vague verb is done to: nothing else is paid, planned or shared by a tool of this verb."""
_GENERAL = frozenset(stem(word) for word in f"{lexicon.GENERAL} {lexicon.MAKING} {lexicon.LIGHT}".split())
_READING = (
    _PLAIN["visit"] | _VAGUE["visit"] | frozenset(lexicon.TELLING.split()) | frozenset({"make", "do", "take", "have"})
)
