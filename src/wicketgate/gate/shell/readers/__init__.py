"""Programs whose arguments have a grammar of their own, one function each. Names are what `Program.reader` holds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from wicketgate.gate.shell.readers import builtins, containers, finding, packages, python, text, versioning

READERS: dict[str, Callable[[Any, Any, Any, str], None]] = {
    **builtins.READERS,
    **containers.READERS,
    **finding.READERS,
    **packages.READERS,
    **python.READERS,
    **text.READERS,
    **versioning.READERS,
}
