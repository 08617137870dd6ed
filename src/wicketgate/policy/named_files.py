"""The files a policy names that belong to what is accepted: schemas of final answers, authorities of data sources.

Takes a document and the workspace, gives the files' texts; an edited one changes the digest an owner accepts.
"""

from __future__ import annotations

import json
import os
import ssl
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from wicketgate.errors import ConfigError
from wicketgate.policy.argument import LONGEST_SCHEMA, Schema
from wicketgate.policy.file import digest_of, read_policy_file
from wicketgate.policy.model import Document
from wicketgate.policy.yaml_tree import Where, read_tree


class Kind(NamedTuple):
    """What one of these files is."""

    word: str
    key: str
    """Of the policy, that names it."""
    check: Callable[[str], object]
    """Raises ValueError for a text that is none."""


def read_beside(document: Document, root: Path, rule: Callable[..., str]) -> dict[str, str]:
    """Return the text of each file by its path in the policy; ConfigError names the policy's line."""
    named = [
        (task.output.schema_, SCHEMA, rule("tasks", name, "output", "schema"))
        for name, task in document.tasks.items()
        if task.output is not None
    ]
    named += [
        (source.ca, AUTHORITIES, rule("sources", name, "ca"))
        for name, source in document.sources.items()
        if source.ca is not None
    ]
    found: dict[str, str] = {}
    for path, kind, where in named:
        if path not in found:
            found[path] = _read(root, path, kind, where)
        _checked(found[path], path, kind, where)
    return found


def _read(root: Path, path: str, kind: Kind, where: str) -> str:
    whole = root / path
    # A folder that is a link could lead the reader to another user's file, whose beginning a message would show.
    if not Path(os.path.realpath(whole.parent)).is_relative_to(os.path.realpath(root)):
        raise ConfigError(f"{where}: expected {kind.word} in the policy's folder (got {path})")
    try:
        return read_policy_file(whole).text
    except ConfigError as error:
        missing = not whole.exists()
        problem = f"no {kind.word.partition(' ')[2]} at {path}" if missing else error.message
        raise ConfigError(
            f"{where}: {problem}", f"write it, or remove {kind.key} ({where})" if missing else ""
        ) from None


def _checked(text: str, path: str, kind: Kind, where: str) -> None:
    try:
        if len(text) > LONGEST_SCHEMA:
            raise ValueError(f"expected at most {LONGEST_SCHEMA} characters")
        kind.check(text)
    except ValueError as error:
        raise ConfigError(f"{where}: {path}: {error}") from None


def _check_authorities(text: str) -> None:
    if "PRIVATE KEY" in text:
        raise ValueError("expected certificates alone (got a private key with them)")
    try:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_verify_locations(cadata=text)
        count = context.cert_store_stats()["x509"]
    except (ssl.SSLError, ValueError):
        count = 0
    # What is cut short between two certificates would otherwise be fewer than a person saw.
    if not count or count != text.count("-----BEGIN CERTIFICATE-----"):
        raise ValueError("expected certificates as PEM, each once")


SCHEMA = Kind("a schema", "output", Schema.parse)
AUTHORITIES = Kind("a file of certificates", "ca", _check_authorities)


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
