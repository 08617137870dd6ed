"""find: names that are found, and the commands they are given to."""

from __future__ import annotations

import itertools
from typing import Any

from wicketgate.gate.shell import places
from wicketgate.gate.shell.compiled import Compiled
from wicketgate.gate.shell.effects import Kind
from wicketgate.gate.shell.roles import command
from wicketgate.gate.shell.state import State, Word

TAKES = frozenset(
    [
        "-name",
        "-iname",
        "-path",
        "-ipath",
        "-wholename",
        "-iwholename",
        "-regex",
        "-iregex",
        "-regextype",
        "-type",
        "-xtype",
        "-size",
        "-maxdepth",
        "-mindepth",
        "-mtime",
        "-atime",
        "-ctime",
        "-mmin",
        "-amin",
        "-cmin",
        "-newermt",
        "-newerat",
        "-newerct",
        "-perm",
        "-user",
        "-group",
        "-uid",
        "-gid",
        "-links",
        "-inum",
        "-lname",
        "-ilname",
        "-fstype",
        "-printf",
        "-context",
        "-used",
        "-D",
        "-newerBt",
    ]
)
FILES = frozenset(["-newer", "-anewer", "-cnewer", "-samefile", "-files0-from"])
ALONE = frozenset(
    [
        "-empty",
        "-prune",
        "-print",
        "-print0",
        "-ls",
        "-quit",
        "-depth",
        "-d",
        "-mount",
        "-xdev",
        "-follow",
        "-daystart",
        "-noleaf",
        "-warn",
        "-nowarn",
        "-true",
        "-false",
        "-readable",
        "-writable",
        "-executable",
        "-nouser",
        "-nogroup",
        "-a",
        "-and",
        "-o",
        "-or",
        "-not",
        "!",
        "(",
        ")",
        ",",
        "-H",
        "-L",
        "-P",
        "-E",
        "-X",
        "-x",
        "-O0",
        "-O1",
        "-O2",
        "-O3",
        "-s",
        "-ignore_readdir_race",
        "-noignore_readdir_race",
    ]
)
WRITES = frozenset(["-fprint", "-fprint0", "-fprintf", "-fls"])
RUNS = frozenset(["-exec", "-execdir", "-ok", "-okdir"])


def find(state: State, program: Compiled, args: list[Word], why: str) -> None:
    """Walk folders, and do to what is found what the expression says."""
    at = 0
    while at < len(args) and args[at].text in ("-H", "-L", "-P"):
        at += 1
    roots: list[Word] = []
    while at < len(args) and not args[at].text.startswith(("-", "!", "(", ")", ",")):
        roots.append(args[at])
        at += 1
    roots = roots or [Word(".")]
    if any(word.loose for word in args):
        state.unclear(f"an argument that cannot be known may be an action of find: {why[:60]}")
    for root in roots:
        state.note(Kind.LIST, root, why)
    _hunted(state, roots, args[at:], why)
    found = [_below(root, _named(args[at:])) for root in roots]
    while at < len(args):
        at = _primary(state, args, at, found, why)
    state.printed = found[0]._replace(loose=True) if len(found) == 1 else None


def _hunted(state: State, roots: list[Word], args: list[Word], why: str) -> None:
    """Note a search of the machine, beyond the project, for files whose names say that they hold secrets."""
    if all(not root.text.startswith(("/", "~", "..")) for root in roots):
        return
    for flag, name in itertools.pairwise(args):
        if flag.text in ("-name", "-iname", "-path", "-wholename") and places.secret(
            name.text.lstrip("*/") or name.text
        ):
            state.note(Kind.CREDENTIAL, f"where files such as {name.text[:40]} lie", why)


def _named(args: list[Word]) -> str:
    """Return the one pattern that names what is found, if nothing but it chooses."""
    texts = [word.text for word in args]
    if any(text in ("-o", "-or", "!", "-not", ",") for text in texts) or texts.count("-name") != 1:
        return ""
    word = args[texts.index("-name") + 1] if texts.index("-name") + 1 < len(args) else None
    return word.text if word is not None and word.known and "/" not in word.text else ""


def _below(root: Word, name: str) -> Word:
    return Word(f"{root.text.rstrip('/')}/**" + (f"/{name}" if name else ""), root.known, glob=True)


def _primary(state: State, args: list[Word], at: int, found: list[Word], why: str) -> int:
    """Note one primary of the expression; return where the next starts."""
    text = args[at].text
    if text in ALONE:
        return at + 1
    if text in TAKES:
        return at + 2
    if text == "-delete":
        for word in found:
            state.note(Kind.DELETE, word, why)
        return at + 1
    if text in RUNS:
        return _executes(state, args, at + 1, found)
    if at + 1 < len(args) and (text in WRITES or text in FILES or text.startswith("-newer")):
        state.note(Kind.WRITE if text in WRITES else Kind.LIST, args[at + 1], why)
        return at + (3 if text == "-fprintf" else 2)
    state.unclear(f"unknown action of find: {text[:40]}")
    return len(args)


def _executes(state: State, args: list[Word], at: int, found: list[Word]) -> int:
    end = at
    while end < len(args) and args[end].text not in (";", "+"):
        end += 1
    for one in found:
        words = [filled(word, "{}", one) for word in args[at:end]]
        if words:
            with state.apart():
                command(state, words, "")
    return end + 1


def filled(word: Word, mark: str, value: Word) -> Word:
    """Return a word with the mark replaced by what was found."""
    if word.text == mark:
        return value._replace(loose=False)
    if mark not in word.text:
        return word
    # Inside a longer word (`sh -c 'rm {}'`) a name could be anything, quotes included.
    return Word(word.text.replace(mark, "…"), known=False)


READERS: dict[str, Any] = {"raw-find": find}
