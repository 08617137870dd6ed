"""SQL as far as a policy needs it: which tables, columns and functions one query reads, or why it is refused.

The second wall: the engine's own (SQLite's authoriser, PostgreSQL's GRANTs) comes first, and decides alone at run
time.
"""

from wicketgate.gate.sql.read import read
from wicketgate.gate.sql.statement import Column, Dialect, SqlRefused, Statement, Table

__all__ = ["Column", "Dialect", "SqlRefused", "Statement", "Table", "read"]
