"""Values that are named as secrets: `password=…`, `api_key: …`, `"token": "…"`, `setKey("…")`, `<key>…</key>`.

Takes bytes and where the scan saw an assignment, gives what of it is a secret. Sober on purpose: the name must say
secret and not something about one (an id, a hash, a page token), or be a vendor's whose documented shape the value has;
and the value must look drawn at random, or, for a password, like one a person made up. A value that begins as a
vendor's tokens do, or is under a vendor's name and a few characters short of its shape, is that vendor's or nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from wicketgate.output.redact.engines import Scanner
from wicketgate.output.redact.finding import GUESS, Finding
from wicketgate.output.redact.formats.prefixes import PREFIXES
from wicketgate.output.redact.unknown.names import KEY, PASSWORD, SILENT, SOME_KEY, TOKEN, UNSAID, says
from wicketgate.output.redact.unknown.value import is_long_token, is_password, is_token
from wicketgate.output.redact.unknown.vendor import Vendor

AHEAD = 8
"""How many characters of the value the scan has seen."""
NAMES = (
    r"pass(?:word|wd|phrase|code|wort)?|pwd|secret|token|cred(?:s|ential)|auth|bearer|jwt|senha|contrasena|key|api"
    r"|[^a-zA-Z](?:pat|sid)"
)
REST = r"[\w .-]{0,24}"
SIGN = r"(?:[?+.|&:!]{0,3}[:=]{1,3}>?|<-|\|{1,2}|,|\(|>)"
TAIL = (
    r"(?:[\\\"'`\])}]{0,6}(?:[ \t:]{1,3}[\w&*?]{1,16})?[ \t]{0,12}" + SIGN + r"(?:[ \t]{0,4}[\w.:]{1,24}\()?"
    r"[\s\\\"'`(@\[|>-]{0,24}"
    r"|[\"']?[ \t,{]{0,4}\s{0,24}[\"']?(?:value|default|content)[\"']?[ \t]{0,4}[:=][ \t]{0,4}[\"']?"
    r"|</\w{1,40}>\s{0,16}<\w{1,20}>|[ \t](?:is|was)[ \t:]{1,3}|[ \t]{1,3}--?(?:body|data|value|secret-string)[ \t=])"
    r"(?:(?:bearer|token|basic|apikey)[ \t]{1,2})?"
    rf"(?:[brufln]{{0,2}}[\"'`][^\s\"'`\\]{{{AHEAD}}}|[^\s\"'`\\,;<>(){{}}\[\]]{{{AHEAD}}})"
)
SHORT = rf"[\\\"'`\])]{{0,4}}[ \t]{{0,8}}{SIGN}[ \t\\\"'`(]{{0,8}}[^\s\"'`\\,;<>(){{}}\[\]]{{{AHEAD}}}"
"""A sign and a value, for a vendor's name without a word for secrets."""
PLAIN = rf"(?i)(?:{NAMES})[\w.-]{{0,24}}{TAIL}"
"""A name that may say secret, a sign, and the beginning of a value."""
SPACED = (
    rf"[A-Z0-9_](?:KEY|TOKEN|SECRET|PASSWORD|PASS|PWD)[ \t]{{1,4}}[\"']?[^\s\"'`\\,;<>(){{}}\[\]=:]{{{AHEAD}}}"
    rf"|(?i:token|secret|key|password)[ \t]{{1,12}}[\"']?[^\s\"'`\\,;<>(){{}}\[\]=:]{{{AHEAD}}}"
)
"""`ENV API_KEY value`, `npm_token value`."""
VALUED = rf"(?i)[\"'](?:value|content)\\?[\"'][ \t]?[:=][ \t]?\\?[\"'][^\s\"'`\\]{{{AHEAD}}}"
"""A value whose name may stand after it: `{"value": "…", "key": "API_TOKEN"}`."""
LATER = re.compile(
    rb"[^\s\"'`\\]{0,512}[\"']\s{0,8},\s{0,24}[\"'](?:key|name)[\"']\s?[:=]\s?[\"']([\w.-]{1,60})[\"']", re.IGNORECASE
)
HINT = re.compile(rb"(?i)api[_ -]?key|auth|credential|secret|token")
QUOTED = re.compile(rb"(?:[^\s\"'`\\]|\\/){8,512}")
BARE = re.compile(rb"[^\s\"'`\\,;<>(){}\[\]]{8,512}")
NEAR = 100
"""How much of the text before a value tells what it is."""
CALLS = (b"(", b"[", b"{")
QUOTES = frozenset(b"\"'`")
OPENING, SIGNS, CLOSING = b" \t\r\n\"'`\\(@[|>-{", b"=:?+.|&!<,> \t", b"\"'`])}\\ \t"
LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-"
IDENTIFIER = re.compile(rb"(?<![\w/])[A-Za-z_][\w.-]{0,60}")
PREFIX, BEFORE = frozenset(b"bBrRuUfFLN"), frozenset(b" \t=(:,")
"""A string's prefix, as in `b"…"`, and what stands before one."""
TYPES = frozenset(
    b"string str value default content text const char let var val nsstring bytes varchar option bearer basic"
    b" body data is secret-string was static final private public readonly with by identified type mut".split()
)
APART = re.compile(rb"(?<=[a-z0-9])(?=[A-Z])|[^A-Za-z0-9]+")
"""Where one word of a name ends and the next begins."""
SPOKEN = re.compile(r"(?i)public|private|token|secret|password|userpass|(?-i:Key(?![a-z0-9]))|auth")
QUERY = re.compile(r"&(?=[\w.]+=)|&amp;|#|=(?=[^=])")


class Assignments:
    """The vendors known by name, and the judgement of one assignment."""

    def __init__(self, vendors: Sequence[Vendor], names: Scanner) -> None:
        """Take the vendors and a scanner for their names, each hit bearing the vendor's place."""
        self._vendors, self._names = vendors, names

    def find(self, data: bytes, ends: list[int]) -> Iterator[Finding]:
        """Yield the secrets among the assignments that the scan saw up to `ends`."""
        past = 0
        for end in ends:
            start = end - AHEAD
            if start < past or (data[start] in b"=:|" and data[start - 1] not in QUOTES):
                continue
            past = start + 1
            near = data[max(0, start - NEAR) : start]
            kind = self._kind(data, start, near)
            if kind == SILENT:
                continue
            for found in self._judged(data, start, kind, near):
                past = found.end
                yield found

    def _kind(self, data: bytes, start: int, near: bytes) -> int:
        """Return what is said of the value at `start`, by its name or, for a bare one, by what stands around it."""
        name = named(near)
        kind = says(name)
        if kind in (SILENT, UNSAID) and near[-2:-1] == b"(" and says(receiver(near)) == TOKEN:
            return TOKEN
        if kind == KEY and name.lower().endswith(b"key") and (HINT.search(near) or near.endswith((b"?key=", b"&key="))):
            return TOKEN
        if kind == SOME_KEY and name[:2].lower() == b"x-":
            return TOKEN
        later = None if name else LATER.match(data, start)
        return says(later[1]) if later else kind

    def _judged(self, data: bytes, start: int, kind: int, near: bytes) -> Iterator[Finding]:
        """Yield the value at `start` if it is a secret."""
        quoted = start > 0 and data[start - 1] in QUOTES
        match = (QUOTED if quoted else BARE).match(data, start)
        if not match or not (quoted or is_bare(data, start, match.end())):
            return
        value = match[0].decode("latin-1")
        value = value if quoted else QUERY.split(value)[0].rstrip(".:!?")
        if (
            len(value) < AHEAD
            or is_alternative(near)
            or (near.rstrip(b" \t\r\n\"'`").endswith(b",") and not is_listed(near, value, quoted))
        ):
            return
        vendors = self._known(named(near) if kind == UNSAID else near.rpartition(b"\n")[2] or near)
        whole = next((each for each in vendors if (each.alone or kind > UNSAID) and each.is_whole(value)), None)
        if whole:
            yield Finding(whole.name, start, start + len(value), GUESS)
        elif (
            not PREFIXES.match(value) and not any(each.is_cut(value) for each in vendors) and tells(kind, value, quoted)
        ):
            yield Finding("assigned-secret", start, start + len(value), GUESS)

    def _known(self, said: bytes) -> list[Vendor]:
        """Return the vendors that a name, or the line before a value, names."""
        hits = self._names.scan(b"_%s_" % APART.sub(b"_", said))
        return [self._vendors[number] for number in dict.fromkeys(number for number, _ in hits)]


def is_bare(data: bytes, start: int, end: int) -> bool:
    """Return whether what stands without quotes is a value and no argument, call or class."""
    if data[end : end + 1] in CALLS:
        return False
    sign = data[max(0, start - 24) : start].rstrip(b" \t\r\n")[-1:]
    if sign == b"|" and data[start - 1 : start] != b" ":
        return False
    return sign != b"(" and (sign != b">" or data[end : end + 1].strip() in (b"<", b""))


def is_alternative(near: bytes) -> bool:
    """Return whether a value is the next line of `a|b|` and so on: a pattern that goes on, and no table."""
    return b"\n" in near[near.rfind(b"|") :] and near.rstrip(b" \t\r\n\"'`rRbBuUfF").endswith(b"|")


def is_listed(near: bytes, value: str, quoted: bool) -> bool:
    """Return whether a value after a comma is one, as in `put("token", "…")` or `token,…`, and not the next name."""
    core = "".join(filter(str.isalnum, value))
    return (
        b"\n" not in near[near.rfind(b",") :] and sum(map(str.isdigit, core)) >= 2 - quoted and not SPOKEN.search(value)
    )


def named(near: bytes) -> bytes:
    """Return the name that a value is assigned to, from the text before the value."""
    if len(near) > 2 and near[-1] in QUOTES and near[-2] in PREFIX and near[-3] in BEFORE:
        near = near[:-2]
    left = near.rstrip(OPENING).rstrip(SIGNS).rstrip(CLOSING)
    name = left[len(left.rstrip(LETTERS)) :]
    if name.lower() == b"key":
        return b" ".join(left.split()[-2:])
    if name and name.lower().lstrip(b"-") not in TYPES:
        return name
    words = IDENTIFIER.findall(left)
    while words and words[-1].lower() in TYPES:
        words.pop()
    return b" ".join(words[-2:] if words[-1:] == [b"key"] else words[-1:])


def receiver(near: bytes) -> bytes:
    """Return the name a value gets to through a call, as in `api_key: str = Field("…")`; nothing if there is none."""
    left = near[:-2].rstrip(LETTERS + b":").rstrip(b" \t")
    if left[-1:] != b"=":
        return b""
    words = IDENTIFIER.findall(left)
    while words and words[-1].lower() in TYPES:
        words.pop()
    return words[-1] if words else b""


def tells(kind: int, value: str, quoted: bool) -> bool:
    """Return whether a value is a secret under a name that says so."""
    if kind == PASSWORD:
        return is_password(value, quoted)
    if not quoted and SPOKEN.search(value):
        return False
    if kind == TOKEN:
        return is_token(value, quoted)
    return kind in (KEY, SOME_KEY) and is_long_token(value, 24 if kind == KEY else 20, 3 if kind == KEY else 2)
