"""The life of an approval, as a table: an event that is not listed is refused, and nothing happens. Pure."""

from __future__ import annotations

from wicketgate.errors import Refused

WAITING, GRANTED = "waiting", "granted"
LIFE: dict[str, dict[str, str]] = {
    WAITING: {"approve": GRANTED, "deny": "denied", "expire": "expired", "abandon": "abandoned"},
    GRANTED: {"consume": "consumed", "expire": "expired", "abandon": "abandoned"},
    "denied": {},
    "expired": {},  # nobody answered in time, or what was granted was not used in time
    "consumed": {},
    "abandoned": {},  # the run or the warden ended first
}
WORDS = {
    "waiting": "still waits for an answer",
    "granted": "is approved already",
    "denied": "was denied",
    "expired": "has expired",
    "consumed": "was used already",
    "abandoned": "was abandoned when its run ended",
}


def step(name: str, state: str, event: str) -> str:
    """Return the state after `event`; Refused, with what the approval is instead, where the table lists none."""
    after = LIFE.get(state, {}).get(event)
    if after is None:
        raise Refused(f"approval {name} {WORDS.get(state, 'is in no known state')}", "wicketgate approvals list")
    return after


def closed(state: str) -> bool:
    """Return whether nothing can happen to the approval any more."""
    return not LIFE[state]
