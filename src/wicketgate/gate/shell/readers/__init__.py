"""Programs whose arguments have a grammar of their own, one function each. Names are what `Program.reader` holds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from wicketgate.gate.shell.readers import (
    arguments,
    builtins,
    clouds,
    containers,
    databases,
    files,
    finding,
    forge,
    languages,
    machine,
    packages,
    processes,
    properties,
    python,
    remote,
    services,
    text,
    versioning,
    web,
    windows,
)

READERS: dict[str, Callable[[Any, Any, Any, str], None]] = {
    **arguments.READERS,
    **builtins.READERS,
    **clouds.READERS,
    **containers.READERS,
    **databases.READERS,
    **files.READERS,
    **finding.READERS,
    **processes.READERS,
    **properties.READERS,
    **web.READERS,
    **windows.READERS,
    **forge.READERS,
    **languages.READERS,
    **machine.READERS,
    **packages.READERS,
    **python.READERS,
    **remote.READERS,
    **services.READERS,
    **text.READERS,
    **versioning.READERS,
}
