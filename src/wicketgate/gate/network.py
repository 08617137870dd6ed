"""Scope of the network. Takes a canonical host, or method and URL; gives the entry that admits it within its caps."""

from __future__ import annotations

import functools

from wicketgate.action import Action, Facts, Target
from wicketgate.gate import url
from wicketgate.gate.rules import Entry, Rules
from wicketgate.gate.scope import Scope, denied, unmatched
from wicketgate.gate.wire import sent
from wicketgate.policy.pattern import escape

SPELLED = "git-receive-pack"
"""The end of a path whose entry names pushing itself, so that `ask: never` there means a push."""


def http_scope(action: Action, facts: Facts, rules: Rules) -> Scope:
    """Return whether an entry admits the method, host, port and path, and what it would spend."""
    at, asked, *meant = action.targets
    method, _, text = asked.value.partition(" ")
    tls = text.startswith("https://")
    host, port = _authority(at.value)
    path = text.removeprefix(f"{'https' if tls else 'http'}://{at.value}").partition("?")[0]
    entries = [e for e in rules.entries(method, port, host) if e.allow.tls == tls and e.admits_path(path)]
    if not entries:
        where = _where(host, port, 443) if tls else "http://" + _where(host, port, 80)
        bare = f"{{{method}: {where}{_spelled(path)}}}"
        return unmatched(f"{method} {at.value}{path}", rules.where("network"), rules.remedy(bare, "network"))
    cost = sent(action.request.arguments)
    quiet = asked.access == "read"
    found = [_capped(entry, cost, facts, quiet) for entry in entries]
    return _best([_wary(scope, entry, meant) for scope, entry in zip(found, entries, strict=True)] if meant else found)


def fetch_scope(action: Action, facts: Facts, rules: Rules) -> Scope:
    """Return whether an entry admits what WebFetch becomes at the proxy: a GET, or a tunnel."""
    return http_scope(action, facts, rules) if len(action.targets) > 1 else tunnel_scope(action, facts, rules)


def tunnel_scope(action: Action, facts: Facts, rules: Rules) -> Scope:
    """Return whether an entry admits a tunnel to the host and port."""
    host, port = _authority(action.targets[0].value)
    entries = rules.entries("TUNNEL", port, host)
    if not entries:
        bare = f"{{TUNNEL: {_where(host, port, 443)}}}"
        what = f"tunnel to {url.authority(host, port)}"
        return unmatched(what, rules.where("network"), rules.remedy(bare, "network"))
    return _best([_capped(entry, 0, facts, False) for entry in entries])


def _wary(scope: Scope, entry: Entry, meant: list[Target]) -> Scope:
    """Return the finding, which asks where the body changes something that no entry spells out."""
    changed = [str(target) for target in meant if target.access != "read"]
    if not changed or entry.allow.path.endswith(f"/{SPELLED}"):
        return scope
    return scope._replace(ask=None if scope.ask == "never" else scope.ask, wary="; ".join(changed)[:500])


@functools.lru_cache(maxsize=256)
def _authority(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    return host.strip("[]"), int(port)


def _spelled(path: str) -> str:
    """Return a pattern for the path: a policy spells no percent escapes, so from the first on it is left open."""
    plain, escaped, _ = path.partition("%")
    return escape(plain) if not escaped else escape(plain[: plain.rfind("/") + 1]) + "**"


def _where(host: str, port: int, usual: int) -> str:
    return url.authority(host, port).removesuffix(f":{usual}")


def _capped(entry: Entry, cost: int, facts: Facts, quiet: bool) -> Scope:
    rate, size = entry.rate, entry.size
    limit, most = entry.allow.limit, entry.allow.bytes
    if facts.used.get(rate, 0) + 1 > limit.amount:
        return denied(f"the entry's cap is used up: {limit}", entry.rule, f"wait, or raise its limit ({entry.rule})")
    if facts.used.get(size, 0) + cost > most.amount:
        reason = f"{cost} bytes more than the entry's cap leaves: {most}"
        return denied(reason, entry.rule, f"wait, or raise its bytes ({entry.rule})")
    budgets = {rate: (1, limit.amount), size: (cost, most.amount)}
    return Scope(True, "granted", entry.rule, "", entry.allow.ask, quiet, "", budgets)


def _best(found: list[Scope]) -> Scope:
    """Return the finding that admits most: entries only grant, so one that is used up takes nothing from another."""
    if len(found) == 1:
        return found[0]
    return max(found, key=lambda scope: (scope.granted, scope.capped or scope.ask == "never", _room(scope)))


def _room(scope: Scope) -> int:
    return max((most for _, most in scope.budgets.values()), default=0)
