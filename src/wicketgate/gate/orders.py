"""The orders in the operator's words: each verb that tells somebody to do something, and what it is done to. Pure.

An order is a base form at the start of a clause ("send …", "and cancel …", "could you invite …", "I want to pay …"),
not negated. "My email", "the last transfer" and "what did I pay" order nothing. What stands in quotes is text, not an
order.
"""

from __future__ import annotations

import functools
import re
from typing import NamedTuple

from wicketgate.gate import lexicon

LONGEST = 64 << 10
REACH = 14
"""Words after a verb that may name what it is done to."""
NEAR = 5
QUOTED = re.compile(
    r"(?<!\w)(?:'[^'\n]{1,400}'|\"[^\"\n]{1,400}\"|“[^”\n]{1,400}”|‘[^’\n]{1,400}’|`[^`\n]{1,400}`)(?!\w)"
)
TOKEN = re.compile(r"[A-Za-z][\w’'-]*(?:[.@/][\w@./-]+)?|https?://\S+|[$€£]\s?\d[\d.,]*|\d[\w.:,/-]*|[.!?;:,()\n—–-]")
FILE_NAME = re.compile(r"[\w-]+\.(?:csv|docx?|json|md|odt|ods|pdf|png|jpe?g|pptx?|txt|xlsx?|zip)", re.ASCII)
LINK = re.compile(r"https?://.*|www\..*|[\w-]+(?:\.[\w-]+)*\.(?:com|dev|edu|gov|io|net|org)(?:/.*)?", re.ASCII)
MAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
ACCOUNT = re.compile(r"[a-z]{2}\d{2}[a-z0-9]{8,30}", re.ASCII)
ENDS = frozenset(".!?;\n")
HERE = frozenset({"me", "us", "you"})
BREAKS = frozenset(",:()—–-")


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


class Spoken(NamedTuple):
    """The operator's words, read as orders."""

    orders: tuple[Order, ...]
    named: tuple[tuple[str, str, int], ...]
    """Addresses, accounts and hosts named: their shape, themselves, and the sentence each stands in."""


@functools.lru_cache(maxsize=64)
def spoken(words: str) -> Spoken:
    """Return the orders in the operator's words, and whom and what they name by address."""
    spelled = _tokens(QUOTED.sub(_unquoted, words[:LONGEST]))
    tokens = [token.lower() for token in spelled]
    sentences = [0]
    for token in tokens:
        sentences.append(sentences[-1] + (token in ENDS))
    found = (at for at, token in enumerate(tokens) if token in VERBS and _ordering(spelled, tokens, at))
    named = ((shape(token), token, at) for token, at in zip(tokens, sentences, strict=False))
    return Spoken(tuple(_order(tokens, at, sentences[at]) for at in found), tuple(one for one in named if one[0]))


def shape(text: str) -> str:
    """Return what kind of address a folded value is by its look: `mail`, `account`, `host`, or nothing."""
    if MAIL.fullmatch(text):
        return "mail"
    if ACCOUNT.fullmatch(text):
        return "account"
    return "host" if LINK.fullmatch(text) else ""


def _unquoted(match: re.Match[str]) -> str:
    """Return what stands in quotes if it is one word, which may name something; else a stand-in: it is text."""
    text = match[0][1:-1].strip()
    return f" {text} " if text and not any(map(str.isspace, text)) else " this "


def _tokens(text: str) -> list[str]:
    """Return words and marks; a mark behind a word is a token of its own."""
    found: list[str] = []
    for token in TOKEN.findall(text):
        bare = token.rstrip(".,;:!?/-")
        # A number with a stop begins an item of a list where a clause could begin; elsewhere it ends a sentence.
        item = bare.isdigit() and (not found or found[-1] in ENDS or found[-1] in BREAKS)
        if bare and len(bare) < len(token) and not item:
            found += [bare, token[len(bare)]]
        else:
            found.append(token)
    return found


def split(text: str) -> list[str]:
    """Return the words of a tool's name or description, in lower case."""
    return [word.lower() for word in re.split(r"[^A-Za-z]+", CAMEL.sub(" ", text)) if word]


def kinds(words: list[str]) -> frozenset[str]:
    """Return the kinds of thing that words name."""
    found: set[str] = set()
    for word in words:
        found |= _THING.get(word) or _THING.get(word.removesuffix("'s").removesuffix("s"), frozenset())
        if FILE_NAME.fullmatch(word):
            found.add("file")
        elif LINK.fullmatch(word):
            found.add("web")
        elif word[0] in "$€£":
            found.add("money")
    return frozenset(found)


def _ordering(spelled: list[str], tokens: list[str], at: int) -> bool:
    before = at - 1
    while before >= 0 and tokens[before].endswith("ly") and tokens[before] != "reply":
        before -= 1
    window = tokens[max(0, before - 3) : before + 1]
    if "forget" not in window and any(token in NEGATIONS for token in window[-3:]):
        return False
    last = tokens[before] if before >= 0 else "."
    if last[0].isdigit() and last[-1] in ".)":
        return True
    if last == "to":
        return before > 0 and tokens[before - 1] in WISHES
    if last in ENDS:
        return True
    if last in BREAKS or last in ("and", "or"):
        return tokens[at] not in HOMOGRAPHS or _object(spelled[at + 1] if at + 1 < len(spelled) else ".")
    if last in MODALS:
        # "You could send" orders; "I could send" and "it should send" tell.
        return before > 0 and tokens[before - 1] == "you"
    if last in HERE and last != "you":
        return before > 0 and tokens[before - 1] == "help"
    return last in STARTERS


def _object(token: str) -> bool:
    """Return whether a word begins what something is done to."""
    return (
        token.lower() in OBJECTS
        or token[0].isupper()
        or token[0].isdigit()
        or token[0] in "$€£"
        or "@" in token
        or "." in token[:-1]
    )


def _order(tokens: list[str], at: int, sentence: int) -> Order:
    behind: list[str] = []
    for token in tokens[at + 1 : at + 1 + REACH]:
        if token in ENDS:
            break
        behind.append(token)
    near = behind[:NEAR]
    if tokens[at] in DELEGATING and not AT_HAND.isdisjoint(near):
        near = []
    to_operator = tokens[at] in TO_THE_OPERATOR and bool(near) and near[0] in HERE
    if tokens[at] == "share":
        to_operator = "with" not in behind[:-1] or behind[behind.index("with") + 1] in HERE
    points = tokens[at] in POINTING and tokens[max(0, at - 2) : at] in (["you", "can"], ["you", "will"])
    return Order(tokens[at], kinds(behind), frozenset(near), to_operator, points, sentence)


def _words(table: dict[str, str]) -> frozenset[str]:
    return frozenset(word for listed in table.values() for word in listed.split())


CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
VERBS = _words(lexicon.PLAIN) | _words(lexicon.VAGUE) | frozenset(f"{lexicon.LIGHT} {lexicon.DELEGATING}".split())
HOMOGRAPHS = frozenset(lexicon.HOMOGRAPHS.split())
STARTERS = frozenset(lexicon.STARTERS.split())
NEGATIONS = frozenset(lexicon.NEGATIONS.split())
OBJECTS = frozenset(lexicon.BEFORE_OBJECTS.split())
WISHES = frozenset(lexicon.WISHES.split())
DELEGATING = frozenset(lexicon.DELEGATING.split())
MODALS = frozenset(lexicon.MODALS.split())
POINTING = frozenset(lexicon.POINTING.split())
AT_HAND = frozenset(lexicon.AT_HAND.split())
TO_THE_OPERATOR = frozenset(lexicon.TO_THE_OPERATOR.split())
_THING: dict[str, frozenset[str]] = {
    word: frozenset(kind for kind, listed in lexicon.THINGS.items() if word in listed.split())
    for word in _words(lexicon.THINGS)
}
