"""Where the values of a call came from, as far as only the session can know: from which tool's result, or endorsed by
a person. (What the operator's words and the policy say is `gate.origin`'s.) Takes actions and results; gives the origin
of each value by its path in the arguments, and labels.
"""

from __future__ import annotations

from collections.abc import Mapping

from wicketgate.action import Action, Effect, Verdict
from wicketgate.gate.classify import named
from wicketgate.gate.intent import whole
from wicketgate.gate.origin import ANOTHER, ENDORSED, OPERATOR, OWNED, TRUSTED, UNTRUSTED, Leaf, leaves, said, traced
from wicketgate.gate.origin.canon import canonical, folded
from wicketgate.gate.origin.leaves import within
from wicketgate.gate.rules import Rules, compiled
from wicketgate.gate.tools import Family
from wicketgate.gate.weigh import endorsement
from wicketgate.gate.words import shape
from wicketgate.policy import Profile
from wicketgate.session.tool_results import ToolResults

MOST_OFFERED = 8
"""Values one yes may endorse besides the call it is about: as many as a person still reads."""


class Origins:
    """What one session knows of where values came from."""

    def __init__(self, profile: Profile) -> None:
        self._rules: Rules = compiled(profile)
        self._words = said(profile.task.prompt)
        self._seen = ToolResults(profile)
        self._endorsed: dict[str, set[str]] = {}
        self._used: set[str] = set()

    def learn(self, profile: Profile) -> None:
        """Go by another profile: the same task, with more of the operator's words."""
        self._rules, self._words = compiled(profile), said(profile.task.prompt)
        self._seen.learn(profile)

    def of(self, action: Action) -> dict[str, str]:
        """Return the origins of those values that neither the operator's words nor the policy trace, by path."""
        name, tool = named(action.request.tool, self._rules)
        # Only the values of a granted tool are weighed by where they came from.
        if tool.family is not Family.GENERIC or all(traced(origin) for origin in action.origins.values()):
            return {}
        found: dict[str, str] = {}
        for leaf in leaves(action.request.arguments):
            if not traced(action.origins.get(leaf.path, UNTRUSTED)):
                origin = self._origin(name, leaf)
                # INVARIANT: two values spelled at one path count as the worse of them.
                before = found.get(leaf.path, origin)
                found[leaf.path] = origin if traced(before) else before
        return found

    def offers(self, action: Action) -> Mapping[str, tuple[str, ...]]:
        """Return the values that a yes to `action` could endorse as well."""
        if not whole(self._rules.profile.task.prompt):
            return {}
        name = named(action.request.tool, self._rules)[0]
        found: dict[str, tuple[str, ...]] = {}
        for leaf in leaves(action.request.arguments):
            value = folded(leaf.value) if isinstance(leaf.value, str) else ""
            if value and not traced(action.origins.get(leaf.path, UNTRUSTED)) and (kind := shape(value)):
                others = [other for other in self._seen.beside(leaf.value, kind) if other != value]
                if others and len(others) <= MOST_OFFERED:
                    found[f"{name}/{leaf.plan}"] = tuple(others)
        return found

    def endorse(self, verdict: Verdict) -> None:
        """Note what a person endorsed with a call that is allowed, and what such endorsements it uses up."""
        self._used.update(name for name in verdict.spends if name.startswith("endorsed:"))
        for key, values in verdict.endorses.items() if verdict.allowed else ():
            self._endorsed.setdefault(key, set()).update(values)

    def shown(self, action: Action, text: str) -> frozenset[str]:
        """Take in a result where it was produced; return the labels it brings."""
        name = named(action.request.tool, self._rules)[0]
        self._seen.note(name, text, action.request.arguments)
        granted = self._rules.tools.get(name)
        if granted is None:
            return frozenset() if action.effect is Effect.NONE else frozenset({"untrusted", "private"})
        grant = granted.grant
        labels = {"untrusted"} if grant.trusted is not True else set()
        if grant.source is None or not self._rules.profile.source(grant.source).public:
            labels.add("private")
        return frozenset(labels if action.effect is not Effect.NONE else ())

    def _spent(self, tool: str, plan: str, value: str) -> bool:
        return endorsement(tool, plan, value) in self._used

    def _origin(self, tool: str, leaf: Leaf) -> str:
        value = canonical(leaf.value)
        if not value:
            return UNTRUSTED
        granted = self._rules.tools.get(tool)
        by = _looked_up(granted.grant.lookup, leaf.plan) if granted is not None else ""
        if by and (label := self._seen.denotes(by, value, self._words)):
            return f"{OPERATOR}, who named {label[:80]!r} in {by}"
        if by and (label := self._seen.owned(by, value, self._words)):
            return f"{OWNED} {label[:80]!r}, whose alone it is in {by}"
        if by and (label := self._seen.another(by, value, self._words)):
            return f"{ANOTHER} {label[:80]!r} in {by}"
        if source := self._seen.trusts(value):
            return f"{TRUSTED}, {source}"
        if value in self._endorsed.get(f"{tool}/{leaf.plan}", ()) and not self._spent(tool, leaf.plan, value):
            return f"{ENDORSED}, by a person in this session"
        text = leaf.value if isinstance(leaf.value, str) else value
        seen = self._seen.where(text)
        return f"{UNTRUSTED}, seen in {seen}" if seen else UNTRUSTED


def _looked_up(lookup: Mapping[str, str], plan: str) -> str:
    """Return the tool that says what the id at a path denotes; a list's entry speaks of its items."""
    return next((tool for path, tool in lookup.items() if within(plan, path)), "")
