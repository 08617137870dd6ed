"""Where a connection may go: takes a host, resolves it once, checks every address, dials the one it checked.

Refused, unless the policy names exactly that literal address: everything not globally reachable, every IPv6 form that
hides an IPv4 address, cloud metadata, and the addresses of this machine. It does not know why a connection is wanted.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Sequence

from wicketgate.errors import Refused
from wicketgate.http.client import Streams, UpstreamError
from wicketgate.http.line import connect

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolver = Callable[[str, int], Awaitable[Sequence[str]]]
RESOLVE_SECONDS, CONNECT_SECONDS = 10.0, 15.0
MOST_ADDRESSES, TRIED = 32, 4
HIDING = tuple(
    ipaddress.IPv6Network(net)
    for net in ("::/96", "::ffff:0:0/96", "::ffff:0:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "2001::/32", "2002::/16")
)
# Global by the registry, but answered by something near: protocol assignments, 6to4 relays, Azure's wire server.
NEAR = tuple(ipaddress.IPv4Network(net) for net in ("192.0.0.0/24", "192.88.99.0/24", "168.63.129.16/32"))
UNICAST6 = ipaddress.IPv6Network("2000::/3")


async def lookup(host: str, port: int) -> Sequence[str]:
    """Return the addresses of `host` by the machine's own resolver."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]


def why_refused(address: Address) -> str:
    """Return why nothing in a sandbox may reach `address`, or nothing."""
    if isinstance(address, ipaddress.IPv6Address):
        if any(address in net for net in HIDING):
            return "an IPv6 form that hides an IPv4 address"
        if address not in UNICAST6:
            return "not a public address"
    elif any(address in net for net in NEAR):
        return "a reserved or metadata address"
    if not address.is_global or address.is_multicast or address.is_reserved:
        return "not a public address"
    return "an address of this machine" if own(address) else ""


def own(address: Address) -> bool:
    """Return whether `address` is one of this machine's: the kernel then picks it as the source of its own route."""
    family = socket.AF_INET6 if address.version == 6 else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((str(address), 9))  # a datagram socket sends nothing by connecting
            return ipaddress.ip_address(probe.getsockname()[0]) == address
    except OSError:
        return False


RESOLVED = "names are looked up outside the sandbox: on that machine, try `getent hosts` with it"


async def addresses(host: str, port: int, resolver: Resolver) -> list[Address]:
    """Return the addresses `host` may be dialled at, resolved once; Refused if any of them is off limits."""
    try:
        async with asyncio.timeout(RESOLVE_SECONDS):
            texts = list(dict.fromkeys(await resolver(host, port)))[:MOST_ADDRESSES]
    except (OSError, TimeoutError, UnicodeError):
        raise UpstreamError(f"{host} cannot be resolved", RESOLVED) from None
    found = [ipaddress.ip_address(text.partition("%")[0]) for text in texts]
    for address in found:
        if why := why_refused(address):
            hint = f"name the address itself in the policy if it is meant: {address}"
            raise Refused(f"{host} resolves to {address}: {why}", hint)
    if not found:
        raise UpstreamError(f"{host} has no address")
    return found


async def dial(host: str, port: int, resolver: Resolver) -> Streams:
    """Return a connection to `host`, which the policy granted; a literal address is granted as written."""
    try:
        found: list[Address] = [ipaddress.ip_address(host)]
    except ValueError:
        found = await addresses(host, port, resolver)
    for address in found[:TRIED]:
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                # INVARIANT: an address, never a name: nothing is resolved a second time.
                line = await connect(str(address), port)
                return line, line
        except (OSError, TimeoutError):
            continue
    raise UpstreamError(f"{host}:{port} cannot be reached")
