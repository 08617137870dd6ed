"""`wicketgate warden`: see or stop the warden of this user. It starts by itself and leaves when idle."""

from __future__ import annotations

from wicketgate.cli.arguments import Arguments
from wicketgate.client import Warden
from wicketgate.errors import StateError

SUMMARY = "see or stop the warden of this user"
EXAMPLE = """examples:
  wicketgate warden show
  wicketgate warden stop --end-runs"""


def main(argv: list[str]) -> int:
    """Run one of show, stop."""
    parser = Arguments("wicketgate warden", SUMMARY, EXAMPLE)
    verbs = parser.steps()
    verbs.add_parser("show", help="which warden runs, and what lives in it")
    verbs.add_parser("stop", help="stop it").add_argument("--end-runs", action="store_true", help="end live runs too")
    found = parser.parse_args(argv)
    try:
        warden = Warden.connect(start=False)
    except StateError as error:
        print(f"{error.message}; {error.hint}")
        return 3
    with warden:
        if found.verb == "stop":
            warden.call("warden.stop", end_runs=found.end_runs)
            print("stopped")
            return 0
        for name, value in warden.call("warden.show").items():
            print(f"{name}: {', '.join(value) or 'none' if isinstance(value, list) else value}")
    return 0
