"""What one run may still spend at the model: reserved before a request is forwarded, settled by its count."""

from __future__ import annotations

from dataclasses import dataclass

from wicketgate.egress.prices import Price, Usage
from wicketgate.egress.stream import Reading
from wicketgate.http.head import BadRequest
from wicketgate.policy import Model

LEAST_OUTPUT = 1024
REQUESTS = 20_000
BYTES_PER_TOKEN = 3


@dataclass(frozen=True, slots=True)
class Reservation:
    """What one request in flight may use at most."""

    usage: Usage
    price: Price

    @property
    def cost(self) -> float:
        """Return the dollars reserved."""
        return self.price.cost(self.usage)


class Budget:
    """Tokens and dollars of one run; what is in flight counts as spent. Lives in one event loop, so needs no lock."""

    def __init__(self, model: Model, rule: str) -> None:
        self._model = model
        self._rule = rule
        self.tokens = 0
        self.cost = 0.0
        self.requests = 0

    def reserve(self, input_tokens: int, output_tokens: int, price: Price) -> Reservation:
        """Return a reservation, its output cut to what is left; BadRequest when too little is left."""
        self._count()
        output = min(output_tokens, self._model.max_tokens, self._model.tokens - self.tokens - input_tokens)
        if self._model.cost is not None:
            left = self._model.cost - self.cost - price.cost(Usage(input=input_tokens))
            output = min(output, int(left * 1_000_000 / price.output))
        if output < min(output_tokens, LEAST_OUTPUT):
            raise self._used_up("tokens or cost of this run are used up", "model.tokens or model.cost")
        held = Reservation(Usage(input=input_tokens, output=output), price)
        self._add(held.usage.tokens, held.cost)
        return held

    def settle(self, held: Reservation, usage: Usage) -> None:
        """Replace what was reserved by what was used."""
        self._add(usage.tokens - held.usage.tokens, held.price.cost(usage) - held.cost)

    def _count(self) -> None:
        if self.requests >= REQUESTS:
            raise self._used_up(f"this run has made {REQUESTS} requests", "")
        self.requests += 1

    def _add(self, tokens: int, cost: float) -> None:
        self.tokens += tokens
        self.cost += cost

    def _used_up(self, what: str, setting: str) -> BadRequest:
        spent = f"{self.tokens} of {self._model.tokens} tokens"
        if self._model.cost is not None:
            spent += f", {self.cost:.2f} of {self._model.cost:.2f} dollars"
        remedy = f"raise {setting} in the policy ({self._rule})" if setting else "start another run"
        return BadRequest(f"{what} ({spent}; rule {self._rule})", remedy)


def charged(reading: Reading, status: int, held: Reservation) -> Usage:
    """Return what to charge: what the upstream counted, or for a broken answer what was seen of it."""
    if status >= 400:
        return Usage()
    if reading.usage is None:
        return Usage(input=held.usage.input, output=min(held.usage.output, reading.seen // BYTES_PER_TOKEN))
    if reading.final:
        return reading.usage
    output = max(reading.usage.output, min(held.usage.output, reading.seen // BYTES_PER_TOKEN))
    return Usage(reading.usage.input, output, reading.usage.cache_write, reading.usage.cache_read)
