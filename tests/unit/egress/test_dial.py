"""Which addresses a name may lead to, and that the checked one is the one dialled."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Sequence

import pytest
from tests.support.wire import peer

from wicketgate.egress import dial
from wicketgate.errors import Refused
from wicketgate.http.client import UpstreamError

OFF_LIMITS = """
0.0.0.0 0.1.2.3 10.1.2.3 100.64.0.1 100.100.100.200 127.0.0.1 127.8.9.1 169.254.169.254 172.16.0.1 172.31.255.255
192.0.0.192 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1 239.1.2.3 240.0.0.1
255.255.255.255 168.63.129.16 :: ::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:8.8.8.8 ::ffff:169.254.169.254 ::ffff:0:8.8.8.8
64:ff9b::7f00:1 64:ff9b::808:808 64:ff9b:1::1 2001::1 2002:7f00:1::1 2002:808:808::1 2001:db8::1 fe80::1 fec0::1 fc00::1
fd00:ec2::254 ff02::1 100::1 4000::1
"""
PUBLIC = "8.8.8.8 1.1.1.1 104.16.0.1 2606:4700:4700::1111 2a00:1450:4001::1"


@pytest.mark.parametrize("text", OFF_LIMITS.split())
def test_addresses_off_limits(text: str) -> None:
    assert dial.why_refused(ipaddress.ip_address(text))


@pytest.mark.parametrize("text", PUBLIC.split())
def test_public_addresses(text: str) -> None:
    assert dial.why_refused(ipaddress.ip_address(text)) == ""


def test_every_address_of_this_machine_is_its_own() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("127.0.0.1", 9))
        assert dial.own(ipaddress.ip_address(probe.getsockname()[0]))
    assert not dial.own(ipaddress.ip_address("8.8.8.8"))


def test_one_bad_address_among_good_ones_refuses_the_name() -> None:
    async def resolver(host: str, port: int) -> Sequence[str]:
        return ["8.8.8.8", "10.0.0.1"]

    with pytest.raises(Refused, match=r"evil.test resolves to 10\.0\.0\.1"):
        asyncio.run(dial.addresses("evil.test", 80, resolver))


def test_a_name_is_resolved_once_and_the_checked_address_is_dialled(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])
    asked: list[str] = []

    async def resolver(host: str, port: int) -> Sequence[str]:
        asked.append(host)
        return next(answers)

    async def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"hello")

    async def run() -> bytes:
        async with peer(greet) as port:
            reader, writer = await dial.dial("rebind.test", port, resolver)
            said = await reader.read()
            writer.close()
            return said

    monkeypatch.setattr(dial, "why_refused", lambda address: "")
    assert asyncio.run(run()) == b"hello"
    assert asked == ["rebind.test"]


def test_names_that_lead_nowhere() -> None:
    async def nothing(host: str, port: int) -> Sequence[str]:
        return []

    async def failing(host: str, port: int) -> Sequence[str]:
        raise OSError("no such name")

    for resolver in (nothing, failing):
        with pytest.raises(UpstreamError):
            asyncio.run(dial.dial("nowhere.test", 80, resolver))
