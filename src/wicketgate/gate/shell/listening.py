"""Whether a server that is started listens to other machines. Takes a command's words; gives the one that says so."""

from __future__ import annotations

import itertools
import re

from wicketgate.gate.shell.word import Word

ALL = re.compile(r"(?:tcp4?:(?://)?|ssl:(?://)?|ws://)?(?:0\.0\.0\.0|\[::0?\]|::|\*)(?::\d*)?")
"""Every address of the machine, wherever it stands."""
SHORT = re.compile(r"0|0?:\d+|\[?::\]?|\*")
"""The same, where an address is expected."""
ADDRESS = re.compile(
    r"--(?:[a-z]+[.-])?(?:host|hostname|bind|bind-address|binding|listen|listen-address|address|addr|ip|http-addr|bind-addr|http)|-[bHa]"
)
EVERY = re.compile(r"--bind[_-]all|--all-interfaces|--public|--lan")


def heard(words: list[Word]) -> str:
    """Return what makes a server listen everywhere; empty where nothing does."""
    for word, following in itertools.pairwise([*words, Word("-")]):
        if not word.known or word.text == ":::":
            continue
        name, sign, value = word.text.partition("=")
        if ALL.fullmatch(value if sign else word.text) or EVERY.fullmatch(word.text):
            return word.text
        if word.text == "--host" and following.text.startswith("-"):
            return word.text
        value = value if sign else following.text
        if (ADDRESS.fullmatch(name) or name == "runserver") and SHORT.fullmatch(value):
            return f"{name} {value}"
        if word.text[:2] == "-b" and ALL.fullmatch(word.text[2:]):
            return word.text
    return ""
