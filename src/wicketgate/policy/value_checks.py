"""Checks of single values: the first that fails becomes a ConfigError at its line of the policy. Knows no key."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from wicketgate.policy.glob import CONTROL
from wicketgate.policy.pattern import name_matches
from wicketgate.policy.yaml_tree import Tree, Where, quote


def each(tree: Tree, where: Where, values: Iterable[str], check: Callable[[str], object]) -> None:
    """Raise ConfigError at the first of `values` for which `check` raises ValueError."""
    for index, value in enumerate(values):
        attempt(tree, (*where, index), check, value)


def attempt(tree: Tree, where: Where, check: Callable[[str], object], value: str) -> None:
    """Raise ConfigError at `where` if `check` raises ValueError for `value`."""
    try:
        check(value)
    except ValueError as error:
        raise tree.wrong(where, str(error)) from None


def text(value: str) -> None:
    """Raise ValueError for text that is blank or holds what a screen would not show."""
    if CONTROL.search(value) or not value.strip():
        raise ValueError(f"expected text without control characters (got {quote(value)})")
    name_matches(value, "")


def there_are(known: Iterable[str]) -> str:
    """Return the hint that lists the names there are."""
    return f"there are: {', '.join(known) or 'none'}"
