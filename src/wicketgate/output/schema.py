"""What an agent may hand on as its final answer: one JSON value that fits the schema its owner accepted.

Takes the schema's text and what the run wrote; gives the value written anew, or Misfit. What is handed on holds nothing
but the value: no blank, no order of keys, no spelling of a number or a letter is the agent's choice. A reason names the
part of the schema that failed and never quotes the answer, whose words are the agent's.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping
from typing import Any

from wicketgate.policy.argument import compile_schema

LARGEST = 256 << 10
"""Bytes of an answer, and of what is handed on."""
DEEPEST = 64
SAFE = 1 << 53
FENCE = re.compile(r"```(?:json)?[ \t]*\n(.*)\n[ \t]*```", re.DOTALL)
Clean = Callable[[str], str]


class Misfit(ValueError):
    """An answer that is not handed on; the message says why, in words that are none of the agent's."""


class AnswerSchema:
    """One compiled schema; `lines` is where each of its parts stands in the file `path`."""

    def __init__(self, text: str, path: str, lines: Mapping[tuple[str | int, ...], int]) -> None:
        self._path, self._lines = path, lines
        self._validator = compile_schema(text)

    def answer(self, written: bytes, clean: Clean, *, enveloped: bool = False) -> str:
        """Return the answer in `written`, free of secrets, on one line of ASCII; Misfit if it is none that fits.

        `enveloped`: it stands in the `result` of what Claude Code prints with `--output-format json`.
        """
        text = _text(written)
        if enveloped:
            value = _enveloped(_value(text))
            value = _value(_unfenced(value)) if isinstance(value, str) else value
        else:
            value = _value(_unfenced(text))
        value = _canonical(_cleaned(value, clean), 0)
        self._fits(value)
        return self._whole(_spelled(value), clean)

    def _whole(self, said: str, clean: Clean) -> str:
        """Return what is handed on, also free of what only shows once it is written out."""
        cleaned = clean(said)
        if cleaned == said:
            return said
        value = _canonical(_value(cleaned), 0)
        self._fits(value)
        said = _spelled(value)
        if clean(said) != said:
            raise Misfit("it holds a secret")
        return said

    def _fits(self, value: Any) -> None:
        try:
            found = next(iter(self._validator.iter_errors(value)), None)
        except Exception:  # a letter or a number the validator cannot take
            raise Misfit("it holds what no JSON Schema can judge") from None
        if found is not None:
            # INVARIANT: of the finding only where it stands in the schema; its words and its path quote the answer.
            raise Misfit(f"it does not fit {self._where(list(found.schema_path))}")

    def _where(self, part: list[str | int]) -> str:
        line = next(
            (self._lines[tuple(part[:end])] for end in range(len(part), 0, -1) if tuple(part[:end]) in self._lines), 1
        )
        return f"{self._path}:{line}: {'.'.join(map(str, part))}"


def _text(written: bytes) -> str:
    if len(written) > LARGEST:
        raise Misfit(f"it is longer than {LARGEST} bytes")
    try:
        text = written.decode().strip()
    except UnicodeDecodeError:
        raise Misfit("it is not UTF-8") from None
    if not text:
        raise Misfit("there is none")
    return text


def _unfenced(text: str) -> str:
    found = FENCE.fullmatch(text.strip())
    return found[1] if found else text


def _value(text: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_object, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise Misfit(str(error) if isinstance(error, Misfit) else "it is not one JSON value") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        # Which of the two counts would be the reader's choice.
        raise Misfit("it names one key twice")
    return found


def _no_number(name: str) -> Any:
    raise Misfit("it holds a number that JSON has not")


def _enveloped(value: Any) -> Any:
    """Return the answer in what Claude Code printed: its messages, or the last of them."""
    last = value[-1] if isinstance(value, list) and value else value
    if not isinstance(last, dict) or last.get("type") != "result":
        raise Misfit("it is not what Claude Code prints with --output-format json")
    if last.get("is_error"):
        raise Misfit("the agent ended with an error")
    return last["structured_output"] if last.get("structured_output") is not None else last.get("result")


def _cleaned(value: Any, clean: Clean) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        found = {clean(key): _cleaned(below, clean) for key, below in value.items()}
        if len(found) != len(value):
            raise Misfit("it holds a secret")
        return found
    return [_cleaned(below, clean) for below in value] if isinstance(value, list) else value


def _canonical(value: Any, depth: int) -> Any:
    """Return the value with one spelling of each number and only whole letters."""
    if depth > DEEPEST:
        raise Misfit(f"it has more than {DEEPEST} levels")
    if isinstance(value, dict):
        return {_letters(key): _canonical(below, depth + 1) for key, below in value.items()}
    if isinstance(value, str):
        return _letters(value)
    if isinstance(value, list):
        return [_canonical(below, depth + 1) for below in value]
    if isinstance(value, float):
        if not math.isfinite(value):
            raise Misfit("it holds a number that JSON has not")
        return int(value) if value == int(value) and abs(value) < SAFE else value
    return value


def _letters(text: str) -> str:
    # The validator passes half a letter without a look at its string.
    if any("\ud800" <= char <= "\udfff" for char in text):
        raise Misfit("it holds half a letter")
    return text


def _spelled(value: Any) -> str:
    try:
        said = json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)
    except (ValueError, RecursionError):
        raise Misfit("it holds a number that cannot be written") from None
    if len(said) > LARGEST:
        raise Misfit(f"it is longer than {LARGEST} bytes")
    return said
