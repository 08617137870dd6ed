"""What a command of PowerShell does with its arguments. Takes its name and values; notes effects.

Paths are noted as bash would see them: `\\` as `/`, a drive or a share as a place outside. An option that is not known
takes a path: to be wrong there only asks once more.
"""

from __future__ import annotations

import re
from itertools import pairwise

from wicketgate.gate.shell.effects import Kind
from wicketgate.gate.shell.scripts import cmdlets
from wicketgate.gate.shell.scripts.powershell_text import SECRET, Given, Refused, Token, ours, value
from wicketgate.gate.shell.state import State, Word, under

Values = list[tuple[str, Given]]
SECOND = 2
MOST_FOLDERS = 16


def call(state: State, name: str, given: Values, source: Given | None) -> Given:
    """Note what a command does; return what it gives to the next one."""
    roles = cmdlets.CMDLETS[name]
    why = name
    if any(_away(option, roles) for option, _ in given):
        raise Refused
    if name == "foreach-object" and any(
        one.text is not None and not one.option and one.text.lower() not in cmdlets.ASKED for _, one in given
    ):
        raise Refused
    if any(one.option and option == "whatif" for option, one in given):
        return Given()
    if name in cmdlets.BUILDS:
        state.note(Kind.BUILD, "the project", why)
    played = _played(name, roles, given)
    for role, one in played:
        _play(state, name, role, one, given, why)
    paths = [one for role, one in played if role not in ("text", "url", "host")]
    if not paths and roles[0] == "list":
        return Given(listed=".")
    if not played and name in cmdlets.WANTS:
        raise Refused
    wants = next((role for role in roles if role.rstrip("*") == "read"), "")
    if wants and not paths and source is not None and source.listed:
        state.note(Kind.READ, Word(f"{source.listed}", glob="*" in source.listed), why)
    return _listed(name, roles, paths, given, source)


def _away(option: str, roles: tuple[str, ...]) -> bool:
    """Return whether an option, or what it may be short for, reaches another machine."""
    if not option or option in cmdlets.TEXTS or option in cmdlets.SWITCHES:
        return False
    names = cmdlets.AWAY if roles[0] in ("url", "host*") else cmdlets.AWAY | cmdlets.MACHINES
    return any(name.startswith(option) for name in names)


def _listed(name: str, roles: tuple[str, ...], paths: list[Given], given: Values, source: Given | None) -> Given:
    if roles[0] == "list*":
        told = next((one.text for option, one in given if option in ("filter", "include") and one.text), "")
        places = [place(one.text) for one in paths if one.text] or ["."]
        if len(places) == 1:
            return Given(listed=f"{places[0].rstrip('/')}/{told}".removeprefix("./") if told else places[0])
        return Given()
    keeps = name in ("where-object", "sort-object", "select-object", "get-unique")
    return Given(listed=source.listed) if keeps and source is not None else Given()


def _played(name: str, roles: tuple[str, ...], given: Values) -> list[tuple[str, Given]]:
    """Return each value that plays a role, with the role."""
    found: list[tuple[str, Given]] = []
    at, option = 0, ""
    whole = [role.rstrip("*") for role in roles]
    first = next((role for role in whole if role != "text"), "text")
    for told, one in given:
        if one.option:
            option = told
            continue
        said = told or (option if option and option not in cmdlets.SWITCHES else "")
        option = ""
        if not said or said in cmdlets.SWITCHES:
            repeats = roles[min(at, len(roles) - 1)].endswith("*")
            if at >= len(roles) and not repeats:
                raise Refused
            found.append((whole[min(at, len(roles) - 1)], one))
            at += 1
        elif said in cmdlets.PATHS:
            found.append((first, one))
            at = max(at, whole.index(first) + 1)
        elif said in cmdlets.ENDS and len(whole) == SECOND:
            found.append((whole[1], one))
        elif said in cmdlets.FILES:
            found.append(("write", one))
        elif said in ("computername", "targetname") and first == "host":
            found.append(("host", one))
        elif said == "uri" and first == "url":
            found.append(("url", one))
        elif said == "name" and name == "new-item":
            found.append(("write", one))
        elif said not in cmdlets.TEXTS:
            if first in ("url", "host"):
                raise Refused
            found.append((first, one))
    return found


def _play(state: State, name: str, role: str, one: Given, given: Values, why: str) -> None:
    if role == "text":
        return
    if role in ("url", "host"):
        _reached(state, role, one, given, why)
        return
    if one.text is None:
        if one.listed and role in ("read", "list"):
            state.note(Kind(role), Word(one.listed, glob="*" in one.listed), why)
            return
        raise Refused
    if re.match(r"[\\/]{2}", one.text) or ("::" in one.text and not cmdlets.STORES.match(one.text)):
        # A share: looking at it signs in to another machine.
        raise Refused
    if cmdlets.STORES.match(one.text):
        _store(state, name, one.text, why)
        return
    if name == "new-item" and not _plain(given):
        raise Refused
    word = Word(place(one.text), glob=bool(re.search(r"[*?\[]", one.text)))
    if role == "cd":
        # Bash finds no such command, and stays.
        state.cwd = tuple(dict.fromkeys((*state.cwd, *(under(one, word) for one in state.cwd))))
        if len(state.cwd) > MOST_FOLDERS:
            raise Refused
    else:
        state.note(Kind(role), word, why)


def _plain(given: Values) -> bool:
    kinds = [one.text for option, one in given if option in ("itemtype", "type") and not one.option]
    return all(kind is not None and kind.lower() in cmdlets.ITEMS for kind in kinds)


def _store(state: State, name: str, text: str, why: str) -> None:
    """Note what is asked of a drive that is no disk; only looking at one is ever plain."""
    lower = text.lower()
    looks = name in ("get-childitem", "get-item", "test-path", "get-itemproperty", "get-itempropertyvalue")
    if lower.startswith("env:") and name == "test-path":
        return
    if lower.startswith("env:"):
        if looks and len(lower) > len("env:") and not SECRET.search(text) and "*" not in text:
            return
        state.note(Kind.CREDENTIAL, "variables of the environment", why)
    elif not looks or re.search(r"^cert|winlogon|\bsam\b|\bsecurity\b|passw|secret|putty|vnc", lower):
        raise Refused


def _reached(state: State, role: str, one: Given, given: Values, why: str) -> None:
    """Judge a host or an address as the program would be that bash has for it."""
    if one.text is None or re.search(r"[\s$]", one.text):
        raise Refused
    if role == "host":
        state.run(state, [Word("ping"), Word("-c"), Word("1"), Word(one.text)], why)
        return
    words = [Word("curl")]
    plain = {"uri", "outfile", "usebasicparsing", "timeoutsec", "method", "erroraction", "skiphttperrorcheck"}
    for option, told in given:
        if option and option not in plain:
            raise Refused
        if option == "outfile" and not told.option:
            if told.text is None:
                raise Refused
            words += [Word("-o"), Word(place(told.text))]
        if option == "method" and not told.option and (told.text or "?").lower() not in ("get", "head"):
            raise Refused
    state.run(state, [*words, Word(one.text)], why)


def program(state: State, found: list[Token], names: dict[str, Given], raw: bool) -> None:
    """Judge a program that is none of PowerShell's by its words, as bash would get them too where `raw`."""
    name = found[0].text
    words = [Word(name.replace("\\", "/"))]
    if raw and (name in cmdlets.SETS or ("\\" in name and not re.match(r"\.\\[\w-]+(?:\.\w+)?$", name))):
        raise Refused
    for before, token in pairwise(found):
        listed = names.get(token.text.lower(), Given()).listed if token.kind == "var" else ""
        if listed and not (raw and not ours(token.text)):
            # One of the files that were listed, or something of it.
            words.append(Word(listed, glob=True))
        elif not (token.kind == "member" and not token.apart and before.kind == "var"):
            odd = re.search(r"[\0*?\[$]|''" + (r"|\\" if raw else ""), token.text)
            if token.kind not in ("word", "string") or not token.apart or odd:
                raise Refused
            words.append(Word(value(token, {}).text or ""))
    state.run(state, words, " ".join(word.text for word in words)[:200])


def place(text: str) -> str:
    """Return a path as bash would see it; a drive and a share are outside."""
    path = re.sub(r"[\\/]+", "/", text)
    if re.match(r"[A-Za-z]+:", path) or text.startswith("\\\\"):
        return "/" + path.lstrip("/")
    return path.removeprefix("./") or "."
