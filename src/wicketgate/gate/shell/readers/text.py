"""Text tools whose operands hang on each other: sed -i, awk -f, fd -x; and words that are joined to a text."""

from __future__ import annotations

import re
from typing import Any

from wicketgate.gate.shell.effects import Kind
from wicketgate.gate.shell.roles import command, shell
from wicketgate.gate.shell.scripts import SCRIPTS
from wicketgate.gate.shell.state import SOME, State, Word

PRINTS = re.compile(r"\b(?:print|printf|say|puts|p|pp|write|syswrite|putc)\b(?!.*\bif\s+0\b)")
KEEPS_NOTHING = re.compile(
    r"(?:^|[;{\s])(?:\$_\s*=\s*(?:\"\"|''|undef|nil|q\(\))|undef\s+\$_|undef\(\$_\)|\$_\.(?:clear|replace)|s(\W)\^?\.[*+]\$?\1\1[gsm]*)\s*(?:[;}]|$)"
)
"""What makes every line an empty one."""


def _script(language: str, options: tuple[str, ...], changes: tuple[str, ...]) -> Any:
    def reader(state: State, parsed: Any, operands: list[Word], why: str) -> None:
        """Read the script, then the files."""
        files = operands
        if not any(name in parsed.given for name in options):
            if operands:
                SCRIPTS[language](state, operands[:1], why)
            files = operands[1:]
            if len(operands) > 1 and "-i" in parsed.given and not operands[0].text:
                # BSD's `-i ''`: the next word is the script there; for GNU's it is a file that nothing changes.
                SCRIPTS[language](state, operands[1:2], why)
                files = operands[2:]
        if language == "awk" and ("-f" in parsed.given or "--file" in parsed.given):
            state.unclear(f"an awk program from a file: {why[:60]}")
        lost = False
        writing = any(name in parsed.given for name in changes)
        inplace = parsed.given.get("-i") or parsed.given.get("--include")
        if language == "awk" and inplace is not None and inplace.text == "inplace":
            writing = True
            if not any(name in parsed.given for name in options) and operands and not keeps(operands[0].text):
                lost = True
        if language == "sed" and ("-f" in parsed.given or "--file" in parsed.given):
            state.unclear(f"a sed script from a file: {why[:60]}")
        kind = Kind.WRITE if writing else Kind.READ
        if lost or (kind is Kind.WRITE and operands and operands[0].text in ("d", "1,$d", "1d;$!d")):
            kind = Kind.DELETE
        for word in files:
            if language == "awk" and re.fullmatch(r"[A-Za-z_]\w*=.*", word.text):
                continue
            if word.text not in ("-", "") or not word.known:
                state.note(kind, word, why)

    return reader


def emptied(state: State, parsed: Any, operands: list[Word], why: str) -> None:
    """Note files that a one-liner changes in place and keeps nothing of: it prints nothing, or nothing but nothing."""
    if "-i" not in parsed.given:
        return
    script = ";".join(value.text for role, value in parsed.values if role.name in ("perl", "ruby"))
    if KEEPS_NOTHING.search(script) or (
        "-n" in parsed.given and "-p" not in parsed.given and not PRINTS.search(script)
    ):
        for word in operands:
            state.note(Kind.DELETE, word, why)


def keeps(program: str) -> bool:
    """Return whether an awk program may print what it reads."""
    left, before = program, ""
    while left != before:
        left, before = re.sub(r"\{[^{}]*\}", "\0", left), left
    *blocks, last = left.split("\0")
    bare = [rule for part in blocks for rule in re.split(r"[;\n]", part)[:-1]] + re.split(r"[;\n]", last)
    return "print" in program or any(rule.strip() not in ("", "0", '""') for rule in bare)


def joined(state: State, parsed: Any, operands: list[Word], why: str) -> None:
    """Read all operands together as a text that a shell runs."""
    shell(state, [Word(" ".join(word.text for word in operands), all(word.known for word in operands))], why)


def each_shell(state: State, parsed: Any, operands: list[Word], why: str) -> None:
    """Read each operand as a text that a shell runs; `npm:build` is a script of the project."""
    for word in operands:
        tool, colon, name = word.text.partition(":")
        if word.known and colon and tool in ("npm", "yarn", "pnpm", "bun", "node") and " " not in name:
            with state.deeper():
                state.run(state, [Word(tool), Word("run"), Word(name)], why)
        else:
            shell(state, [word], why)


def unclear(state: State, parsed: Any, operands: list[Word], why: str) -> None:
    """Say that the program's arguments are not understood."""
    state.unclear(f"a program whose arguments are not understood: {why[:60]}")


def sort(state: State, parsed: Any, operands: list[Word], why: str) -> None:
    """Note a file that takes in the order of nothing: it is emptied."""
    target = parsed.given.get("-o") or parsed.given.get("--output")
    if target is not None and operands and all(word.text == "/dev/null" for word in operands):
        state.note(Kind.DELETE, target, why)


def fd(state: State, parsed: Any, operands: list[Word], why: str) -> None:
    """Find names; with -x it runs something on each."""
    given = {"-x", "-X", "--exec", "--exec-batch"} & set(parsed.given)
    if given:
        _each(state, parsed.args, operands, why)
        return
    for word in operands[1:]:
        state.note(Kind.LIST, word, why)


PLACED = re.compile(r"\{(?:|/|//|\.|/\.)\}")


def _each(state: State, args: list[Word], operands: list[Word], why: str) -> None:
    """Run the command behind `-x` on what is found; the options of fd stand before it."""
    at = next((index for index, word in enumerate(args) if word.text in ("-x", "-X", "--exec", "--exec-batch")), None)
    words = args[at + 1 :] if at is not None else []
    own = {id(word) for word in args[:at]}
    roots = [word for word in operands if id(word) in own][1:] or [Word(".")]
    if not words or any(word.text == ";" for word in words) or len(roots) > 3:
        state.unclear(f"a program whose arguments are not understood: {why[:60]}")
        return
    for root in roots:
        state.note(Kind.LIST, root, why)
        found = Word(f"{root.text.rstrip('/')}/**", root.known, glob=True)
        told = [found if word.text == "{}" else SOME if PLACED.search(word.text) else word for word in words]
        if not any(PLACED.search(word.text) for word in words):
            told.append(found)
        with state.apart():
            command(state, told, "")


READERS: dict[str, Any] = {
    "sed": _script("sed", ("-e", "--expression", "-f", "--file"), ("-i", "--in-place")),
    "awk": _script("awk", ("-e", "--source", "-f", "--file"), ()),
    "jq": _script("jq", ("-f", "--from-file"), ("-i", "--inplace")),
    "also-emptied": emptied,
    "joined": joined,
    "each-shell": each_shell,
    "unclear": unclear,
    "fd": fd,
    "also-sorted": sort,
}
