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


@pytest.mark.parametrize(
    "name", ["a_password_in_place_of_its_name_is_refused", "a_value_in_place_of_a_binding_is_refused"]
)
def test_what_may_be_a_secret_is_not_repeated(name: str) -> None:
    (vector,) = (path for path in VECTORS if path.stem == name)
    with pytest.raises(ConfigError) as caught:
        Policy.of(vector.read_text(), Path("/workspace/wicketgate.yaml"))
    assert "hunter2" not in caught.value.message + caught.value.hint and caught.value.hint
