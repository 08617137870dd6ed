"""Real sockets for tests: servers on loopback, raw bytes to them, and certificates of a throwaway authority."""

from __future__ import annotations

import asyncio
import contextlib
import datetime
import json
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

SECONDS = 20
Serve = Callable[[socket.socket], Awaitable[None]]


@contextlib.asynccontextmanager
async def served(serve: Serve) -> AsyncIterator[int]:
    """Run `serve` on a fresh loopback listener and yield its port."""
    listener = socket.create_server(("127.0.0.1", 0))
    task = asyncio.ensure_future(serve(listener))
    try:
        yield listener.getsockname()[1]
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


class Drained:
    """A writer of asyncio's own that is always waited for, as ours wants it: it cannot say whether it is full."""

    full = True

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self.write, self.drain, self.close = writer.write, writer.drain, writer.close
        self.can_write_eof, self.write_eof = writer.can_write_eof, writer.write_eof


@contextlib.asynccontextmanager
async def peer(
    answer: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]], tls: ssl.SSLContext | None = None
) -> AsyncIterator[int]:
    """Run a server that answers each connection with `answer` and yield its port."""

    async def accepted(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            await answer(reader, writer)
        writer.close()

    server = await asyncio.start_server(accepted, "127.0.0.1", 0, ssl=tls)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


async def talk(port: int, data: bytes) -> bytes:
    """Send `data`, and return all that comes back until the other end closes."""
    async with asyncio.timeout(SECONDS):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(data)
        with contextlib.suppress(ConnectionError):
            await writer.drain()
        got = bytearray()
        with contextlib.suppress(ConnectionError):
            while piece := await reader.read(65536):
                got += piece
        writer.close()
        return bytes(got)


def request(method: str, target: str, body: bytes = b"", close: bool = True, **headers: str) -> bytes:
    """Return the bytes of a request; `host` is 127.0.0.1 unless given, names are written with underscores."""
    fields = {"host": "127.0.0.1", **headers}
    if body:
        fields.setdefault("content_length", str(len(body)))
    if close:
        fields["connection"] = "close"
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in fields.items()]
    return "\r\n".join([f"{method} {target} HTTP/1.1", *lines, "", ""]).encode() + body


def parsed(answer: bytes) -> tuple[int, dict[str, str], bytes]:
    """Return status, headers and body of an answer whose body is not chunked."""
    head, _, body = answer.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {line.split(":", 1)[0].lower(): line.split(":", 1)[1].strip() for line in lines}
    return int(first.split(" ")[1]), headers, body


def message_of(answer: bytes) -> str:
    """Return the message of a JSON error answer."""
    value: Any = json.loads(parsed(answer)[2])
    return str(value["error"]["message"])


def certificate(folder: Path, *names: str) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Return a server's context for `names` and a client's that trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "throwaway")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(each) for each in names]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = made.public_bytes(serialization.Encoding.PEM)
    plain = serialization.NoEncryption()
    secret = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    path = folder / "server.pem"
    path.write_bytes(pem + secret)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(path)
    client = ssl.create_default_context(cadata=pem.decode())
    return server, client
