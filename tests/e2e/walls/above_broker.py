"""How each wall of terminated TLS and of the broker is taken away, as `above` does for the others."""

from __future__ import annotations

import re
import ssl
from collections.abc import Callable
from typing import Any

import pytest
from cryptography import x509

from wicketgate import strict_json
from wicketgate.egress import (
    answer,
    authority,
    carried,
    graphql,
    link,
    meaning,
    proxy,
    room,
    secure,
    splice,
    target,
    unpacked,
)
from wicketgate.egress.git import pushed, stored
from wicketgate.egress.git import wire as git
from wicketgate.egress.websocket import border, relay
from wicketgate.gate import network, url
from wicketgate.output.redact import Redactor
from wicketgate.secrets.automata import ENGINES
from wicketgate.secrets.broker import broker, issued_tokens, lent_value
from wicketgate.secrets.broker.outgoing_request import Outgoing
from wicketgate.secrets.vault import watches

Patch = pytest.MonkeyPatch
BROKER: dict[str, Callable[[Patch], None]] = {}


def listed(name: str, where: object, what: str, instead: Any) -> None:
    """List a wall that is one function or value."""
    BROKER[name] = lambda patch: patch.setattr(where, what, instead)


class Everything(frozenset[bytes]):
    """Holds whatever is asked for."""

    def __contains__(self, item: object) -> bool:
        return True


class Anything:
    """Is what it is compared with: the name of whatever one likes."""

    __hash__ = None  # type: ignore[assignment]

    def __call__(self, *_: Any) -> Anything:
        return self

    def __eq__(self, other: object) -> bool:
        return True


def unverified(reader: Any, writer: Any, context: ssl.SSLContext, name: str | None) -> secure.Inside:
    """Return TLS that believes anybody."""
    free = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    free.check_hostname, free.verify_mode = False, ssl.CERT_NONE
    return secure.Inside(reader, writer, free, name)


def any_name(reader: Any, host: str, *, opaque: bool = True) -> Any:
    """Return the ClientHello, whatever name it asks for."""
    return splice.read_hello(reader, 15.0, opaque=opaque)


def anywhere(secret: Any, asked: Outgoing, placeholder: str, value: str | None) -> Outgoing | None:
    """Put a value in wherever the placeholder stands in a field."""
    made = asked
    for name, found in asked.fields:
        if placeholder.encode() in found:
            made = made.with_field(name, found.replace(placeholder.encode(), (value or "").encode()))
    return None if made is asked else made


def everything_permitted(hosts: Any) -> list[x509.GeneralName]:
    """Return no limit at all."""
    return [x509.DNSName("test"), *(x509.DNSName(host) for host in hosts)]


def uncleaned(self: answer.Answer, made: Any, out: Any, room: Any, move: Any, count: Any, tell: Any = None) -> None:
    """Make an answer that knows no secret."""
    self._broker, self._room, self._move, self._count, self._tell = None, room, move, count, tell
    self._out, self._redactor, self._bound, self._until = out, None, False, 0.0


def uncounted(body: Any, coding: bytes, move: Any) -> Any:
    """Return a body decoded without counting what comes out."""
    return unpacked.unpacked(body, coding, lambda size: None)


listed(
    "tls: one host inside a connection",
    target,
    "inner",
    lambda head, host, port: url.canonical(
        f"https://{url.authority(host, port)}{head.target if head.target.startswith('/') else '/repos/acme/x'}"
    ),
)
listed("tls: no other method or path by a field", target, "OVERRIDES", frozenset())
listed("tls: no upgrade", target, "REFUSED", frozenset())
listed("tls: upstreams verified", link, "Inside", unverified)
listed("tls: the name is the host of the CONNECT", proxy, "named_hello", any_name)
listed("tls: the authority is good for the task's hosts alone", authority, "_permitted", everything_permitted)
listed("egress: whole answers where a secret is bound", carried, "PARTS", frozenset())
listed("egress: what a push moves is named", meaning, "of", lambda out: [])
listed("egress: a fetch holds nothing else", git, "FETCH", re.compile(rb".*", re.DOTALL))
listed("egress: what GraphQL changes is named", graphql, "_operations", lambda words: iter(()))
listed("gate: what changes asks where no entry spells it out", network, "_wary", lambda scope, entry, meant: scope)
listed("answers: cleaned of secrets", answer.Answer, "__init__", uncleaned)
listed("answers: cleaned of what becomes known meanwhile", answer, "cleaned", lambda body, *_, **__: body)
BROKER["answers: held whole for a while only"] = lambda patch: patch.setattr(
    answer.Answer, "_until", property(lambda self: 0.0, lambda self, when: None), raising=False
)
listed("answers: what cannot be decoded is refused", unpacked, "PLAIN", Everything())
listed("answers: bombs counted", answer, "unpacked", uncounted)
listed("broker: one position", broker.position, "put", anywhere)
listed("broker: seen anywhere else", broker.Broker, "_scan", lambda self: Redactor({}, ENGINES))
listed("broker: bound method and path", broker, "_admits", lambda secret, asked: True)
listed("broker: no credential of the agent's own", broker, "own", lambda asked, names: "")
listed("broker: one reading of a body", strict_json, "_once", dict)
listed("broker: issued tokens stay outside", issued_tokens.Issued, "body", lambda self, place, name, text: text)
listed("broker: cookies stay outside", issued_tokens.Issued, "fields", lambda self, place, name, fields: fields)
listed("broker: lent for one action", lent_value.Lent, "__exit__", lambda *_: None)
listed("vault: a change ends what is under way", watches.Watches, "tell", lambda *_: None)
listed("broker: a placeholder is of one run", broker.secrets, "token_hex", lambda size: "5" * (2 * size))
listed("websocket: no placeholder in a message", broker.Broker, "examine_message", lambda *_: None)
listed("websocket: messages are looked at together", border.Borders, "joined", lambda self, message: (b"", 0))
listed("websocket: memory is the run's", room.Room, "take", lambda self, size: None)
listed("websocket: messages are cleaned", relay.Relay, "_cleaned", lambda self, found: found.data)
listed("egress: stored objects count by their digest", stored, "name_of", Anything())
listed("egress: a forced push is named", pushed, "loses", lambda *_: (False, 0))
