"""Why something may not leave: a placeholder stands in it where it does not belong, or nobody knows what is in it."""

from __future__ import annotations

from wicketgate.errors import Refused
from wicketgate.output.redact.finding import UNREAD, Finding


class Misplaced(Refused):
    """A placeholder stands where it does not belong: somebody tries to carry a secret away."""

    def __init__(self, name: str, where: str) -> None:
        super().__init__(f"the placeholder of {name} does not belong {where}", "send it only where the policy binds it")
        self.secret = name


def refusal(found: Finding, where: str) -> Refused:
    """Return what is said of a finding in what was about to leave; `where` names that: "a request to HOST:PORT"."""
    if found.rule not in UNREAD:
        return Misplaced(found.rule, f"there, in {where}")
    return Refused(
        f"{where} holds what could not be looked into for placeholders ({found.rule})",
        "send less at once, or send it as it is: not packed, not encoded again",
    )
