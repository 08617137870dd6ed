"""Finds Claude Code's native binary on this machine and checks that it is one whose behaviour was tried.

Every wall holds for any program; the hash is checked since hooks and settings are only known to work in these versions.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.util
import json
import os
import platform
import re
import shutil
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

from wicketgate.errors import ConfigError

HINT = "pip install 'wicketgate[claude]', or name the binary with --claude PATH"
SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)
ELF = b"\x7fELF"
MACHINES = {"x86_64": "linux-x64", "aarch64": "linux-arm64"}
USUAL = ("~/.local/bin/claude", "/usr/local/bin/claude", "/usr/bin/claude")


def find_claude(named: str = "", accepted: str = "") -> Path:
    """Return the native binary, its hash checked (blocking: about a second for a file not seen before).

    `named` is the operator's path, `accepted` a SHA-256 they vouch for; ConfigError says what is missing or unknown.
    """
    path = _native(Path(named)) if named else next(_candidates(), None)
    if path is None:
        where = f"no Claude Code binary at {named}" if named else "Claude Code is not installed"
        raise ConfigError(where, HINT)
    found = digest(path)
    if accepted and not SHA256.fullmatch(accepted.lower()):
        raise ConfigError(f"expected --claude-sha256 to be 64 hexadecimal digits (got {accepted!r})", "sha256sum FILE")
    if found not in ({accepted.lower()} if accepted else known()):
        why = "does not have the accepted hash" if accepted else "is a version that was never tried"
        raise ConfigError(f"{path} {why} (sha256 {found})", f"if you trust it: --claude-sha256 {found}")
    return path


def known() -> set[str]:
    """Return the hashes of the binaries that were tried, for this machine."""
    versions = json.loads(resources.files("wicketgate.intercept").joinpath("claude.json").read_text())
    build = MACHINES.get(platform.machine(), "")
    return {builds[build] for builds in versions.values() if build in builds}


def digest(path: Path) -> str:
    """Return the SHA-256 of a file in hex; remembered until the file changes."""
    seen = path.stat()
    return _digest(str(path), seen.st_ino, seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns)


@functools.lru_cache(maxsize=16)
def _digest(path: str, inode: int, size: int, modified: int, changed: int) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _candidates() -> Iterator[Path]:
    spec = importlib.util.find_spec("claude_agent_sdk")  # found, not imported: that takes most of a second
    places = (
        [str(Path(folder, "_bundled", "claude")) for folder in (spec.submodule_search_locations or [])] if spec else []
    )
    places += [shutil.which("claude") or "", *(os.path.expanduser(place) for place in USUAL)]  # noqa: PTH111
    for place in filter(None, places):
        native = _native(Path(place))
        if native is not None:
            yield native


def _native(path: Path) -> Path | None:
    """Return the native binary at `path`, or the one the script there (npm's) would start."""
    try:
        real = path.resolve(strict=True)
    except OSError:
        return None
    package = f"claude-code-{MACHINES.get(platform.machine(), '')}"
    beside = real.parent / "node_modules" / "@anthropic-ai" / package / "claude"
    for file in (real, beside, real.parent.parent / package / "claude"):
        if file.is_file() and _starts_as_elf(file):
            return file
    return None


def _starts_as_elf(file: Path) -> bool:
    with file.open("rb") as handle:
        return handle.read(4) == ELF
