"""python's command line: a file, `-c`, `-m`, or a program on stdin."""

# ruff: noqa: E501, SIM905 - a table's row is one line
from __future__ import annotations

import re
from typing import Any

from wicketgate.gate.shell.compiled import Compiled
from wicketgate.gate.shell.effects import Kind
from wicketgate.gate.shell.naming import outside, said
from wicketgate.gate.shell.scripts.python import python
from wicketgate.gate.shell.scripts.python_names import REACHING
from wicketgate.gate.shell.state import ANY, State, Word

FLAGS = frozenset("bBdEhiIOPqRsSuvVx?")
# Modules that read what they are given and print.
READING = frozenset(
    "json.tool tokenize ast dis calendar platform this sysconfig site py_compile compileall tabnanny inspect".split()
)
# Modules that are programs of their own: read as if started by that name.
PROGRAMS = frozenset(
    "pytest pip mypy ruff black isort flake8 pylint coverage tox nox twine uvicorn gunicorn flask django poetry pipenv"
    " virtualenv bandit pyright sphinx mkdocs pre_commit alembic celery IPython jupyter notebook uv hatch pdm streamlit".split()
)
BUILDING = frozenset("unittest doctest build pydoc zipapp idlelib turtledemo test".split())
RUNNING = frozenset({"cProfile", "profile", "trace", "pdb"})
# Modules that run the file they are given.


VALUED = frozenset({"-o", "-s", "-f", "-C", "--outfile", "--sort", "--file", "--coverdir", "-c"})
COUNTS = frozenset({"-n", "-r", "-u", "--number", "--repeat", "--unit"})
OWN = re.compile(r"[a-z][a-z0-9_]*")
SERVES = re.compile(r"http|ftp|serve|proxy|smtp|telnet|shell|ssh|rpc|socket")
SERVING = frozenset(
    "antigravity asyncio code pip twisted cgi nntplib lib2to3 webbrowser turtle cmd curses tkinter spacy nltk huggingface_hub".split()
)


def command(state: State, program: Compiled, args: list[Word], why: str) -> None:
    """Note what a python command line does."""
    at = 0
    while at < len(args):
        word = args[at]
        text = word.text
        if not word.known:
            state.unclear(f"an argument that cannot be known may be an option of python: {text[:40]}")
            return
        if not text.startswith("-") or text == "-":
            break
        if text in ("--version", "--help", "--help-all"):
            return
        letters = text[1:]
        cut = next((index for index, letter in enumerate(letters) if letter in "cmWX"), None)
        if cut is None:
            if not set(letters) <= FLAGS:
                state.unclear(f"unknown option of python: {text[:40]}")
                return
            if letters in ("V", "VV", "h"):
                return
            at += 1
            continue
        value = (
            word._replace(text=letters[cut + 1 :])
            if letters[cut + 1 :]
            else (args[at + 1] if at + 1 < len(args) else Word(""))
        )
        rest = args[at + 1 :] if letters[cut + 1 :] else args[at + 2 :]
        if letters[cut] == "c":
            python(state, [value], why)
            return
        if letters[cut] == "m":
            module(state, value, rest, why)
            return
        at = len(args) - len(rest)
    _file(state, args[at:], why)


def _file(state: State, rest: list[Word], why: str) -> None:
    if rest and rest[0].text != "-":
        written = state.written.get(rest[0].text.removeprefix("./"), ANY)
        if written is not None and written is not ANY:
            python(state, [written], why)
            return
        if written is None or rest[0].text.startswith("/dev/"):
            state.unclear(f"it runs what it has just written: {rest[0].text[:60]}")
        state.note(Kind.RUN, rest[0], why)
        name = rest[0].text.rpartition("/")[2]
        if name in ("manage.py", "setup.py"):
            state.run(state, [Word(name), *rest[1:]], why)
    elif state.stdin is not None:
        python(state, [state.stdin], why)


def module(state: State, name: Word, rest: list[Word], why: str) -> None:
    """Note what `python -m name` does."""
    text = name.text
    if [word.text for word in rest] == ["--help"] and text in SERVING | {"http.server"}:
        return
    if text in READING:
        for word in rest:
            if not word.text.startswith("-"):
                state.note(Kind.READ, word, why)
    elif text in BUILDING:
        state.note(Kind.BUILD, "the project", why)
        _outside(state, rest, why)
    elif text in RUNNING:
        _run(state, rest, why)
    elif text == "timeit":
        _timed(state, rest, why)
    elif text in ("venv", "ensurepip"):
        for word in rest:
            if not word.text.startswith("-"):
                state.note(Kind.WRITE, word, why)
    elif text in PROGRAMS:
        state.run(state, [Word(text.replace("_", "-")), *rest], why)
    elif text == "http.server":
        _served(state, rest, why)
    elif "." in text and text.replace(".", "_").isidentifier() and text.partition(".")[0] not in REACHING:
        state.note(Kind.BUILD, "the project", why)
    elif text == "base64":
        for word in rest:
            if not word.text.startswith("-"):
                state.note(Kind.READ, word, why)
    elif OWN.fullmatch(text) and text not in REACHING | SERVING and not SERVES.search(text):
        kind = said(text)
        state.note(kind or Kind.BUILD, "the project's own module", why)
        _outside(state, rest, why)
    else:
        state.unclear(f"a module of python that is not known: {text[:40]}")


def covered(state: State, parsed: Any, operands: list[Word], why: str) -> None:
    """Read what a program that measures coverage runs: a module, or a file."""
    state.note(Kind.BUILD, "the tests", why)
    if operands and {"-m", "--module"} & set(parsed.given):
        module(state, operands[0], operands[1:], why)
    elif operands:
        _file(state, operands, why)


def _outside(state: State, rest: list[Word], why: str) -> None:
    """Note paths outside that a module is given: what it does with them is not known."""
    for word in rest:
        path = word._replace(text=word.text.partition("=")[2]) if word.text.startswith("-") else word
        if path.known and outside(path.text):
            state.note(Kind.RUN, path, why)
            state.note(Kind.WRITE, path, why)


def _run(state: State, rest: list[Word], why: str) -> None:
    """Read the command line of a profiler or debugger: its options, then what it runs."""
    state.note(Kind.BUILD, "the project", why)
    for at, word in enumerate(rest):
        behind = rest[at + 1 :]
        if word.text in ("-m", "--module") and behind:
            module(state, behind[0], behind[1:], why)
            return
        if word.text.startswith(("-o", "--outfile", "--file", "-f", "-C", "--coverdir")) and behind:
            state.note(Kind.WRITE, behind[0], why)
        elif (
            word.text.startswith("-c")
            and "pdb" in why
            and rest[at + 1 : at + 2] not in ([Word("continue")], [Word("c")])
        ):
            state.note(Kind.START, "what a debugger is told", why)
        elif not word.text.startswith("-") and (at == 0 or rest[at - 1].text not in VALUED):
            state.note(Kind.RUN, word, why)
            return
    _outside(state, rest, why)


def _timed(state: State, rest: list[Word], why: str) -> None:
    """Read what `timeit` runs: every operand, and what sets it up."""
    state.note(Kind.BUILD, "the project", why)
    lines = []
    for at, word in enumerate(rest):
        if word.text.startswith("-"):
            lines.append(word._replace(text=word.text.removeprefix("--setup=").removeprefix("-s")))
        elif at == 0 or rest[at - 1].text not in COUNTS:
            lines.append(word)
    text = "\n".join(line.text for line in lines if not line.text.startswith("-"))
    python(state, [Word(text, all(line.known for line in lines))], why)


def _served(state: State, rest: list[Word], why: str) -> None:
    """Note the folder that is served; on this machine's own address nobody outside can ask for it."""
    texts = [word.text for word in rest]
    for at, text in enumerate(texts):
        if text in ("-d", "--directory") and at + 1 < len(texts):
            state.note(Kind.READ, rest[at + 1], why)
    near = any(one in ("127.0.0.1", "localhost", "--bind=127.0.0.1", "--bind=localhost") for one in texts)
    if not near or any("--directory=" in one or "--cgi" in one for one in texts):
        state.note(Kind.SEND, "files of the folder to whoever asks", why)


READERS: dict[str, Any] = {"raw-python": command, "covered": covered}
