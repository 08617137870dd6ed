"""Readings of what goes over the network: `http`, `tunnel`, and WebFetch as what it becomes at the proxy.

It decides nothing. What a body means (git, GraphQL) was read where the body was, and stands in the arguments.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from wicketgate.action import Request, Reversibility, Target
from wicketgate.gate import url
from wicketgate.gate.rules import Rules
from wicketgate.gate.tools import Malformed, Reading, Tool, check
from wicketgate.policy.network import METHODS

R0, R5 = Reversibility.R0, Reversibility.R5
DIGEST = re.compile(r"[0-9a-f]{64}")
SHOWS = ("body", "body_shown", "content_type")


def read_fetch(request: Request, name: str, tool: Tool, rules: Rules) -> Reading:
    """Return what WebFetch would do: the GET, or the tunnel, that the proxy will be asked for."""
    text = check(name, tool, request.arguments)["url"].partition("#")[0]
    found = url.canonical(text)
    # Claude Code asks for https whatever the scheme says, so this is what the proxy will see.
    port = 443 if found.scheme == "http" and found.port == 80 else found.port
    query = f"?{found.query}" if found.query else ""
    found = url.canonical(f"https://{url.authority(found.host, port)}{found.path}{query}")
    at, asked = Target("host", found.authority, "connect"), Target("url", f"GET {found}", "read")
    return ((at, asked), R0, True, True) if rules.terminates(found.host, port) else ((at,), R5, True, True)


def read_http(request: Request, name: str, tool: Tool, rules: Rules) -> Reading:
    """Return what one request would do, in its canonical form."""
    arguments = check(name, tool, request.arguments)
    found, method, cost = url.canonical(arguments["url"]), arguments["method"], sent(arguments)
    if method not in METHODS:
        raise Malformed(f"expected a method of {', '.join(METHODS)} (got {method[:20]!r})")
    if cost < 0:
        raise Malformed("expected sizes of zero or more")
    meant: tuple[Target, ...] = ()
    if len(arguments) > len(tool.shape):
        _agree(arguments)
        meant = meaning(arguments)
    if meant:
        quiet = all(target.access == "read" for target in meant)
    else:
        quiet = method in ("GET", "HEAD") and not arguments.get("body_bytes")
    targets = (
        Target("host", found.authority, "connect"),
        Target("url", f"{method} {found}", "read" if quiet else "write"),
        *meant,
    )
    return targets, R0 if quiet else R5, True, True


def meaning(arguments: Mapping[str, Any]) -> tuple[Target, ...]:
    """Return what the body asks for beyond its bytes: the refs of a push, a fetch, the mutations of a GraphQL call."""
    found = arguments.get("means")
    if not found:
        return ()
    if not isinstance(found, list):
        raise Malformed("expected http's `means` as a list")
    targets = []
    for each in found:
        parts = [each.get(name) for name in ("kind", "value", "access")] if isinstance(each, dict) else []
        spelled = [part for part in parts if isinstance(part, str)]
        if len(spelled) != 3 or spelled[2] not in ("read", "write"):
            raise Malformed("expected http's `means` with kind, value and access each")
        targets.append(Target(*spelled))
    return tuple(targets)


def _agree(arguments: Mapping[str, Any]) -> None:
    """Check what shows the fields and the body: a body has a size and a digest, so it is never shown without both."""
    for name, values in (arguments.get("headers") or {}).items():
        if not isinstance(name, str) or not isinstance(values, list):
            raise Malformed("expected http's `headers` as names with a list of values each")
        if not all(isinstance(value, str) for value in values):
            raise Malformed("expected http's `headers` with values that are text")
    digest = arguments.get("body_sha256")
    if digest is None and any(map(arguments.get, SHOWS)):
        raise Malformed("expected http's body with its `body_sha256`")
    if digest is not None and not (DIGEST.fullmatch(digest) and arguments.get("body_bytes")):
        raise Malformed("expected http's `body_sha256` as 64 hexadecimal digits, with `body_bytes` above zero")


def sent(arguments: Mapping[str, Any]) -> int:
    """Return how many bytes an http request carries out; negative if any size is."""
    fields, body = arguments.get("headers_bytes") or 0, arguments.get("body_bytes") or 0
    # WebFetch names no method: it gets.
    return -1 if fields < 0 or body < 0 else len(arguments.get("method", "GET")) + len(arguments["url"]) + fields + body


def read_tunnel(request: Request, name: str, tool: Tool, rules: Rules) -> Reading:
    """Return what a tunnel would do: anything, so it is irreversible."""
    arguments = check(name, tool, request.arguments)
    host, port = url.canonical_host(arguments["host"]), arguments["port"]
    if not 0 < port < 65536:
        raise Malformed(f"expected a port from 1 to 65535 (got {port})")
    return (Target("host", url.authority(host, port), "connect"),), R5, True, True
