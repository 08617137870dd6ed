"""What a tool does, in words: the kinds of deed and of thing that its name and its description tell. Pure.

Takes a tool's name, its declared effect and its description; knows no order. `gate.intent` compares it with what the
operator's words ask for.
"""

from __future__ import annotations

import functools
import re
from typing import NamedTuple

from wicketgate.gate import lexicon, things
from wicketgate.gate.words import kinds, split, stem

LAST = re.compile(r"[.:/]|__")
CLAUSE = re.compile(r"[.,;:(]| and | or ")
OTHER = re.compile(r"\bor ([a-z]+)")
"""What else a tool does, where its description says `Enable or disable a user`."""
EITHER = re.compile(r"([a-z]+) or ([a-z]+) (?:a|an|the|one|some)\b")
MADE = re.compile(
    r"(?:Create|Make|Add|Issue|Generate|Order|Open|Start)s? (?:a|an|new|one)(?: new)?"
    r" ((?:(?!(?:for|of|to|with|in|on|and|at|from)\b)[\w-]+ ?){1,3})"
)
"""What a tool makes: up to three words behind the verb."""
SENTENCE = 200
DESCRIBED = 12
"""Words of a description that are read: its first clause says what the tool does."""


class Does(NamedTuple):
    """What a tool does, in words."""

    deeds: frozenset[str]
    things: frozenset[str]
    own: frozenset[str] = frozenset()
    """Stems of the words of its name, and of the verb its description begins with."""
    heads: frozenset[str] = frozenset()
    """Those of them that say what it does, by themselves or after a verb like `make`."""
    made: frozenset[str] = frozenset()
    """Stems of what it makes, where its description says so (`Create an access code`)."""


@functools.lru_cache(maxsize=1024)
def does(tool: str, effect: str = "", about: str = "") -> Does:
    """Return what a tool does."""
    found = _does(tool, effect, about)
    others = [_base(word) for word in OTHER.findall(about[:SENTENCE].partition(".")[0].lower())]
    known = [word for word in others if word in PLAIN_VERBS]
    first = EITHER.match(about.lower())
    heads = {stem(word) for word in [*known, *(first.groups() if first else ())]}
    deeds = frozenset(deed for word in known for deed in PLAIN if word in PLAIN[deed])
    made = MADE.match(about)
    objects = frozenset(stem(word) for word in split(made[1])) - _GENERAL if made else frozenset()
    return found._replace(deeds=found.deeds | deeds, heads=found.heads | heads, made=objects)


def _does(tool: str, effect: str, about: str) -> Does:
    named, last = split(tool), split(LAST.split(tool)[-1])
    described = split(about)[:DESCRIBED]
    begun = _base(described[0]) if described else ""
    own = frozenset(stem(word) for word in [*last, begun] if word) - _GENERAL
    # Of `github.close_issue` and `mcp__bank__pay` the last part says what is done, the rest who does it.
    for verb in (_verb(last, begun), _verb(named, begun), _told(described)):
        if verb == UNKNOWN:
            break
        if verb:
            rest = [word for at, word in enumerate(named) if _base(word) != verb and (at or word not in LIGHT)]
            about_it = kinds([word for word in rest if _base(word) not in BY_VERB] or rest) or kinds(described)
            deeds = _narrowed(verb, about_it, rest)
            deeds |= _FINER if "change" in deeds else frozenset()
            deeds |= {"refund"} if "pay" in deeds else frozenset()
            deeds |= {"share"} if begun in _LETTING and "access" in kinds(described) else frozenset()
            generic = verb in _MAKING or verb in LIGHT
            said_too = {stem(word) for word in rest if word in PLAIN["message"]} if "publish" in deeds else set()
            return Does(
                deeds,
                about_it | kinds(split(CLAUSE.split(about)[0])[:DESCRIBED]),
                own,
                own if generic else frozenset({stem(verb), *said_too}),
            )
    heads = own & {stem(word) for word in [*last[:1], *described[:1]]} or own
    return Does(frozenset(lexicon.BY_EFFECT.get(effect, "").split()), kinds(named) or kinds(described), own, heads)


def _verb(name: list[str], begun: str) -> str:
    """Return the verb of a tool's name, `UNKNOWN` if it begins with one nobody listed, or nothing.

    Of `order_cancel` and `records_share` it stands at the end. The description's verb decides, where the name has it.
    """
    if begun in name:
        return begun if begun in BY_VERB else UNKNOWN if begun == name[0] else ""
    verb = next((word for word in name[:3] if word in BY_VERB), "")
    ends = name[-1] if name and name[-1] in BY_VERB and name[-1] not in _HOMOGRAPHS else ""
    return ends if ends and verb in _HOMOGRAPHS else verb or ends


def _told(described: list[str]) -> str:
    """Return the verb that a description begins with, or nothing; `Returns the page` tells what the caller is given."""
    return next((word for word in (_base(one) for one in described[:3]) if word in BY_VERB and word != "return"), "")


def _narrowed(verb: str, about: frozenset[str], rest: list[str]) -> frozenset[str]:
    """Return the deeds of a verb; where it makes or sends a thing, what that amounts to."""
    deeds = frozenset({"visit"}) if verb in VAGUE["visit"] else BY_VERB[verb]
    if verb not in _MAKING:
        fitting = frozenset(deed for deed in deeds if not about or about & _ABOUT.get(deed, about))
        return deeds if verb in PLAIN_VERBS else fitting or deeds
    made = frozenset(deed for deed in _MADE if not NOUNS[deed].isdisjoint(rest))
    amounts = frozenset(lexicon.KIND_DEEDS[thing] for thing in about if thing in lexicon.KIND_DEEDS)
    # To set a rent or a price pays nothing.
    amounts -= {"pay"} if verb == "set" else frozenset()
    deeds -= {"pay"} if verb == "set" else frozenset()
    if amounts:
        return amounts | made | ({"invite"} if "person" in about else frozenset())
    if "person" in about:
        return made | {"invite"}
    fitting = frozenset(deed for deed in deeds if not about or about & _ABOUT.get(deed, about))
    return made | deeds if verb in PLAIN_VERBS else made or fitting or deeds


def _base(word: str) -> str:
    """Return the base form of a verb as a description writes it (`Sends`, `Deletes`)."""
    if word in BY_VERB or not word.endswith("s"):
        return word
    return next((one for one in (word[:-1], word[:-2], f"{word[:-3]}y") if one in BY_VERB), word)


def _sets(table: dict[str, str]) -> dict[str, frozenset[str]]:
    return {deed: frozenset(table.get(deed, "").split()) for deed in lexicon.PLAIN}


UNKNOWN = "?"
PLAIN, VAGUE, NOUNS = _sets(lexicon.PLAIN), _sets(lexicon.VAGUE), _sets(lexicon.NOUNS)
BY_VERB: dict[str, frozenset[str]] = {
    verb: frozenset(d for d in PLAIN if verb in PLAIN[d]) or frozenset(d for d in VAGUE if verb in VAGUE[d])
    for verb in frozenset().union(*PLAIN.values(), *VAGUE.values())
}
"""The deeds of each verb."""
PLAIN_VERBS = frozenset().union(*PLAIN.values())
LIGHT = frozenset(lexicon.LIGHT.split())
_MAKING = frozenset(lexicon.MAKING.split())
_HOMOGRAPHS = frozenset(lexicon.HOMOGRAPHS.split())
_MADE = frozenset(lexicon.NOUNS) - {"change", "remove", "reserve"}
"""Deeds that making a thing named after them amounts to: `create_post`, `add_booking`."""
_LETTING = frozenset({"allow", "give", "grant", "let"})
_FINER = frozenset({"level", "move", "rename", "renew", "reset", "switch"})
"""Deeds that a tool which changes things does too; a tool of one of them does only that."""
_ABOUT = {deed: frozenset(listed.split()) for deed, listed in things.ABOUT.items()}
"""What a deed of a vague verb is done to: nothing else is paid, planned or shared by a tool of this verb."""
_GENERAL = frozenset(stem(word) for word in f"{lexicon.GENERAL} {lexicon.MAKING} {lexicon.LIGHT}".split())
