"""Services of the operator's machine that are no agent's business: loopback HTTP, Unix sockets, a nightly job."""

from __future__ import annotations

import socket
import threading
from pathlib import Path

REPLY = b"HTTP/1.1 200 OK\r\ncontent-length: 3\r\nconnection: close\r\n\r\nok\n"

JOB = """
import ctypes, os, sys, time
held = ctypes.create_string_buffer(("held-in-memory " + sys.argv[2]).encode())
fd = os.memfd_create("backup")
os.write(fd, sys.argv[3].encode())
print("running", flush=True)
time.sleep(3600)
"""


class Services:
    """Listen from the column's own process, where nothing on the machine can stop them."""

    def __init__(self, home: Path, state: Path, name: str) -> None:
        self.received: list[str] = []
        self.abstract = name
        admin = socket.create_server(("127.0.0.1", 0))
        self.admin_port = int(admin.getsockname()[1])
        self._serve(admin, REPLY)
        for address in (str(home / ".ssh" / "agent.sock"), str(state / "beside.sock"), "\0" + name):
            listener = socket.socket(socket.AF_UNIX)
            listener.bind(address)
            listener.listen()
            self._serve(listener, b"")

    def _serve(self, listener: socket.socket, reply: bytes) -> None:
        def loop() -> None:
            while True:
                connection, _ = listener.accept()
                with connection:
                    connection.settimeout(2)
                    try:
                        self.received.append(connection.recv(65536).decode("latin-1"))
                        connection.sendall(reply)
                    except OSError:
                        continue

        threading.Thread(target=loop, daemon=True).start()
