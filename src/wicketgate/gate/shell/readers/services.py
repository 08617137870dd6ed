"""Command lines of services that live elsewhere, by the words of the operation: too many to list, few in their verbs.

`heroku ps:scale`, `doctl compute droplet list`, `firebase projects:list`: a word that changes counts for more than one
that looks; words that build or serve here are the project's own; what says neither is taken to change something.
"""

# ruff: noqa: E501, SIM905 - lists of words
from __future__ import annotations

import re
from typing import Any

from wicketgate.gate.shell.effects import Kind
from wicketgate.gate.shell.naming import outside
from wicketgate.gate.shell.readers.packages import effects
from wicketgate.gate.shell.state import State, Word

WORD = re.compile(r"[A-Za-z][\w:.-]*")
LOOKS = frozenset(
    "list ls show get status info logs log tail describe inspect view whoami version help ps apps addons releases domains projects sites"
    " analyze regions plans history diff plan preview check doctor diagnose metrics events top search open-api members about account docs explain"
    " read validate lint outputs stacks versions current ping health usage me find tree members node-status outdated ls-remote".split()
)
HERE = frozenset(
    "dev serve build local start emulators package fmt format fix test generate gen types synth typegen completion print render template"
    " init-config vet hcl2_upgrade schema lint bundle compile codegen".split()
)
CHANGES = frozenset(
    "create new add delete remove rm destroy drop reset wipe purge clear set unset put update upgrade edit apply deploy publish release"
    " promote rollback restore restart stop kill scale run exec ssh sftp scp shell console psql cli connect push pull link unlink login logout"
    " import export upload download up down transfer rename move copy clone fork enable disable on off attach detach revoke rotate grant invite"
    " join leave bootstrap provision terminate cancel abort pause resume suspend unsuspend redeploy trigger send register deregister sync"
    " clean flush prune repair baseline force lock unlock merge approve reject backup dump migrate seed execute replace rebuild resize reboot drain cordon failover".split()
)
HIDDEN = frozenset(
    "secret secrets env config config-vars vars keys key token tokens credentials credential password passwords auth kv sso"
    " ssh-keys access certs certificates kubeconfig operator snapshot".split()
)
QUIET = frozenset({"--version", "-v", "-V", "--help", "-h"})


def operation(state: State, parsed: Any, operands: list[Word], why: str) -> None:
    """Tell looking from changing, and what stays here, by the words of one operation."""
    if "--help" in parsed.given and not state.stdin:
        return
    for word in operands:
        effects(state, parsed.program, word, why)
        if word.known and outside(word.text):
            state.note(Kind.WRITE, word, why)
    if not operands:
        if not parsed.given or not QUIET & set(parsed.given):
            state.note(Kind.PUBLISH, "whatever the service does by itself", why)
        return
    names = [word.text for word in operands[:4] if word.known and WORD.fullmatch(word.text)]
    parts = {part.lower() for name in names for part in (name, *re.split(r"[:.]", name))}
    parts |= HIDDEN & {part.lower() for name in names[:2] for part in name.split("-")}
    first = {operands[0].text.lower(), *re.split(r"[:.]", operands[0].text.lower())}
    if "env" in {value.text for name in ("-o", "--output", "--format") if (value := parsed.given.get(name))}:
        state.note(Kind.CREDENTIAL, "what the service keeps for the project", why)
    if {"status", "list"} & parts:
        parts -= {"migrate"}
    if not operands[0].known:
        state.unclear(f"an operation that cannot be known: {why[:60]}")
    elif HERE & first and not (CHANGES - {"run", "export", "up"}) & parts:
        state.note(Kind.BUILD, "what the project declares", why)
    elif HIDDEN & parts:
        state.note(Kind.CREDENTIAL, "what the service keeps for the project", why)
    elif CHANGES & parts or not (LOOKS | HERE) & parts:
        state.note(Kind.REMOTE, "what lives at a service", why)
    else:
        state.note(Kind.FETCH, "the service", why)


def spark(state: State, parsed: Any, operands: list[Word], why: str) -> None:
    """Run a job of the project on this machine's own cores; any other master is a cluster."""
    master = parsed.given.get("--master")
    if master is None or not master.known or not re.fullmatch(r"local(?:\[[\d*,]+\])?", master.text):
        state.note(Kind.REMOTE, "a cluster that runs jobs", why)
    elif operands:
        state.note(Kind.RUN, operands[0], why)
    else:
        state.note(Kind.START, "code that nobody has read", why)


READERS: dict[str, Any] = {"operation": operation, "spark": spark}
