"""What may be said of a database's own error: its code, and its words only where they are about the statement alone.

Takes the body of an ErrorResponse. DETAIL, HINT, WHERE and the names of files, tables and constraints are dropped: they
tell of columns and rows nobody granted ("perhaps you meant customers.email").
"""

from __future__ import annotations

import re

from wicketgate.errors import RequestError
from wicketgate.tools.postgres.framing import Fields

CODE = re.compile(r"[0-9A-Z]{5}", re.ASCII)
ABOUT_THE_STATEMENT = re.compile(
    r"22...|21000|42601|42703|42702|42712|42803|42804|42809|42846|42883|42725|42P01|42P02|42P10|42P18|42P20|42P22"
    r"|0A000|57014|54...",
    re.ASCII,
)
WITHIN = re.compile(r"\bfunction\b", re.IGNORECASE)
NO_TABLE = "42P01"
ABSENT = "it is granted, and the database has none of that name: the operator has to mend `tables:` or the database"
UNFOUND = frozenset({"42P01", "42883", "42704", "42703", "3F000"})
NAMELESS = (
    "statements run without any schema but the server's own on their path; where that function needs one, have its"
    " owner set it: ALTER FUNCTION … SET search_path = …"
)
PARSED = re.compile(r"42(?!601)...", re.ASCII)
"""Said of a statement before anything is read; texts that are parsed as it runs have 42601 as well."""
VALUE = re.compile(r'".*"|(?<!\w)\d\w*(?:[.:]\w+)*', re.DOTALL)
LONGEST = 400
CANCELED, UNREADABLE, PRIVILEGE = "57014", "08P01", "42501"


class DatabaseError(RequestError):
    """The database refused a statement."""

    def __init__(self, code: str, message: str, own: str = "", hint: str = "") -> None:
        super().__init__(message, hint)
        self.code = code
        """SQLSTATE."""
        self.own = own
        """Everything the database said, for the record alone."""


def fault(body: bytes) -> DatabaseError:
    """Return what an ErrorResponse says, as far as the agent may know it; `about` takes values out."""
    found: dict[str, str] = {}
    fields = Fields(body)
    while (kind := fields.take(1)) != b"\0":
        found.setdefault(kind.decode("latin-1"), fields.text())
    code = found.get("C", "")
    code = code if CODE.fullmatch(code) else UNREADABLE
    own = "; ".join(f"{kind}={value}" for kind, value in found.items())
    if code == PRIVILEGE:
        return DatabaseError(code, "the database does not let the source's role do this", own)
    if WITHIN.search(found.get("W", "")) is not None:
        # A row policy, a view or a check stands behind it: what its function says is not about the statement.
        said = "a function of the database's own, behind what the statement reads, failed"
        return DatabaseError(code, f"{said} (SQLSTATE {code})", own, NAMELESS if code in UNFOUND else "")
    if ABOUT_THE_STATEMENT.fullmatch(code):
        said = " ".join(found.get("M", "").split())[:LONGEST] or "the statement failed"
        return DatabaseError(code, said, own, ABSENT if code == NO_TABLE else "")
    return DatabaseError(code, f"the database refused the statement (SQLSTATE {code})", own)


def about(error: DatabaseError, sql: str) -> DatabaseError:
    """Return an error that says nothing a statement does not say itself.

    What runs is run on rows that a view, its joins or the statement itself keep back: `invalid input syntax for type
    integer: "…"` would tell each of them.
    """
    if PARSED.fullmatch(error.code):
        return error
    said = VALUE.sub(lambda found: _hidden(found[0], sql), error.message)
    return error if said == error.message else DatabaseError(error.code, said, error.own, error.hint)


def _hidden(value: str, sql: str) -> str:
    bare = value.strip('"')
    if re.search(rf"(?<!\w){re.escape(bare)}(?!\w)", sql, re.IGNORECASE):
        return value
    return "…" if bare == value else '"…"'
