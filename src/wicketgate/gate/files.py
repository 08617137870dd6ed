"""Scope of files. Takes an action's file targets and where they really lead; gives the entry that grants them.

Contained, the view is the wall and text is enough: what is not granted does not exist there. Not contained, a path must
be in scope both as written and where its links lead. Hidden files, the policy and data sources never are.
"""

from __future__ import annotations

import json
from collections.abc import Callable

from wicketgate.action import Action, Effect, Facts, Way
from wicketgate.gate import paths, protected
from wicketgate.gate.globs import fold
from wicketgate.gate.rules import Rules
from wicketgate.gate.scope import Scope, denied, unmatched
from wicketgate.policy.pattern import escape

Judge = Callable[[str, bool, Facts, Rules], Scope]


def file_scope(action: Action, facts: Facts, rules: Rules) -> Scope:
    """Return whether every file target is granted."""
    one = _contained if action.request.contained else _resolved
    return _all(action, facts, rules, one)


def search_scope(action: Action, facts: Facts, rules: Rules) -> Scope:
    """Return whether everything below the folder searched is granted."""
    one = _contained_folder if action.request.contained else _resolved_folder
    return _all(action, facts, rules, one)


def commit_scope(action: Action, facts: Facts, rules: Rules) -> Scope:
    """Return whether every change may enter the workspace."""
    if action.request.way not in (Way.COMMIT, Way.DRY_RUN):
        return denied("only the warden commits a workspace", "builtin", "wicketgate workspace commit RUN")
    scope = _all(action, facts, rules, _committed)
    if scope.wary and action.request.way is Way.COMMIT and _approved(action):
        # The warden makes this request, after a person was shown each such change and said yes to it by name.
        return scope._replace(wary="")
    return scope


def _approved(action: Action) -> bool:
    approved = action.request.arguments.get("approved")
    names = [path for path in approved if isinstance(path, str)] if isinstance(approved, list | tuple) else []
    return all(target.value in names for target in action.targets if protected.later_executed(target.value))


def _all(action: Action, facts: Facts, rules: Rules, one: Judge) -> Scope:
    write = action.effect is Effect.WRITE
    found = [one(target.value, write, facts, rules) for target in action.targets if target.kind == "file"]
    refused = next((scope for scope in found if not scope.granted), None)
    if refused or not found:
        return refused or denied("no file is named", "builtin")
    return next((scope for scope in found if scope.wary), found[0])


def kept_out(path: str, rules: Rules) -> Scope | None:
    """Return the denial of what no pattern can admit, or None."""
    folded = fold(path)
    if folded in rules.protected:
        return denied(f"{path} is the policy or a data source: never the agent's", "builtin", "none: no key admits it")
    hidden = rules.hide.find_above(folded) if rules.hide else None
    if hidden:
        return denied(f"{path} is hidden", hidden, f"remove the pattern that hides it ({hidden})")
    return None


def _ungranted(path: str, part: str, rules: Rules) -> Scope:
    where = rules.where("files", part)
    if paths.outside(path):
        return unmatched(f"{path} is outside the workspace", where, "none: a task's files lie in the policy's folder")
    if path == ".":
        return unmatched("the workspace itself is no file", where, "none: name a file in it")
    return unmatched(f"{path} is not in files.{part}", where, rules.remedy_path(path, part))


def _ungranted_folder(path: str, rules: Rules) -> Scope:
    if paths.outside(path):
        return _ungranted(path, "read", rules)
    below = "**" if path == "." else f"{escape(path)}/**"
    remedy = rules.remedy(json.dumps(below, ensure_ascii=False), "files", "read")
    return unmatched(f"{below} is not in files.read", rules.where("files", "read"), remedy)


def _has_files(rules: Rules) -> bool:
    return bool(rules.read) or bool(rules.write)


def _contained(path: str, write: bool, facts: Facts, rules: Rules) -> Scope:
    if not _has_files(rules) or (paths.outside(path) and not paths.own(path)):
        return _ungranted(path, "write" if write else "read", rules)
    if paths.own(path):
        return Scope(True, "the agent's own folder in the sandbox", rules.where("files"))
    out = kept_out(path, rules)
    if out:
        return out
    kept = rules.write.find(path)
    if write:
        reason = "scratch in the sandbox's view" + ("" if kept else "; it cannot be committed: not in files.write")
        return Scope(True, reason, kept or rules.where("files"))
    # What lies in files.write and not in files.read is not in the view unless the agent wrote it there itself.
    granted = rules.read.find(path) or kept
    return Scope(True, "granted file", granted) if granted else _ungranted(path, "read", rules)


def _contained_folder(path: str, write: bool, facts: Facts, rules: Rules) -> Scope:
    if not _has_files(rules) or (paths.outside(path) and not paths.own(path)):
        return _ungranted_folder(path, rules)
    if paths.own(path):
        return Scope(True, "the agent's own folder in the sandbox", rules.where("files"))
    out = kept_out(path, rules)
    if out:
        return out
    granted = rules.read.find_touching(path) or rules.write.find_touching(path)
    if not granted:
        return _ungranted_folder(path, rules)
    return Scope(True, "what is not granted is not in the view", granted)


def _real(path: str, facts: Facts) -> str | None:
    real = facts.paths.get(path)
    return real if isinstance(real, str) and real else None


def _spellings(path: str, facts: Facts, rules: Rules) -> tuple[str, ...] | Scope:
    """Return the forms of a path that must all be in scope: as written and as resolved; or the denial."""
    real = _real(path, facts)
    if real is None:
        return denied(f"unresolved path: {path}", "builtin", "resolve it: run the decision where the file is")
    try:
        paths.check(real)
        written = paths.place(path, rules.root) if path.startswith("/") else path
        landed = paths.place(real, rules.root) if real.startswith("/") else real
    except paths.PathRefused as error:
        return denied(f"{path} leads to a path that cannot be judged: {error}", "builtin")
    # `~` as written says nothing: where it leads does.
    return (landed,) if written.startswith("~") else (written, landed)


def _resolved(path: str, write: bool, facts: Facts, rules: Rules) -> Scope:
    forms = _spellings(path, facts, rules)
    if isinstance(forms, Scope):
        return forms
    part, globs = ("write", rules.write) if write else ("read", rules.read)
    granted = ""
    for form in forms:
        out = kept_out(form, rules)
        if out:
            return out
        granted = (None if paths.outside(form) else globs.find(form)) or ""
        if not granted:
            return _ungranted(form, part, rules)
    return _written(forms, granted, rules) if write else Scope(True, "granted file", granted)


def _written(forms: tuple[str, ...], granted: str, rules: Rules) -> Scope:
    for form in forms:
        if fold(form.rpartition("/")[2]) == fold(rules.profile.policy.path.name):
            return denied(f"{form} would be a policy file: no agent brings one in", "builtin", "none: no key admits it")
        if protected.git_internal(form):
            return denied(f"{form} belongs to git: it decides what git runs", "builtin", "none: no key admits it")
    # Only once no form is refused: what leads into `.git` under a name that asks is denied, not asked.
    later = next((form for form in forms if protected.later_executed(form)), "")
    return Scope(True, "granted file", granted, wary=f"{later} is run later by a program or an agent" if later else "")


def _resolved_folder(path: str, write: bool, facts: Facts, rules: Rules) -> Scope:
    forms = _spellings(path, facts, rules)
    if isinstance(forms, Scope):
        return forms
    granted = ""
    for form in forms:
        granted = (None if paths.outside(form) else rules.read.find_covering(form)) or ""
        out = kept_out(form, rules) or (_hidden_below(form, rules) if granted else _ungranted_folder(form, rules))
        if out:
            return out
    return Scope(True, "granted folder", granted)


def _hidden_below(folder: str, rules: Rules) -> Scope | None:
    hidden = rules.hide.find_touching(fold(folder))
    if hidden:
        reason = f"{folder} may hold hidden files, which a search would show"
        return denied(reason, hidden, "search a folder that holds none")
    inside = "" if folder == "." else fold(folder) + "/"
    if any(not paths.outside(path) and path.startswith(inside) for path in rules.protected):
        return denied(f"{folder} holds the policy or a data source", "builtin", "search a folder that holds neither")
    return None


def _committed(path: str, write: bool, facts: Facts, rules: Rules) -> Scope:
    out = kept_out(path, rules)
    granted = None if paths.outside(path) else rules.write.find(path)
    if out or not granted:
        return out or _ungranted(path, "write", rules)
    return _written((path,), granted, rules)
