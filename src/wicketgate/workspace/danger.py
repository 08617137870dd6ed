"""What something will later execute or obey, outside every sandbox: asked about one by one before it is committed.

Pure: takes a changed path, the first bytes of its new content, its mode and type; gives the rules it falls under. The
rows are data in `danger_table.py`.
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterator
from dataclasses import dataclass

from wicketgate.workspace.danger_table import TABLE
from wicketgate.workspace.file_names import fold


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: why a person is asked."""

    id: str
    reason: str


EXECUTABLE = Rule("executable", "it becomes a program that can be started")
SHEBANG = Rule("shebang", "its first line names the program that runs it")
BINARY = Rule("binary", "its first bytes are those of a program or an archive of programs")
LINK = Rule("link", "it is a link: who opens it opens something else")
DASH = Rule("dash-name", "commands take its name for an option (`rm *` then obeys it)")
LETTERS = Rule("odd-name", "a shell reads more than a name in it")
MAGIC = (b"\x7fELF", b"MZ", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe", b"\0asm", b"PK\x03\x04")
SHELL_LETTERS = frozenset("$`;|&<>*?\"'\\!(){}[]#~")


def _index() -> tuple[dict[str, Rule], dict[str, Rule], dict[Rule, re.Pattern[str]], dict[Rule, re.Pattern[str]]]:
    names: dict[str, Rule] = {}
    folders: dict[str, Rule] = {}
    globs: dict[tuple[Rule, bool], list[str]] = {}
    for name, reason, words in TABLE:
        rule = Rule(name, reason)
        for word in words.split():
            bare = word.removesuffix("/")
            if "*" in bare:
                globs.setdefault((rule, word != bare), []).append(fnmatch.translate(bare))
            else:
                (names if word == bare else folders)[bare] = rule
    compiled = {key: re.compile("|".join(texts)) for key, texts in globs.items()}
    files = {rule: pattern for (rule, below), pattern in compiled.items() if not below}
    return names, folders, files, {rule: pattern for (rule, below), pattern in compiled.items() if below}


NAMES, FOLDERS, NAME_GLOBS, FOLDER_GLOBS = _index()


def dangers(path: str, *, start: bytes = b"", executable: bool = False, link: bool = False) -> tuple[Rule, ...]:
    """Return the rules a change falls under; `executable` when an execute bit is newly set, `start` its first bytes."""
    return tuple(dict.fromkeys(_dangers(path, start, executable, link)))


def _dangers(path: str, start: bytes, executable: bool, link: bool) -> Iterator[Rule]:
    yield from _by_name(fold(path).split("/"))
    if executable:
        yield EXECUTABLE
    if start.startswith(b"#!"):
        yield SHEBANG
    if start.startswith(MAGIC):
        yield BINARY
    if link:
        yield LINK
    if any(name.startswith("-") for name in path.split("/")):
        yield DASH
    if set(path) & SHELL_LETTERS:
        yield LETTERS


def _by_name(names: list[str]) -> Iterator[Rule]:
    for name in names:  # the last one, too: a link or a file in a folder's place counts as the folder
        if name in FOLDERS:
            yield FOLDERS[name]
        yield from (rule for rule, pattern in FOLDER_GLOBS.items() if pattern.match(name))
    if names[-1] in NAMES:
        yield NAMES[names[-1]]
    yield from (rule for rule, pattern in NAME_GLOBS.items() if pattern.match(names[-1]))
