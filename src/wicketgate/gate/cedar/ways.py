"""Clauses of the network, and of what is granted by a word: agents, skills, processes, bookkeeping, the run's calls."""

from __future__ import annotations

from wicketgate.gate.cedar.clause import Clause, among, every, like, part, quoted
from wicketgate.gate.cedar.common import family, unless_asked
from wicketgate.gate.cedar.names import Names, expression
from wicketgate.gate.network import SPELLED
from wicketgate.gate.rules import Rules
from wicketgate.policy import NetworkRule

URL = Names("context.file")


def network(rules: Rules) -> list[Clause]:
    """Return each entry of `network:` with its caps."""
    return [_entry(entry, index, rules) for index, entry in enumerate(rules.profile.task.network)]


def _entry(entry: NetworkRule, index: int, rules: Rules) -> Clause:
    rule = rules.where("network", index)
    caps = [f"{used('rate', rule)} + 1 <= {entry.limit.amount}"]
    caps.append(f"{used('bytes', rule)} + context.net.cost <= {entry.bytes.amount}")
    if entry.host.startswith("*."):
        named = every([like("context.net.host", ["", entry.host[1:]]), "!context.net.address"])
    else:
        named = like("context.net.host", [entry.host])
    spot = (f"context.net.method == {quoted(entry.method)}", named, f"context.net.port == {entry.port}")
    never = "true" if entry.ask == "never" else "false"
    if entry.method == "TUNNEL":
        about = f"tunnel to {entry.host}:{entry.port}"
        return Clause(f"network.{index}", rule, True, about, (part("tunnel"), *spot, *caps, unless_asked(never)))
    # A body that changes something asks, but where the entry spells out pushing itself.
    never = every([never, "true" if entry.path.endswith(f"/{SPELLED}") else "!context.net.changes"])
    tls, about = str(entry.tls).lower(), f"{entry.method} {entry.host}:{entry.port}{entry.path}"
    path = expression("match", "network", entry.path[1:], URL)
    terms = (part("http"), *spot, f"context.net.tls == {tls}", path, *caps, unless_asked("context.net.quiet", never))
    return Clause(f"network.{index}", rule, True, about, terms)


def logins(rules: Rules) -> list[Clause]:
    """Return each entry of `ssh:`: a connection within its caps, and a login as one of its users with its key."""
    found = []
    for (host, port), entry in rules.ssh.items():
        grant, rule, name = entry.grant, entry.rule, f"ssh.{entry.place}"
        spot = (like("context.net.host", [host]), f"context.net.port == {port}")
        caps = (f"{used('rate', rule)} + 1 <= {grant.limit.amount}", f"{used('bytes', rule)} <= {grant.bytes.amount}")
        users = f"{among(grant.users)}.contains(context.login.user)"
        key = f"context.login.key == {quoted(grant.key)}"
        quiet = unless_asked("true" if grant.ask == "never" else "false")
        found += [
            Clause(name, rule, True, f"ssh to {host}:{port}, within its caps", (part("ssh"), *spot, *caps)),
            Clause(f"{name}.login", rule, True, f"a login there with {grant.key}", (
                part("login"), *spot, users, key, quiet)),
        ]  # fmt: skip
    return found


def used(kind: str, rule: str) -> str:
    """Return what is spent of a budget."""
    return f"context.used[{quoted(f'{kind}:{rule}')}]"


def words(rules: Rules) -> list[Clause]:
    """Return what the task grants by a word of its own."""
    task, found = rules.profile.task, []
    if task.agents:
        found.append(_call("agents", rules.where("agents"), "subagents; their calls are judged again", "agent"))
    for index, text in enumerate(task.skills):
        name = like("context.skill", text.split("*"))
        rule = rules.where("skills", index)
        found.append(_call(f"skills.{index}", rule, f"the skill {text}", "skill", name))
    if rules.any_command or rules.commands or task.agents:
        where = rules.where("commands")
        found.append(_call("processes", where, "what a command or subagent left running", "process"))
    if rules.grants_anything:
        found.append(_call("bookkeeping", rules.where(), "bookkeeping inside the agent", "book"))
    return found


def _call(name: str, rule: str, about: str, kind: str, *more: str) -> Clause:
    return Clause(name, rule, True, about, (part("call"), family(kind), *more))


def limits(rules: Rules) -> list[Clause]:
    """Return the end of the run's calls (a commit comes after the run and is none), and what active skills leave."""
    most = rules.profile.task.limits.calls
    about = f"no more than {most} calls a run; a commit is none"
    terms = ('context.way != "commit"', f"context.calls >= {most}")
    skill = "what an active skill leaves off its list, as its text was read"
    return [
        Clause("limits.calls", rules.where("limits", "calls"), False, about, terms),
        Clause("skills.active", rules.where("skills"), False, skill, ("context.left_out",)),
    ]
