"""One WebSocket from its opening to its end: takes a request that was decided and filled, and a connection."""

from __future__ import annotations

from typing import Any

from wicketgate.egress.answer import Answer
from wicketgate.egress.websocket.handshake import ACCEPT, KEY, PROTOCOL, accept, agreed, opened
from wicketgate.egress.websocket.relay import Relay
from wicketgate.http.client import Call, Streams, exchange
from wicketgate.http.exchange import Exchange
from wicketgate.http.patience import Patience
from wicketgate.secrets.broker.outgoing_request import Outgoing

IDLE = 60.0


async def converse(
    asked: Exchange,
    before: Outgoing,
    call: Call,
    streams: Streams,
    answer: Answer,
    relay: Relay,
    count: dict[str, Any],
    patience: Patience,
) -> None:
    """Open the WebSocket at both ends and carry its messages; an answer that opens none is passed on as it is.

    `before` is the request as the agent sent it, `call` the one that leaves.
    """
    headers, key = opened(call.headers)
    reply = await exchange(streams, Call("GET", call.target, headers), b"", IDLE, None, patience, switch=True)
    count["status"] = reply.status
    if reply.status != 101:
        return await answer.send(asked, reply)
    sent = next((value for name, value in headers if name == PROTOCOL), b"")
    protocol = agreed(reply, key, before.field(PROTOCOL) or b"", sent)
    fields = [(b"upgrade", b"websocket"), (b"connection", b"Upgrade"), (ACCEPT, accept(asked.header(KEY) or b""))]
    inside = await asked.switch([*fields, *([(PROTOCOL, protocol)] if protocol else [])])
    return await relay.run(inside, streams)
