"""Each file of tests/vectors/policy holds one fault; its first line holds the words of the refusal."""

from __future__ import annotations

from pathlib import Path

import pytest

from wicketgate.errors import ConfigError
from wicketgate.policy import Policy

VECTORS = sorted((Path(__file__).parents[2] / "vectors" / "policy").glob("*.yaml"))


def test_there_are_vectors() -> None:
    assert len(VECTORS) >= 60


@pytest.mark.parametrize("vector", VECTORS, ids=lambda path: path.stem)
def test_each_fault_is_refused_in_its_own_words(vector: Path) -> None:
    text = vector.read_text()
    expected = text.splitlines()[0].removeprefix("# expect: ")
    with pytest.raises(ConfigError) as caught:
        Policy.of(text, Path("/workspace/wicketgate.yaml"))
    assert expected in caught.value.message
    assert "\n" not in caught.value.message
    assert not caught.value.message.endswith(".")
