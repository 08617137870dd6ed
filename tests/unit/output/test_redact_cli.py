"""`wicketgate redact` filters bytes as they come, answers lines with findings, and needs no warden."""

from __future__ import annotations

import json
import subprocess
import sys

TOKEN = "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"


def run(said: bytes, *flags: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "wicketgate", "redact", *flags], input=said, capture_output=True, check=False
    )


def test_text_comes_out_redacted_and_bytes_that_are_no_text_as_they_were() -> None:
    done = run(b"\xff\xfe " + TOKEN.encode() + b" \xc3\xa9\n")
    assert (done.returncode, done.stdout) == (0, b"\xff\xfe [redacted:github-token] \xc3\xa9\n")


def test_lines_are_answered_with_places_in_characters() -> None:
    done = run(json.dumps({"text": f"é {TOKEN}"}).encode() + b"\n\n" + b'{"text": ""}\n', "--jsonl")
    first, second = map(json.loads, done.stdout.splitlines())
    assert first == {
        "text": "é [redacted:github-token]",
        "findings": [{"rule": "github-token", "start": 2, "end": 2 + len(TOKEN)}],
    }
    assert second == {"text": "", "findings": []}


def test_a_line_that_is_none_of_ours_is_refused_with_its_number() -> None:
    done = run(b'{"text": "a"}\n[1]\n', "--jsonl")
    assert done.returncode == 2 and b"line 2" in done.stderr
