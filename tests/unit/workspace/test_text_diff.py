"""Differences are safe to print, say what they leave out, and end in bounded time."""

from __future__ import annotations

from wicketgate.workspace.text_diff import LONGEST, difference, three_way


def test_a_difference_shows_lines_in_context() -> None:
    text = difference(b"1\n2\n3\n4\n5\n6\n7\n8\n9\n", b"1\n2\n3\n4\nX\n6\n7\n8\n9\n", "a", "b")
    assert text.splitlines()[:3] == ["--- a", "+++ b", "@@ -2,7 +2,7 @@"]
    assert "-5" in text.splitlines() and "+X" in text.splitlines() and " 1" not in text.splitlines()


def test_what_a_terminal_would_obey_or_hide_is_written_out() -> None:
    text = difference(None, "ok\x1b]52;c;x\x07\r\u202eevil\u200b\u00e9\ttab\n".encode(), "a", "b")
    assert "+ok<U+001B>]52;c;x<U+0007><U+000D><U+202E>evil<U+200B>é\ttab" in text


def test_a_missing_last_line_end_is_said() -> None:
    assert "\\ no newline at the end" in difference(b"a\n", b"a", "a", "b")


def test_binary_and_large_contents_are_summarised_with_their_hash() -> None:
    assert "binary, 3 bytes, sha256 " in difference(None, b"\0\1\2", "a", "b")
    assert "text, 2000000 bytes" in difference(b"", b"x" * 2_000_000, "a", "b")
    assert "binary" in difference(None, b"\xff\xfe", "a", "b")


def test_what_is_not_shown_is_counted() -> None:
    text = difference(None, b"x\n" * (LONGEST + 10), "a", "b")
    assert f"… {12} more lines are NOT shown" in text or "more lines are NOT shown" in text


def test_a_difference_made_to_be_slow_is_shown_as_replaced() -> None:
    old = "".join(f"{number % 97}\n" for number in range(3000)).encode()
    new = "".join(f"{number % 89}\n" for number in range(3000)).encode()
    assert "lines replaced by" in difference(b"first\n" + old, b"first!\n" + new, "a", "b")


def test_three_ways_show_both_sides() -> None:
    text = three_way(b"base\n", b"mine\n", b"theirs\n")
    assert "+++ yours" in text and "+mine" in text and "+++ the agent's" in text and "+theirs" in text
    assert "+++ the agent's" in three_way(None, b"mine\n", b"theirs\n")
