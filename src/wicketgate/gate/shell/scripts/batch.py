"""Lines of Windows' command interpreter, read as far as they are plain. Takes a text; gives effects.

Commands with `&`, `&&`, `||`, `|` between them, and files that are redirected to; paths with `\\`. What builds a command
from a variable, a loop, or a sign that two interpreters read differently is refused.
"""

# ruff: noqa: E501, SIM905 - lists of words
from __future__ import annotations

import re

from wicketgate.gate.shell.effects import Command, Kind
from wicketgate.gate.shell.scripts.powershell_calls import MOST_FOLDERS, place
from wicketgate.gate.shell.scripts.powershell_text import SECRET
from wicketgate.gate.shell.state import SOME, State, Word, under

BEGINS = re.compile(
    r"\s*(?:@?echo off\s*&+\s*)?(?:(?:findstr|where|xcopy|robocopy|copy|move|ren|rename|erase|del|md|tasklist|cls|forfiles|attrib|more|rd)(?:\.exe)?(?:\s|$)(?!-)"
    r"|(?:type|more|mkdir|rmdir|cd|dir)\s+(?:/[A-Za-z]+\s+)*\"?(?:[A-Za-z]:)?[^\s|&;'\"]*[%\\](?![\s\\$'\"])|type\s+[\w./-]*\.\w+\s*(?:[|&]|$)|dir\s+/[A-Za-z](?:\s|$)|fc\s+/|set\s*\||certutil\s+-hashfile\s|if\s+(?:not\s+)?exist\s|cd\s+/d\s|echo\s+%\w+%\s*$)",
    re.IGNORECASE,
)
"""How a line begins that bash was given and that only this interpreter understands."""
WITHIN = re.compile(r"[&|]\s*(?:findstr|xcopy|robocopy|copy|move|del|ren|where|rd)\s", re.IGNORECASE)
"""How a line goes on that only this interpreter understands."""
PLAIN = re.compile(r"(?:[\w .\\/:@=+,*?~{}#&|>-]|%\w+%|\"[^\"%$`]*\")+")
TURNS = re.compile(
    r"\\(?=[\"&|<>]|$)|>\s*\||>\s*&(?![12](?:[\s&|]|$))|(?:^|[\s&|>])#|\{[^}]*(?:,|\.\.)|(?:^|[\s\"])\\\\[\w.]"
)
"""What bash would take for a sign that is quoted, for another file, a comment or several words; another's share."""
APART = re.compile(r"&&|\|\||(?<!>)&(?!1)|\|")
PART = re.compile(r"\d?>{1,2}(?:&1)?|(?:\"[^\"]*\"|[^\s\">])+")
SWITCH = re.compile(r"/[-A-Za-z?]+(?::\S*)?")
NOTHING = frozenset(
    "ver vol help whoami hostname echo cls rem exit pause title color chcp where tasklist assoc ftype attrib systeminfo".split()
)
ROLES: dict[str, tuple[str, ...]] = {
    "dir": ("list*",), "tree": ("list*",), "type": ("read*",), "more": ("read*",), "fc": ("read*",), "comp": ("read*",), "findstr": ("text", "read*"), "find": ("text", "read*"), "certutil": (),
    "copy": ("read", "write"), "xcopy": ("read", "write"), "robocopy": ("read", "write", "text*"), "move": ("move", "write"), "ren": ("move", "write"), "rename": ("move", "write"),
    "del": ("delete*",), "erase": ("delete*",), "rd": ("delete*",), "rmdir": ("delete*",), "md": ("mark*",), "mkdir": ("mark*",), "cd": ("cd",), "chdir": ("cd",), "pushd": ("cd",),
}  # fmt: skip
HASHES = re.compile(r"-hashfile \S+(?: (?:MD5|SHA1|SHA256|SHA384|SHA512))?", re.IGNORECASE)
SHARED = frozenset("more find fc tree dir mkdir rmdir".split())
"""Names that bash knows too; it reads `\\` otherwise."""
EMPTIES = frozenset({"/mir", "/purge", "/mov", "/move"})
SOUGHT = re.compile(r"^\s*set\s*\|\s*findstr\s+(?:/\w+\s+)*\"?(\w{2,})\"?\s*$", re.IGNORECASE)
"""All variables, of which those of one name are shown."""
EXISTS = re.compile(r"if\s+(?:not\s+)?exist\s+(\"[^\"]*\"|\S+)\s+(.*)", re.IGNORECASE)


def batch(state: State, text: str) -> bool:
    """Note what a line does, and return whether all of it was understood."""
    if not PLAIN.fullmatch(text) or TURNS.search(text):
        return False
    text = SOUGHT.sub(lambda found: found[0] if SECRET.search(found[1]) else "ver | findstr x", text)
    kept, piped = state.cwd, state.stdin
    signs = [sign.strip() for sign in APART.findall(text)]
    for at, part in enumerate(APART.split(text)):
        state.stdin = SOME if at and signs[at - 1] == "|" else piped
        if part.strip() and not _command(state, part.strip()):
            return False
    state.cwd, state.stdin = kept, piped
    return True


def _command(state: State, text: str) -> bool:
    state.step()
    found = EXISTS.fullmatch(text)
    if found is not None:
        return _command(state, found[2])
    words = _redirected(state, PART.findall(text.removeprefix("@")), text)
    if not words:
        return False
    for name in re.findall(r"%(\w+)%", text):
        if SECRET.search(name):
            state.note(Kind.CREDENTIAL, f"%{name}%", text)
    name, *rest = words
    name = name.lower().removesuffix(".exe")
    state.commands.append(Command((name,), False))
    if name in ("assoc", "ftype") and any("=" in word for word in rest):
        return False
    if name == "set":
        return _set(state, rest, text)
    if name in ROLES and name != "certutil":
        return _roles(state, name, rest, text)
    if (name in NOTHING and (not rest or name not in ("hostname", "whoami"))) or (
        name == "certutil" and HASHES.fullmatch(" ".join(rest))
    ):
        return True
    return _program(state, words, text)


def _program(state: State, words: list[str], why: str) -> bool:
    """Judge a program as this interpreter starts it, and as bash would."""
    if any(re.search(r"[%*?]", word) for word in words) or "\\ " in why:
        return False
    for sign in ("/", "") if any("\\" in word for word in words) else ("/",):
        state.run(state, [Word(word.replace("\\", sign)) for word in words], why)
    return True


def _set(state: State, rest: list[str], why: str) -> bool:
    """Setting one is judged where it is set in bash too; showing those of a plain name is harmless (`SOUGHT`)."""
    if not rest:
        state.note(Kind.CREDENTIAL, "variables of the environment", why)
    return not rest


def _redirected(state: State, parts: list[str], why: str) -> list[str]:
    words: list[str] = []
    waits = False
    for part in parts:
        if re.fullmatch(r"\d?>{1,2}", part):
            waits = True
        elif re.match(r"\d?>", part):
            continue
        elif waits:
            waits = False
            if part.lower() != "nul":
                state.note(Kind.WRITE, _word(part), why)
                state.note(Kind.WRITE, Word(part.replace("\\", "").strip('"')), why)
        else:
            words.append(part.replace('"', ""))
    return words


def _roles(state: State, name: str, rest: list[str], why: str) -> bool:
    switches = [word.lower() for word in rest if SWITCH.fullmatch(word)]
    if EMPTIES & set(switches):
        state.note(Kind.DESTROY, "what is not copied", why)
    told = [word for word in rest if not SWITCH.fullmatch(word)]
    if name == "findstr" and any(one.startswith(("/c:", "/g:", "/f:")) for one in switches):
        told = ["", *told]
    roles = ROLES[name]
    if any(word.startswith("-") for word in rest):
        return False
    if name in ("del", "erase") and "/s" in switches and any("*" in word for word in told):
        state.note(Kind.DELETE, Word("."), why)
    for at, word in enumerate(told):
        role = roles[min(at, len(roles) - 1)].rstrip("*")
        if at >= len(roles) and not roles[-1].endswith("*"):
            return False
        if role == "text":
            continue
        path = _word(word)
        if role == "cd":
            # Bash stays where `&` stands behind, and reads `\` otherwise.
            state.cwd = tuple(dict.fromkeys((*state.cwd, *(under(one, path) for one in state.cwd))))
            if len(state.cwd) > MOST_FOLDERS:
                return False
        elif role not in ("list", "read") and not path.known:
            return False
        else:
            state.note(Kind(role), path, why)
            if "\\" in word and name in SHARED:
                state.note(Kind(role), Word(word.replace("\\", ""), path.known, path.glob), why)
    return bool(told) or roles[0] in ("list*", "read*", "cd")


def _word(text: str) -> Word:
    text = re.sub(r"^%(?:USERPROFILE|HOME|HOMEPATH)%", "~", text.strip('"'), flags=re.IGNORECASE)
    text = re.sub(r"^%(?:CD|~dp0)%", ".", text, flags=re.IGNORECASE)
    return Word(place(text), "%" not in text, "*" in text or "?" in text)
