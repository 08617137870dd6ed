"""Names of files as hostile text: what may never be committed, how it is shown, which two names are one elsewhere.

Takes paths relative to the workspace (names the disk could not spell as UTF-8 carry surrogates). Knows no disk.
"""

from __future__ import annotations

import re
import unicodedata

LONGEST = 1024  # bytes of a path; every tool a person would use later handles these
# Controls, formatting (zero-width, bidirectional), surrogates, private use, unassigned, line and paragraph separators.
HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
POLICY_NAMES = frozenset({"wicketgate.yaml", "wicketgate.yml"})
SHORT_GIT = re.compile(r"git~\d+")


def hostile(path: str) -> str:
    """Return why `path` may never be committed, or nothing if its names are ordinary."""
    if not path or any(part in ("", ".", "..") for part in path.split("/")):
        return "the path is not plain"
    if any("\udc80" <= letter <= "\udcff" for letter in path):
        return "the name is not UTF-8"
    if any(unicodedata.category(letter) in HIDDEN for letter in path):
        return "the name holds control or invisible characters"
    if len(path.encode()) > LONGEST:
        return f"the path is longer than {LONGEST} bytes"
    if any(part != part.strip() or part.endswith(".") for part in path.split("/")):
        return "a name begins or ends with a blank, or ends with a dot"
    return ""


def shown(path: str) -> str:
    """Return `path` with everything a terminal would hide or obey written out, on one line."""
    return "".join(_shown(letter) for letter in path)


def fold(path: str) -> str:
    """Return what a disk that ignores case and spelling would make of `path`; equal values collide there."""
    visible = "".join(letter for letter in path if unicodedata.category(letter) != "Cf")
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", visible).casefold())
    return "/".join(part.rstrip(". ") or part for part in folded.split("/"))


def in_repository(path: str) -> bool:
    """Return whether `path` lies in a `.git`, under any spelling some disk would take for one."""
    return any(part == ".git" or SHORT_GIT.fullmatch(part) for part in fold(path).replace("\\", "/").split("/"))


def is_policy(path: str) -> bool:
    """Return whether `path` is named like a policy file, in any folder and spelling."""
    return fold(path).replace("\\", "/").rsplit("/", 1)[-1] in POLICY_NAMES


def _shown(letter: str) -> str:
    if "\udc80" <= letter <= "\udcff":
        return f"<{ord(letter) - 0xDC00:02X}>"
    if unicodedata.category(letter) in HIDDEN:
        return f"<U+{ord(letter):04X}>"
    return letter
