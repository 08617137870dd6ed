"""Clients of databases: the statements given, the server named, and whether anything else could be said to it."""

# ruff: noqa: E501, SIM905 - lists of words

from __future__ import annotations

import re
from typing import Any

from wicketgate.gate.shell.effects import Kind
from wicketgate.gate.shell.naming import loopback
from wicketgate.gate.shell.scripts.sql import sql, sqlite
from wicketgate.gate.shell.state import State, Word

NEAR = re.compile(r"(?:localhost|127(?:\.\d+){3}|::1|db|database|postgres|mysql|redis|mongo|/[\w./-]*)", re.IGNORECASE)
REMOTE_URI = re.compile(
    r"[a-z+]+://(?:[^@/]*@|(?![^@/]*@))(?!(?:localhost|127(?:\.\d+){3}|\[::1\])(?::\d+)?(?:[/?#]|$))[^/]*",
    re.IGNORECASE,
)
HOST = re.compile(r"\b(?:host(?:addr)?|service(?:file)?)\s*=\s*'?([^\s'&]*)")
"""A server named inside of an address or a list of settings."""
LISTED = ("-l", "--list", "--version", "-V", "--help", "-?")
META = re.compile(
    r"\s*\\(?:d[A-Za-z]*[+S]*|l\+?|conninfo|timing|x|z|encoding|h|\?|sf|sv|q|pset|echo|dt\+?)(?:\s+[\w.*\"' +-]*)?\s*"
)
REDIS = frozenset(
    """
    get mget exists type ttl pttl strlen getrange keys scan sscan hscan zscan hget hgetall hkeys hvals hlen hmget hexists
    lrange llen lindex smembers scard sismember zrange zcard zscore zrank zrangebyscore zrevrange zcount xrange xlen xinfo
    xread info ping dbsize time memory object randomkey pubsub echo lastsave bitcount getbit pfcount geopos geodist command
    slowlog latency role touch lolwut
    """.split()
)
PAIRS = frozenset(
    {("client", "list"), ("cluster", "info"), ("cluster", "nodes"), ("acl", "whoami"), ("config", "help")}
)
DB = r"""db(?:\.getSiblingDB\(["'][\w-]+["']\))?(?:\.[A-Za-z_]\w*|\.getCollection\(["'][\w.-]+["']\))*"""
LOOKS = """
    find findOne count countDocuments estimatedDocumentCount distinct stats getIndexes getCollectionNames getName serverStatus
    version explain hostInfo isMaster hello currentOp dataSize
"""
THEN = r"(?:\.(?:limit|sort|skip|pretty|toArray|count|explain|size|projection)\([^()$]*\))*"
MONGO = re.compile(
    r"\s*(?:printjson|print|JSON\.stringify|EJSON\.stringify|tojson)?\(?\s*"
    rf"(?:{DB}\.(?:{'|'.join(LOOKS.split())})\([^()$]*\){THEN}"
    r"|rs\.status\(\)|sh\.status\(\)|show (?:dbs|collections|databases|tables|users)|db)\s*\)?;?\s*"
)


def _others(state: State, parsed: Any, why: str) -> bool:
    """Note the values that are no statements, and return whether a statement was given."""
    given = False
    for role, value in parsed.values:
        if role.kind is Kind.RUN:
            state.note(Kind.REMOTE, f"a database, by the statements in {value.text}", why)
        if role.name == "statement":
            given = True
        elif role.name == "server":
            if not value.known or not NEAR.fullmatch(value.text):
                state.note(Kind.NETWORK, value, why)
        elif role.kind is not None:
            given = given or role.kind is Kind.RUN
            state.note(role.kind, value, why)
    for word in parsed.operands:
        hosts = HOST.findall(word.text)
        if not word.known or REMOTE_URI.match(word.text) or any(not NEAR.fullmatch(host) for host in hosts):
            state.note(Kind.NETWORK, word, why)
    return given


def sql_client(state: State, parsed: Any, operands: list[Word], why: str) -> None:
    """Note what a client of an SQL server is told."""
    if any(name in parsed.given for name in LISTED) and not parsed.values:
        return
    given = _others(state, parsed, why)
    for role, value in parsed.values:
        if role.name == "statement":
            _statement(state, value, why)
    if not given and state.stdin is not None:
        _statement(state, state.stdin, why)
    elif not given:
        state.note(Kind.REMOTE, "a database, by what is typed there", why)


def _statement(state: State, value: Word, why: str) -> None:
    if value.known and value.text.lstrip().startswith("\\"):
        if META.fullmatch(value.text) is None:
            state.note(Kind.PERSIST, f"a command of the client: {value.text.strip()[:60]}", why)
        return
    sql(state, [value], why)


ESCAPES = re.compile(
    r"writefile|readfile|load_extension|\bedit\s*\(|\battach\b|\bcopy\b|\bexport\b|\binstall\b|\bload\b|^\s*\.",
    re.IGNORECASE,
)
"""What reaches beyond a database that lives in memory alone."""


def _escapes(statement: Word) -> bool:
    return not statement.known or ESCAPES.search(statement.text) is not None


def sqlite_client(state: State, parsed: Any, operands: list[Word], why: str) -> None:
    """Note what a client of a database file is told: the first operand is the file, all others are statements."""
    if "-version" in parsed.given or "--version" in parsed.given or "-help" in parsed.given:
        return
    _others(state, parsed, why)
    file, *statements = operands or [Word(":memory:")]
    statements += [value for role, value in parsed.values if role.name == "statement"]
    if not statements and state.stdin is not None:
        statements = [state.stdin]
    if file.text != ":memory:":
        state.note(Kind.READ, file, why)
    before = len(state.touches)
    for statement in statements:
        sqlite(state, [statement], why)
    if not statements:
        state.note(Kind.REMOTE, "a database, by what is typed there", why)
    elif file.text == ":memory:" and "-init" not in parsed.given and not any(map(_escapes, statements)):
        del state.touches[before:]


def redis(state: State, parsed: Any, operands: list[Word], why: str) -> None:
    """Note what a key-value store is told, by the first word."""
    _others(state, parsed, why)
    if any(name in parsed.given for name in ("--pipe", "-x", "-X")):
        state.note(Kind.REMOTE, "a key-value store, by what is piped in", why)
    looking = any(
        name in parsed.given for name in ("--scan", "--bigkeys", "--stat", "--latency", "--hotkeys", "--memkeys")
    )
    if not operands and state.stdin is None and (looking or "--version" in parsed.given or "-v" in parsed.given):
        return
    verb = operands[0].text.lower() if operands and operands[0].known else ""
    second = operands[1].text.lower() if len(operands) > 1 else ""
    quiet = verb in REDIS or (verb, second) in PAIRS
    if not quiet or second in ("reset", "purge"):
        state.note(Kind.REMOTE, f"a key-value store: {verb or 'what is typed there'}", why)


def mongo(state: State, parsed: Any, operands: list[Word], why: str) -> None:
    """Note what a document store is told."""
    given = _others(state, parsed, why)
    script = parsed.given.get("--eval")
    if script is not None:
        if not script.known or MONGO.fullmatch(script.text) is None:
            state.note(Kind.REMOTE, f"a document store: {script.text[:60]}", why)
    elif "--version" not in parsed.given and not given:
        state.note(Kind.REMOTE, "a document store, by what is typed there", why)


def grpc(state: State, parsed: Any, operands: list[Word], why: str) -> None:
    """Ask a server of this machine what it offers; a call of a method may do anything."""
    asks = len(operands) > 1 and operands[1].text in ("list", "describe")
    if not asks or not (operands[0].known and loopback(operands[0].text)):
        state.note(Kind.REMOTE, "a service", why)


READERS: dict[str, Any] = {
    "sql-client": sql_client,
    "sqlite": sqlite_client,
    "redis": redis,
    "mongo": mongo,
    "grpc": grpc,
}
