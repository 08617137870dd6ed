"""Every form of every known value, and where one stands in a text. Holds the values.

Loose forms are found by grams: eight letters or digits of a form, spaced so closely that every piece worth a mark holds
one. A gram found is then widened as far as the text agrees with the form.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from wicketgate.output.redact.engines import Engines
from wicketgate.output.redact.known.forms import exact_forms, loose_forms
from wicketgate.output.redact.known.random_part import is_random
from wicketgate.output.sealed import Sealed

GRAM = 8
PLAIN = 12
"""The most that a piece of an unencoded form need have; of the encoded ones it is more."""


@dataclass(frozen=True, slots=True, repr=False)
class Form(Sealed):
    """One loosened form of a value."""

    core: bytes
    name: str
    least: int
    """The least length of a piece that counts; 0 if only the whole does."""

    @property
    def is_plain(self) -> bool:
        """Return whether this is the value as it is or with escapes, of which pieces are sought."""
        return 0 < self.least <= PLAIN

    def redacted(self) -> str:
        """Return whose form it is."""
        return f"[form of {self.name}]"

    __getstate__ = Sealed.__getstate__  # else a frozen class with slots is given one of its own


@dataclass(frozen=True, slots=True)
class Seen:
    """A value, or a piece of it, in a loosened text. `whole` is false for a piece."""

    name: str
    start: int
    end: int
    whole: bool
    form: Form


def grams(form: Form) -> Iterator[int]:
    """Yield where the grams of a form start."""
    last = len(form.core) - GRAM
    if form.is_plain:
        text = form.core.decode()
        starts = range(0, last + 1, max(3, form.least - GRAM + 1))
        found = [at for at in starts if is_telling(text, at)]
        yield from found or (last // 2,)
    else:
        # A gram without letters is the same in both cases of hex: one word for two forms.
        numeric = (at for at in range(2, last, 2) if form.core[at : at + GRAM].isdigit())
        yield next(numeric, min(2, last))


def is_telling(text: str, at: int) -> bool:
    """Return whether the gram at `at` can tell the value: it holds digits, or stands among letters drawn at random."""
    gram = text[at : at + GRAM]
    around = text[max(0, min(at, len(text) - GRAM - 4) - 4) :][: GRAM * 2]
    return (not gram.isdigit() and any(map(str.isdigit, gram))) or is_random(around)


class Sheet(Sealed):
    """The forms of some values, compiled."""

    def __init__(self, values: Mapping[str, str], engines: Engines) -> None:
        self._grams: dict[bytes, list[tuple[Form, int]]] = {}
        exact: dict[bytes, str] = {}
        cores: set[bytes] = set()
        for name, value in values.items():
            for core, least in loose_forms(value).items():
                self._add(Form(core, name, least), cores)
            for form in exact_forms(value):
                exact.setdefault(form, name)
        self.cores = frozenset(cores)
        forms = {form for grams in self._grams.values() for form, _ in grams if form.is_plain}
        self.plain = b"\n".join(sorted(form.core for form in forms))
        """The unencoded forms, of which pieces count."""
        self.exact = frozenset(exact)
        self._words = list(self._grams)
        self._loose = engines.literals(self._words)
        self._nul = [(form, name) for form, name in exact.items() if b"\0" in form]
        self._named = [(form, name) for form, name in exact.items() if b"\0" not in form]
        self._exact = engines.literals([form for form, _ in self._named]) if self._named else None

    def redacted(self) -> str:
        """Return what it is."""
        return "[forms of known secrets]"

    def _add(self, form: Form, cores: set[bytes]) -> None:
        if form.core in cores:
            return
        cores.add(form.core)
        if not form.least:
            self._grams.setdefault(form.core, []).append((form, 0))
            return
        for at in grams(form):
            self._grams.setdefault(form.core[at : at + GRAM], []).append((form, at))

    def exactly(self, data: bytes) -> Iterator[tuple[str, int, int]]:
        """Yield name, start and end of each exact form in `data`."""
        for number, end in self._exact.scan(data) if self._exact else ():
            form, name = self._named[number]
            yield name, end - len(form), end
        for form, name in self._nul if b"\0" in data else ():
            at = data.find(form)
            while at >= 0:
                yield name, at, at + len(form)
                at = data.find(form, at + 1)

    def loosely(self, data: bytes) -> Iterator[Seen]:
        """Yield each value and piece of one in the loosened text `data`."""
        seen: dict[int, int] = {}
        for number, end in self._loose.scan(data):
            word = self._words[number]
            for form, at in self._grams[word]:
                if seen.get(id(form), 0) >= end:
                    continue
                found = widened(data, form, end - len(word), at, len(word))
                seen[id(form)] = found.end
                if found.whole or (form.least and found.end - found.start >= min(PLAIN, form.least)):
                    yield found


def widened(data: bytes, form: Form, start: int, at: int, length: int) -> Seen:
    """Return how far `data` around `start` agrees with the form, whose letter `at` stands there."""
    core, first, end = form.core, start, start + length
    if start >= at and data.startswith(core, start - at):
        return Seen(form.name, start - at, start - at + len(core), True, form)
    while first > 0 and at > 0 and data[first - 1] == core[at - 1]:
        first, at = first - 1, at - 1
    past = at + end - first
    while end < len(data) and past < len(core) and data[end] == core[past]:
        end, past = end + 1, past + 1
    return Seen(form.name, first, end, False, form)
