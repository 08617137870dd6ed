"""SSH: the reading and the scope of a connection to a host, and of a login's signature there.

`ssh.connect` opens an opaque way to a host, on which little passes before a login; within the entry's caps it runs.
`ssh.login` signs as one user with one key, for one session; what passes after that, nobody here sees, so it asks.
"""

from __future__ import annotations

import json

from wicketgate.action import Action, Arguments, Facts, Request, Reversibility, Target
from wicketgate.gate import url
from wicketgate.gate.rules import Login, Rules
from wicketgate.gate.scope import Scope, denied, unmatched
from wicketgate.gate.tools import Malformed, Reading, Tool, check
from wicketgate.policy.ssh import USER

CONNECT, LOGIN = "ssh.connect", "ssh.login"
LONGEST = 128
AFTER = "what passes after it (commands, files, a git push) nobody here sees, and it is not asked about again"


def read_ssh(request: Request, name: str, tool: Tool, rules: Rules) -> Reading:
    """Return what a connection, or a login's signature, would do."""
    arguments = check(name, tool, request.arguments)
    host, port = url.canonical_host(arguments["host"]), arguments["port"]
    if not 0 < port < 65536:
        raise Malformed(f"expected a port from 1 to 65535 (got {port})")
    at = Target("host", url.authority(host, port), "connect")
    if name == CONNECT:
        return (at,), Reversibility.R0, True, True
    for key in ("user", "key", "fingerprint"):
        if not 0 < len(arguments[key]) <= LONGEST or not arguments[key].isprintable():
            raise Malformed(f"expected {name}'s `{key}` as short printable text")
    return (at, Target("address", f"{arguments['user']}@{at.value}", "connect")), Reversibility.R5, True, True


def ssh_scope(action: Action, facts: Facts, rules: Rules) -> Scope:
    """Return whether an entry of `ssh:` admits the host, within its caps, and the user and the key of a login."""
    at, arguments = action.targets[0].value, action.request.arguments
    host, _, port = at.rpartition(":")
    entry = rules.ssh.get((host.strip("[]"), int(port)))
    if entry is None:
        change = f"{json.dumps(at.removesuffix(':22'))}: {{key: …, users: […], host_keys: […]}}"
        return unmatched(f"ssh to {at}", rules.where("ssh"), rules.remedy(change, "ssh"))
    return _connection(entry, facts) if action.request.tool == CONNECT else _login(arguments, at, entry, rules)


def _connection(entry: Login, facts: Facts) -> Scope:
    rate, size = f"rate:{entry.rule}", f"bytes:{entry.rule}"
    limit, most = entry.grant.limit, entry.grant.bytes
    if facts.used.get(rate, 0) + 1 > limit.amount:
        return denied(f"the entry's cap is used up: {limit}", entry.rule, f"wait, or raise its limit ({entry.rule})")
    if facts.used.get(size, 0) > most.amount:
        return denied(f"the entry's cap is used up: {most} bytes", entry.rule, f"wait, or raise bytes ({entry.rule})")
    return Scope(True, "granted", entry.rule, capped=True, budgets={rate: (1, limit.amount)})


def _login(arguments: Arguments, at: str, entry: Login, rules: Rules) -> Scope:
    user, key, grant = arguments["user"], arguments["key"], entry.grant
    if user not in grant.users:
        part = ("ssh", entry.place, "users")
        remedy = rules.remedy(json.dumps(user), *part) if USER.fullmatch(user) else "none: no policy can name that user"
        return unmatched(f"login at {at} as {user}", rules.where(*part), remedy)
    if key != grant.key:
        where = rules.where("ssh", entry.place, "key")
        return denied(f"{key} is not the key for {at}", where, f"set key: {key} there ({where})")
    wary = "" if grant.ask == "never" else f"a login at {at} as {user}: {AFTER}"
    return Scope(True, "granted", entry.rule, ask=grant.ask, wary=wary)
