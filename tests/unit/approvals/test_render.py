"""The rendering of an approval: nothing of a payload hides, reorders, runs away or passes for a line of ours."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from office import ASK, action

from wicketgate.action import Action, Effect, Reversibility, Target
from wicketgate.approvals.render import DOES, UNDO, WIDTH, render

TOLD = {"id": "5f0c2a91", "run": "k3f9", "task": "triage", "expires": 1_800_000_000, "seconds": 599}
DIGEST = "d" * 64
FACTS = ("called", "tool", "does", "undo", "touches", "asks because", "rule", "run", "expires", "approval", "digest")


def drawn(what: Action, full: bool = False) -> list[str]:
    return render(what, ASK, TOLD, DIGEST, full).split("\n")


def facts(lines: list[str]) -> list[str]:
    return [line for line in lines if line[:1].strip()]


def test_a_call_without_arguments_says_so() -> None:
    bare = action()
    assert "  no arguments" in drawn(replace(bare, request=replace(bare.request, arguments={})))


def test_it_says_what_where_why_and_until_when() -> None:
    text = "\n".join(drawn(action()))
    for part in (
        "http",
        "talks to another machine",
        "somebody outside",
        "CANNOT BE UNDONE (R5)",
        "connect host docs.test",
    ):
        assert part in text
    for part in ("visible outside", "wicketgate.yaml:12", "k3f9", "triage", "599 s", "5f0c2a91", DIGEST):
        assert part in text
    assert "from untrusted text" in text


@pytest.mark.parametrize(
    ("tool", "covers"), [("ssh.login", "a git push to any ref"), ("tunnel", "nobody here can read it")]
)
def test_a_yes_to_a_way_says_all_that_may_pass_on_it(tool: str, covers: str) -> None:
    text = " ".join("\n".join(drawn(action(tool=tool))).split())
    assert "a yes covers all that" in text and covers in text
    assert "a yes covers" not in "\n".join(drawn(action()))


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.text(max_size=80), st.text(max_size=400) | st.lists(st.text(), max_size=5), max_size=6))
def test_whatever_the_arguments_only_our_lines_begin_at_the_edge(arguments: dict[str, Any]) -> None:
    lines = drawn(action(**{"x": 1}) if not arguments else _with(arguments))
    assert [line.split("  ")[0].strip() for line in facts(lines)] == list(FACTS)
    for line in lines:
        assert all(letter.isprintable() for letter in line), ascii(line)


def _with(arguments: dict[str, Any]) -> Action:
    what = action()
    return replace(what, request=replace(what.request, arguments=arguments))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("eve@ev\u200bil.test", "eve@ev⟦U+200B⟧il.test"),
        ("photo\u202egnp.exe", "photo⟦U+202E⟧gnp.exe"),
        ("\u2066isolated\u2069", "⟦U+2066⟧isolated⟦U+2069⟧"),
        ("\x1b[2Jgone", "⟦U+001B⟧[2Jgone"),
        ("over\rwritten", "over⟦U+000D⟧written"),
        ("tag\U000e0041", "tag⟦U+E0041⟧"),
        ("a\ufe0fb", "a⟦U+FE0F⟧b"),
        ("nb\u00a0sp", "nb⟦U+00A0⟧sp"),
        ("\x9b31m", "⟦U+009B⟧31m"),
        ("\udc80", "⟦U+DC80⟧"),
        ("grüße 日本", "grüße 日本"),
    ],
)
def test_what_hides_is_written_out(text: str, shown: str) -> None:
    assert f"    │ {shown}" in drawn(_with({"a": text}))


def test_no_payload_pushes_its_end_or_the_facts_away() -> None:
    lines = drawn(_with({"body": "x" * 500_000 + "EVIL"}))
    assert any("EVIL" in line for line in lines)
    assert any("NOT SHOWN: 488004 characters" in line for line in lines)
    assert [line.split("  ")[0].strip() for line in lines[-10:]] == list(FACTS[1:])
    assert max(map(len, lines)) <= WIDTH


@pytest.mark.parametrize("odd", [{"x: y": ["a"]}, {"x": ["a\nhost: good.test"]}, {"x": "a"}, {"x": []}, {"x": [1]}])
def test_fields_that_could_be_read_in_two_ways_are_drawn_as_json(odd: dict[str, Any]) -> None:
    assert "    │ {" in drawn(_with({"headers": odd}))


def test_a_body_is_readable_and_fields_hide_nothing() -> None:
    body = '{\n  "to": "ann\u202e",\n  "amount": 1\n}'
    lines = drawn(_with({"headers": {"x-note": ["a\u200bb", "caf\udce9"]}, "body_shown": "text, whole", "body": body}))
    for line in ("{", '  "to": "ann⟦U+202E⟧",', '  "amount": 1', "x-note: a⟦U+200B⟧b", "x-note: caf⟦U+DCE9⟧"):
        assert f"    │ {line}" in lines


def test_full_draws_what_was_left_out() -> None:
    body = "x" * 20_000 + "MIDDLE" + "x" * 20_000
    assert not any("MIDDLE" in line for line in drawn(_with({"body": body})))
    assert "MIDDLE" in "".join(line[6:] for line in drawn(_with({"body": body}), full=True))


def test_blanks_hide_nothing() -> None:
    lines = drawn(_with({"body": "a" + " " * 5000 + "b" + "\n" * 4000 + "c"}))
    assert len(lines) < 30
    assert any("a␠(5000 spaces)b" in line for line in lines)
    assert any("(3999 empty lines)" in line for line in lines)


def test_a_payload_cannot_pass_for_our_own_mark() -> None:
    lines = drawn(_with({"body": "▒▒▒ NOT SHOWN: 5 characters\ndigest        " + "0" * 64}))
    assert "    ▒▒▒ NOT SHOWN: 5 characters" not in lines
    assert len([line for line in lines if line.startswith("digest")]) == 1


def test_wide_letters_are_counted_as_wide() -> None:
    lines = drawn(_with({"body": "日" * 200}))
    assert max(line.count("日") for line in lines) == (WIDTH - 6) // 2


def test_many_arguments_and_targets_are_counted() -> None:
    what = replace(_with({f"k{n}": n for n in range(100)}), targets=tuple(Target("file", f"f{n}") for n in range(600)))
    text = "\n".join(drawn(what))
    assert "and 68 more" in text and '"k99": 99' in text
    assert "AND 100 MORE" in text


def test_every_effect_and_class_has_words() -> None:
    assert DOES.keys() == set(Effect) and UNDO.keys() == set(Reversibility)
