"""A ClientHello is read in exactly one way or refused; the samples are made by a real TLS stack."""

from __future__ import annotations

import asyncio
import ssl
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wicketgate.egress.sni import NotTls, read_hello, server_name


def real_hello(name: str | None) -> bytes:
    """Return the records a real client starts with."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.set_alpn_protocols(["h2", "http/1.1"])
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = context.wrap_bio(incoming, outgoing, server_hostname=name)
    with pytest.raises(ssl.SSLWantReadError):
        client.do_handshake()
    return outgoing.read()


def read(data: bytes) -> str | None:
    """Return the name in a stream of records that then ends."""

    async def run() -> str | None:
        reader = asyncio.StreamReader()
        reader.feed_data(data)
        reader.feed_eof()
        hello = await read_hello(reader, 5)
        assert data.startswith(hello.raw)
        return hello.name

    return asyncio.run(run())


def extension(kind: int, data: bytes) -> bytes:
    """Return one extension."""
    return struct.pack(">HH", kind, len(data)) + data


def named(name: bytes) -> bytes:
    """Return a server_name extension."""
    entry = b"\0" + struct.pack(">H", len(name)) + name
    return extension(0, struct.pack(">H", len(entry)) + entry)


def hello(*extensions: bytes) -> bytes:
    """Return a ClientHello message with the given extensions."""
    joined = b"".join(extensions)
    body = b"\x03\x03" + b"r" * 32 + b"\0" + b"\0\x02\x13\x01" + b"\x01\0" + struct.pack(">H", len(joined)) + joined
    return b"\x01" + len(body).to_bytes(3, "big") + body


def records(message: bytes, size: int = 16384) -> bytes:
    """Return `message` as handshake records of at most `size` bytes."""
    parts = [message[at : at + size] for at in range(0, len(message), size)]
    return b"".join(b"\x16\x03\x01" + struct.pack(">H", len(part)) + part for part in parts)


def test_a_real_hello_is_read_and_fragmented_too() -> None:
    raw = real_hello("Example.Test")
    assert read(raw) == "example.test"
    assert read(raw + b"\x17\x03\x03\0\x01x") == "example.test"
    assert read(records(raw[5:], 7)) == "example.test"
    assert read(real_hello(None)) is None


REFUSED = {
    "encrypted": records(hello(named(b"a.test"), extension(0xFE0D, b"\0"))),
    "old encrypted": records(hello(named(b"a.test"), extension(0xFFCE, b"\0"))),
    "two names": records(hello(named(b"a.test"), named(b"b.test"))),
    "a list of names": records(hello(extension(0, b"\0\x0a" + b"\0\0\x02ab" * 2))),
    "no host name": records(hello(extension(0, b"\0\x05\x01\0\x02ab"))),
    "empty name": records(hello(named(b""))),
    "nul in the name": records(hello(named(b"a.test\0.evil"))),
    "latin name": records(hello(named("ä.test".encode()))),
    "bytes left over": records(hello(named(b"a.test")) + b"x"),
    "plain http": b"GET / HTTP/1.1\r\nHost: a\r\n\r\n",
    "ssh": b"SSH-2.0-OpenSSH_9.2\r\n",
    "server hello": records(b"\x02" + hello()[1:]),
    "alert": b"\x15\x03\x01\0\x02\x01\0",
    "empty record": b"\x16\x03\x01\0\0",
    "huge record": b"\x16\x03\x01\xff\xff",
    "endless": records(b"\x01\xff\xff\xff" + b"x" * 70_000),
    "cut": real_hello("a.test")[:-1],
    "nothing": b"",
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_one_readable_hello_is_refused(name: str) -> None:
    with pytest.raises(NotTls):
        read(REFUSED[name])


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 200), st.integers(0, 255))
def test_any_changed_byte_gives_a_name_or_a_refusal(at: int, value: int) -> None:
    message = bytearray(hello(named(b"a.test"), extension(16, b"\0\x03\x02h2")))
    message[at % len(message)] = value
    try:
        name = server_name(bytes(message))
    except NotTls:
        return
    assert name is None or name.isascii()


@given(st.binary(max_size=120))
def test_any_bytes_give_a_name_or_a_refusal(data: bytes) -> None:
    try:
        server_name(data)
    except NotTls:
        return


def test_where_tls_ends_at_us_what_an_encrypted_hello_hides_leads_nowhere() -> None:
    message = hello(named(b"a.test"), extension(0xFE0D, b"\0"))
    assert server_name(message, opaque=False) == "a.test"
    with pytest.raises(NotTls):
        server_name(message)
