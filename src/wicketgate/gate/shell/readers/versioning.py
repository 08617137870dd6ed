"""git's subcommands whose meaning hangs on the order of words: checkout, config, and names of remotes."""

from __future__ import annotations

import re
from typing import Any

from wicketgate.gate.shell.effects import Kind
from wicketgate.gate.shell.gitconfig import git_setting
from wicketgate.gate.shell.places import secret
from wicketgate.gate.shell.state import State, Word

BRANCHING = ("-b", "-B", "--orphan", "-t", "--track", "--detach", "-d", "-l")
FILE = re.compile(r"\.{1,2}(?:/.*)?|.*/|.*\.[A-Za-z]{1,5}|[*:].*|.*\*.*")
ASKING = (
    "--get",
    "--get-all",
    "--get-regexp",
    "--get-urlmatch",
    "--list",
    "-l",
    "--show-origin",
    "--show-scope",
    "--name-only",
    "--get-color",
    "--get-colorbool",
)
VERBS = frozenset({"get", "list"})
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]*")


def checkout(state: State, parsed: Any, operands: list[Word], why: str) -> None:
    """Tell branches from files: files lose uncommitted work."""
    given = parsed.given
    if "-f" in given or "--force" in given or "-B" in given or "--ours" in given or "--theirs" in given:
        state.note(Kind.DESTROY, "uncommitted work", why)
    elif any(name in given for name in BRANCHING):
        state.note(Kind.CHANGE, "the repository", why)
    elif (
        " -- " in f"{why} "
        or why.endswith(" --")
        or len(operands) > 1
        or "--pathspec-from-file" in given
        or "-p" in given
    ) or (operands and (not operands[0].known or FILE.fullmatch(operands[0].text))):
        state.note(Kind.DESTROY, "uncommitted work", why)
    else:
        state.note(Kind.CHANGE, "the repository", why)


def config(state: State, parsed: Any, operands: list[Word], why: str) -> None:
    """Reading is harmless; writing is judged by the setting and by whose file it is."""
    given, words = parsed.given, list(operands)
    if words and words[0].text in ("set", "unset", "rename-section", "remove-section", "edit", "get", "list"):
        verb = words.pop(0).text
    else:
        verb = ""
    if (
        verb in VERBS
        or any(name in given for name in ASKING)
        or (not verb and len(words) == 1 and not _changing(given))
    ):
        return
    if "--global" in given or "--system" in given or "-f" in given or "--file" in given:
        state.note(Kind.PERSIST, "git's settings beyond this repository", why)
        return
    if "-e" in given or "--edit" in given or verb == "edit":
        state.note(Kind.CHANGE, "the repository", why)
        return
    state.note(Kind.CHANGE, "the repository", why)
    if words and not (verb.startswith("un") or "--unset" in given or "--unset-all" in given):
        git_setting(state, [words[0]], why)


def _changing(given: Any) -> bool:
    return any(
        name in given
        for name in (
            "--unset",
            "--unset-all",
            "-e",
            "--edit",
            "--remove-section",
            "--add",
            "--replace-all",
            "--rename-section",
        )
    )


def remote(state: State, parsed: Any, operands: list[Word], why: str) -> None:
    """A configured remote is a name; an address, or a transport that is a program, is something else."""
    first = operands[0] if operands else None
    if first is not None and (not first.known or not NAME.fullmatch(first.text)):
        kind = Kind.PERSIST if "::" in first.text or not first.known else Kind.NETWORK
        state.note(kind, first, why)
        return
    for kind, what in parsed.program.does:
        state.note(kind, what, why)


def shows(state: State, parsed: Any, operands: list[Word], why: str) -> None:
    """Show what the repository keeps: a secret in it is one."""
    for one in parsed.program.when:
        if any(name in parsed.given for name, _ in one.options):
            for kind, what in one.effects:
                state.note(kind, what, why)
    if "--name-only" in parsed.given:
        state.printed = Word("./**", glob=True, loose=True)
    bare = "--no-index" in parsed.given
    for word in operands:
        path = word.text.rpartition(":")[2]
        if bare:
            state.note(Kind.READ, word, why)
        elif secret(path) and "--stat" not in parsed.given and "--name-only" not in parsed.given:
            state.note(Kind.CREDENTIAL, path, why)


def clone(state: State, parsed: Any, operands: list[Word], why: str) -> None:
    """Fetch a repository into a new folder."""
    if operands:
        local = (
            operands[0].known
            and re.fullmatch(r"[./~]?[A-Za-z0-9._/-]*", operands[0].text)
            and "::" not in operands[0].text
        )
        state.note(Kind.READ if local else Kind.NETWORK, operands[0], why)
    for word in operands[1:]:
        state.note(Kind.WRITE, word, why)


READERS: dict[str, Any] = {
    "git-shows": shows,
    "checkout": checkout,
    "git-config": config,
    "git-remote": remote,
    "git-clone": clone,
}
