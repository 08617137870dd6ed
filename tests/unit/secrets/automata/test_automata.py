"""The engines: a NUL is refused, threads share a database and not its memory, what is kept on disk must be whole."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from wicketgate.errors import ConfigError
from wicketgate.secrets.automata import ENGINES, Automata


def test_a_word_with_a_nul_is_refused_and_no_word_at_all_finds_nothing() -> None:
    with pytest.raises(ConfigError):
        ENGINES.literals([b"ab\0cd"])
    assert ENGINES.literals([]).scan(b"anything") == []


def test_hits_bear_the_place_of_the_word_and_the_end() -> None:
    assert ENGINES.literals([b"abc", b"b.d"]).scan(b"xabcxb.d") == [(0, 4), (1, 8)]
    assert ENGINES.patterns(["a[0-9]{2}"]).scan(b"a12 \xff a34") == [(0, 3), (0, 9)]


def test_threads_scan_at_once() -> None:
    scanner, seen = ENGINES.patterns(["needle[0-9]"]), list[int]()

    def scan() -> None:
        seen.append(sum(len(scanner.scan(b"hay " * 2000 + b"needle7")) for _ in range(40)))

    threads = [threading.Thread(target=scan) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert seen == [40] * 4


def test_the_group_of_a_confirmed_match_is_its_own_place() -> None:
    assert ENGINES.confirmer("k=([a-z]+)").search(b"\xff k=abc.", 0) == (2, 7, 4, 7)
    assert ENGINES.confirmer("[a-z]+").search(b"12", 0) is None


def test_expressions_are_kept_whole_or_not_at_all(tmp_path: Path) -> None:
    folder = tmp_path / "automata"
    assert Automata(folder).patterns(["a+b"]).scan(b"aab") == [(0, 3)]
    (kept,) = folder.iterdir()
    assert kept.stat().st_mode & 0o777 == 0o600
    assert Automata(folder).patterns(["a+b"]).scan(b"aab") == [(0, 3)]
    kept.write_bytes(kept.read_bytes()[:-9] + b"tampered!")
    assert Automata(folder).patterns(["a+b"]).scan(b"aab") == [(0, 3)]


def test_what_cannot_be_kept_leaves_nothing_behind(tmp_path: Path) -> None:
    Automata(tmp_path).patterns(["ab+c"]).scan(b"abc")
    (kept,) = tmp_path.iterdir()
    kept.unlink()
    (kept / "in the way").mkdir(parents=True)
    assert Automata(tmp_path).patterns(["ab+c"]).scan(b"abc")
    assert list(tmp_path.iterdir()) == [kept]


def test_words_are_never_kept(tmp_path: Path) -> None:
    folder = tmp_path / "automata"
    Automata(folder).literals([b"a-secret-value"]).scan(b"x")
    assert not folder.exists()
