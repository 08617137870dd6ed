"""Several texts cleaned at once: takes what cleans one, gives what cleans many.

INVARIANT: the answer is that of cleaning each by itself. What is seen of texts side by side only says which of them
hold nothing: a look at them together sees at least what a look at each would.
"""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol, runtime_checkable

Clean = Callable[[str], str]
CleanAll = Callable[[Sequence[str]], list[str]]
LONGEST, MOST = 2 << 10, 16 << 10
"""Characters of a text that is looked at together with others, and of all that are."""


@runtime_checkable
class Several(Protocol):
    """What cleans several texts sooner than one by one."""

    def redact_all(self, texts: Sequence[str]) -> list[str]:
        """Return each of `texts`, cleaned."""


def cleaning_all(clean: Clean) -> CleanAll:
    """Return what cleans several texts as `clean` does one: together, where it can."""
    return clean.redact_all if isinstance(clean, Several) else lambda texts: [clean(text) for text in texts]


def batches(texts: Iterable[str]) -> Iterator[list[str]]:
    """Yield the texts in groups that may be looked at together, each with `MOST` characters or one text more."""
    batch, size = list[str](), 0
    for text in texts:
        batch.append(text)
        size += len(text)
        if size >= MOST:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def holding(texts: Sequence[bytes], between: int, ends: Iterable[int]) -> set[int]:
    """Return the numbers of the texts in which the `ends` are, when so many bytes stand between two of them."""
    starts = list(itertools.accumulate((len(text) + between for text in texts), initial=0))
    return {min(bisect.bisect_left(starts, end), len(texts)) - 1 for end in ends}
