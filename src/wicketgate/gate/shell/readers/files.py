"""Programs that change files, whose operands hang on each other: cp, mv, ln, chmod, dd, mktemp, truncate."""

from __future__ import annotations

import re
from typing import Any

from wicketgate.gate.shell.compiled import Compiled
from wicketgate.gate.shell.effects import Kind
from wicketgate.gate.shell.endless import HUGE
from wicketgate.gate.shell.state import State, Word, under


def cp(state: State, parsed: Any, operands: list[Word], why: str) -> None:
    """Copy files; a copy of nothing empties its target."""
    into = "-t" in parsed.given or "--target-directory" in parsed.given
    for word in operands if into or any(one.loose for one in operands) else operands[:-1]:
        state.note(Kind.READ, word, why)
    if not into and operands:
        empty = operands[0].text in ("/dev/null", "/dev/zero")
        state.note(Kind.DELETE if empty else Kind.WRITE, operands[-1], why)


def tee(state: State, parsed: Any, operands: list[Word], why: str) -> None:
    """Empty files: what comes in is nothing."""
    nothing = state.stdin is not None and state.stdin.known and not state.stdin.text
    if nothing and not {"-a", "--append"} & set(parsed.given):
        for word in operands:
            state.note(Kind.DELETE, word, why)


def truncate(state: State, parsed: Any, operands: list[Word], why: str) -> None:
    """Cut files off: to nothing loses all, to a size loses the rest."""
    size = parsed.given.get("-s") or parsed.given.get("--size")
    if size is not None and HUGE.fullmatch(size.text):
        state.note(Kind.SYSTEM, "a disk that fills up", why)
    for word in operands:
        state.note(Kind.DELETE, word, why)


def chmod(state: State, program: Compiled, args: list[Word], why: str) -> None:
    """Change what may be done with files: the first word that can be a mode is one."""
    rest, mode = [word for word in args if not LONG.match(word.text)], None
    if rest and any(word.text.startswith("--reference") for word in args):
        mode = Word("")
    for word in rest:
        if mode is None and MODE.fullmatch(word.text) and not FLAGS.fullmatch(word.text):
            mode = word
        elif not FLAGS.fullmatch(word.text):
            state.note(Kind.MARK, word, why)
    if mode is None or not mode.known:
        state.unclear(f"a mode that cannot be known: {why[:60]}")
    elif RIGHTS.search(mode.text):
        state.note(Kind.PRIVILEGE, "a program that runs as its owner", why)
    elif OPEN.search(mode.text):
        state.note(Kind.SYSTEM, "everybody's access to the file", why)
    elif SHUT.search(mode.text):
        state.note(Kind.SYSTEM, "that nobody can read the file", why)


LONG = re.compile(r"--[a-z-]+(?:=.*)?$")
FLAGS = re.compile(r"-[cfRvhHLP]+")
MODE = re.compile(r"[0-7]{1,5}|[ugoa]*[-+=][-+=ugorwxXst,a]*")
RIGHTS = re.compile(r"^0?[2467][0-7]{3}$|\+[rwxX]*s")
OPEN = re.compile(r"^[01]?[0-7]{0,2}[2367]$|[oa][ugoa]*[+=][rx]*w|^\+[rx]*w")

SHUT = re.compile(r"^0{0,2}[0-3][0-7]{2}$|^0$|^[ua]+(?:-[wxX]*r|=[wxX]*$)|^-[wxX]*r")


def dd(state: State, program: Compiled, args: list[Word], why: str) -> None:
    """Copy blocks: `if=` is read, `of=` written."""
    for word in args:
        name, sign, text = word.text.partition("=")
        value = word._replace(text=text)
        if not sign:
            state.unclear(f"unknown argument of dd: {word.text[:40]}")
        elif name == "if":
            state.note(Kind.READ, value, why)
        elif name == "of" and text.startswith("/dev/") and text != "/dev/null":
            state.note(Kind.DESTROY, f"what is on {text}", why)
        elif name == "of":
            empty = any(one.text in ("if=/dev/zero", "if=/dev/null") for one in args)
            state.note(Kind.DELETE if empty else Kind.WRITE, value, why)


def move(state: State, parsed: Any, operands: list[Word], why: str) -> None:
    """Move files: the old name is gone, what lay under the new one is lost."""
    target = next((parsed.given[name] for name in ("-t", "--target-directory") if name in parsed.given), None)
    sources = operands if target is not None else operands[:-1]
    away = target if target is not None else (operands[-1] if operands else Word(""))
    for word in operands if any(word.loose for word in operands) else sources:
        # What leaves the working folder is as good as deleted for whoever may not look there.
        out = away.text.startswith(("/", "~")) and not word.text.startswith(("/", "~"))
        state.note(Kind.DELETE if out else Kind.MOVE, word, why)
    if target is None and operands:
        state.note(Kind.WRITE, operands[-1], why)


def link(state: State, parsed: Any, operands: list[Word], why: str) -> None:
    """Make a link: what it points to can be read and written through it."""
    named = "-t" in parsed.given or "--target-directory" in parsed.given
    sources = operands if named or len(operands) == 1 else operands[:-1]
    for word in sources:
        state.note(Kind.READ, word, why)
    if not named and len(operands) > 1:
        state.note(Kind.WRITE, operands[-1], why)
        # A symbolic link is followed from where it lies.
        folder = operands[-1].text.rpartition("/")[0]
        for word in sources if folder and "-s" in parsed.given else ():
            state.note(Kind.READ, under(Word(folder), word), why)


def mktemp(state: State, parsed: Any, operands: list[Word], why: str) -> None:
    """Make a scratch file with a new name."""
    if operands and "/" in operands[0].text:
        state.note(Kind.WRITE, operands[0], why)
        state.printed = Word(re.sub(r"X{3,}", "*", operands[0].text), operands[0].known, glob=True)
    elif not parsed.values:
        state.printed = Word("/tmp/tmp.*", glob=True)  # noqa: S108 - where mktemp makes it


def fallocate(state: State, parsed: Any, operands: list[Word], why: str) -> None:
    """Make a file of a size; a very large one leaves no room for others."""
    size = parsed.given.get("-l") or parsed.given.get("--length")
    if size is None or not size.known or re.fullmatch(r"\d{11,}|\d+[TPE]\w*|\d{2,}G\w*", size.text):
        state.note(Kind.SYSTEM, "how much room the disk has", why)
    for word in operands:
        state.note(Kind.WRITE, word, why)


READERS: dict[str, Any] = {
    "cp": cp,
    "raw-chmod": chmod,
    "also-tee": tee,
    "truncate": truncate,
    "fallocate": fallocate,
    "raw-dd": dd,
    "move": move,
    "link": link,
    "mktemp": mktemp,
}
