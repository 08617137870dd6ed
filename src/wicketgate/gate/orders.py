"""The orders in the operator's words: each verb that tells somebody to do something, and what it is done to. Pure.

An order is a base form at the start of a clause ("send …", "and cancel …", "could you invite …", "I want to pay …"),
not negated. "My email", "the last transfer" and "what did I pay" order nothing. What stands in quotes is text, not an
order. A word nobody knows that stands where an order begins may be one ("scale the …"); a sentence in another language
is read by its words in English, in any place.
"""

from __future__ import annotations

import functools
import itertools
import re
from typing import NamedTuple

from wicketgate.gate import lexicon, tongues
from wicketgate.gate.clauses import HERE, begins, misspelled
from wicketgate.gate.words import BREAKS, ENDS, VERBS, kinds, shape, stem, tokenized

LONGEST = 64 << 10
REACH = 14
"""Words after a verb that may name what it is done to."""
NEAR = 5
QUOTED = re.compile(
    r"(?<!\w)(?:'[^'\n]{1,400}'|\"[^\"\n]{1,400}\"|“[^”\n]{1,400}”|‘[^’\n]{1,400}’|`[^`\n]{1,400}`)(?!\w)"
)
TITLES = re.compile(r"\b(drs?|mrs?|ms|prof|st|no|nr|mme|sr|sra|hr|fr|approx|e\.g|i\.e)\.(?=\s)", re.IGNORECASE)


class Order(NamedTuple):
    """One order."""

    verb: str
    things: frozenset[str]
    """Kinds of thing named behind it."""
    nouns: frozenset[str]
    """The words close behind it."""
    to_operator: bool
    """Whether it asks for something to be told to the operator."""
    points: bool
    """Whether it says where to look ("you can find it in …") instead of what to do."""
    sentence: int
    words: frozenset[str] = frozenset()
    """Stems of all words that may name what it is done to."""
    known: bool = True
    """Whether the verb is one of the lexicon's."""


class Spoken(NamedTuple):
    """The operator's words, read as orders."""

    orders: tuple[Order, ...]
    named: tuple[tuple[str, str, int], ...]
    """Addresses, accounts and hosts named: their shape, themselves, and the sentence each stands in."""
    clear: bool = True
    """Whether the words were understood as far as they order something: no foreign sentence without an order in it, no
    text that neither asks nor orders."""


@functools.lru_cache(maxsize=64)
def spoken(words: str) -> Spoken:
    """Return the orders in the operator's words, and whom and what they name by address."""
    spelled = tokenized(TITLES.sub(r"\1", QUOTED.sub(_unquoted, words[:LONGEST])))
    main = "?" if tongues.tongue(spelled) == "en" else ""
    named: list[tuple[str, str, int]] = []
    orders: list[Order] = []
    begin, number, foreign = 0, 0, []
    for at in range(len(spelled) + 1):
        if at < len(spelled) and spelled[at] not in ENDS:
            continue
        sentence = spelled[begin:at]
        named += _named([token.lower() for token in sentence], number)
        mark = spelled[at] if at < len(spelled) else "."
        tongue = tongues.tongue(sentence)
        found = _sentence(sentence, number, tongue)
        if tongue not in ("en", main) and mark != "?":
            foreign.append(bool(found) or not NEVER.isdisjoint(map(tongues.bare, sentence)))
        orders, begin, number = orders + found, at + 1, number + 1
    clear = any(foreign) or not foreign
    settled = bool(orders) or not NEVER.isdisjoint(map(tongues.bare, spelled))
    return Spoken(tuple(orders), tuple(named), clear and settled)


def _named(tokens: list[str], number: int) -> list[tuple[str, str, int]]:
    """Return what a sentence names by address or id; an id it only speaks of ("like T-1") is none."""
    found = []
    for at, token in enumerate(tokens):
        kind = shape(token)
        if kind and not (kind.startswith("id ") and not ASIDE.isdisjoint(tokens[max(0, at - 2) : at])):
            found.append((kind, token, number))
    return found


def _sentence(spelled: list[str], number: int, tongue: str) -> list[Order]:
    """Return the orders of one sentence in this language."""
    found = _foreign(spelled, number) if tongue != "en" else []
    if tongue in ("en", "?") and not found:
        tokens = [token.lower() for token in spelled]
        starts = [at for at in range(len(tokens)) if begins(spelled, tokens, at)]
        ends = [_end(tokens, at, after) for at, after in itertools.pairwise([*starts, len(tokens)])]
        found = [_order(tokens, at, number, end) for at, end in zip(starts, ends, strict=True)]
    return found


def _end(tokens: list[str], at: int, after: int) -> int:
    """Return where an order ends that begins at `at`, the next one at `after`: there, if it says itself what it is done
    to; "find and delete the mail" does both to one thing."""
    return after if after < len(tokens) and not JOINING.issuperset(tokens[at + 1 : after]) else len(tokens)


def _foreign(spelled: list[str], number: int) -> list[Order]:
    """Return the orders of a sentence in another language: its verbs that are not negated, wherever they stand."""
    tokens = [tongues.noun(token).lower() for token in spelled]
    found = []
    for at in range(len(spelled)):
        english = tongues.verb(spelled, at)
        clause = next((end for end in range(at, len(spelled)) if spelled[end] in BREAKS), len(spelled))
        if english and tongues.NEGATIONS.isdisjoint(map(tongues.bare, spelled[max(0, at - 2) : clause])):
            others = tokens[at + 1 : at + 1 + REACH] or tokens[max(0, at - REACH) : at]
            found.append(_order([english, *others], 0, number))
    return found


def _unquoted(match: re.Match[str]) -> str:
    """Return what stands in quotes if it is one word, which may name something; else a stand-in: it is text."""
    text = match[0][1:-1].strip()
    return f" {text} " if text and not any(map(str.isspace, text)) else " this "


def _order(tokens: list[str], at: int, sentence: int, end: int | None = None) -> Order:
    behind = tokens[at + 1 : at + 1 + REACH]
    near = behind[:NEAR]
    verb = next((PHRASES[tokens[at], one] for one in near if (tokens[at], one) in PHRASES), "")
    verb = verb or misspelled(tokens[at]) or tokens[at]
    if verb == "get" and any(one == "to" and near[n + 1] in VERBS for n, one in enumerate(near[1:-1], 1)):
        # "Get Ann to book it": somebody else is to do it.
        verb = COMMISSION
    if verb in DELEGATING and not AT_HAND.isdisjoint(near):
        near = []
    to_operator = verb in TO_THE_OPERATOR and bool(near) and near[0] in HERE
    if verb == "share":
        to_operator = "with" not in behind[:-1] or behind[behind.index("with") + 1] in HERE
    points = verb in POINTING and tokens[max(0, at - 2) : at] in (["you", "can"], ["you", "will"])
    spread = frozenset(stem(word) for word in behind if word[0].isalpha())
    return Order(
        verb, kinds(tokens[at + 1 : end][:REACH]), frozenset(near), to_operator, points, sentence, spread, verb in VERBS
    )


NEVER = frozenset(lexicon.NEGATIONS.split()) | tongues.NEGATIONS | {"?"}
"""What a text holds that orders nothing and yet is understood: it asks, or forbids."""
PHRASES = lexicon.PHRASES
JOINING = frozenset({"and", "or", "then", ","})
COMMISSION = "commission"
DELEGATING = frozenset(lexicon.DELEGATING.split())
POINTING = frozenset(lexicon.POINTING.split())
AT_HAND = frozenset(lexicon.AT_HAND.split())
TO_THE_OPERATOR = frozenset(lexicon.TO_THE_OPERATOR.split())
ASIDE = frozenset(lexicon.ASIDE.split())
