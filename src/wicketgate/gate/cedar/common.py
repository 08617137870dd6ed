"""What every clause of an export shares: the profile's rules, who may be asked, and which files never are."""

from __future__ import annotations

from typing import NamedTuple

from wicketgate.gate.cedar.clause import PROPOSE, Clause, among, either, every, part, quoted
from wicketgate.gate.cedar.names import SLOTS, Names, expression
from wicketgate.gate.globs import fold
from wicketgate.gate.rules import Rules
from wicketgate.gate.tools import OURS

FILE = Names("context.file")
FOLDED = Names("context.file", "f", "g", "folded_depth")
"""The same names as a disk that ignores case or Unicode form would see them."""
RISKY = 'context.external || ["R4", "R5"].contains(context.reversibility)'
# A hook in the sandbox only announces what a way out decides, so it never waits for a person.
ANNOUNCED = (
    'context.way == "hook" && context.contained && '
    f'(["fetch", "query"].contains(context.family) || context.tool like "{OURS}*")'
)
PERSON = (PROPOSE, "context.approved", ANNOUNCED)


def unless_asked(*quiet: str) -> str:
    """Return the term of what may be proposed, may happen once a person said yes, and runs alone if `quiet` holds."""
    return either([*PERSON, *quiet])


def family(*names: str) -> str:
    """Return whether the request is of one of these families of tools."""
    return either(f"context.family == {quoted(name)}" for name in names)


class Patterns(NamedTuple):
    """The patterns of one list of a task: where they stand, and each with its line."""

    key: str
    each: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, rules: Rules, key: str) -> Patterns:
        """Return `files.read`, `files.write` or `files.hide`."""
        texts: tuple[str, ...] = getattr(rules.profile.task.files, key)
        return cls(f"files.{key}", tuple((text, rules.where("files", key, i)) for i, text in enumerate(texts)))


def kept_out(rules: Rules) -> list[Clause]:
    """Return what no pattern can admit: the policy, data sources, hidden files, and what is too deep to be said."""
    read = either([part("file", "folder"), every([part("argument"), 'context.key == "path"'])])
    theirs = "!(context.contained && context.file.own)"
    protected = sorted(rules.protected)
    inside = sorted({above for path in protected for above in _folders(path)})
    found = [
        Clause("protected", "builtin", False, "the policy file and data sources are never the agent's", (
            read, theirs, f"{among(protected)}.contains(context.file.folded)")),
        Clause("protected.below", "builtin", False, "a folder that holds them is not searched", (
            part("folder"), "!context.contained", f"{among(inside)}.contains(context.file.folded)")),
        Clause("deep", "builtin", False, f"paths of more than {SLOTS} names are beyond this export", (
            either([read, part("http")]), f"context.file.depth > {SLOTS}")),
    ]  # fmt: skip
    for index, (text, rule) in enumerate(Patterns.of(rules, "hide").each):
        folded = fold(text)
        hidden, below = (expression(mode, "files.hide", folded, FOLDED) for mode in ("above", "touching"))
        found.append(Clause(f"files.hide.{index}", rule, False, f"hidden: {text}", (read, theirs, hidden)))
        about = f"a search outside the sandbox would show what is hidden: {text}"
        terms = (part("folder"), "!context.contained", below)
        found.append(Clause(f"files.hide.{index}.below", rule, False, about, terms))
    return found


def _folders(path: str) -> list[str]:
    if path.startswith(("/", "~")):
        return []
    names = path.split("/")[:-1]
    return [".", *("/".join(names[:end]) for end in range(1, len(names) + 1))]
