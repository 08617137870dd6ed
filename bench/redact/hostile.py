"""What texts cost that are dense in what looks like an assignment or a token: MB per CPU-second of each shape.

    python -m bench.redact.hostile [--kib N] [--large] [--stream] [--only WORD] [--known]

An attacker who writes the text chooses its shape; the slowest shape says how long a text can hold a core. `--large`
takes each at four times the size too and prints the ratio of both times (4 is linear); `--stream` feeds 64 characters
at a time and prints the most that was held back; `--known` takes 1,000 known values, and shapes of pieces of them and
of encodings.
"""

from __future__ import annotations

import argparse
import base64
import bz2
import random
import string
import time
from collections.abc import Callable, Iterator

from wicketgate.output.redact import Redactor
from wicketgate.output.redact.formats import FORMATS
from wicketgate.secrets.automata import ENGINES

MIXED = string.ascii_letters + string.digits
SAME = {
    "name colon": "token:",
    "name equals": "token=",
    "short name": "key=",
    "short name, colon": "api:",
    "password equals": "password=Ab1$",
    "password, colon": "password:",
    "spaced": "token: ",
    "names without signs": "api_key ",
    "names and blanks": "secret      ",
    "names and lines": "token\n",
    "quotes": '"token":"a:token:b',
    "quotes, escaped": '{\\"token\\":\\"abc:defg\\",',
    "values before names": '{"value":"abcdefgh',
    "values and names": '{"value":"abcdefgh9x","key":"API_TOKEN"},',
    "xml": "<token>abcdefgh</token>",
    "xml, nested": "<secret><token><key>",
    "yaml, nested": "secret:\n  token:\n    key: abcdefgh\n",
    "arrows": "token=>token->",
    "pipes": "|token|abcdefgh|secret|ijklmnop",
    "calls": 'setToken("setToken("',
    "commas": '"token","abcdefgh12",',
    "vendors": "github_token=snyk_api=",
    "vendors without words": "okta: asana= shodan: ",
    "prefixes": "ghp_sk-ant-AKIAxoxb-glpat-",
    "web tokens": "eyJ",
    "web tokens, dots": "eyJhbGciOi.",
    "begin lines": "-----BEGIN RSA PRIVATE KEY-----\n",
    "begin lines, short": "Private-Lines: 1",
    "addresses": "://a:b@",
    "addresses, long": "postgres://a:password",
    "curl": "curl -u a:",
    "netrc": "machine a login b password c ",
    "basic": "Basic abcd",
    "bearer": "bearer ",
    "sql": "IDENTIFIED BY 'a' ",
    "crypt": "$2b$12$",
    "one letter": "A",
    "digits": "1",
    "hex": "0f",
    "blanks after a name": "token" + " " * 30,
    "backslashes": "token\\\\\\\\=\\\\\\\\",
    "facebook": "EAA",
}
"""Pieces that are repeated."""


def drawn(size: int, piece: Callable[[random.Random], str], seed: int = 3) -> str:
    """Return pieces that differ, up to `size` characters."""
    source, out, length = random.Random(seed), list[str](), 0
    while length < size:
        out.append(piece(source))
        length += len(out[-1])
    return "".join(out)[:size]


def letters(source: random.Random, count: int, alphabet: str = MIXED) -> str:
    """Return letters drawn from an alphabet."""
    return "".join(source.choices(alphabet, k=count))


DRAWN: dict[str, Callable[[random.Random], str]] = {
    "drawn words": lambda source: f'"token":"{letters(source, 8, "abcde")}",',
    "drawn, short": lambda source: f"token:{letters(source, 9)}:",
    "drawn, 12": lambda source: f"token={letters(source, 12)} ",
    "drawn, 40": lambda source: f"api_key={letters(source, 40)}\n",
    "drawn, 500": lambda source: f"token:{letters(source, 500)} ",
    "drawn, two letters": lambda source: f"token:{letters(source, 500, 'aB')} ",
    "drawn lower": lambda source: f"secret={letters(source, 30, string.ascii_lowercase)} ",
    "drawn digits": lambda source: f"secret={letters(source, 30, string.digits)} ",
    "drawn hex": lambda source: f"secret={letters(source, 33, string.hexdigits.lower())} ",
    "drawn passwords": lambda source: f"password={letters(source, 8)} ",
    "drawn passwords, quoted": lambda source: f"'password':'{letters(source, 10)}',",
    "drawn keys": lambda source: f"key:{letters(source, 8)},",
    "drawn long keys": lambda source: f"key:{letters(source, 26, MIXED + '+/')},",
    "drawn names": lambda source: f"{letters(source, 4)}_token={letters(source, 5)} ab",
    "drawn long names": lambda source: f"{letters(source, 60)}_key={letters(source, 8)} ",
    "drawn camel": lambda source: f"{''.join(map(str.title, source.choices(['ab', 'cd'], k=9)))}Token='abcdefgh' ",
    "drawn after a vendor": lambda source: f"snyk_api_token={letters(source, 30)} ",
    "drawn after vendors": lambda source: f"okta asana shodan datadog cloudflare stripe key={letters(source, 30)} ",
    "drawn words in hyphens": lambda source: f"secret={'-'.join(letters(source, 4) for _ in range(5))} ",
    "drawn, dots": lambda source: f"secret={'.'.join(letters(source, 2) for _ in range(9))} ",
    "drawn runs": lambda source: f"token:{letters(source, 2)}",
    "drawn addresses": lambda source: f"x://{letters(source, 3)}:{letters(source, 4)}@a ",
    "drawn random": lambda source: letters(source, 64),
}
"""Pieces that differ each time, so that nothing remembered helps."""


VALUES = [letters(random.Random(number), 40) for number in range(1000)]


def piece(source: random.Random, size: int, encode: Callable[[str], str] = str) -> str:
    """Return so many letters of an encoded value."""
    text = encode(source.choice(VALUES))
    at = source.randrange(max(1, len(text) - size))
    return text[at : at + size]


def sixty_four(text: str) -> str:
    """Return a text in base64."""
    return base64.b64encode(text.encode()).decode()


KNOWN: dict[str, Callable[[random.Random], str]] = {
    "pieces, 8": lambda source: piece(source, 8),
    "pieces, 9": lambda source: piece(source, 9) + ".",
    "pieces, 12": lambda source: piece(source, 12),
    "pieces, 20, in words": lambda source: piece(source, 20) + " the words of the letter and the man ",
    "values": lambda source: piece(source, 40) + "\n",
    "values, quoted": lambda source: '["' + '","'.join(piece(source, 40)) + '"]\n',
    "values, backwards": lambda source: piece(source, 40)[::-1] + " ",
    "values in base64": lambda source: piece(source, 60, sixty_four) + " ",
    "values in hex, pieces": lambda source: piece(source, 20, lambda value: value.encode().hex()),
    "pieces and base64": lambda source: f"{piece(source, 12)} {sixty_four(letters(source, 30))} ",
    "escapes": lambda source: "".join(f"\\x{ord(each):02x}" for each in letters(source, 30)) + " ",
    "percent signs": lambda source: "".join(f"%{ord(each):02x}" for each in letters(source, 30)),
    "hex of letters": lambda source: letters(source, 48).encode().hex(),
    "packed": lambda source: base64.b64encode(bz2.compress(letters(source, 8).encode() * 120_000)).decode() + "| ",
}
"""Pieces of known values and encodings of anything."""


def prefixes(size: int) -> Iterator[tuple[str, str]]:
    """Yield, for each third format, its near-misses and its examples without their ends, repeated."""
    for form in FORMATS[::3]:
        for number, text in enumerate((*form.near_misses[:1], *(each[:-3] for each in form.examples[:1]))):
            yield f"{form.name} {number}", ((text + " ") * (size // (len(text) + 1) + 1))[:size]


def shapes(size: int, formats: bool = True) -> Iterator[tuple[str, str]]:
    """Yield each shape's name and a text of it."""
    yield from ((name, (piece * (size // len(piece) + 1))[:size]) for name, piece in SAME.items())
    yield from ((name, drawn(size, piece)) for name, piece in DRAWN.items())
    if formats:
        yield from prefixes(size)


def encoded(size: int) -> Iterator[tuple[str, str]]:
    """Yield the name of each shape of known values and a text of it."""
    yield from ((name, drawn(size, one)) for name, one in KNOWN.items())


def seconds(call: Callable[[], object]) -> float:
    """Return the CPU-seconds of one call."""
    start = time.process_time()
    call()
    return max(time.process_time() - start, 1e-6)


def streamed(redactor: Redactor, text: str, piece: int = 64) -> int:
    """Feed a text in pieces; return the most characters that waited."""
    stream, given, most = redactor.stream(), 0, 0
    for at in range(0, len(text), piece):
        given += len(stream.feed(text[at : at + piece]))
        most = max(most, at + piece - given)
    stream.end()
    return most


def main() -> None:
    """Print every figure, the slowest last."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kib", type=int, default=256)
    parser.add_argument("--large", action="store_true")
    parser.add_argument("--stream", action="store_true")
    parser.add_argument("--only", default="")
    parser.add_argument("--known", action="store_true")
    asked = parser.parse_args()
    known = {f"S{number}": value for number, value in enumerate(VALUES)} if asked.known else {}
    size, redactor, rows = asked.kib << 10, Redactor(known, ENGINES, unknown=not known), list[tuple[float, str]]()
    redactor.redact("compile: github_token = abcd1234efgh5678")
    wanted = encoded if asked.known else shapes
    for (name, text), (_, large) in zip(wanted(size), wanted(size * 4 if asked.large else 1), strict=True):
        if asked.only not in name:
            continue
        spent = seconds(lambda text=text: redactor.find(text))  # type: ignore[misc]
        line = f"{name:40} {size / 1e6 / spent:8.2f} MB/s"
        if asked.large:
            line += f"  x4: {seconds(lambda large=large: redactor.find(large)) / spent:5.1f}"  # type: ignore[misc]
        if asked.stream:
            start = time.process_time()
            held = streamed(redactor, text)
            line += f"  stream {size / 1e6 / (time.process_time() - start):7.3f} MB/s, held {held}"
        rows.append((size / 1e6 / spent, line))
    print("\n".join(line for _, line in sorted(rows, reverse=True)))


if __name__ == "__main__":
    main()
