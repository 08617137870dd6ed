"""What the nouns of the flow are made with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True)
def noun(cls: type[T]) -> type[T]:
    """Make a class one of the nouns: a dataclass with slots, frozen for the type checker.

    Not at run time: a frozen dataclass writes each field around its own guard, and ten nouns are made for a request.
    """
    return dataclass(slots=True, unsafe_hash=True)(cls)
