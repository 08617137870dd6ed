"""Package tools: what a project declares is its own; a package named on the command line is new code of others."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

from wicketgate.gate.shell.compiled import Compiled
from wicketgate.gate.shell.effects import Kind
from wicketgate.gate.shell.families import PROGRAMS
from wicketgate.gate.shell.naming import loopback, outside, said
from wicketgate.gate.shell.readers.properties import production
from wicketgate.gate.shell.renown import CREATES, renowned, tool_of
from wicketgate.gate.shell.state import State, Word

HERE = re.compile(r"\.{1,2}(?:/[\w./-]*)?(?:\[[\w, -]*\])?")
TOOL = re.compile(r"[a-z][a-z0-9-]*")
OWN = re.compile(r"[a-z][a-z_:.-]*")
RESET = re.compile(
    r"\b(?:migrate|db|database|schema|migrations?)\s+(?:reset|drop|wipe|fresh|rollback)\b|--(?:force-reset|accept-data-loss|full-refresh)\b",
    re.IGNORECASE,
)
PROGRAM = re.compile(r"[;|&$`<>()\n]|\bsh -c\b|/tmp/|^[\"']")
LABEL = re.compile(r"//[\w./@+-]*(?::[\w./@+*-]+)?")
LABELLED = frozenset({"bazel", "bazelisk", "buck", "buck2", "pants"})
"""Tools that write their targets `//folder:name`."""
TEMPLATES = frozenset({"-e", "--example", "--template", "-t", "--scripts-version", "--from"})
PACKAGERS = frozenset(
    "composer poetry pdm npm pnpm yarn rye hatch pipenv flit pre-commit mvn ./mvnw lein pod bundle".split()  # noqa: SIM905 - a list of words
)


def packages(state: State, parsed: Any, operands: list[Word], why: str, registry: str = "python") -> None:
    """Note what installing the operands brings in; none of them means what the project declares."""
    for role, value in parsed.values:
        if role.kind is not None:
            state.note(Kind.INSTALL if "://" in value.text else role.kind, value, why)
    for kind, what in parsed.program.does:
        state.note(kind, what, why)
    for name in ("-g", "--global", "--location", "--break-system-packages", "--system", "--user"):
        if name in parsed.given:
            state.note(Kind.INSTALL, "packages for the whole machine or user", why)
    named = [
        word for word in operands if not (word.known and HERE.fullmatch(word.text) and not word.text.startswith(".."))
    ]
    for word in named:
        if word.known and renowned(registry, word.text):
            state.note(Kind.CHANGE, f"the project's packages: {word.text}", why)
        else:
            state.note(Kind.INSTALL, word, why)
    if not named:
        state.note(Kind.BUILD, "what the project declares", why)


def added(state: State, parsed: Any, operands: list[Word], why: str, registry: str) -> None:
    """Note what a tool adds to a project that its own install knows nothing of: something must be named."""
    if operands:
        packages(state, parsed, operands, why, registry)
    else:
        state.note(Kind.INSTALL, "other packages", why)


def scripts(state: State, parsed: Any, operands: list[Word], why: str) -> None:
    """Run a script or target of the project by its name; one whose name says that it leaves, leaves."""
    for role, value in parsed.values:
        if role.kind is not None:
            state.note(role.kind, value, why)
    for kind, what in parsed.program.does:
        state.note(kind, what, why)
    for role, value in parsed.values:
        if role.name == "cd":
            state.note(Kind.RUN, value, why)
        elif role.kind is Kind.RUN and value.text == "-":
            state.unclear("instructions that come in from elsewhere")
    for word in operands:
        if parsed.program.roles and parsed.program.roles[0].name == "code" and word.known and outside(word.text):
            state.note(Kind.RUN, word, why)
        else:
            _named(state, word, why)
        effects(state, parsed.program, word, why)
    production(state, parsed, operands, why)
    if RESET.search(why):
        state.note(Kind.REMOTE, "data, as its words say", why)
    if not parsed.program.does:
        state.note(Kind.BUILD, "a script of the project", why)


def _named(state: State, word: Word, why: str) -> None:
    """Note what the name of a script or target says of it, and a setting that is a program."""
    name, sign, text = word.text.partition("=")
    if not word.known and not sign:
        state.unclear(f"the name of a script that cannot be known: {word.text[:40]}")
    elif sign and (name in ("SHELL", "MAKEFLAGS", ".SHELLFLAGS") or not word.known or PROGRAM.search(text)):
        state.note(Kind.PERSIST, f"{name}, which names a program that will be run", why)
    elif sign and name in ("PREFIX", "DESTDIR", "prefix") and text.startswith(("/", "~")):
        state.note(Kind.WRITE, word._replace(text=text), why)
    elif (kind := said(word.text)) is not None:
        state.note(kind, f"something by {word.text}, as its name says", why)
    elif outside(word.text):
        if not (LABEL.fullmatch(word.text) and why.split(" ", 1)[0] in LABELLED):
            state.note(Kind.WRITE, word, why)
        elif any(said(part) is not None for part in re.split("[/:]", word.text)):
            state.note(Kind.REMOTE, f"something by {word.text}, as its name says", why)
    elif "://" in word.text:
        state.note(Kind.FETCH if loopback(word.text) else Kind.NETWORK, word, why)
    elif word.text in ("install", "uninstall") and why.split(" ", 1)[0] not in PACKAGERS:
        state.note(Kind.SYSTEM, "what is installed", why)


def effects(state: State, program: Compiled, word: Word, why: str) -> None:
    """Note what the description says of this very word."""
    for literal, found in program.words.items():
        if word.text == literal or (literal.endswith("*") and word.text.startswith(literal[:-1])):
            for kind, what in found:
                state.note(kind, what, why)


def installed(state: State, parsed: Any, operands: list[Word], why: str) -> None:
    """Run a program of the project's environment: a described one, or a script that the project names itself."""
    words = [*operands, *parsed.rest]
    if not words:
        return
    for kind, what in parsed.program.does:
        state.note(kind, what, why)
    name = words[0]
    if name.known and OWN.fullmatch(name.text) and name.text not in PROGRAMS:
        for word in words:
            if not word.text.startswith("-"):
                _named(state, word, why)
        state.note(Kind.BUILD, "a script of the project", why)
    else:
        with state.deeper():
            state.run(state, words, " ".join(word.text for word in words)[:200])


def npx(state: State, parsed: Any, operands: list[Word], why: str) -> None:
    """Run a program that a package brings: a described one is a tool of projects, any other is somebody's code."""
    for role, value in parsed.values:
        if role.name == "shell":
            with state.apart():
                state.walk_text(state, value.text) if value.known else state.unclear("a shell runs an unknown text")
        elif role.kind is not None:
            state.note(role.kind, value, why)
    words = [*operands, *parsed.rest]
    if words and words[0].known:
        words[0] = words[0]._replace(text=tool_of(words[0].text))
    if words and words[0].known and words[0].text in CREATES:
        _created(state, words[1:], why)
    elif words and words[0].known and TOOL.fullmatch(words[0].text):
        with state.deeper():
            state.run(state, words, why)
    elif words:
        state.note(Kind.INSTALL, words[0], why)


def _created(state: State, words: list[Word], why: str) -> None:
    """Note that a framework lays out a new project; another's template is code of others."""
    state.note(Kind.CHANGE, "a new project", why)
    for word in words:
        if word.text.partition("=")[0] in TEMPLATES:
            state.note(Kind.INSTALL, "a template of others", why)
        elif not word.known or outside(word.text) or "://" in word.text:
            state.note(Kind.WRITE, word, why)


def workspace(state: State, parsed: Any, operands: list[Word], why: str) -> None:
    """Run the same tool in one package of the project: what follows its name is that tool's own command."""
    if len(operands) > 1:
        with state.deeper():
            state.run(state, [Word(why.split(" ", 1)[0]), *operands[1:]], why)


def each_package(state: State, parsed: Any, operands: list[Word], why: str) -> None:
    """Run a script, or the same tool's command, in every package of the project."""
    if operands and operands[0].text in ("exec", "run", "node", "dlx", "add", "remove", "install", "npm", "config"):
        with state.deeper():
            state.run(state, [Word(why.split(" ", 1)[0]), *operands], why)
    else:
        scripts(state, parsed, operands, why)


READERS: dict[str, Any] = {
    "packages": packages,
    "node-packages": partial(packages, registry="node"),
    **{f"{name}-added": partial(added, registry=name) for name in ("crates", "go", "ruby", "php", "dotnet")},
    "scripts": scripts,
    "installed": installed,
    "each-package": each_package,
    "npx": npx,
    "workspace": workspace,
}
