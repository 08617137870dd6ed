"""The gate, pure: what a request means (`classify`) and whether it may happen (`decide`). No clock, disk or network."""

from wicketgate.gate.classify import classify
from wicketgate.gate.decide import decide

__all__ = ["classify", "decide"]
