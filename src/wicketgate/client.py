"""A client of the warden, for everything that must start quickly: the standard library and nothing else.

Speaks newline-ended JSON over a Unix socket in the state directory; descriptors travel beside a message. A request is
`{"v", "id", "method", "params"}`; the answer is `{"id", "result"}` or `{"id", "error"}`, a stream sends
`{"id", "item"}` until `{"id", "end"}`. Knows nothing of what the methods mean.
"""

from __future__ import annotations

import json
import os
import socket

from wicketgate.errors import Error, StateError, from_json
from wicketgate.summon import begin, open_state, reach, state_home

TYPE_CHECKING = False  # `typing` alone would cost a client a sixth of its start
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

PROTOCOL = 1
MESSAGE_CAP = 32 << 20
FDS_CAP = 8
GONE = "`wicketgate runs list` says what is left; warden.log in the state directory may say why it went"


class Warden:
    """A connection to the warden of this user and state directory."""

    def __init__(self, connection: socket.socket) -> None:
        self._socket = connection
        self._buffer = bytearray()
        self._fds: list[int] = []
        self._next = 0

    @classmethod
    def connect(cls, state: str | os.PathLike[str] | None = None, *, start: bool = True) -> Warden:
        """Return a connection, having started a warden if none runs; StateError says why there is none."""
        home = os.fspath(state or state_home())
        handle = open_state(home)
        try:
            connection = reach(handle)
            if connection is None and start:
                connection = begin(home, handle)
        finally:
            os.close(handle)
        if connection is None:
            raise StateError("no warden is running", "any `wicketgate run` starts one")
        return cls(connection)

    def call(self, method: str, /, *, fds: Sequence[int] = (), **params: Any) -> dict[str, Any]:
        """Return the warden's answer to one request; raises the `Error` it answered with."""
        number = self.send(method, params, fds)
        while True:
            message, _ = self.receive()
            if message.get("id") == number:
                return dict(_unwrap(message).get("result") or {})

    def stream(self, method: str, /, **params: Any) -> Iterator[dict[str, Any]]:
        """Yield the items of a streamed answer until the warden ends it; raises the `Error` it answered with."""
        number = self.send(method, params, ())
        while True:
            message, _ = self.receive()
            if message.get("id") != number:
                continue
            if "item" not in _unwrap(message):
                return
            yield dict(message["item"])

    def send(self, method: str, params: dict[str, Any], fds: Sequence[int] = ()) -> int:
        """Send one request without waiting and return its number."""
        self._next += 1
        self.say({"v": PROTOCOL, "id": self._next, "method": method, "params": params}, fds)
        return self._next

    def say(self, body: dict[str, Any], fds: Sequence[int] = ()) -> None:
        """Send one message as it is; what follows a request goes to whoever answers it."""
        data = json.dumps(body).encode() + b"\n"
        try:
            sent = socket.send_fds(self._socket, [data], list(fds)) if fds else 0
            self._socket.sendall(data[sent:])
        except OSError:
            raise StateError("the warden is gone", GONE) from None

    def receive(self) -> tuple[dict[str, Any], list[int]]:
        """Return the next message and the descriptors that came with it."""
        searched = 0
        while (end := self._buffer.find(b"\n", searched)) < 0:
            searched = len(self._buffer)
            try:
                data, fds, _, _ = socket.recv_fds(self._socket, 1 << 16, FDS_CAP, socket.MSG_CMSG_CLOEXEC)
            except OSError:
                data, fds = b"", []
            self._fds += fds
            if not data or searched > MESSAGE_CAP:
                raise StateError("the warden is gone", GONE)
            self._buffer += data
        line = bytes(self._buffer[:end])
        del self._buffer[: end + 1]
        fds, self._fds = self._fds, []
        return dict(json.loads(line)), fds

    def pending(self) -> bool:
        """Return whether a message has arrived already, so that waiting on the descriptor would miss it."""
        return b"\n" in self._buffer

    def fileno(self) -> int:
        """Return the connection's descriptor, to wait on it."""
        return self._socket.fileno()

    def close(self) -> None:
        """Close the connection; the warden ends what hung on it."""
        self._socket.close()

    def __enter__(self) -> Warden:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


def _unwrap(message: dict[str, Any]) -> dict[str, Any]:
    if "error" in message:
        raise from_json(message["error"])
    return message


__all__ = ["Error", "Warden", "open_state", "state_home"]
