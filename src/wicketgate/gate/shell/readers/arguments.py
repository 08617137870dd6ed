"""xargs and parallel: a command given what comes in, or what is listed."""

from __future__ import annotations

import re
from typing import Any

from wicketgate.gate.shell.readers.finding import filled
from wicketgate.gate.shell.roles import command, shell
from wicketgate.gate.shell.state import ANY, SOME, State, Word


def xargs(state: State, parsed: Any, operands: list[Word], why: str) -> None:
    """Run a command on the words that come in."""
    incoming = state.stdin if state.stdin is not None else ANY
    mark = next((parsed.given[name] for name in ("-I", "-i", "--replace", "-J") if name in parsed.given), None)
    if "-a" in parsed.given or "--arg-file" in parsed.given:
        incoming = ANY
    words = list(parsed.rest)
    if not words:
        return
    if not (incoming.known and incoming.glob):
        texts = incoming.text.split() if incoming.known else []
        incoming = Word(texts[0]) if len(texts) == 1 and not texts[0].startswith("-") else ANY
    if mark is not None or "-i" in parsed.given or "--replace" in parsed.given:
        name = mark.text if mark is not None else "{}"
        words = [filled(word, name, incoming) for word in words]
    else:
        words.append(incoming)
    with state.apart():
        state.stdin = None
        command(state, words, "")


def parallel(state: State, parsed: Any, operands: list[Word], why: str) -> None:
    """Run a command on each of the words behind `:::`, or on the lines that come in."""
    texts = [word.text for word in parsed.rest]
    marks = [at for at, text in enumerate(texts) if text.startswith(":::")]
    if "-a" in parsed.given or any(texts[at] != ":::" for at in marks):
        state.unclear(f"a program whose arguments are not understood: {why[:60]}")
        return
    words = parsed.rest[: marks[0]] if marks else list(parsed.rest)
    given = [word for word in parsed.rest[marks[0] :] if word.text != ":::"] if marks else [_incoming(state)]
    if not words:
        # Without a command each word or line is one.
        for word in given:
            shell(state, [word], why)
        return
    if len(words) == 1 and PLAINLY.fullmatch(words[0].text):
        # What stands for an argument is quoted: it stays one word.
        words = [Word(part) for part in words[0].text.split()]
    joined = len(words) == 1 and " " in words[0].text
    for value in given[:20] if len(marks) < 2 else [ANY]:
        told = [filled(word, "{}", value) if not PLACED.search(word.text) else SOME for word in words]
        if not any("{}" in word.text or PLACED.search(word.text) for word in words):
            told.append(value)
        with state.apart():
            state.stdin = None
            if joined or any(SPECIAL.search(word.text) for word in told):
                shell(state, [Word(" ".join(word.text for word in told), all(word.known for word in told))], why)
            else:
                command(state, told, "")
    if len(given) > 20:
        state.unclear(f"more words than are read: {why[:60]}")


PLAINLY = re.compile(r"[\w./ {}+=:@-]+")
PLACED = re.compile(r"\{(?:/|//|\.|/\.|#|%|\d+)\}")
SPECIAL = re.compile(r"[;&|<>$`()\n]")


def _incoming(state: State) -> Word:
    incoming = state.stdin
    return incoming if incoming is not None and incoming.known and incoming.glob else ANY


READERS: dict[str, Any] = {"xargs": xargs, "parallel": parallel}
