"""Values that are named as secrets: `password=…`, `api_key: …`, `"token": "…"`, `setKey("…")`, `<key>…</key>`.

Takes bytes and where the scan saw an assignment, gives what of it is a secret. Sober on purpose: the name must say
secret and not something about one (an id, a hash, a page token), or be a vendor's whose documented shape the value has;
and the value must look drawn at random, or, for a password, like one a person made up. A value that begins as a
vendor's tokens do, or is under a vendor's name and a few characters short of its shape, is that vendor's or nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from wicketgate.output.redact.effort import Effort
from wicketgate.output.redact.engines import Scanner
from wicketgate.output.redact.finding import GUESS, Finding
from wicketgate.output.redact.formats.prefixes import PREFIXES
from wicketgate.output.redact.unknown.before import (
    QUOTES,
    is_alternative,
    is_bare,
    is_idle,
    is_in_query,
    is_listed,
    line,
    named,
    receiver,
)
from wicketgate.output.redact.unknown.names import KEY, PASSWORD, SILENT, SOME_KEY, TOKEN, UNSAID, says
from wicketgate.output.redact.unknown.telling import is_hinted, tells
from wicketgate.output.redact.unknown.value import is_phrase
from wicketgate.output.redact.unknown.vendor import Vendor

AHEAD = 8
"""How many characters of the value the scan has seen."""
NAMES = (
    r"pass(?:word|wd|phrase|code|wort)?|pwd|secret|token|cred(?:s|ential)|auth|bearer|jwt|senha|contrasena|key|api"
    r"|kennwort|mot_?de_?passe|wachtwoord|parola|haslo|hasło|hasŁo|heslo|losenord|lösenord|salasana|sifre|şifre|contraseña"
    r"|contraseÑa|пароль|Пароль|ПАРОЛЬ|密码|密碼|パスワード|(?:^|[^a-zA-Z])(?:pat|sid|pw)"
)
REST = r"[\w .-]{0,24}"
SIGN = r"(?:[?+.|&:!]{0,3}[:=]{1,3}>?|:\*\*|\?[?:]|<-|\|{1,2}|,|\(|>)"
HERE = (
    r"[\\\"'`\])}]{0,6}(?:[ \t]As)?(?:[ \t:]{1,3}[\w&*?\[\]'<>]{1,16}(?:[ \t][\w\]]{1,6})?)?[ \t]{0,12}"
    rf"{SIGN}(?:[ \t]{{0,4}}(?:\[\]|new[ \t])?[\w.:]{{1,24}}\((?:default=)?)?"
    r"[\s\\\"'`(@\[|>-]{0,24}"
    r"|[ \t](?:is|was)[ \t:]{1,3}|[ \t]{1,3}--?(?:body|data|value|secret-string)[ \t=]"
    r"|[\"']?[ \t,:{]{0,4}\s{0,24}[\"']?(?:android:)?"
    r"(?:value|default|content|example)[\"']?[ \t]{0,4}[:=][ \t]{0,4}[\"']?"
)
FURTHER = (
    r"[\"'][ \t]{0,4}\{\s[^{}\"']{0,60}?(?:\"[^{}\"'\n]{0,120}\"[^{}\"']{0,60}?)?default[ \t]{0,12}=[ \t]{0,4}[\"']"
    r"|[ \t][\w:.-]{1,30}=[\"'][^\"'<>\n]{1,80}[\"']>|>\s{0,16}<value>|</\w{1,40}>\s{0,16}<\w{1,20}>"
)
BEGINNING = (
    r"(?:(?:bearer|token|basic|apikey)[ \t]{1,2})?"
    rf"(?:[brufln]{{0,2}}[\"'`][^\s\"'`\\]{{{AHEAD}}}|[^\s\"'`\\,;<>(){{}}\[\]]{{{AHEAD}}})"
)
SHORT = rf"[\\\"'`\])]{{0,4}}[ \t]{{0,8}}{SIGN}[ \t\\\"'`(]{{0,8}}[^\s\"'`\\,;<>(){{}}\[\]]{{{AHEAD}}}"
"""A sign and a value, for a vendor's name without a word for secrets."""
PLAIN, DISTANT = (rf"(?i)(?:{NAMES})[\w.-]{{0,24}}(?:{between}){BEGINNING}" for between in (HERE, FURTHER))
"""A name that may say secret, a sign, and the beginning of a value. Two patterns: the engine follows both sooner."""
SPACED = (
    rf"[A-Z0-9_](?:KEY|TOKEN|SECRET|PASSWORD|PASS|PWD|PAT)[ \t]{{1,4}}[\"']?[^\s\"'`\\,;<>(){{}}\[\]=:]{{{AHEAD}}}"
    rf"|(?i:token|secret|key|password)[ \t]{{1,12}}[\"']?[^\s\"'`\\,;<>(){{}}\[\]=:]{{{AHEAD}}}"
)
"""`ENV API_KEY value`, `npm_token value`."""
VALUED = rf"(?i)[\"'](?:value|content)\\?[\"'][ \t]?[:=][ \t]?\\?[\"'][^\s\"'`\\]{{{AHEAD}}}"
"""A value whose name may stand after it: `{"value": "…", "key": "API_TOKEN"}`."""
GENERAL = re.compile(rb"[\"'](?:value|content)\\?[\"'][ \t]?[:=][ \t]?\\?[\"']\Z", re.IGNORECASE)
LATER = re.compile(
    rb"[^\s\"'`\\]{0,512}[\"']\s{0,8},\s{0,24}[\"'](?:key|name)[\"']\s?[:=]\s?[\"']([\w.-]{1,60})[\"']", re.IGNORECASE
)
QUOTED = re.compile(rb"(?:[^\s\"'`\\]|\\/){8,512}")
BARE = re.compile(rb"[^\s\x00\"'`\\,;<>(){}\[\]]{8,512}")
NEAR = 100
"""How much of the text before a value tells what it is."""
REACH, MOST = 640, 1 << 10
"""How much of the text from a value on tells what it is, and how many such surroundings are remembered."""
FEW = 16
"""So many values are each judged; of more, what is around them is remembered."""
SEEN, LOOK, JUDGE, LETTER, VENDOR = 3.0, 8.0, 30.0, 0.3, 20.0
"""What an assignment costs, one not met before, one whose value is judged, its letters, and each vendor named by it."""
SHORTEST = 11
"""The least that is long enough for a vendor's shape, or for any secret that is no password."""
Told = tuple[str, int]
"""The name of a secret and its length; no length if there is none."""
NOTHING: Told = "", 0
APART = re.compile(rb"(?<=[a-z0-9])(?=[A-Z])|[^A-Za-z0-9]+")
"""Where one word of a name ends and the next begins."""
PARAMETER = re.compile(r"&(?=[\w.]+=)|&amp;")
QUERY = re.compile(PARAMETER.pattern + r"|#|=(?=[^=])")
"""Where the next parameter of a query begins; other values than passwords end at a fragment or a sign too."""


class Assignments:
    """The vendors known by name, and the judgement of one assignment."""

    def __init__(self, vendors: Sequence[Vendor], names: Scanner) -> None:
        """Take the vendors and a scanner for their names, each hit bearing the vendor's place."""
        self._vendors, self._names = vendors, names

    def find(self, data: bytes, ends: list[int], effort: Effort) -> Iterator[Finding]:
        """Yield the secrets among the assignments that the scan saw up to `ends`."""
        past, seen, last, told = 0, dict[bytes, Told](), b"", NOTHING
        for end in ends:
            start = end - AHEAD
            if start < past or (data[start] in b"=:|" and data[start - 1] not in QUOTES) or is_idle(data, start):
                continue
            past = start + 1
            effort.spend(SEEN)
            around = data[start - NEAR : start + REACH] if start >= NEAR and len(ends) > FEW else b""
            if not around or around != last:
                known = seen.get(around) if around else None
                told = self._told(data, start, effort) if known is None else known
                if len(seen) >= MOST:
                    seen.clear()
                if around:
                    seen[around] = told
                last = around
            if told[1]:
                past = start + told[1]
                yield Finding(told[0], start, past, GUESS)

    def _told(self, data: bytes, start: int, effort: Effort) -> Told:
        """Return the name of the secret at `start` and its length. INVARIANT: only `NEAR` and `REACH` are looked at."""
        effort.spend(LOOK)
        near = data[max(0, start - NEAR) : start]
        name = named(near)
        kind = says(name)
        if kind == SILENT and name and not (near[-2:-1] == b"(" or GENERAL.search(near[-20:])):
            return NOTHING  # neither a call nor a later name can say otherwise: see `_kind`
        quoted = start > 0 and data[start - 1] in QUOTES
        match = (QUOTED if quoted else BARE).match(data, start)
        if not match or (name and kind != PASSWORD and match.end() - start < SHORTEST):
            return NOTHING
        kind = self._kind(data, start, near, name)
        if kind == SILENT or not (quoted or is_bare(data, start, match.end())):
            return NOTHING
        value = match[0].decode("latin-1")
        if not quoted:
            if value.endswith("..."):
                return NOTHING
            value = (QUERY if kind != PASSWORD or is_in_query(near) else PARAMETER).split(value, 1)[0]
            value = value.rstrip(".:" if kind == PASSWORD else ".:!?")
        if (
            len(value) < (AHEAD if kind == PASSWORD else SHORTEST)
            or value.lower().encode("latin-1") in (name.lower(), receiver(near).lower())
            or is_alternative(near)
            or (
                near.rstrip(b" \t\r\n\"'`").endswith(b",")
                and not (is_listed(near, value, quoted) or (kind == PASSWORD and is_phrase(value)))
            )
        ):
            return NOTHING
        effort.spend(JUDGE + len(value) * LETTER)
        return self._judged(value, kind, quoted, effort, name if kind == UNSAID else line(near, name))

    def _kind(self, data: bytes, start: int, near: bytes, name: bytes) -> int:
        """Return what is said of the value at `start`, by its name or, for a bare one, by what stands around it."""
        kind = says(name)
        if kind in (SILENT, UNSAID) and near[-2:-1] == b"(" and (given := says(receiver(near))) >= TOKEN:
            return given
        if kind == KEY and name.lower().endswith(b"key") and (near.endswith((b"?key=", b"&key=")) or is_hinted(near)):
            return TOKEN
        if kind == SOME_KEY and name[:2].lower() == b"x-":
            return TOKEN
        # Words before `{"value":` are no name of what stands in it.
        later = LATER.match(data, start) if not name or GENERAL.search(near[-20:]) else None
        return says(later[1]) if later else kind

    def _judged(self, value: str, kind: int, quoted: bool, effort: Effort, said: bytes) -> Told:
        """Return which secret a value is, if it is one."""
        told = tells(kind, value, quoted) and not PREFIXES.match(value)
        if not told and len(value) < SHORTEST:
            return NOTHING
        vendors = self._known(said)
        effort.spend(len(vendors) * VENDOR)
        whole = next((each for each in vendors if (each.alone or kind > UNSAID) and each.is_whole(value)), None)
        if whole:
            return whole.name, len(value)
        return NOTHING if not told or any(each.is_cut(value) for each in vendors) else ("assigned-secret", len(value))

    def _known(self, said: bytes) -> list[Vendor]:
        """Return the vendors that a name, or the line before a value, names."""
        hits = self._names.scan(b"_%s_" % APART.sub(b"_", said))
        return [self._vendors[number] for number in dict.fromkeys(number for number, _ in hits)]
