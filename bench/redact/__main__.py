"""Recall in every form and pair of forms, false positives a MB, benign bytes unchanged, and MB per CPU-second.

    python -m bench.redact [--values N] [--mb N] [--kingfisher PATH] [--detect-secrets PYTHON]

Both are installed elsewhere, in an environment of their own, and scan the same files in the same run: kingfisher is the
program, for detect-secrets the interpreter that imports it. Their start-up, measured on an empty folder, is taken off.
`python -m bench.redact.unseen` counts recall by kind and flags on near-misses.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import statistics
import string
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench.redact import corpus
from bench.redact.encodings import PAIRS, SINGLE
from wicketgate.output.redact import Redactor
from wicketgate.output.redact.formats import FORMATS
from wicketgate.secrets.automata import ENGINES

LETTERS = string.ascii_letters + string.digits


def values(count: int, seed: int = 7) -> dict[str, str]:
    """Return invented secrets of several alphabets by name."""
    drawn, out = random.Random(seed), dict[str, str]()
    alphabets = ((LETTERS, 40), (LETTERS + "+/=", 44), (LETTERS + "!@#$%^&*\"\\/<>'", 24), ("0123456789abcdef", 32))
    for number in range(count):
        alphabet, size = alphabets[number % 4]
        out[f"S{number}"] = "".join(drawn.choices(alphabet, k=size))
    return out


def cpu(call: Callable[[], object], times: int = 3) -> float:
    """Return the least CPU-seconds of `call`."""
    best = float("inf")
    for _ in range(times):
        start = time.process_time()
        call()
        best = min(best, time.process_time() - start)
    return best


def recall(redactor: Redactor, known: dict[str, str]) -> None:
    """Print what is found of every value in every form, and of a sample in every pair of forms."""
    missed = dict.fromkeys(SINGLE, 0)
    for form, encode in SINGLE.items():
        for name, value in known.items():
            missed[form] += f"[redacted:{name}]" not in redactor.redact(f"ctx: {encode(value)} end")
    total = len(SINGLE) * len(known)
    print(f"single forms: {total - sum(missed.values())} of {total}", {k: v for k, v in missed.items() if v})
    few, lost = list(known.items())[:4], 0
    for outer, inner in PAIRS:
        for name, value in few:
            lost += f"[redacted:{name}]" not in redactor.redact(f"ctx: {SINGLE[outer](SINGLE[inner](value))} end")
    total = len(PAIRS) * len(few)
    print(f"pairs of forms: {total - lost} of {total} = {(total - lost) / total:.2%}")


def formats(redactor: Redactor) -> None:
    """Print what the formats find of their own examples and near-misses."""
    hits = [bool(redactor.find(text)) for form in FORMATS for text in form.examples]
    false = [form.name in {f.rule for f in redactor.find(text)} for form in FORMATS for text in form.near_misses]
    print(f"{len(FORMATS)} formats: examples {sum(hits)} of {len(hits)}, near-misses hit {sum(false)} of {len(false)}")


def cost(texts: dict[str, str], redactors: dict[str, Redactor]) -> dict[str, dict[str, float]]:
    """Print and return MB per CPU-second, false positives and bytes unchanged for each kind of text."""
    speeds = dict[str, dict[str, float]]()
    for name, redactor in redactors.items():
        redactor.redact("compile: token=abcdefgh")
        for kind, text in texts.items():
            size = len(text.encode()) / 1e6
            # `find`, since `redact` remembers a text it was given before: then the second time would cost nothing.
            spent, found = cpu(lambda redactor=redactor, text=text: redactor.find(text)), redactor.find(text)  # type: ignore[misc]
            speeds.setdefault(name, {})[kind] = size / spent
            same = 1 - sum(each.end - each.start for each in found) / len(text)
            parts = [text[at : at + 2048] for at in range(0, min(len(text), 1 << 20), 2048)]
            each = [cpu(lambda redactor=redactor, part=part: redactor.redact(part), 1) * 1e6 for part in parts]  # type: ignore[misc]
            print(
                f"{name:8} {kind:5} {size / spent:6.0f} MB/s  {len(found) / size:.2f} FP/MB  unchanged {same:.4%}"
                f"  2 KB p50 {statistics.median(each):.0f} µs"
            )
    whole = json.loads(texts["json"])
    assert all(json.loads(redactor.redact(texts["json"])) == whole for redactor in redactors.values())
    return speeds


SCAN = """
import pathlib, sys
from detect_secrets.core.scan import scan_file
from detect_secrets.settings import default_settings
with default_settings():
    print(sum(1 for path in pathlib.Path(sys.argv[1]).iterdir() for _ in scan_file(str(path))))
"""
"""detect-secrets' own function with its default plugins and filters, in one process."""


def seconds(program: list[str], folder: str) -> float:
    """Return the CPU-seconds another scanner takes for the files of a folder."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([*program, folder], capture_output=True, check=False)
    if b"Traceback" in done.stderr:
        raise SystemExit(done.stderr.decode("utf-8", "replace"))
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def beside(label: str, program: list[str], texts: dict[str, str], most: float, ours: dict[str, float]) -> None:
    """Print MB per CPU-second of another scanner over at most `most` bytes of each kind, and our ratio to it."""
    with tempfile.TemporaryDirectory() as empty:
        (Path(empty) / "empty.txt").write_text("")
        idle = seconds(program, empty)
    for kind, text in texts.items():
        part = text[: int(most)]
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / f"{kind}.txt").write_text(part)
            spent, size = seconds(program, folder) - idle, len(part.encode()) / 1e6
        if spent < idle / 4:
            print(f"{label} {kind:5} too quick to tell from its start-up ({idle:.2f} s): raise --mb")
        else:
            print(f"{label} {kind:5} {size / spent:8.2f} MB/s; ours is {ours[kind] * spent / size:.1f} times that")


def main() -> None:
    """Print every figure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--values", type=int, default=1000)
    parser.add_argument("--mb", type=float, default=4)
    parser.add_argument("--kingfisher")
    parser.add_argument("--detect-secrets")
    asked = parser.parse_args()
    most, known = int(asked.mb * 1e6), values(asked.values)
    texts = {"code": corpus.code(most), "logs": corpus.logs(most), "json": corpus.answers(most)}
    redactor, unknown = Redactor(known, ENGINES), Redactor({}, ENGINES, unknown=True)
    print(f"building {len(known)} values: {cpu(lambda: Redactor(known, ENGINES).redact('x'), 1):.2f} s", end=", ")
    some = dict(list(known.items())[:100])
    print(f"100 of them {cpu(lambda: Redactor(some, ENGINES).redact('x'), 1) * 1000:.0f} ms")
    speeds = cost(texts, {"known": redactor, "unknown": unknown, "both": redactor_with(known)})
    ours = speeds["unknown"]
    recall(redactor, known)
    formats(unknown)
    if asked.kingfisher:
        quiet = [asked.kingfisher, "scan", "--no-validate", "--no-update-check", "--jobs", "1", "--format", "json"]
        beside("kingfisher", quiet, texts, asked.mb * 1e6, ours)
    if asked.detect_secrets:
        beside("detect-secrets", [asked.detect_secrets, "-c", SCAN], texts, 2e5, ours)


def redactor_with(known: dict[str, str]) -> Redactor:
    """Return a redactor for known values and unknown formats together."""
    return Redactor(known, ENGINES, unknown=True)


if __name__ == "__main__":
    main()
