"""What one kind of unknown secret looks like: takes what its vendor documents, gives a `Format` the scanner can use.

A pattern is RE2 syntax (no lookaround, no back-reference), which Hyperscan reads too, over bytes. If it has a group,
that group is the secret; else the whole match is. The scanner itself sees to what stands beside the secret: with
`bounded`, no letter, digit or underscore may adjoin it (an escape such as `\\n` or `%3D` before it is not a letter).
"""

from __future__ import annotations

from dataclasses import dataclass

from wicketgate.output.redact.formats.keyed import Keyed

WHOLE = 1024
"""The longest match, in bytes, that is confirmed: a pattern's repeats must fit in it."""


@dataclass(frozen=True, slots=True)
class Format:
    """One token format. `name` is what its mark says: `[redacted:NAME]`, words in lower case joined by hyphens."""

    name: str
    pattern: str | Keyed
    examples: tuple[str, ...]
    """Texts with an invented token of this format that must be found."""
    near_misses: tuple[str, ...]
    """Texts that come close (one character short, wrong alphabet, placeholder), in which this rule finds nothing."""
    source: str
    """Where the vendor documents the format."""
    check: str = ""
    """A name in `checks.CHECKS` that the secret must pass: a checksum, a JSON header."""
    entropy: float = 2.5
    """The least Shannon entropy of the secret, in bits a character; 0 turns the test off."""
    bounded: bool = True
    sign: str = ""
    """What the scanner looks for, if that is less than the pattern: a cheaper part of each match."""
