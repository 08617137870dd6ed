"""Roles of values that name another machine: an address, a server, `host:path`. Each notes what reaching it does."""

from __future__ import annotations

import re

from wicketgate.gate.shell import naming
from wicketgate.gate.shell.effects import Kind
from wicketgate.gate.shell.state import State, Word

STARTS = re.compile(
    r"(?:proxy|local|remote)command|permitlocal|knownhostscommand|pkcs11|securitykeyprovider", re.IGNORECASE
)
SERVICE = re.compile(r"[a-z][a-z0-9-]*(?::\d+)?|/[\w./-]*")
"""A service by its bare name, or a socket of this machine."""


def url(state: State, words: list[Word], why: str) -> None:
    """Read a web address."""
    near = words[0].known and naming.loopback(words[0].text)
    state.note(Kind.FETCH if near else Kind.NETWORK, words[0], why)


def copy_from(state: State, words: list[Word], why: str) -> None:
    """Read a path here, or `host:path` elsewhere."""
    state.note(Kind.NETWORK if remote(words[0]) else Kind.READ, words[0], why)


def copy_to(state: State, words: list[Word], why: str) -> None:
    """Write a path here, or `host:path` elsewhere."""
    state.note(Kind.SEND if remote(words[0]) else Kind.WRITE, words[0], why)


def remote(word: Word) -> bool:
    """Return whether a word is `host:path`: a colon before any slash, or a URL."""
    head, colon, _ = word.text.partition(":")
    return bool(colon) and "/" not in head and bool(head)


def ssh_option(state: State, words: list[Word], why: str) -> None:
    """Note a setting of ssh: some start programs here."""
    if not words[0].known or STARTS.match(words[0].text.strip()):
        state.note(Kind.PERSIST, f"a program started by ssh: {words[0].text[:60]}", why)


def server(state: State, words: list[Word], why: str) -> None:
    """Connect to a server that is named: this machine, and a service by its bare name, are the project's own."""
    word = words[0]
    if not word.known or not (naming.loopback(word.text) or SERVICE.fullmatch(word.text)):
        state.note(Kind.NETWORK, word, why)
