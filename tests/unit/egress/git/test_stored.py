"""A push drawn against the history a run was given, in packs that real git wrote; and stores made to mislead."""

from __future__ import annotations

import asyncio
import os
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.unit.egress.git.test_pushed import NONE, Repository

from wicketgate.egress.git import stored as store
from wicketgate.egress.git.commits import loses
from wicketgate.egress.git.pack import Object, name_of
from wicketgate.egress.git.pushed import Drawn, drawn
from wicketgate.egress.git.seen import Seen
from wicketgate.egress.git.stored import stored
from wicketgate.egress.git.wire import Move
from wicketgate.policy.model import Files
from wicketgate.secrets.broker.outgoing_request import Outgoing
from wicketgate.workspace.snapshot import snapshot

LINES = "".join(f"line {number}\n" for number in range(400))


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """A repository without a commit."""
    return Repository(tmp_path / "r")


def packed(repository: Repository, *words: str) -> Path:
    """Pack all there is, as `git gc` does, and return the git folder."""
    repository.git("repack", "-a", "-d", "-q", "-f", *words)
    repository.git("prune-packed")
    return repository.folder / ".git"


def push(
    repository: Repository, old: str, new: str, place: Path | None, seen: dict[str, Object] | None = None
) -> Drawn:
    """Return how a push is drawn against what is stored."""
    with stored(place) as known:
        return drawn([Move(old, new, "refs/heads/main")], repository.pack(new, f"^{old}"), seen or {}, known)


def test_a_push_is_drawn_against_the_packs_of_a_repository(repository: Repository) -> None:
    for number in range(30):  # differences on differences
        old = repository.commit(f"number {number}", a=LINES.replace("line 7\n", f"line {number} of 7\n"), sub__b="b\n")
    place = packed(repository, "--depth=50", "--window=50")
    new = repository.commit("next", a=LINES.replace("line 7\n", "line CHANGED\n"), sub__c="c\n")
    found = push(repository, old, new, place)
    assert "    -line 29 of 7\n    +line CHANGED\n" in found.text and "line 100\n" not in found.text
    assert "  new file: sub/c" in found.text and "sub/b" not in found.text and found.notes == []
    blind = push(repository, old, new, None)
    assert "diff unavailable against" in blind.text and "line 29 of 7" not in blind.text


@pytest.mark.parametrize("how", ["refs", "offsets"])
def test_every_object_is_read_as_git_reads_it(how: str, repository: Repository) -> None:
    for number in range(12):
        repository.commit(a=LINES + str(number), b=os.urandom(5000), **{f"d{number}__x": "x" * number})
    place = packed(repository)
    if how == "refs":
        repository.git("-c", "repack.useDeltaBaseOffset=false", "repack", "-a", "-d", "-q", "-f")
    names = repository.git("cat-file", "--batch-all-objects", "--batch-check=%(objectname) %(objecttype)").split()
    with stored(place) as known:
        for name, kind in zip(names[::2], names[1::2], strict=True):
            found = known[name.decode()]
            assert found == (kind.decode(), repository.git("cat-file", kind.decode(), name.decode()))
        assert len(known) == len(names) // 2 == len(list(known)) and "f" * 40 not in known and "" not in known


def test_a_forced_push_is_told_from_a_merge_by_the_stored_history(repository: Repository) -> None:
    first = repository.commit("first", a="1\n")
    lost = repository.commit("lost", a="2\n")
    place = packed(repository)
    repository.git("reset", "-q", "--hard", first)
    other = repository.commit("other", b="3\n")
    assert push(repository, lost, other, place).notes == [f"push: FORCED: refs/heads/main loses {lost[:12]}"]
    repository.git("merge", "-q", "-m", "both", lost)
    both = repository.git("rev-parse", "HEAD").decode().strip()
    assert push(repository, lost, both, place).notes == []


def test_the_newest_are_looked_at_first_and_not_all_of_a_long_history() -> None:
    def commit(when: int, *parents: str) -> Object:
        said = "".join(f"parent {each}\n" for each in parents)
        return Object("commit", f"tree {NONE}\n{said}author a <a> {when} +0\ncommitter a <a> {when} +0\n\nx".encode())

    known, tip = dict[str, Object](), ""
    for when in range(1000):
        made = commit(when, *([tip] if tip else []))
        tip = name_of(*made)
        known[tip] = made
    side = commit(400)
    merged = commit(2000, tip, name_of(*side))
    known |= {name_of(*side): side, name_of(*merged): merged}
    old = list(known)[-10]
    lost, looked = loses(known, old, name_of(*merged))
    assert lost is False and looked < 20
    assert loses(known, "f" * 40, name_of(*merged))[0] is True
    assert loses(known, "f" * 40, name_of(*merged), 100)[0] is None


def test_a_store_can_withhold_an_object_and_not_pass_off_another(repository: Repository) -> None:
    old = repository.commit(a="what stood there\n")
    new = repository.commit(a="what is pushed\n")
    pushed = repository.pack(new, f"^{old}")
    blob, other = (repository.git("rev-parse", f"{each}:a").decode().strip() for each in (old, new))
    place = packed(repository)
    index = next((place / "objects" / "pack").glob("*.idx"))
    index.chmod(0o644)
    data = bytearray(index.read_bytes())
    count = int.from_bytes(data[8 + 255 * 4 : 8 + 256 * 4], "big")
    names = [bytes(data[1032 + at * 20 : 1052 + at * 20]).hex() for at in range(count)]
    one, another = (1032 + count * 24 + names.index(each) * 4 for each in (blob, other))
    data[one : one + 4] = data[another : another + 4]  # what stood there is now called what is pushed
    index.write_bytes(data)
    with stored(place) as known:
        assert blob not in known and other in known
        found = drawn([Move(old, new, "refs/heads/main")], pushed, {}, known)
    assert "its content is NOT shown" in found.text and "what is pushed" in found.text


def _link(pack: Path, index: Path) -> None:
    pack.rename(pack.parent.parent.parent.parent / "elsewhere")
    pack.symlink_to("../../../elsewhere")


def _folder_link(pack: Path, index: Path) -> None:
    pack.parent.rename(pack.parent.parent.parent / "moved")
    pack.parent.symlink_to("../moved")


def _alternates(pack: Path, index: Path) -> None:
    away = pack.parent.parent.parent.parent / "away"
    (away / "pack").mkdir(parents=True)
    for each in (pack, index):
        each.rename(away / "pack" / each.name)
    (pack.parent.parent / "info" / "alternates").write_text(f"{away}\n")


def _pipe(pack: Path, index: Path) -> None:
    index.unlink()
    os.mkfifo(index)


def _cut(path: Path, size: int) -> None:
    path.chmod(0o644)
    os.truncate(path, size)


def _fan(pack: Path, index: Path) -> None:
    index.chmod(0o644)
    data = index.read_bytes()
    index.write_bytes(data[:8] + b"\xff" * 1024 + data[1032:])


def _offsets(pack: Path, index: Path) -> None:
    index.chmod(0o644)
    data = bytearray(index.read_bytes())
    count = int.from_bytes(data[1028:1032], "big")
    data[1032 + count * 24 : 1032 + count * 28] = b"\xff" * 4 * count
    index.write_bytes(data + b"\xff" * 64)


def _bomb(pack: Path, index: Path) -> None:
    pack.chmod(0o644)
    data, bomb = pack.read_bytes(), b"\xbf\xff\x3f" + zlib.compress(bytes(40 << 20))
    pack.write_bytes(data[:12] + bomb * (len(data) // len(bomb) + 1))


HOSTILE: dict[str, Callable[[Path, Path], None]] = {
    "a link": _link,
    "a folder that is a link": _folder_link,
    "alternates": _alternates,
    "a pipe": _pipe,
    "no index": lambda pack, index: index.unlink(),
    "no pack": lambda pack, index: pack.unlink(),
    "an index that breaks off": lambda pack, index: _cut(index, 1100),
    "half an index head": lambda pack, index: _cut(index, 100),
    "a pack that breaks off": lambda pack, index: _cut(pack, 13),
    "an index of numbers nobody could mean": _fan,
    "places nobody could mean": _offsets,
    "bombs": _bomb,
}


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_what_leads_out_or_is_no_store_gives_nothing(name: str, repository: Repository) -> None:
    old = repository.commit(a="what stood there\n")
    new = repository.commit(a="what is pushed\n")
    pushed = repository.pack(new, f"^{old}")
    place = packed(repository)
    folder = place / "objects" / "pack"
    HOSTILE[name](next(folder.glob("*.pack")), next(folder.glob("*.idx")))
    with stored(place) as known:
        found = drawn([Move(old, new, "refs/heads/main")], pushed, {}, known)
        assert len(known) == 0
    assert f"diff unavailable against {old[:12]}" in found.text and "what is pushed" in found.text
    with stored(place / "nowhere") as known:
        assert old not in known


def test_no_more_is_read_than_the_budget(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    old = repository.commit(a=os.urandom(100_000))
    place = packed(repository)
    tree = repository.git("rev-parse", f"{old}^{{tree}}").decode().strip()
    blob = repository.git("rev-parse", f"{old}:a").decode().strip()
    monkeypatch.setattr(store, "READ", 50_000)
    with stored(place) as known:
        assert old in known and tree in known and blob not in known and tree in known
    monkeypatch.setattr(store, "READ", 1_000_000)
    with stored(place) as known:
        assert blob in known
        found = [f"{number:040x}" in known for number in range(2000)]  # what is not there has its price as well
        assert not any(found) and tree not in known


def test_the_history_of_a_frozen_view_shows_what_stood_there_and_nothing_hidden(
    repository: Repository, tmp_path: Path
) -> None:
    old = repository.commit("first", a="shown\n", secret="hidden value\n")
    blob = repository.git("rev-parse", f"{old}:secret").decode().strip()
    frozen = snapshot(repository.folder, Files(read=("**",), hide=("secret",)), (), tmp_path / "view")
    new = repository.commit("second", a="changed\n", secret=None)
    found = push(repository, old, new, frozen.tree / ".git")
    assert "    -shown\n    +changed\n" in found.text and "hidden value" not in found.text
    assert "  deleted file: secret" in found.text
    with stored(frozen.tree / ".git") as known:
        assert old in known and blob not in known


def test_what_is_fetched_on_top_of_the_given_history_is_read_with_it(repository: Repository) -> None:
    def line(data: bytes) -> bytes:
        return b"%04x" % (len(data) + 4) + data

    def out(path: str, body: bytes = b"") -> Outgoing:
        return Outgoing(True, "POST", "git.test", 443, path, "", (), body)

    first = repository.commit("first", a=LINES)
    place = packed(repository)
    second = repository.commit("second", a=LINES.replace("line 3\n", "line 3, fetched\n"))
    fetched = repository.pack(second, f"^{first}")
    third = repository.commit("third", a=LINES.replace("line 3\n", "line 3, pushed\n"))
    seen = Seen(str, place)
    tell = seen.listener(out("/x.git/git-upload-pack"))
    assert tell is not None
    for piece in (line(b"NAK\n") + fetched, b""):
        tell(piece)
    command = line(f"{second} {third} refs/heads/main\0report-status".encode()) + b"0000"
    found = asyncio.run(seen.drawn(out("/x.git/git-receive-pack", command + repository.pack(third, f"^{second}"))))
    assert found is not None and "    -line 3, fetched\n    +line 3, pushed\n" in found.text and found.notes == []
