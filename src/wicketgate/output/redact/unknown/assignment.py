"""Values that are named as secrets: `password=…`, `api_key: …`, `"token": "…"`. Takes bytes, gives where they stand.

Sober on purpose: the name must say secret and not something about one (an id, a hash, a page token), and the value must
look drawn at random, or, for a password, like one a person made up. Ids, hashes, UUIDs, words, references and calls
are silent.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from wicketgate.output.redact.engines import Confirmer
from wicketgate.output.redact.finding import GUESS, Finding
from wicketgate.output.redact.known.random_part import is_random
from wicketgate.output.redact.unknown.value import is_password, is_token

NAMES = (
    r"pass(?:word|wd|phrase|code)?|pwd|secret|token|credential|auth"
    r"|(?:api|access|private|secret|sign(?:ing)?|encrypt(?:ion)?|account|master|service|storage|shared|admin|app"
    r"|client)[_ .-]?key"
)
JOINT = r"[\w.-]{0,24}(?:\\{0,3}[\"'\]]{1,2})?[ \t]{0,8}(?:(?::[ \t]?\w{1,20}[ \t]?)?=>?|:=?|,|>|\()[ \t]{0,8}"
SIGN = rf"(?i)(?:{NAMES}){JOINT}(?:\\{{0,3}}[\"'`])?[^\s\"'`\\,;<>(){{}}\[\]]{{8}}"
"""What the scanner looks for; it ends eight characters into the value."""
ASSIGNMENT = re.compile(
    rf"(?i)((?:{NAMES})[\w.-]{{0,24}})(?:\\{{0,3}}[\"'\]]{{1,2}})?[ \t]{{0,8}}"
    r"((?::[ \t]?\w{1,20}[ \t]?)?=>?|:=?|,|>|\()[ \t]{0,8}"
    r"(?:(\\{0,3}[\"'`])([^\s\"'`\\]{8,512})|([^\s\"'`\\,;<>(){}\[\]]{8,512}))".encode()
)
NAME = f"(?i){NAMES}"
LEFT = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-"
WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
PASSWORD = ("password", "passwd", "pwd", "pass", "passphrase", "passcode")
SECRET = ("secret", "secrets", "token", "apikey", "secretkey", "accesskey", "credential", "credentials", "auth")
KEYS = frozenset(
    {"access", "account", "admin", "api", "app", "auth", "client", "encrypt", "encryption", "master"}
    | {"private", "secret", "service", "shared", "sign", "signing", "storage"}
)
ABOUT = frozenset(
    {"alg", "algorithm", "arn", "at", "audience", "checksum", "class", "count", "digest", "dir", "endpoint"}
    | {"expiration", "expires", "expiry", "field", "file", "fingerprint", "format", "hash", "hashed", "header"}
    | {"hint", "id", "ids", "index", "issuer", "iv", "kind", "label", "len", "length", "limit", "max", "md5"}
    | {"message", "method", "min", "mode", "model", "name", "names", "page", "param", "path", "pattern"}
    | {"policy", "prefix", "provider", "ref", "regex", "salt", "scope", "scopes", "sha", "sha256", "size"}
    | {"status", "suffix", "text", "ttl", "type", "types", "uri", "url", "version"}
)
NEVER = frozenset(
    {"author", "authors", "bos", "cache", "checksum", "bypass", "compass", "continuation", "continue", "csrf"}
    | {"cursor", "digest", "dummy", "eos", "etag", "example", "fake", "foreign", "hash", "idempotency", "mask"}
    | {"mock", "next", "nextpage", "pad", "page", "pagination", "partition", "passed", "passes", "passing"}
    | {"prev", "previous", "primary", "public", "resume", "sample", "sort", "sync", "test", "tokenize"}
    | {"tokenizer", "tokens", "unk", "xsrf"}
)


def find(data: bytes, ends: list[int], name: Confirmer) -> Iterator[Finding]:
    """Yield the secrets among the assignments that the scan saw up to `ends`; `name` matches `NAME`."""
    past = 0
    for end in ends:
        if end <= past:
            continue
        base = max(past, end - 120)
        near, at = data[base:end], 0
        while begun := name.search(near, at):
            match = ASSIGNMENT.match(data, base + begun[0], end + 520)
            if match:
                past = match.end()
                yield from _judged(data, match)
            at = max(begun[1], past - base)
        past = max(past, end)


def _judged(data: bytes, match: re.Match[bytes]) -> Iterator[Finding]:
    """Yield the value of one assignment if it is a secret."""
    quoted = match[3] is not None
    start, stop = match.span(4 if quoted else 5)
    before = data[max(0, match.start() - 40) : match.start()]
    name = (before[len(before.rstrip(LEFT)) :] + match[1]).decode("latin-1")
    value = data[start:stop].decode("latin-1")
    value = value if quoted else trimmed(value)
    after = data[stop : stop + 1].decode("latin-1")
    if match[2] in (b",", b"(", b">") and not (quoted or (match[2] == b">" and after == "<")):
        return
    if match[2] in (b",", b"(") and not is_random("".join(filter(str.isalnum, value))):
        return
    if tells(name, value, quoted, after):
        yield Finding("assigned-secret", start, start + len(value), GUESS)


def trimmed(value: str) -> str:
    """Return an unquoted value without what follows it in a query or a sentence."""
    return re.split(r"&(?=[\w.]+=)|&amp;", value)[0].rstrip(".:!?")


def tells(name: str, value: str, quoted: bool, after: str) -> bool:
    """Return whether a value with this name is a secret."""
    words = [word.lower() for word in WORDS.findall(name)]
    if not words or words[-1] in ABOUT or NEVER.intersection(words):
        return False
    pairs = {first for first, second in itertools.pairwise(words) if second in ("key", "keys")}
    if not quoted and after in ("(", "[", "{"):
        return False
    if any(word.endswith(PASSWORD) for word in words[-3:]):
        return is_password(value, quoted)
    return bool(any(word.endswith(SECRET) for word in words) or pairs & KEYS) and is_token(value, quoted)
