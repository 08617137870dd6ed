"""Roles of operands that are more than a path: nested commands, scripts, addresses. Each notes what its words do."""

from __future__ import annotations

import re
from collections.abc import Callable

from wicketgate.gate.shell import naming, places
from wicketgate.gate.shell.distant import copy_from, copy_to, server, ssh_option, url
from wicketgate.gate.shell.effects import Kind
from wicketgate.gate.shell.environment import assigns
from wicketgate.gate.shell.gitconfig import git_setting
from wicketgate.gate.shell.scripts import SCRIPTS
from wicketgate.gate.shell.state import SOME, State, Word, under

Play = Callable[[State, list[Word], str], None]
SEEN = frozenset({Kind.LIST, Kind.READ})
SERVER = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
WORKED = SEEN | {Kind.BUILD, Kind.FETCH, Kind.RUN, Kind.CHANGE}


def command(state: State, words: list[Word], why: str) -> None:
    """Run the words as a command of their own."""
    with state.deeper():
        state.run(state, words, " ".join(word.text for word in words)[:200])


def shell(state: State, words: list[Word], why: str) -> None:
    """Read the word as a text that a shell runs."""
    if not words[0].known:
        state.unclear(f"a shell runs a text that cannot be known: {why[:60]}")
        return
    with state.apart():
        state.walk_text(state, words[0].text)


def elsewhere(state: State, words: list[Word], why: str) -> None:
    """Run the words on another machine or in a container: its files are not these."""
    _elsewhere(state, lambda: command(state, words, why), why)


def inside(state: State, words: list[Word], why: str) -> None:
    """Run the words in a container of the project's own: its tests and scripts may run there."""
    _elsewhere(state, lambda: command(state, words, why), why, WORKED)


def elsewhere_shell(state: State, words: list[Word], why: str) -> None:
    """Read the word as a text that a shell runs elsewhere."""
    _elsewhere(state, lambda: shell(state, words, why), why)


def _elsewhere(state: State, walk: Callable[[], None], why: str, mild: frozenset[Kind] = SEEN) -> None:
    kept, reason, state.touches, state.reason = state.touches, state.reason, [], ""
    with state.apart():
        walk()
    done, unclear = state.touches, state.reason
    state.touches, state.reason = kept, reason
    if unclear or any(touch.kind not in mild or places.secret(touch.target) for touch in done):
        state.note(Kind.REMOTE, "what the command changes elsewhere", why)


def folder(state: State, words: list[Word], why: str) -> None:
    """Change the folder where later relative paths start."""
    state.cwd = tuple(under(one, words[0]) if words[0].known else SOME for one in state.cwd)


def mount(state: State, words: list[Word], why: str) -> None:
    """Note a folder of the host's that a container gets: whatever it writes there is written here."""
    value = words[0]
    source = value.text
    if "source=" in source or "src=" in source:
        fields = dict(part.partition("=")[::2] for part in source.split(","))
        source = fields.get("source") or fields.get("src") or ""
    else:
        source = source.partition(":")[0]
    if not value.known:
        state.note(Kind.WRITE, value, why)
    elif source.startswith(("/", ".", "~")):
        state.note(Kind.WRITE, value._replace(text=source), why)


def assign(state: State, words: list[Word], why: str) -> None:
    """Set a variable for what follows."""
    name, _, text = words[0].text.partition("=")
    assigns(state, name, words[0]._replace(text=text), why)


def tool(state: State, words: list[Word], why: str) -> None:
    """Judge what a tool of the project is pointed at, and what a word that names an action says of it."""
    word = words[0]
    if not pointed(state, word, Kind.WRITE, why) and word.known and (kind := naming.said(word.text)) is not None:
        state.note(kind, f"something by {word.text}, as its name says", why)


def code(state: State, words: list[Word], why: str) -> None:
    """Judge what a tool executes, or takes its settings from: outside the project that is code of others."""
    word = words[0]
    if not pointed(state, word, Kind.RUN, why) and word.known:
        for part in word.text.split(","):
            if (kind := naming.said(part)) is not None:
                state.note(kind, f"something by {part}, as its name says", why)


def flags(state: State, words: list[Word], why: str) -> None:
    """Judge what is handed on to a compiler or a linker: some of it names a program or a library to load."""
    if not words[0].known or naming.LOADS.search(words[0].text):
        state.note(Kind.START, f"what a compiler is told to start or load: {words[0].text[:60]}", why)


def setting(state: State, words: list[Word], why: str) -> None:
    """Judge NAME=value of a build: programs and scripts outside that it will run, unless the machine's own."""
    name, _, value = words[0].text.partition("=")
    if not re.search(r"INSTALL|OUTPUT|DESTDIR|CACHE_DIR", name):
        for part in value.split(";"):
            if naming.outside(part) and not places.readable(part):
                state.note(Kind.RUN, words[0]._replace(text=part), why)


def seen(state: State, words: list[Word], why: str) -> None:
    """Judge what a tool that only looks is pointed at."""
    pointed(state, words[0], Kind.READ, why)


def pointed(state: State, word: Word, kind: Kind, why: str) -> bool:
    """Note a path outside or a server that a word names, and return whether it does."""
    if not word.known:
        return False
    if places.secret(word.text):
        state.note(Kind.READ, word, why)
    elif naming.outside(word.text):
        state.note(kind, word, why)
    elif SERVER.match(word.text):
        state.note(Kind.FETCH if naming.loopback(word.text) else Kind.NETWORK, word, why)
    else:
        return False
    return True


def text(state: State, words: list[Word], why: str) -> None:
    """Note nothing."""


def suffix(state: State, words: list[Word], why: str) -> None:
    """Note where a file's old version is kept, where that is no mere ending: with `*` or `/` it is a path."""
    if not words[0].known or "/" in words[0].text:
        state.note(Kind.WRITE, words[0], why)


ROLES: dict[str, Play] = {
    "text": text,
    "suffix": suffix,
    "tool": tool,
    "seen": seen,
    "code": code,
    "setting": setting,
    "flags": flags,
    "command": command,
    "shell": shell,
    "elsewhere": elsewhere,
    "inside": inside,
    "elsewhere-shell": elsewhere_shell,
    "cd": folder,
    "url": url,
    "copyfrom": copy_from,
    "copyto": copy_to,
    "mount": mount,
    "ssh-option": ssh_option,
    "assign": assign,
    "server": server,
    "gitconfig": git_setting,
    **SCRIPTS,
}
