"""Looks over a folder for `wicketgate init`: follows no link, runs nothing, reads only Claude Code's settings.

Takes a folder, gives the facts a first policy is written from. The folder may be a hostile clone: what is read is
bounded, and what cannot be read is left out.
"""

from __future__ import annotations

import json
import os
import re
import stat
from pathlib import Path
from typing import Any

from wicketgate.policy.initial import Facts
from wicketgate.policy.yaml_quoting import usable

FOLDERS = ("docs", "doc", "src", "lib", "app", "cmd", "pkg", "tests", "test")
DOCUMENTS = ("README.md", "README.rst", "README", "LICENSE", "CONTRIBUTING.md", "CLAUDE.md")
PACKAGES = ("package.json", "pyproject.toml", "go.mod", "Cargo.toml")
SETTINGS = (".claude/settings.json", ".claude/settings.local.json")
KEYS = r"\.env(\..*)?|.*\.(pem|key|p12|pfx|jks|keystore)|id_(rsa|dsa|ecdsa|ed25519)|\.(netrc|npmrc|pypirc)"
# DOTALL: a line break in its name must not keep a key from being seen.
SECRET = re.compile(KEYS, re.DOTALL)
DATABASE = re.compile(r".*\.(db|sqlite|sqlite3|db3)", re.DOTALL)
MAGIC = b"SQLite format 3\0"
# A dependency's own test keys would bury the folder's real ones.
SKIPPED = frozenset({".git", "node_modules", ".venv", "venv", "target", "vendor", "__pycache__", ".tox"})
ENTRIES = 50_000
LISTED = 50
LARGEST = 1 << 20


def look(root: Path) -> Facts:
    """Return what `root` holds."""
    found, complete = _walk(root)
    settings = [_json(root, name) for name in SETTINGS]
    paths = [path for path in found if usable(path)]
    return Facts(
        git=(root / ".git").exists(),
        folders=tuple(name for name in FOLDERS if _is(root / name, stat.S_ISDIR)),
        documents=tuple(name for name in (*DOCUMENTS, *PACKAGES) if _is(root / name, stat.S_ISREG)),
        secrets=tuple(path for path in paths if SECRET.fullmatch(path.rsplit("/", 1)[-1]))[:LISTED],
        databases=tuple(path for path in paths if DATABASE.fullmatch(path) and _starts(root, path, MAGIC))[:LISTED],
        allowed=tuple(rule for body in settings for rule in _texts(body, "permissions", "allow"))[:LISTED],
        servers=tuple(_keys(_json(root, ".mcp.json"), "mcpServers"))[:LISTED],
        skills=tuple(_folders(root / ".claude/skills"))[:LISTED],
        agents=_is(root / ".claude/agents", stat.S_ISDIR),
        left_out=len(found) - len(paths),
        complete=complete,
    )


def _walk(root: Path) -> tuple[list[str], bool]:
    """Return the path of each file that may be a secret or a database, and whether the whole folder was seen."""
    found: list[str] = []
    seen = 0
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(set(folders) - SKIPPED)
        seen += len(files) + 1
        if seen > ENTRIES:
            return found, False
        names = [name for name in sorted(files) if SECRET.fullmatch(name) or DATABASE.fullmatch(name)]
        found += [str(Path(folder, name).relative_to(root)) for name in names]
    return found, True


def _is(path: Path, kind: Any) -> bool:
    try:
        return bool(kind(path.lstat().st_mode))
    except OSError:
        return False


def _content(path: Path, size: int) -> bytes:
    """Return at most `size` bytes of a regular file that is no link; nothing if it cannot be read."""
    try:
        opened = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return b""
    try:
        return os.read(opened, size) if stat.S_ISREG(os.fstat(opened).st_mode) else b""
    finally:
        os.close(opened)


def _starts(root: Path, path: str, magic: bytes) -> bool:
    return _content(root / path, len(magic)) == magic


def _json(root: Path, path: str) -> Any:
    try:
        return json.loads(_content(root / path, LARGEST))
    except (ValueError, RecursionError):
        return None


def _keys(body: Any, key: str) -> list[str]:
    found = body.get(key) if isinstance(body, dict) else None
    return list(found) if isinstance(found, dict) else []


def _texts(body: Any, *keys: str) -> list[str]:
    for key in keys:
        body = body.get(key) if isinstance(body, dict) else None
    return [text for text in body if isinstance(text, str)] if isinstance(body, list) else []


def _folders(path: Path) -> list[str]:
    try:
        return sorted(entry.name for entry in os.scandir(path) if entry.is_dir(follow_symlinks=False))
    except OSError:
        return []
