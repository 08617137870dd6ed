"""A value without a prefix, known by the vendor's name in what it is assigned to: the names, and its shape."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Keyed:
    """`value` under a name that holds one of `names`; both are RE2 syntax."""

    names: str
    value: str
    alone: bool = True
    """Whether the name need not hold a word for secrets too; not for a value that looks like an id or a hash."""


def keyed(names: str, value: str, alone: bool = True) -> Keyed:
    """Return a pattern for `value` assigned to a name that holds one of `names`.

    It is silent on an id: `HEROKU_API_KEY=…` is a secret, `HEROKU_APP_ID=…` is none.
    """
    return Keyed(names, value, alone)
