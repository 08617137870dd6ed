"""What the egress proxy costs over https, beside the same requests made directly, through tinyproxy and mitmproxy.

    python -m bench.proxy [--requests 1000] [--tinyproxy PATH] [--mitmdump PATH]

For each: CPU milliseconds of the proxy's process a request, on one kept connection and on eight at once; p50 and p99 of
the one (milliseconds); and MB a second, of the clock and of the proxy's CPU, of a large answer. Ours with the record in
memory and on disk, each without a secret and with one put in and answers cleaned of it; `whole` is what a run does: the
secret, the record on disk, and every text of it cleaned. Tinyproxy only passes bytes on; mitmproxy ends TLS as ours
does, puts a value in and replaces it in answers, without a decision or a record. Each request asks for another URL.
Everything on loopback, each in a process of its own; the upstream and the client are the same for all. A round of each
is measured in turn, and the quietest counts, the median beside it: what else runs on the machine only adds, and weighs
on all alike.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import hashlib
import json
import re
import socket
import ssl
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.support.memory import Memory
from tests.support.ports import MemoryApprovals, policy

from wicketgate.action import Action, Admission, Grant, Result, Verdict
from wicketgate.audit.record import RunRecord
from wicketgate.egress.authority import Authority
from wicketgate.egress.fetch import Poster
from wicketgate.egress.proxy import Proxy
from wicketgate.flow import Door, Ports
from wicketgate.output.redact import Redactor
from wicketgate.ports import Audit
from wicketgate.secrets.automata import ENGINES
from wicketgate.secrets.broker.broker import Broker
from wicketgate.session.state import State
from wicketgate.store.journal import Journal

ITEMS = [
    {"id": n, "name": f"item {n}", "url": f"https://api.example.com/v1/items/{n}", "ok": n % 3 > 0} for n in range(22)
]
SMALL, LARGE = json.dumps(ITEMS).encode(), b"A line of an ordinary log: 17 requests, 3 of them slow.\n" * (10 << 16)
ANSWERS = ((b"application/json", len(SMALL), SMALL), (b"text/plain", len(LARGE), LARGE))
KINDS, SECRET, ROUNDS, AT_ONCE = ("memory", "secret", "durable", "whole"), ("secret", "whole"), 10, 8
VALUE = "ghp_Vq3kT9xLw2Zp8Rn5Yb7C1dE4fG6hJ0mS"
DIGEST = hashlib.sha256(b"the policy").hexdigest()
HOST = "127.0.0.1"
SAME = f'''
def request(flow):
    flow.request.headers["authorization"] = "Bearer {VALUE}"
    flow.request.headers["accept-encoding"] = "identity"

def response(flow):
    for name, value in list(flow.response.headers.items()):
        flow.response.headers[name] = value.replace("{VALUE}", "[redacted]")
    flow.response.content = flow.response.content.replace(b"{VALUE}", b"[redacted]")
'''
"""What mitmproxy is told to do: the same work, but for any decision and any encoding of the value."""


def upstream(folder: Path) -> None:
    """Serve https under an authority of its own, a thread a connection; the port goes to a file."""
    authority = Authority([HOST], 3600)
    context, listener = authority.context(HOST), socket.create_server((HOST, 0))
    (folder / "upstream.pem").write_bytes(authority.pem)
    say(folder / "upstream.port", listener.getsockname()[1])
    while True:
        threading.Thread(target=answered, args=(listener.accept()[0], context), daemon=True).start()


def answered(raw: socket.socket, context: ssl.SSLContext) -> None:
    """Answer the requests of one connection like a small API, or with a large text."""
    small, large = (b"HTTP/1.1 200 OK\r\ncontent-type: %b\r\ncontent-length: %d\r\n\r\n%b" % each for each in ANSWERS)
    raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    head = b""
    with contextlib.suppress(OSError), context.wrap_socket(raw, server_side=True) as line:
        while piece := line.recv(1 << 16):
            head += piece
            while b"\r\n\r\n" in head:
                first, _, head = head.partition(b"\r\n\r\n")
                line.sendall(large if first.startswith(b"GET /large") else small)


class Kept:
    """The record in memory: what the flow says, as it says it."""

    def __init__(self) -> None:
        self.entries: deque[Any] = deque(maxlen=256)
        self.index = 0

    async def durable(self) -> int:
        """Return the last entry's number."""
        return self.index

    def asked(self, action: Action) -> Kept:
        """Keep what was asked."""
        return self.note("asked", {"action": action})

    async def decided(self, asked: int, action: Action, verdict: Verdict, grant: Grant | None) -> int:
        """Keep a decision."""
        return self.note("decided", {"asked": asked, "verdict": verdict, "grant": grant}).index

    async def outcome(self, admission: Admission, result: Result, *, wait: bool = True) -> int:
        """Keep an outcome."""
        return self.note("outcome", {"asked": admission.asked, "result": result}).index

    def note(self, kind: str, body: Mapping[str, Any]) -> Kept:
        """Keep anything."""
        self.entries.append((kind, body))
        self.index += 1
        return self


async def ours(folder: Path, kind: str) -> None:
    """Serve our proxy; its authority and port go to files."""
    up = int((folder / "upstream.port").read_text())
    entry = {"GET": f"{HOST}:{up}/**", "limit": "100000000 per hour", "bytes": "1000 GiB per hour"}
    limits = {"calls": 100_000_000, "transfer": "1000 GiB"}
    profile = policy({"network": [entry], "limits": limits}, secrets={"T": {"to": f"{HOST}:{up}"}}).profile("task")
    values = Memory(T=VALUE)
    clean = Redactor(values.known, ENGINES, unknown=True) if kind == "whole" else str
    audit: Audit = Kept()
    if kind in ("durable", "whole"):
        journal = Journal.open(folder / f"{kind}.db")
        audit = RunRecord(journal, "aaaaaaaaaa", DIGEST, "task", "bench", consume=lambda *_: None, clean=clean)
    ports = Ports(profile, audit, MemoryApprovals(), State(profile, time.monotonic, clean))
    broker = Broker(profile, values, Poster()) if kind in SECRET else None
    if broker is not None:
        (folder / f"{kind}.placeholder").write_text(broker.variables()["T"])
    trust = ssl.create_default_context(cafile=str(folder / "upstream.pem"))
    authority, listener = Authority([HOST], 3600), socket.create_server((HOST, 0))
    (folder / f"{kind}.pem").write_bytes(authority.pem)
    say(folder / f"{kind}.port", listener.getsockname()[1])
    door = Door("aaaaaaaaaa", ports, contained=True)
    await Proxy(door, authority=authority, trust=trust, broker=broker).serve(listener)


def say(path: Path, port: int) -> None:
    """Write a port where it is waited for, whole or not at all."""
    path.with_suffix(".new").write_text(str(port))
    path.with_suffix(".new").rename(path)


@contextlib.contextmanager
def running(*words: str) -> Iterator[int]:
    """Run a program while the block runs and yield its process id."""
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield process.pid
    finally:
        process.terminate()
        process.wait(10)


def waited(path: Path) -> int:
    """Return the port in a file, once it is there."""
    for _ in range(1200):
        if path.exists():
            return int(path.read_text())
        time.sleep(0.05)
    raise SystemExit(f"{path.name} never came")


def free_port() -> int:
    """Return a port nobody has now."""
    with socket.create_server((HOST, 0)) as probe:
        return int(probe.getsockname()[1])


def cpu(pid: int) -> float:
    """Return the CPU seconds a process has used, by the scheduler's own count."""
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9


class Client:
    """One kept https connection to the upstream, through a proxy or directly."""

    def __init__(self, up: int, roots: Path, proxy: int | None, placeholder: str, first: int = 0) -> None:
        """`first` is the number of the page before the first: no two connections ask for the same."""
        raw = socket.create_connection((HOST, proxy or up), 120)
        if proxy:
            raw.sendall(f"CONNECT {HOST}:{up} HTTP/1.1\r\nhost: {HOST}:{up}\r\n\r\n".encode())
            while b"\r\n\r\n" not in raw.recv(4096):
                pass
        raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        context = ssl.create_default_context(cafile=str(roots))
        context.check_hostname = False
        self.line = context.wrap_socket(raw, server_hostname=HOST)
        own = f"authorization: Bearer {placeholder}\r\n" if placeholder else ""
        self.asked = first
        self.rest = f" HTTP/1.1\r\nhost: {HOST}:{up}\r\n{own}\r\n".encode()

    def get(self, path: bytes) -> int:
        """Return the size of one answer's body, chunked or not."""
        self.asked += 1
        self.line.sendall(b"GET %b?page=%d" % (path, self.asked) + self.rest)
        got = b""
        while b"\r\n\r\n" not in got:
            got += self.line.recv(1 << 16)
        head, _, body = got.partition(b"\r\n\r\n")
        assert b" 200 " in head[:16], head
        length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
        if length is not None:
            left = int(length[1]) - len(body)
            while left > 0:
                left -= len(self.line.recv(min(left, 1 << 18)))
            return int(length[1])
        size, tail = len(body), body[-5:]
        while tail != b"0\r\n\r\n":
            piece = self.line.recv(1 << 18)
            size, tail = size + len(piece), (tail + piece)[-5:]
        return size


class Measured:
    """One proxy and its figures, a round at a time."""

    def __init__(self, name: str, connect: Callable[[int], Client], pid: int) -> None:
        self.name, self._clients, self._pid = name, [connect(each * 1_000_000) for each in range(AT_ONCE)], pid
        self._cpu, self._crowd, self._times = list[float](), list[float](), list[float]()
        for client in self._clients:
            asking(client, 20)

    def round(self, requests: int) -> None:
        """Send so many requests on one connection, then as many on all at once."""
        before, client = cpu(self._pid), self._clients[0]
        for _ in range(requests):
            start = time.perf_counter()
            client.get(b"/small")
            self._times.append((time.perf_counter() - start) * 1000)
        self._cpu.append((cpu(self._pid) - before) / requests * 1000)
        before, share = cpu(self._pid), max(1, requests // AT_ONCE)
        threads = [threading.Thread(target=asking, args=(client, share)) for client in self._clients]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self._crowd.append((cpu(self._pid) - before) / share / AT_ONCE * 1000)

    def crowd(self) -> float:
        """Return CPU milliseconds a request of those on all connections at once, in the quietest round."""
        return min(self._crowd)

    def each(self) -> float:
        """Return CPU milliseconds a request, in the quietest round: whatever else runs only adds."""
        return min(self._cpu)

    def say(self) -> None:
        """Print the figures, with those of large answers."""
        used, start = cpu(self._pid), time.perf_counter()
        total = sum(self._clients[0].get(b"/large") for _ in range(3)) / 1e6
        rate, work = total / (time.perf_counter() - start), total / max(cpu(self._pid) - used, 1e-6)
        times = sorted(self._times)
        p50, p99 = times[len(times) // 2], times[len(times) * 99 // 100]
        print(
            f"{self.name:30} {self.each():6.2f} ms CPU (median {statistics.median(self._cpu):.2f})"
            f"  {AT_ONCE} at once {self.crowd():5.2f} (median {statistics.median(self._crowd):.2f})"
            f"  p50 {p50:6.2f}  p99 {p99:6.2f} ms  large {rate:5.0f} MB/s  {work:5.0f} MB per CPU-second",
            flush=True,
        )


def asking(client: Client, requests: int) -> None:
    """Send so many requests on one connection."""
    for _ in range(requests):
        client.get(b"/small")


def compare(folder: Path, requests: int, tinyproxy: str, mitmdump: str) -> None:
    """Measure everything there is, and print how ours stands to mitmproxy."""
    me = (sys.executable, "-m", "bench.proxy", "--folder", str(folder))
    with contextlib.ExitStack() as stack:
        serving = stack.enter_context(running(*me, "--serve", "upstream"))
        up, roots = waited(folder / "upstream.port"), folder / "upstream.pem"
        found = {"direct": Measured("direct (CPU of the upstream)", partial(Client, up, roots, None, ""), serving)}
        if tinyproxy:
            found["tiny"] = blind(stack, folder, tinyproxy, up)
        for kind in KINDS:
            pid = stack.enter_context(running(*me, "--serve", kind))
            port, own = waited(folder / f"{kind}.port"), folder / f"{kind}.pem"
            mark = (folder / f"{kind}.placeholder").read_text() if kind in SECRET else ""
            found[kind] = Measured(f"wicketgate, {kind}", partial(Client, up, own, port, mark), pid)
        if mitmdump:
            for name, addon in (("mitm", SAME), ("bare", "")):
                found[name] = intercepting(stack, folder, mitmdump, up, name, addon)
        for _ in range(ROUNDS):
            for each in found.values():
                each.round(requests // ROUNDS)
        for each in found.values():
            each.say()
        for kind in KINDS if mitmdump else ():
            same, bare = (found[name].each() / found[kind].each() for name in ("mitm", "bare"))
            crowd = found["mitm"].crowd() / found[kind].crowd()
            print(
                f"{kind}: {same:.1f} times less CPU a request than mitmproxy, {crowd:.1f} with {AT_ONCE} at once"
                f" (Must: 5); {bare:.1f} than without addon"
            )


def blind(stack: contextlib.ExitStack, folder: Path, program: str, up: int) -> Measured:
    """Start tinyproxy."""
    port, conf = free_port(), folder / "tinyproxy.conf"
    conf.write_text(f"Port {port}\nListen {HOST}\nTimeout 60\nMaxClients 20\nLogLevel Critical\n")
    pid = stack.enter_context(running(program, "-d", "-c", str(conf)))
    answering(port)
    return Measured("tinyproxy (blind)", partial(Client, up, folder / "upstream.pem", port, ""), pid)


def intercepting(stack: contextlib.ExitStack, folder: Path, program: str, up: int, name: str, addon: str) -> Measured:
    """Start mitmproxy with an addon, or without."""
    port, home = free_port(), folder / name
    words = [program, "-q", "--listen-host", HOST, "-p", str(port), "--set", f"confdir={home}"]
    words += ["--set", f"ssl_verify_upstream_trusted_ca={folder / 'upstream.pem'}"]
    if addon:
        (folder / "same.py").write_text(addon)
        words += ["-s", str(folder / "same.py")]
    pid = stack.enter_context(running(*words))
    answering(port)
    connect = partial(Client, up, home / "mitmproxy-ca-cert.pem", port, "")
    return Measured("mitmproxy, same work" if addon else "mitmproxy, no addon", connect, pid)


def answering(port: int) -> None:
    """Wait until somebody listens."""
    for _ in range(200):
        with contextlib.suppress(OSError):
            socket.create_connection((HOST, port)).close()
            return
        time.sleep(0.1)


def main() -> None:
    """Measure, or serve for whoever measures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=1000)
    parser.add_argument("--tinyproxy", default="")
    parser.add_argument("--mitmdump", default="")
    parser.add_argument("--serve", default="", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    found = parser.parse_args()
    if found.serve:
        if found.serve == "upstream":
            upstream(found.folder)
        asyncio.run(ours(found.folder, found.serve))
        return
    with tempfile.TemporaryDirectory() as folder:
        compare(Path(folder), found.requests, found.tinyproxy, found.mitmdump)


if __name__ == "__main__":
    main()
