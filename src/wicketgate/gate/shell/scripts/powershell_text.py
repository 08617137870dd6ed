"""PowerShell's words: quotes, variables, signs. Takes a text; gives tokens, and what a token's value is."""

from __future__ import annotations

import re
from typing import NamedTuple

TOKEN = re.compile(
    r"""(?P<blank>[ \t]+|(?<![^\s])\#[^\n]*)
    |(?P<end>;|\r?\n)
    |(?P<string>'(?:[^'\n]|'')*'|"(?:[^"`$\\\n]|\\(?!["\n])|\$(?![({$?^\[])|"")*")
    |(?P<redirect>[1-6*]?>{1,2}(?:(?:&1|[ ]*\$null)(?=[\s;|)}]|\Z))?)
    |(?P<and>&&|\|\|)
    |(?P<pipe>\|)
    |(?P<open>@?[({])
    |(?P<close>[)}])
    |(?P<comma>,)
    |(?P<var>\$(?:env:)?\w+)
    |(?P<type>\[[A-Za-z][A-Za-z.\d]*(?:\[\])?\](?:::[A-Za-z]\w*)?)
    |(?P<index>\[(?:-?\d+(?:\.\.-?\d+)?|'[\w .-]*'|"[\w .-]*")\])
    |(?P<member>\.[A-Za-z_]\w*)
    |(?P<word>(?:[\w./:*?~%+!-]|\\(?=[\w.*\\-])|(?<=\w)=(?=\w))+)
    |(?P<equals>=)""",
    re.VERBOSE,
)
MOST = 3000
"""Tokens of one text: more are no line that somebody typed."""
VALUES = frozenset({"var", "string", "close", "member", "index", "type"})
TEXTS = frozenset({"word", "string", "var"})
HOMES = frozenset({"home", "env:userprofile", "env:home"})
SECRET = re.compile(r"TOKEN|SECRET|PASS|PWD|CREDENTIAL|KEY|JWT|AUTH|_PAT\b|DATABASE_URL|CONN|DSN", re.IGNORECASE)


class Refused(Exception):
    """The text is not plain PowerShell."""


class Token(NamedTuple):
    """One token; for a string, its text with the quotes; for a bracket, its kind is the sign itself."""

    kind: str
    text: str
    apart: bool
    """Blanks stand before it."""


class Given(NamedTuple):
    """A value, as far as it is known."""

    text: str | None = None
    """None where it cannot be known."""
    listed: str = ""
    """The folder whose files it stands for."""
    option: bool = False
    """It is an option's name and no value."""
    held: str = ""
    """The variable of the environment it comes from."""


def tokens(text: str) -> list[Token]:
    """Return the tokens of a text; Refused for a sign that is not plain."""
    found: list[Token] = []
    at, apart = 0, True
    while at < len(text):
        if len(found) > MOST:
            raise Refused
        match = TOKEN.match(text, at)
        if match is None:
            raise Refused
        kind = match.lastgroup or ""
        if kind == "blank":
            at, apart = match.end(), True
            continue
        if kind in ("member", "index", "type") and (apart or not found or found[-1].kind not in (*VALUES, ")", "}")):
            # `.\src` and `[0-9]` by themselves are words.
            if kind != "type":
                match = re.compile(r"[\w./:*?~%+!\\-]+").match(text, at)
                kind = "word"
                if match is None or match[0].endswith("\\"):
                    raise Refused
        elif kind in TEXTS and not apart and found and found[-1].kind in TEXTS and not _folder(found[-1], match[0]):
            # Words that touch are one word that nobody puts together here, but for a folder in a variable.
            raise Refused
        sign = match[0] if kind in ("open", "close") else kind
        said = match[0][1:] if kind in ("var", "member") else match[0]
        found.append(Token(sign, said, apart))
        at, apart = match.end(), kind in ("end", "pipe", "and", "open", "comma", "equals", "redirect")
    return _joined(found)


def _folder(before: Token, text: str) -> bool:
    """Return whether a folder in a variable goes on with a path."""
    return before.kind == "var" and text.startswith(("\\", "/"))


def _joined(found: list[Token]) -> list[Token]:
    """Put a variable and the path behind it together."""
    whole: list[Token] = []
    for token in found:
        if token.kind == "word" and not token.apart and whole and whole[-1].kind == "var":
            home = whole[-1].text.lower() in HOMES
            whole[-1] = Token("word", ("~" if home else "\0") + token.text, whole[-1].apart)
        else:
            whole.append(token)
    return whole


def ours(name: str) -> bool:
    """Return whether bash has no variable of this name; nothing before it may have set one (`SETS`)."""
    return name[0].isalpha() and not name.isupper()


def value(token: Token, names: dict[str, Given]) -> Given:
    """Return what a word, a string or a variable stands for."""
    if token.kind == "var":
        name = token.text.lower()
        if name.startswith("env:"):
            return Given(held=token.text[4:])
        if name in HOMES:
            return Given("~")
        return names.get(name, Given())
    if token.kind == "word":
        return Given(None if "\0" in token.text else token.text)
    inner = token.text[1:-1]
    if token.text[0] == "'":
        return Given(inner.replace("''", "'"))
    held = re.findall(r"\$env:(\w+)", inner, re.IGNORECASE)
    if re.match(r"\$(?:HOME|env:USERPROFILE|env:HOME)\b(?!.*\$)", inner, re.IGNORECASE):
        return Given("~" + re.sub(r"^\$(?:env:)?\w+", "", inner))
    if re.match(r"\$PWD[\\/](?!.*\$)", inner, re.IGNORECASE):
        return Given("." + inner[len("$pwd") :])
    if re.search(r"\$\w", inner):
        secret = next((name for name in held if SECRET.search(name)), "")
        return Given(held=secret or (held[0] if held else ""))
    return Given(inner)
