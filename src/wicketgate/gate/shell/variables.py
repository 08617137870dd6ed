"""Variables: which have a value that is certain. Takes names and `${…}` texts; gives a Word, or None for unknown.

A variable assigned in the text counts only if it is assigned once, in plain sight, before it is used.
"""

from __future__ import annotations

import re
from collections import Counter

from wicketgate.gate.shell.effects import Kind
from wicketgate.gate.shell.parse import Source, Unreadable
from wicketgate.gate.shell.state import SOME, State, Word

# Set by the system to one harmless word: a number or a name without a slash.
TAME = frozenset(
    [
        "?",
        "#",
        "$",
        "!",
        "-",
        "RANDOM",
        "SECONDS",
        "LINENO",
        "UID",
        "EUID",
        "PPID",
        "BASHPID",
        "HOSTNAME",
        "OSTYPE",
        "MACHTYPE",
        "USER",
        "LOGNAME",
        "SHLVL",
        "COLUMNS",
        "LINES",
        "EPOCHSECONDS",
        "SRANDOM",
        "BASH_VERSION",
        "LANG",
    ]
)
# Names of variables that hold a secret, by the words people give them.
SECRET = re.compile(
    r"(?:^|_)(?:TOKEN|SECRETS?|PASSWORD|PASSWD|PASSPHRASE|PASS|PW|PWD|APIKEY|CREDENTIALS?|JWT|BEARER|PAT)(?:_|$|\d)|(?:API|ACCESS|PRIVATE|SECRET|ENCRYPTION"
    r"|SIGNING|MASTER|AUTH|SSH|DEPLOY|SERVICE|ACCOUNT|STORAGE)_?KEY|DATABASE_URL|CONNECTION_STRING|_DSN$|MONGO(?:DB)?_UR[IL]|REDIS_URL|SESSION_KEY"
)
ONE = Word("*", glob=True)
BRACED = re.compile(r"\$\{([!#]?)([A-Za-z_][A-Za-z0-9_]*|[0-9@*#?$!-])(.*)\}", re.DOTALL)
SUFFIX = re.compile(r"%[A-Za-z0-9._-]+")
ASSIGNERS = re.compile(
    r"\b(?:read|mapfile|readarray|getopts|let|declare|typeset|local|readonly|unset|eval|source)\b|\(\(|-v\b|-n\b"
)

SETS = (
    re.compile(r"(?<![A-Za-z0-9_$])([A-Za-z_][A-Za-z0-9_]*)(?=\+?=|\[|\+\+|--)"),
    re.compile(r"(?:\+\+|--)([A-Za-z_][A-Za-z0-9_]*)\b"),
    re.compile(r"\b(?:for|select)\s+(?=([A-Za-z_][A-Za-z0-9_]*)\b)"),
)
ALONE = re.compile(r"(?<![A-Za-z0-9_${])([A-Za-z_][A-Za-z0-9_]*)\b|(?<=[^$])\{([A-Za-z_][A-Za-z0-9_]*)\b")


def variable(state: State, name: str) -> Word | None:
    """Return the value of `$name`, or None where it cannot be known."""
    if name in state.variables:
        found = state.variables[name]
        return found if found.known and steady(state, name) else None
    if name in TAME:
        return ONE
    if name == "HOME":
        return Word("~")
    if name == "PWD":
        return (state.cwd[0] if state.cwd[0].text else Word(".")) if len(state.cwd) == 1 else None
    if SECRET.search(name):
        state.note(Kind.CREDENTIAL, f"${name}", "")
    return Word("/tmp") if name == "TMPDIR" else None  # noqa: S108 - where everybody's scratch files lie


def steady(state: State, name: str) -> bool:
    """Return whether nothing else in the text can set the variable."""
    found = state.source.steady.get(name)
    if found is None:
        found = state.source.steady[name] = _steady(state.source, name)
    return found


def _steady(source: Source, name: str) -> bool:
    if source.names is None:
        source.names = _names(source.text)
    sets, mentions = source.names
    if sets[name] > 1:
        return False
    return sets[name] == 1 if mentions is None else mentions[name] <= 1


def _names(text: str) -> tuple[Counter[str], Counter[str] | None]:
    """Return how often each name is set, and where something may set one unseen, how often it stands by itself."""
    sets = Counter(found for one in SETS for found in one.findall(text))
    if ASSIGNERS.search(text) is None:
        return sets, None
    return sets, Counter(bare or braced for bare, braced in ALONE.findall(text))


def braced(state: State, text: str) -> Word | None:
    """Return the value of a `${…}`, or None where it cannot be known."""
    match = BRACED.fullmatch(text)
    if match is None:
        return None
    sigil, name, rest = match.groups()
    if rest.startswith("@") and rest != "@Q":
        raise Unreadable("an expansion that may run its value")
    if rest.startswith((":=", "=")):
        state.variables[name] = SOME
    if sigil == "#":
        return ONE
    if sigil:
        state.note(Kind.CREDENTIAL, "a variable whose name is computed", "")
        return None
    if rest.startswith((":+", "+")):
        return None
    found = variable(state, name)
    if not rest:
        return found
    if found is None or rest.startswith(("[", "/", "^", ",")):
        return None
    return _trimmed(found, rest)


def _trimmed(found: Word, rest: str) -> Word | None:
    if (rest[:1] == ":" and rest[1:2] in ("-", "=", "?")) or rest[:1] in ("-", "="):
        return found if found.text else None
    if rest in ("##*/", "#*/"):
        return ONE if "/" in found.text or found.glob else found
    folder, slash, last = found.text.rpartition("/")
    if SUFFIX.fullmatch(rest) and last not in ("", ".."):
        return Word(folder + slash + "*", glob=True)
    return None
