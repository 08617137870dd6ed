"""A task that may open Unix sockets reaches none of the host's, wherever its file lies."""

from __future__ import annotations

import socket
import threading
from pathlib import Path

import pytest

from tests.e2e.conftest import Product
from tests.e2e.ssh.test_ssh_inside import policy, script
from tests.support.sshd import Server

TRY = """python3 -c '
import socket, sys
for path in sys.argv[1:]:
    line = socket.socket(socket.AF_UNIX)
    try:
        line.connect(path); print("REACHED", path, line.recv(9))
    except OSError as error:
        print("kept", path, error)
' """


@pytest.mark.slow
def test_a_socket_of_the_host_in_what_the_task_sees_leads_nowhere(product: Product, host: Server, key: Path) -> None:
    product.policy(policy(host))
    assert product.run("secret", "add", "DEPLOY", stdin=key.read_text()).returncode == 0
    heard: list[int] = []
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(product.project / "host.sock"))
        listener.listen()
        listener.settimeout(60)

        def answer() -> None:
            try:
                line, _ = listener.accept()
            except OSError:
                return
            heard.append(1)
            line.sendall(b"from-host")
            line.close()

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        out = script(product, TRY + "/workspace/host.sock host.sock")
    assert out.count("kept") == 2, out
    assert "REACHED" not in out and not heard
