"""Values that what comes after them makes secrets: takes the end of a text, gives where such a one may begin.

`echo … | sudo -S`, `user * … *`, `"…"  # api key`: until the rest of the line is there, they wait.
"""

from __future__ import annotations

import re

ECHO, SAID, COMMAND = re.compile(r"\b(?:echo|printf)[ \t]"), 260, 160
"""What begins that may still be piped to a command that takes a password; the most it says, and of that command."""
STARRED = re.compile(
    r"\n?[ \t]{0,4}[\"']?[\w.@\\-]{1,60}[\"']?[ \t]{1,8}(?:\*|pptpd|l2tpd)[ \t]{1,8}"
    r"[^\s*]{1,66}[ \t]{0,8}\S{0,15}[ \t]{0,4}\r?\Z"
)
"""A line of dial-in passwords that is not over."""
WORDS = re.compile(
    r"(?i:mnemonic|seed|recovery|backup|secret|app(?:lication)?[ _-]pass)"
    r"[^\n:=]{0,60}[:=]\s{0,8}\\?[\"'`]?((?:[a-z]{3,8}[ ]){0,23}[a-z]{0,8})\Z"
)
"""A phrase of words that may be a wallet's, or a mail program's password, and may not be over."""
SIGNED = 80
"""How far before the last sign of a phrase its name begins at most."""
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=_.-"
SHORTEST, COMMENT = 20, 72
"""The least a token of a comment has, and the most of a comment that is looked at."""


def awaited(recent: str) -> int:
    """Return where in `recent` a value starts that the rest of its line may make a secret; its length if none does."""
    places = [_commented(recent)]
    if "echo" in recent or "printf" in recent:
        places.append(_piped(recent))
    if "*" in recent or "tpd" in recent:
        # No line but the last is not over.
        places += [match.start() for match in (STARRED.match(recent, max(0, recent.rfind("\n"))),) if match]
    if recent[-1:].islower() or recent[-1:] == " ":
        # Behind its sign there is no other: what is named further before it is not looked at.
        sign = max(recent.rfind(":"), recent.rfind("="))
        begun = WORDS.search(recent, max(0, sign - SIGNED)) if sign >= 0 else None
        places += [begun.start(1)] if begun and begun[1] else []
    return min(places)


def _piped(recent: str) -> int:
    """Return where what may still be piped to a command starts; each end it may have is looked at once."""
    line, bar = recent.rfind("\n") + 1, recent.rfind("|")
    for stop in (bar if bar >= max(line, len(recent) - COMMAND - 1) else line, len(recent)):
        start = max(line, recent.rfind("|", line, stop) + 1)
        for begun in ECHO.finditer(recent, max(start, stop - SAID - len("printf ")), stop):
            if stop - begun.end() <= SAID:
                return begun.start()
    return len(recent)


def _commented(recent: str) -> int:
    """Return where a token starts that the comment behind it, or one still to come, may call one."""
    start = recent.rfind("\n") + 1
    for at in (len(recent.rstrip("/")), recent.rfind("//", start), recent.rfind("#", start)):
        if at < start or len(recent) - at > COMMENT:
            continue
        core = recent[start:at].rstrip(" \t").rstrip(")]};,").rstrip("\"'`")
        size = len(core) - len(core.rstrip(ALPHABET))
        if size >= SHORTEST:
            return start + len(core) - size
    return len(recent)
