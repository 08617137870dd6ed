"""Where the end of a text that is not over starts to be what a secret could begin with. Takes the forms; holds them."""

from __future__ import annotations

import bisect
import re
import string
from collections.abc import Collection, Iterator

from wicketgate.output.redact.awaited import awaited
from wicketgate.output.redact.known.loose import JOINTS, Loose, loosen, spaced
from wicketgate.output.redact.lists import dump, numbers
from wicketgate.output.sealed import Sealed

LONGEST_TOKEN = 8 << 10
SIGNS = frozenset(map(ord, string.punctuation)) - frozenset(b"\"'`")
"""What of a value may stand before its first letter; escapes too."""
COST, EACH, READ, BEGUN = 80.0, 0.05, 0.003, 0.025
"""What it costs to look for what must wait, each character looked at by itself, each other one, and each where a
private key that begins has not ended."""
SHORT, HEAD, NEAREST = 256, 16, 48
"""Forms of more letters are sought by so many of their first; in so many characters most ends are found."""
SPREAD = 8
"""How many bytes each letter of a form may take in the text, for what is held back."""
TOKEN, BREAK = re.compile(r"[^\s\"'`]*"), re.compile(r"[\s\"'`]")
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/_-"
GLUE, LINE = " \t\r\n\"'+\\=", 56
"""What may stand between wrapped lines of base64 (an escaped line end too), and how long they are at least."""
BEGINS = ("-----BEGIN", "---- BEGIN", "Private-Lines:")
BLOCK = re.compile(
    r"-----BEGIN[A-Za-z0-9 ]{0,60}(?:-{0,5}\Z|(?:PRIVATE KEY(?: BLOCK)?|Static key V1)-----)"
    r"|---- BEGIN[A-Z0-9 ]{0,60}(?:-{0,4}\Z|PRIVATE KEY ----)|Private-Lines:"
)
BLOCK_END = re.compile(r"-----END[A-Za-z0-9 ]{0,60}-----|---- END|Private-MAC:")
UNNAMED = re.compile(
    r"[\"'](?:[vV][aA][lL][uU][eE]|[cC][oO][nN][tT][eE][nN][tT])\\?[\"'][ \t]?[:=][ \t]?\\?[\"'][^\s\"'`\\]{1,512}"
    r"(?:[\"']\s{0,8}(?:,\s{0,24}(?:[\"'][A-Za-z]{0,4}(?:[\"'][\s:=]{0,3}(?:[\"'][\w.-]{0,60})?)?)?)?)?\Z"
)
"""A value whose name may still come: `{"value": "…", "key": "API_`."""
SALT = re.compile(r"_(?:KEY|SALT)['\"],[ \t]{0,16}'[^'\n]{0,64}\Z")
"""The one format that may hold blanks."""
NAMELESS = 700
"""How far back such a value may begin."""


class Tail(Sealed):
    """The beginnings of every form, sorted."""

    def __init__(
        self, cores: Collection[bytes], exact: Collection[bytes], plain: bytes = b"", tight: Collection[bytes] = ()
    ) -> None:
        self._plain, self._tight = plain, sorted(tight)
        self._longest_tight = max(map(len, tight), default=0)
        self._cores, self._exact = sorted(cores), sorted(exact)
        self._core_heads = frozenset(each[:3] for each in cores)
        self._longest = max(map(len, cores), default=0)
        self._long = [core for core in self._cores if len(core) > SHORT]
        self._short = min(self._longest, SHORT)
        self._longest_exact = max(map(len, exact), default=0)

    def redacted(self) -> str:
        """Return what it is."""
        return "[beginnings of known secrets]"

    def start(self, text: str) -> int:
        """Return the first character of `text` that must wait for more; the length of `text` if none must."""
        places = [self._token(text), self._block(text), self._unnamed(text)]
        if self._cores:
            near = text[-self._longest * SPREAD :]
            recent = near.encode("utf-8", "surrogatepass")
            readings = {recent, spaced(recent)}
            places += [self._spread(text, each) for each in readings]
            places += [len(text) - len(near) + at for at in (numbers(near), dump(near))]
        if self._exact:
            places.append(self._exactly(text))
        if self._tight:
            places.append(self._tightly(text))
        return min(places)

    def cost(self, text: str) -> float:
        """Return how many units of effort `start` costs."""
        reach = min(len(text), self._longest * SPREAD)
        each = min(reach, SHORT * 4) + min(len(text), max(self._longest_tight * SPREAD, self._longest_exact) * 4)
        begun = len(text) if any(begin in text for begin in BEGINS) else 0
        return COST + each * EACH + reach * READ + begun * BEGUN

    def _token(self, text: str) -> int:
        """Return where the last token starts, and the long lines of its alphabet before it."""
        recent = text[-LONGEST_TOKEN:]
        match = TOKEN.match(recent[::-1])
        start = len(recent) - (match.end() if match else 0)
        while True:
            before = recent[:start].rstrip(GLUE)
            before = before[:-1].rstrip(GLUE) if before[-2:] in ("\\n", "\\r") else before
            line = len(before.rstrip(ALPHABET))
            if len(before) == start or len(before) - line < LINE:
                break
            start = line
        while start and recent[start - 1] == "\\":
            start -= 1
        return len(text) - len(recent) + start

    def _block(self, text: str) -> int:
        """Return where a private key starts that has not ended."""
        at = max(map(text.rfind, BEGINS))
        begun = BLOCK.match(text, at) if at >= 0 else None
        return at if begun and not BLOCK_END.search(text, begun.end()) else len(text)

    def _unnamed(self, text: str) -> int:
        """Return where a value starts that what comes next, or a quote that ends it, makes a secret."""
        recent = text[-NAMELESS:]
        lower = recent.lower()
        at = max(lower.rfind("value"), lower.rfind("content"), 1)
        open_ = UNNAMED.match(recent, at - 1)
        if not open_ and ("_KEY" in recent or "_SALT" in recent):
            open_ = SALT.search(recent)
        return len(text) - len(recent) + min(open_.start() if open_ else len(recent), awaited(recent))

    def _spread(self, text: str, data: bytes) -> int:
        """Return where the longest end of `text` starts whose letters and digits in `data` a form begins with."""
        letters = loosen(data)
        size = len(letters)
        first = self._piece(letters)
        at = min([first, *(size - len(core) for core in self._long_ends(letters))])
        for place in range(max(0, size - self._short + 1), at):
            is_head = letters[place : place + 3] in self._core_heads or size - place < 3
            if is_head and begins(self._cores, letters[place:]):
                at = place
                break
        if at >= size:
            return len(text)
        cut = max(0, len(data) - NEAREST)
        before = size - len(loosen(data[cut:]))
        start = Loose(data, False).back(at) if at < before else cut + Loose(data[cut:], False).back(at - before)
        while start and data[start - 1] in SIGNS:
            start -= 1
        return len(text) - len(data[start:].decode("utf-8", "replace"))

    def _long_ends(self, letters: bytes) -> Iterator[bytes]:
        """Yield the ends of `letters` that a long form begins with; those no longer than short ones may be left out."""
        for core in self._long:
            at = letters.find(core[:HEAD], max(0, len(letters) - len(core) + 1))
            while at >= 0 and not core.startswith(letters[at:]):
                at = letters.find(core[:HEAD], at + 1)
            if at >= 0:
                yield letters[at:]

    def _piece(self, letters: bytes) -> int:
        """Return where the longest end of `letters` starts that stands in an unencoded form: a piece may be leaking."""
        size = 1
        while size <= len(letters) and letters[-size:] in self._plain:
            size += 1
        return len(letters) - size + 1

    def _exactly(self, text: str) -> int:
        """Return where the longest end of `text` starts that an exact form begins with."""
        data = text[-self._longest_exact :].encode("utf-8", "surrogatepass")[-self._longest_exact :]
        for at in range(len(data)):
            if begins(self._exact, data[at:]):
                return max(0, len(text) - len(data[at:].decode("utf-8", "replace")))
        return len(text)

    def _tightly(self, text: str) -> int:
        """Return where the longest end of `text` starts that a value begins with, whatever joins its pieces."""
        data = text[-self._longest_tight * SPREAD :].encode("utf-8", "surrogatepass")
        places = [at for at, byte in enumerate(data) if byte not in JOINTS][1 - self._longest_tight :]
        letters = bytes(data[at] for at in places)
        for number, at in enumerate(places):
            if begins(self._tight, letters[number:]):
                while at and data[at - 1] in JOINTS:
                    at -= 1
                return max(0, len(text) - len(data[at:].decode("utf-8", "ignore")))
        return len(text)


def begins(forms: list[bytes], tail: bytes) -> bool:
    """Return whether some form starts with `tail` and goes on."""
    at = bisect.bisect_right(forms, tail)
    return at < len(forms) and forms[at].startswith(tail)
