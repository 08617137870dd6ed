"""Programs of `format.py` made ready for use: roles, options and effects as values. Data in, data out.

A Program that breaks the format raises ValueError here, when it is compiled: the tests compile every one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from wicketgate.gate.shell.effects import Kind
from wicketgate.gate.shell.format import Program

Effects = tuple[tuple[Kind, str], ...]
SPECIAL = frozenset(
    "text suffix tool seen code flags setting command elsewhere inside shell elsewhere-shell"  # noqa: SIM905
    " python node perl ruby php julia pwsh lua rlang octave elixir elisp dc m4 editing applescript"
    " awk sed jq sql cd url copyfrom copyto mount ssh-option tarfile server statement assign gitconfig".split()
)
NESTED = frozenset({"command", "elsewhere", "inside"})
TAME_ROLES = frozenset({"", "text", "read", "list"})
MILD = frozenset({Kind.LIST, Kind.READ, Kind.FETCH, Kind.BUILD})


@dataclass(frozen=True, slots=True)
class Role:
    """One place among the operands, or what an option's value is."""

    name: str
    kind: Kind | None
    """The kind of touch, for a role that is just that."""
    many: bool = False
    here: bool = False
    """Without an operand it is the working folder."""


@dataclass(frozen=True, slots=True)
class Option:
    """One option: the role of its value (None for a flag), and whether that value must be attached."""

    role: Role | None
    attached: bool = False


@dataclass(frozen=True, slots=True)
class When:
    """One compiled alternative of a key of `when`."""

    options: tuple[tuple[str, str], ...]
    """All of these, each with the value wanted (empty for any); none at all asks that no operand was given."""
    effects: Effects
    instead: Compiled | None
    harmless: bool
    first: str
    """The first of the options; empty where there is none."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """A Program ready for use."""

    names: tuple[str, ...]
    roles: tuple[Role, ...]
    options: Mapping[str, Option]
    lenient: bool
    """Any other option is a harmless flag."""
    digits: bool
    long: bool
    does: Effects
    when: tuple[When, ...]
    words: Mapping[str, Effects]
    subs: Mapping[str, Compiled]
    stdin: Role | None
    prints: str
    reader: str
    tame: bool = False
    """No option can do more than read: an argument that cannot be known is no danger as an option."""
    raw: bool = False
    """The reader takes the arguments as they stand."""
    bare: tuple[When, ...] = ()
    """Those of `when` that ask for no option."""
    nested: int = -1
    """Which role is a command of its own; -1 where none is."""
    many: int = -1
    """Which role takes any number of operands; -1 where none does."""
    mixed: bool = False
    """The roles differ."""
    tool: bool = False
    """An option that is not described and names a file may be the tool's settings."""


def effects(text: str) -> Effects:
    """Return the effects of `"kind what; kind what"`; ValueError for an unknown kind."""
    parts = [part.strip().partition(" ") for part in text.split(";") if part.strip()]
    return tuple((Kind(kind), what.strip()) for kind, _, what in parts)


def role(text: str) -> Role:
    """Return one role; ValueError for a name that is none."""
    name = text.rstrip("*!")
    return Role(name, None if name in SPECIAL else Kind(name), "*" in text, "!" in text)


def options(text: str, long: bool = False) -> dict[str, Option]:
    """Return the options a text describes, `*` and `-#` left out; ValueError for a role that is none."""
    found: dict[str, Option] = {}
    for token in text.split():
        name, colon, value = token.partition(":")
        if token in ("*", "-#"):
            continue
        option = Option(role(value.rstrip("?") or "text") if colon else None, value.endswith("?"))
        cluster = len(name) > 2 and name[0] in "-+" and name[1] not in "-+" and not colon and not long
        for one in [name[0] + letter for letter in name[1:]] if cluster else [name]:
            found[one] = option
    return found


def compiled(program: Program, above: Compiled | None = None) -> Compiled:
    """Return a Program ready for use; ValueError where it breaks the format."""
    tokens = program.options.split()
    base = Compiled(
        names=tuple(program.names.split()),
        roles=tuple(role(word) for word in program.operands.split()),
        options={**(above.options if above else {}), **options(program.options, program.long)},
        lenient="*" in tokens or (above is not None and above.lenient),
        digits="*" in tokens or "-#" in tokens,
        long=program.long or (above is not None and above.long),
        does=effects(program.does),
        when=(),
        words={word: effects(text) for key, text in program.words.items() for word in key.split()},
        subs={},
        stdin=role(program.stdin) if program.stdin else None,
        prints=program.prints,
        reader=program.reader,
        raw=program.reader.startswith("raw-"),
    )
    return _with_parts(base, program)


def _with_parts(base: Compiled, program: Program) -> Compiled:
    when = tuple(one for key, value in program.when.items() for one in _when(key, value, base))
    subs: dict[str, Compiled] = {}
    for sub in program.subs:
        below = compiled(sub, base if program.inherit else None)
        subs.update(dict.fromkeys(below.names, below))
    names = [one.name for one in base.roles]
    return replace(
        base,
        when=when,
        subs=subs,
        tame=_tame(base, when, subs),
        bare=tuple(one for one in when if not one.first),
        nested=next((index for index, name in enumerate(names) if name in NESTED), -1),
        many=next((index for index, one in enumerate(base.roles) if one.many), -1),
        mixed=len(set(names)) > 1,
        tool=base.lenient and (names[:1] in (["tool"], ["seen"], ["code"]) or base.reader == "scripts"),
    )


def _tame(base: Compiled, when: tuple[When, ...], subs: Mapping[str, Compiled]) -> bool:
    if subs or base.reader:
        return False
    if any(option.role is not None and option.role.name not in TAME_ROLES for option in base.options.values()):
        return False
    if any(kind not in MILD for one in when if one.options for kind, _ in one.effects):
        return False
    return all(one.instead is None or one.instead.tame for one in when)


def _when(key: str, value: str | Program, base: Compiled) -> list[When]:
    harmless = value == "harmless"
    found = () if harmless or isinstance(value, Program) else effects(value)
    instead = compiled(value, base) if isinstance(value, Program) else None
    keys: list[tuple[tuple[str, str], ...]] = []
    for word in key.split():
        parts = [] if word == "0" else [part.partition("=") for part in word.split("&")]
        missing = [name for name, _, _ in parts if name not in base.options]
        if missing and not base.lenient:
            raise ValueError(f"expected options that are described (got {missing})")
        keys.append(tuple((name, wanted) for name, _, wanted in parts))
    return [When(options, found, instead, harmless, options[0][0] if options else "") for options in keys]
