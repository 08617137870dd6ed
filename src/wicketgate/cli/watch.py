"""`wicketgate watch`: what a run asks for and what is decided, as it happens, in another terminal than the agent's."""

from __future__ import annotations

import contextlib

from wicketgate.cli.arguments import RUN, Arguments
from wicketgate.cli.audit import tell
from wicketgate.client import Warden

SUMMARY = "follow what a run asks for and what is decided"
EXAMPLE = """examples:
  wicketgate watch          every run
  wicketgate watch k3f9     one run, from its beginning"""


def main(argv: list[str]) -> int:
    """Follow one run from its beginning, or everything from now on, until interrupted."""
    parser = Arguments("wicketgate watch", SUMMARY, EXAMPLE)
    parser.add_argument("run", nargs="?", default="", help=RUN)
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    found = parser.parse_args(argv)
    with Warden.connect() as warden, contextlib.suppress(KeyboardInterrupt):
        after = 0 if found.run else _newest(warden)
        tell(warden.stream("audit.tail", after=after, run=found.run, follow=True), found.json)
    return 0


def _newest(warden: Warden) -> int:
    after = 0
    for entry in warden.stream("audit.tail", after=0, run="", last=1):
        after = entry["index"]
    return after
