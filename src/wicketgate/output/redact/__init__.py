"""The scrubber: secrets replaced by marks in any text that leaves. Pure: the engines that match are passed in."""

from __future__ import annotations

from wicketgate.output.redact.engines import Engines
from wicketgate.output.redact.finding import Finding
from wicketgate.output.redact.redactor import Redactor
from wicketgate.output.redact.stream import Stream

__all__ = ["Engines", "Finding", "Redactor", "Stream"]
