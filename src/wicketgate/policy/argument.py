"""What one argument of a granted tool may be: every constraint given must hold. Values; `gate.constraints` judges."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import jsonschema_rs
from pydantic import Field, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from wicketgate.policy.part import Part, Pattern

BOUND = re.compile(r"\s*(<=|>=)\s*(-?[0-9]{1,15}(?:\.[0-9]{1,9})?)\s*", re.ASCII)
LONGEST_SCHEMA = 64 << 10


@dataclass(frozen=True, slots=True)
class Amount:
    """The least and the most a number may be, both within; None bounds nothing."""

    most: Decimal | None = None
    least: Decimal | None = None

    @classmethod
    def parse(cls, value: object) -> Amount:
        """Return the bounds `{most: 100, least: 0}`, `<= 100` or `>= 0` stand for; ValueError otherwise."""
        if isinstance(value, Amount):
            return value
        match = BOUND.fullmatch(value) if isinstance(value, str) else None
        if match:
            bound = Decimal(match[2])
            return cls(most=bound) if match[1] == "<=" else cls(least=bound)
        if not isinstance(value, dict) or not value or not set(value) <= {"most", "least"}:
            raise ValueError('expected bounds such as `{most: 100, least: 0}` or `"<= 100"`')
        found = cls(**{key: _number(bound) for key, bound in value.items()})
        if found.most is not None and found.least is not None and found.least > found.most:
            raise ValueError(f"expected `least` at most `most` (got {found.least} and {found.most})")
        return found

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(cls.parse)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        bounds = {"most": {"type": "number"}, "least": {"type": "number"}}
        mapping = {"type": "object", "properties": bounds, "additionalProperties": False, "minProperties": 1}
        return {"anyOf": [mapping, {"type": "string", "examples": ["<= 100"]}]}

    def __str__(self) -> str:
        said = [f"at least {self.least}"] if self.least is not None else []
        return " and ".join(said + ([f"at most {self.most}"] if self.most is not None else []))


@dataclass(frozen=True, slots=True)
class Schema:
    """A JSON Schema as canonical text; it refers to nothing outside itself."""

    text: str

    @classmethod
    def parse(cls, value: object) -> Schema:
        """Return the schema a mapping, or JSON text, stands for; ValueError if it is none or needs anything fetched."""
        if isinstance(value, Schema):
            return value
        try:
            found = json.loads(value) if isinstance(value, str) else value
            text = json.dumps(found, sort_keys=True, separators=(",", ":"), allow_nan=False)
        except (ValueError, RecursionError):
            raise ValueError("expected a JSON Schema, as a mapping or as JSON text") from None
        if not isinstance(found, dict) or not found or len(text) > LONGEST_SCHEMA:
            raise ValueError(f"expected a JSON Schema of at most {LONGEST_SCHEMA} characters that says something")
        try:
            compile_schema(text)
        except Exception as error:  # whatever the library says of it, it is no schema to decide by
            raise ValueError(f"expected a valid JSON Schema ({str(error).splitlines()[0][:120]})") from None
        return cls(text)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(cls.parse)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"anyOf": [{"type": "object", "minProperties": 1}, {"type": "string"}]}


def compile_schema(text: str) -> jsonschema_rs.Validator:
    """Return the validator of a schema's text: formats count, patterns run in linear time, nothing is fetched."""
    # Without `offline` a `$ref` would have this process fetch an address the moment the policy is read.
    return jsonschema_rs.validator_for(
        json.loads(text),
        validate_formats=True,
        ignore_unknown_formats=False,
        pattern_options=jsonschema_rs.RegexOptions(),
        offline=True,
    )


class Argument(Part):
    """One argument: each key given must hold for its value, and for every item of it where it is a list."""

    path: tuple[Pattern, ...] = ()
    """Patterns of workspace paths."""
    host: tuple[Pattern, ...] = ()
    """Hosts, or of a URL its host; `*.` stands for any name below."""
    recipient: tuple[Pattern, ...] = ()
    """Addresses; `*` stands for any characters."""
    table: tuple[Pattern, ...] = ()
    amount: Amount | None = None
    enum: tuple[Any, ...] = ()
    """Text, numbers, `true` or `false`; the value must be one of them, of the same type."""
    schema_: Schema | None = Field(default=None, alias="schema")
    text: tuple[Pattern, ...] = ()
    """Text; `*` stands for any characters but control characters."""
    optional: bool = False
    """Whether a call without this argument is within scope."""


def _number(value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError("expected a number in `amount: {most: 100, least: 0}`")
    return Decimal(repr(value))
