"""Reading a person's `.git` as data: refs, HEAD, shallow borders, index and format, by descriptor and without git.

Takes an open workspace; gives a Source. What points out of the folder (a `.git` file, alternates, links, a partial
clone) is refused, because what lies there was never granted.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass

from wicketgate.workspace.git.plumbing import Git, refuse
from wicketgate.workspace.tree import FILE, FOLDER, open_folder

OID = re.compile(rb"[0-9a-f]{40}(?:[0-9a-f]{24})?")
REF = re.compile(rb"refs/(?:heads|tags|remotes)/[^\x00-\x20\x7f~^:?*\[\\]+|refs/stash")
LARGEST = 256 << 20  # bytes of one file of the git folder that is read here
MOST_REFS = 100_000
KNOWN_EXTENSIONS = frozenset({"objectformat", "refstorage", "worktreeconfig", "noop", "relativeworktrees"})


@dataclass(frozen=True, slots=True)
class Source:
    """What a repository says besides its objects."""

    objects: int
    """Descriptor of its object store; the reader closes it."""
    head: bytes
    refs: dict[bytes, bytes]
    shallow: bytes
    index: dict[str, bytes]
    """`index` and, where it is split, the shared part by name."""
    sha256: bool


def read_source(root: int, git: Git) -> Source:
    """Return what `.git` in the workspace says; ConfigError if it points elsewhere. `git` only parses configuration."""
    kind = stat.S_IFMT(os.stat(".git", dir_fd=root, follow_symlinks=False).st_mode)
    if kind != stat.S_IFDIR:
        raise refuse("`.git` is a file or link that points elsewhere (a worktree or submodule)")
    folder = os.open(".git", FOLDER, dir_fd=root)
    try:
        for name in ("commondir", "gitdir"):
            if _read(folder, name) is not None:
                raise refuse(f"`.git/{name}` points elsewhere")
        sha256 = _format(_read(folder, "config") or b"", git)
        refs = _packed(_read(folder, "packed-refs") or b"") | dict(_loose(folder))
        head = _head(_read(folder, "HEAD"))
        shallow = b"".join(line + b"\n" for line in (_read(folder, "shallow") or b"").split() if OID.fullmatch(line))
        return Source(_objects(folder), head, refs, shallow, dict(_index(folder)), sha256)
    finally:
        os.close(folder)


def _format(config: bytes, git: Git) -> bool:
    """Return whether the repository uses SHA-256; includes are not followed."""
    listed = git.run("config", "--file", "-", "--no-includes", "--null", "--list", given=config)
    sha256 = False
    for row in listed.split(b"\0"):
        key, _, value = row.decode(errors="replace").partition("\n")
        section, _, name = key.partition(".")
        if section == "extensions" and name not in KNOWN_EXTENSIONS:
            raise refuse(f"it uses git's extension {name!r}")
        if key == "extensions.refstorage" and value != "files":
            raise refuse(f"it keeps its refs as {value!r}")
        sha256 = sha256 or (key == "extensions.objectformat" and value == "sha256")
    return sha256


def _head(data: bytes | None) -> bytes:
    text = (data or b"").strip()
    target = text.removeprefix(b"ref:").strip()
    if OID.fullmatch(text) or (text.startswith(b"ref:") and _plain_ref(target)):
        return text
    raise refuse("`.git/HEAD` is not a branch or a commit")


def _packed(data: bytes) -> dict[bytes, bytes]:
    rows = (line.split(b" ", 1) for line in data.splitlines() if line[:1] not in (b"#", b"^", b""))
    return {row[1]: row[0] for row in rows if len(row) == 2 and OID.fullmatch(row[0]) and _plain_ref(row[1])}


def _loose(folder: int) -> Iterator[tuple[bytes, bytes]]:
    count = 0
    for where, _, names, handle in os.fwalk("refs", dir_fd=folder, follow_symlinks=False):
        for name in names:
            count += 1
            if count > MOST_REFS:
                raise refuse(f"it has more than {MOST_REFS} refs")
            ref, value = os.fsencode(f"{where}/{name}"), (_read(handle, name) or b"").strip()
            if OID.fullmatch(value) and _plain_ref(ref):
                yield ref, value


def _index(folder: int) -> Iterator[tuple[str, bytes]]:
    for name in sorted(os.listdir(folder)):
        if name == "index" or re.fullmatch(r"sharedindex\.[0-9a-f]+", name):
            data = _read(folder, name)
            if data is not None:
                yield name, data


def _objects(folder: int) -> int:
    """Return a descriptor of the object store, having looked that every object in it lies in it."""
    for path in ("objects/info/alternates", "objects/info/http-alternates"):
        parent, _, name = path.rpartition("/")
        try:
            handle = open_folder(folder, parent)
        except FileNotFoundError:
            continue
        try:
            if (_read(handle, name) or b"").strip():
                raise refuse(f"`.git/{path}` borrows objects from elsewhere")
        finally:
            os.close(handle)
    for where, folders, names, handle in os.fwalk("objects", dir_fd=folder, follow_symlinks=False):
        for name in (*folders, *names):
            kind = stat.S_IFMT(os.stat(name, dir_fd=handle, follow_symlinks=False).st_mode)
            if kind not in (stat.S_IFREG, stat.S_IFDIR):
                raise refuse(f"`.git/{where}/{name}` is a link or a device")
            if name.endswith(".promisor"):
                raise refuse("it is a partial clone, whose other objects lie elsewhere")
    return open_folder(folder, "objects")


def _plain_ref(name: bytes) -> bool:
    parts = name.split(b"/")
    odd = any(part[:1] in (b"", b".", b"-") or part.endswith((b".lock", b".")) or b".." in part for part in parts)
    return REF.fullmatch(name) is not None and not odd and b"@{" not in name and len(name) < 1024


def _read(folder: int, name: str) -> bytes | None:
    """Return a regular file's bytes; None if it is not there; ConfigError if it is something else or too large."""
    try:
        handle = os.open(name, FILE, dir_fd=folder)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise refuse(f"`{name}` in it cannot be read: {error.strerror}") from None
    with os.fdopen(handle, "rb") as file:
        info = os.fstat(handle)
        if not stat.S_ISREG(info.st_mode) or info.st_size > LARGEST:
            raise refuse(f"`{name}` in it is no ordinary file")
        return file.read()
