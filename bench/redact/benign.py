"""Ordinary texts that are dense in what looks encoded or secret: which share of the effort it may cost each takes.

    python -m bench.redact.benign [--kib N]

Each is taken whole and in parts of 15 KiB, with 1,000 known values and every format. None may come near 1: a text that
uses up its effort is withheld.
"""

from __future__ import annotations

import argparse
import base64
import gzip
import hashlib
import json
import quopri
import random
import string
import struct
import time
import uuid
import zipfile
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO

from wicketgate.output.redact import Redactor
from wicketgate.output.redact.effort import Effort
from wicketgate.output.redact.finding import COSTLY, DENSE
from wicketgate.secrets.automata import ENGINES

MIXED = string.ascii_letters + string.digits
WORDS = [
    "the",
    "value",
    "of",
    "this",
    "field",
    "is",
    "set",
    "by",
    "the",
    "server",
    "when",
    "request",
    "body",
    "has",
    "user",
    "name",
    "order",
    "state",
    "item",
    "list",
    "page",
]
Source = random.Random


def drawn(source: Source, size: int, alphabet: str = MIXED) -> str:
    """Return letters drawn at random."""
    return "".join(source.choices(alphabet, k=size))


def sentence(source: Source, count: int = 9) -> str:
    """Return some words."""
    return " ".join(source.choices(WORDS, k=count))


def b64(data: bytes) -> str:
    """Return `data` in base64."""
    return base64.b64encode(data).decode()


def picture(source: Source, size: int) -> bytes:
    """Return a PNG of stripes and noise."""
    side = max(16, int(size**0.5))
    rows = b"".join(
        b"\0" + bytes(source.randrange(256) if x % 7 else y % 256 for x in range(side)) for y in range(side)
    )
    parts = [
        (b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows)),
        (b"IEND", b""),
    ]
    chunks = (
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def bitmap(source: Source, size: int) -> bytes:
    """Return a picture that is not packed, mostly of one colour."""
    return b"BM" + b"".join(bytes([source.randrange(256)]) * source.choice((3, 90, 700)) for _ in range(size // 264))


def archive(source: Source, size: int) -> bytes:
    """Return a zip of class-like files."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for number in range(max(1, size // 2000)):
            made.writestr(f"org/example/Part{number}.class", source.randbytes(1500) + sentence(source, 60).encode())
    return out.getvalue()


def lines(source: Source, size: int, one: Callable[[Source], str]) -> str:
    """Return lines, up to `size` characters."""
    out, length = list[str](), 0
    while length < size:
        out.append(one(source))
        length += len(out[-1]) + 1
    return "\n".join(out)[:size]


def wrapped(text: str, width: int = 76) -> str:
    """Return `text` in lines."""
    return "\n".join(text[at : at + width] for at in range(0, len(text), width))


def dump(data: bytes) -> str:
    """Return what `xxd` prints."""
    rows = ((at, data[at : at + 16]) for at in range(0, len(data), 16))
    return "\n".join(
        f"{at:08x}: {row.hex(' ', -2):40}  {''.join(chr(b) if 32 <= b < 127 else '.' for b in row)}" for at, row in rows
    )


def token(source: Source) -> str:
    """Return a JSON web token."""
    parts = (json.dumps({"alg": "RS256", "kid": drawn(source, 8)}), json.dumps({"sub": str(source.random()), "iat": 1}))
    head = ".".join(base64.urlsafe_b64encode(part.encode()).decode().rstrip("=") for part in parts)
    return f"{head}.{base64.urlsafe_b64encode(source.randbytes(64)).decode().rstrip('=')}"


def key(source: Source) -> str:
    """Return the base64 of an ssh-ed25519 public key."""
    return b64(b"\0\0\0\x0bssh-ed25519\0\0\0 " + source.randbytes(32))


def notebook(source: Source, size: int) -> str:
    """Return a notebook with pictures."""
    outputs = [{"data": {"image/png": wrapped(b64(picture(source, 6000))) + "\n"}} for _ in range(max(1, size // 8000))]
    cells = [{"cell_type": "code", "source": [sentence(source) + "\n"], "outputs": [each]} for each in outputs]
    return json.dumps({"cells": cells, "nbformat": 4}, indent=1)[:size]


def minified(source: Source) -> str:
    """Return a line of minified code."""
    names = [drawn(source, 2, string.ascii_lowercase) for _ in range(4)]
    return (
        f'function {names[0]}(e,t){{var n=e.key,r=t.token||"{names[1]}";return n?"auth":{{token:e,{names[2]}:[1,2,3],'
        f'secret:r.value,path:"/api/{names[3]}?key="+n,re:/^[a-z]+$/g,s:"\\u00e9\\n"}}}}'
    )


TEXTS: dict[str, Callable[[Source, int], str]] = {
    "picture in JSON": lambda s, n: json.dumps({"name": "a.png", "content": b64(picture(s, n))})[:n],
    "bitmap in JSON": lambda s, n: json.dumps({"name": "a.bmp", "content": b64(bitmap(s, n))})[:n],
    "black bitmap": lambda s, n: b64(b"BM" + s.randbytes(52) + b"\0" * n)[:n],
    "white bitmap": lambda s, n: b64(b"BM" + s.randbytes(52) + b"\xff" * n)[:n],
    "zeros in hex": lambda s, n: (s.randbytes(64) + b"\0" * n).hex()[:n],
    "picture wrapped": lambda s, n: wrapped(b64(picture(s, n)))[:n],
    "minified": lambda s, n: lines(s, n, minified).replace("\n", ";"),
    "lock file": lambda s, n: lines(
        s, n, lambda s: f'    "node_modules/{drawn(s, 6)}": {{"integrity": "sha512-{b64(s.randbytes(64))}"}},'
    ),
    "lock file, hex": lambda s, n: lines(s, n, lambda s: f'    "sha256:{hashlib.sha256(s.randbytes(4)).hexdigest()}",'),
    "go.sum": lambda s, n: lines(
        s, n, lambda s: f"github.com/{drawn(s, 5)}/{drawn(s, 6)} v1.2.3 h1:{b64(s.randbytes(32))}"
    ),
    "archive": lambda s, n: b64(archive(s, n))[:n],
    "archive wrapped": lambda s, n: wrapped(b64(archive(s, n)))[:n],
    "hex dump": lambda s, n: dump(archive(s, n))[:n],
    "hex dump of text": lambda s, n: dump(lines(s, n, sentence).encode())[:n],
    "hex": lambda s, n: s.randbytes(n // 2).hex(),
    "hex of text": lambda s, n: lines(s, n // 2, sentence).encode().hex(),
    "hex list": lambda s, n: ", ".join(f"0x{each:02x}" for each in s.randbytes(n // 6)),
    "byte list": lambda s, n: json.dumps(list(s.randbytes(n // 5))),
    "web tokens": lambda s, n: lines(s, n, token),
    "known hosts": lambda s, n: lines(
        s, n, lambda s: f"|1|{b64(s.randbytes(20))}|{b64(s.randbytes(20))} ssh-ed25519 {key(s)}"
    ),
    "uuids": lambda s, n: lines(s, n, lambda s: ",".join(str(uuid.UUID(int=s.getrandbits(128))) for _ in range(3))),
    "svg": lambda s, n: lines(
        s, n, lambda s: f'<image href="data:image/png;base64,{b64(picture(s, 900))}" x="{s.random()}"/>'
    ),
    "svg paths": lambda s, n: lines(
        s, n, lambda s: '<path d="M' + " ".join(f"{s.uniform(0, 99):.2f}" for _ in range(40)) + '"/>'
    ),
    "notebook": notebook,
    "fonts in css": lambda s, n: lines(
        s, n, lambda s: f"@font-face{{src:url(data:font/woff2;base64,{b64(s.randbytes(3000))})}}"
    ),
    "source map": lambda s, n: json.dumps({"mappings": ",".join(drawn(s, 4, MIXED + "+/") for _ in range(n // 5))})[:n],
    "escaped words": lambda s, n: json.dumps("".join(chr(s.randrange(0x4E00, 0x9FA5)) for _ in range(n // 6)))[:n],
    "percent addresses": lambda s, n: lines(
        s, n, lambda s: f"GET /q?u=https%3A%2F%2F{drawn(s, 8)}.example%2F%3Fa%3D{drawn(s, 4)}"
    ),
    "entities": lambda s, n: lines(
        s, n, lambda s: f"<td>&quot;{sentence(s)}&quot; &amp;&#39;{sentence(s, 2)}&#39;</td>"
    ),
    "mail": lambda s, n: quopri.encodestring(lines(s, n, lambda s: f"é{sentence(s)} = ü").encode()).decode()[:n],
    "numbers": lambda s, n: lines(s, n, lambda s: ",".join(str(s.randrange(999)) for _ in range(12))),
    "coordinates": lambda s, n: json.dumps([[s.uniform(-90, 90), s.uniform(-90, 90)] for _ in range(n // 42)]),
    "certificates": lambda s, n: lines(
        s, n, lambda s: f"-----BEGIN CERTIFICATE-----\n{wrapped(b64(s.randbytes(900)), 64)}\n-----END CERTIFICATE-----"
    ),
    "environment": lambda s, n: lines(s, n, lambda s: f"SERVICE_{s.randrange(99)}_API_KEY={drawn(s, 32)}"),
    "passwords": lambda s, n: lines(s, n, lambda s: f"DB_{s.randrange(99)}_PASSWORD={drawn(s, 14)}"),
    "configuration": lambda s, n: lines(s, n, lambda s: f'"token{s.randrange(99)}": "{drawn(s, 40)}",'),
    "secrets in yaml": lambda s, n: lines(s, n, lambda s: f"  {drawn(s, 6)}: {b64(drawn(s, 24).encode())}"),
    "release, packed": lambda s, n: b64(
        gzip.compress(lines(s, n * 3, lambda s: f'"{drawn(s, 6)}": "{sentence(s)}"').encode())
    )[:n],
    "base32": lambda s, n: lines(s, n, lambda s: base64.b32encode(s.randbytes(20)).decode()),
    "base64 of text": lambda s, n: lines(
        s, n, lambda s: b64(f"GET /items/{s.randrange(10**6)} HTTP/1.1 host: shop".encode())
    ),
    "log": lambda s, n: lines(
        s,
        n,
        lambda s: f"2026-01-01T00:00:00Z {uuid.UUID(int=s.getrandbits(128))} {sentence(s)} id={s.getrandbits(64):x}",
    ),
    "diff": lambda s, n: lines(
        s, n, lambda s: f'-    "{drawn(s, 5)}": "{sentence(s, 3)}",\n+    "{drawn(s, 5)}": "{sentence(s, 3)}",'
    ),
    "JSON in JSON": lambda s, n: json.dumps(
        json.dumps([{"id": s.randrange(999), "text": f'a "{sentence(s)}"\n'} for _ in range(n // 90)])
    )[:n],
    "letters": lambda s, n: lines(s, n, lambda s: ", ".join(f"'{each}'" for each in drawn(s, 12))),
    "commits": lambda s, n: lines(s, n, lambda s: f"{s.getrandbits(160):040x} {sentence(s, 5)}"),
}
"""Each kind, made of so many characters."""


def texts(size: int, seed: int = 4) -> Iterator[tuple[str, str]]:
    """Yield the name of each kind and a text of it."""
    yield from ((name, made(random.Random(f"{seed} {name}"), size)) for name, made in TEXTS.items())


def values() -> dict[str, str]:
    """Return 1,000 values that stand in none of the texts."""
    source = random.Random("known")
    return {f"S{number}": drawn(source, 40) for number in range(1000)}


def share(redactor: Redactor, text: str) -> float:
    """Return which share of its effort a text takes."""
    return redactor.effort(text) / Effort(len(text.encode())).most


def main() -> None:
    """Print each kind's share, the largest last."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kib", type=int, default=128)
    size, part, rows = parser.parse_args().kib << 10, 15 << 10, list[tuple[float, str]]()
    redactor = Redactor(values(), ENGINES, unknown=True)
    redactor.find("compile: github_token = abcd1234efgh5678")
    for name, text in texts(size):
        start = time.process_time()
        cut = [text[at : at + part] for at in range(0, len(text), part)]
        parts = [share(redactor, each) for each in cut]
        spent = time.process_time() - start
        whole = share(redactor, text)
        hidden = {each.rule for one in (text, *cut) for each in redactor.find(one)} & {COSTLY, DENSE}
        line = f"{name:20} whole {whole:6.3f}  of 15 KiB {max(parts):6.3f}  {spent * (1 << 20) / size:6.2f} CPU-s/MiB"
        rows.append((max(whole, *parts), line + (f"  WITHHELD {hidden}" if hidden else "")))
    print("\n".join(line for _, line in sorted(rows)))


if __name__ == "__main__":
    main()
