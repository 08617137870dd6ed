"""Calls of a forge's interface: a GET looks, anything else changes; GraphQL by what its text asks."""

from __future__ import annotations

import re
from typing import Any

from wicketgate.gate.shell.effects import Kind
from wicketgate.gate.shell.state import State, Word

FIELDS = ("-f", "-F", "--field", "--raw-field", "--input")
MUTATION = re.compile(r"query=\s*(?:#[^\n]*\n\s*)*(?:query\b|\{|fragment\b)")


def api(state: State, parsed: Any, operands: list[Word], why: str) -> None:
    """Note what one call of the interface does."""
    given = parsed.given
    method = given.get("-X") or given.get("--method")
    graphql = bool(operands) and operands[0].text == "graphql"
    if operands and (not operands[0].known or "://" in operands[0].text):
        state.note(Kind.NETWORK, operands[0], why)
    elif method is not None and method.text.upper() not in ("GET", "HEAD"):
        state.note(Kind.PUBLISH, f"a {method.text[:10]} to the forge", why)
    elif graphql and _asks(why) and "--input" not in given and "mutation" not in why:
        state.note(Kind.FETCH, "the forge", why)
    elif method is None and any(name in given for name in FIELDS):
        state.note(Kind.PUBLISH, "something on the forge", why)
    else:
        state.note(Kind.FETCH, "the forge", why)


def _asks(why: str) -> bool:
    return MUTATION.search(why) is not None


READERS: dict[str, Any] = {"forge-api": api}
