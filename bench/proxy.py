"""What the egress proxy costs over https, beside the same requests made directly, through tinyproxy and mitmproxy.

    python -m bench.proxy [--requests 400] [--tinyproxy PATH] [--mitmdump PATH]

For each: CPU milliseconds of the proxy's process a request, p50 and p99 of a kept connection (milliseconds), and MB a
second, of the clock and of the proxy's CPU, of a large answer. Ours three times: the record in memory; durable, on
disk; and with a secret put in and answers cleaned of it. Tinyproxy only passes bytes on;
mitmproxy ends TLS as ours does, puts a value in and replaces it in answers, without a decision or a record.
Everything on loopback, each in a process of its own; the upstream and the client are the same for all.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import re
import socket
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.support.memory import Memory
from tests.support.ports import bench

from wicketgate.audit.record import RunRecord
from wicketgate.egress.authority import Authority
from wicketgate.egress.fetch import Poster
from wicketgate.egress.proxy import Proxy
from wicketgate.flow import Door
from wicketgate.http.exchange import Exchange
from wicketgate.http.server import converse
from wicketgate.secrets.broker.broker import Broker
from wicketgate.store.journal import Journal

SMALL, LARGE = b"x" * 1900, b"A line of an ordinary log: 17 requests, 3 of them slow.\n" * (10 << 16)
TICK = os.sysconf("SC_CLK_TCK")
VALUE = "ghp_Vq3kT9xLw2Zp8Rn5Yb7C1dE4fG6hJ0mS"
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


async def answer(asked: Exchange) -> None:
    """Answer like a small API, or with a large text."""
    await asked.body(1 << 20)
    large = asked.target == "/large"
    await asked.reply(200, [(b"content-type", b"text/plain")], LARGE if large else SMALL)


async def upstream(folder: Path) -> None:
    """Serve https under an authority of its own; the port goes to a file."""
    authority = Authority([HOST], 3600)
    server = await asyncio.start_server(
        lambda reader, writer: converse(reader, writer, answer), HOST, 0, ssl=authority.context(HOST)
    )
    (folder / "upstream.pem").write_bytes(authority.pem)
    say(folder / "upstream.port", server.sockets[0].getsockname()[1])
    await server.serve_forever()


async def ours(folder: Path, kind: str) -> None:
    """Serve our proxy; its authority and port go to files."""
    up = int((folder / "upstream.port").read_text())
    entry = {"GET": f"{HOST}:{up}/**", "limit": "100000000 per hour", "bytes": "1000 GiB per hour"}
    limits = {"calls": 100_000_000, "transfer": "1000 GiB"}
    made = bench({"network": [entry], "limits": limits}, secrets={"T": {"to": f"{HOST}:{up}"}})
    door, broker = made.door, None
    if kind == "durable":
        journal = Journal.open(folder / "journal.db")
        record = RunRecord(journal, "aaaaaaaaaa", "0" * 64, "task", "bench", consume=lambda *_: None)
        door = Door("aaaaaaaaaa", replace(door.ports, audit=record), contained=True)
    trust = ssl.create_default_context(cafile=str(folder / "upstream.pem"))
    if kind == "secret":
        broker = Broker(door.ports.profile, Memory(T=VALUE), Poster())
        (folder / "placeholder").write_text(broker.variables()["T"])
    authority, listener = Authority([HOST], 3600), socket.create_server((HOST, 0))
    (folder / f"{kind}.pem").write_bytes(authority.pem)
    say(folder / f"{kind}.port", listener.getsockname()[1])
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
    """Return the CPU seconds a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


class Client:
    """One kept https connection to the upstream, through a proxy or directly."""

    def __init__(self, up: int, roots: Path, proxy: int | None, placeholder: str) -> None:
        raw = socket.create_connection((HOST, proxy or up), 20)
        if proxy:
            raw.sendall(f"CONNECT {HOST}:{up} HTTP/1.1\r\nhost: {HOST}:{up}\r\n\r\n".encode())
            while b"\r\n\r\n" not in raw.recv(4096):
                pass
        raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        context = ssl.create_default_context(cafile=str(roots))
        context.check_hostname = False
        self.line = context.wrap_socket(raw, server_hostname=HOST)
        own = f"authorization: Bearer {placeholder}\r\n" if placeholder else ""
        self.rest = f" HTTP/1.1\r\nhost: {HOST}:{up}\r\n{own}\r\n".encode()

    def get(self, path: bytes) -> int:
        """Return the size of one answer's body, chunked or not."""
        self.line.sendall(b"GET " + path + self.rest)
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


def measured(name: str, client: Client, pid: int, requests: int) -> dict[str, float]:
    """Return the figures of one proxy, printed too."""
    for _ in range(20):
        client.get(b"/small")
    times, before = [], cpu(pid)
    for _ in range(requests):
        start = time.perf_counter()
        client.get(b"/small")
        times.append((time.perf_counter() - start) * 1000)
    each = (cpu(pid) - before) / requests * 1000
    used, start = cpu(pid), time.perf_counter()
    total = sum(client.get(b"/large") for _ in range(3)) / 1e6
    seconds, used = time.perf_counter() - start, max(cpu(pid) - used, 1 / TICK)
    times.sort()
    found = {"cpu": each, "p50": times[requests // 2], "p99": times[requests * 99 // 100]}
    found |= {"rate": total / seconds, "work": total / used}
    print(
        f"{name:28} {each:6.2f} ms CPU  p50 {found['p50']:6.2f}  p99 {found['p99']:6.2f} ms"
        f"  large {found['rate']:6.0f} MB/s  {found['work']:6.0f} MB per CPU-second",
        flush=True,
    )
    return found


def compare(folder: Path, requests: int, tinyproxy: str, mitmdump: str) -> None:
    """Measure everything there is, and print how ours stands to mitmproxy."""
    me = (sys.executable, "-m", "bench.proxy", "--folder", str(folder))
    figures: dict[str, dict[str, float]] = {}
    with running(*me, "--serve", "upstream") as serving:
        up, roots = waited(folder / "upstream.port"), folder / "upstream.pem"
        measured("direct (CPU of the upstream)", Client(up, roots, None, ""), serving, requests)
        if tinyproxy:
            port, conf = free_port(), folder / "tinyproxy.conf"
            conf.write_text(f"Port {port}\nListen {HOST}\nTimeout 60\nMaxClients 10\nLogLevel Critical\n")
            with running(tinyproxy, "-d", "-c", str(conf)) as pid:
                time.sleep(1)
                measured("tinyproxy (blind)", Client(up, roots, port, ""), pid, requests)
        for kind in ("memory", "durable", "secret"):
            with running(*me, "--serve", kind) as pid:
                port, own = waited(folder / f"{kind}.port"), folder / f"{kind}.pem"
                mark = (folder / "placeholder").read_text() if kind == "secret" else ""
                figures[kind] = measured(f"wicketgate, {kind}", Client(up, own, port, mark), pid, requests)
        if mitmdump:
            port = free_port()
            words = (mitmdump, "-q", "--listen-host", HOST, "-p", str(port), "--set", f"confdir={folder}/mitm")
            (folder / "same.py").write_text(SAME)
            with running(*words, "--set", f"ssl_verify_upstream_trusted_ca={roots}", "-s", f"{folder}/same.py") as pid:
                own = folder / "mitm" / "mitmproxy-ca-cert.pem"
                for _ in range(200):
                    with contextlib.suppress(OSError):
                        socket.create_connection((HOST, port)).close()
                        break
                    time.sleep(0.1)
                figures["mitm"] = measured("mitmproxy, same work", Client(up, own, port, ""), pid, requests)
                for kind in ("memory", "durable", "secret"):
                    ratio = figures["mitm"]["cpu"] / figures[kind]["cpu"]
                    print(f"{kind}: {ratio:.1f} times less CPU a request than mitmproxy (Must: 5)")


def main() -> None:
    """Measure, or serve for whoever measures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=400)
    parser.add_argument("--tinyproxy", default="")
    parser.add_argument("--mitmdump", default="")
    parser.add_argument("--serve", default="", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    found = parser.parse_args()
    if found.serve:
        asyncio.run(upstream(found.folder) if found.serve == "upstream" else ours(found.folder, found.serve))
        return
    with tempfile.TemporaryDirectory() as folder:
        compare(Path(folder), found.requests, found.tinyproxy, found.mitmdump)


if __name__ == "__main__":
    main()
