"""From a program's arguments to effects, by its description. Takes words; knows no program.

`arguments` tells options from operands; here each plays its role, and what the whole prints is noted.
"""

from __future__ import annotations

from wicketgate.gate.shell.arguments import NESTED, Parsed, parse
from wicketgate.gate.shell.compiled import Compiled, Role, When
from wicketgate.gate.shell.effects import Kind
from wicketgate.gate.shell.naming import loopback, outside
from wicketgate.gate.shell.readers import READERS
from wicketgate.gate.shell.roles import ROLES
from wicketgate.gate.shell.state import SOME, State, Word

# Scripts that many projects have under one name, with commands of their own.
NAMED = frozenset({"artisan", "console", "gradlew", "manage.py", "mvnw", "rails", "rake", "setup.py"})
# Readers that judge what options carry by themselves.
OWN_VALUES = frozenset({"curl", "wget"})
HERE_BELOW = Word("./**", glob=True, loose=True)
GLOB_ONE = Word("*", glob=True)


def apply(state: State, program: Compiled, args: list[Word], why: str) -> None:
    """Note what the program does with these arguments."""
    if len(args) == 1 and args[0].text in ("--help", "--version"):
        return
    if program.reader and program.reader.startswith("raw-"):
        READERS[program.reader](state, program, args, why)
        return
    # An option such as `-C folder` holds for this program alone.
    kept = state.cwd
    _apply(state, program, args, why)
    state.cwd = kept


def _apply(state: State, program: Compiled, args: list[Word], why: str) -> None:
    parsed = Parsed(program)
    if not parse(state, parsed, args, why):
        return
    if parsed.program.reader:
        if parsed.program.reader not in OWN_VALUES:
            for role, value in parsed.values:
                play(state, role, value, why)
        if any(one.harmless and _holds(one, parsed) for one in parsed.program.when):
            return
        READERS[parsed.program.reader](state, parsed, parsed.operands, why)
        return
    judge(state, parsed, why)


def judge(state: State, parsed: Parsed, why: str) -> None:
    """Note the effects of told-apart arguments."""
    program, found = parsed.program, [one for one in parsed.program.when if _holds(one, parsed)]
    for role, value in parsed.values:
        play(state, role, value, why)
    if program.lenient and program.roles[:1] and program.roles[0].name == "tool":
        _settings(state, program, parsed, why)
    if any(one.harmless for one in found) or _helps(parsed):
        return
    instead = next((one.instead for one in found if one.instead is not None), None)
    chosen = instead or program
    for kind, what in chosen.does:
        state.note(kind, what, why)
    for one in found:
        for kind, what in one.effects:
            state.note(kind, what, why)
    for word in parsed.operands if chosen.words else ():
        _word(state, chosen, word, why)
    _operands(state, chosen, parsed, why)
    _printed(state, program, parsed)


def _settings(state: State, program: Compiled, parsed: Parsed, why: str) -> None:
    """Note an option that is not described and names a file outside: a tool's settings are mostly code."""
    for name, value in parsed.given.items():
        if name not in program.options and value is not None and value.known and outside(value.text):
            state.note(Kind.RUN, value, why)


def _helps(parsed: Parsed) -> bool:
    """Return whether the program only shows how it is used."""
    plain = all(role.name == "text" for role, _ in parsed.values) and not parsed.rest
    return "--help" in parsed.given and plain and parsed.program.stdin is None


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
        if word.text == literal or (literal.endswith("*") and word.text.startswith(literal[:-1])):
            for kind, what in effects:
                state.note(kind, what, why)


def _operands(state: State, program: Compiled, parsed: Parsed, why: str) -> None:
    roles, operands = program.roles, parsed.operands
    nested = next((role for role in roles if role.name in NESTED), None)
    if parsed.rest and nested is None:
        operands = operands + parsed.rest
    elif parsed.rest and nested is not None:
        for word in operands:
            play(state, roles[0], word, why)
        ROLES[nested.name](state, parsed.rest, why)
        return
    if any(word.loose for word in operands) and len({role.name for role in roles}) > 1:
        for role in roles:
            if role.kind is not Kind.READ:
                play(state, role, SOME, why)
    used = _places(state, program, operands)
    for role, word in used:
        play(state, role, word, why)
        if role.kind is Kind.RUN and word.text.rpartition("/")[2] in NAMED:
            # `php artisan …`, `ruby bin/rails …`: the script is a program of its own.
            name = Word(word.text.rpartition("/")[2])
            state.run(state, [name, *operands[operands.index(word) + 1 :]], why)
    for role in roles:
        piped = state.stdin is not None and role.kind is Kind.READ
        if role.here and not piped and not any(one is role for one, _ in used):
            play(state, role, Word("."), why)
    if program.stdin is not None and state.stdin is not None and all(word.text == "-" for word in operands):
        play(state, program.stdin, state.stdin, why)


def _places(state: State, program: Compiled, operands: list[Word]) -> list[tuple[Role, Word]]:
    """Return each operand with its role."""
    roles = program.roles
    many = next((index for index, role in enumerate(roles) if role.many), None)
    if many is None:
        if len(operands) > len(roles):
            state.unclear(
                f"{program.names[0] if program.names else 'it'} takes fewer arguments: {operands[-1].text[:40]}"
            )
        return list(zip(roles, operands, strict=False))
    after = len(roles) - many - 1
    spread = max(len(operands) - many - after, 0)
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


def _printed(state: State, program: Compiled, parsed: Parsed) -> None:
    if program.prints == "tame":
        state.printed = GLOB_ONE
    elif program.prints == "paths-here":
        state.printed = HERE_BELOW
    elif program.prints == "filter" or program.prints == "matches":
        _filtered(state, program, parsed)
    elif program.prints == "paths":
        places = [word for role, word in _places(state, program, parsed.operands) if role.name in ("read", "list")]
        text = places[0].text if len(places) == 1 else "."
        known = len(places) < 2 and all(word.known for word in places)
        state.printed = Word(f"{text.rstrip('/') or text}/**", known, glob=True, loose=True)


def _filtered(state: State, program: Compiled, parsed: Parsed) -> None:
    """Note what a filter prints: lines of what came in, or with `-l` the names of the files it read."""
    files = [word for role, word in _places(state, program, parsed.operands) if role.name == "read"]
    if not files and state.stdin is not None and state.stdin.glob:
        state.printed = state.stdin
    elif {"-l", "-L", "--files-with-matches", "--files"} & set(parsed.given) and all(word.known for word in files):
        only = files[0].text.rstrip("/") if len(files) == 1 else "."
        state.printed = Word(f"{only}/**", glob=True, loose=True)
