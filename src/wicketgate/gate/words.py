"""Text as words and marks, and what a word is by its look or its kind: an address, an id, a thing. Pure."""

from __future__ import annotations

import re

from wicketgate.gate import lexicon, things

TOKEN = re.compile(
    r"[^\W\d_][\w’'-]*(?:[.@/][\w@./-]+)?|https?://\S+|[$€£]\s?\d[\d.,]*|\+?\d[\w.:,/-]*|[.!?¿¡;:,()\n—–-]"
)
FILE_NAME = re.compile(r"[\w-]+\.(?:csv|docx?|json|md|odt|ods|pdf|png|jpe?g|pptx?|txt|xlsx?|zip)", re.ASCII)
LINK = re.compile(r"https?://.*|www\..*|[\w-]+(?:\.[\w-]+)*\.(?:com|dev|edu|gov|io|net|org)(?:/.*)?", re.ASCII)
MAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
ACCOUNT = re.compile(r"[a-z]{2}\d{2}[a-z0-9]{8,30}", re.ASCII)
VERSION = re.compile(r"v?\d{1,6}(?:\.\d{1,6}){2,3}(?:-[\w.]{1,20})?", re.ASCII)
ID = re.compile(r"([a-z]{1,8}[-_#]?)\d{1,12}", re.ASCII)
ENDS = frozenset(".!?;\n")
BREAKS = frozenset(",:()—–-¿¡")
CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def shape(text: str) -> str:
    """Return what kind of address a folded value is by its look: `mail`, `account`, `host`, `version`, `id` and what
    its number stands behind (`id t-`), or nothing."""
    if MAIL.fullmatch(text):
        return "mail"
    if ACCOUNT.fullmatch(text):
        return "account"
    if LINK.fullmatch(text):
        return "host"
    if VERSION.fullmatch(text):
        return "version"
    numbered = ID.fullmatch(text)
    return f"id {numbered[1]}" if numbered else ""


def tokenized(text: str) -> list[str]:
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


def stem(word: str) -> str:
    """Return a word without its ending, so that `refunds` and `refunded` are `refund`."""
    for ending in ("'s", "’s", "ies", "ing", "es", "ed", "s", "e", "y"):
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM:
            return word[: -len(ending)]
    return word


SHORTEST_STEM = 3


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


def listed(table: dict[str, str]) -> frozenset[str]:
    """Return all words of a table."""
    return frozenset(word for line in table.values() for word in line.split())


_THING: dict[str, frozenset[str]] = {
    word: frozenset(kind for kind, line in things.THINGS.items() if word in line.split())
    for word in listed(things.THINGS)
}
VERBS = (
    listed(lexicon.PLAIN)
    | listed(lexicon.VAGUE)
    | frozenset(f"{lexicon.LIGHT} {lexicon.DELEGATING} {lexicon.TELLING}".split())
)
