"""curl and wget: addresses of this machine are nobody outside, and a request that only reads sends nothing."""

from __future__ import annotations

import re
from typing import Any

from wicketgate.gate.shell.effects import Kind
from wicketgate.gate.shell.state import State, Word

LOOPBACK = re.compile(r"(?:https?://)?(?:localhost|127(?:\.\d{1,3}){3}|\[::1\]|0\.0\.0\.0)(?::\d+|:\*)?(?:[/?#].*)?")


def curl(state: State, parsed: Any, operands: list[Word], why: str) -> None:
    """Read addresses; those of this machine are nobody outside."""
    given = parsed.given
    if "--version" in given or "-V" in given:
        return
    urls = operands + [value for role, value in parsed.values if role.name == "url"]
    local = bool(urls) and all(word.known and LOOPBACK.fullmatch(word.text) for word in urls) and "-L" not in given
    for role, value in parsed.values:
        if role.kind is not None and not (local and role.kind is Kind.SEND and not value.text.startswith("@")):
            state.note(role.kind, value, why)
        if role.kind is Kind.SEND and value.text.startswith("@"):
            state.note(Kind.READ, value._replace(text=value.text[1:]), why)
    for word in urls if not local else []:
        if word.known and word.text.startswith("file:"):
            state.note(Kind.READ, word._replace(text=word.text.removeprefix("file://")), why)
        else:
            state.note(Kind.NETWORK, word, why)
    for one in parsed.program.when:
        if any(name in given and _other(name, given[name]) for name, _ in one.options):
            for kind, what in one.effects:
                state.note(kind, what, why)


def _other(name: str, value: Word | None) -> bool:
    """Return whether an option changes anything: a request that only reads does not."""
    if name in ("-X", "--request", "--method") and value is not None:
        return value.text.upper() not in ("GET", "HEAD", "OPTIONS")
    return True


def wget(state: State, parsed: Any, operands: list[Word], why: str) -> None:
    """Read addresses and write what comes under the name it has there."""
    curl(state, parsed, operands, why)
    given = parsed.given
    if operands and not {"-O", "--output-document", "--spider", "-P", "--directory-prefix"} & set(given):
        state.note(Kind.WRITE, Word(operands[0].text.rstrip("/").rpartition("/")[2] or "index.html"), why)


READERS: dict[str, Any] = {
    "curl": curl,
    "wget": wget,
}
