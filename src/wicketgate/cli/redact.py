"""`wicketgate redact`: standard input to standard output with every secret replaced by its mark. Needs no warden.

It knows the formats of secrets, and the values of the vault if that opens without asking anybody. Input that is not
UTF-8 passes byte for byte. What the formats compile to is kept in the state directory, where the warden keeps it too.
"""

from __future__ import annotations

import argparse
import codecs
import contextlib
import importlib
import json
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from wicketgate.errors import RequestError, StateError
from wicketgate.output.redact import Redactor
from wicketgate.secrets.automata import Automata
from wicketgate.summon import open_state, state_home

PIECE = 1 << 16
LONGEST = 64 << 20
COMPILED, VAULT = "automata", "vault.age"
OPENING = ("identity", "agefile", "known")
"""Imported only where there is a vault: a filter without one starts in half the time."""
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
    written = lines if parser.parse_args(argv).jsonl else pieces
    state = Path(state_home())
    redactor = Redactor(known(state), Automata(state / COMPILED if is_ours(state) else None), unknown=True)
    for piece in written(redactor, sys.stdin.buffer):
        sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()
    return 0


def is_ours(state: Path) -> bool:
    """Return whether the state directory, made if need be, belongs to this user and nobody else may enter it."""
    with contextlib.suppress(StateError):
        os.close(open_state(state))
        return True
    return False


def known(state: Path) -> Mapping[str, str]:
    """Return the vault's values by name; none, and says so, when only the keyring opens it: that may ask a person.

    Raises StateError for a vault that is there and damaged, or that others may read.
    """
    if not (state / VAULT).exists():
        return {}
    opener, file, learned = (importlib.import_module(f"wicketgate.secrets.vault.{name}") for name in OPENING)
    if opener.find(state, ()) is None:
        print("wicketgate: the vault opens by the keyring only: its values are not looked for", file=sys.stderr)
        return {}
    values: Any = learned.Known()
    for entry in file.AgeFile(state).load():
        if entry.value is not None:
            values.learn(entry.value)
    return dict(values.values())


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
