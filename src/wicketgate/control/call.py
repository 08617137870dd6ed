"""One request of one client, as a method sees it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

from wicketgate.control.channel import Channel
from wicketgate.errors import RequestError

FOLLOWING = 16
"""Messages that may follow a request before it takes them."""


@dataclass(slots=True)
class Call:
    """One request of one client: its parameters, the descriptors that came along, and what it says afterwards."""

    channel: Channel
    number: Any
    params: dict[str, Any]
    fds: list[int]
    inbox: asyncio.Queue[dict[str, Any]] = field(default_factory=lambda: asyncio.Queue(FOLLOWING))

    async def send(self, body: dict[str, Any], fds: tuple[int, ...] = ()) -> None:
        """Send one message of the answer."""
        await self.channel.send({"id": self.number, **body}, fds)

    def text(self, name: str, default: str | None = None) -> str:
        """Return a parameter that must be text; RequestError otherwise."""
        value = self.params.get(name, default)
        if not isinstance(value, str):
            raise RequestError(f"expected {name} to be text (got {value!r})")
        return value

    def whole(self, name: str, default: int) -> int:
        """Return a parameter that must be a whole number not below zero; RequestError otherwise."""
        value = self.params.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise RequestError(f"expected {name} to be a whole number (got {value!r})")
        return value

    def flag(self, name: str) -> bool:
        """Return whether a parameter is set."""
        return self.params.get(name) is True

    def texts(self, name: str) -> list[str]:
        """Return a parameter that must be a list of texts; RequestError otherwise."""
        value = self.params.get(name, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise RequestError(f"expected {name} to be a list of texts")
        return value
