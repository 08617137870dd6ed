"""Policy text as a checked document. Takes text and the name messages call it by; knows no disk."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from pydantic import ValidationError

from wicketgate.policy.check import check_references, check_spelling
from wicketgate.policy.model import Document
from wicketgate.policy.schema_errors import refusal
from wicketgate.policy.yaml_tree import Where, read_tree


class Parsed(NamedTuple):
    """A document, and the line of each key and list item by its path from the root."""

    document: Document
    lines: Mapping[Where, int]


def parse(text: str, file: str) -> Parsed:
    """Return the document in `text`; ConfigError names `file`, the line and what was expected, whatever the text."""
    tree = read_tree(text, file)
    try:
        document = Document.model_validate(tree.data, strict=True)
    except ValidationError as error:
        raise refusal(error.errors(include_url=False), tree) from None
    check_spelling(tree)
    check_references(tree, document)
    return Parsed(document, tree.lines)
