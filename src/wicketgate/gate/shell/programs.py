"""Which program a command's first word starts. Takes a command's words; hands them to what is known of the program.

A bare name, or one below the system's folders, is found among the families; a path elsewhere is a file that is run.
"""

from __future__ import annotations

import re
from functools import lru_cache

from wicketgate.gate.shell import places
from wicketgate.gate.shell.apply import NAMED, apply
from wicketgate.gate.shell.compiled import Compiled, compiled
from wicketgate.gate.shell.effects import Kind
from wicketgate.gate.shell.families import PROGRAMS
from wicketgate.gate.shell.naming import outside, said
from wicketgate.gate.shell.quoting import deceptive
from wicketgate.gate.shell.state import ANY, State, Word

SYSTEM = re.compile(r"/(?:usr/(?:(?:local/)?s?bin|libexec)|s?bin|opt/homebrew/bin|snap/bin)/([^/]+)")
# Where a project keeps the programs its own manifest asked for.
INSTALLED = re.compile(
    r"(?:\./)?(?:[A-Za-z0-9_./-]+/)?(?:node_modules/\.bin|\.?venv/bin|\.?env/bin|vendor/bin)/([^/]+)"
)
VERSIONED = re.compile(r"([A-Za-z][A-Za-z+_-]*?)-?[0-9][0-9.]*(?:\.exe)?")
SUFFIX = re.compile(r"\.(?:exe|cmd)$")
"""What Windows puts behind the name of a program."""
KEEPS = re.compile(r"cred|secret|vault|pass|key|token|wallet|auth|crack|remote")
"""Names of what keeps secrets: their lists are what nobody should see."""
OPERATION = re.compile(r"[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*")
TOOLCHAINS = frozenset({"cargo", "rustc", "rustfmt", "rustdoc"})
TOOLCHAIN = re.compile(r"\+[\w.-]+")
"""Which of the installed toolchains is meant."""
INTO = re.compile(r"--?(?:prefix|destdir|install-?dir|target-?dir|root|dest)=(?P<place>.+)", re.IGNORECASE)
STARTS = frozenset({"run", "exec", "do", "with", "start", "call", "x", "launch", "invoke", "use"})
ASKED = frozenset({"list", "ls", "show", "status", "info", "describe"})
"""What tools call looking at one of their things."""
QUIET = frozenset({"version", "help", "status", "lint", "check", "validate", "doctor", "info", "list", "fmt", "format"})
"""What tools call looking at themselves and at the project: none of these is itself a program that is started."""
TOLD = re.compile(
    r"(?!.*//|-[ecxrpf]$|--(?:eval|exec|command|run|config|plugin|load|fix-all|apply|force|write-to)\b)[\w./:=@-]+"
)
SHOWN = frozenset({"--version", "--help"})


@lru_cache(maxsize=4096)
def known(name: str) -> Compiled | None:
    """Return what is known of a program, or None."""
    program = PROGRAMS.get(name)
    if program is None:
        bare = SUFFIX.sub("", name)
        versioned = VERSIONED.fullmatch(bare)
        program = PROGRAMS.get(bare) or (PROGRAMS.get(versioned[1]) if versioned else None)
    return compiled(program) if program is not None else None


def run(state: State, argv: list[Word], why: str) -> None:
    """Note what starting these words does."""
    state.step()
    first = argv[0]
    if not first.known or first.glob or not first.text:
        state.unclear(f"the program's name cannot be known: {first.text[:60]}")
        return
    name = first.text
    if not name.isascii() and deceptive(name):
        state.unclear(f"the program's name holds letters that look like others: {name[:60]}")
    elif name in state.defining:
        state.unclear(f"a function that starts itself: {name[:60]}")
    elif name in state.functions:
        return
    elif state.aliases:
        state.unclear("an alias may stand for any name that follows it")
    elif "/" in name:
        _by_path(state, first, argv, why)
    else:
        _by_name(state, name, argv, why)


def _by_name(state: State, name: str, argv: list[Word], why: str) -> None:
    found = known(name)
    if name in TOOLCHAINS and len(argv) > 1 and argv[1].known and TOOLCHAIN.fullmatch(argv[1].text):
        argv = [argv[0], *argv[2:]]
    if found is not None:
        apply(state, found, argv[1:], why)
    elif not shown(argv) and not quiet(argv):
        state.unclear(f"unknown program: {name[:60]}")
    else:
        state.note(Kind.BUILD, f"what {name} says of itself", why)


def shown(argv: list[Word]) -> bool:
    """Return whether a program that nobody knows is only asked what it is."""
    return len(argv) == 2 and argv[1].text in SHOWN


def quiet(argv: list[Word]) -> bool:
    """Return whether a program that nobody knows is asked for its state or for a check, and for nothing else.

    It is one that is installed, so its own words mean what they do elsewhere; one that starts the program named behind
    it has a known name there, and what it is pointed at is plain: no path outside, no address, no code, no secret.
    """
    name = argv[0].text
    if not OPERATION.fullmatch(name) or KEEPS.search(name) or not all(word.known and not word.glob for word in argv):
        return False
    words = [word.text for word in argv[1:]]
    named = [word for word in words if not word.startswith("-")]
    if not named or words[0] != named[0]:
        return False
    # `tool thing list`, or the tool's own word alone.
    thing = (
        named[1:2]
        and named[1] in ASKED
        and OPERATION.fullmatch(named[0])
        and named[0] not in STARTS
        and not _speaks(named[0])
    )
    if named[0] not in QUIET and (not thing or KEEPS.search(named[0])):
        return False
    return all(TOLD.fullmatch(word) and not _speaks(word) for word in words[1:])


def _speaks(word: str) -> bool:
    return (
        word in PROGRAMS
        or outside(word.partition("=")[2] or word)
        or places.secret(word)
        or said(word.lstrip("-")) is not None
    )


def _by_path(state: State, first: Word, argv: list[Word], why: str) -> None:
    system = SYSTEM.fullmatch(first.text)
    if system:
        _by_name(state, system[1], argv, why)
        return
    if first.text in state.built:
        state.note(Kind.BUILD, "what was compiled from the project", why)
        return
    written = state.written.get(first.text.removeprefix("./"), ANY)
    if written is not ANY:
        state.unclear(f"it runs what it has just written: {first.text[:60]}")
        return
    own = INSTALLED.fullmatch(first.text)
    for word in argv[1:]:
        into = INTO.fullmatch(word.text)
        if into is not None and outside(into["place"]):
            state.note(Kind.WRITE, Word(into["place"]), why)
    state.note(Kind.RUN, first, why)
    base = first.text.rpartition("/")[2]
    found = known(own[1]) if own else (known(base) if base in NAMED else None)
    if found is not None:
        apply(state, found, argv[1:], why)
