"""The keys a policy may have, by where they stand: read off the model, so that nothing can be forgotten."""

from __future__ import annotations

import types
from collections.abc import Iterator
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from wicketgate.policy.model import Document, Part


def keys(part: type[Part]) -> dict[str, FieldInfo]:
    """Return the fields of `part` by the key the file uses."""
    return {field.alias or name: field for name, field in part.model_fields.items()}


def part_at(where: tuple[str | int, ...]) -> type[Part] | None:
    """Return the part that stands at `where`; None where a plain value or a mapping of names stands."""
    current: Any = Document
    for step in where:
        if isinstance(current, type) and issubclass(current, Part):
            field = keys(current).get(str(step))
            current = _inside(field.annotation) if field else None
        else:
            current = get_args(current)[1] if get_origin(current) is dict else None
        current = _inside(current)
    return current if isinstance(current, type) and issubclass(current, Part) else None


def every_key(part: type[Part] = Document, where: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield the path of each key there is; `*` stands for a name the owner chooses."""
    for key, field in keys(part).items():
        yield (*where, key)
        inside = _inside(field.annotation)
        named = get_origin(inside) is dict
        below = _inside(get_args(inside)[1]) if named else inside
        if isinstance(below, type) and issubclass(below, Part):
            yield from every_key(below, (*where, key, "*") if named else (*where, key))


def _inside(annotation: Any) -> Any:
    """Return what an annotation holds besides None and its constraints."""
    if get_origin(annotation) is Annotated:
        return _inside(get_args(annotation)[0])
    if get_origin(annotation) in (Union, types.UnionType):
        rest = [_inside(option) for option in get_args(annotation) if option is not type(None)]
        return rest[0] if len(rest) == 1 else annotation
    return annotation
