"""What the keys of a source may combine to, and that its password is bound to it.

Takes the tree and one source; raises ConfigError at the line of the first fault.
"""

from __future__ import annotations

import re

from wicketgate.policy.glob import CONTROL
from wicketgate.policy.model import Document
from wicketgate.policy.network import host_pattern
from wicketgate.policy.pattern import PathPattern
from wicketgate.policy.source import LOCAL, Source
from wicketgate.policy.value_checks import attempt
from wicketgate.policy.yaml_tree import Tree, Where, quote

OF_A_KIND = {"sqlite": ("path",), "postgres": ("host", "database", "user", "password")}
"""The keys each kind cannot do without."""
ALSO = {"sqlite": frozenset[str](), "postgres": frozenset({"port", "ca"})}
COMMON = frozenset({"kind", "public"})

NAMED = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)*")
"""Spelled as names of secrets are, and passwords hardly."""


def check_source(tree: Tree, where: Where, source: Source, document: Document) -> None:
    """Refuse a source that lacks a key, has one that means nothing, or whose password is bound to something else."""
    needed = OF_A_KIND[source.kind]
    for key in sorted(source.model_fields_set - COMMON - ALSO[source.kind] - set(needed)):
        raise tree.wrong((*where, key), f"expected not with `kind: {source.kind}`")
    for key in needed:
        if getattr(source, key) is None:
            raise tree.wrong((*where, key), f"expected `{key}` beside `kind: {source.kind}`")
    if source.path is not None:
        attempt(tree, (*where, "path"), _path, source.path)
    if source.kind == "postgres":
        attempt(tree, (*where, "host"), _host, source.host or "")
        attempt(tree, (*where, "database"), _plain, source.database or "")
        attempt(tree, (*where, "user"), _plain, source.user or "")
        if source.ca is not None:
            attempt(tree, (*where, "ca"), plain_path, source.ca)
        _check_password(tree, where, source, document)


def _check_password(tree: Tree, where: Where, source: Source, document: Document) -> None:
    name, own = str(source.password), str(where[-1])
    secret = document.secrets.get(name)
    if secret is None or secret.for_ != own:
        # INVARIANT: what is spelled like no name is not repeated: it may be the password itself.
        named = name if secret is not None or NAMED.fullmatch(name) else ""
        problem = f"expected a secret that is for this source{f' (got {quote(name)})' if named else ', by its name'}"
        raise tree.wrong((*where, "password"), problem, f"under `secrets`: {named or 'DB_PASSWORD'}: {{for: {own}}}")


def plain_path(value: str) -> None:
    """Raise ValueError unless a value is the path of one file in the policy's folder."""
    PathPattern(value)
    if set(value) & set("*?[]"):
        raise ValueError(f"expected the path of one file (got {quote(value)})")


def _path(value: str) -> None:
    if CONTROL.search(value) or value.endswith("/") or value.startswith("~"):
        raise ValueError(f"expected the path of a file (got {quote(value)})")


def _host(value: str) -> None:
    # It is where a password leads: one host, spelled in one way.
    if value != LOCAL and (host_pattern(value) != value or "*" in value):
        raise ValueError(f"expected one host in lower case, such as `db.acme.com` (got {quote(value)})")


def _plain(value: str) -> None:
    if CONTROL.search(value) or not value.strip() or len(value.encode()) > 63:
        raise ValueError(f"expected a name of at most 63 bytes without control characters (got {quote(value)})")
