"""Laws of the decision, drawn at random: total; labels and hiding only narrow, grants only widen, order is nothing."""

from __future__ import annotations

import dataclasses
import random
from typing import Any

from gates import desk, facts, policy, request
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from wicketgate.action import Action, Decision, Effect, Facts, Reversibility, Target, Verdict, Way
from wicketgate.gate import classify, decide
from wicketgate.gate.tools import KNOWN
from wicketgate.policy import Profile

DESK = desk()
RANK = {Decision.DENY: 0, Decision.ASK: 1, Decision.ALLOW: 2}
NAMES = [*KNOWN, *DESK.document.tasks["desk"].tools, "mcp__wicketgate__db_query", "mcp__lab__echo", "Teleport", ""]
PATHS = ["docs/guide.md", ".env", "drafts/a.md", "/workspace/docs/x", "/etc/passwd", "docs/../.env", "~/x", "app", "."]
TEXTS = [*PATHS, "ls", "cat docs/guide.md", "git status", "rm -rf /", "ls; id", "crm", "select 1", "GET", "POST", "x"]
TEXTS += ["http://docs.acme.test/kb/x", "http://api.acme.test/tickets", "https://api.github.com/", "api.github.com"]
TEXTS += ["triage-a", "a@acme.com", "pypi.acme.test"]
KEYS = ["file_path", "notebook_path", "path", "pattern", "command", "url", "method", "host", "port", "source", "sql"]
KEYS += ["paths", "prompt", "skill", "content", "old_string", "new_string", "edits", "to", "body_bytes", "glob"]
KEYS += ["headers", "body", "body_sha256", "body_shown", "content_type"]

wild_text = st.text(st.characters(), max_size=40) | st.sampled_from(["\0", "\ud800", "../" * 50, "a" * 5000, "~root"])
scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(TEXTS) | wild_text | st.binary()
values = st.recursive(
    scalars, lambda below: st.lists(below, max_size=3) | st.dictionaries(wild_text, below, max_size=3)
)
arguments = st.dictionaries(st.sampled_from(KEYS) | wild_text, values, max_size=6)

LIKELY = {
    "command": [
        "ls",
        "cat docs/guide.md",
        "cat .env",
        "git status",
        "rm -rf /",
        "ls; id",
        "npm run x",
        "grep a docs/b",
    ],
    "url": [
        "http://docs.acme.test/kb/x",
        "http://api.acme.test/tickets",
        "http://api.acme.test/tickets/1",
        "https://api.github.com/",
        "http://pypi.acme.test/",
        "http://a.wild.test:8080/",
        "http://evil.test/",
    ],
    "host": ["api.github.com", "pypi.acme.test", "evil.test"],
    "method": ["GET", "POST", "PUT"],
    "source": ["crm", "spare"],
    "skill": ["triage-a", "deploy"],
    "to": ["a@acme.com", "a@evil.test"],
}

SHOWN = {"headers": {"accept": ["*/*"]}, "content_type": "", "body_sha256": "0" * 64, "body_shown": "x", "body": "x"}


class Hostile(dict):  # type: ignore[type-arg]
    """A mapping that raises wherever it is touched."""

    def get(self, *_: object) -> Any:
        raise RuntimeError("no")

    def items(self) -> Any:
        raise SystemError("no")


@st.composite
def sensible(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """Draw a tool and arguments of about its shape, so that many requests reach the rules."""
    name = draw(st.sampled_from(NAMES))
    tool = KNOWN.get(name)
    found: dict[str, Any] = {}
    shape = {**tool.shape, **tool.maybe} if tool else {"to": str, "text": str}
    for key, kind in shape.items():
        if key in SHOWN:
            continue  # drawn as a whole: a body is never shown without its digest
        if kind is str:
            found[key] = draw(st.sampled_from(LIKELY.get(key, PATHS)))
        elif kind is int:
            found[key] = draw(st.sampled_from([0, 1, 80, 443, 2000]))
        else:
            found[key] = draw(st.lists(st.sampled_from(PATHS), min_size=1, max_size=3))
    return name, found | SHOWN if found.get("body_bytes") else found


asked = sensible() | st.tuples(st.sampled_from(NAMES) | wild_text, arguments)
ways = st.sampled_from(list(Way))
labels = st.frozensets(st.sampled_from(["untrusted", "private"]))
budgets = st.dictionaries(
    st.sampled_from(["calls", "rate:wicketgate.yaml:20", "bytes:wicketgate.yaml:20"]), st.integers(0, 2000)
)


def judged(profile: Profile, what: tuple[str, Any], way: Way, contained: bool, given_: dict[str, Any]) -> Verdict:
    action = classify(request(profile.name, *what, way=way, contained=contained), profile)
    return decide(action, facts(action, given_), profile)


@settings(max_examples=500, deadline=None)
@given(asked | st.tuples(scalars, values), ways, st.booleans(), wild_text, st.sampled_from(["nothing", "desk", "open"]))
def test_any_request_gets_an_action_and_a_verdict(
    what: tuple[Any, Any], way: Way, contained: bool, cwd: str, task: str
) -> None:
    profile = DESK.profile(task)
    action = classify(request(task, *what, way=way, contained=contained, cwd=cwd), profile)
    verdict = decide(action, facts(action), profile)
    assert isinstance(action, Action)
    assert isinstance(verdict, Verdict)
    assert verdict.reason
    assert not verdict.reason.startswith("could not decide")
    assert verdict.rule.startswith(("wicketgate.yaml:", "builtin"))
    verdict.reason.encode()
    if task == "nothing":
        assert verdict.decision is Decision.DENY


def test_arguments_that_raise_are_denied() -> None:
    for name in KNOWN:
        action = classify(request("desk", name, Hostile(file_path="docs/guide.md")), DESK.profile("desk"))
        assert decide(action, Facts(), DESK.profile("desk")).decision is Decision.DENY


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(NAMES),
    st.sampled_from(list(Effect)),
    st.lists(st.tuples(st.sampled_from(["file", "host", "url", "command", "x"]), wild_text), max_size=3),
    st.sampled_from(list(Reversibility)),
)
def test_any_action_gets_a_verdict(name: str, effect: Effect, targets: list[Any], reversibility: Reversibility) -> None:
    made = Action(request("desk", name, None), effect, tuple(Target(*each) for each in targets), reversibility)
    assert isinstance(decide(made, Facts(), DESK.profile("desk")), Verdict)


@settings(max_examples=250, deadline=None)
@given(sensible(), ways, st.booleans(), labels, st.sampled_from(["untrusted", "private"]), budgets)
def test_a_label_never_allows_more(
    what: tuple[str, Any], way: Way, contained: bool, before: frozenset[str], more: str, used: dict[str, int]
) -> None:
    profile = DESK.profile("desk")
    first = judged(profile, what, way, contained, {"labels": before, "used": used})
    second = judged(profile, what, way, contained, {"labels": before | {more}, "used": used})
    assert RANK[second.decision] <= RANK[first.decision]


@settings(max_examples=250, deadline=None)
@given(sensible(), ways, st.booleans(), budgets, st.sampled_from(["calls", "rate:wicketgate.yaml:20"]))
def test_spending_more_never_allows_more(
    what: tuple[str, Any], way: Way, contained: bool, used: dict[str, int], name: str
) -> None:
    profile = DESK.profile("desk")
    first = judged(profile, what, way, contained, {"used": used})
    second = judged(profile, what, way, contained, {"used": {**used, name: used.get(name, 0) + 3}})
    assert RANK[second.decision] <= RANK[first.decision]


@settings(max_examples=250, deadline=None)
@given(sensible(), ways, st.booleans(), st.sampled_from(["**", "docs/**", "drafts", ".*", "**/*.md", "workspace"]))
def test_hiding_never_allows_more(what: tuple[str, Any], way: Way, contained: bool, pattern: str) -> None:
    profile = DESK.profile("desk")
    files = profile.task.files
    hidden = files.model_copy(update={"hide": (*files.hide, pattern)})
    narrower = dataclasses.replace(profile, task=profile.task.model_copy(update={"files": hidden}))
    assert (
        RANK[judged(narrower, what, way, contained, {}).decision]
        <= RANK[judged(profile, what, way, contained, {}).decision]
    )


def without(profile: Profile, where: str, index: int) -> Profile:
    """Return the profile less one grant."""
    task = profile.task
    if where in ("read", "write"):
        patterns = getattr(task.files, where)
        files = task.files.model_copy(update={where: patterns[:index] + patterns[index + 1 :]})
        changed = task.model_copy(update={"files": files})
    elif where == "tools":
        name = list(task.tools)[index % len(task.tools)]
        changed = task.model_copy(update={"tools": {key: grant for key, grant in task.tools.items() if key != name}})
    elif where == "agents":
        changed = task.model_copy(update={"agents": False})
    else:
        entries = getattr(task, where)
        changed = task.model_copy(update={where: entries[:index] + entries[index + 1 :]})
    return dataclasses.replace(profile, task=changed)


@settings(max_examples=250, deadline=None)
@given(
    sensible(),
    ways,
    st.booleans(),
    st.sampled_from(["read", "write", "commands", "network", "tools", "skills", "agents"]),
    st.integers(0, 8),
)
def test_removing_a_grant_never_allows_more(
    what: tuple[str, Any], way: Way, contained: bool, where: str, index: int
) -> None:
    profile = DESK.profile("desk")
    first = judged(profile, what, way, contained, {})
    second = judged(without(profile, where, index), what, way, contained, {})
    assert RANK[second.decision] <= RANK[first.decision]


@settings(max_examples=250, deadline=None)
@given(sensible(), ways, st.booleans(), st.randoms(use_true_random=False))
def test_the_order_of_entries_never_matters(
    what: tuple[str, Any], way: Way, contained: bool, chance: random.Random
) -> None:
    profile = DESK.profile("desk")
    task, files = profile.task, profile.task.files

    def mixed(entries: Any) -> Any:
        return tuple(chance.sample(list(entries), len(entries)))

    shuffled = task.model_copy(
        update={
            "files": files.model_copy(update={key: mixed(getattr(files, key)) for key in ("read", "write", "hide")}),
            "commands": mixed(task.commands),
            "network": mixed(task.network),
            "tools": dict(mixed(task.tools.items())),
        }
    )
    first, second = (
        judged(p, what, way, contained, {}) for p in (profile, dataclasses.replace(profile, task=shuffled))
    )
    assert first.decision is second.decision


@settings(max_examples=150, deadline=None)
@given(sensible(), ways, st.booleans())
def test_a_persons_grant_turns_asks_into_allows_and_nothing_else(
    what: tuple[str, Any], way: Way, contained: bool
) -> None:
    profile = DESK.profile("desk")
    first = judged(profile, what, way, contained, {})
    second = judged(profile, what, way, contained, {"grant": "anna"})
    assert second.decision is (Decision.ALLOW if first.decision is Decision.ASK else first.decision)


@settings(max_examples=150, deadline=None)
@given(sensible(), st.booleans())
def test_a_hook_spends_only_where_no_way_out_decides_after_it(what: tuple[str, Any], contained: bool) -> None:
    verdict = judged(DESK.profile("desk"), what, Way.HOOK, contained, {})
    assert bool(verdict.spends) == (verdict.allowed and not contained)


names = st.text(st.characters(exclude_characters="/", exclude_categories=("C", "Z")), min_size=1, max_size=8)


@settings(max_examples=150, deadline=None)
@given(st.lists(names, min_size=1, max_size=3).map("/".join), st.sampled_from(["read", "write"]), st.booleans())
def test_a_remedy_for_a_file_admits_it_when_applied(path: str, part: str, contained: bool) -> None:
    tool = ("Read", {"file_path": path}) if part == "read" else ("Write", {"file_path": path, "content": ""})
    start = policy('version: 1\ntasks: {t: {files: {read: ["a b c"]}}}\n').profile("t")
    verdict = judged(start, tool, Way.DRY_RUN, contained, {})
    assume(verdict.remedy.startswith("add "))
    spelled, _, where = verdict.remedy.removeprefix("add ").rpartition(" under ")
    assert where.startswith(f"tasks.t.files.{part} (wicketgate.yaml:")
    grown = policy(f"version: 1\ntasks: {{t: {{files: {{{part}: [{spelled}]}}}}}}\n").profile("t")
    assert judged(grown, tool, Way.DRY_RUN, contained, {}).reason.startswith(("granted", "scratch", path))
    other = (tool[0], {**tool[1], "file_path": path + "x"})
    assert judged(grown, other, Way.DRY_RUN, False, {}).decision is Decision.DENY


def test_the_requests_drawn_reach_every_decision() -> None:
    """Without this, a generator that only ever drew refusals would make every law above true of nothing."""
    seen: dict[Decision, int] = dict.fromkeys(Decision, 0)

    @settings(max_examples=900, deadline=None, database=None, derandomize=True)
    @given(sensible(), st.booleans())
    def draw(what: tuple[str, Any], contained: bool) -> None:
        seen[judged(DESK.profile("desk"), what, Way.DRY_RUN, contained, {}).decision] += 1

    draw()
    assert min(seen.values()) > 20, seen
