"""What an attacker would try: values with every odd character, forms beyond the ordinary ones, pairs of all of them.

    python -m bench.redact.attack [--pairs N] [--seed N] [--long] [--decoys]

A form is found if the value's mark stands in the answer. `--long` puts each into 40 KB of ordinary text, `--decoys`
behind 40 KB of things that look encoded and are not the value.
"""

from __future__ import annotations

import argparse
import base64
import bz2
import codecs
import collections
import gzip
import json
import lzma
import quopri
import random
import string
import textwrap
import zlib
from collections.abc import Callable

from bench.redact import corpus
from bench.redact.encodings import SINGLE
from wicketgate.output.redact import Redactor
from wicketgate.secrets.automata import ENGINES

Encode = Callable[[str], str]
LETTERS = string.ascii_letters + string.digits


def values(seed: int) -> dict[str, str]:
    """Return odd values by name, each with letters enough to be told from other text."""
    drawn = random.Random(seed)

    def draw(size: int, alphabet: str = LETTERS) -> str:
        return "".join(drawn.choices(alphabet, k=size))

    key = "\n".join(textwrap.wrap(base64.b64encode(drawn.randbytes(2300)).decode(), 64))
    return {
        "token": "ghp_" + draw(36),
        "base64": draw(43, LETTERS + "+/") + "=",
        "quotes": f"{draw(9)}\"{draw(5)}'{draw(6)}`",
        "slashes": f"{draw(6)}\\{draw(5)}/{draw(6)}\\",
        "lines": f"{draw(12)}\n{draw(14)}\r\n{draw(9)}",
        "unicode": f"{draw(8)}é{draw(7)}→{draw(5)}😀",
        "percent": f"%{draw(8)}%25{draw(6)}+{draw(4)}=",
        "spaces": f"{draw(8)} {draw(9)}  ",
        "symbols": draw(28, LETTERS + string.punctuation),
        "hex": draw(40, "0123456789abcdef"),
        "digits": draw(10) + draw(14, string.digits),
        "dashes": "-".join(draw(4, string.ascii_uppercase + string.digits) for _ in range(5)),
        "uuid": "-".join(draw(size, "0123456789abcdef") for size in (8, 4, 4, 4, 12)),
        "upper": draw(26, string.ascii_uppercase + "234567"),
        "lower": draw(24, string.ascii_lowercase),
        "address": f"postgres://app:{draw(18)}@db/crm?x=%2F",
        "key": f"-----BEGIN PRIVATE KEY-----\n{key}\n-----END PRIVATE KEY-----\n",
    }


def b64(data: bytes) -> str:
    """Return `data` in base64."""
    return base64.b64encode(data).decode()


def each(text: str, spell: str, joint: str = "") -> str:
    """Return every byte of `text` spelled by a format."""
    return joint.join(spell.format(byte) for byte in text.encode())


def pieces(text: str, size: int = 5) -> list[str]:
    """Return `text` cut into pieces."""
    return [text[at : at + size] for at in range(0, len(text), size)]


def dumped(text: str) -> str:
    """Return what xxd prints of `text`."""
    data, out = text.encode(), list[str]()
    for at in range(0, len(data), 16):
        row = data[at : at + 16]
        shown = "".join(chr(byte) if 32 <= byte < 127 else "." for byte in row)
        words = " ".join(row[pair : pair + 2].hex() for pair in range(0, len(row), 2))
        out.append(f"{at:08x}: {words:40} {shown}")
    return "\n".join(out)


def deflated(text: str) -> bytes:
    """Return `text` compressed without any header."""
    engine = zlib.compressobj(9, zlib.DEFLATED, -15)
    return engine.compress(text.encode()) + engine.flush()


ATTACK: dict[str, Encode] = {
    "UTF-16 base64": lambda text: b64(text.encode("utf-16-le")),
    "UTF-16 BE base64": lambda text: b64(text.encode("utf-16-be")),
    "hex mixed case": lambda text: "".join(c.upper() if n % 3 else c for n, c in enumerate(text.encode().hex())),
    "hex spaced": lambda text: text.encode().hex(" "),
    "hex colons": lambda text: text.encode().hex(":").upper(),
    "hex 0x list": lambda text: each(text, "0x{:02x}", ", "),
    "hex spaced characters": lambda text: " ".join(text.encode().hex()),
    "xxd": dumped,
    "decimal list": lambda text: json.dumps(list(text.encode())),
    "decimal spaced": lambda text: each(text, "{}", " "),
    "octal list": lambda text: each(text, "{:o}", " "),
    "percent mixed": lambda text: "".join(f"%{b:02X}" if n % 2 else f"%{b:02x}" for n, b in enumerate(text.encode())),
    "entities decimal": lambda text: "".join(f"&#{ord(c)};" for c in text),
    "entities hex": lambda text: "".join(f"&#x{ord(c):04X};" for c in text),
    "\\u": lambda text: "".join(f"\\u{ord(c):04x}" if ord(c) < 65536 else c for c in text),
    "\\u in JSON": lambda text: json.dumps("".join(f"\\u{ord(c):04x}" if ord(c) < 65536 else c for c in text)),
    "octal": lambda text: each(text, "\\{:03o}"),
    "C strings": lambda text: "\n".join(json.dumps(piece) for piece in pieces(text)),
    "shell": lambda text: "".join("'" + piece.replace("'", "'\\''") + "'" for piece in pieces(text)),
    "JS": lambda text: " + ".join(json.dumps(piece) for piece in pieces(text, 3)),
    "JSON list": lambda text: json.dumps(list(text)),
    "line each": "\n".join,
    "zero width": "\u200b".join,
    "soft hyphen": lambda text: "\u00ad".join(pieces(text, 2)),
    "dotted": ".".join,
    "base64 of JSON": lambda text: b64(json.dumps({"user": "x", "password": text}).encode()),
    "base64 MIME": lambda text: "\r\n".join(textwrap.wrap(b64(("from: x\n" * 9 + text).encode()), 76)),
    "base64 wrapped in JSON": lambda text: json.dumps("\n".join(textwrap.wrap(b64(("x " * 9 + text).encode()), 64))),
    "data URI": lambda text: "data:text/plain;charset=utf-8;base64," + b64(text.encode()),
    "data URI percent": lambda text: "data:text/plain;base64," + b64(text.encode()).replace("=", "%3D"),
    "gzip hex": lambda text: gzip.compress(text.encode(), mtime=0).hex(),
    "zlib base64": lambda text: b64(zlib.compress(text.encode(), 9)),
    "zlib level 1": lambda text: b64(zlib.compress(b"some text before " + text.encode(), 1)),
    "zlib hex": lambda text: zlib.compress(text.encode()).hex(),
    "deflate base64": lambda text: b64(deflated(text)),
    "bz2 base64": lambda text: b64(bz2.compress(text.encode())),
    "xz base64": lambda text: b64(lzma.compress(text.encode())),
    "quoted-printable": lambda text: quopri.encodestring(text.encode()).decode(),
    "quoted-printable full": lambda text: "=\r\n".join(pieces(each(text, "={:02X}"), 75)),
    "YAML folded": lambda text: "key: >-\n  " + "\n  ".join(pieces(text, 20)),
    "base85": lambda text: base64.b85encode(text.encode()).decode(),
    "ascii85": lambda text: base64.a85encode(text.encode(), adobe=True).decode(),
    "rot13": lambda text: codecs.encode(text, "rot13"),
    "binary": lambda text: each(text, "{:08b}", " "),
    "reversed base64": lambda text: b64(text.encode())[::-1],
    "base64 of reversed": lambda text: b64(text[::-1].encode()),
    "base32 lower": lambda text: base64.b32encode(text.encode()).decode().lower(),
    "repr of bytes": lambda text: repr(text.encode()),
    "JSON thrice": lambda text: json.dumps(json.dumps(json.dumps(text))),
    "percent twice": lambda text: each(text, "%25{:02X}"),
    "URL and basic": lambda text: "Basic " + b64(b"user:" + text.encode()),
    "in a larger blob": lambda text: b64(b'{"a": [1, 2, 3], "b": "' + text.encode() + b'", "c": "' + b"z" * 99 + b'"}'),
    "cut before": lambda text: b64(b"secret=" + text.encode() + b"; end")[3:],
}
"""Forms beyond `SINGLE`."""
FORMS: dict[str, Encode] = {name: encode for name, encode in SINGLE.items() if "half" not in name} | ATTACK
OPTIONAL = {"base85", "ascii85", "rot13", "binary", "octal list", "deflate base64", "bz2 base64", "xz base64"}
"""Not promised."""


def surroundings(args: argparse.Namespace) -> tuple[str, str]:
    """Return what stands before and after."""
    if args.decoys:
        drawn = random.Random(5)
        rows = [b64(f"GET /items/{drawn.randrange(10**6)} HTTP/1.1 host: shop".encode()) for _ in range(250)]
        rows += [f"%7B{drawn.randrange(10**6)}%22%3A \\u0041\\u0042 &amp;&#39;" for _ in range(250)]
        rows += [drawn.randbytes(24).hex(" ") for _ in range(150)] + [b64(gzip.compress(b"x" * 500))] * 40
        drawn.shuffle(rows)
        return "\n".join(rows) + "\n", "\n" + "\n".join(rows[:50])
    text = corpus.code(40_000) if args.long else ""
    return f"{text[:20_000]} ctx: ", f" end {text[20_000:]}"


def main() -> None:
    """Print what is missed, by form, by pair and by value."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--pairs", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sets", type=int, default=3)
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--decoys", action="store_true")
    args = parser.parse_args()
    before, after = surroundings(args)
    drawn, total, missed = random.Random(args.seed), 0, collections.Counter[str]()
    kinds, pairs, tried, odd = collections.Counter[str](), collections.Counter[str](), 0, collections.Counter[str]()
    promised = {name: encode for name, encode in FORMS.items() if name not in OPTIONAL}
    for turn in range(args.sets):
        known = values(args.seed * 100 + turn)
        redactor = Redactor(known, ENGINES)
        for name, value in known.items():
            for form, encode in FORMS.items():
                total += form in promised
                if f"[redacted:{name}]" not in redactor.redact(before + encode(value) + after):
                    missed[form] += 1
                    kinds[name] += form in promised
            for _ in range(args.pairs // len(known)):
                outer, inner = drawn.sample(sorted(promised), 2)
                tried += 1
                if f"[redacted:{name}]" not in redactor.redact(
                    before + promised[outer](promised[inner](value)) + after
                ):
                    pairs[f"{outer} / {inner}"] += 1
                    odd[name] += 1
    lost = sum(count for form, count in missed.items() if form in promised)
    print(f"single forms: {total - lost} of {total} = {(total - lost) / total:.2%}", dict(missed), dict(kinds))
    print(f"pairs: {tried - sum(pairs.values())} of {tried} = {1 - sum(pairs.values()) / tried:.2%}", dict(odd))
    for pair, count in pairs.most_common(200):
        print(f"  {pair}: {count}")


if __name__ == "__main__":
    main()
