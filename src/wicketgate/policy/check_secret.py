"""What the keys of a secret may combine to: each kind of use has its own, and no other key that would mean nothing.

Takes the tree and one binding; raises ConfigError at the line of the first fault.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

from wicketgate.policy.check_ssh import check_ssh_key
from wicketgate.policy.glob import CONTROL
from wicketgate.policy.model import Document
from wicketgate.policy.network import is_loopback
from wicketgate.policy.pattern import UrlPattern
from wicketgate.policy.secret import How, Secret, place_of
from wicketgate.policy.ssh import FOR
from wicketgate.policy.yaml_tree import Tree, Where, quote

NEEDED: dict[How, tuple[str, ...]] = {
    "header": ("header",),
    "bearer": (),
    "basic": ("user",),
    "query": ("name",),
    "path": (),
    "field": ("name",),
    "sigv4": ("region", "service"),
    "oauth2-client": ("token_url",),
    "oauth2-refresh": ("token_url",),
}
"""The keys each kind of use cannot do without."""
USEFUL: dict[How, tuple[str, ...]] = {
    "sigv4": ("user",),
    "oauth2-client": ("user", "scope"),
    "oauth2-refresh": ("user", "scope"),
}
"""The keys it may have besides."""
OF_A_KIND = ("header", "name", "user", "region", "service", "token_url", "scope")
OF_A_PLACE = ("methods", "paths", "as_", *OF_A_KIND)
HEADER = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}: ?(?! )[\x20-\x7e]{0,256}", re.ASCII)
# Set by whoever builds the request; a value in one of them would change where, or how, the request goes.
FRAMING = frozenset({"host", "content-length", "transfer-encoding", "connection", "upgrade", "te", "trailer", "expect"})
NAME = re.compile(r"[A-Za-z0-9_.\[\]-]{1,128}", re.ASCII)
WORD = re.compile(r"[A-Za-z0-9-]{1,64}", re.ASCII)
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
REFERENCES = {
    "age": re.compile(r""),
    "env": re.compile(r""),
    "vault": re.compile(r"(?!.*(?:^|/)\.{1,2}(?:/|#))[\w.-]+(?:/[\w.-]+)+#[\w.-]+", re.ASCII),
    "aws": re.compile(r"[\w/+=.@:-]{1,512}(?:#[\w.-]+)?", re.ASCII),
    "1password": re.compile(r"op://[^/\x00-\x1f]+/[^/\x00-\x1f]+/[^\x00-\x1f]+"),
}
SHAPES = "age, env, vault:MOUNT/PATH#FIELD, aws:ID, aws:ID#FIELD or 1password:op://VAULT/ITEM/FIELD"


def check_secret(tree: Tree, where: Where, secret: Secret, document: Document) -> None:
    """Refuse a binding that says two things, nothing, or less than it seems to."""
    if (secret.for_ is None) == (secret.to is None):
        raise tree.wrong(where, "expected either `for` (a tool or a source) or `to` (a host)")
    _try(tree, (*where, "until"), _day, secret.until)
    _try(tree, (*where, "from"), _reference, secret.from_)
    if secret.for_ is not None:
        _check_user(tree, where, secret.for_, document)
        _refuse(tree, where, secret, OF_A_PLACE, "expected only beside `to`")
        return
    _try(tree, (*where, "to"), place_of, secret.to)
    _check_kind(tree, where, secret)
    _each_once(tree, (*where, "methods"), secret.methods, str)
    _each_once(tree, (*where, "paths"), secret.paths, _canonical)


def _check_user(tree: Tree, where: Where, user: str, document: Document) -> None:
    tools = {name for task in document.tasks.values() for name in task.tools}
    known = sorted(tools | set(document.sources))
    if user == FOR:
        check_ssh_key(tree, where, document)
        return
    if user not in known:
        problem = f"expected a tool some task grants, or a source (got {quote(user)})"
        raise tree.wrong((*where, "for"), problem, f"there are: {', '.join(known) or 'none'}")
    if user in tools and user in document.sources:
        raise tree.wrong((*where, "for"), f"expected one user (got {quote(user)}, a tool and a source)", "rename one")


def _check_kind(tree: Tree, where: Where, secret: Secret) -> None:
    how = secret.how
    for key in NEEDED[how]:
        if getattr(secret, key) is None:
            raise tree.wrong(where, f"expected `{key}` beside `as: {how}`")
    meant = (*NEEDED[how], *USEFUL.get(how, ()))
    _refuse(tree, where, secret, [key for key in OF_A_KIND if key not in meant], f"expected not beside `as: {how}`")
    if how == "header" and secret.header is not None and secret.header.count("{}") != 1:
        raise tree.wrong((*where, "header"), f'expected `header: "Name: {{}}"` (got {quote(secret.header)})')
    for key, check in TEXTS.items():
        _try(tree, (*where, key), check, getattr(secret, key))


def _refuse(tree: Tree, where: Where, secret: Secret, fields: Iterable[str], problem: str) -> None:
    for field in fields:
        if field in secret.model_fields_set:
            raise tree.wrong((*where, field.rstrip("_")), problem)


def _each_once(tree: Tree, where: Where, values: tuple[str, ...], check: Callable[[str], object]) -> None:
    for index, value in enumerate(values):
        _try(tree, (*where, index), check, value)
        if value in values[:index]:
            raise tree.wrong((*where, index), f"expected each once (got {quote(value)} again)")


def _try(tree: Tree, where: Where, check: Callable[[str], object], value: str | None) -> None:
    try:
        if value is not None:
            check(value)
    except ValueError as error:
        raise tree.wrong(where, str(error)) from None


def _header(value: str) -> None:
    name = value.partition(":")[0]
    # A line break in it would be a second header; what is before the colon decides how the request is read.
    if CONTROL.search(value):
        raise ValueError(f"expected no control characters (got {quote(value)})")
    if not HEADER.fullmatch(value) or "{}" in name or name.lower() in FRAMING:
        raise ValueError(f'expected `header: "Name: {{}}"`, no header of the connection itself (got {quote(value)})')


def _canonical(value: str) -> None:
    UrlPattern(value)
    # What is matched is the canonical path: a pattern spelled otherwise would never match, or match something else.
    if "/../" in value + "/" or "/./" in value + "/" or "//" in value or set(value) & set("%?#\\"):
        raise ValueError(f"expected a path without dot segments, `//`, query or percent escapes (got {quote(value)})")


def _day(value: str) -> None:
    try:
        known = DAY.fullmatch(value) and datetime.date.fromisoformat(value).year < datetime.MAXYEAR
    except ValueError:
        known = False
    if not known:
        raise ValueError(f"expected a day such as 2027-01-31 (got {quote(value)})")


def _reference(value: str) -> None:
    store, colon, reference = value.partition(":")
    known = REFERENCES.get(store)
    if known is None or not known.fullmatch(reference) or (colon and not reference):
        raise ValueError(f"expected {SHAPES} (got {quote(value)})")


def _user(value: str) -> None:
    # In `user:password` the first colon ends the user; another one would move part of the name into the password.
    if ":" in value or CONTROL.search(value) or not value.strip():
        raise ValueError(f"expected a user without a colon or control characters (got {quote(value)})")


def _name(value: str) -> None:
    if not NAME.fullmatch(value):
        raise ValueError(f"expected the name of a parameter or field (got {quote(value)})")


def _word(value: str) -> None:
    if not WORD.fullmatch(value):
        raise ValueError(f"expected a word such as `eu-central-1` or `s3` (got {quote(value)})")


def _scope(value: str) -> None:
    if not value.isascii() or not value.isprintable() or set(value) & set('"\\'):
        raise ValueError(f"expected scopes between spaces (got {quote(value)})")


def _token_url(value: str) -> None:
    split = urlsplit(value)
    odd = split.username is not None or split.query or split.fragment or CONTROL.search(value) or not split.hostname
    if odd or "*" in value or split.scheme not in ("http", "https") or split.port == 0:
        raise ValueError(f"expected `https://host/path` without user, query or fragment (got {quote(value)})")
    if split.scheme == "http" and not is_loopback(split.hostname or ""):
        raise ValueError(f"expected https, or http to a loopback address (got {quote(value)})")


TEXTS: dict[str, Callable[[str], None]] = {
    "header": _header,
    "name": _name,
    "user": _user,
    "region": _word,
    "service": _word,
    "token_url": _token_url,
    "scope": _scope,
}
