"""The files a policy names that belong to what is accepted: the JSON Schema of each task's final answer.

Takes a document and the workspace, gives the files' texts; an edited one changes the digest an owner accepts.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from wicketgate.errors import ConfigError
from wicketgate.policy.argument import LONGEST_SCHEMA, Schema
from wicketgate.policy.file import digest_of, read_policy_file
from wicketgate.policy.model import Document
from wicketgate.policy.tree import Where, read_tree


def read_beside(document: Document, root: Path, rule: Callable[..., str]) -> dict[str, str]:
    """Return the text of each answer schema by its path in the policy; ConfigError names the policy's line."""
    found: dict[str, str] = {}
    for name, task in document.tasks.items():
        if task.output is not None and task.output.schema_ not in found:
            found[task.output.schema_] = _read(root, task.output.schema_, rule("tasks", name, "output", "schema"))
    return found


def _read(root: Path, path: str, where: str) -> str:
    whole = root / path
    # A folder that is a link could lead the reader to another user's file, whose beginning a message would show.
    if not Path(os.path.realpath(whole.parent)).is_relative_to(os.path.realpath(root)):
        raise ConfigError(f"{where}: expected a schema in the policy's folder (got {path})")
    try:
        text = read_policy_file(whole).text
        if len(text) > LONGEST_SCHEMA:
            raise ValueError(f"expected at most {LONGEST_SCHEMA} characters")
        Schema.parse(text)
    except ConfigError as error:
        missing = not whole.exists()
        problem = f"no schema at {path}" if missing else error.message
        raise ConfigError(f"{where}: {problem}", f"write it, or remove output ({where})" if missing else "") from None
    except ValueError as error:
        raise ConfigError(f"{where}: {path}: {error}") from None
    return text


def digests(beside: Mapping[str, str]) -> dict[str, str]:
    """Return the digest of each file, by its path."""
    return {path: digest_of(text.encode()) for path, text in beside.items()}


def bound(text: str, beside: Mapping[str, str]) -> str:
    """Return the digest by which an owner accepts a policy's text together with the digests of what it names."""
    alone = digest_of(text.encode())
    return digest_of(json.dumps([alone, dict(beside)], sort_keys=True).encode()) if beside else alone


def lines(text: str, path: str) -> dict[Where, int]:
    """Return the line of each part of a JSON file by its path from the root; empty where it cannot be told."""
    try:
        return read_tree(text, path).lines
    except ConfigError:
        return {}


def is_open(schema: str) -> bool:
    """Return whether an object that a JSON Schema describes may hold keys it does not name."""
    return _open(json.loads(schema))


def _open(part: Any) -> bool:
    if isinstance(part, list):
        return any(map(_open, part))
    if not isinstance(part, dict):
        return False
    closed = any(part.get(key) is False for key in ("additionalProperties", "unevaluatedProperties"))
    described = "properties" in part or part.get("type") == "object"
    return (described and not closed) or any(map(_open, part.values()))
