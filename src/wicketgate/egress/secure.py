"""TLS over a connection that is open already: takes two streams and a context, gives two streams of what is inside.

Either side of a handshake, which is bounded in time. An end that comes without TLS's own farewell is a broken
connection, never a quiet one: a cut answer must look cut. It knows no policy and no HTTP.
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl

from wicketgate.http.limits import LARGE
from wicketgate.http.line import Line
from wicketgate.http.streams import Kept, Reader, Sender

HANDSHAKE_SECONDS = 15.0
RECORD = 16 << 10
"""Bytes that one record of TLS may hold (RFC 8446, 5.1)."""

IGNORING = getattr(ssl, "OP_IGNORE_UNEXPECTED_EOF", 0)


class Inside(Kept):
    """Both halves of one secured connection."""

    def __init__(self, reader: Reader, writer: Sender, context: ssl.SSLContext, name: str | None) -> None:
        super().__init__()
        self._reader, self._writer = reader, writer
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        # INVARIANT: what breaks off without TLS's farewell is no end; some Pythons tell OpenSSL to take it for one.
        context.options &= ~IGNORING
        self._broken = False
        self._tls = context.wrap_bio(self._incoming, self._outgoing, server_side=name is None, server_hostname=name)

    async def handshake(self, before: bytes = b"") -> None:
        """Agree on keys; `before` was read already. ssl.SSLError, ConnectionError or TimeoutError if it fails."""
        self._incoming.write(before)
        async with asyncio.timeout(HANDSHAKE_SECONDS):
            while True:
                try:
                    self._tls.do_handshake()
                    break
                except ssl.SSLWantReadError:
                    await self._arrive()
                except ssl.SSLError:
                    self._leave()  # the alert
                    raise
            self._leave()
            await self._writer.drain()

    def stays_quiet(self) -> bool:
        """Return whether nothing has arrived that was not read, nor the end; otherwise it is of no use any more."""
        if self._broken or self._at < len(self._kept) or self._incoming.pending or self._tls.pending():
            return False
        return isinstance(self._reader, Line) and self._reader.stays_quiet()

    @property
    def full(self) -> bool:
        """Return whether `drain` has something to wait for, or to raise."""
        return self._writer.full

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

    async def _more(self, most: int) -> bytes:
        """Return about `most` bytes of what has arrived, as soon as there is any; empty at a proper end."""
        pieces: list[bytes] = []
        size = 0
        while size < most and not self._broken:
            if not self._incoming.pending:  # INVARIANT: a read takes a whole record, so that TLS itself keeps nothing
                if pieces:
                    break
                await self._arrive()
            try:
                piece = self._tls.read(RECORD)
            except ssl.SSLWantReadError:
                if pieces:
                    break
                await self._arrive()
                continue
            except ssl.SSLZeroReturnError:
                break
            except ssl.SSLError:
                self._broken = True
                break
            if not piece:
                break
            pieces.append(piece)
            size += len(piece)
        if self._broken and not pieces:  # INVARIANT: not asked again: after a fatal alert OpenSSL calls it an end
            raise ConnectionResetError("TLS broke off")
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    async def _arrive(self) -> None:
        if self._outgoing.pending:  # what TLS itself has to say, such as to each wish for new keys
            self._leave()
            if self._writer.full:
                await self._writer.drain()
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
