"""A project that was cloned before: what an agent commits and pushes is shown against what stood there."""

from __future__ import annotations

import json
import os
import subprocess
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from tests.e2e.conftest import POLICY, Product
from tests.e2e.egress.test_git_inside import NAMED, git

RULES = """\
    network:
      - {GET: "http://127.0.0.1:PORT/x.git/info/refs"}
      - {POST: "http://127.0.0.1:PORT/x.git/git-receive-pack"}
"""


class Backend(BaseHTTPRequestHandler):
    """Git's own server behind plain HTTP."""

    root: Path

    def do_GET(self) -> None:
        """Answer what git asks."""
        path, _, query = self.path.partition("?")
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        env = {
            "GIT_PROJECT_ROOT": str(self.root),
            "GIT_HTTP_EXPORT_ALL": "1",
            "PATH_INFO": path,
            "PATH": os.environ["PATH"],
        }
        env |= {"QUERY_STRING": query, "REQUEST_METHOD": self.command, "REMOTE_USER": "ci"}
        env |= {"CONTENT_TYPE": self.headers.get("content-type", ""), "CONTENT_LENGTH": str(len(body))}
        env |= {"HTTP_CONTENT_ENCODING": self.headers.get("content-encoding", "")}
        env |= {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "safe.directory", "GIT_CONFIG_VALUE_0": "*"}
        out = subprocess.run(["git", "http-backend"], input=body, env=env, capture_output=True, check=True).stdout
        head, _, rest = out.partition(b"\r\n\r\n")
        self.wfile.write(b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: %d\r\n" % len(rest))
        self.wfile.write(head + b"\r\n\r\n" + rest)
        self.close_connection = True

    do_POST = do_GET

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def forge(tmp_path: Path) -> Iterator[tuple[Path, int]]:
    """Yield a bare repository and the port it is served on."""
    bare = tmp_path / "forge" / "x.git"
    bare.mkdir(parents=True)
    git("init", "-q", "--bare", "-b", "main", cwd=bare)
    git("config", "http.receivepack", "true", cwd=bare)
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Here", (Backend,), {"root": bare.parent}))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield bare, server.server_port
    server.shutdown()
    server.server_close()


def waiting(product: Product) -> dict[str, object]:
    """Return what waits for a person, once it does."""
    for _ in range(200):
        if listed := json.loads(product.run("approvals", "list", "--json").stdout):
            shown: dict[str, object] = json.loads(product.run("approvals", "show", listed[0]["id"], "--json").stdout)
            return shown
        time.sleep(0.1)
    raise AssertionError(product.run("audit", "tail", "-n", "30").stdout)


def test_a_push_from_the_given_repository_is_shown_as_a_true_diff(product: Product, forge: tuple[Path, int]) -> None:
    bare, port = forge
    git("init", "-q", "-b", "main", cwd=product.project)
    lines = "".join(f"line {number}\n" for number in range(300))
    (product.project / "a").write_text(lines)
    (product.project / ".env").write_text("hidden value\n")
    git("add", "-A", cwd=product.project)
    git("commit", "-q", "-m", "first", cwd=product.project)
    git("push", "-q", str(bare), "main", cwd=product.project)
    git("gc", "-q", cwd=product.project)
    product.policy(POLICY + RULES.replace("PORT", str(port)))
    running = product.start(
        *("exec", "work", "--", "sh", "-c"),
        f"sed -i 's/line 150$/line CHANGED/' a && git {NAMED} commit -qam second && "
        f"env -u no_proxy -u NO_PROXY git push -q http://127.0.0.1:{port}/x.git HEAD:main && echo pushed",
    )
    shown = waiting(product)
    text = product.run("approvals", "show", str(shown["id"])).stdout
    assert "-line 150" in text and "+line CHANGED" in text and "line 20\n" not in text, text
    assert "changed file: a" in text and "unavailable" not in text and "cannot be told" not in text, text
    assert "hidden value" not in text
    assert product.run("approvals", "approve", str(shown["id"]), "--digest", str(shown["digest"])).returncode == 0
    out, err = running.communicate(timeout=60)
    assert out == "pushed\n", err
    assert git("log", "-1", "--format=%s", "main", cwd=bare) == "second"
