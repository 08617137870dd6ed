"""What one run has spent and seen: the budgets, labels and origins its decisions are made by.

Takes a clock, what the policy grants, and the budgets that all runs share; gives `Facts`. Lives in the warden's event
loop: between `facts` and `spend` nothing else runs, so a budget cannot be spent twice, and what is under way is
counted.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from wicketgate.action import Action, Admission, Facts, Grant, Verdict, Way
from wicketgate.policy import Profile
from wicketgate.session.budgets import FOREVER, SharedBudgets, Spent, TaskBudgets
from wicketgate.session.origins import Origins
from wicketgate.session.paths import resolve

PRODUCED = frozenset({Way.GATEWAY, Way.PYTHON})
"""Where a result is taken where it is produced; what arrives elsewhere is the agent's word and endorses nothing."""


class State:
    """The state of one run; implements `ports.RunState`.

    A contained run begins with its labels: code inside may have read anything it was given. An uncontained one
    (`contained=False`) gets each when it is first shown such a thing.
    """

    def __init__(
        self,
        profile: Profile,
        clock: Callable[[], float],
        clean: Callable[[str], str],
        budgets: SharedBudgets | None = None,
        *,
        contained: bool = True,
    ) -> None:
        self._profile = profile
        self._clock = clock
        self._clean = clean
        self._windows, self._root = _windows(profile), profile.policy.root
        self._spent: dict[str, Spent] = {}
        self._book: TaskBudgets = (budgets or SharedBudgets(time.time)).book(str(profile.policy.path), profile.name)
        self._labels = frozenset({"untrusted", "private"} if _private(profile) else {"untrusted"})
        if not contained:
            self._labels = frozenset()
        self._origins = Origins(profile)
        self.skill_tools: Callable[[str], tuple[str, ...] | None] = lambda skill: None
        """What reads the tools a skill leaves, where nothing inside can rewrite it; None: it narrows nothing."""
        self._narrowed: dict[str, tuple[str, ...]] = {}

    @property
    def labels(self) -> frozenset[str]:
        """Return the labels the run carries; none is ever lost."""
        return self._labels

    def learn(self, profile: Profile) -> None:
        """Go by another profile: the same task, with more of the operator's words or the tools' definitions."""
        self._profile, self._windows, self._root = profile, _windows(profile), profile.policy.root
        self._origins.learn(profile)

    def facts(self, action: Action, grant: Grant | None = None) -> Facts:
        """Return what a decision on `action` needs to know now."""
        origins = self._origins.of(action)
        offers = self._origins.offers(action)
        return Facts(resolve(action, self._root), self.used(), self._labels, grant, origins, offers, self._narrowed)

    def activate(self, skill: str) -> None:
        """Narrow the run to what a skill leaves; never lifted, whatever becomes of the conversation."""
        tools = self.skill_tools(skill)
        if tools is not None and skill not in self._narrowed:
            self._narrowed = {**self._narrowed, skill: tools}

    def spend(self, verdict: Verdict) -> None:
        """Reserve what an allowing verdict uses up, and note what a person endorsed with it."""
        now = self._clock()
        for name, amount in verdict.spends.items():
            window = self._windows.get(name)
            if window is None:
                self._spent.setdefault(name, Spent(FOREVER)).add(now, amount)
            else:
                self._book.add(name, window, amount)
        self._origins.endorse(verdict)

    def observe(self, admission: Admission, text: str) -> None:
        """Note what the agent was shown: a label is never lost, and only what is produced outside gives an origin."""
        request = admission.action.request
        if request.way in PRODUCED:
            self._labels |= self._origins.shown(admission.action, text)

    def clean(self, text: str) -> str:
        """Return `text` without any known secret value."""
        return self._clean(text)

    def used(self) -> dict[str, int]:
        """Return what is spent of each budget: by this run, or where it has a window by every run of the task."""
        now = self._clock()
        used = {name: spent.total(now) for name, spent in self._spent.items()}
        return used | self._book.totals(self._windows)


def _windows(profile: Profile) -> dict[str, float]:
    windows: dict[str, float] = {}
    for index, entry in enumerate(profile.task.network):
        rule = profile.rule("network", index)
        windows[f"rate:{rule}"] = entry.limit.seconds
        windows[f"bytes:{rule}"] = entry.bytes.seconds
    for place, login in profile.task.ssh.items():
        rule = profile.rule("ssh", place)
        windows[f"rate:{rule}"] = login.limit.seconds
        windows[f"bytes:{rule}"] = login.bytes.seconds
    for name, tool in profile.task.tools.items():
        if tool.limit is not None:
            windows[f"rate:{profile.rule('tools', name)}"] = tool.limit.seconds
    return windows


def _private(profile: Profile) -> bool:
    task = profile.task
    sources = [tool.source for tool in task.tools.values() if tool.source is not None]
    return any(not profile.source(name).public for name in sources) or bool(
        set(task.files.read) - set(task.files.public)
    )
