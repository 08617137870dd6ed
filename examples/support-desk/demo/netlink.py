"""A cable between two network namespaces: veth, addresses and routes over rtnetlink, no program needed.

Takes interface names, process ids and IPv4 addresses; needs CAP_NET_ADMIN over the namespaces involved.
"""

from __future__ import annotations

import ipaddress
import socket
import struct

NEWLINK, NEWADDR, NEWROUTE = 16, 20, 24
REQUEST, ACK, EXCLUSIVE, CREATE = 1, 4, 0x200, 0x400
IFLA_IFNAME, IFLA_LINKINFO, IFLA_NET_NS_PID, IFLA_INFO_KIND, IFLA_INFO_DATA, VETH_PEER = 3, 18, 19, 1, 2, 1
IFA_ADDRESS, IFA_LOCAL, RTA_GATEWAY = 1, 2, 5
IFF_UP = 1
ERROR = 2


def _attribute(kind: int, value: bytes) -> bytes:
    size = 4 + len(value)
    return struct.pack("=HH", size, kind) + value + b"\0" * (-size % 4)


def _link(index: int = 0, up: bool = False) -> bytes:
    return struct.pack("=BxHiII", socket.AF_UNSPEC, 0, index, IFF_UP if up else 0, IFF_UP if up else 0)


def _ask(kind: int, body: bytes, flags: int = EXCLUSIVE | CREATE) -> None:
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE) as channel:
        channel.bind((0, 0))
        channel.send(struct.pack("=IHHII", 16 + len(body), kind, REQUEST | ACK | flags, 1, 0) + body)
        answer = channel.recv(65536)
    code = struct.unpack_from("=i", answer, 16)[0] if struct.unpack_from("=H", answer, 4)[0] == ERROR else 0
    if code:
        raise OSError(-code, f"rtnetlink request {kind} refused")


def cable(name: str, peer: str, peer_pid: int) -> None:
    """Make the pair `name` (here) and `peer` (in the network namespace of process `peer_pid`)."""
    other = _link() + _attribute(IFLA_IFNAME, peer.encode() + b"\0")
    other += _attribute(IFLA_NET_NS_PID, struct.pack("=I", peer_pid))
    data = _attribute(IFLA_INFO_DATA, _attribute(VETH_PEER, other))
    info = _attribute(IFLA_INFO_KIND, b"veth") + data
    _ask(NEWLINK, _link() + _attribute(IFLA_IFNAME, name.encode() + b"\0") + _attribute(IFLA_LINKINFO, info))


def up(name: str) -> None:
    """Bring the interface `name` up."""
    _ask(NEWLINK, _link(socket.if_nametoindex(name), up=True), flags=0)


def address(name: str, text: str) -> None:
    """Give the interface `name` the address `text` (with a prefix length)."""
    interface = ipaddress.IPv4Interface(text)
    body = struct.pack("=BBBBI", socket.AF_INET, interface.network.prefixlen, 0, 0, socket.if_nametoindex(name))
    packed = interface.ip.packed
    _ask(NEWADDR, body + _attribute(IFA_LOCAL, packed) + _attribute(IFA_ADDRESS, packed))


def default_route(gateway: str) -> None:
    """Send everything else to `gateway`."""
    main_table, boot, universe, unicast = 254, 3, 0, 1
    body = struct.pack("=BBBBBBBBI", socket.AF_INET, 0, 0, 0, main_table, boot, universe, unicast, 0)
    _ask(NEWROUTE, body + _attribute(RTA_GATEWAY, ipaddress.IPv4Address(gateway).packed))
