"""The scoped tools of one task: takes a profile, gives each tool's name, description, schema and what executes it.

Only what the task grants and this version implements is offered.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wicketgate.action import Action, Result
from wicketgate.errors import RequestError
from wicketgate.policy import Profile, Source, ToolGrant
from wicketgate.tools.postgres import query as postgres
from wicketgate.tools.postgres.query import Lend
from wicketgate.tools.sqlite.query import query
from wicketgate.tools.table_grants import describe, parse_all

IMPLEMENTED = ("db.query",)


@dataclass(frozen=True, slots=True)
class Tool:
    """One tool as a client is told of it."""

    name: str
    """Its name in the policy."""
    public: str
    """Its name on the wire: letters, digits and underscores."""
    description: str
    schema: Mapping[str, Any]


def offered_tools(profile: Profile) -> tuple[str, ...]:
    """Return the names of the tools the task grants and this version implements."""
    return tuple(name for name in IMPLEMENTED if name in profile.task.tools)


def catalogue(profile: Profile) -> tuple[Tool, ...]:
    """Return the offered tools, described; ConfigError when a grant cannot be read."""
    return tuple(_query_tool(profile, profile.task.tools[name]) for name in offered_tools(profile))


def postgres_source(profile: Profile) -> Source | None:
    """Return the PostgreSQL source that programs of the task reach by its own protocol; None if it has none."""
    grant = profile.task.tools.get("db.query")
    found = profile.source(grant.source) if grant is not None and grant.source is not None else None
    return found if found is not None and found.kind == "postgres" else None


async def execute(profile: Profile, action: Action, lend: Lend | None = None) -> Result:
    """Return the result of an allowed action of an offered tool; RequestError for anything else.

    `lend` gives the secret a source needs; without it, such a source is refused.
    """
    request = action.request
    grant = profile.task.tools.get(request.tool)
    if request.tool not in offered_tools(profile) or grant is None:
        raise RequestError(f"{request.tool} is not offered")
    source, sql = request.arguments.get("source"), request.arguments.get("sql")
    # The gate decided on these arguments; here only what was granted is ever opened, whatever they say.
    known = grant.source is not None and source == grant.source
    if not known or not isinstance(sql, str) or len(request.arguments) != 2:
        raise RequestError(f"expected source {grant.source!r} and one SQL text", "call it with `source` and `sql`")
    opened = profile.source(str(grant.source))
    if opened.path is None:
        return Result((await postgres.query(opened, profile.authorities(opened), action, lend, grant.rows, sql)).text)
    answer = await asyncio.to_thread(query, profile.policy.root / opened.path, grant.tables, grant.rows, sql)
    return Result(answer.text)


def _query_tool(profile: Profile, grant: ToolGrant) -> Tool:
    lite = postgres_source(profile) is None
    tables = describe(parse_all(grant.tables)) if lite else ", ".join(grant.tables)
    kind = "SQLite" if lite else "PostgreSQL"
    description = (
        f"Run one read-only {kind} SELECT on the data source {grant.source!r}. Readable tables and columns: {tables}. "
        f"Anything else is refused. At most {grant.rows} rows; the answer is JSON with columns, rows and truncated."
    )
    properties = {
        "source": {"type": "string", "enum": [grant.source]},
        "sql": {"type": "string", "description": "one SELECT statement"},
    }
    schema = {"type": "object", "properties": properties, "required": ["source", "sql"], "additionalProperties": False}
    return Tool("db.query", "db_query", description, schema)
