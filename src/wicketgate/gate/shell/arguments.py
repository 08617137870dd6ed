"""A program's arguments told apart: subcommand, options, operands, nested command. Takes words; notes no effect.

Options are read as GNU and POSIX do: clusters, `--name=value`, abbreviations, `--`. What could be read two ways, or is
not described, makes the command uninspectable.
"""

from __future__ import annotations

from wicketgate.gate.shell.compiled import Compiled, Option, Role
from wicketgate.gate.shell.effects import Kind
from wicketgate.gate.shell.naming import outside, taken
from wicketgate.gate.shell.readers import READERS
from wicketgate.gate.shell.state import State, Word

RUN, WRITE = Role("run", Kind.RUN), Role("write", Kind.WRITE)
"""What the value of an option may be that is not described."""


class Parsed:
    """A command's arguments, told apart."""

    __slots__ = ("args", "given", "operands", "program", "rest", "values")

    def __init__(self, program: Compiled, args: list[Word]) -> None:
        self.program = program
        self.args = args
        """All of them, as they stand."""
        self.given: dict[str, Word | None] = {}
        self.values: list[tuple[Role, Word]] = []
        self.operands: list[Word] = []
        self.rest: list[Word] = []
        """The words of a nested command."""


def parse(state: State, parsed: Parsed, args: list[Word], why: str) -> bool:
    """Tell options from operands, and descend into subcommands; False where that cannot be done."""
    at, ended, program, count = 0, False, parsed.program, len(args)
    while at < count:
        word = args[at]
        text = word.text
        if not ended and not word.known and (word.loose or text[:1] == "…") and not program.tame:
            state.unclear(f"an argument that cannot be known may be an option of {program.names[0]}: {text[:40]}")
            return False
        # To a shell a lone `-` ends the options; to all others it is the program on stdin.
        if text == "-" and not ended and not parsed.operands and _shell(program):
            ended, at = True, at + 1
            continue
        if ended or len(text) < 2 or text[0] not in "-+" or (text[0] == "+" and "+" + text[1] not in program.options):
            if program.subs:
                below = program.subs.get(text) or program.subs.get("*")
                if below is None:
                    state.unclear(f"unknown subcommand: {parsed.program.names[0]} {text[:40]}")
                    return False
                parsed.program = program = below
                if program.raw:
                    READERS[program.reader](state, program, args[at + 1 :], why)
                    return False
                if text not in below.names:
                    continue
            elif program.nested >= 0 and _begins(program, parsed.operands, word):
                parsed.rest = args[at:]
                return True
            else:
                parsed.operands.append(word)
                # What stands behind a script's name is the script's own.
                ended = ended or _script(program)
            at += 1
        elif text == "--":
            ended, at = True, at + 1
        else:
            used = _option(state, parsed, args, at)
            if not used:
                return False
            at += used
    return True


def _script(program: Compiled) -> bool:
    roles = program.roles
    return len(roles) == 2 and roles[0].kind is Kind.RUN and roles[1].name == "text"


def _shell(program: Compiled) -> bool:
    return program.stdin is not None and program.stdin.name == "shell" and _script(program)


def _begins(program: Compiled, operands: list[Word], word: Word) -> bool:
    """Return whether a nested command starts with this operand."""
    if program.roles[0].name == "assign":
        return "=" not in word.text
    return len(operands) == program.nested


def _option(state: State, parsed: Parsed, args: list[Word], at: int) -> int:
    """Take in the option at `at`; return how many words it used, 0 where it is not understood."""
    word, program = args[at], parsed.program
    text = word.text
    if text.startswith("--") or program.long:
        return _long(state, parsed, args, at)
    letters, index = text[1:], 0
    while index < len(letters):
        name = text[0] + letters[index]
        option = program.options.get(name)
        index += 1
        if option is None:
            if program.lenient or (program.digits and letters[index - 1].isdigit()):
                parsed.given.setdefault(name, None)
                continue
            return _unknown(state, program, text)
        if option.role is None:
            parsed.given.setdefault(name, None)
        elif index < len(letters):
            _given(parsed, name, option, word._replace(text=letters[index:].removeprefix("=")))
            return 1
        elif option.attached:
            parsed.given.setdefault(name, None)
        else:
            return _next(state, parsed, args, at, name, option)
    return 1


def _long(state: State, parsed: Parsed, args: list[Word], at: int) -> int:
    word, program = args[at], parsed.program
    name, sign, text = word.text.partition("=")
    option = program.options.get(name)
    if option is None:
        # GNU takes any unambiguous beginning of a long option; a described one that begins so is what is meant.
        near = [one for one in program.options if one.startswith(name)] if len(name) > 2 and not program.long else []
        if len(near) == 1 or (near and len({program.options[one] for one in near}) == 1):
            for one in near[1:]:
                parsed.given.setdefault(one, None)
            name, option = near[0], program.options[near[0]]
        elif near or not program.lenient:
            return _unknown(state, program, word.text)
        else:
            return _guessed(parsed, args, at)
    if option.role is None:
        parsed.given[name] = word._replace(text=text) if sign else None
    elif sign:
        _given(parsed, name, option, word._replace(text=text))
    elif option.attached:
        parsed.given.setdefault(name, None)
    else:
        return _next(state, parsed, args, at, name, option)
    return 1


def _guessed(parsed: Parsed, args: list[Word], at: int) -> int:
    """Take in an option that is not described; a tool's that names a path outside is judged by its own name."""
    name, sign, text = args[at].text.partition("=")
    value = args[at]._replace(text=text) if sign else (args[at + 1] if at + 1 < len(args) else None)
    parsed.given.setdefault(name, value if sign else None)
    if not parsed.program.tool or value is None or not value.known or not outside(value.text):
        return 1
    told = taken(name)
    if sign and not told and parsed.program.roles[:1] != () and parsed.program.roles[0].name != "text":
        told = "run"
    if told:
        parsed.values.append((RUN if told == "run" else WRITE, value))
    return 2 if told and not sign else 1


def _next(state: State, parsed: Parsed, args: list[Word], at: int, name: str, option: Option) -> int:
    if at + 1 >= len(args):
        return 1
    _given(parsed, name, option, args[at + 1])
    return 2


def _given(parsed: Parsed, name: str, option: Option, value: Word) -> None:
    parsed.given[name] = value
    if option.role is not None:
        parsed.values.append((option.role, value))


def _unknown(state: State, program: Compiled, text: str) -> int:
    state.unclear(f"unknown option of {program.names[0]}: {text[:40]}")
    return 0
