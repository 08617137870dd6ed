"""What every part of the policy is made of: the frozen base, and the kinds of text its keys take."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Pattern = Annotated[str, Field(min_length=1, max_length=1024)]
Name = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_.-]{0,63}$")]
ToolName = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_.:-]{0,127}$")]
ArgumentPath = Annotated[
    str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_-]*(?:\[\])?(?:\.[A-Za-z0-9_-]+(?:\[\])?)*$", max_length=256)
]
"""An argument of a tool, or a part of one: `to`, `message.to`, `items[].id`."""


class Part(BaseModel):
    """A part of the policy: frozen, unknown keys refused, no silent conversions."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=False, arbitrary_types_allowed=True)
