"""What the egress proxy adds to a plain HTTP request on loopback, beside the same request made directly.

    python bench/proxy.py [--requests 300]

Prints the p50 and p99 of both, milliseconds, measured alternately in one run; the record is in memory.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.support.ports import bench
from tests.support.wire import request, served

from wicketgate.egress.proxy import Proxy
from wicketgate.http.exchange import Exchange
from wicketgate.http.server import serve

BODY = b"x" * 1900


async def answer(asked: Exchange) -> None:
    """Answer like a small JSON API."""
    await asked.body(1 << 20)
    await asked.reply(200, [(b"content-type", b"application/json")], BODY)


async def timed(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, data: bytes) -> float:
    """Return the milliseconds of one request on a kept connection."""
    start = time.perf_counter()
    writer.write(data)
    await reader.readuntil(b"\r\n\r\n")
    await reader.readexactly(len(BODY))
    return (time.perf_counter() - start) * 1000


async def measure(requests: int) -> dict[str, list[float]]:
    """Return the times of direct and proxied requests, taken in turn."""
    times: dict[str, list[float]] = {"direct": [], "proxied": []}
    async with served(lambda listener: serve(listener, answer)) as up:
        entry = {"GET": f"http://127.0.0.1:{up}/**", "limit": "100000 per hour", "bytes": "1 GiB per hour"}
        made = bench({"network": [entry], "limits": {"calls": 1_000_000, "transfer": "1 GiB"}})
        async with served(Proxy(made.door).serve) as port:
            direct, proxied = [await asyncio.open_connection("127.0.0.1", where) for where in (up, port)]
            host = f"127.0.0.1:{up}"
            plain, absolute = [request("GET", path, close=False, host=host) for path in ("/a", f"http://{host}/a")]
            for _ in range(requests):
                times["direct"].append(await timed(*direct, plain))
                times["proxied"].append(await timed(*proxied, absolute))
            for _, writer in (direct, proxied):
                writer.close()
    return times


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=300)
    for name, times in asyncio.run(measure(parser.parse_args().requests)).items():
        ordered = sorted(times)
        p50, p99 = ordered[len(ordered) // 2], ordered[len(ordered) * 99 // 100]
        print(f"{name:8} p50 {p50:.2f} ms  p99 {p99:.2f} ms")


if __name__ == "__main__":
    main()
