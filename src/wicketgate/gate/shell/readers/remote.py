"""ssh's and tar's own grammar: options that start programs, words without a dash, names that mean another machine."""

from __future__ import annotations

import re
from typing import Any

from wicketgate.gate.shell.distant import copy_from, copy_to, remote
from wicketgate.gate.shell.effects import Kind
from wicketgate.gate.shell.places import made
from wicketgate.gate.shell.roles import elsewhere
from wicketgate.gate.shell.state import State, Word

FORGE = re.compile(r"git@(?:github\.com|gitlab\.com|bitbucket\.org|codeberg\.org)")
"""Hosts that tell who is calling, and give nobody a shell."""


def ssh(state: State, parsed: Any, operands: list[Word], why: str) -> None:
    """Note what a command on another machine does; without one somebody types there."""
    if "-V" in parsed.given or "-Q" in parsed.given or "-G" in parsed.given:
        return
    greets = operands and not parsed.rest and FORGE.fullmatch(operands[0].text) and state.stdin is None
    if operands and not (greets and operands[0].known):
        state.note(Kind.NETWORK, operands[0], why)
    if parsed.rest:
        elsewhere(state, parsed.rest, why)


def tar(state: State, parsed: Any, operands: list[Word], why: str) -> None:
    """Tell listing, making and taking apart, in tar's old and new spellings."""
    given, words = parsed.given, list(operands)
    letters = "".join(name[1:] for name in given if len(name) == 2)
    archive = given.get("-f") or given.get("--file")
    if words and words[0].known and not set(letters) & set("cxtruAd") and re.fullmatch(r"[A-Za-z]{1,8}", words[0].text):
        letters += words.pop(0).text
        if "f" in letters and words:
            archive = words.pop(0)
        if set(letters) & set("TIFKLNVXbgH"):
            state.unclear("tar's old spelling with more than an archive")
            return
    names = set(given)
    action = given.get("--checkpoint-action")
    if "--checkpoint-action" in given and (
        action is None or not re.match(r"dot|echo|ttyout|sleep|bell|totals", action.text)
    ):
        state.note(Kind.PERSIST, "a program started by tar", why)
    if archive is not None and remote(archive):
        state.note(Kind.SEND, archive, why)
        return
    if "P" in letters or names & {"--absolute-names", "--unlink-first", "--recursive-unlink"}:
        state.note(Kind.WRITE, Word("/"), why)
    if set(letters) & {"t", "d"} or names & {"--list", "--diff", "--compare"}:
        _touch(state, Kind.READ, archive, why)
    elif "x" in letters or names & {"--extract", "--get"}:
        _touch(state, Kind.READ, archive, why)
        state.note(Kind.WRITE, Word("."), why)
    elif set(letters) & set("cruA") or names & {
        "--create",
        "--append",
        "--update",
        "--concatenate",
        "--catenate",
        "--delete",
    }:
        _touch(state, Kind.WRITE, archive, why)
        for word in words:
            state.note(Kind.READ, word, why)
        if "--remove-files" in names:
            state.note(Kind.DESTROY, "the files that were archived", why)
    elif not names & {"--version", "--help", "--usage", "--show-defaults"}:
        state.unclear(f"tar without a mode: {why[:60]}")


def _touch(state: State, kind: Kind, archive: Word | None, why: str) -> None:
    if archive is not None and archive.text != "-":
        state.note(kind, archive, why)


LOSING = re.compile(r"--del(?:ete.*)?|--remove-s.*")


def rsync(state: State, parsed: Any, operands: list[Word], why: str) -> None:
    """Copy here or to another machine; a dry run only reads."""
    given = parsed.given
    if "--daemon" in given or "--server" in given:
        state.note(Kind.SYSTEM, "a server of files", why)
    dry = "-n" in given or "--dry-run" in given or "--list-only" in given
    for word in operands[:-1]:
        copy_from(state, [word], why)
    if dry or len(operands) < 2:
        for word in operands[-1:]:
            state.note(Kind.FETCH if remote(word) else Kind.LIST, word, why)
        return
    copy_to(state, operands[-1:], why)
    own = operands[-1].known and made(operands[-1].text) and not {"--remove-source-files"} & set(given)
    if any(LOSING.fullmatch(name) for name in given) and not own:
        state.note(Kind.DESTROY, "files in the target, or those copied", why)


READERS: dict[str, Any] = {"rsync": rsync, "ssh": ssh, "tar": tar}
