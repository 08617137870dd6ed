"""Every file of tests/vectors/gate is one request with its decision, reason and line: one failure (or success) each."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from gates import VECTORS, ask, desk

FILES = sorted(VECTORS.glob("*.json"))
POLICY = desk()


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_vector(file: Path) -> None:
    vector = json.loads(file.read_text())
    wanted = dict(vector["request"])
    verdict = ask(
        POLICY.profile(vector["task"]), wanted.pop("tool"), wanted.pop("arguments"), vector.get("facts"), **wanted
    )
    assert (verdict.decision, verdict.rule) == (vector["expect"], vector["rule"])
    assert (verdict.effect, verdict.reversibility) == (vector["effect"], vector["reversibility"])
    assert vector["reason"] in verdict.reason
    assert verdict.reason.isprintable()


def test_there_are_enough_vectors_and_their_names_say_the_decision() -> None:
    assert len(FILES) >= 100
    assert all(file.stem.startswith(json.loads(file.read_text())["expect"]) for file in FILES)
