"""Programs whose arguments have a grammar of their own, one function each. Names are what `Program.reader` holds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from wicketgate.gate.shell.readers import (
    builtins,
    clouds,
    containers,
    databases,
    finding,
    forge,
    machine,
    packages,
    python,
    remote,
    text,
    versioning,
)

READERS: dict[str, Callable[[Any, Any, Any, str], None]] = {
    **builtins.READERS,
    **clouds.READERS,
    **containers.READERS,
    **databases.READERS,
    **finding.READERS,
    **forge.READERS,
    **machine.READERS,
    **packages.READERS,
    **python.READERS,
    **remote.READERS,
    **text.READERS,
    **versioning.READERS,
}
