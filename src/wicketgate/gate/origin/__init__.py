"""Where each value of a call came from. Positive and per value: what is not traced is untrusted."""

from wicketgate.gate.origin.leaves import Leaf, leaves
from wicketgate.gate.origin.names import parts, telling
from wicketgate.gate.origin.said import Said, said
from wicketgate.gate.origin.trace import (
    ANOTHER,
    ENDORSED,
    OPERATOR,
    OWNED,
    POLICY,
    TRUSTED,
    UNTRUSTED,
    origins,
    outer,
    traced,
)

__all__ = [
    "ANOTHER",
    "ENDORSED",
    "OPERATOR",
    "OWNED",
    "POLICY",
    "TRUSTED",
    "UNTRUSTED",
    "Leaf",
    "Said",
    "leaves",
    "origins",
    "outer",
    "parts",
    "said",
    "telling",
    "traced",
]
