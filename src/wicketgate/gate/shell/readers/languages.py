"""java's and powershell's command lines: what is started, what is loaded beside it."""

from __future__ import annotations

import re
from typing import Any

from wicketgate.gate.shell.compiled import Compiled
from wicketgate.gate.shell.effects import Kind
from wicketgate.gate.shell.naming import LOADS as LOADS_BY
from wicketgate.gate.shell.naming import outside
from wicketgate.gate.shell.scripts.powershell import pwsh
from wicketgate.gate.shell.state import State, Word

PLACES = frozenset({"-cp", "-classpath", "--class-path", "-p", "--module-path"})
LOADS = re.compile(r"-(?:javaagent|agentpath|agentlib|Xbootclasspath(?:/[ap])?|XX:On\w+|XX:Flags|Xrun\w*)[:=]")
REMOTE = re.compile(
    r"-Dcom\.sun\.management\.jmxremote|-agentlib:jdwp|-Djava\.rmi|-Djava\.security\.(?:manager|policy)"
)
SHOWN = frozenset({"-version", "--version", "-help", "--help", "-?", "-X", "--list-modules"})


def java(state: State, program: Compiled, args: list[Word], why: str) -> None:
    """Note which program java runs, and from where its classes and agents come."""
    at = 0
    while at < len(args):
        word = args[at]
        text = word.text
        if not word.known:
            state.unclear(f"an argument that cannot be known may be an option of java: {text[:40]}")
            return
        if text in SHOWN:
            return
        if text.startswith("@"):
            state.unclear("options of java from a file")
            return
        if text == "-jar" or not text.startswith("-"):
            _started(state, args[at:], why)
            return
        if text in PLACES and at + 1 < len(args):
            _loaded(state, args[at + 1], why)
            at += 1
        elif REMOTE.match(text):
            state.note(Kind.PERSIST, "a program that others may control", why)
        elif LOADS.match(text):
            state.note(Kind.START, f"what java is told to load: {text[:60]}", why)
        at += 1


def _started(state: State, args: list[Word], why: str) -> None:
    if args[0].text == "-jar":
        for word in args[1:2]:
            state.note(Kind.RUN, word, why)
    elif args[0].text.endswith(".java"):
        state.note(Kind.RUN, args[0], why)
    else:
        state.note(Kind.BUILD, "a program of the project", why)


def _loaded(state: State, places: Word, why: str) -> None:
    for part in places.text.split(":"):
        if part:
            state.note(Kind.RUN, places._replace(text=part.removesuffix("/*")), why)


POLICY = frozenset({"-ExecutionPolicy", "-executionpolicy", "-ep", "-ex"})


def powershell(state: State, parsed: Any, operands: list[Word], why: str) -> None:
    """Read what powershell is told; a text that is encoded, or a file with its guards off, asks."""
    names = {name.lower() for name in parsed.given}
    told = {"-c", "-command"} & names
    if names & {"-version", "-v", "--version", "-help", "-h"}:
        return
    shown = {name for name in names if not name.startswith(("-ex", "-ep", "-workingdirectory", "-wd"))}
    policy = next((word.text.lower() for name, word in parsed.given.items() if name in POLICY and word), "")
    if (
        policy in ("bypass", "unrestricted")
        or any(name.startswith(("-e", "-w", "-noexit")) for name in shown)
        or not (operands or told or parsed.values)
    ):
        state.note(Kind.START, "code that nobody has read", why)
    elif operands and not {"-file", "-f"} & names:
        script = operands[0].known and re.fullmatch(r"(?:\.[\\/])?[\w/\\-]+\.ps1", operands[0].text)
        if script:
            state.note(Kind.RUN, operands[0], why)
        else:
            pwsh(state, [Word(" ".join(word.text for word in operands), all(word.known for word in operands))], why)


def compiler(state: State, parsed: Any, operands: list[Word], why: str) -> None:
    """Read sources; what is loaded into a compiler, or started by it, is code."""
    told = " ".join(word.text for word in parsed.args)
    if {"--interactive", "--run"} & {word.text for word in parsed.args}:
        state.note(Kind.START, "code that nobody has read", why)
    if LOADS_BY.search(told) or any(word.text == "--config" for word in parsed.args):
        state.note(Kind.START, "what the compiler is told to start or load", why)
    out = parsed.given.get("-o")
    sources = [word for word in operands if word.known and not outside(word.text) and word.text not in state.written]
    if out is not None and out.known and sources and len(sources) == len(operands):
        state.built.add(out.text)
    for word in operands:
        if word.text.startswith("@"):
            state.unclear("options of a compiler from a file")
        elif word.text != "-":
            state.note(Kind.READ, word, why)


HARDWARE = re.compile(r"[\w\s.;:/=+-]*")
LEAVES = re.compile(r"\b(?:exec|tcl|plugin|script|shell|!|tee|edit)\b|(?:^|[\s=])[/~]|\.\.")


def synthesis(state: State, parsed: Any, operands: list[Word], why: str) -> None:
    """Build hardware by commands that only name passes and files of the project."""
    told = parsed.given.get("-p")
    if told is not None and not (told.known and HARDWARE.fullmatch(told.text) and not LEAVES.search(told.text)):
        state.note(Kind.START, f"what is told to a tool: {told.text[:60]}", why)
    for word in operands:
        state.note(Kind.READ, word, why)
    state.note(Kind.BUILD, "the hardware", why)


READERS: dict[str, Any] = {"synthesis": synthesis, "raw-java": java, "powershell": powershell, "compiler": compiler}
