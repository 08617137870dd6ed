"""The messages of one open WebSocket, both ways: each read whole, looked at, made anew, counted before it goes on.

Out: a placeholder in a message is an alarm and the end: it is swapped in the handshake alone. In: known values are
cleaned and tokens of a bound host swapped, in however many frames they come. Both are seen as well where they go on
from one message to the next. What is held of a message is counted against the rooms of the run.
"""

from __future__ import annotations

import asyncio
from typing import Any

from wicketgate.egress.websocket.border import Borders, crossed
from wicketgate.egress.websocket.frames import CLOSE, TEXT, Message, Messages, Pass, frame, free
from wicketgate.errors import Refused, RequestError
from wicketgate.http.client import Streams
from wicketgate.http.streams import Writer
from wicketgate.secrets.broker.broker import Broker
from wicketgate.secrets.broker.outgoing_request import Outgoing

IDLE, SEND, PARTING = 300.0, 60.0, 1.0


class Relay:
    """One WebSocket; `run` returns when it is over."""

    def __init__(
        self,
        out: Outgoing,
        broker: Broker | None,
        leaving: Pass,
        arriving: Pass,
        count: dict[str, Any],
        rooms: tuple[Pass, Pass] = (free, free),
    ) -> None:
        """`leaving` and `arriving` count bytes before they go on; Refused at a cap.

        `rooms` are told what a message takes and gives back of memory, out and in; RequestError where there is none.
        """
        self._out, self._broker, self._leaving, self._arriving, self._count = out, broker, leaving, arriving, count
        self._rooms, self._said, self._heard = rooms, Borders(), Borders()
        count |= {"messages_out": 0, "messages_in": 0}
        self._last = 0.0

    async def run(self, inside: Streams, outside: Streams) -> None:
        """Carry messages until one end closes; Refused for what may not pass."""
        self._last = asyncio.get_running_loop().time()
        refused: RequestError | None = None
        said = Messages(inside[0], masked=True, take=self._rooms[0])
        heard = Messages(outside[0], masked=False, take=self._rooms[1])
        try:
            async with asyncio.TaskGroup() as group:
                tasks = [
                    group.create_task(self._out_of(said, outside[1])),
                    group.create_task(self._into(heard, inside[1])),
                    group.create_task(self._watched()),
                ]
                await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
                await asyncio.wait(tasks[:2], timeout=PARTING)  # one end has said farewell: so may the other
                for task in tasks:
                    task.cancel()
        except* RequestError as found:
            refused = _first(found)  # raised here, some Pythons would hand it on in a group
        except* (OSError, EOFError, TimeoutError):
            pass  # either end hung up
        finally:
            said.done()
            heard.done()
        if refused is not None:
            raise refused from None

    async def _out_of(self, messages: Messages, writer: Writer) -> None:
        while (found := await messages.next()) is not None:
            self._seen("messages_out", found)
            if self._broker is not None:
                self._broker.examine_message(self._out, found.data)
                self._broker.examine_message(self._out, self._said.joined(found)[0])
            made = frame(found, mask=True)
            self._leaving(len(made))  # the whole frame: empty ones say something too
            self._count["sent"] += len(made)
            await _send(writer, made)
            if found.kind == CLOSE:
                return

    async def _into(self, messages: Messages, writer: Writer) -> None:
        while (found := await messages.next()) is not None:
            self._seen("messages_in", found)
            moved = messages.moved()
            self._arriving(moved)
            self._count["received"] += moved
            await _send(writer, frame(Message(found.kind, self._cleaned(found)), mask=False))
            if found.kind == CLOSE:
                return

    def _seen(self, name: str, found: Message) -> None:
        self._last = asyncio.get_running_loop().time()
        self._count[name] += found.kind < CLOSE
        if found.kind in (TEXT, CLOSE):
            try:
                (found.data[2:] if found.kind == CLOSE else found.data).decode()
            except UnicodeDecodeError:
                raise Refused("a WebSocket text is not UTF-8") from None

    def _cleaned(self, found: Message) -> bytes:
        if self._broker is None:
            return found.data
        data, code = (found.data[2:], found.data[:2]) if found.kind == CLOSE else (found.data, b"")
        joined, before = self._heard.joined(found)
        if self._broker.redactor is not None and before:
            data = crossed(data, self._broker.redactor.find_bytes(joined), before)
        if found.kind < CLOSE:
            data = self._broker.taken_body(self._out, data)
        redactor = self._broker.redactor  # which knows the tokens by now
        made = data if redactor is None else redactor.redact_bytes(data)
        # A control frame holds 125 bytes: what grew past that was cleaned of something, and says no more.
        return code + (made if found.kind < CLOSE or len(made) <= 123 else b"")

    async def _watched(self) -> None:
        while (left := self._last + IDLE - asyncio.get_running_loop().time()) > 0:
            await asyncio.sleep(left)
        raise Refused(f"nothing was said on the WebSocket for {IDLE:g} seconds")


async def _send(writer: Writer, data: bytes) -> None:
    writer.write(data)
    async with asyncio.timeout(SEND):
        await writer.drain()


def _first(group: BaseExceptionGroup[RequestError]) -> RequestError:
    found: BaseException = group
    while isinstance(found, BaseExceptionGroup):
        found = found.exceptions[0]
    return found if isinstance(found, RequestError) else Refused("the WebSocket ended")
