"""Scope of the network. Takes a canonical host, or method and URL; gives the entry that admits it within its caps."""

from __future__ import annotations

from wicketgate.action import Action, Facts
from wicketgate.gate import url
from wicketgate.gate.rules import Entry, Rules
from wicketgate.gate.scope import Scope, denied, unmatched
from wicketgate.gate.wire import sent
from wicketgate.policy.pattern import escape


def http_scope(action: Action, facts: Facts, rules: Rules) -> Scope:
    """Return whether an entry admits the method, host, port and path, and what it would spend."""
    method, _, text = action.targets[1].value.partition(" ")
    asked = url.canonical(text)
    entries = [
        entry
        for entry in rules.network.get(method, ())
        if entry.allow.port == asked.port and entry.admits_host(asked.host) and entry.admits_path(asked.path)
    ]
    if not entries:
        bare = f"{{{method}: http://{_where(asked.host, asked.port, 80)}{_spelled(asked.path)}}}"
        what = f"{method} {asked.authority}{asked.path}"
        return unmatched(what, rules.where("network"), rules.remedy(bare, "network"))
    cost = sent(action.request.arguments)
    quiet = action.targets[1].access == "read"
    return _best([_capped(entry, cost, facts, quiet) for entry in entries])


def tunnel_scope(action: Action, facts: Facts, rules: Rules) -> Scope:
    """Return whether an entry admits a tunnel to the host and port."""
    host, port = _authority(action)
    tunnels = rules.network.get("TUNNEL", ())
    entries = [entry for entry in tunnels if entry.allow.port == port and entry.admits_host(host)]
    if not entries:
        bare = f"{{TUNNEL: {_where(host, port, 443)}}}"
        what = f"tunnel to {url.authority(host, port)}"
        return unmatched(what, rules.where("network"), rules.remedy(bare, "network"))
    return _best([_capped(entry, 0, facts, quiet=False) for entry in entries])


def _authority(action: Action) -> tuple[str, int]:
    host, _, port = action.targets[0].value.rpartition(":")
    return host.strip("[]"), int(port)


def _spelled(path: str) -> str:
    """Return a pattern for the path: a policy spells no percent escapes, so from the first on it is left open."""
    plain, escaped, _ = path.partition("%")
    return escape(plain) if not escaped else escape(plain[: plain.rfind("/") + 1]) + "**"


def _where(host: str, port: int, usual: int) -> str:
    return url.authority(host, port).removesuffix(f":{usual}")


def _capped(entry: Entry, cost: int, facts: Facts, quiet: bool) -> Scope:
    rate, size = f"rate:{entry.rule}", f"bytes:{entry.rule}"
    budgets = {rate: (1, entry.allow.limit.amount), size: (cost, entry.allow.bytes.amount)}
    for name, cap in ((rate, entry.allow.limit), (size, entry.allow.bytes)):
        spend = budgets[name][0]
        if facts.used.get(name, 0) + spend > cap.amount:
            what = "bytes" if name is size else "requests"
            remedy = f"wait, or raise {'bytes' if name is size else 'limit'} of the entry ({entry.rule})"
            return denied(f"the entry's cap is used up: {cap} {what}", entry.rule, remedy)
    return Scope(True, "granted", entry.rule, ask=entry.allow.ask, capped=quiet, budgets=budgets)


def _best(found: list[Scope]) -> Scope:
    """Return the finding that admits most: entries only grant, so one that is used up takes nothing from another."""
    return max(found, key=lambda scope: (scope.granted, scope.capped or scope.ask == "never", _room(scope)))


def _room(scope: Scope) -> int:
    return max((most for _, most in scope.budgets.values()), default=0)
