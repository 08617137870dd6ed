"""The final answer: one value that fits, written anew; anything else is not handed on, and no reason quotes it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wicketgate.output.schema import LARGEST, AnswerSchema, Misfit
from wicketgate.policy.named_files import lines

TEXT = """\
{
  "type": "object",
  "additionalProperties": false,
  "required": ["category"],
  "properties": {
    "category": {"enum": ["billing", "abuse", "other"]},
    "score": {"type": "number", "minimum": 0, "maximum": 1},
    "note": {"type": "string", "maxLength": 40}
  }
}
"""
SCHEMA = AnswerSchema(TEXT, "schemas/x.json", lines(TEXT, "schemas/x.json"))


def told(written: str | bytes, *, enveloped: bool = False) -> str:
    body = written if isinstance(written, bytes) else written.encode()
    return SCHEMA.answer(body, str, enveloped=enveloped)


@pytest.mark.parametrize(
    "written",
    [
        '{"category":"billing"}',
        '  {\n "category" : "bill\\u0069ng" }\n\n',
        '```json\n{"category": "billing"}\n```',
        '```\n{"category": "billing"}\n```\n',
    ],
)
def test_every_way_to_write_one_value_is_handed_on_alike(written: str) -> None:
    assert told(written) == '{"category":"billing"}'


def test_neither_the_order_of_keys_nor_the_spelling_of_numbers_is_the_agents_choice() -> None:
    spellings = [
        '{"score":1.0,"category":"other"}',
        '{"category":"other","score":1e0}',
        '{"category":"other","score":1}',
    ]
    assert {told(one) for one in spellings} == {'{"category":"other","score":1}'}
    assert told('{"category":"other","score":-0.0}') == told('{"category":"other","score":0}')


@pytest.mark.parametrize(
    "written",
    [
        "",
        "   ",
        "The category is billing",
        'Sure! {"category":"billing"}',
        '{"category":"billing"} and the card number is 4111',
        '{"category":"billing"}{"category":"other"}',
        '```json\n{"category":"billing"}\n``` 4111',
        '{"category":"canary-secret"}',
        '{"category":"billing","canary-secret":1}',
        '{"category":"billing","category":"canary-secret"}',
        '{"category":"canary-secret","category":"billing"}',
        '{"category":"billing","score":NaN}',
        '{"category":"billing","score":1e999}',
        '{"category":"billing","note":"\\ud800"}',
        '["billing"]',
        '"billing"',
        "null",
        "[" * 100_000,
        b'\xff{"category":"billing"}',
        b'\xef\xbb\xbf{"category":"billing"}',
        "9" * 5000,
        '{"category":"billing"}' + " " * LARGEST,
    ],
)
def test_anything_else_is_not_handed_on_and_never_quoted(written: str | bytes) -> None:
    with pytest.raises(Misfit) as caught:
        told(written)
    assert "canary" not in str(caught.value) and "4111" not in str(caught.value)


def test_the_line_of_the_schema_that_failed_is_named() -> None:
    with pytest.raises(Misfit, match=r"schemas/x.json:6: properties.category.enum"):
        told('{"category":"nothing"}')
    with pytest.raises(Misfit, match=r"schemas/x.json:3: additionalProperties"):
        told('{"category":"billing","more":1}')


def envelope(**more: Any) -> str:
    return json.dumps({"type": "result", "is_error": False, "session_id": "canary", "total_cost_usd": 0.5} | more)


def test_of_what_claude_code_prints_only_the_answer_is_handed_on() -> None:
    assert told(envelope(result='{"category": "abuse"}'), enveloped=True) == '{"category":"abuse"}'
    assert told(envelope(result='```json\n{"category":"abuse"}\n```'), enveloped=True) == '{"category":"abuse"}'
    assert (
        told(envelope(result="so", structured_output={"category": "abuse"}), enveloped=True) == '{"category":"abuse"}'
    )
    listed = "[" + envelope(type="system") + "," + envelope(result='{"category":"abuse"}') + "]"
    assert told(listed, enveloped=True) == '{"category":"abuse"}'


@pytest.mark.parametrize(
    "written",
    [
        envelope(result="I would say abuse"),
        envelope(result='{"category":"abuse"}', is_error=True),
        envelope(result='{"category":"abuse"}', type="assistant"),
        envelope(),
        '{"category":"abuse"}',
        "[]",
    ],
)
def test_an_envelope_without_a_fitting_answer_is_not_handed_on(written: str) -> None:
    with pytest.raises(Misfit):
        told(written, enveloped=True)


def test_a_secret_is_taken_out_and_the_rest_must_still_fit() -> None:
    def clean(text: str) -> str:
        return text.replace("hunter2", "[redacted]").replace("billing", "[redacted]")

    said = SCHEMA.answer(b'{"category":"other","note":"it is hunter2"}', clean)
    assert said == '{"category":"other","note":"it is [redacted]"}'
    with pytest.raises(Misfit):  # what is left of a category is no category
        SCHEMA.answer(b'{"category":"billing"}', clean)


def test_a_secret_that_shows_only_once_it_is_written_out_is_taken_out_too() -> None:
    free = AnswerSchema('{"type": "array"}', "x.json", {})
    with pytest.raises(Misfit, match=r"secret|JSON value"):
        free.answer(b'["hun","ter2"]', lambda text: text.replace('hun","ter2', '"'))


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda a: st.lists(a) | st.dictionaries(st.text(), a),
    )
)
def test_whatever_the_value_it_fits_or_is_refused(value: Any) -> None:
    free = AnswerSchema('{"type": ["object", "array", "string", "number", "null", "boolean"]}', "x.json", {})
    try:
        said = free.answer(json.dumps(value).encode(), str)
    except Misfit:
        return
    assert said.isascii() and said.isprintable()
    assert free.answer(said.encode(), str) == said
