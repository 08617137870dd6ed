"""What a name given to a script, a target or a command of a service says of it. Takes text, knows no program.

People name what they write after what it does: `deploy:prod`, `db_drop`, `publishToMavenCentral`. A name that says
nothing of the kind is no proof that nothing of the kind happens; it is only what can be read.
"""

# ruff: noqa: E501, SIM905 - lists of words
from __future__ import annotations

import re
from functools import lru_cache

from wicketgate.gate.shell.effects import Kind

LOOPBACK = re.compile(
    r"(?:(?!file:|gopher:|dict:|smtps?:|telnet:|ldaps?:|tftp:|s?ftps?:|scp:|imaps?:|pop3s?:|rtsp:|smbs?:)[a-z]+://)?"
    r"(?:(?:[\w-]+\.)*localhost|127(?:\.\d{1,3}){3}|\[?::1\]?|0\.0\.0\.0)(?::\d+|:\*)?(?:/.*|[?#][^@]*)?",
    re.IGNORECASE,
)
EVERYWHERE = re.compile(r"(?:[a-z]+://)?(?:0\.0\.0\.0|0|\[?::0?\]?|\*|\[::\])(?::\d*)?/?")
RANGE = re.compile(r"^[\d.]+/\d+$")
NAME = re.compile(r"[A-Za-z@][\w:./-]*")
FILE = re.compile(
    r".*(?:/|\.(?:[jt]sx?|[mc]js|py|rb|go|rs|java|kt|php|json|ya?ml|toml|md|html?|css|txt|xml|spec|test)$).*"
)
LOSES = frozenset(
    "drop wipe purge nuke destroy terminate erase truncate teardown obliterate flush delete shutdown undeploy"
    " unpublish flushall dropall flushdb dropdb resetdb".split()
)
UNDOES = frozenset("clean reset fresh rollback restore remove replant zero redo undo revert downgrade reload".split())
DATA = frozenset(
    "db database databases data ecto migrate migration migrations schema redis storage s3 prod production volumes volume"
    " flyway liquibase queue table tables bucket store".split()
)
OUTWARD = frozenset(
    "deploy publish upload push promote ship rollout rollback release distribute deliver submit".split()
)
BUILT = frozenset("build assemble bundle compile test lint check package pack verify install clean make run".split())
HIDDEN = frozenset("credential credentials secret secrets decrypt keystore".split())
WRITTEN = re.compile(
    r"out(?!er)|report|cache|coverage|cover|log|te?mp|trace|profile|save|dest|dist|dump|image|results?|junit|prefix",
    re.IGNORECASE,
)
LOADED = re.compile(
    r"config|plugin|preset|require|import|load|setup|environment|(?:^|-)env$|script|hook|init|runner|resolver|transform|rules?-?dir|toolchain|(?:cross|native)-?file|gulpfile|gruntfile|root-?dir|(?:^|-)root$"
    r"|module|include|linker|compiler|parser|formatter|reporter|driver|extension",
    re.IGNORECASE,
)
LOADS = re.compile(
    r"-f(?:pass-)?plugin|(?:^|[\s,])-load\b|-wrapper|-specs|-ext(?:ld|ar)|linker=[^,\s]*/|--?ld-path|-fuse-ld=[^\s]*/|--config(?:-\w+-dir)?="
    r"|-B\s*[/~.]|-javaagent|-agent|(?:^|[\s,])@/"
)
"""Flags of a compiler that name a program it starts, or a library it loads."""
PIECE = re.compile(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])")


@lru_cache(maxsize=4096)
def said(name: str) -> Kind | None:
    """Return what a name says: REMOTE for loss, PUBLISH for what leaves, CREDENTIAL for secrets; None for nothing."""
    if not NAME.fullmatch(name) or FILE.fullmatch(name):
        return None
    apart = [part.lower() for part in re.split(r"[^A-Za-z0-9]+", name) if part]
    pieces = [piece.lower() for piece in PIECE.findall(name)]
    if not pieces:
        return None
    found = set(pieces) | set(apart)
    if LOSES & found or (UNDOES & found and DATA & found):
        return Kind.REMOTE
    if HIDDEN & found:
        return Kind.CREDENTIAL
    if {"dry", "local"} & found:
        return None
    if pieces[0] in OUTWARD or (OUTWARD - {"release"}) & {*apart, pieces[-1]}:
        return Kind.PUBLISH
    return Kind.PUBLISH if "release" in apart and apart[0] not in BUILT else None


def taken(option: str) -> str:
    """Return what the name of an option that is not described says of its value: `run`, `write`, or nothing."""
    name = option.lstrip("-")
    return "run" if LOADED.search(name) else "write" if WRITTEN.search(name) else ""


def loopback(text: str) -> bool:
    """Return whether a host or an address is this machine itself."""
    return LOOPBACK.fullmatch(text) is not None and not RANGE.search(text)


def everywhere(text: str) -> bool:
    """Return whether a server that is given this address listens to other machines too."""
    return EVERYWHERE.fullmatch(text) is not None


def outside(text: str) -> bool:
    """Return whether a word is plainly a path that does not stay below the folder where it is used."""
    return text.startswith(("/", "~")) or text == ".." or text.startswith("../") or "/../" in text
