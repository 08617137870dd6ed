"""What a name says of the value assigned to it: a password, a token, perhaps a key, or nothing.

Takes the name; remembers what it said, since few names recur in a text thousands of times.
"""

from __future__ import annotations

import itertools
import re
from functools import lru_cache

SILENT, UNSAID, KEY, SOME_KEY, TOKEN, PASSWORD = range(6)
"""What a name says: something else than a secret; nothing; a bare `key`, which may be anything; some `…_key`; a token;
a password."""
WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
PASSWORDS = ("password", "passwd", "pwd", "pass", "passphrase", "passcode", "passwort", "contrasena", "senha")
TOKENS = ("secret", "secrets", "token", "apikey", "secretkey", "accesskey", "credential", "credentials", "auth")
EXACTLY = frozenset({"authorization", "bearer", "pat", "jwt", "creds", "authkey", "appkey", "authtoken", "licensekey"})
KEYS = frozenset(
    {"access", "account", "activation", "admin", "aes", "api", "app", "application", "auth", "bot", "cipher", "client"}
    | {"consumer", "decrypt", "decryption", "deploy", "dev", "developer", "encrypt", "encryption", "function"}
    | {"functions", "host", "hmac", "ingest", "ingestion", "instrumentation", "integration", "jwt", "license", "live"}
    | {"master", "personal", "private", "project", "read", "rest", "root", "sdk", "secret", "security", "server"}
    | {
        "service",
        "session",
        "shared",
        "sign",
        "signing",
        "storage",
        "subscription",
        "token",
        "user",
        "webhook",
        "write",
    }
)
ABOUT = frozenset(
    {"address", "alg", "algorithm", "alias", "arn", "at", "audience", "bits", "checksum", "class", "code", "count"}
    | {
        "created",
        "curve",
        "date",
        "digest",
        "dir",
        "duration",
        "enabled",
        "endpoint",
        "env",
        "error",
        "event",
        "expiration",
    }
    | {
        "expires",
        "expiry",
        "factory",
        "field",
        "file",
        "filename",
        "fingerprint",
        "format",
        "handler",
        "hash",
        "hashed",
    }
    | {
        "header",
        "hint",
        "host",
        "id",
        "identifier",
        "ids",
        "index",
        "info",
        "input",
        "interval",
        "issuer",
        "iv",
        "kid",
        "kind",
    }
    | {
        "label",
        "len",
        "length",
        "level",
        "lifetime",
        "limit",
        "link",
        "list",
        "map",
        "max",
        "md5",
        "message",
        "method",
        "min",
    }
    | {"mode", "model", "name", "names", "number", "page", "param", "path", "pattern", "placeholder", "policy"}
    | {
        "position",
        "prefix",
        "provider",
        "ref",
        "reference",
        "regex",
        "region",
        "rule",
        "salt",
        "schedule",
        "scope",
        "seconds",
        "scopes",
    }
    | {
        "service",
        "sha",
        "sha256",
        "size",
        "slug",
        "source",
        "state",
        "status",
        "store",
        "suffix",
        "text",
        "time",
        "timeout",
    }
    | {"timestamp", "title", "ttl", "type", "types", "uri", "url", "uuid", "vault", "version", "window"}
)
NEVER = frozenset(
    {
        "antiforgery",
        "author",
        "authors",
        "authority",
        "bos",
        "buypass",
        "bypass",
        "cache",
        "cancellation",
        "change",
        "checksum",
        "compass",
    }
    | {"continuation", "continue", "contract", "csrf", "cursor", "digest", "dummy", "eos", "etag", "example", "fake"}
    | {"foreign", "hash", "idempotency", "incremental", "keyboard", "keyword", "keywords", "mask", "mock", "next"}
    | {"nextpage", "nonce", "nft", "page", "pagination", "partition", "passed", "passes", "passing", "prev", "previous"}
    | {
        "primary",
        "pub",
        "pubkey",
        "public",
        "publickey",
        "publishable",
        "request",
        "resume",
        "routing",
        "row",
        "sample",
        "sort",
        "surrogate",
        "sync",
    }
    | {"tokenize", "tokenizer", "tokens", "unk", "verification", "xsrf"}
)
KEYED = frozenset({"key", "keys"})
RUN_ON = tuple(KEYS)
"""How `masterkey` begins, written as one word."""
DIGITS = frozenset("0123456789")


@lru_cache(4096)
def says(name: bytes) -> int:
    """Return what `name` says of its value."""
    words = list(map(str.lower, WORDS.findall(name.decode("latin-1"))))
    while words and words[-1][0] in DIGITS:
        words.pop()
    if not words or words[-1] in ABOUT or not NEVER.isdisjoint(words):
        return SILENT
    if words == ["auth"]:
        return KEY
    if any(word.endswith(PASSWORDS) for word in words[-3:]) or words[-2:] == ["secret", "key"]:
        return PASSWORD
    if any(map(str.endswith, words, itertools.repeat(TOKENS))) or not EXACTLY.isdisjoint(words):
        return TOKEN
    if not KEYED.isdisjoint(words) and any(b in KEYED and a in KEYS for a, b in itertools.pairwise(words)):
        return TOKEN
    if words[-1].endswith("key") and words[-1][:-3].endswith(RUN_ON):
        return TOKEN
    if not words[-1].endswith(("key", "pat", "sid", "cred", "api")):
        return UNSAID
    return SOME_KEY if len(words) > 1 else KEY
