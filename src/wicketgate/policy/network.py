"""One entry of a task's `network:` list: a method (or TUNNEL), a host, a port, a path, and its caps.

{GET: api.github.com/repos/acme/**, bytes: 64 KiB per hour}    TLS, taken apart outside: method and path are decided
{GET: http://docs.acme.test/kb/**}                             plain HTTP, decided alike
{TUNNEL: db.acme.test:8443}                                    TLS, opaque: host and port only, asks each time
{TUNNEL: db.acme.test:8443, ask: never}
{GET: http://127.0.0.1:8080/**}                                a private address counts only where it is written out
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import SplitResult, urlsplit

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from wicketgate.policy.amounts import Rate
from wicketgate.policy.glob import CONTROL
from wicketgate.policy.pattern import UrlPattern

WEBSOCKET = "WEBSOCKET"
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", WEBSOCKET)
"""What an entry may name: methods of HTTP, and the opening of a WebSocket, which is a GET on the wire."""
HOST = re.compile(r"(?:\*\.)?(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?", re.ASCII)
DEFAULT_BYTES = Rate(1 << 20, 3600)
DEFAULT_LIMIT = Rate(600, 3600)
KEYS = frozenset({"bytes", "limit", "ask"})


@dataclass(frozen=True, slots=True)
class NetworkRule:
    """Where a run may connect and what it may ask there."""

    method: str
    """One of METHODS, or TUNNEL (TLS, opaque)."""
    host: str
    """Lower case; `*.` stands for one or more labels; an address literal admits exactly that address."""
    port: int
    path: str = ""
    """Glob over the canonical path, `/` first; empty for a tunnel."""
    bytes: Rate = DEFAULT_BYTES
    """What may leave: request line, headers and body, in a window."""
    limit: Rate = DEFAULT_LIMIT
    ask: Literal["never"] | None = None
    tls: bool = False
    """The entry is for https, whose TLS is taken apart outside; a tunnel is TLS that is not."""

    @property
    def address(self) -> bool:
        """Return whether the entry names a literal address."""
        try:
            ipaddress.ip_address(self.host.strip("[]"))
        except ValueError:
            return False
        return True

    @classmethod
    def parse(cls, value: object) -> NetworkRule:
        """Return the rule one mapping of the policy stands for; ValueError says what was expected."""
        if isinstance(value, NetworkRule):
            return value
        if not isinstance(value, dict):
            raise ValueError("expected a mapping such as `{GET: host/path/**}` or `{TUNNEL: host}`")
        verbs = [key for key in value if key in METHODS or key == "TUNNEL"]
        unknown = [key for key in value if key not in KEYS and key not in verbs]
        if len(verbs) != 1 or unknown:
            expected = f"one of {', '.join(METHODS)} or TUNNEL, then bytes, limit, ask"
            raise ValueError(f"expected {expected} (got {list(value)})")
        ask = value.get("ask")
        if ask not in (None, "never"):
            raise ValueError("expected `ask: never` or no ask at all")
        caps = (Rate.parse(value.get("bytes", DEFAULT_BYTES)), Rate.parse(value.get("limit", DEFAULT_LIMIT)), ask)
        if verbs == ["TUNNEL"]:
            return cls("TUNNEL", *_tunnel(value["TUNNEL"]), *caps)
        tls, host, port, path = _request(verbs[0], value[verbs[0]])
        if verbs == [WEBSOCKET] and not tls:
            raise ValueError("expected a WebSocket inside TLS (`WEBSOCKET: host/path`)")
        return cls(verbs[0], host, port, path, *caps, tls=tls)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(cls.parse)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        names = (*METHODS, "TUNNEL", "bytes", "limit", "ask")
        return {"type": "object", "properties": {n: {"type": "string"} for n in names}, "additionalProperties": False}


def host_pattern(text: str) -> str:
    """Return the host a rule names, in lower case; ValueError if it is no host name, `*.` name or address."""
    host = text.lower().rstrip(".")
    bare = host.strip("[]")
    try:
        return str(ipaddress.ip_address(bare))
    except ValueError:
        pass
    if not HOST.fullmatch(host) or len(host) > 253 or "." not in host.replace("*.", "", 1):
        raise ValueError(f"expected a host name such as `api.acme.com` or `*.acme.com` (got {text!r})")
    if host.rsplit(".", 1)[-1].isdigit():
        raise ValueError(f"expected a host name or a full address (got {text!r})")
    return host


def host_and_port(text: str, port: int) -> tuple[str, int]:
    """Return the parts of `host` or `host:port`, with `port` where none is written; ValueError for anything else.

    The host is not looked at further; an IPv6 address may stand without brackets.
    """
    if set(text) & set("/@?#* \\%") or not text.isprintable():
        raise ValueError("a character no host has")
    split = urlsplit("//" + (f"[{text}]" if text.count(":") > 1 and not text.startswith("[") else text))
    given = port if split.port is None else split.port
    if given == 0 or split.netloc.endswith(":"):
        raise ValueError("no port")
    return split.hostname or "", given


def is_loopback(host: str) -> bool:
    """Return whether `host` is a loopback address as written; a name is none, whatever it leads to."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _tunnel(value: object) -> tuple[str, int, str]:
    if not isinstance(value, str) or "/" in value or "@" in value:
        raise ValueError(f"expected `TUNNEL: host` or `TUNNEL: host:port` (got {value!r})")
    split = _split("//" + value)
    return host_pattern(split.hostname or ""), _port(split, 443), ""


def _request(method: str, value: object) -> tuple[bool, str, int, str]:
    if not isinstance(value, str):
        raise ValueError(f"expected `{method}: host/path/**` (got {value!r})")
    scheme, cut, rest = value.partition("://")
    if cut and scheme not in ("http", "https"):
        raise ValueError(f"expected `{method}: host/path/**`, https:// or http:// before it (got {value!r})")
    tls, split = scheme != "http" or not cut, _split("//" + (rest if cut else value))
    if split.username is not None or split.query or split.fragment or set(value) & set("\\?#"):
        raise ValueError(f"expected `{method}: host[:port]/path/**`, no user, query or fragment (got {value!r})")
    path = split.path or "/"
    # What is matched is the canonical path: a pattern spelled otherwise would never match, or match something else.
    if "/../" in path + "/" or "/./" in path + "/" or "//" in path or "%" in path:
        raise ValueError(f"expected a path without dot segments, `//` or percent escapes (got {value!r})")
    return tls, host_pattern(split.hostname or ""), _port(split, 443 if tls else 80), UrlPattern(path).text


def _split(value: str) -> SplitResult:
    if CONTROL.search(value) or " " in value:
        raise ValueError(f"expected an address without spaces or control characters (got {value!r})")
    try:
        return urlsplit(value)
    except ValueError:
        raise ValueError(f"expected a host name or a full address (got {value!r})") from None


def _port(split: SplitResult, default: int) -> int:
    """Return the port an address names; port 0 means none, and is not the default one."""
    try:
        port = split.port
    except ValueError:
        port = 0
    if port == 0 or split.netloc.endswith(":"):
        raise ValueError(f"expected a port from 1 to 65535 (got {split.netloc!r})")
    return port or default
