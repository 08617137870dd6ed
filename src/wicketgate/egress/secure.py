"""TLS over a connection that is open already: takes two streams and a context, gives two streams of what is inside.

Either side of a handshake, which is bounded in time. An end that comes without TLS's own farewell is a broken
connection, never a quiet one: a cut answer must look cut. It knows no policy and no HTTP.
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl

from wicketgate.http.limits import LARGE, PIECE
from wicketgate.http.streams import Reader, Writer

HANDSHAKE_SECONDS = 15.0
LONGEST = 64 << 10
"""Bytes that `readuntil` looks through."""

IGNORING = getattr(ssl, "OP_IGNORE_UNEXPECTED_EOF", 0)


class Inside:
    """Both halves of one secured connection."""

    def __init__(self, reader: Reader, writer: Writer, context: ssl.SSLContext, name: str | None) -> None:
        self._reader, self._writer = reader, writer
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        # INVARIANT: what breaks off without TLS's farewell is no end; some Pythons tell OpenSSL to take it for one.
        context.options &= ~IGNORING
        self._tls = context.wrap_bio(self._incoming, self._outgoing, server_side=name is None, server_hostname=name)
        self._kept, self._at = b"", 0  # what is decrypted, and how much of it was taken

    async def handshake(self, before: bytes = b"") -> None:
        """Agree on keys; `before` was read already. ssl.SSLError, ConnectionError or TimeoutError if it fails."""
        self._incoming.write(before)
        async with asyncio.timeout(HANDSHAKE_SECONDS):
            while True:
                try:
                    self._tls.do_handshake()
                    break
                except ssl.SSLWantReadError:
                    self._leave()
                    await self._arrive()
                except ssl.SSLError:
                    self._leave()  # the alert
                    raise
            self._leave()
            await self._writer.drain()

    def stays_quiet(self) -> bool:
        """Return whether nothing has arrived that was not read, nor the end; otherwise it is of no use any more."""
        if self._at < len(self._kept) or self._incoming.pending or self._tls.pending():
            return False
        coming = self._reader.read(1)
        try:
            coming.send(None)  # one step, without waiting: it gives what the loop has received meanwhile
        except (StopIteration, OSError):
            return False
        finally:
            coming.close()
        return True

    async def read(self, n: int = -1, /) -> bytes:
        """Return up to `n` bytes (a piece, without a number); empty at a proper end."""
        most = n if n > 0 else PIECE
        return self._taken(self._at + most) if self._at < len(self._kept) else await self._more(most)

    async def readuntil(self, separator: bytes = b"\n", /) -> bytes:
        """Return all up to and with `separator`, as asyncio's own reader does."""
        seen = self._at
        while (at := self._kept.find(separator, seen)) < 0:
            size = len(self._kept) - self._at
            if size > LONGEST:
                raise asyncio.LimitOverrunError("no separator within the limit", size)
            piece = await self._more(PIECE)
            if not piece:
                raise asyncio.IncompleteReadError(self._taken(len(self._kept)), None)
            self._kept = self._kept[self._at :] + piece if size else piece
            seen, self._at = max(0, size - len(separator) + 1), 0
        if at + len(separator) - self._at > LONGEST:
            raise asyncio.LimitOverrunError("the separator is beyond the limit", at)
        return self._taken(at + len(separator))

    async def readexactly(self, n: int, /) -> bytes:
        """Return exactly `n` bytes, as asyncio's own reader does."""
        found = bytearray()
        while len(found) < n:
            piece = await self.read(n - len(found))
            if not piece:
                raise asyncio.IncompleteReadError(bytes(found), n)
            found += piece
        return bytes(found)

    def write(self, data: bytes, /) -> None:
        """Queue bytes."""
        if data:
            self._tls.write(data)
            self._leave()

    async def drain(self) -> None:
        """Wait until there is room for more."""
        await self._writer.drain()

    def can_write_eof(self) -> bool:
        """Return true: TLS has a farewell of its own."""
        return True

    def write_eof(self) -> None:
        """Say that nothing more will be written."""
        self._farewell()

    def close(self) -> None:
        """End the connection."""
        self._farewell()
        self._writer.close()

    def _taken(self, end: int) -> bytes:
        """Return what is kept up to `end`; what is behind stays, without being copied."""
        start, self._at = self._at, min(end, len(self._kept))
        return self._kept[start : self._at]

    async def _more(self, most: int) -> bytes:
        """Return up to `most` bytes as soon as there are any, all that have arrived; empty at a proper end."""
        pieces: list[bytes] = []
        size = 0
        while size < most:
            if not self._incoming.pending and not self._tls.pending():
                if pieces:
                    break
                await self._arrive()
            try:
                piece = self._tls.read(most - size)
            except ssl.SSLWantReadError:
                self._leave()
                if pieces:
                    break
                await self._arrive()
                continue
            except (ssl.SSLZeroReturnError, ssl.SSLError) as error:
                if pieces or isinstance(error, ssl.SSLZeroReturnError):
                    break
                raise ConnectionResetError("TLS broke off") from None
            if not piece:
                break
            pieces.append(piece)
            size += len(piece)
        return b"".join(pieces) if len(pieces) != 1 else pieces[0]

    async def _arrive(self) -> None:
        data = await self._reader.read(LARGE)
        if data:
            self._incoming.write(data)
        else:
            self._incoming.write_eof()

    def _leave(self) -> None:
        if self._outgoing.pending:
            self._writer.write(self._outgoing.read())

    def _farewell(self) -> None:
        with contextlib.suppress(ssl.SSLError, OSError):
            self._tls.unwrap()
        with contextlib.suppress(OSError):
            self._leave()
