"""curl and wget: addresses of this machine are nobody outside, and a request that only reads sends nothing."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote_plus

from wicketgate.gate.shell.effects import Kind
from wicketgate.gate.shell.naming import loopback, said
from wicketgate.gate.shell.public import public, zoned
from wicketgate.gate.shell.state import SOME, State, Word

LOSES = re.compile(
    r"\b(?:drop\s+(?:table|database|schema|index|view|measurement|series|keyspace|collection|user|role|column|function|type|materialized|if|shard|retention|continuous)"
    r"|truncate\s+\w|delete\s+from|delete\s+where|alter\s+(?:table|user|role|system|database)|detach\s+delete|detach\s+table)",
    re.IGNORECASE,
)
"""What loses rows, said in the languages of databases."""
SERVICE = re.compile(
    r"[^/]*(?://)?[^/]*:(?:(?:2375|2376|10250|10255|6443|9222)(?:/.*)?|8001/apis?/(?:v1/(?:namespaces|nodes|secrets|pods)|apps|batch|rbac).*)"
)
"""Ports where whoever is heard owns the machine: engines of containers, clusters, browsers under control."""
LOCAL = re.compile(r"file:(?://[^/]*)?", re.IGNORECASE)
FILE = re.compile(r"(?:^|=)[@<]([^;]+)")
WRITES = frozenset({"POST", "PUT", "PATCH"})
READING = frozenset({"GET", "HEAD", "OPTIONS"})


def curl(state: State, parsed: Any, operands: list[Word], why: str) -> None:
    """Read addresses; those of this machine are nobody outside."""
    given = parsed.given
    if "--version" in given or "-V" in given:
        return
    urls = operands + [value for role, value in parsed.values if role.name == "url"]
    local = bool(urls) and all(word.known and _mine(word) for word in urls) and "-L" not in given
    for role, value in parsed.values:
        if role.kind is not None and not (local and role.kind is Kind.SEND and not value.text.startswith("@")):
            state.note(role.kind, value, why)
        if role.kind is Kind.SEND and (file := FILE.search(value.text)):
            state.note(Kind.READ, value._replace(text=file[1]), why)
        elif role.name == "text" and value.text.startswith("@"):
            state.note(Kind.READ, value._replace(text=value.text[1:]), why)
        if "%output" in value.text:
            state.note(Kind.WRITE, SOME, why)
    for name in ("-b", "--cookie"):
        kept = given.get(name)
        if kept is not None and "=" not in kept.text:
            state.note(Kind.READ, kept, why)
    for name in ("-T", "--upload-file", "--post-file", "--body-file"):
        sent = given.get(name)
        if sent is not None:
            state.note(Kind.READ, sent, why)
    if {"-O", "--remote-name", "--remote-name-all"} & set(given):
        for word in urls:
            state.note(Kind.WRITE, word._replace(text=word.text.partition("?")[0].rpartition("/")[2] or "x"), why)
    _told(state, parsed, urls, why)
    for word in urls if not local else []:
        if word.known and LOCAL.match(word.text):
            state.note(Kind.READ, word._replace(text=LOCAL.sub("", word.text)), why)
        else:
            state.note(Kind.FETCH if _asked(parsed, word) else Kind.NETWORK, word, why)
    for one in parsed.program.when:
        if any(name in given and _other(name, given[name], local) for name, _ in one.options):
            for kind, what in one.effects:
                state.note(kind, what, why)


def _mine(word: Word) -> bool:
    """Return whether an address is a server of this machine that is asked for nothing that loses anything."""
    return word.known and loopback(word.text) and not SERVICE.fullmatch(word.text) and not _loses(word.text)


def _asked(parsed: Any, word: Word) -> bool:
    """Return whether a host that everybody knows is asked for a page, and told nothing that cannot be seen here."""
    return (
        word.known
        and public(word.text)
        and not {"-k", "--insecure", "--no-check-certificate"} & set(parsed.given)
        and all(value.known and "@" not in value.text for role, value in parsed.values if role.name in ("text", "url"))
    )


def _told(state: State, parsed: Any, urls: list[Word], why: str) -> None:
    """Note what a database or a search engine is told to lose, or to do otherwise from now on."""
    sent = [value.text for role, value in parsed.values if role.kind is Kind.SEND]
    if state.stdin is not None and state.stdin.known:
        sent.append(state.stdin.text)
    changes = bool(sent) or any(name in parsed.given for name in ("-X", "--request", "--method"))
    _statements(state, [*sent, *(word.text for word in urls)], why)
    if changes and (parsed.given.get("-X") or parsed.given.get("--request") or Word("")).text.upper() not in READING:
        for word in urls:
            if "/_cluster/" in word.text:
                state.note(Kind.REMOTE, "the settings of a cluster", why)


def _statements(state: State, texts: list[str], why: str) -> None:
    for text in texts:
        if LOSES.search(unquote_plus(text)):
            state.note(Kind.REMOTE, f"a database, by {text[:60]}", why)


def _loses(address: str) -> bool:
    parts = address.partition("?")[0].split("/")[1:]
    return any(said(part.lstrip("_")) is Kind.REMOTE for part in parts if part)


def _other(name: str, value: Word | None, local: bool) -> bool:
    """Return whether an option changes anything: a request that only reads does not."""
    if name in ("-X", "--request", "--method") and value is not None and value.known:
        method = value.text.upper()
        return method not in READING and not (local and method in WRITES)
    return True


def httpie(state: State, parsed: Any, operands: list[Word], why: str) -> None:
    """Read httpie's words: a method, an address, and what is sent."""
    for role, value in parsed.values:
        if role.kind is Kind.NETWORK:
            state.note(role.kind, value, why)
    words = list(operands)
    method = words.pop(0).text if words and re.fullmatch(r"[A-Z]+", words[0].text) else ""
    if not words:
        return
    address, items = words[0], words[1:]
    _statements(state, [word.text for word in words], why)
    near = address._replace(text="localhost" + address.text) if address.text.startswith(("/", ":")) else address
    files = any("@" in word.text or not word.known for word in items)
    if _mine(near) and not files and (method or "POST") in READING | WRITES:
        state.note(Kind.FETCH, near, why)
    elif items or method not in READING | {""} or state.stdin is not None:
        state.note(Kind.SEND, "an HTTP request", why)
    else:
        state.note(Kind.FETCH if address.known and public(address.text) else Kind.NETWORK, address, why)


def raw(state: State, parsed: Any, operands: list[Word], why: str) -> None:
    """Note a raw connection; one to this machine reaches nobody outside."""
    serves = {"-l", "--listen", "-e", "-c", "--exec", "--sh-exec", "-k"} & set(parsed.given)
    if {"-e", "-c", "--exec", "--sh-exec"} & set(parsed.given):
        state.note(Kind.PERSIST, "a shell for whoever connects", why)
    told = state.stdin.text if state.stdin is not None and state.stdin.known else ""
    if any(said(word) is not None for word in told.split()):
        state.note(Kind.REMOTE, "a service, by what is piped in", why)
    if serves or not operands or not (operands[0].known and loopback(operands[0].text)):
        state.note(Kind.NETWORK, "a raw connection", why)


def handshake(state: State, parsed: Any, operands: list[Word], why: str) -> None:
    """Look at a server's certificate: with nothing to say, its host alone learns of it."""
    told = parsed.given.get("-connect")
    quiet = state.stdin is None or (state.stdin.known and state.stdin.text.strip() in ("", "Q", "QUIT"))
    host = told.text.rpartition(":")[0] if told is not None and told.known else ""
    if not quiet or operands or not (zoned(host) or loopback(host)):
        state.note(Kind.NETWORK, "a raw connection", why)


def wget(state: State, parsed: Any, operands: list[Word], why: str) -> None:
    """Read addresses and write what comes under the name it has there."""
    curl(state, parsed, operands, why)
    given = parsed.given
    if operands and not {"-O", "--output-document", "--spider", "-P", "--directory-prefix"} & set(given):
        state.note(Kind.WRITE, Word(operands[0].text.rstrip("/").rpartition("/")[2] or "index.html"), why)


def lookup(state: State, parsed: Any, operands: list[Word], why: str) -> None:
    """Note the names that are asked for: a server elsewhere learns each of them."""
    for word in operands:
        quiet = word.text.startswith("+") or RECORD.fullmatch(word.text) or loopback(word.text)
        if not (word.known and (quiet or zoned(word.text.removeprefix("@")))):
            state.note(Kind.NETWORK, word, why)


RECORD = re.compile(r"A|AAAA|MX|TXT|NS|CNAME|SOA|SRV|PTR|CAA|ANY|IN")
READERS: dict[str, Any] = {
    "curl": curl,
    "wget": wget,
    "httpie": httpie,
    "connection": raw,
    "handshake": handshake,
    "lookup": lookup,
}
