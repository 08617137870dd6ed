"""What a push says in words, drawn: commits and tags, paths, the hosts its files newly lead to. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from wicketgate.gate.links import LONGEST, links
from wicketgate.workspace.file_names import shown
from wicketgate.workspace.text_diff import is_text, visible

HEADERS, SAID = 20, 60
"""Lines of a commit's own headers, and of a message, that are drawn."""
LINE = 1 << 10
"""Letters of one of those lines that are drawn."""
START, END = 60, 100
"""Letters of a long path that are drawn."""
WHO = ("author ", "committer ")
UNSEEN = (
    "(not seen here: this run was not given it, and did not fetch it in one answer of at most 16 MiB.",
    " To have it shown say no, give the task the repository (`.git/**` in files.read), or have it fetch less at once",
    " (git clone --depth 1), and let it push again)",
)
LED = 5
"""New hosts of one file that are named."""


def commit(name: str, data: bytes) -> Iterator[str]:
    """Yield a commit's text: who, its message, and every further header, which can hold anything."""
    head, _, said = _text(data).partition("\n\n")
    lines = head.split("\n")
    yield f"commit {name}"
    yield from _some([line for line in lines if line.startswith(WHO)], HEADERS, "    ")
    yield from _some([line for line in lines if not line.startswith(("tree ", "parent ", *WHO))], HEADERS, "    ")
    yield from _some(said.removesuffix("\n").split("\n"), SAID, "    | ")


def tag(data: bytes) -> Iterator[str]:
    """Yield a tag's text."""
    yield "tag"
    yield from _some(_text(data).split("\n"), SAID, "    ")


def title(path: str) -> str:
    """Return a path on one line, its middle left out where it is long."""
    if len(path) <= START + END:
        return shown(path)
    return f"{shown(path[:START])}…({len(path)} letters)…{shown(path[-END:])}"


def led(old: bytes | None, new: bytes | None) -> list[str] | None:
    """Return the hosts a text newly leads to; None for one that is too long to look for them."""
    if new is None or not is_text(new):
        return []
    if len(new) > LONGEST and len(_text(new)) > LONGEST:
        return None
    before = {link.host for link in links(_text(old))} if old is not None and is_text(old) else set()
    found = (link.host for link in links(_text(new)))
    return [host for host in dict.fromkeys(found) if host and host not in before][:LED]


def _some(lines: Sequence[str], most: int, before: str) -> Iterator[str]:
    yield from (f"{before}{_visible(line)}" for line in lines[:most])
    if len(lines) > most:
        yield f"{before}… {len(lines) - most} more lines, {sum(map(len, lines[most:]))} letters, are NOT shown"


def _visible(line: str) -> str:
    return visible(line) if len(line) <= LINE else f"{visible(line[:LINE])} … {len(line) - LINE} letters are NOT shown"


def _text(data: bytes | None) -> str:
    return (data or b"").decode("utf-8", "backslashreplace")


def unseen(lines: Iterable[str]) -> list[str]:
    """Return what it means that something was not seen here, and what makes it seen, if a line says so."""
    return list(UNSEEN) if any("not seen here" in line for line in lines) else []
