"""What an SSH server says in the clear (RFC 4253 §4.2, §6, §8): its host key, and its signature of the key exchange.

Fed with the server's bytes as they pass, up to its NEWKEYS; after that everything is encrypted. A host that shows none
of the listed keys is refused before the client has its answer. It changes no byte.
"""

from __future__ import annotations

from collections.abc import Collection

from wicketgate.errors import Refused
from wicketgate.secrets.ssh.wire import Fields, Garbled

NEWKEYS, KEX_REPLY, GEX_REPLY = 21, 31, 33
LINES, PACKET, MOST = 8 << 10, 64 << 10, 256 << 10
MARK = b"SSH-2.0-"


class Greeting:
    """The beginning of one server's side."""

    def __init__(self, host_keys: Collection[bytes]) -> None:
        self._accepted = host_keys
        self._held = bytearray()
        self._named = self._over = False
        self._seen = 0
        self.found: tuple[bytes, bytes] | None = None
        """The host key it showed, one of those listed, and its signature; None before that."""

    def feed(self, piece: bytes) -> None:
        """Take in bytes on their way to the client; Refused when it is no SSH, or another host."""
        if self._over:
            return
        self._seen += len(piece)
        if self._seen > MOST:
            raise Refused("the host says too much before its key exchange")
        self._held += piece
        while not self._over and self._step():
            pass

    def _step(self) -> bool:
        return self._packet() if self._named else self._line()

    def _line(self) -> bool:
        end = self._held.find(b"\n")
        if end < 0:
            if len(self._held) > LINES:
                raise Refused("the host does not speak SSH")
            return False
        line = bytes(self._held[:end])
        del self._held[: end + 1]
        self._named = line.startswith(MARK)
        if line.startswith(b"SSH-") and not self._named:
            raise Refused("the host speaks an old version of SSH")
        return True

    def _packet(self) -> bool:
        if len(self._held) < 5:
            return False
        length, padding = int.from_bytes(self._held[:4], "big"), self._held[4]
        if not padding + 2 <= length <= PACKET:
            raise Refused("the host does not speak SSH")
        if len(self._held) < 4 + length:
            return False
        payload = bytes(self._held[5 : 4 + length - padding])
        del self._held[: 4 + length]
        if payload[0] in (KEX_REPLY, GEX_REPLY):
            self._reply(payload[1:])
        elif payload[0] == NEWKEYS:
            self._over = True
            if self.found is None:
                raise Refused("the host showed none of the host keys of its entry")
        return True

    def _reply(self, body: bytes) -> None:
        fields = Fields(body)
        try:
            host_key, _, signature = fields.string(), fields.string(), fields.string()
            fields.end()
        except Garbled:
            return  # the group of an older exchange has the number of another one's reply
        if host_key not in self._accepted:
            raise Refused("the host showed none of the host keys of its entry")
        self.found = (host_key, signature)
