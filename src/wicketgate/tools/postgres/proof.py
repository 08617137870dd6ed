"""What PostgreSQL must say of a statement before it runs: that nothing the database's owner made answers to its names.

A function or operator is found by its name along the search path, the one that fits best: an overload made by anybody
comes before the server's own. So each statement runs on a path that holds the server's own schema alone, its tables
behind theirs. An extension's type (`citext`) needs its schema on the path as well: then nothing may be there, under a
name the statement uses, but what extensions brought. Casts are found on no path, and looked at always.

Takes a statement as it was read; gives SQL that runs before it in its transaction, and ends that with an error of ours.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field

from wicketgate.errors import Refused
from wicketgate.gate.sql.statement import HOME, Statement
from wicketgate.tools.postgres.fault import DatabaseError

FIRST_MADE = 16384
"""The server's own objects have lower numbers, whichever schema they are in."""
_WRITTEN = "btrim is_normalized like_escape ltrim normalize overlay rtrim similar_escape similar_to_escape timezone"
WRITTEN = frozenset(_WRITTEN.split())
"""Functions that stand behind words of the language."""
SAFE_PATH = "pg_catalog, pg_temp"
REMEDY = (
    "what extensions bring is used as it is; have the database's owner move this to a schema of its own or drop it,"
    " or grant a view with columns of plain types"
)
_ASKED = """WITH RECURSIVE own(kind) AS (
    SELECT c.reltype FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        JOIN ROWS FROM (pg_catalog.unnest($1::name[]), pg_catalog.unnest($2::name[])) AS t(home, named)
        ON n.nspname = t.home AND c.relname = t.named
    UNION SELECT o.kind FROM own JOIN pg_catalog.pg_type t ON t.oid = own.kind AND t.oid >= {made}
        CROSS JOIN LATERAL (SELECT pg_catalog.unnest(ARRAY[t.typelem, t.typbasetype, t.typarray])
        UNION ALL SELECT a.atttypid FROM pg_catalog.pg_attribute a
            WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped
        UNION ALL SELECT r.rngsubtype FROM pg_catalog.pg_range r WHERE r.rngtypid = t.oid) AS o(kind) WHERE o.kind <> 0
), path(place) AS MATERIALIZED (
    SELECT 11::oid UNION SELECT t.typnamespace FROM pg_catalog.pg_type t
        WHERE t.oid IN (SELECT kind FROM own WHERE kind >= {made}) AND t.typtype = 'b' AND t.typcategory <> 'A'
), made(function, before, of) AS (
    SELECT p.oid, p.proname || ' may call ', 0::oid FROM pg_catalog.pg_proc p
        WHERE p.proname = ANY ($3::name[]) AND p.oid >= {made} AND p.pronamespace IN (SELECT place FROM path)
    UNION ALL SELECT o.oprcode, 'operator ' || o.oprname || ' may call ', 0 FROM pg_catalog.pg_operator o
        WHERE o.oid >= {made} AND o.oprnamespace IN (SELECT place FROM path)
    UNION ALL SELECT c.castfunc, '', c.oid FROM pg_catalog.pg_cast c WHERE c.castfunc >= {made}
        AND (c.castsource < {made} OR c.castsource IN (SELECT kind FROM own))
        AND (c.casttarget < {made} OR c.casttarget IN (SELECT kind FROM own))
), wrong(function, before, of) AS (
    SELECT * FROM made WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 1255
            AND d.objid = made.function AND d.refclassid = 3079 AND d.deptype = 'e')
        OR NOT (SELECT r.rolsuper FROM pg_catalog.pg_proc f JOIN pg_catalog.pg_roles r ON r.oid = f.proowner
            WHERE f.oid = made.function)
    LIMIT 1
), told(said) AS (
    SELECT before || function::regprocedure FROM wrong WHERE of = 0 UNION ALL
    SELECT 'a cast from ' || castsource::regtype || ' to ' || casttarget::regtype || ' calls ' || function::regprocedure
        FROM wrong JOIN pg_catalog.pg_cast c ON c.oid = of
), found(said, more) AS MATERIALIZED (
    SELECT (SELECT said FROM told), (SELECT pg_catalog.string_agg(place::regnamespace::text, ', ') FROM path)
) SELECT FROM found WHERE pg_catalog.set_config('search_path', more || ', pg_temp', true) IS NULL
    OR CASE WHEN said IS NULL THEN false ELSE ($4::text || said || $4::text)::oid IS NULL END"""
ASKED = _ASKED.replace("{made}", str(FIRST_MADE))
"""Sets the path, and gives no row; fails where something else than the server's own or an extension's may be called.

Its values: the schemas and names of tables, the names of functions, and what the error is marked with.
"""


@dataclass(frozen=True, slots=True)
class Proof:
    """What is asked before one statement."""

    statement: Statement
    mark: str = field(default_factory=lambda: secrets.token_hex(8))
    """What our error is known by: nobody who writes a statement can have said it."""

    @property
    def parsed(self) -> tuple[str, ...]:
        """Return statements that need only be parsed."""
        return self.statement.proofs()

    @property
    def values(self) -> tuple[str, ...]:
        """Return the values of `ASKED`, as text."""
        tables = self.statement.tables
        names = sorted({*self.statement.functions, *WRITTEN})
        return (
            _array(table.schema or HOME for table in tables),
            _array(t.name for t in tables),
            _array(names),
            self.mark,
        )

    def judged(self, error: DatabaseError) -> DatabaseError | Refused:
        """Return the refusal that an error of the database stands for; itself where it is not ours."""
        said = re.search(rf"{self.mark}(.*?){self.mark}", error.own, re.DOTALL)
        if said is None:
            return error
        return Refused(f"the database has a function of its own in the way: {said[1][:300]}", REMEDY)


def _array(names: Iterable[str]) -> str:
    return "{" + ",".join('"' + re.sub(r'(["\\])', r"\\\1", name) + '"' for name in names) + "}"
