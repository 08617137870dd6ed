"""Paths as text. Takes what an agent wrote and the folder it stands in; gives one canonical form, or refuses.

Knows no disk: `.` and `..` are folded as text, links are the caller's to resolve (`Facts.paths`). A canonical path lies
in the workspace (relative, `.` for the workspace itself) or outside (absolute, or `~/…` where home is not known).
"""

from __future__ import annotations

import re

INSIDE = "/workspace"
HOME = "/home/agent"
OWN = ("/tmp", HOME)  # noqa: S108 - the sandbox's private scratch, not the machine's
LONGEST = 4096
LONGEST_PART = 255
# What most paths look like: folded already, no part that begins or ends in a dot.
PLAIN = re.compile(r"(?:/[A-Za-z0-9_-](?:[A-Za-z0-9_.-]{0,60}[A-Za-z0-9_-])?)+")


class PathRefused(ValueError):
    """The text cannot be taken as one path; the message says why."""


def check(text: str) -> None:
    """Refuse text that two programs could take for different files."""
    if not text or len(text) > LONGEST:
        raise PathRefused(f"expected a path of 1 to {LONGEST} characters (got {len(text)})")
    # Control, bidirectional and zero-width characters and lone surrogates are not printable; some disks drop them.
    if not text.isprintable() or "\\" in text:
        raise PathRefused("expected a path without control, invisible, backslash or undecodable characters")


def fold(absolute: str) -> str:
    """Return an absolute path with `.`, `..` and doubled slashes folded away, as text."""
    if PLAIN.fullmatch(absolute):
        return absolute
    kept: list[str] = []
    for part in absolute.split("/"):
        if part == "..":
            if kept:
                kept.pop()
        elif part not in ("", "."):
            _check_part(part)
            kept.append(part)
    return "/" + "/".join(kept)


def _check_part(part: str) -> None:
    if part[-1] in ". ":
        raise PathRefused("expected no part that ends in a dot or a space: some file systems drop it")
    if len(part) > LONGEST_PART or (not part.isascii() and len(part.encode()) > LONGEST_PART):
        raise PathRefused(f"expected parts of at most {LONGEST_PART} bytes")


def joined(text: str, cwd: str, home: str) -> str:
    """Return `text` as an absolute path, not folded; `~` stays where `home` is not known."""
    check(text)
    if text == "~" or text.startswith("~/"):
        return home + text[1:] if home else text
    if text.startswith("~"):
        raise PathRefused("expected no other user's home")
    if text.startswith("/"):
        return text
    if not cwd.startswith("/"):
        raise PathRefused(f"expected an absolute working folder for a relative path (got {cwd!r})")
    check(cwd)
    return f"{cwd}/{text}"


def place(absolute_path: str, root: str) -> str:
    """Return a path folded, and relative to `root` where it lies in it."""
    if absolute_path.startswith("~"):
        rest = absolute_path[2:]
        if ".." in rest.split("/"):
            raise PathRefused("expected no `..` after `~`")
        return ("~" + fold("/" + rest)).removesuffix("/")
    folded = fold(absolute_path)
    if folded == root:
        return "."
    return folded[len(root) + 1 :] if folded.startswith(root + "/") else folded


def outside(path: str) -> bool:
    """Return whether a canonical path leads out of the workspace."""
    return path.startswith(("/", "~")) or path == ".." or path.startswith("../")


def own(path: str) -> bool:
    """Return whether a contained agent's path lies in its own home or scratch folder."""
    return any(path == folder or path.startswith(folder + "/") for folder in OWN)
