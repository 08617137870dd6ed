"""What a value must be to be a path, a host, an address, a table, an amount or a text that the policy names.

Takes what the policy lists, gives a check: None where the value holds, else what was expected and what would admit it.
A value that another program could read differently (a display name, a path that climbs, a number in words) never holds,
and no policy admits it: nothing is repaired before it is compared.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from wicketgate.gate.url import UrlRefused, canonical, canonical_host
from wicketgate.policy.argument import Amount
from wicketgate.policy.glob import name_expression
from wicketgate.policy.pattern import PathSet, escape, host_matches

ADDRESS = re.compile(r"[A-Za-z0-9._%+=-]{1,128}@[A-Za-z0-9.-]{1,253}|[A-Za-z0-9._+-]{1,128}", re.ASCII)
NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{1,9})?", re.ASCII)
FRAGMENT = re.compile(r"(?:#[A-Za-z0-9_./=&-]*)?", re.ASCII)
# What one program or another takes for a separator, a home, a variable or an escape.
DOUBTFUL = re.compile(r"\\|^~|[$`%]")
LONGEST = 64 << 10
LONGEST_PATH = 4096
LARGEST = 10**18


class Failure(NamedTuple):
    """Why a value does not hold."""

    expected: str
    change: str = ""
    """What the key of the constraint would have to hold as well (`add …`) or instead (`set …`); empty: nothing does."""


Check = Callable[[Any], Failure | None]


def path(patterns: tuple[str, ...]) -> Check:
    """Return the check of a relative path that one of `patterns` matches."""
    granted = PathSet.of(patterns)

    def check(value: Any) -> Failure | None:
        if not isinstance(value, str) or len(value) > LONGEST_PATH or not value.isprintable() or DOUBTFUL.search(value):
            return Failure("a plain path of the workspace")
        if value.startswith("/") or any(part in ("", ".", "..") for part in value.split("/")):
            return Failure("a path relative to the workspace, without dot segments")
        return None if granted.matches(value) else Failure(_one_of(patterns), _add(escape(value)))

    return check


def host(patterns: tuple[str, ...]) -> Check:
    """Return the check of a host, or of a URL's host, that one of `patterns` names."""

    def check(value: Any) -> Failure | None:
        if not isinstance(value, str):
            return Failure("a host or a URL, as text")
        try:
            found = _host(value)
        except UrlRefused as error:
            return Failure(str(error).removeprefix("expected ").partition(" (got")[0])
        if any(host_matches(pattern, found) for pattern in patterns):
            return None
        return Failure(_one_of(patterns), _add(found))

    return check


def _host(text: str) -> str:
    if "://" not in text:
        return canonical_host(text)
    cut = text.find("#")
    # Where a fragment starts decides what the host is, so one that could be read as part of it is refused.
    if cut >= 0 and not FRAGMENT.fullmatch(text, cut):
        raise UrlRefused("expected a URL with a plain fragment, or none")
    return canonical(text if cut < 0 else text[:cut]).host


def recipient(patterns: tuple[str, ...]) -> Check:
    """Return the check of one plain address (or user or channel name) that one of `patterns` names."""
    granted = tuple(name_expression(pattern.lower()) for pattern in patterns)

    def check(value: Any) -> Failure | None:
        if not isinstance(value, str) or not ADDRESS.fullmatch(value):
            return Failure("one plain address, without a display name")
        folded = value.lower()
        for pattern in granted:
            if pattern.fullmatch(folded):
                return None
        return Failure(_one_of(patterns), _add(folded))

    return check


def table(names: tuple[str, ...]) -> Check:
    """Return the check of a table's name, spelled as the policy spells it."""

    def check(value: Any) -> Failure | None:
        if isinstance(value, str) and value in names:
            return None
        plain = isinstance(value, str) and re.fullmatch(r"[A-Za-z_]\w{0,127}", value, re.ASCII)
        return Failure(_one_of(names), _add(value) if plain else "")

    return check


def enum(options: tuple[Any, ...]) -> Check:
    """Return the check of a value that is one of `options`, of the same type (`1` is neither `true` nor `"1"`)."""
    kept = frozenset((type(option), option) for option in options)

    def check(value: Any) -> Failure | None:
        if isinstance(value, str | bool | int | float) and (type(value), value) in kept:
            return None
        plain = isinstance(value, bool) or (isinstance(value, int) and abs(value) < 10**15)
        plain = plain or (isinstance(value, str) and value.isprintable() and 0 < len(value) <= 1024)
        return Failure(_one_of(options), _add(value) if plain else "")

    return check


def text(patterns: tuple[str, ...]) -> Check:
    """Return the check of text without hidden characters that one of `patterns` matches."""

    granted = tuple(name_expression(pattern) for pattern in patterns)

    def check(value: Any) -> Failure | None:
        if not isinstance(value, str) or not value.isprintable() or len(value) > LONGEST:
            return Failure("text on one line without hidden characters")
        if any(pattern.fullmatch(value) for pattern in granted):
            return None
        # A star in the value would be one in the pattern: what is offered never admits more than what was asked.
        return Failure(
            _one_of(patterns), _add(value) if 0 < len(value) <= 1024 and value.strip() and "*" not in value else ""
        )

    return check


def amount(bounds: Amount) -> Check:
    """Return the check of a number within `bounds`; text counts if it is plain decimal digits."""

    def check(value: Any) -> Failure | None:
        number = _number(value)
        if number is None:
            return Failure("a number")
        if bounds.most is not None and number > bounds.most:
            return Failure(f"at most {bounds.most}", f"set most: {number}")
        if bounds.least is not None and number < bounds.least:
            return Failure(f"at least {bounds.least}", f"set least: {number}")
        return None

    return check


def _number(value: Any) -> Decimal | int | None:
    if type(value) is int:
        return value if -LARGEST < value < LARGEST else None
    if isinstance(value, str):
        return Decimal(value) if NUMBER.fullmatch(value) else None
    if type(value) is not float or not -LARGEST < value < LARGEST:
        return None
    # repr: the digits a person was shown, which is what the bound is compared with.
    return Decimal(repr(value))


def shown(value: Any) -> str:
    """Return a value as a reason shows it: short, on one line, and no letter that looks like another one."""
    if isinstance(value, str):
        return json.dumps(value[:80])
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "a list"
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    huge = isinstance(value, int) and abs(value) >= LARGEST
    return "a huge number" if huge else str(value)[:40]


def _one_of(options: tuple[Any, ...]) -> str:
    named = ", ".join(option if isinstance(option, str) else shown(option) for option in options[:4])
    return f"one of {named}" + (f" and {len(options) - 4} more" if len(options) > 4 else "")


def _add(value: Any) -> str:
    return f"add {json.dumps(value, ensure_ascii=False)}"
