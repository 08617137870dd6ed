"""What leaves and cannot be undone waits for a person in another terminal, who approves exactly that, once."""

from __future__ import annotations

import hashlib
import json
import subprocess
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.e2e.conftest import Product

POLICY = """\
version: 1
tasks:
  work:
    commands: any
    network:
      - {{GET: "http://127.0.0.1:{port}/open/**", bytes: 4 KiB per hour}}
      - {{POST: "http://127.0.0.1:{port}/orders"}}
    limits: {{minutes: 2}}
"""


class Upstream:
    """A service on the host's loopback that remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, bytes]] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        asked = self.asked

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length") or 0))
                asked.append((self.command, self.path, body))
                self.send_response(200)
                self.send_header("content-length", "2")
                self.end_headers()
                self.wfile.write(b"ok")

            do_POST = do_GET

            def log_message(self, *args: object) -> None:
                """Say nothing."""

        return Handler

    def stop(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    """Return a running service."""
    made = Upstream()
    yield made
    made.stop()


def post(product: Product, port: int, body: str) -> subprocess.Popen[str]:
    """Start a POST from inside."""
    return product.start("exec", "work", "--", "sh", "-c", curl(port, body))


def curl(port: int, body: str) -> str:
    """Return the command of a POST."""
    return f"curl -s -m 60 --data-binary '{body}' http://127.0.0.1:{port}/orders -x http://127.0.0.1:8703 --noproxy ''"


def waiting(product: Product) -> dict[str, object]:
    """Return the one question that waits, in full."""
    (question,) = questions(product, 1)
    return question


def questions(product: Product, count: int) -> list[dict[str, object]]:
    """Return what waits, in full, once it is as many as `count`."""
    for _ in range(200):
        listed = json.loads(product.run("approvals", "list", "--json").stdout)
        if len(listed) >= count:
            assert len(listed) == count
            return [json.loads(product.run("approvals", "show", each["id"], "--json").stdout) for each in listed]
        time.sleep(0.1)
    raise AssertionError("nothing asked")


def approve(product: Product, question: dict[str, object]) -> None:
    """Say yes to what was shown."""
    done = product.run("approvals", "approve", str(question["id"]), "--digest", str(question["digest"]))
    assert done.returncode == 0, done.stderr


def test_a_granted_read_runs_and_another_path_does_not(product: Product, upstream: Upstream) -> None:
    product.policy(POLICY.format(port=upstream.port))
    url = f"http://127.0.0.1:{upstream.port}"
    get = "curl -s --path-as-is -x http://127.0.0.1:8703 --noproxy ''"
    done = product.inside(f"{get} {url}/open/a; {get} {url}/closed; {get} {url}/open/../closed")
    assert [(method, path) for method, path, _ in upstream.asked] == [("GET", "/open/a")]
    assert "wicketgate.yaml" in done.stdout  # the refusal names the line and the remedy


def test_a_write_waits_and_is_approved_once(product: Product, upstream: Upstream) -> None:
    product.policy(POLICY.format(port=upstream.port))
    running = post(product, upstream.port, "item=1")
    question = waiting(product)
    assert upstream.asked == []
    refused = product.run("approvals", "approve", str(question["id"]), "--digest", "0" * 64)
    assert refused.returncode == 4
    approved = product.run("approvals", "approve", str(question["id"]), "--digest", str(question["digest"]))
    assert approved.returncode == 0, approved.stderr
    assert running.wait(timeout=30) == 0
    assert upstream.asked == [("POST", "/orders", b"item=1")]
    again = product.run("approvals", "approve", str(question["id"]), "--digest", str(question["digest"]))
    assert again.returncode != 0
    kinds = [
        json.loads(line)["kind"] for line in product.run("audit", "tail", "--json", "-n", "100").stdout.splitlines()
    ]
    assert [kind for kind in kinds if kind.startswith("approval.")] == [
        "approval.asked", "approval.decided", "approval.outcome",
    ]  # fmt: skip


def test_whoever_started_it_is_told_once_that_it_waits_where_and_until_when(
    product: Product, upstream: Upstream
) -> None:
    product.policy(POLICY.format(port=upstream.port))
    both = f"{curl(upstream.port, 'item=1')} & {curl(upstream.port, 'item=9')} & wait"
    running = product.start("exec", "work", "--", "sh", "-c", both)
    waits = questions(product, 2)
    for question in waits:
        assert product.run("approvals", "deny", str(question["id"])).returncode == 0
    out, told = running.communicate(timeout=30)
    assert told.count("waits for your answer until") == 1 and "UTC; without one it is denied" in told
    assert any(f"wicketgate approvals approve {question['id']}\n" in told for question in waits)
    assert "item=" not in told, "what the agent wrote is shown by `approvals`, and nowhere else"
    assert out.count("this was a person's answer") == 2


def test_a_denied_write_never_leaves(product: Product, upstream: Upstream) -> None:
    product.policy(POLICY.format(port=upstream.port))
    running = post(product, upstream.port, "item=2")
    question = waiting(product)
    denied = product.run("approvals", "deny", str(question["id"]), "--reason", "not today")
    assert denied.returncode == 0, denied.stderr
    out, _ = running.communicate(timeout=30)
    assert "not today" in out
    assert "(rule wicketgate.yaml:" in out, "the line that asked"
    assert upstream.asked == []


def test_two_different_writes_are_two_questions(product: Product, upstream: Upstream) -> None:
    product.policy(POLICY.format(port=upstream.port))
    running = post(product, upstream.port, "item=1")
    question = waiting(product)
    product.run("approvals", "approve", str(question["id"]), "--digest", str(question["digest"]))
    running.wait(timeout=30)
    other = post(product, upstream.port, "item=1000000")
    second = waiting(product)
    assert second["digest"] != question["digest"]
    assert len(upstream.asked) == 1
    other.kill()
    other.wait()


def test_bodies_of_one_length_are_two_questions_and_only_the_approved_one_arrives(
    product: Product, upstream: Upstream
) -> None:
    product.policy(POLICY.format(port=upstream.port))
    both = f"{curl(upstream.port, 'item=1')} & {curl(upstream.port, 'item=9')} & wait"
    running = product.start("exec", "work", "--", "sh", "-c", both)
    shown = {next(body for body in ("item=1", "item=9") if body in str(q["text"])): q for q in questions(product, 2)}
    assert len(shown) == 2 and shown["item=1"]["digest"] != shown["item=9"]["digest"]
    approve(product, shown["item=1"])
    assert product.run("approvals", "deny", str(shown["item=9"]["id"])).returncode == 0
    running.communicate(timeout=30)
    assert upstream.asked == [("POST", "/orders", b"item=1")]


def test_a_person_sees_the_body_and_the_fields_that_arrive(product: Product, upstream: Upstream) -> None:
    product.policy(POLICY.format(port=upstream.port))
    body = "to=ann\u202e&amount=1"
    running = post(product, upstream.port, body)
    question = waiting(product)
    text = str(question["text"])
    assert "to=ann⟦U+202E⟧&amount=1" in text and "\u202e" not in text
    sent = body.encode()
    assert hashlib.sha256(sent).hexdigest() in text and "application/x-www-form-urlencoded" in text
    approve(product, question)
    running.communicate(timeout=30)
    assert upstream.asked == [("POST", "/orders", sent)]
    entries = [json.loads(line) for line in product.run("audit", "tail", "--json", "-n", "100").stdout.splitlines()]
    (asked,) = [entry["body"] for entry in entries if entry["kind"] == "asked" and entry["body"]["tool"] == "http"]
    assert asked["arguments"]["body"] == body


def test_a_large_body_that_is_not_text_arrives_whole_as_its_digest_was_shown(
    product: Product, upstream: Upstream
) -> None:
    wide = POLICY.replace('/orders"', '/orders", bytes: 8 MiB per hour')
    product.policy(wide.format(port=upstream.port))
    fill = "head -c 5000000 /dev/urandom > /tmp/b"
    running = product.start("exec", "work", "--", "sh", "-c", f"{fill}; {curl(upstream.port, '@/tmp/b')}")
    question = waiting(product)
    approve(product, question)
    running.communicate(timeout=30)
    ((_, _, sent),) = upstream.asked
    text = str(question["text"])
    assert hashlib.sha256(sent).hexdigest() in text and f"of {len(sent)} bytes" in text
    assert sent[:16].hex(" ", 1) in text
