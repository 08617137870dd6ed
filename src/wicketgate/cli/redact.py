"""`wicketgate redact`: standard input to standard output with every secret replaced by its mark. Needs no warden.

It knows the formats of secrets, and the values that `known` gives. Input that is not UTF-8 passes byte for byte.
"""

from __future__ import annotations

import argparse
import codecs
import json
import sys
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from wicketgate.errors import RequestError
from wicketgate.output.redact import Redactor
from wicketgate.secrets.automata import ENGINES

PIECE = 1 << 16
LONGEST = 64 << 20
EXAMPLE = """examples:
  kubectl logs crm | wicketgate redact
  echo '{"text": "password=kT4vw9ZqLm"}' | wicketgate redact --jsonl"""


def main(argv: list[str]) -> int:
    """Filter standard input and return 0."""
    parser = argparse.ArgumentParser(
        prog="wicketgate redact",
        description="Replace secrets in a text by marks: token formats, private keys, passwords.",
        epilog=EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--jsonl",
        action="store_true",
        help='take lines {"text": …}, answer lines {"text": …, "findings": [{"rule", "start", "end"}]}',
    )
    redactor = Redactor(known(), ENGINES, unknown=True)
    written = lines if parser.parse_args(argv).jsonl else pieces
    for piece in written(redactor, sys.stdin.buffer):
        sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()
    return 0


def known() -> Mapping[str, str]:
    """Return the known values by name: none without a vault at hand."""
    return {}


def pieces(redactor: Redactor, source: BinaryIO) -> Iterator[bytes]:
    """Yield the input, redacted, as it comes; bytes that are no text come out as they went in."""
    stream = redactor.stream()
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    while piece := source.read1(PIECE) if hasattr(source, "read1") else source.read(PIECE):
        yield stream.feed(decoder.decode(piece)).encode("utf-8", "surrogateescape")
    yield (stream.feed(decoder.decode(b"", final=True)) + stream.end()).encode("utf-8", "surrogateescape")


def lines(redactor: Redactor, source: BinaryIO) -> Iterator[bytes]:
    """Yield one answer for each line; raises RequestError for a line that is none of ours."""
    number = 0
    while line := source.readline(LONGEST + 1):
        number += 1
        if line.strip():
            text = _text(line, number)
            found = redactor.find(text)
            findings = [{"rule": each.rule, "start": each.start, "end": each.end} for each in found]
            answer = {"text": redactor.marked(text, found), "findings": findings}
            yield json.dumps(answer, ensure_ascii=True).encode() + b"\n"


def _text(line: bytes, number: int) -> str:
    """Return the text of one line."""
    try:
        said = json.loads(line) if len(line) <= LONGEST else None
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict) or not isinstance(said.get("text"), str):
        raise RequestError(f'line {number} is not {{"text": "…"}} of at most {LONGEST >> 20} MiB', "see --help")
    return str(said["text"])
