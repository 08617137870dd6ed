"""SSH's own encoding (RFC 4251 §5): takes bytes from the front, strictly; gives bytes. Knows no message."""

from __future__ import annotations

from wicketgate.errors import RequestError


class Garbled(RequestError):
    """The bytes are not what they should be; nothing of them is acted on."""


class Fields:
    """The fields of one message, taken one by one; what is missing or left over raises Garbled."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, count: int) -> bytes:
        """Return the next `count` bytes."""
        if self._at + count > len(self._data):
            raise Garbled("a length is wrong")
        self._at += count
        return self._data[self._at - count : self._at]

    def byte(self) -> int:
        """Return one byte as a number."""
        return self.take(1)[0]

    def flag(self) -> bool:
        """Return a boolean; anything but 0 and 1 could be read in two ways."""
        found = self.byte()
        if found > 1:
            raise Garbled("expected a boolean")
        return found == 1

    def number(self) -> int:
        """Return 32 bits as a number."""
        return int.from_bytes(self.take(4), "big")

    def string(self) -> bytes:
        """Return one string of bytes."""
        return self.take(self.number())

    def text(self) -> str:
        """Return one string of printable ASCII."""
        found = self.string()
        if not all(0x20 <= byte < 0x7F for byte in found):
            raise Garbled("expected plain text")
        return found.decode("ascii")

    def integer(self) -> int:
        """Return one positive number of any size (`mpint`)."""
        found = self.string()
        if not found or found[0] & 0x80 or len(found) > 1 << 11:
            raise Garbled("expected a positive number")
        return int.from_bytes(found, "big")

    def rest(self) -> bytes:
        """Return all that is left."""
        return self.take(len(self._data) - self._at)

    def end(self) -> None:
        """Return if nothing is left."""
        if self._at != len(self._data):
            raise Garbled("bytes are left over")


def string(data: bytes) -> bytes:
    """Return bytes with their length before them."""
    return len(data).to_bytes(4, "big") + data


def integer(value: int) -> bytes:
    """Return a positive number as `mpint`."""
    return string(value.to_bytes(value.bit_length() // 8 + 1, "big"))
