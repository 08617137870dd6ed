"""Statements answered without the database, because they change nothing there: transactions, a few settings, and what
clients ask of any server when they connect. The answers are our own: no byte of them is the database's.

Takes SQL, gives the tag of the answer and the new transaction status; None for everything else, which is decided.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from wicketgate.egress.postgres.answers import STATUS
from wicketgate.errors import Refused

_MODES = (
    r"(?:\s*,?\s*(?:isolation\s+level\s+(?:serializable|repeatable\s+read|read\s+committed|read\s+uncommitted)"
    r"|read\s+only|read\s+write|(?:not\s+)?deferrable))*"
)
_WORK = r"(?:\s+(?:work|transaction))?"
_NAME = r"(?:\w{1,63}|\"[^\"\\]{1,63}\")"
# INVARIANT: each step begins with another character, so that no text can make this slow.
NOTHING = re.compile(r"(?:\s|;|--[^\n]*(?:\n|\Z))*")
KNOWN = {
    "BEGIN": re.compile(rf"begin{_WORK}{_MODES}|start\s+transaction{_MODES}", re.IGNORECASE),
    "COMMIT": re.compile(rf"(?:commit|end){_WORK}", re.IGNORECASE),
    "ROLLBACK": re.compile(rf"(?:rollback|abort){_WORK}", re.IGNORECASE),
    "SAVEPOINT": re.compile(rf"savepoint\s+{_NAME}", re.IGNORECASE),
    "RELEASE": re.compile(rf"release\s+(?:savepoint\s+)?{_NAME}", re.IGNORECASE),
    "BACK": re.compile(rf"rollback{_WORK}\s+to\s+(?:savepoint\s+)?{_NAME}", re.IGNORECASE),
    "DEALLOCATE": re.compile(rf"deallocate\s+(?:prepare\s+)?(?P<name>{_NAME})", re.IGNORECASE),
    "RESET": re.compile(r"reset\s+all|reset\s+application_name", re.IGNORECASE),
    "DISCARD ALL": re.compile(
        # What pools send when they take a connection back: there is nothing of the kind to end.
        r"discard\s+all|(?:(?:select\s+pg_advisory_unlock_all\(\)|close\s+all|unlisten\s+\*|reset\s+all);?\s?)+",
        re.IGNORECASE,
    ),
}
SETTING = re.compile(
    r"set\s+(?:session\s+|local\s+)?(\w{1,63})\s*(?:=|\s+to\s)\s*('[^'\\]{0,200}'|[\w.+-]{1,63})", re.I
)
SETTINGS = {
    "application_name": re.compile(r".*"),
    "client_encoding": re.compile(r"utf-?8|unicode", re.IGNORECASE),
    "client_min_messages": re.compile(r"\w+"),
    "datestyle": re.compile(r"iso", re.IGNORECASE),
    "extra_float_digits": re.compile(r"[0-3]"),
    "standard_conforming_strings": re.compile(r"on|true|1", re.IGNORECASE),
    "timezone": re.compile(r"utc", re.IGNORECASE),
}
"""Taken with such a value, and without any effect: the session outside has its own."""
LONGEST = 500
SHOW = re.compile(r"show\s+(\w{1,63}|transaction\s+isolation\s+level|time\s+zone)", re.IGNORECASE)
SHOWN = {name.lower(): value for name, value in STATUS.items()} | {
    "search_path": "public",
    "time zone": STATUS["TimeZone"],
    "transaction_isolation": "read committed",
    "transaction isolation level": "read committed",
    "transaction_read_only": "on",
}
"""What `SHOW` tells, by name: what any session outside is given at its login."""
ASKED = re.compile(r"select\s+(?:pg_catalog\s?\.\s?)?(version|current_schema)\s?\(\s?\)", re.IGNORECASE)
TOLD = {"version": f"PostgreSQL {STATUS['server_version']}", "current_schema": "public"}


class Local(NamedTuple):
    """One answer."""

    tag: str
    status: str
    column: str = ""
    """Of the one row it gives; empty without one."""
    value: str = ""
    """Of that row; without one, the name of a statement to forget."""


def empty(sql: str) -> bool:
    """Return whether a text holds no statement at all."""
    return len(sql) <= LONGEST and NOTHING.fullmatch(sql) is not None


def local(sql: str, status: str) -> Local | None:
    """Return the answer to a statement that needs no database; Refused for a setting with another value."""
    if len(sql) > LONGEST:
        return None
    bare = sql.strip().rstrip("; \t\r\n")
    kind, words = next(((kind, found) for kind, one in KNOWN.items() if (found := one.fullmatch(bare))), (None, None))
    if kind == "BEGIN":
        return Local("BEGIN", "T" if status == "I" else status)
    if kind == "COMMIT":
        return Local("ROLLBACK" if status == "E" else "COMMIT", "I")
    if kind == "ROLLBACK":
        return Local("ROLLBACK", "I")
    if kind == "BACK":
        return Local("ROLLBACK", "T" if status == "E" else status)
    if kind == "DEALLOCATE" and words is not None:
        return Local(kind, status, "", _folded(words["name"]))
    if kind is not None:
        return Local(kind, status)
    asked = _asked(bare, status)
    if asked is not None:
        return asked
    found = SETTING.fullmatch(bare)
    if found is None:
        return None
    name, value = found[1].lower(), found[2].strip("'")
    if name not in SETTINGS or not SETTINGS[name].fullmatch(value):
        raise Refused(f"{name} cannot be set to that here", f"what can be set: {', '.join(SETTINGS)}")
    return Local("SET", status)


def _folded(name: str) -> str:
    return name[1:-1] if name.startswith('"') else name.lower()


def _asked(bare: str, status: str) -> Local | None:
    shown, called = SHOW.fullmatch(bare), ASKED.fullmatch(bare)
    name = " ".join(shown[1].lower().split()) if shown is not None else ""
    if name in SHOWN:
        return Local("SHOW", status, name.replace("transaction isolation level", "transaction_isolation"), SHOWN[name])
    if called is not None:
        return Local("SELECT 1", status, called[1].lower(), TOLD[called[1].lower()])
    return None
