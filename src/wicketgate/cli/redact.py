"""`wicketgate redact`: files or standard input to standard output, every secret replaced by its mark. Needs no warden.

It knows the formats of secrets, and the values of the vault if that opens without asking anybody. Input that is not
UTF-8 passes byte for byte. With `--jsonl` each line is answered before the next is read; one that is none of ours is
answered by an error, never by what it says. What the formats compile to is kept where the warden keeps it too.
"""

from __future__ import annotations

import codecs
import contextlib
import importlib
import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from wicketgate.cli.arguments import Arguments
from wicketgate.errors import ConfigError, RequestError, StateError
from wicketgate.output.redact import Redactor
from wicketgate.secrets.automata import Automata
from wicketgate.summon import open_state, state_home

PIECE = 1 << 16
LONGEST = 64 << 20
ASKED = f'{{"text": "…"}} of at most {LONGEST >> 20} MiB'
COMPILED, VAULT = "automata", "vault.age"
OPENING = ("identity", "agefile", "known_values")
"""Imported only where there is a vault: a filter without one starts in half the time."""
SUMMARY = "replace the secrets in a text by marks: token formats, private keys, passwords, the vault's values"
EXAMPLE = """examples:
  kubectl logs crm | wicketgate redact
  wicketgate redact crash.log > to-send.log
  echo '{"text": "password=kT4vw9ZqLm"}' | wicketgate redact --jsonl"""


def main(argv: list[str]) -> int:
    """Filter the named files, or standard input, and return 0."""
    parser = Arguments("wicketgate redact", SUMMARY, EXAMPLE)
    parser.add_argument("files", nargs="*", metavar="FILE", help="instead of standard input, one after the other")
    parser.add_argument(
        "--jsonl",
        action="store_true",
        help='take lines {"text": …}, answer lines {"text": …, "findings": [{"rule", "start", "end"}]}',
    )
    found = parser.parse_args(argv)
    written = lines if found.jsonl else pieces
    if (sys.stdin is None and not found.files) or sys.stdout is None:
        raise StateError("standard input or output is closed", "give it both")
    state = Path(state_home())
    redactor = Redactor(known(state), Automata(state / COMPILED if is_ours(state) else None), unknown=True)
    try:
        os.set_blocking(sys.stdout.fileno(), True)
        for source in sources(found.files):
            with source:
                for piece in written(redactor, source):
                    put(sys.stdout.fileno(), piece)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise StateError(f"cannot read or write on: {error.strerror}") from None
    return 0


def sources(files: Sequence[str]) -> Iterator[BinaryIO]:
    """Yield what is read: each file, or standard input; ConfigError names a file that cannot be opened."""
    for name in files:
        try:
            yield open(name, "rb")  # noqa: SIM115  whoever takes it closes it
        except OSError as error:
            raise ConfigError(f"cannot read {name!r}: {(error.strerror or '').lower()}") from None
    if not files:
        os.set_blocking(sys.stdin.fileno(), True)  # else a source that has nothing yet looks like one at its end
        yield sys.stdin.buffer


def put(out: int, piece: bytes) -> None:
    """Write all of `piece`: nothing waits in a buffer, neither for more nor for the end of the program."""
    while piece:
        piece = piece[os.write(out, piece) :]


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
    try:
        (state / VAULT).stat()
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except OSError as error:
        print(f"wicketgate: {state} is not open to you ({error.strerror}): no values are looked for", file=sys.stderr)
        return {}
    opener, file, learned = (importlib.import_module(f"wicketgate.secrets.vault.{name}") for name in OPENING)
    if opener.find(state, ()) is None:
        print("wicketgate: the vault opens by the keyring only: its values are not looked for", file=sys.stderr)
        return {}
    values: Any = learned.KnownValues()
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
    """Yield one answer for each line that is not blank; at the end, raise RequestError if some were none of ours."""
    number, wrong, first = 0, 0, 0
    for number, line in enumerate(whole(source), 1):
        if not line.strip():
            continue
        text = text_of(line)
        if text is None:
            wrong, first = wrong + 1, first or number
            answer: dict[str, object] = {"text": "", "findings": [], "error": f"the line is not {ASKED}"}
        else:
            found = redactor.find(text)
            findings = [{"rule": each.rule, "start": each.start, "end": each.end} for each in found]
            answer = {"text": redactor.marked(text, found), "findings": findings}
        yield json.dumps(answer, ensure_ascii=True).encode() + b"\n"
    if wrong:
        raise RequestError(f"{wrong} of {number} lines not {ASKED}, the first is line {first}", "see --help")


def whole(source: BinaryIO) -> Iterator[bytes]:
    """Yield each line; of one that is too long, only so much that its length shows."""
    while line := source.readline(LONGEST + 1):
        rest = line
        while len(rest) > LONGEST and not rest.endswith(b"\n"):
            rest = source.readline(LONGEST + 1)
        yield line


def text_of(line: bytes) -> str | None:
    """Return the text of one line, None if it has none; other keys are not looked at."""
    if len(line) > LONGEST:
        return None
    try:
        # A number of any length is no reason to refuse a text beside it; only Python's own integers have a limit.
        said = json.loads(line.decode("utf-8-sig", "replace"), strict=False, parse_int=float)
    except (ValueError, RecursionError):
        return None
    text = said.get("text") if isinstance(said, dict) else None
    return text if isinstance(text, str) else None
