"""A warden for the test of absence: names below .test lead to this machine, and, told so, it cleans no text at all.

The package has no switch for either. They are made here, by replacing what the warden is built of before it starts.
"""

from __future__ import annotations

import socket
import sys
from typing import Any

from wicketgate import warden
from wicketgate.egress import dial
from wicketgate.output.redact import Redactor
from wicketgate.secrets.automata import ENGINES
from wicketgate.secrets.scrubber import Scrubber

RESOLVE = socket.getaddrinfo


def near(host: Any, *rest: Any, **more: Any) -> Any:
    """Resolve names below .test to loopback."""
    return RESOLVE("127.0.0.1" if str(host).endswith(".test") else host, *rest, **more)


def main(scrubs: bool, state: str) -> int:
    """Be that warden."""
    socket.getaddrinfo = near
    dial.why_refused = lambda address: ""
    if not scrubs:
        nothing = Redactor({}, ENGINES)
        Scrubber.redactor = property(lambda self: nothing)  # type: ignore[assignment, method-assign]
    return warden.main(["--state", state])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] == "on", sys.argv[2]))
