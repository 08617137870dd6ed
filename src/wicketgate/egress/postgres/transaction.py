"""Where one connection stands between BEGIN and COMMIT, as its program is told; outside, each is alone."""

from __future__ import annotations

from wicketgate.egress.postgres import answers
from wicketgate.egress.postgres.answers import Told
from wicketgate.egress.postgres.local import Local, local


class Transaction:
    """The transaction status of one connection."""

    def __init__(self) -> None:
        self.status = "I"
        """I (none), T (in one) or E (in one that has failed)."""

    def local(self, sql: str) -> Local | None:
        """Return the answer to a statement that needs no database; Told where only ROLLBACK may come."""
        here = local(sql, self.status)
        if self.status == "E" and (here is None or here.status == "E"):
            raise Told(answers.FAILED, "the transaction has failed", "ROLLBACK ends it")
        return here

    def moved(self, here: Local) -> bytes:
        """Return the answer to such a statement, which has now happened."""
        self.status = here.status
        row = answers.rows([[here.value.encode()]]) if here.column else b""
        return row + answers.complete(here.tag)

    def fail(self) -> None:
        """Note that a statement failed."""
        self.status = "E" if self.status == "T" else self.status
