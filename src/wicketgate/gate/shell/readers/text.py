"""Text tools and file tools whose operands hang on each other: sed -i, awk -f, dd, mv, ln, mktemp, curl."""

from __future__ import annotations

import re
from typing import Any

from wicketgate.gate.shell.compiled import Compiled
from wicketgate.gate.shell.effects import Kind
from wicketgate.gate.shell.roles import shell
from wicketgate.gate.shell.scripts import SCRIPTS
from wicketgate.gate.shell.state import State, Word, under
from wicketgate.gate.shell.variables import SECRET

LOOPBACK = re.compile(r"(?:https?://)?(?:localhost|127(?:\.\d{1,3}){3}|\[::1\]|0\.0\.0\.0)(?::\d+|:\*)?(?:[/?#].*)?")


def cp(state: State, parsed: Any, operands: list[Word], why: str) -> None:
    """Copy files; a copy of nothing empties its target."""
    into = "-t" in parsed.given or "--target-directory" in parsed.given
    for word in operands if into or any(one.loose for one in operands) else operands[:-1]:
        state.note(Kind.READ, word, why)
    if not into and operands:
        empty = operands[0].text in ("/dev/null", "/dev/zero")
        state.note(Kind.DELETE if empty else Kind.WRITE, operands[-1], why)


def truncate(state: State, parsed: Any, operands: list[Word], why: str) -> None:
    """Cut files off: to nothing loses all, to a size loses the rest."""
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


LONG = re.compile(r"--[a-z-]+(?:=.*)?$")
FLAGS = re.compile(r"-[cfRvhHLP]+")
MODE = re.compile(r"[0-7]{1,5}|[ugoa]*[-+=][-+=ugorwxXst,a]*")
RIGHTS = re.compile(r"^0?[2467][0-7]{3}$|\+[rwxX]*s")
OPEN = re.compile(r"^[01]?[0-7]{0,2}[2367]$|[oa][ugoa]*[+=][rx]*w|^\+[rx]*w")


def kill(state: State, program: Compiled, args: list[Word], why: str) -> None:
    """End processes."""
    if args and args[0].text not in ("-l", "-L", "--list", "-0"):
        state.note(Kind.PROCESS, " ".join(word.text for word in args), why)


def ps(state: State, program: Compiled, args: list[Word], why: str) -> None:
    """Show processes; BSD's `e` shows their environment."""
    if any(not word.known or (word.text.isalpha() and "e" in word.text) or word.text in ("-E",) for word in args):
        state.note(Kind.CREDENTIAL, "the environment of processes", why)


def printenv(state: State, parsed: Any, operands: list[Word], why: str) -> None:
    """Show variables: all of them, or one by name."""
    if not operands or any(not word.known or SECRET.search(word.text) for word in operands):
        state.note(Kind.CREDENTIAL, "the environment", why)


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


def _script(language: str, options: tuple[str, ...], changes: tuple[str, ...]) -> Any:
    def reader(state: State, parsed: Any, operands: list[Word], why: str) -> None:
        """Read the script, then the files."""
        files = operands
        if not any(name in parsed.given for name in options):
            if operands:
                SCRIPTS[language](state, operands[:1], why)
            files = operands[1:]
        if language == "awk" and ("-f" in parsed.given or "--file" in parsed.given):
            state.unclear(f"an awk program from a file: {why[:60]}")
        writing = any(name in parsed.given for name in changes)
        inplace = parsed.given.get("-i") or parsed.given.get("--include")
        if language == "awk" and inplace is not None and inplace.text == "inplace":
            writing = True
        if language == "sed" and ("-f" in parsed.given or "--file" in parsed.given):
            state.unclear(f"a sed script from a file: {why[:60]}")
        kind = Kind.WRITE if writing else Kind.READ
        if kind is Kind.WRITE and operands and operands[0].text in ("d", "1,$d", "1d;$!d"):
            kind = Kind.DELETE
        for word in files:
            if language == "awk" and re.fullmatch(r"[A-Za-z_]\w*=.*", word.text):
                continue
            if word.text != "-":
                state.note(kind, word, why)

    return reader


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
        state.printed = Word("/tmp/*", glob=True)  # noqa: S108 - where mktemp makes it


def curl(state: State, parsed: Any, operands: list[Word], why: str) -> None:
    """Read addresses; those of this machine are nobody outside."""
    given = parsed.given
    if "--version" in given or "-V" in given:
        return
    urls = operands + [value for role, value in parsed.values if role.name == "url"]
    local = bool(urls) and all(word.known and LOOPBACK.fullmatch(word.text) for word in urls) and "-L" not in given
    for role, value in parsed.values:
        if role.kind is not None and not (local and role.kind is Kind.SEND and not value.text.startswith("@")):
            state.note(role.kind, value, why)
        if role.kind is Kind.SEND and value.text.startswith("@"):
            state.note(Kind.READ, value._replace(text=value.text[1:]), why)
    for word in urls if not local else []:
        if word.known and word.text.startswith("file:"):
            state.note(Kind.READ, word._replace(text=word.text.removeprefix("file://")), why)
        else:
            state.note(Kind.NETWORK, word, why)
    for one in parsed.program.when:
        if any(name in given and _other(name, given[name]) for name, _ in one.options):
            for kind, what in one.effects:
                state.note(kind, what, why)


def _other(name: str, value: Word | None) -> bool:
    """Return whether an option changes anything: a request that only reads does not."""
    if name in ("-X", "--request", "--method") and value is not None:
        return value.text.upper() not in ("GET", "HEAD", "OPTIONS")
    return True


def wget(state: State, parsed: Any, operands: list[Word], why: str) -> None:
    """Read addresses and write what comes under the name it has there."""
    curl(state, parsed, operands, why)
    given = parsed.given
    if operands and not {"-O", "--output-document", "--spider", "-P", "--directory-prefix"} & set(given):
        state.note(Kind.WRITE, Word(operands[0].text.rstrip("/").rpartition("/")[2] or "index.html"), why)


def joined(state: State, parsed: Any, operands: list[Word], why: str) -> None:
    """Read all operands together as a text that a shell runs."""
    shell(state, [Word(" ".join(word.text for word in operands), all(word.known for word in operands))], why)


def unclear(state: State, parsed: Any, operands: list[Word], why: str) -> None:
    """Say that the program's arguments are not understood."""
    state.unclear(f"a program whose arguments are not understood: {why[:60]}")


def fd(state: State, parsed: Any, operands: list[Word], why: str) -> None:
    """Find names; with -x it runs something on each."""
    if {"-x", "-X", "--exec", "--exec-batch"} & set(parsed.given):
        state.unclear(f"a program whose arguments are not understood: {why[:60]}")
    for word in operands[1:]:
        state.note(Kind.LIST, word, why)


READERS: dict[str, Any] = {
    "cp": cp,
    "printenv": printenv,
    "raw-chmod": chmod,
    "raw-kill": kill,
    "raw-ps": ps,
    "truncate": truncate,
    "raw-dd": dd,
    "sed": _script("sed", ("-e", "--expression", "-f", "--file"), ("-i", "--in-place")),
    "awk": _script("awk", ("-e", "--source", "-f", "--file"), ()),
    "jq": _script("jq", ("-f", "--from-file"), ("-i", "--inplace")),
    "move": move,
    "link": link,
    "mktemp": mktemp,
    "curl": curl,
    "wget": wget,
    "joined": joined,
    "unclear": unclear,
    "fd": fd,
}
