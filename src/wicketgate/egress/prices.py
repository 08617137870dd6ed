"""List prices of the models: takes a name, gives dollars per token. An unknown model costs what the dearest costs."""

from __future__ import annotations

import fnmatch
import json
from dataclasses import dataclass
from importlib import resources

MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens of one request, as the upstream counts them."""

    input: int = 0
    output: int = 0
    cache_write: int = 0
    cache_read: int = 0

    @property
    def tokens(self) -> int:
        """Return what counts against the run: a cached token read again counts a tenth, as it costs a tenth."""
        return self.input + self.output + self.cache_write + -(-self.cache_read // 10)


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars per million tokens of each kind."""

    input: float
    output: float
    cache_write: float
    cache_read: float

    def cost(self, usage: Usage) -> float:
        """Return the dollars `usage` costs."""
        spent = usage.input * self.input + usage.output * self.output
        return (spent + usage.cache_write * self.cache_write + usage.cache_read * self.cache_read) / MILLION


def _load() -> dict[str, Price]:
    text = resources.files("wicketgate.egress").joinpath("prices.json").read_text("utf-8")
    return {pattern: Price(**price) for pattern, price in json.loads(text)["models"].items()}


PRICES = _load()


def price(model: str) -> Price:
    """Return the price of `model`: the first pattern that matches, else the dearest there is."""
    known = (price for pattern, price in PRICES.items() if fnmatch.fnmatchcase(model, pattern))
    return next(known, max(PRICES.values(), key=lambda price: price.output))
