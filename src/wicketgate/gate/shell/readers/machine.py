"""Tools of the machine that look or change by one word or letter."""

# ruff: noqa: E501, SIM905 - lists of words
from __future__ import annotations

import re
from typing import Any

from wicketgate.gate.shell.effects import Kind
from wicketgate.gate.shell.naming import loopback
from wicketgate.gate.shell.state import State, Word

QUERY = frozenset(
    "list info search show query repolist repoinfo provides whatprovides history check deplist updateinfo repoquery stats dot policy audit version which"
    " outdated config env path-info eval flake derivation why-depends hash search-packages li se if what-provides lr lu pch".split()
)  # fmt: skip
ASKING = re.compile(r"-(?:-query|Q[a-z]*|q[a-z]*|-list|-info|-search|S[is]+|Ss|-version|V|-help|h|s|l|-dry-run|n)")
LOOKING = re.compile(
    r"-?-?(?:list|info|show|read|read-type|domains|find|get\w*|status|print\w*|verify|check|version|help|assess|display|g|l|d|pkgs|files|pkg-info"
    r"|listbackups|latestbackup|destinationinfo|currentphase|authenticated-root|dns|proxy|nc|-pkgs|v|dv|vv|R?vvv?)"
)
PLACE = re.compile(r"\+(?:\d+|\$|/[\w .-]+)?")
BROWSER = re.compile(r"(?:Google )?Chrome|Chromium|Firefox|Safari|Microsoft Edge|Finder|Arc|Brave Browser")
SHOWABLE = re.compile(r"[\w./ -]+\.(?:html?|png|jpe?g|gif|svg|pdf|md|txt|csv|json|log|webp)", re.ASCII)
KEPT = frozenset(["pbcopy", "xclip", "xsel", "wl-copy", "clip", "clip.exe"])
SHOWN = frozenset(["pbpaste", "wl-paste", "say", "notify-send"])


def packages_query(state: State, parsed: Any, operands: list[Word], why: str) -> None:
    """Tell questions from changes, for the machine's package tools."""
    verb = operands[0].text if operands else ""
    names = [name for name in parsed.given if not name.startswith("--root")]
    if verb in QUERY or (
        names and all(ASKING.fullmatch(name) for name in names[:1]) and verb not in ("install", "add")
    ):
        asked = "".join(name for name in names if len(name) == 2)
        if not (
            set("UieFyuRc") & set(asked.replace("-", "")) and not asked.startswith("-q") and not asked.startswith("-Q")
        ):
            return
    state.note(Kind.SYSTEM, "packages of the machine", why)


def service(state: State, parsed: Any, operands: list[Word], why: str) -> None:
    """Let the state of a service be asked for."""
    if "--status-all" not in parsed.given and (len(operands) < 2 or operands[1].text != "status"):
        state.note(Kind.SYSTEM, "services of the machine", why)


def sysctl(state: State, parsed: Any, operands: list[Word], why: str) -> None:
    """Let settings of the kernel be read."""
    if any("=" in word.text or not word.known for word in operands) or "--system" in parsed.given:
        state.note(Kind.SYSTEM, "settings of the kernel", why)


def looks(state: State, parsed: Any, operands: list[Word], why: str) -> None:
    """Let a tool of the machine be asked."""
    first = operands[0].text if operands else next(iter(parsed.given), "")
    if why.startswith("pmset -g"):
        return
    if (
        why.startswith("codesign ")
        and {"-d", "--display", "-v", "--verify"} & set(parsed.given)
        and not {"-s", "-f", "--remove-signature"} & set(parsed.given)
    ):
        return
    if not LOOKING.fullmatch(first):
        state.note(Kind.SYSTEM, "the machine", why)


SEEN = re.compile(r"(?:print|help|quit|exit)\b.*", re.IGNORECASE | re.DOTALL)


def plist(state: State, parsed: Any, operands: list[Word], why: str) -> None:
    """Read or change a file of settings, as the commands say."""
    told = [value for name, value in parsed.given.items() if name == "-c" and value is not None]
    looks = bool(told) and all(word.known and SEEN.fullmatch(word.text) for word in told)
    for word in operands:
        state.note(Kind.READ if looks else Kind.WRITE, word, why)


def asked(state: State, parsed: Any, operands: list[Word], why: str) -> None:
    """Let a tool of disks be asked by its words; anything else changes what is on one."""
    words = [word.text for word in operands[:2]]
    if not any(word in DISKS for word in words) or any(word in CHANGING for word in words):
        state.note(Kind.DESTROY, "or changes what is on a disk", why)


DISKS = frozenset("list get status show df du history iostat holds diff version usage ls info table".split())
CHANGING = frozenset("destroy delete create remove set snapshot rollback send receive import export add attach".split())


def flake(state: State, parsed: Any, operands: list[Word], why: str) -> None:
    """Build or enter what the project's own flake says; another's is code of others."""
    own = [word for word in operands if word.known and (word.text[:1] in (".", "#") and ".." not in word.text)]
    if len(own) < len(operands):
        state.note(Kind.INSTALL, "what somebody else's flake says", why)
    state.note(Kind.BUILD, "what the project declares", why)


def nix_search(state: State, parsed: Any, operands: list[Word], why: str) -> None:
    """Look for a package in everybody's collection; in another's it is evaluated."""
    if not operands or operands[0].text != "nixpkgs":
        flake(state, parsed, operands[:1], why)


def opens(state: State, parsed: Any, operands: list[Word], why: str) -> None:
    """Note that another program gets what is named."""
    program = why.split(" ", 1)[0]
    if program in KEPT and state.stdin is not None and not operands and not {"-o", "--output"} & set(parsed.given):
        state.note(Kind.CHANGE, "the clipboard", why)
    elif program in ("pbpaste", "wl-paste"):
        state.note(Kind.CREDENTIAL, "the clipboard, which may hold secrets", why)
    elif operands and all(word.known and (word.text == "." or loopback(word.text)) for word in operands):
        state.note(Kind.CHANGE, "what is shown", why)
        if "-a" in parsed.given and not BROWSER.fullmatch((parsed.given["-a"] or Word("")).text):
            state.note(Kind.PERSIST, "what another program opens or keeps", why)
    elif operands and all(word.known and SHOWABLE.fullmatch(word.text) for word in operands):
        for word in operands:
            state.note(Kind.READ, word, why)
    elif program not in SHOWN:
        state.note(Kind.PERSIST, "what another program opens or keeps", why)


def editor(state: State, parsed: Any, operands: list[Word], why: str) -> None:
    """Note which files an editor opens, and commands it is told with a plus sign."""
    if "--version" in parsed.given or "--help" in parsed.given:
        return
    if state.stdin is not None and why.startswith("ex ") and not (state.stdin.known and state.stdin.text == ""):
        state.note(Kind.START, "what an editor is told", why)
    # `-es` is vim's silent mode; `-s` alone takes a file of keys.
    if "-s" in parsed.given and not {"-e", "-E"} & set(parsed.given):
        for word in operands[:1]:
            state.note(Kind.RUN, word, why)
    for word in operands:
        if word.text.startswith("+"):
            if not (word.known and PLACE.fullmatch(word.text)):
                state.note(Kind.PERSIST, f"a command of the editor: {word.text[:60]}", why)
            continue
        state.note(Kind.READ, word, why)
        if not why.startswith("view "):
            state.note(Kind.WRITE, word, why)


READERS: dict[str, Any] = {
    "packages-query": packages_query,
    "service": service,
    "sysctl": sysctl,
    "looks": looks,
    "editor": editor,
    "opens": opens,
    "asked": asked,
    "plist": plist,
    "flake": flake,
    "nix-search": nix_search,
}
