"""Do the operator's words ask for this kind of effect? Pure; by general words of English.

Takes the operator's words and what is known of a tool: its name, effect, description, and the words its owner gave it.
Gives how far the words ask. It judges only what leaves or cannot be undone; reads and reversible work it never sees.
Reading words is no wall: it finds where a question would come out of the blue, so that nobody waves it through.
"""

from __future__ import annotations

import enum
import functools
import re

from wicketgate.gate import lexicon

WORD = re.compile(r"[a-z][a-z'’]*(?:-[a-z]+)*|[A-Z]+(?![a-z])", re.ASCII)
CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
ENDINGS = ("ations", "ation", "ings", "ing", "ments", "ment", "ies", "ied", "es", "ed", "s", "e", "y")
FILE_NAME = re.compile(r"\b[\w-]+\.(?:docx?|pdf|txt|xlsx?|csv|pptx?|md|json|zip|png|jpe?g|ods|odt)\b", re.ASCII)
LINK = re.compile(r"https?://|\bwww\.|\b[\w-]+\.(?:com|org|net|io|dev|edu|gov)\b", re.ASCII)
SHORTEST = 3


class Asked(enum.IntEnum):
    """How far the operator's words ask for an effect."""

    SILENT = 0
    """There are no words: nothing is said either way."""
    NOT = 1
    ELSEWHERE = 2
    """They hand over to some other text what is to be done: nothing is ruled out, and nothing asked for."""
    YES = 3


def asked(words: str, tool: str, effect: str = "", about: str = "", owner: tuple[str, ...] = ()) -> Asked:
    """Return how far `words` ask for what `tool` does.

    `owner` are words the policy gives the tool; with none, its name, its declared effect and `about` speak for it.
    """
    if not words.strip():
        return Asked.SILENT
    stems = _stems(words)
    wanted = _deeds(tool, effect, about)
    if owner:
        found = bool({stem(word) for text in owner for word in text.lower().split()} & stems)
    else:
        found = bool(_words_of(wanted) & stems) or bool(_verbs(tool) & stems)
    if found:
        return Asked.YES
    return Asked.ELSEWHERE if delegates(words) else Asked.NOT


def delegates(words: str) -> bool:
    """Return whether the operator's words leave what to do to another text."""
    text = words.lower()
    found = frozenset(WORD.findall(text))
    return bool(found & _DELEGATING) and bool(found & _DELEGATED)


def whole(words: str) -> bool:
    """Return whether the operator's words speak of all of something."""
    return bool(_ALL & frozenset(WORD.findall(words.lower())))


def stem(word: str) -> str:
    """Return a word without its usual endings: enough to bring the forms of one verb together."""
    word = word.lower().replace("’", "'").removesuffix("'s")
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST:
            word = word[: -len(ending)]
            break
    if len(word) > SHORTEST and word[-1] == word[-2] and word[-1] not in "sl":
        word = word[:-1]
    return word


@functools.lru_cache(maxsize=64)
def _stems(words: str) -> frozenset[str]:
    text = words.lower()
    found = {stem(word) for word in WORD.findall(text)}
    found |= {stem(part) for word in WORD.findall(text) if "-" in word for part in word.split("-")}
    if FILE_NAME.search(text):
        found.add("file")
    if LINK.search(text):
        found.add(stem("link"))
    return frozenset(found)


@functools.lru_cache(maxsize=1024)
def _deeds(tool: str, effect: str, about: str) -> frozenset[str]:
    """Return the kinds of effect a tool has by the words of its name, or else by its description or declared effect."""
    names = [stem(word) for word in _split(tool)]
    objects = {_OBJECTS[name] for name in names if name in _OBJECTS}
    verbs = {deed for name in names[:1] for deed in _BY_STEM.get(name, ())}
    if objects:
        return frozenset(objects | (verbs & _BESIDES))
    if verbs:
        return frozenset(verbs)
    rest = {deed for name in names for deed in _BY_STEM.get(name, ())}
    if not rest and about:
        first = [stem(word) for word in _split(about)[:1]]
        rest = {deed for name in first for deed in _BY_STEM.get(name, ())}
    return frozenset(rest or lexicon.BY_EFFECT.get(effect, "").split())


def _verbs(tool: str) -> frozenset[str]:
    return frozenset(stem(word) for word in _split(tool)[:1])


@functools.lru_cache(maxsize=256)
def _words_of(deeds: frozenset[str]) -> frozenset[str]:
    return frozenset(stem(word) for deed in deeds for word in lexicon.DEEDS[deed].split())


def _split(name: str) -> list[str]:
    return [word.lower() for word in re.split(r"[^A-Za-z]+", CAMEL.sub(" ", name)) if word]


def _inverted() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for deed, words in lexicon.DEEDS.items():
        for word in words.split():
            found.setdefault(stem(word), set()).add(deed)
    return {word: frozenset(deeds) for word, deeds in found.items()}


_BY_STEM = _inverted()
_OBJECTS = {stem(word): deed for deed, words in lexicon.OBJECTS.items() for word in words.split()}
_BESIDES = frozenset(lexicon.BESIDES.split())
_DELEGATED = frozenset(lexicon.DELEGATED.split())
_DELEGATING = frozenset(lexicon.DELEGATING.split())
_ALL = frozenset(lexicon.ALL.split())
