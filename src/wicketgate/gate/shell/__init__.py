"""Shell commands understood: parsed, walked, and told as effects on things. Pure; nothing is run or looked up."""

from wicketgate.gate.shell.walk import read

__all__ = ["read"]
