"""Differences as text a person can trust on a terminal: the invisible is written out, nothing is left out silently.

Takes contents as bytes, gives lines. Pure; the time it takes is bounded whatever the contents are.
"""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Iterable, Sequence

from wicketgate.workspace.file_names import shown

LARGEST = 1 << 20  # bytes of a content that is compared line by line
LONGEST = 4_000  # lines of a difference that are shown
CONTEXT = 3
WORK = 1_000_000  # pairs of lines difflib may compare; beyond, the changed middle is shown as replaced


def is_text(data: bytes) -> bool:
    """Return whether `data` is UTF-8 without NUL."""
    try:
        return b"\0" not in data and data.decode() is not None
    except UnicodeDecodeError:
        return False


def visible(text: str) -> str:
    """Return one line as it may be printed: tabs stay, other control and invisible characters are written out."""
    return "\t".join(shown(part) for part in text.split("\t"))


def summary(label: str, data: bytes | None) -> str:
    """Return what can be said of a content without showing it."""
    if data is None:
        return f"{label}: not there"
    kind = "text" if is_text(data) else "binary"
    return f"{label}: {kind}, {len(data)} bytes, sha256 {hashlib.sha256(data).hexdigest()}"


def difference(old: bytes | None, new: bytes | None, before: str, after: str) -> str:
    """Return the unified difference of two contents (None: not there), or a summary where it would not be text."""
    if any(data is not None and (len(data) > LARGEST or not is_text(data)) for data in (old, new)):
        return f"{summary(before, old)}\n{summary(after, new)}\n"
    left, right = _lines(old), _lines(new)
    lines = [f"--- {before}", f"+++ {after}", *_unified(left, right)]
    return _cut(lines, new)


def three_way(base: bytes | None, yours: bytes | None, agents: bytes | None) -> str:
    """Return what a person changed and what the agent changed, each against the file both started from."""
    if base is None:
        return difference(yours, agents, "yours", "the agent's")
    theirs = difference(base, agents, "before the run", "the agent's")
    return difference(base, yours, "before the run", "yours") + theirs


def _lines(data: bytes | None) -> list[str]:
    text = (data or b"").decode()
    lines = text.split("\n")
    if lines[-1] == "":
        return lines[:-1]
    return [*lines[:-1], lines[-1] + "\n\\ no newline at the end"]


def _unified(left: Sequence[str], right: Sequence[str]) -> Iterable[str]:
    start = max(_common(left, right) - CONTEXT, 0)
    end = max(_common(left[start + CONTEXT :][::-1], right[start + CONTEXT :][::-1]) - CONTEXT, 0)
    old, new = left[start : len(left) - end], right[start : len(right) - end]
    if len(old) * len(new) > WORK:
        yield f"@@ from line {start + 1}: {len(old)} lines replaced by {len(new)} @@"
        yield from (f"-{line}" for line in old)
        yield from (f"+{line}" for line in new)
        return
    for group in difflib.SequenceMatcher(None, old, new).get_grouped_opcodes(CONTEXT):
        first, last = group[0], group[-1]
        yield f"@@ -{start + first[1] + 1},{last[2] - first[1]} +{start + first[3] + 1},{last[4] - first[3]} @@"
        for tag, old_from, old_to, new_from, new_to in group:
            if tag == "equal":
                yield from (f" {line}" for line in old[old_from:old_to])
            else:
                yield from (f"-{line}" for line in old[old_from:old_to])
                yield from (f"+{line}" for line in new[new_from:new_to])


def _common(left: Sequence[str], right: Sequence[str]) -> int:
    count = 0
    for one, other in zip(left, right, strict=False):
        if one != other:
            break
        count += 1
    return count


def _cut(lines: list[str], new: bytes | None) -> str:
    kept = [visible(part) for line in lines[:LONGEST] for part in line.split("\n")]
    if len(lines) > LONGEST:
        kept.append(f"… {len(lines) - LONGEST} more lines are NOT shown; {summary('the whole', new)}")
    return "\n".join(kept) + "\n"
