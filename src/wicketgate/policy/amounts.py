"""Sizes and rates as the policy writes them: `64 KiB`, `2 GiB`, `5 per hour`, `64 KiB per hour`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

UNITS = {"": 1, "B": 1, "KIB": 1 << 10, "MIB": 1 << 20, "GIB": 1 << 30, "KB": 10**3, "MB": 10**6, "GB": 10**9}
WINDOWS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400}
SIZE = re.compile(r"\s*(\d{1,15})\s*([A-Za-z]{0,3})\s*", re.ASCII)


class Size(int):
    """A number of bytes, greater than zero."""

    @classmethod
    def parse(cls, value: object) -> Size:
        """Return the bytes `value` names: an integer, or text such as `64 KiB`; ValueError otherwise."""
        if isinstance(value, bool) or not isinstance(value, int | str):
            raise ValueError("expected a size such as `64 KiB`")
        match = SIZE.fullmatch(str(value))
        if match is None or match[2].upper() not in UNITS or int(match[1]) == 0:
            raise ValueError(f"expected a size such as `64 KiB` (got {value!r})")
        return cls(int(match[1]) * UNITS[match[2].upper()])

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(cls.parse)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"anyOf": [{"type": "integer", "exclusiveMinimum": 0}, {"type": "string", "examples": ["64 KiB"]}]}


def sized(count: int) -> str:
    """Return `count` bytes as the policy would write them, exactly: `64 KiB`, `1000 bytes`."""
    unit = next((unit for unit in ("GIB", "MIB", "KIB") if count and count % UNITS[unit] == 0), "")
    return f"{count // UNITS[unit]} {unit[0]}iB" if unit else f"{count} bytes"


@dataclass(frozen=True, slots=True)
class Rate:
    """So many (calls, or bytes) in a window of so many seconds."""

    amount: int
    seconds: int

    @classmethod
    def parse(cls, value: object) -> Rate:
        """Return the rate that text such as `5 per hour` or `64 KiB per hour` names; ValueError otherwise."""
        if isinstance(value, Rate):
            return value
        amount, _, window = str(value).partition(" per ")
        if not isinstance(value, str) or window.strip() not in WINDOWS:
            raise ValueError(f"expected a rate such as `5 per hour` (got {value!r})")
        return cls(int(Size.parse(amount)), WINDOWS[window.strip()])

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(cls.parse)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"type": "string", "examples": ["5 per hour", "64 KiB per hour"]}

    def __str__(self) -> str:
        window = next(name for name, seconds in WINDOWS.items() if seconds == self.seconds)
        return f"{self.amount} per {window}"
