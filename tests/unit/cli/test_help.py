"""What the command line says of itself: each verb and step explains itself with an example, each mistake its remedy."""

from __future__ import annotations

import contextlib
import importlib
import io
import re
from pathlib import Path

import pytest

from wicketgate.cli.main import VERBS, main

DOCS = "".join(path.read_text() for path in sorted((Path(__file__).resolve().parents[3] / "docs").glob("*.md")))


def typed(*words: str) -> tuple[int, str, str]:
    """Type a command and return its exit code and what it wrote."""
    out, told = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(told):
        try:
            code = main(list(words))
        except SystemExit as ended:
            code = int(ended.code or 0)
    return code, out.getvalue(), told.getvalue()


def steps() -> list[tuple[str, str]]:
    """Return each step of each verb."""
    found = []
    for verb in VERBS:
        choices = re.search(r"\{([a-z,]+)\}", typed(verb, "--help")[1].partition("\n\n")[0])
        found += [(verb, step) for step in choices[1].split(",")] if choices else []
    return found


STEPS = steps()


@pytest.mark.parametrize("verb", VERBS)
def test_each_verb_explains_itself_with_an_example(verb: str) -> None:
    code, out, _ = typed(verb, "--help")
    assert code == 0
    assert f"wicketgate {verb}" in out.split("example", 1)[1]


@pytest.mark.parametrize(("verb", "step"), STEPS, ids=[" ".join(each) for each in STEPS])
def test_each_step_explains_itself_with_an_example_of_its_own(verb: str, step: str) -> None:
    code, out, _ = typed(verb, step, "--help")
    assert code == 0
    assert f"wicketgate {verb} {step}" in out.split("example:", 1)[1]


@pytest.mark.parametrize("verb", VERBS)
def test_each_verb_stands_in_the_docs(verb: str) -> None:
    assert f"wicketgate {verb}" in DOCS.replace("\n", " ")


@pytest.mark.parametrize(("verb", "step"), STEPS, ids=[" ".join(each) for each in STEPS])
def test_each_step_stands_in_the_docs(verb: str, step: str) -> None:
    assert f"{verb} {step}" in DOCS.replace("\n", " ")


@pytest.mark.parametrize(
    ("words", "problem", "remedy"),
    [
        (("policy",), "required: {trust,show,export,schema}", "wicketgate policy --help"),
        (("policy", "check"), "invalid choice: 'check'", "wicketgate policy --help"),
        (("exec", "work"), "required: COMMAND", "wicketgate exec --help"),
        (("audit", "show", "x"), "invalid int value: 'x'", "wicketgate audit show --help"),
        (("log",), "no verb 'log'", "the verbs are: init, policy"),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, tuple) else "",
)
def test_a_mistake_is_one_line_and_a_remedy(words: tuple[str, ...], problem: str, remedy: str) -> None:
    code, out, told = typed(*words)
    assert (code, out) == (2, "")
    first, *rest = told.splitlines()
    assert first.startswith("wicketgate: ") and problem in first
    assert remedy in "\n".join(rest) and len(rest) == 1


@pytest.mark.parametrize("verb", VERBS)
def test_the_list_of_verbs_says_what_the_verb_says_of_itself(verb: str) -> None:
    module = importlib.import_module(f"wicketgate.cli.{verb}")
    assert module.SUMMARY.startswith(VERBS[verb])
