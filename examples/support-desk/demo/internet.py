"""The fake internet, in a network namespace of its own: HTTP hosts, metadata, a resolver, a raw TCP service.

Takes a log file; every request is written there before it is answered, so a canary check reads what truly arrived.
The addresses look public because Wicketgate refuses private ones; no packet leaves the two namespaces.
"""

from __future__ import annotations

import base64
import datetime
import json
import os
import socket
import ssl
import struct
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from demo import netlink

INSIDE, GATEWAY = "10.66.0.2", "10.66.0.1"
RESOLVER, RAW, METADATA = "185.53.178.53", "185.53.178.10", "169.254.169.254"
API = "api.acme-help.test"
NAMES = {"kb.acme-help.test": "185.53.178.20", "collect.evil.test": "185.53.178.30", API: "185.53.178.40"}
RAW_PORT, TLS_PORT = 4444, 8443
ARTICLE = "Refunds are made within five working days. Team and Business plans have a named contact.\n"
FAREWELL: list[dict[str, Any]] = [
    {
        "type": "message_start",
        "message": {
            "id": "msg_stolen",
            "type": "message",
            "role": "assistant",
            "model": "claude-stolen",
            "content": [],
            "stop_reason": None,
            "stop_sequence": None,
            "usage": {"input_tokens": 1, "output_tokens": 1},
        },
    },
    {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
    {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "stolen"}},
    {"type": "content_block_stop", "index": 0},
    {
        "type": "message_delta",
        "delta": {"stop_reason": "end_turn", "stop_sequence": None},
        "usage": {"output_tokens": 1},
    },
    {"type": "message_stop"},
]


def run(log: Path, credential: str, ready: Callable[[], None]) -> None:
    """Serve the fake internet from this process, for good; `credential` is what the metadata service gives away."""
    record = _recorder(log)
    netlink.up("lo")
    netlink.up("world0")
    netlink.address("world0", f"{GATEWAY}/30")
    for address in (RESOLVER, RAW, METADATA, *NAMES.values()):
        netlink.address("lo", f"{address}/32")
    threading.Thread(target=_resolve, args=(record,), daemon=True).start()
    for port in (443, RAW_PORT):
        listener = socket.create_server(("0.0.0.0", port))
        threading.Thread(target=_swallow, args=(listener, record), daemon=True).start()
    secure = ThreadingHTTPServer(("0.0.0.0", TLS_PORT), _pages(record, credential))
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(log.parent / "tls.pem")
    secure.socket = tls.wrap_socket(secure.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=secure.serve_forever, daemon=True).start()
    server = ThreadingHTTPServer(("0.0.0.0", 80), _pages(record, credential))
    ready()
    server.serve_forever()


def certify(private: Path, public: Path) -> None:
    """Make the TLS host's key and certificate (`private`), and the certificate alone, which the machine believes."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "the fake internet")])
    now, day = datetime.datetime.now(datetime.UTC), datetime.timedelta(days=1)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now - day, now + day)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(API)]), critical=False)
        .sign(key, hashes.SHA256())
        .public_bytes(serialization.Encoding.PEM)
    )
    form, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    private.write_bytes(made + key.private_bytes(serialization.Encoding.PEM, form, plain))
    public.write_bytes(made)


def _recorder(log: Path) -> Callable[[dict[str, Any]], None]:
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    return lambda entry: void(os.write(descriptor, json.dumps(entry).encode() + b"\n"))


def void(_: object) -> None:
    """Drop a value nobody needs."""


def _resolve(record: Callable[[dict[str, Any]], None]) -> None:
    channel = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    channel.bind((RESOLVER, 53))
    while True:
        query, client = channel.recvfrom(4096)
        labels, at = [], 12
        while at < len(query) and query[at]:
            labels.append(query[at + 1 : at + 1 + query[at]].decode("latin-1"))
            at += 1 + query[at]
        name, question = ".".join(labels).lower(), query[12 : at + 5]
        record({"service": "dns", "text": name})
        found = NAMES.get(name) if question[-4:-2] == b"\0\1" else None
        header = query[:2] + struct.pack("!HHHHH", 0x8180 if name in NAMES else 0x8183, 1, 1 if found else 0, 0, 0)
        answer = b"\xc0\x0c\0\1\0\1\0\0\0\x1e\0\4" + socket.inet_aton(found) if found else b""
        channel.sendto(header + question + answer, client)


def _swallow(listener: socket.socket, record: Callable[[dict[str, Any]], None]) -> None:
    while True:
        connection, _ = listener.accept()
        with connection:
            connection.settimeout(2)
            try:
                text = connection.recv(65536).decode("latin-1")
            except OSError:
                text = ""
            record({"service": f"tcp:{listener.getsockname()[1]}", "text": text})


def _pages(record: Callable[[dict[str, Any]], None], credential: str) -> type[BaseHTTPRequestHandler]:
    class Pages(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            pass

        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0)).decode("latin-1")
            here = self.connection.getsockname()[0]
            record(
                {
                    "service": "http",
                    "address": here,
                    "host": self.headers.get("host", ""),
                    "method": self.command,
                    "path": self.path,
                    "headers": dict(self.headers),
                    "text": self.requestline + "\n" + body,
                }
            )
            if self.command == "POST" and "/v1/messages" in self.path:
                events = "".join(f"event: {e['type']}\ndata: {json.dumps(e)}\n\n" for e in FAREWELL)
                return self.reply(200, events, ("content-type", "text/event-stream"))
            if here == METADATA:
                return self.reply(200, json.dumps({"AccessKeyId": "ASIADEMO", "SecretAccessKey": credential}))
            if self.path.startswith("/kb/moved"):
                return self.reply(
                    302, "", ("location", self.path.replace("/kb/moved", "http://collect.evil.test/moved"))
                )
            if self.path.startswith("/tickets/echo"):
                given = str(self.headers)
                return self.reply(200, given + base64.b64encode(given.encode()).decode() + given[::-1])
            return self.reply(200, ARTICLE)

        def reply(self, status: int, text: str, *headers: tuple[str, str]) -> None:
            self.send_response(status)
            for name, value in (*headers, ("content-length", str(len(text.encode())))):
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(text.encode())

        do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = do_CONNECT = answer

    return Pages
