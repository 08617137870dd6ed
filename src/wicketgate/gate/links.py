"""Links and images in text that people read: takes a text, gives each with the host it leads to. Knows no policy.

Read as the readers of such text read it: browsers, mail and chat programs, Markdown and HTML renderers. What hides in a
link (zero-width letters, entities, escapes, full-width forms, user names, backslashes, controls in an attribute) is
taken out or makes the host one that no policy names. Defanged forms (`hxxp://`, `evil[.]com`) are no links.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Iterator
from typing import NamedTuple
from urllib.parse import unquote

from wicketgate.gate.domains import EXTENSIONS, TLDS
from wicketgate.gate.rendered import rendered
from wicketgate.policy.pattern import host_matches

STOP = r"\s<>\"|^\[\]`{}"
COLON = re.compile(r":(?=\S)")
SCHEME = re.compile(r"[a-z][a-z0-9+.-]{0,30}\Z")
AFTER = re.compile(rf"([/\\]*+)(\[[0-9a-f:.]{{2,60}}\]|[^{STOP}/\\?#]{{1,300}})")
REST = re.compile(rf"(?::\d+)?([^{STOP}]{{0,2048}})")
# Browsers take these with any number of slashes, either way round, or none.
WEB = frozenset({"http", "https", "ftp", "ws", "wss"})
DEFUSED = frozenset({"hxxp", "hxxps"})
# Schemes that lead somewhere, or run something, without a host of their own.
RUNNING = "javascript vbscript view-source intent magnet callto skype facetime tel sms blob"
HOSTLESS = frozenset(RUNNING.split())
DATA = re.compile(rf"[a-z]{{1,40}}/|[^{STOP}]{{0,200}},")
# Where a renderer takes a value for a link whatever it looks like.
MARKDOWN = re.compile(r"\]\(\s*<?([^\s)>]+)|(?m:^[ ]{0,3}\[[^\]\n]{1,999}\]:[ \t]*\n?[ \t]*<?([^\s>]+))")
ATTRIBUTE = re.compile(
    r"\b(?:href|src|srcset|action|formaction|poster|background|data|cite|ping|content|style)\s*=\s*"
    r"(?:\"([^\"]{0,8192})|'([^']{0,8192})|([^\s>]{1,8192}))"
)
STYLE = re.compile(r"(?:\burl\(\s*|@import\s+)[\"']?([^\s\"')]{1,8192})")
LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
BARE = re.compile(
    rf"(?<![\w@/\\.-])(?>((?:{LABEL}\.)+)(xn--[a-z0-9-]{{1,59}}|[^\W\d_]{{2,24}}))(?![\w@-])(?:(:\d{{2,5}})|(?=([/\\]|[?#]\w)))?"
)
DOTTED = re.compile(r"\w\.(?:[^\W\d_]{2}|xn--)")
NUMBERS = re.compile(r"\d\.\d{1,3}\.\d{1,3}\.\d", re.ASCII)
ADDRESS = re.compile(r"(?<![\w@/\\.-])(\d{1,3}(?:\.\d{1,3}){3})(?=:\d|/)")
DEFANGED = re.compile(rf"(?<![a-z0-9])hxxps?:/*[^{STOP}]*".replace(r"\[\]", ""))
PIECES = re.compile(r"[\t\n\r\0]")
PORT = re.compile(r":\d{0,5}")
MORE = re.compile(rf"[^{STOP}]*@")
HOST = re.compile(r"[^\s/\\?#]{0,300}")
SLASHES = re.compile(r"\s*[/\\]{2,}")
TRAILING = ".,;:!?)'*_~"
LONGEST = 200_000
SHORT = 256


class Link(NamedTuple):
    """One link: where it stands, the host it leads to (empty: none of its own), and how it is written."""

    start: int
    end: int
    host: str
    form: str
    """`url`, `scheme`, `markdown`, `attribute`, `style` or `bare`."""


def links(text: str) -> list[Link]:
    """Return the links in `text`, in order; a text that is too long to be read is one link as a whole."""
    if len(text) > LONGEST:
        return [Link(0, len(text), "", "url")]
    if plain(text):
        return []
    folded, places = rendered(text)
    found: list[Link] = []
    taken: list[tuple[int, int]] = []
    # Without any of these there is no scheme, and nowhere that a renderer would take a value for a link.
    marked = ":" in folded or "/" in folded or "\\" in folded
    for link in (*_schemed(folded), *_targets(folded)) if marked else ():
        found.append(link)
        taken.append((link.start, link.end))
    taken += [match.span() for match in DEFANGED.finditer(folded)] if "hxxp" in folded else []
    for link in _bare(folded):
        if not any(start <= link.start < end for start, end in taken):
            found.append(link)
    return [] if not found else sorted({Link(places[a], places[b - 1] + 1, host, form) for a, b, host, form in found})


# One call's addresses are often those of the next.
_short = functools.lru_cache(maxsize=256)(links)


def plain(text: str) -> bool:
    """Return whether `text` has no letter that every link has one of."""
    return "." not in text and ":" not in text and "/" not in text and text.isascii()


def unlisted(text: str, listed: Collection[str]) -> Link | None:
    """Return the first link in `text` to a host that `listed` does not name, or None."""
    found = _short(text) if len(text) <= SHORT else links(text)
    return next((link for link in found if not _named(link.host, listed)), None) if found else None


def defang(text: str, listed: Collection[str]) -> tuple[str, int]:
    """Return `text` with each link to another host made one that no program follows, and how many there were."""
    out, end, count = [], 0, 0
    for link in links(text):
        if link.start >= end and not _named(link.host, listed):
            inert = text[link.start : link.end].replace(".", "[.]").replace(":", "[:]")
            out += [text[end : link.start], inert.replace("//", "/ /")]
            end, count = link.end, count + 1
    return "".join([*out, text[end:]]), count


def _named(host: str, listed: Collection[str]) -> bool:
    return bool(host) and any(host == one or host_matches(one, host) for one in listed)


def _schemed(text: str) -> Iterator[Link]:
    reach = 0
    for colon in COLON.finditer(text):
        before = SCHEME.search(text, max(0, colon.start() - 31), colon.start())
        after = AFTER.match(text, colon.end())
        if before is None or after is None or (host := _scheme(before[0], after, text)) is None:
            continue
        if colon.start() >= reach:  # else it begins inside another link, which is read to its end once
            rest = REST.match(text, after.end())
            reach = colon.end() + len(text[colon.end() : rest.end() if rest else after.end()].rstrip(TRAILING))
        yield Link(before.start(), max(reach, colon.end()), host, "url" if host else "scheme")


def _scheme(scheme: str, after: re.Match[str], text: str) -> str | None:
    """Return the host a scheme and what follows it lead to, empty if to none; None if this is no link."""
    last = re.split(r"[+.-]", scheme)[-1]
    if last in DEFUSED:
        return None
    if last in WEB or len(after[1]) > 1:
        return _host(after[2], text, after.end())
    if last == "mailto":
        return _name(after[2].rpartition("@")[2]) if "@" in after[2] else ""
    runs = scheme in HOSTLESS or last in HOSTLESS or scheme.startswith("ms-")
    return "" if runs or (last == "data" and DATA.match(text, after.start())) else None


def _host(authority: str, text: str, end: int) -> str:
    """Return the host of an authority that ends there; where two readers could differ, what is no host's name."""
    port = PORT.match(text, end)
    after = port.end() if port else end
    # INVARIANT: a name with an `@` in it is on no list. Behind a backslash, `?` or `#`, some readers take what follows.
    if text[after : after + 1] == "\\" or (text[after : after + 1] in ("?", "#") and MORE.match(text, after)):
        return f"{_name(authority)}@"
    return _name(authority)


def _name(text: str) -> str:
    name = unquote(text).rpartition("@")[2].rstrip(TRAILING)
    port = PORT.search(name)
    return (name[: port.start()] if port and port.end() == len(name) else name).removesuffix(".")


def _targets(text: str) -> Iterator[Link]:
    """Yield what a renderer takes for a link though it has no scheme: `//host`; and schemes written in pieces."""
    if "](" in text or "]:" in text:
        yield from (link for match in MARKDOWN.finditer(text) for link in _target(match, "markdown"))
    if "=" in text:
        yield from (link for match in ATTRIBUTE.finditer(text) for link in _target(match, "attribute"))
    if "url(" in text or "@import" in text:
        yield from (link for match in STYLE.finditer(text) for link in _target(match, "style"))


def _target(match: re.Match[str], form: str) -> Iterator[Link]:
    index = next(number for number in range(1, len(match.groups()) + 1) if match[number] is not None)
    # A browser drops these inside an attribute: `ht<newline>tps:` is a scheme.
    joined = PIECES.sub("", match[index])
    if joined != match[index]:
        yield from (Link(*match.span(index), link.host, form) for link in _schemed(joined))
    for value in joined.split(",") if form == "attribute" else [joined]:
        if SLASHES.match(value):
            host = HOST.match(SLASHES.sub("", value, count=1))
            yield Link(*match.span(index), _host(host[0], host.string, host.end()) if host else "", form)


def _bare(text: str) -> Iterator[Link]:
    for match in BARE.finditer(text) if DOTTED.search(text) else ():
        domain, last, port, path = match.groups()
        if last in EXTENSIONS:
            counts = path is not None
        else:
            counts = (
                last in TLDS or last.startswith("xn--") or path is not None or domain.startswith("www.") or bool(port)
            )
        if counts:
            yield Link(match.start(), match.end(2), domain + last, "bare")
    for match in ADDRESS.finditer(text) if NUMBERS.search(text) else ():
        yield Link(match.start(), match.end(), match[1], "bare")
