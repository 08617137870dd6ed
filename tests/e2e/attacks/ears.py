"""Services of the host that note who came: TCP, a granted HTTP server, socket files, an abstract name."""

from __future__ import annotations

import contextlib
import re
import selectors
import socket
import threading
from pathlib import Path

ROW = re.compile(rb"row-(\d{3})")


class Ears:
    """A thread that accepts, reads once, notes, answers, and hangs up."""

    def __init__(self) -> None:
        self.heard: list[bytes] = []
        self._selector = selectors.DefaultSelector()
        self._listeners: list[socket.socket] = []
        self._given: dict[int, int] = {}
        self.port = self._add(socket.create_server(("127.0.0.1", 0)))
        self.granted = self._both()
        self._stop = False
        self._thread = threading.Thread(target=self._listen, daemon=True)

    def _add(self, listener: socket.socket) -> int:
        self._listeners.append(listener)
        self._selector.register(listener, selectors.EVENT_READ)
        return int(listener.getsockname()[1]) if listener.family != socket.AF_UNIX else 0

    def _both(self) -> int:
        port = self._add(socket.create_server(("127.0.0.1", 0)))
        with contextlib.suppress(OSError):  # a host without IPv6 has one spelling less
            self._add(socket.create_server(("::1", port), family=socket.AF_INET6))
        return port

    def file(self, path: Path, given: int | None = None) -> None:
        """Listen on a socket file; who comes is handed the descriptor `given`."""
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        listener.bind(str(path))
        listener.listen(8)
        self._add(listener)
        if given is not None:
            self._given[listener.fileno()] = given

    def abstract(self, name: str) -> None:
        """Listen on an abstract name."""
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        listener.bind(f"\0{name}")
        listener.listen(8)
        self._add(listener)

    def start(self) -> None:
        """Begin to listen."""
        self._thread.start()

    def rows(self) -> set[int]:
        """Return the rows that were heard of."""
        return {int(found) for data in self.heard for found in ROW.findall(data)}

    def said(self, words: bytes) -> int:
        """Return how many bytes came in requests that hold `words`."""
        return sum(len(data) for data in self.heard if words in data)

    def _listen(self) -> None:
        while not self._stop:
            for key, _ in self._selector.select(0.1):
                with contextlib.suppress(OSError):
                    self._answer(key.fileobj)

    def _answer(self, listener: socket.socket) -> None:
        line, _ = listener.accept()
        with line:
            line.settimeout(2)
            data = line.recv(65536)
            self.heard.append(data)
            if listener.fileno() in self._given:
                socket.send_fds(line, [b"x"], [self._given[listener.fileno()]])
            elif data.startswith(b"GET /ok/moved"):
                where = f"http://127.0.0.1:{self.port}/row-098"
                line.sendall(f"HTTP/1.1 302 Found\r\nLocation: {where}\r\nContent-Length: 0\r\n\r\n".encode())
            else:
                line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")

    def close(self) -> None:
        """Stop listening."""
        self._stop = True
        self._thread.join()
        self._selector.close()
        for listener in self._listeners:
            listener.close()
