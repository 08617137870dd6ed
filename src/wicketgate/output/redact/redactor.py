"""The scrubber's one object: known values and unknown formats, found in or replaced in any text.

Takes values by name and the engines; gives text with `[redacted:NAME]` where a secret stood. It is the backstop, never
the control: a program can always invent an encoding nobody knows. The same text always gives the same answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from wicketgate.errors import ConfigError
from wicketgate.output.redact.effort import LEAST, Effort
from wicketgate.output.redact.engines import Engines
from wicketgate.output.redact.finding import COSTLY, UNREAD, Finding, settle
from wicketgate.output.redact.known.forms import SHORTEST
from wicketgate.output.redact.known.search import Search
from wicketgate.output.redact.known.sheet import Sheet
from wicketgate.output.redact.marking import marked
from wicketgate.output.redact.memory import Memory
from wicketgate.output.redact.several import LONGEST, batches
from wicketgate.output.redact.stream import Stream
from wicketgate.output.redact.tail import Tail
from wicketgate.output.redact.unknown.scan import Unknown
from wicketgate.output.sealed import Sealed

BACKSLASH = 0x5C
LETTERS, WORD = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-.", 32
"""What numbers and words of JSON are written with, and how long they are at most."""
MORE = 4
"""The most bytes of one letter."""
FEW = 7_000
"""How many units each of many small texts may cost whatever its size."""
PART = 32 << 10
"""Characters that are encoded at a time."""


class Redactor(Sealed):
    """Finds and replaces secrets; holds the known ones, so it cannot be printed or pickled."""

    def __init__(self, known: Mapping[str, str], engines: Engines, unknown: bool | Unknown = False) -> None:
        for name, value in known.items():
            if len(value) < SHORTEST:
                raise ConfigError(
                    f"{name} is shorter than {SHORTEST} characters", "a value this short cannot be found in text"
                )
        self._known, self._engines = dict(known), engines
        self._unknown = Unknown(engines) if unknown is True else unknown or None
        sheet = Sheet(self._known, engines)
        self._search = Search(sheet, engines) if known else None
        self._memory = Memory()
        self._tail = Tail(sheet.cores, sheet.exact, sheet.plain, sheet.tight)

    def with_known(self, known: Mapping[str, str]) -> Redactor:
        """Return a redactor for other values and the same formats."""
        return Redactor(known, self._engines, self._unknown or False)

    def redact(self, text: str) -> str:
        """Return `text` with every secret replaced by its mark."""
        made = self._memory.recall(text)
        return self._made(text, LEAST)[0] if made is None else made

    def _made(self, text: str, least: float) -> tuple[str, float]:
        """Return what becomes of `text`, which may cost `least` units and more with its size, and what it cost."""
        data = in_bytes(text)
        effort = Effort(len(data), least)
        found = self._found(data, effort)
        made = text
        if found:
            made = marked(text, found if len(data) == len(text) else in_characters(data, found))
        # What would be looked into further by itself is not remembered.
        if least >= LEAST or all(each.rule != COSTLY for each in found):
            self._memory.note(text, made)
        return made, effort.spent

    def __call__(self, text: str) -> str:
        """Return `text` with every secret replaced by its mark."""
        return self.redact(text)

    def redact_all(self, texts: Sequence[str]) -> list[str]:
        """Return what `redact` makes of each of `texts`; what holds nothing is found out by looking at many at once."""
        made = {text: self._memory.recall(text) for text in texts}
        new = [text for text, was in made.items() if was is None]
        for text in new:
            if len(text) > LONGEST:
                made[text] = self.redact(text)
        # What any text may cost whatever its size, many small ones have in common.
        least = float(LEAST)
        for batch in batches(text for text in new if len(text) <= LONGEST):
            suspects = self._suspects(batch)
            for number, text in enumerate(batch):
                if number in suspects:
                    made[text], spent = self._made(text, max(FEW, least))
                    least -= max(0, spent - FEW)
                else:
                    self._memory.note(text, text)
        return [made[text] or text for text in texts]

    def _suspects(self, texts: Sequence[str]) -> set[int]:
        """Return the numbers of those small texts that may hold a secret; the others hold none."""
        if len(texts) == 1:
            return {0}
        data = [in_bytes(text) for text in texts]
        known = self._search.suspects(data, Effort(sum(map(len, data)))) if self._search else set[int]()
        return known | self._unknown.suspects(data) if self._unknown and len(known) < len(data) else known

    def marked(self, text: str, findings: Sequence[Finding]) -> str:
        """Return `text` with what `find` found in it replaced."""
        return marked(text, findings) if findings else text

    def find(self, text: str) -> list[Finding]:
        """Return where secrets stand in `text`, in characters, in order and without overlaps."""
        return self._weighed(text)[0]

    def _weighed(self, text: str) -> tuple[list[Finding], float]:
        """Return where secrets stand in `text`, and how many units of effort that took."""
        data = in_bytes(text)
        effort = Effort(len(data))
        found = self._found(data, effort)
        is_plain = len(data) == len(text) or not found
        return found if is_plain else in_characters(data, found), effort.spent

    def effort(self, text: str) -> float:
        """Return how many units it costs to search `text`, as `Effort` counts them."""
        return self._weighed(text)[1]

    def find_bytes(self, data: bytes) -> list[Finding]:
        """Return where secrets stand in `data`, in bytes; it need not be valid UTF-8."""
        return self._found(data, Effort(len(data)))

    def _found(self, data: bytes, effort: Effort) -> list[Finding]:
        """Return where secrets stand in `data`, and note what it took."""
        found = self._search.find(data, effort) if self._search else []
        found += self._unknown.find(data, effort) if self._unknown else []
        return settle(edged(data, each) for each in found) if found else []

    def redact_bytes(self, data: bytes) -> bytes:
        """Return `data` with every secret replaced by its mark; it need not be valid UTF-8."""
        found = self.find_bytes(data)
        return marked(data.decode("latin-1"), found).encode("latin-1") if found else data

    def stream(self) -> Stream:
        """Return a redactor for one text that arrives in pieces."""
        return Stream(self._weighed, self._tail)

    def take_over(self, stream: Stream) -> None:
        """Go on with a text that another redactor began, which knew fewer values."""
        stream.search_by(self._weighed, self._tail)

    def redacted(self) -> str:
        """Return the names it knows values of."""
        return f"Redactor({sorted(self._known)})"


def edged(data: bytes, each: Finding) -> Finding:
    """Return the finding with edges that cut no escape in two: none acts on the mark or what follows."""
    start, end = each.start, each.end
    if each.rule == COSTLY:
        # A number or a word of JSON is withheld whole or not at all: cut, it would be none.
        start -= len(data[max(0, start - WORD) : start]) - len(data[max(0, start - WORD) : start].rstrip(LETTERS))
        end += len(data[end : end + WORD]) - len(data[end : end + WORD].lstrip(LETTERS))
    while start and data[start - 1] == BACKSLASH:
        start -= 1
    start -= data[max(0, start - 1) : start] == b"%"
    while end - 1 > each.start and data[end - 1] == BACKSLASH:
        end -= 1
    if each.rule in UNREAD:
        # Nor a letter: what is withheld begins and ends anywhere.
        start -= next((by for by in range(MORE) if start - by < 0 or not is_within(data, start - by)), 0)
        end += next((by for by in range(MORE) if not is_within(data, end + by)), 0)
    return each if (start, end) == (each.start, each.end) else replace(each, start=start, end=end)


def is_within(data: bytes, at: int) -> bool:
    """Return whether a letter that began before `at` goes on there, in UTF-8."""
    return at < len(data) and data[at] & 0xC0 == 0x80


def in_bytes(text: str) -> bytes:
    """Return `text` in UTF-8. In parts: a part that is all ASCII is copied, whatever stands in the others."""
    if len(text) <= PART or text.isascii():
        return text.encode("utf-8", "surrogatepass")
    parts = (text[at : at + PART] for at in range(0, len(text), PART))
    return b"".join(part.encode("utf-8", "surrogatepass") for part in parts)


def in_characters(data: bytes, findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings in `data` as places in its text."""
    out, at, characters = list[Finding](), 0, 0
    for each in findings:
        start = characters + len(data[at : each.start].decode("utf-8", "surrogatepass"))
        end = start + len(data[each.start : each.end].decode("utf-8", "surrogatepass"))
        out.append(Finding(each.rule, start, end, each.rank))
        at, characters = each.end, end
    return out
