"""What a command outside the sandbox reaches: effects as targets, and what the policy says of each.

Takes an understood command, or an action whose targets were made of one, and where its paths lead. What the policy
hides is denied; what is out of scope, destructive, outward, or cannot be known asks, with the effect named.
"""

from __future__ import annotations

from functools import partial

from wicketgate.action import Action, Facts, Reversibility, Target
from wicketgate.gate import paths
from wicketgate.gate.globs import Globs, fold
from wicketgate.gate.rules import Rules
from wicketgate.gate.scope import Scope, denied, visible
from wicketgate.gate.shell.effects import Kind, Touch, Understood
from wicketgate.gate.shell.judge import OUTWARD, PATHS, concern, path_concern, undo

R0, R5 = Reversibility.R0, Reversibility.R5
KINDS = {kind.value: kind for kind in Kind}
VALUES = {kind: kind.value for kind in Kind}
LIST, READ, NETWORK = Kind.LIST, Kind.READ, Kind.NETWORK
UNKNOWN = "unknown"
"""Kind of a file target that nobody can know before the command runs."""
OUTSIDE = "outside"
"""Kind of a file target that climbs out of the workspace, wherever it lands: scratch is asked for by its own name."""
UNREAD = "uninspectable"
SPECIAL = frozenset("*?[")


def reading(understood: Understood, cwd: str, root: str) -> tuple[tuple[Target, ...], Reversibility, bool]:
    """Return a command's effects as targets, how the worst can be undone, and whether anybody outside could see it.

    A path is used in `cwd`, and given relative to `root` inside it. Nobody knows of what cannot be understood.
    """
    found: dict[tuple[str, str, str], None] = {}
    worst, out = R0, False
    for touch in understood.effects:
        kind = touch.kind
        worst = max(worst, undo(touch))
        if kind in PATHS:
            _placed(touch, cwd, root, found)
        else:
            out = out or kind in OUTWARD
            found[VALUES[kind], visible(touch.target), "connect" if kind is NETWORK else "execute"] = None
    if understood.uninspectable:
        found[UNREAD, visible(understood.uninspectable), "execute"] = None
        worst, out = R5, True
    return tuple([Target(*one) for one in found]), worst, out


def _placed(touch: Touch, cwd: str, root: str, found: dict[tuple[str, str, str], None]) -> None:
    """Add the targets that a path stands for."""
    access, text = VALUES[touch.kind], touch.target
    if not touch.sure:
        found[UNKNOWN, visible(text), access] = None
        return
    try:
        whole = paths.joined(text, cwd, "")
        placed = paths.place(whole, root)
    except paths.PathRefused:
        found[UNKNOWN, visible(text), access] = None
        return
    if text.startswith("..") and paths.outside(placed):
        found[OUTSIDE, visible(text), access] = None
        return
    found["file", placed, access] = None
    if ".." in whole and ".." in whole.split("/"):
        # A link before `..` leads elsewhere than the text says: as written it is a second target, resolved too.
        found["file", whole, access] = None


def reached(action: Action, facts: Facts, rules: Rules, rule: str) -> Scope:
    """Return the grant of a command with what speaks for asking, or the denial of what the policy hides."""
    wary = ""
    for target in action.targets[1:]:
        scope = _one(target, facts, rules)
        if isinstance(scope, Scope):
            return scope
        wary = wary or scope
    return Scope(True, "granted command", rule, wary=visible(wary))


def _one(target: Target, facts: Facts, rules: Rules) -> Scope | str:
    if target.kind == UNREAD:
        return f"the command cannot be understood: {target.value}"
    if target.kind == OUTSIDE:
        return concern(Touch(KINDS[target.access], "/" + target.value), _never)
    if target.kind == UNKNOWN:
        return concern(Touch(KINDS[target.access], target.value, sure=False), _never)
    if target.kind != "file":
        return concern(Touch(KINDS[target.kind], target.value), _never)
    return _file(target, facts, rules)


def _never(path: str, write: bool) -> bool:
    return False


def _file(target: Target, facts: Facts, rules: Rules) -> Scope | str:
    kind, forms = KINDS[target.access], _forms(target.value, facts, rules)
    if not forms:
        return "" if kind is LIST else f"{target.value} leads nowhere that can be known"
    found, granted = "", partial(_granted, rules)
    for form in forms:
        if kind is not LIST:
            out = _kept_out(form, rules)
            if out is not None:
                return out
        found = found or path_concern(kind, form, granted)
        found = found or (_hidden_below(form, rules) if kind is READ else "")
    return found


def _forms(path: str, facts: Facts, rules: Rules) -> tuple[str, ...]:
    """Return a path as written and as resolved; nothing where it cannot be resolved."""
    real = facts.paths.get(path)
    if not isinstance(real, str) or not real:
        return ()
    try:
        paths.check(real)
        written = paths.place(path, rules.root) if path.startswith("/") else path
        landed = paths.place(real, rules.root) if real.startswith("/") else real
    except paths.PathRefused:
        return ()
    return (landed, written) if landed != written else (landed,)


def _kept_out(path: str, rules: Rules) -> Scope | None:
    folded = fold(path)
    if folded in rules.protected:
        return denied(f"{path} is the policy or a data source: never the agent's", "builtin", "none: no key admits it")
    hidden = rules.hide.find_above(folded) if rules.hide else None
    if hidden:
        return denied(f"{path} is hidden", hidden, f"remove the pattern that hides it ({hidden})")
    return None


def _hidden_below(path: str, rules: Rules) -> str:
    # A name with a dot in it is taken for a file; what is read below a folder may be what the policy hides.
    if not rules.hide or paths.outside(path) or "." in path.rpartition("/")[2].strip("."):
        return ""
    hidden = rules.hide.find_touching(fold(_folder(path)))
    return f"{path} may hold hidden files ({hidden})" if hidden else ""


def _folder(path: str) -> str:
    """Return the part of a path before its first pattern."""
    if SPECIAL.isdisjoint(path):
        return path or "."
    steady: list[str] = []
    for part in path.split("/"):
        if SPECIAL & set(part):
            break
        steady.append(part)
    return "/".join(steady) or "."


def _granted(rules: Rules, path: str, write: bool) -> bool:
    """Return whether a path, and all that lies below it or that its pattern may match, is granted."""
    if paths.outside(path):
        return False
    globs: Globs = rules.write if write else rules.read
    if SPECIAL.isdisjoint(path) and globs.find(path) is not None:
        return True
    return globs.find_covering(_folder(path)) is not None
