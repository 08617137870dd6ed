"""The pure layer is pure: neither it nor what it imports of ours can reach a disk, clock, socket or environment."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SRC = Path(__file__).parents[2] / "src"
PACKAGE = SRC / "wicketgate"
PURE = ("gate", "output", "sandbox/plan.py", "action.py", "strict_json.py")
IMPURE = frozenset(
    {"asyncio", "builtins", "ctypes", "datetime", "fcntl", "ftplib", "getpass", "glob", "http", "importlib", "io"}
    | {"linecache", "locale", "logging", "mmap", "multiprocessing", "os", "pickle", "platform", "pty", "pwd", "queue"}
    | {"random", "resource", "runpy", "sched", "secrets", "select", "selectors", "shelve", "shutil", "signal", "site"}
    | {"smtplib", "socket", "socketserver", "sqlite3", "ssl", "subprocess", "sys", "tempfile", "termios", "threading"}
    | {"time", "urllib.request", "uuid", "warnings", "webbrowser", "apsw", "h11", "mcp", "pyseccomp", "ruamel"}
)
CALLS = frozenset({"open", "print", "input", "exec", "eval", "compile", "__import__", "breakpoint", "globals"})
METHODS = frozenset(
    {
        "read_text",
        "read_bytes",
        "write_text",
        "write_bytes",
        "exists",
        "is_file",
        "is_dir",
        "is_symlink",
        "stat",
        "lstat",
    }
    | {"resolve", "absolute", "expanduser", "iterdir", "rglob", "mkdir", "touch", "unlink", "rename", "home", "cwd"}
    | {"symlink_to", "readlink", "samefile", "chmod", "rmdir", "owner", "hardlink_to"}
)
# The policy's values are what the pure layer decides by. `Policy.load` reads a file; the pure layer never calls it.
VALUES = frozenset({"wicketgate.policy", "wicketgate.policy.policy"})


def pure_files() -> list[Path]:
    """Return the source files of the pure layer."""
    places = [PACKAGE / place for place in PURE]
    return sorted(
        file for place in places for file in ([place] if place.suffix else place.rglob("*.py")) if file.exists()
    )


def imported(file: Path) -> Iterator[str]:
    """Yield every module a file may import, `from a import b` as both `a` and `a.b`."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: relative import"
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def impure(module: str) -> bool:
    """Return whether a module, or the package it lies in, reaches outside."""
    parts = module.split(".")
    return any(".".join(parts[:end]) in IMPURE for end in range(1, len(parts) + 1))


def ours(module: str) -> Path | None:
    """Return the file of a module of ours, or None."""
    place = SRC / module.replace(".", "/")
    found = [file for file in (place.with_suffix(".py"), place / "__init__.py") if module and file.is_file()]
    return found[0] if found and module.startswith("wicketgate") else None


def reached(file: Path, seen: set[Path]) -> Iterator[tuple[Path, str]]:
    """Yield each import of a file and of what it imports of ours."""
    seen.add(file)
    for module in imported(file):
        yield file, module
        below = ours(module)
        if below is not None and below not in seen and module not in VALUES:
            yield from reached(below, seen)


@pytest.mark.parametrize("file", pure_files(), ids=lambda file: str(file.relative_to(PACKAGE)))
def test_no_import_reaches_outside(file: Path) -> None:
    found = {(str(where.relative_to(SRC)), module) for where, module in reached(file, set()) if impure(module)}
    assert not found


@pytest.mark.parametrize("file", pure_files(), ids=lambda file: str(file.relative_to(PACKAGE)))
def test_no_call_reaches_outside(file: Path) -> None:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else ""
            method = node.func.attr if isinstance(node.func, ast.Attribute) else ""
            assert name not in CALLS, f"{file}:{node.lineno} calls {name}"
            assert method not in METHODS, f"{file}:{node.lineno} calls .{method}"


def test_the_values_the_pure_layer_uses_are_not_loaded_there() -> None:
    for file in pure_files():
        attributes = {node.attr for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Attribute)}
        assert not attributes & {"load", "open"}, file


def test_the_check_would_see_a_breach(tmp_path: Path) -> None:
    file = tmp_path / "sly.py"
    file.write_text("import urllib.request\nfrom os import path\nfrom wicketgate.store.journal import Journal\n")
    found = {module for _, module in reached(file, set()) if impure(module)}
    assert {"urllib.request", "os", "os.path"} <= found
    assert pure_files()
