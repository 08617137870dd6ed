"""Sources without an end that are poured into a file: they fill the disk. Takes a command's words; gives yes or no.

A length that is asked for (`head -c 32`, `od -N4`, `count=10`) makes an end, unless it is itself a disk's worth.
"""

from __future__ import annotations

import re

from wicketgate.gate.shell.word import SOME, Word

ENDLESS = SOME._replace(text=f"{SOME.text} without an end")
"""What comes out of, or into, a command and never ends."""
DEVICE = re.compile(r"(?:if=)?/dev/(?:zero|full|u?random)")
LENGTH = re.compile(r"-[nNclLq]\d*|-[A-Za-z]*[nNcl]\d+\w*|--(?:bytes|lines|length|read-bytes|quit)(?:=.*)?|count=.*")
HUGE = re.compile(
    r"(?:-[A-Za-z]|--[a-z-]+=|count=)?\+?(?:inf(?:inity)?|\d{12,}|\d{3,}(?:G|GB|GiB)|\d+(?:[TPEZY]|[TPEZY]i?B))",
    re.IGNORECASE,
)
PASSING = frozenset(
    "cat gcat nl rev tr base64 base32 xxd od hexdump gzip bzip2 xz zstd pigz lz4 tee pv fold cut dd tail"  # noqa: SIM905
    " openssl sponge cp".split()
)
"""Programs that end only when what comes in does."""
STARTING = frozenset({"command", "env", "exec", "nice", "ionice", "nohup", "setsid", "stdbuf", "time", "unbuffer"})
"""Programs that only start another."""
LIMITED = frozenset({"head", "od", "xxd", "hexdump", "dd", "truncate"})


def pours(words: list[Word], incoming: Word | None) -> bool:
    """Return whether what a command prints has no end, or one that no disk holds."""
    texts = [word.text for word in words if word.known]
    while texts and texts[0] in STARTING:
        texts = texts[1:]
        while texts and (texts[0].startswith("-") or "=" in texts[0] or texts[0].isdigit()):
            texts = texts[1:]
    name = texts[0].rpartition("/")[2] if texts else ""
    if name in ("yes", "gyes"):
        return True
    if name in ("seq", "gseq", "jot"):
        return any(HUGE.fullmatch(text) for text in texts[1:])
    endless = incoming == ENDLESS or any(DEVICE.fullmatch(text) for text in texts[1:])
    if not endless or name not in PASSING | LIMITED:
        return False
    if name in LIMITED and (name == "head" or any(LENGTH.fullmatch(text) for text in texts[1:])):
        return any(HUGE.fullmatch(text) for text in texts[1:])
    return True


def swallows(words: list[Word]) -> bool:
    """Return whether a command takes in what has no end before it does anything: no memory holds that."""
    name = words[0].text.rpartition("/")[2] if words else ""
    return name in ("tail", "gtail", "sort", "tac", "shuf") and any(DEVICE.fullmatch(word.text) for word in words[1:])


def filled(words: list[Word]) -> list[Word]:
    """Return the files that a command fills by itself, without a redirection."""
    name = words[0].text.rpartition("/")[2] if words else ""
    if name == "dd":
        return [word._replace(text=word.text[3:]) for word in words if word.text.startswith("of=")]
    if name in ("tee", "gtee", "sponge"):
        return [word for word in words[1:] if not word.text.startswith("-")]
    return words[-1:] if name == "cp" else []
