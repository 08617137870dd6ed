"""The arguments of every verb, said alike: a mistake is one line and a remedy, each step shows its example.

Takes a verb's words and the text of its examples; gives argparse's parser. Knows no verb.
"""

from __future__ import annotations

import argparse
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, NoReturn

USAGE = 2
RUN = "a run, as `wicketgate runs list` names it"


class Arguments(argparse.ArgumentParser):
    """argparse's parser with our words: `summary` and `example` stand in its help."""

    def __init__(self, prog: str, summary: str = "", example: str = "", **rest: Any) -> None:
        form = argparse.RawDescriptionHelpFormatter
        super().__init__(prog=prog, description=summary, epilog=example, formatter_class=form, **rest)

    def steps(self) -> _Steps:
        """Return where the steps of this verb are added; one of them must be given."""
        found: Any = self.add_subparsers(dest="verb", required=True, action=_Steps)
        found.examples = self.epilog or ""
        return found  # type: ignore[no-any-return]  # argparse says nothing of a class that is passed in

    def error(self, message: str) -> NoReturn:
        """End with exit code 2, the mistake and where the remedy is said."""
        print(f"wicketgate: {message}\n  {self.prog} --help", file=sys.stderr)
        sys.exit(USAGE)


class _Steps(argparse._SubParsersAction):  # type: ignore[type-arg]
    """The steps of a verb; what a mistake calls them is what can be typed there."""

    examples = ""

    def add_parser(self, name: str, **rest: Any) -> Arguments:
        """Return the parser of one step, with those of the verb's examples that show it."""
        shown = [line for line in self.examples.splitlines() if f"{self._prog_prefix} {name}" in line]
        example = "\n".join(["example:", *shown]) if shown else ""
        parser: Arguments = super().add_parser(name, summary=rest.get("help", ""), example=example, **rest)
        self.metavar = "{" + ",".join(self.choices) + "}"
        return parser
