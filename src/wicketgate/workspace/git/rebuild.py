"""Building the view's own `.git`: the same commits, by the same names, minus the contents hidden or not granted.

Takes an open workspace, the frozen tree and the grant; writes `.git` into the tree. Configuration is our own and
minimal; no remote, credential, hook, filter, reflog, worktree, module or unreachable object comes along.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from wicketgate.policy.pattern import plain
from wicketgate.workspace.git.history import Paths, contents, hidden_files, same_as_hidden
from wicketgate.workspace.git.plumbing import Git
from wicketgate.workspace.git.source import Source, read_source
from wicketgate.workspace.grant import Grant

# A promisor remote that leads nowhere: git takes the absent contents for what a partial clone lacks, and commits work.
CONFIG = """[core]
\trepositoryformatversion = 1
\tfilemode = true
\tbare = false
\tlogallrefupdates = true
\tcheckStat = minimal
\tsparseCheckout = true
[gc]
\tauto = 0
[maintenance]
\tauto = false
[remote "absent"]
\turl = /hidden-by-wicketgate
\tpromisor = true
[extensions]
\tpartialClone = absent
"""
MOST_SPARSE = 5_000  # git compares each path with each pattern
IndexRow = tuple[bytes, bytes, str, bytes]
"""Mode, object, path and the row as `update-index --index-info` takes it."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a rebuilt repository must leave out, and for whom it is."""

    grant: Grant
    protected: Sequence[Path]
    inside: tuple[str, ...]
    """The protected paths that lie in the workspace, relative to it."""
    hidden: Sequence[str]
    present: Iterable[str]
    """Files and links of the frozen tree."""
    uid: int | None = None


def rebuild(root: int, tree: Path, request: Request) -> bool:
    """Return whether the workspace has a repository, having written its rebuilt form to `tree/.git`."""
    try:
        os.stat(".git", dir_fd=root, follow_symlinks=False)
    except FileNotFoundError:
        return False
    shadow, made = tree.parent / "git-shadow", tree / ".git"
    _skeleton(shadow)
    try:
        source = read_source(root, Git(shadow))
        try:
            _build(root, source, Git(shadow, source.objects), made, request)
        finally:
            os.close(source.objects)
    finally:
        shutil.rmtree(shadow)
    if request.uid is not None:
        _give(made, request.uid)
    return True


def _build(root: int, source: Source, reader: Git, made: Path, request: Request) -> None:
    _write(reader.folder, source, source.refs)
    refs = _commits_only(reader, source)
    _write(reader.folder, source, refs)
    tips = b"".join(sorted({oid + b"\n" for oid in refs.values()} | _detached(source)))
    commits = reader.run("rev-list", "--stdin", given=tips) if tips else b""
    rows = _index_rows(reader, source)
    paths = Paths(request.grant, request.inside)
    found = contents(reader, commits, ((mode, oid, path) for mode, oid, path, _ in rows), paths)
    kept = found.granted.keys() - found.hidden
    kept -= same_as_hidden(reader, kept, hidden_files(root, request.hidden, request.protected), source.sha256)
    kept |= found.granted.keys() & {_empty(source)}
    listing = ("rev-list", "--objects", "--no-object-names", "--filter=blob:none", "--stdin")
    frame = reader.run(*listing, given=tips) if tips else b""
    pack = reader.run("pack-objects", "--stdout", "-q", given=frame + b"".join(oid + b"\n" for oid in sorted(kept)))
    _skeleton(made)
    _write(made, source, refs)
    git = Git(made, until=reader.until)
    # .promisor: what the packed trees name and the pack lacks is absent on purpose.
    git.run("index-pack", "--stdin", "--promisor=absent", given=pack)
    _sparse(made, found.absent(kept))
    _index(git, rows, set(request.present), made.parent)


def _skeleton(folder: Path) -> None:
    for name in ("", "objects", "objects/pack", "objects/info", "refs", "refs/heads", "refs/tags", "info"):
        (folder / name).mkdir(mode=0o755)


def _write(folder: Path, source: Source, refs: dict[bytes, bytes]) -> None:
    """Write HEAD, refs, borders and configuration of our own making."""
    rows = b"".join(oid + b" " + name + b"\n" for name, oid in sorted(refs.items()))
    (folder / "HEAD").write_bytes(source.head + b"\n")
    (folder / "packed-refs").write_bytes(b"# pack-refs with: sorted \n" + rows)
    (folder / "config").write_text(CONFIG + ("\tobjectFormat = sha256\n" if source.sha256 else ""))
    if source.shallow:
        (folder / "shallow").write_bytes(source.shallow)


def _commits_only(reader: Git, source: Source) -> dict[bytes, bytes]:
    """Return the refs that lead to a commit that is there; a tag of a bare file would bring in what no path names."""
    names = sorted(source.refs)
    given = b"".join(source.refs[name] + b"^{commit}\n" for name in names)
    rows = reader.run("cat-file", "--batch-check=%(objecttype)", given=given).splitlines()
    return {name: source.refs[name] for name, row in zip(names, rows, strict=True) if row == b"commit"}


def _detached(source: Source) -> set[bytes]:
    return set() if source.head.startswith(b"ref:") else {source.head + b"\n"}


def _index_rows(reader: Git, source: Source) -> list[IndexRow]:
    for name, data in source.index.items():
        (reader.folder / name).write_bytes(data)
    if "index" not in source.index:
        return []
    rows = []
    for row in reader.run("ls-files", "--stage", "-z").split(b"\0"):
        head, _, raw = row.partition(b"\t")
        mode, _, rest = head.partition(b" ")
        path = os.fsdecode(raw)
        if row and plain(path):
            rows.append((mode, rest.split(b" ")[0], path, row))
    return rows


def _index(git: Git, rows: Sequence[IndexRow], present: set[str], tree: Path) -> None:
    """Write the index anew; what is absent from the view is marked so that git does not take it for deleted."""

    def run(*arguments: str, given: bytes = b"", codes: Sequence[int] = (0,)) -> None:
        git.run("update-index", *arguments, given=given, extra={"GIT_WORK_TREE": str(tree)}, codes=codes, cwd=tree)

    run("-z", "--index-info", given=b"".join(row + b"\0" for _, _, _, row in rows))
    absent = sorted({path for _, _, path, row in rows if path not in present and row.split(b"\t")[0].endswith(b" 0")})
    run("-z", "--skip-worktree", "--stdin", given=b"".join(os.fsencode(path) + b"\0" for path in absent))
    run("-q", "--refresh", codes=(0, 1))


def _sparse(made: Path, absent: set[str]) -> None:
    """Say of every path whose content is absent that it is not checked out, so that switching branches works."""
    paths = sorted(path for path in absent if "\n" not in path and path == path.strip())[:MOST_SPARSE]
    lines = "".join("!/" + re.sub(r"([*?\[\]\\!#])", r"\\\1", path) + "\n" for path in paths)
    (made / "info" / "sparse-checkout").write_bytes(b"/*\n" + os.fsencode(lines))


def _empty(source: Source) -> bytes:
    sha256 = b"473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813"
    return sha256 if source.sha256 else b"e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"


def _give(folder: Path, uid: int) -> None:
    for _, folders, names, handle in os.fwalk(folder):
        os.fchown(handle, uid, uid)
        for name in (*folders, *names):
            os.chown(name, uid, uid, dir_fd=handle, follow_symlinks=False)
