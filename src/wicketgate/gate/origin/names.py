"""Which of the operator's words are names, and which words name nothing. Takes text; knows no record. Pure.

A name is written with a capital where no sentence begins, or, by who never writes one, with somebody's thing behind it
(`hannah's`). German writes every noun so: there a capital says nothing.
"""

from __future__ import annotations

import re

from wicketgate.gate import things, tongues
from wicketgate.gate.origin.canon import folded
from wicketgate.gate.words import VERBS, listed, tokenized

NAME = re.compile(r"[A-ZÀ-Þ][^\W\d_]+(?:-[^\W\d_]+)*")
RUN = re.compile(rf"{NAME.pattern}(?: {NAME.pattern})*")
"""Words with capitals that stand beside each other: together they are one name."""
BEGUN = re.compile(r"[\w,;(\"'] ")
"""What stands before a capital that begins no sentence."""
SUBJECT = re.compile(r" (?:asked|has|is|needs|said|wants|was|wrote)\b|['’]s\b")
"""What follows a name that begins a sentence."""
TITLES = re.compile(r"\b(?:Dr|Mrs?|Ms|Miss|Prof|Mme|Sra?)\.?\s+(?=[A-ZÀ-Þ])")
OWNER = re.compile(r"(?<![\w'])([^\W\d_]{3,})['’]s\b")
SENTENCE = re.compile(r"[.!?\n]+\s")
PARTS = re.compile(r"[\s,;:.!?()\"'’“”]+")
# Words of grammar name nothing: that the operator said `to` does not make `to` a recipient they named.
_GRAMMAR = """
    a about after all also am an and any are as at be because been before but by can could did do does each every
    everyone
    for from had has have he her here him his how i if in into is it its just let like make may me more most my no not
    now
    of off on one only or other our out over please she should so some such than that the their them then there these
    they
    this those through to too under up us very was we were what when where which who will with would yes you your
"""
GRAMMAR = frozenset(_GRAMMAR.split())
_CALENDAR = """
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december today tomorrow tonight yesterday noon midnight easter christmas
"""
CALENDAR = frozenset(_CALENDAR.split())
"""Days and months: many a directory has a name like one of them."""
_KINDS = listed(things.THINGS)
PLAIN = GRAMMAR | CALENDAR | VERBS | _KINDS


def proper(words: str) -> frozenset[frozenset[str]]:
    """Return the names in the words, each as its folded words: `Ann Smith` is one name, and not a `Bob Smith`'s."""
    found: set[frozenset[str]] = set()
    for sentence in _sentences(TITLES.sub("", words)):
        for run in RUN.finditer(sentence):
            begin = NAME.match(sentence, run.start())
            inside = BEGUN.fullmatch(sentence[max(0, run.start() - 2) : run.start()]) is not None
            if inside or SUBJECT.match(sentence, run.end()) or begin is None or begin.end() < run.end():
                found.add(frozenset(folded(run[0]).split()) - PLAIN)
    if words == words.lower():
        found |= {frozenset({match[1]}) - PLAIN for match in OWNER.finditer(words)}
    return frozenset(found - {frozenset()})


def parts(text: str) -> tuple[str, ...]:
    """Return the words of a canonical text, without the marks between them."""
    return tuple(filter(None, PARTS.split(text)))


def telling(text: str) -> frozenset[str]:
    """Return the words of a canonical label that tell it from others; nothing if any order could hold such a label.

    `order` or `please cancel` stand in many an order and name nothing; of two kinds of thing together, as in `team
    meeting`, both tell.
    """
    words = parts(text)
    found = frozenset(word for word in words if word not in PLAIN)
    kinds = frozenset(word for word in words if word in _KINDS and word not in VERBS)
    return found | kinds if found or len(kinds) > 1 else frozenset()


def _sentences(words: str) -> list[str]:
    """Return the sentences in which a capital makes a name; one with no small letter makes none."""
    return [one for one in SENTENCE.split(words) if not one.isupper() and tongues.tongue(tokenized(one)) != "de"]


__all__ = ["CALENDAR", "GRAMMAR", "parts", "proper", "telling"]
