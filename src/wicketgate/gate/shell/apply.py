"""From a program's arguments to effects, by its description. Takes words; knows no program.

`arguments` tells options from operands; here each plays its role, and what the whole prints is noted.
"""

from __future__ import annotations

from fnmatch import fnmatchcase

from wicketgate.gate.shell.arguments import Parsed, parse
from wicketgate.gate.shell.compiled import Compiled, Role, When
from wicketgate.gate.shell.effects import Kind
from wicketgate.gate.shell.listening import heard
from wicketgate.gate.shell.naming import loopback
from wicketgate.gate.shell.printing import Used, printed
from wicketgate.gate.shell.readers import READERS
from wicketgate.gate.shell.roles import ROLES
from wicketgate.gate.shell.state import SOME, State, Word

READ, RUN = Kind.READ, Kind.RUN
SERVES = frozenset({Kind.BUILD, Kind.RUN})
"""What may start a server: code of the project."""
SHOWN = ("--help", "--version")
# Scripts that many projects have under one name, with commands of their own.
NAMED = frozenset({"artisan", "console", "gradlew", "manage.py", "mvnw", "rails", "rake", "setup.py"})
# Readers that judge what options carry by themselves.
OWN_VALUES = frozenset({"curl", "wget"})
HERE = Word(".")


def apply(state: State, program: Compiled, args: list[Word], why: str) -> None:
    """Note what the program does with these arguments."""
    if len(args) == 1 and args[0].text in SHOWN:
        return
    if len(args) == 2 and program.subs and _asks(program, args):
        return
    if program.raw:
        READERS[program.reader](state, program, args, why)
        return
    # An option such as `-C folder` holds for this program alone.
    kept, before = state.cwd, len(state.touches)
    _apply(state, program, args, why)
    state.cwd = kept
    if any(touch.kind in SERVES for touch in state.touches[before:]) and (said := heard(args)):
        state.note(Kind.NETWORK, f"other machines, which may connect to it ({said})", why)


def _asks(program: Compiled, args: list[Word]) -> bool:
    """Return whether a subcommand is only asked how it is used."""
    helped = args[1].text == "--help" or (program.long and args[1].text == "-help")
    return helped and args[0].known and args[0].text in program.subs


def _apply(state: State, program: Compiled, args: list[Word], why: str) -> None:
    parsed = Parsed(program, args)
    if not parse(state, parsed, args, why):
        return
    reader = parsed.program.reader
    if not reader or reader.startswith("also-"):
        judge(state, parsed, why)
        if reader:
            READERS[reader](state, parsed, parsed.operands, why)
        return
    if reader not in OWN_VALUES:
        for role, value in parsed.values:
            play(state, role, value, why)
    if any(one.harmless and _holds(one, parsed) for one in parsed.program.when):
        return
    READERS[reader](state, parsed, parsed.operands, why)


def judge(state: State, parsed: Parsed, why: str) -> None:
    """Note the effects of told-apart arguments."""
    program, given = parsed.program, parsed.given
    listed = program.when if given else program.bare
    found = [one for one in listed if (not one.first or one.first in given) and _holds(one, parsed)] if listed else []
    for role, value in parsed.values:
        play(state, role, value, why)
    chosen = program
    if found:
        if any(one.harmless for one in found):
            return
        chosen = next((one.instead for one in found if one.instead is not None), program)
    if "--help" in given and _helps(parsed):
        return
    for kind, what in chosen.does:
        state.note(kind, what, why)
    for one in found:
        for kind, what in one.effects:
            state.note(kind, what, why)
    if chosen.words:
        for word in parsed.operands:
            _word(state, chosen, word, why)
    used = _operands(state, chosen, parsed, why)
    if program.prints:
        same = chosen is program and not parsed.rest
        printed(state, program, parsed, used if same else _places(state, program, parsed.operands))


def _helps(parsed: Parsed) -> bool:
    """Return whether a program that is given `--help` only shows how it is used."""
    plain = all(role.name == "text" for role, _ in parsed.values) and not parsed.rest
    return plain and parsed.program.stdin is None


def _holds(one: When, parsed: Parsed) -> bool:
    if not one.options:
        return not parsed.operands and not parsed.rest
    for name, wanted in one.options:
        if name not in parsed.given:
            return False
        value = parsed.given[name]
        if wanted and (value is None or (value.known and value.text.lower() != wanted.lower())):
            return False
    return True


def _word(state: State, program: Compiled, word: Word, why: str) -> None:
    for literal, effects in program.words.items():
        if word.text == literal or ("*" in literal and fnmatchcase(word.text.strip(), literal)):
            for kind, what in effects:
                state.note(kind, what, why)


def _operands(state: State, program: Compiled, parsed: Parsed, why: str) -> Used:
    """Note what the operands do; return those that have a role, with it."""
    roles, operands = program.roles, parsed.operands
    if parsed.rest:
        if program.nested >= 0:
            for word in operands:
                play(state, roles[0], word, why)
            ROLES[roles[program.nested].name](state, parsed.rest, why)
            return []
        operands = operands + parsed.rest
    if program.mixed and any(word.loose for word in operands):
        for role in roles:
            if role.kind is not READ:
                play(state, role, SOME, why)
    used = _places(state, program, operands)
    for role, word in used:
        play(state, role, word, why)
        if role.kind is RUN and word.text.rpartition("/")[2] in NAMED:
            # `php artisan …`, `ruby bin/rails …`: the script is a program of its own.
            name = Word(word.text.rpartition("/")[2])
            state.run(state, [name, *operands[operands.index(word) + 1 :]], why)
    for role in roles:
        piped = state.stdin is not None and role.kind is READ
        if role.here and not piped and all(one is not role for one, _ in used):
            play(state, role, HERE, why)
    if program.stdin is not None and state.stdin is not None and all(word.text == "-" for word in operands):
        play(state, program.stdin, state.stdin, why)
    return used


def _places(state: State, program: Compiled, operands: list[Word]) -> Used:
    """Return each operand with its role."""
    roles, many, count = program.roles, program.many, len(operands)
    if many < 0:
        if count > len(roles):
            state.unclear(
                f"{program.names[0] if program.names else 'it'} takes fewer arguments: {operands[-1].text[:40]}"
            )
        return list(zip(roles, operands, strict=False)) if operands else []
    if len(roles) == 1:
        role = roles[0]
        return [(role, word) for word in operands]
    spread = max(count - len(roles) + 1, 0)
    wanted = [*roles[:many], *([roles[many]] * spread), *roles[many + 1 :]]
    return list(zip(wanted, operands, strict=False))


def play(state: State, role: Role, word: Word, why: str) -> None:
    """Note what one value does in its role."""
    if role.kind is None:
        found = ROLES.get(role.name)
        if found is not None:
            found(state, [word], why)
    elif role.kind is Kind.NETWORK and word.known and loopback(word.text):
        state.note(Kind.FETCH, word, why)
    elif word.text != "-":
        state.note(role.kind, word, why)
