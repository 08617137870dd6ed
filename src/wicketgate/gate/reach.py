"""What a command outside the sandbox reaches: effects as targets, and what the policy says of each.

Takes an understood command, or an action whose targets were made of one, and where its paths lead. What the policy
hides is denied; what is out of scope, destructive, outward, or cannot be known asks, with the effect named.
"""

from __future__ import annotations

from wicketgate.action import Action, Facts, Reversibility, Target
from wicketgate.gate import paths
from wicketgate.gate.globs import Globs, fold
from wicketgate.gate.rules import Rules
from wicketgate.gate.scope import Scope, denied, visible
from wicketgate.gate.shell.effects import Kind, Touch, Understood
from wicketgate.gate.shell.judge import OUTWARD, PATHS, concern, undo

R0, R5 = Reversibility.R0, Reversibility.R5
KINDS = {kind.value: kind for kind in Kind}
UNKNOWN = "unknown"
"""Kind of a file target that nobody can know before the command runs."""
OUTSIDE = "outside"
"""Kind of a file target that climbs out of the workspace, wherever it lands: scratch is asked for by its own name."""
UNREAD = "uninspectable"
SPECIAL = frozenset("*?[")


def targets(understood: Understood, cwd: str, root: str) -> tuple[Target, ...]:
    """Return the effects of a command as targets; a path is used in `cwd`, and given relative to `root` inside it."""
    found: dict[Target, None] = {}
    for touch in understood.effects:
        for one in _targets(touch, cwd, root):
            found[one] = None
    if understood.uninspectable:
        found[Target(UNREAD, visible(understood.uninspectable), "execute")] = None
    return tuple(found)


def _targets(touch: Touch, cwd: str, root: str) -> list[Target]:
    access = touch.kind.value
    if touch.kind not in PATHS:
        return [Target(access, visible(touch.target), "connect" if touch.kind is Kind.NETWORK else "execute")]
    if not touch.sure:
        return [Target(UNKNOWN, visible(touch.target), access)]
    try:
        whole = paths.joined(touch.target, cwd, "")
        placed = [paths.place(whole, root)]
    except paths.PathRefused:
        return [Target(UNKNOWN, visible(touch.target), access)]
    if touch.target.startswith("..") and paths.outside(placed[0]):
        return [Target(OUTSIDE, visible(touch.target), access)]
    if ".." in whole.split("/"):
        # A link before `..` leads elsewhere than the text says: as written it is a second target, resolved too.
        placed.append(whole)
    return [Target("file", value, access) for value in placed]


def reversibility(understood: Understood) -> Reversibility:
    """Return how the worst effect can be undone; nobody knows of what cannot be understood."""
    if understood.uninspectable:
        return R5
    return max((undo(touch) for touch in understood.effects), default=R0)


def outward(understood: Understood) -> bool:
    """Return whether somebody outside could see or keep what is done."""
    return bool(understood.uninspectable) or any(touch.kind in OUTWARD for touch in understood.effects)


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
        return "" if kind is Kind.LIST else f"{target.value} leads nowhere that can be known"
    found = ""
    for form in forms:
        if kind is not Kind.LIST:
            out = _kept_out(form, rules)
            if out is not None:
                return out
        found = found or concern(Touch(kind, form), lambda path, write: _granted(path, write, rules))
        found = found or (_hidden_below(form, rules) if kind is Kind.READ else "")
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
    steady: list[str] = []
    for part in path.split("/"):
        if SPECIAL & set(part):
            break
        steady.append(part)
    return "/".join(steady) or "."


def _granted(path: str, write: bool, rules: Rules) -> bool:
    """Return whether a path, and all that lies below it or that its pattern may match, is granted."""
    globs: Globs = rules.write if write else rules.read
    if path.startswith("~"):
        return False
    if paths.outside(path):
        return False
    special = bool(SPECIAL & set(path))
    if not special and globs.find(path) is not None:
        return True
    return globs.find_covering(_folder(path)) is not None
