"""Which granted tables and columns a SQLite file does not have. Takes a profile's sources; gives lines for a person.

Nothing of a table is read: each grant is opened as a query would open it, and closed. A database that needs a password
is asked by a run alone, which says so at the first statement that names the table.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from wicketgate.errors import ConfigError
from wicketgate.policy import Profile
from wicketgate.tools.sqlite.source import connect
from wicketgate.tools.table_grants import parse_all

TOOL = "db.query"


def missing(profile: Profile) -> tuple[str, ...]:
    """Return a line for each grant of a task that its source cannot give as it is now."""
    grant = profile.task.tools.get(TOOL)
    if grant is None or grant.source is None:
        return ()
    source = profile.source(grant.source)
    if source.path is None:
        return ()
    where = f"{profile.name}: db.query on {grant.source} ({source.path})"
    return tuple(f"{where}: {said}" for said in _unfit(profile.policy.root / source.path, grant.tables))


def _unfit(path: Path, tables: tuple[str, ...]) -> Iterator[str]:
    try:
        grants = parse_all(tables)
    except ConfigError as error:
        yield f"{error.message}; {error.hint}"
        return
    if not path.exists():
        yield "the file is not there"
        return
    for one in grants:
        try:
            connect(path, [one]).connection.close()
        except ConfigError as error:
            yield f"{error.message}; {error.hint}"
