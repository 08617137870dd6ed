"""Builtins of the shell whose words mean something to the shell itself: echo, cd, eval, set, trap, read, alias …"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from wicketgate.gate.shell.compiled import Compiled
from wicketgate.gate.shell.effects import Kind
from wicketgate.gate.shell.roles import folder, shell
from wicketgate.gate.shell.state import ANY, SOME, State, Word


def echo(state: State, program: Compiled, args: list[Word], why: str) -> None:
    """Print words: nothing happens, and what is printed may be known."""
    rest = args
    while rest and rest[0].text in ("-n", "-e", "-E", "-ne", "-en"):
        rest = rest[1:]
    escapes = any("\\" in word.text for word in rest)
    known = all(word.known and not word.glob for word in rest) and not escapes
    state.printed = Word(" ".join(word.text for word in rest), known)


def printf(state: State, program: Compiled, args: list[Word], why: str) -> None:
    """Print by a format: known where the format only places words."""
    if args and args[0].text == "-v":
        name = args[1].text if len(args) > 1 and args[1].known else ""
        _sets(state, [name])
        return
    if args and args[0].text.startswith("-v"):
        _sets(state, [args[0].text[2:]])
        return
    known = all(word.known and not word.glob for word in args)
    form = args[0].text if args else ""
    words = [word.text for word in args[1:]]
    form = form.replace("\\n", "\n").replace("\\t", "\t")
    if known and "\\" not in form and form.count("%") == form.count("%s") and form.count("%s") <= 1:
        parts = [form.replace("%s", word) for word in words] if "%s" in form and words else [form.replace("%s", "")]
        state.printed = Word("".join(parts))
    else:
        state.printed = SOME


def _sets(state: State, names: list[str]) -> None:
    for name in names:
        if not name.isidentifier():
            state.unclear("a variable is set whose name is not known")
        state.variables[name] = ANY


def read(state: State, program: Compiled, args: list[Word], why: str) -> None:
    """Set variables from what comes in."""
    takes, at = frozenset("dinNptua"), 0
    while at < len(args) and args[at].text.startswith("-") and len(args[at].text) > 1:
        letters = args[at].text[1:]
        at += 2 if letters[-1] in takes else 1
    names = args[at:] + [word for before, word in pairwise(args) if before.text.endswith("a")]
    if any(not word.known for word in names):
        state.unclear("a variable is set whose name is not known")
    incoming = state.stdin
    for word in names:
        state.variables[word.text] = ANY
    # One path a line from a program that prints paths: each line is one of them.
    if incoming is not None and incoming.known and incoming.glob and len(args[at:]) == 1:
        state.variables[args[at].text] = incoming._replace(loose=False)


def cd(state: State, program: Compiled, args: list[Word], why: str) -> None:
    """Change the folder."""
    operands = [word for word in args if word.text not in ("-P", "-L", "-e", "--", "-n")]
    if not operands:
        folder(state, [Word("~")], why)
    elif len(operands) > 1 or operands[0].text.startswith(("-", "+")):
        state.cwd = (SOME,)
    else:
        folder(state, operands, why)


def popd(state: State, program: Compiled, args: list[Word], why: str) -> None:
    """Go back to a folder that is not followed."""
    state.cwd = (SOME,)


def evaluate(state: State, program: Compiled, args: list[Word], why: str) -> None:
    """Read the words again as shell."""
    if any(not word.known for word in args):
        state.unclear(f"eval runs a text that cannot be known: {why[:60]}")
        return
    if args:
        shell(state, [Word(" ".join(word.text for word in args))], why)
    state.variables = dict.fromkeys(state.variables, ANY)
    state.settle((SOME,))
    state.cwd = (SOME,)


def source(state: State, program: Compiled, args: list[Word], why: str) -> None:
    """Run a file in this shell: it may set anything."""
    if not args:
        return
    path = args[0]
    if path.known and path.text.endswith(("venv/bin/activate", "env/bin/activate")):
        state.note(Kind.RUN, path, why)
        return
    if path.text == "/dev/fd/0" or path.text.startswith("/dev/"):
        state.unclear("the shell runs what another command prints")
        return
    if state.written.get(path.text.removeprefix("./"), ANY) is not ANY:
        state.unclear(f"it runs what it has just written: {path.text[:60]}")
    state.note(Kind.RUN, path, why)
    state.variables = dict.fromkeys(state.variables, ANY)
    state.aliases = state.aliases or path.text.startswith(("/", "~", "…"))


def trap(state: State, program: Compiled, args: list[Word], why: str) -> None:
    """Run a text when something happens."""
    operands = [word for word in args if word.text not in ("-l", "-p", "--")]
    if len(operands) > 1 and operands[0].text not in ("", "-"):
        shell(state, [operands[0]], why)


def alias(state: State, program: Compiled, args: list[Word], why: str) -> None:
    """Define what a name stands for."""
    for word in args:
        _, sign, text = word.text.partition("=")
        if sign or not word.known:
            shell(state, [word._replace(text=text)], why)
            state.aliases = True


def shopt(state: State, program: Compiled, args: list[Word], why: str) -> None:
    """Change how the shell reads: aliases are the danger."""
    if any(not word.known or word.text in ("expand_aliases", "extglob", "-o") for word in args):
        state.aliases = True


def functions(state: State, program: Compiled, args: list[Word], why: str) -> None:
    """Define functions by other means, or export them."""
    if why.split(" ", 1)[0] == "hash" and all(word.text == "-r" for word in args):
        return
    state.unclear(f"it changes what names stand for: {why[:60]}")


def test(state: State, program: Compiled, args: list[Word], why: str) -> None:
    """Look at files and compare words: nothing is changed."""
    # To ask whether a variable is set shows nothing of it.
    state.touches = [
        one for one in state.touches if one.kind is not Kind.CREDENTIAL or one.why or one.target[:1] != "$"
    ]
    if any(word.text == "-v" for word in args):
        state.unclear("test -v may run what a name holds")


def settings(state: State, program: Compiled, args: list[Word], why: str) -> None:
    """Set the shell's options; without any, show all variables."""
    if not args:
        state.note(Kind.CREDENTIAL, "all variables", why)
    elif any(word.text[:1] == "-" and "U" in word.text for word in args):
        state.note(Kind.PERSIST, "a variable of every shell to come", why)
    elif any(word.text == "history" for word in args) and any(word.text == "+o" for word in args):
        state.note(Kind.PERSIST, "what is kept of what was typed", why)


def pwd(state: State, program: Compiled, args: list[Word], why: str) -> None:
    """Print the folder."""
    if len(state.cwd) == 1:
        state.printed = state.cwd[0] if state.cwd[0].text else Word(".")


READERS: dict[str, Any] = {
    "raw-echo": echo,
    "raw-printf": printf,
    "raw-read": read,
    "raw-cd": cd,
    "raw-popd": popd,
    "raw-eval": evaluate,
    "raw-source": source,
    "raw-trap": trap,
    "raw-alias": alias,
    "raw-shopt": shopt,
    "raw-functions": functions,
    "raw-test": test,
    "raw-pwd": pwd,
    "raw-set": settings,
}
