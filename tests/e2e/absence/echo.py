"""A TLS server that gives away all it gets, in every form, and issues tokens: the worst host a policy could allow."""

from __future__ import annotations

import base64
import gzip
import json
import ssl
import threading
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import quote, unquote

from tests.e2e.absence.planted import ECHO


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: who speaks no TLS here is part of the test."""


class EchoServer:
    """On a loopback port of its own, until closed."""

    def __init__(self, tls: ssl.SSLContext, issued: Mapping[str, str], upstream: Mapping[str, str]) -> None:
        self.got: list[str] = []
        """Each request whole, as text."""
        self.shown: list[str] = []
        """What of it was given back."""
        self.issued, self.upstream = issued, upstream
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        self._server.socket = tls.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)
        self.port = int(self._server.server_address[1])

    def __enter__(self) -> EchoServer:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._server.shutdown()
        self._server.server_close()


def forms(text: str) -> dict[str, str]:
    """Return a text in each form the server gives it back in."""
    raw = text.encode()
    twice = base64.b64encode(base64.b64encode(raw))
    return {
        "raw": text,
        "base64": base64.b64encode(raw).decode(),
        "base64url": base64.urlsafe_b64encode(b"x" + raw).decode(),
        "twice": twice.decode(),
        "hex": raw.hex(),
        "reversed": text[::-1],
        "percent": quote(text, safe=""),
        "gzip": base64.b64encode(gzip.compress(raw)).decode(),
    }


def _handler(server: EchoServer) -> type[BaseHTTPRequestHandler]:
    class Echo(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *args: Any) -> None:
            pass

        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0)).decode("latin-1")
            server.got.append(f"{self.requestline}\n{self.headers}\n{body}")
            path = self.path.split("?")[0]
            if path.startswith("/token/"):
                return self.reply(
                    json.dumps({"access_token": server.upstream[f"CLIENT_{path[7:]}"], "expires_in": 900})
                )
            if not (self.headers.get("host") or "").startswith(ECHO):
                return self.reply("nothing to see\n")
            if path.startswith("/issue"):
                return self.issue(path)
            return self.show(path, body)

        do_POST = do_GET

        def show(self, path: str, body: str) -> None:
            given = unquote(self.headers.get("authorization") or "")
            pair = given.partition(" ")[2]
            try:
                opened = base64.b64decode(pair).decode() if given.startswith("Basic") else ""
            except ValueError:
                opened = ""
            try:
                inner = "\n".join(str(each) for each in json.loads(body).values()) if body else ""
            except ValueError:
                inner = ""
            text = "\n".join((self.requestline, unquote(self.path), str(self.headers), body, inner, opened))
            server.shown.append(text)
            small = forms(given + " " + (self.headers.get("x-pass") or "") + " " + (self.headers.get("cookie") or ""))
            fields = {f"x-echo-{name}": shown.replace("\n", " ") for name, shown in small.items()}
            status = 500 if path.startswith("/error") else 200
            self.reply(json.dumps(forms(text)), status, fields, zipped=path.startswith("/zip"))

        def issue(self, path: str) -> None:
            named = {k: v for k, v in server.issued.items() if k not in ("xml", "form", "cookie")}
            cookie = {"set-cookie": f"sid={server.issued['cookie']}; Path=/; Secure"}
            if path == "/issue/xml":
                return self.reply(f"<a><SessionToken>{server.issued['xml']}</SessionToken></a>", kind="text/xml")
            if path == "/issue/form":
                form = "application/x-www-form-urlencoded"
                return self.reply(f"access_token={server.issued['form']}&token_type=bearer", kind=form)
            return self.reply(json.dumps(named), fields=cookie)

        def reply(
            self,
            text: str,
            status: int = 200,
            fields: Mapping[str, str] | None = None,
            kind: str = "application/json",
            *,
            zipped: bool = False,
        ) -> None:
            data = gzip.compress(text.encode("latin-1", "replace")) if zipped else text.encode("latin-1", "replace")
            coded = {"content-encoding": "gzip"} if zipped else {}
            self.send_response(status)
            for name, word in {
                "content-type": kind,
                "content-length": str(len(data)),
                **coded,
                **(fields or {}),
            }.items():
                self.send_header(name, word.replace("\r", " ").replace("\n", " "))
            self.end_headers()
            self.wfile.write(data)

    return Echo
