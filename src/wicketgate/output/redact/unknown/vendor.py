"""The shape a vendor documents for its tokens: takes a value, says whether it has it, or almost has it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from wicketgate.output.redact.formats.checks import CHECKS
from wicketgate.output.redact.formats.keyed import Keyed
from wicketgate.output.redact.formats.shape import Format
from wicketgate.output.redact.formats.vendors import VENDORS
from wicketgate.output.redact.unknown.drawn import is_patterned
from wicketgate.output.redact.unknown.worth import entropy, is_placeholder

OFF = 4
"""By how many characters a value may miss its shape and still be taken for a cut or overlong token of it."""

GENERAL = re.compile(r"key|secret|token|auth|access|consumer|maker|private|unseal")
"""Names that are not a vendor's alone: what is assigned to them may be another's, of another length."""


class Vendor:
    """One vendor's tokens, known by the vendor's name."""

    def __init__(self, name: str, key: Keyed, entropy: float = 2.5, check: str = "") -> None:
        self.name, self.alone, self.names = name, key.alone, key.names
        self._is_named = not GENERAL.search(key.names)
        self._shape, self._entropy = re.compile(key.value), entropy
        self._check: Callable[[str], bool] = CHECKS[check] if check else _any

    def is_whole(self, value: str) -> bool:
        """Return whether `value` has the shape and is no placeholder."""
        if not self._shape.fullmatch(value) or is_placeholder(value) or entropy(value) < self._entropy:
            return False
        return not is_patterned(value) and self._check(value)

    def is_cut(self, value: str) -> bool:
        """Return whether `value` would have the shape with a few characters less or more."""
        shape = self._shape.fullmatch
        if not self._is_named or shape(value):
            return False
        fillers = (value[-1], "0")
        return any(
            shape(value[:-size]) or any(shape(value + filler * size) for filler in fillers)
            for size in range(1, OFF + 1)
        )


def vendors(formats: Sequence[Format]) -> Iterator[Vendor]:
    """Yield the vendors among the formats, and those whose tokens' shape alone is documented."""
    for form in formats:
        if isinstance(form.pattern, Keyed):
            yield Vendor(form.name, form.pattern, form.entropy, form.check)
    for names, shape in VENDORS:
        check = "" if shape.startswith("[0-9a-fA-F]") or "(?i:" in shape else "scrambled"
        yield Vendor(f"{re.sub('[^a-z0-9]', '', names)}-token", Keyed(names, shape, alone=False), check=check)


def _any(value: str) -> bool:
    return True
