"""xargs: a command given what comes in."""

from __future__ import annotations

from typing import Any

from wicketgate.gate.shell.readers.finding import filled
from wicketgate.gate.shell.roles import command
from wicketgate.gate.shell.state import ANY, State, Word


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


READERS: dict[str, Any] = {"xargs": xargs}
