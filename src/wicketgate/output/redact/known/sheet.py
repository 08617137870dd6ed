"""Every form of every known value, and where one stands in a text. Holds the values.

Loose forms are found by grams: eight letters or digits of a form, spaced so closely that every piece worth a mark holds
one. A gram found is then widened as far as the text agrees with the form.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from wicketgate.output.redact.effort import HIT, Effort
from wicketgate.output.redact.engines import Engines
from wicketgate.output.redact.finding import WHOLE, Finding
from wicketgate.output.redact.known.forms import edges, exact_forms, is_wordy, loose_forms, tight_form, within
from wicketgate.output.redact.known.grams import GRAM, HEX, any_one, covering, shared
from wicketgate.output.redact.known.layer import SEAM
from wicketgate.output.redact.known.loose import JOINTS, loosen, spaced
from wicketgate.output.sealed import Sealed

PLAIN = 12
"""The most that a piece of an unencoded form need have; of the encoded ones it is more."""

SCAN, LOOK, SEEN, READ = 0.01, 2.0, 12.0, 0.006
"""What it costs to scan a byte, to compare a form, to place what was seen, and to scan a byte both ways."""
FEW = 6000
"""So many words are sought together: a scan of a short text costs little more than its beginning."""


@dataclass(frozen=True, repr=False)
class Form(Sealed):
    """One loosened form of a value."""

    __slots__ = ("core", "least", "name")  # by hand: `slots=True` gives a state to hand out, on some Pythons regardless

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


@dataclass(frozen=True, slots=True)
class Seen:
    """A value, or a piece of it, in a loosened text. `whole` is false for a piece."""

    name: str
    start: int
    end: int
    whole: bool
    form: Form
    at: int
    """Where in the form the piece begins."""


class Sheet(Sealed):
    """The forms of some values, compiled."""

    def __init__(self, values: Mapping[str, str], engines: Engines) -> None:
        self._grams: dict[bytes, list[tuple[Form, int]]] = {}
        exact, tight, wordy = dict[bytes, str](), dict[bytes, str](), set[bytes]()
        cores: set[bytes] = set()
        self._edges = {name: edges(value) for name, value in values.items() if any(edges(value))}
        said = [(name, each) for name, value in values.items() for each in (value, *within(value))]
        for name, value in said:
            words: set[bytes] = set()
            for core, least in loose_forms(value).items():
                if core not in cores:
                    cores.add(core)
                    self._add(Form(core, name, least), words)
            for form in exact_forms(value):
                exact.setdefault(form, name)
                tight.setdefault(tight_form(value), name)
                wordy |= {tight_form(value)} if is_wordy(value) else set()
        self.cores = frozenset(cores)
        forms = {form for grams in self._grams.values() for form, _ in grams if form.is_plain}
        self.plain = b"\n".join(sorted(form.core for form in forms))
        """The unencoded forms, of which pieces count."""
        self.exact = frozenset(exact)
        # Two scanners for many: most text has long stretches of hex digits, and among words of all letters those of hex
        # digits would make the engine look at each of them.
        hexes = [word for word in self._grams if HEX.issuperset(word) and not word.isdigit()]
        others = [word for word in self._grams if not HEX.issuperset(word) or word.isdigit()]
        parts = (hexes, others) if len(self._grams) > FEW else ([*hexes, *others],)
        self._loose = [(engines.literals(words), words) for words in parts if words]
        self.tight = frozenset(tight) - {b""}
        """The values with exact forms, without what may stand between their pieces."""
        self._tight = [(form, tight[form]) for form in self.tight if form not in wordy]
        self._tightly = engines.literals([form for form, _ in self._tight]) if self._tight else None
        self._nul = [(form, name) for form, name in exact.items() if b"\0" in form]
        self._named = [(form, name) for form, name in exact.items() if b"\0" not in form]
        self._exact = engines.literals([form for form, _ in self._named]) if self._named else None

    def redacted(self) -> str:
        """Return what it is."""
        return "[forms of known secrets]"

    def _add(self, form: Form, known: set[bytes]) -> None:
        """Note by which words `form` is found; `known` are those of the value's forms before it, and grow."""
        core = form.core
        if not form.least:
            self._grams.setdefault(core, []).append((form, 0))
            return
        if form.is_plain and not known:
            places = list(covering(core, form.least))
            known |= {core[at : at + GRAM] for at in places}
        else:
            places = (form.is_plain and shared(core, known)) or [any_one(core)]
        for at in places:
            self._grams.setdefault(core[at : at + GRAM], []).append((form, at))

    def may_stand_in(self, texts: Sequence[bytes], effort: Effort) -> bool:
        """Return whether a word of some form stands in one of `texts`, read either way; seldom true for no reason."""
        data = SEAM.join(texts)
        effort.spend(len(data) * READ)
        loose = loosen(spaced(data))
        both = loose + SEAM + loose[::-1]
        if any(scanner.scan(both, 1) for scanner, _ in self._loose):
            return True
        if next(self.exactly(data), None):
            return True
        return bool(self._tight) and next(self.tightly(data.translate(None, JOINTS)), None) is not None

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

    def edged(self, data: bytes, findings: list[Finding]) -> list[Finding]:
        """Return the findings with the signs at the edges of values, where they stand there as they are."""
        return [self._edged(data, each) for each in findings] if self._edges and findings else findings

    def _edged(self, data: bytes, each: Finding) -> Finding:
        head, tail = self._edges.get(each.rule, (b"", b"")) if each.rank == WHOLE else (b"", b"")
        start = each.start - (len(head) if data.endswith(head, 0, each.start) else 0)
        return replace(each, start=start, end=each.end + (len(tail) if data.startswith(tail, each.end) else 0))

    def tightly(self, data: bytes) -> Iterator[tuple[str, int, int]]:
        """Yield name, start and end of each value with exact forms in `data`, from which joints were taken out."""
        for number, end in self._tightly.scan(data) if self._tightly else ():
            form, name = self._tight[number]
            yield name, end - len(form), end

    def loosely(self, data: bytes, effort: Effort) -> list[Seen]:
        """Return each value and piece of one in the loosened text `data`."""
        scans = [(scanner.scan(data, effort.hits), words) for scanner, words in self._loose]
        hits = [(end, words[number]) for scan, words in scans for number, end in scan]
        effort.spend(len(data) * SCAN + len(hits) * HIT * 3)
        if not hits:
            return []
        seen, found = dict[int, int](), list[Seen]()
        for end, word in sorted(hits):
            for form, at in self._grams[word]:
                if seen.get(id(form), 0) >= end:
                    continue
                effort.spend(LOOK)
                first, last, whole = widened(data, form.core, end - len(word), at, len(word))
                seen[id(form)] = last
                if whole or (form.least and last - first >= min(PLAIN, form.least)):
                    found.append(Seen(form.name, first, last, whole, form, at - (end - len(word) - first)))
        effort.spend(len(found) * SEEN)
        return found


def widened(data: bytes, core: bytes, start: int, at: int, length: int) -> tuple[int, int, bool]:
    """Return from where to where `data` agrees with a form, whose letter `at` stands at `start`; whether it is all."""
    first, end = start, start + length
    if start >= at and data.startswith(core, start - at):
        return start - at, start - at + len(core), True
    while first > 0 and at > 0 and data[first - 1] == core[at - 1]:
        first, at = first - 1, at - 1
    past = at + end - first
    while end < len(data) and past < len(core) and data[end] == core[past]:
        end, past = end + 1, past + 1
    return first, end, False
