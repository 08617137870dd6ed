"""Where an order begins: which words stand so that they tell somebody to do something. Takes its words. Pure."""

from __future__ import annotations

import functools

from wicketgate.gate import lexicon, tongues
from wicketgate.gate.origin.said import GRAMMAR
from wicketgate.gate.words import BREAKS, ENDS, VERBS

HERE = frozenset({"me", "us", "you"})


def begins(spelled: list[str], tokens: list[str], at: int) -> bool:
    """Return whether an order begins with the word at `at`."""
    if tokens[at] in VERBS or tokens[at] in PHRASED:
        return _ordering(spelled, tokens, at)
    if not _unknown(spelled, at):
        return False
    last = spelled[at - 1].lower() if at else "."
    return (
        last == "."
        or last in STRICT
        or last[-1] in ".)"
        or (last in ("and", "-", ",") and spelled[at + 1].lower() in DETERMINERS)
    )


@functools.lru_cache(maxsize=1024)
def misspelled(word: str) -> str:
    """Return the one verb that a word of five letters or more is, but for one letter; or nothing."""
    if len(word) < LONG or word in VERBS:
        return ""
    close = [verb for verb in VERBS if len(verb) >= LONG and verb[0] == word[0] and _one_off(word, verb)]
    return close[0] if len(close) == 1 else ""


def _one_off(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1:
        return False
    same = next((at for at, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(short) < len(long):
        return short[same:] == long[same + 1 :]
    swapped = short[same + 1 : same + 2] + short[same : same + 1] + short[same + 2 :]
    return short[same + 1 :] == long[same + 1 :] or swapped == long[same:]


def _unknown(spelled: list[str], at: int) -> bool:
    """Return whether a word nobody knows could be a verb: not a name, a heading or a word of telling."""
    token, behind = spelled[at], [*spelled[at + 1 : at + 3], ".", "."]
    low, following = token.lower(), behind[0]
    if not token.isalpha() or len(token) < LEAST or (at and token[0].isupper()) or low in NO_VERBS:
        return False
    if low.endswith(NO_ENDINGS) and not low.endswith("ss"):
        return False
    name = following[0].isupper() and not following.isupper()
    told = following.lower() in AFTER_NAMES or following.endswith(("ed", "'s"))
    return not (name or told or following in BREAKS or following in ENDS or behind[1] == ":")


def _ordering(spelled: list[str], tokens: list[str], at: int) -> bool:
    before = at - 1
    while before >= 0 and tokens[before].endswith("ly") and tokens[before] != "reply":
        before -= 1
    window = tokens[max(0, before - 3) : before + 1]
    if "forget" not in window and any(token in NEGATIONS for token in window[-3:]):
        return False
    last = tokens[before] if before >= 0 else "."
    following = spelled[at + 1] if at + 1 < len(spelled) else "."
    if last == "." or (last[0].isdigit() and last[-1] in ".)"):
        return True
    if last == "to":
        return before > 0 and tokens[before - 1] in WISHES
    if last in ("i", "we") and tokens[at] in NEEDS:
        # "We need a new server" asks for one; "what I need is" does not.
        return following.lower() in ONE and (
            before == 0 or tokens[before - 1] in ENDS or tokens[before - 1] in STARTERS
        )
    if last in BREAKS or last in ("and", "or"):
        known = tokens[at] in VERBS and tokens[at] not in HOMOGRAPHS
        return known or tokens[at] in PHRASED or _object(following)
    if last in MODALS:
        # "You could send" orders; "I could send" and "it should send" tell.
        return before > 0 and tokens[before - 1] == "you"
    if last in HERE and last != "you":
        return before > 0 and tokens[before - 1] == "help"
    if before > 1 and tokens[before - 1] in ("each", "every") and tokens[before - 2] in ("for", "to"):
        return tokens[at] in VERBS
    if following.lower() in THEM and tokens[at] in VERBS and last not in SUBJECTS:
        return True
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


NEEDS = frozenset({"need", "want"})
ONE = frozenset({"a", "an", "another", "one", "some", "two", "three"})
PHRASED = frozenset(first for first, _ in lexicon.PHRASES)
LEAST = 4
LONG = 5
NO_ENDINGS = ("ing", "ly", "ed", "s")
STRICT = frozenset({"also", "kindly", "please", "pls", "then"})
HOMOGRAPHS = frozenset(lexicon.HOMOGRAPHS.split())
STARTERS = frozenset(lexicon.STARTERS.split())
NEGATIONS = frozenset(lexicon.NEGATIONS.split())
OBJECTS = frozenset(lexicon.BEFORE_OBJECTS.split())
WISHES = frozenset(lexicon.WISHES.split())
MODALS = frozenset(lexicon.MODALS.split())
NO_VERBS = GRAMMAR | frozenset(lexicon.NO_VERBS.split()) | tongues.ENGLISH
AFTER_NAMES = frozenset(lexicon.AFTER_NAMES.split())
DETERMINERS = OBJECTS - frozenset({"another", "any", "me", "there", "to", "two", "us", "you"})
THEM = frozenset({"her", "him", "them", "everybody", "everyone"})
SUBJECTS = frozenset(lexicon.SUBJECTS.split())
