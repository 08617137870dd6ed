"""A profile compiled for deciding: patterns as matchers, entries by tool and method, each with its line."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field

from wicketgate.gate.command import Pattern
from wicketgate.gate.entries import Entry as Entry
from wicketgate.gate.entries import Login as Login
from wicketgate.gate.entries import Spot, network
from wicketgate.gate.globs import Globs, fold
from wicketgate.gate.granted import Granted as Granted
from wicketgate.gate.granted import granted
from wicketgate.gate.paths import place
from wicketgate.gate.tools import OURS
from wicketgate.policy import Profile
from wicketgate.policy.argument import Argument
from wicketgate.policy.network import METHODS
from wicketgate.policy.pattern import escape
from wicketgate.policy.ssh import ssh_place

MOST_LINES = 4096


@dataclass(frozen=True, slots=True)
class Rules:
    """Everything the gate asks of one task."""

    profile: Profile
    root: str
    read: Globs
    write: Globs
    hide: Globs
    protected: frozenset[str]
    """The policy file and the data sources, folded."""
    any_command: bool
    commands: tuple[Pattern, ...]
    network: dict[Spot, tuple[Entry, ...]]
    wild: bool
    """Some network entry names all hosts below one."""
    ssh: dict[tuple[str, int], Login]
    """By host and port."""
    tools: dict[str, Granted]
    ours: dict[str, str]
    """Name a gateway tool has inside Claude Code, to its own name."""
    literals: frozenset[str]
    """Values the policy spells out."""
    grants_anything: bool
    lines: dict[tuple[str | int, ...], str] = field(default_factory=dict, compare=False)
    """File and line of the parts that were asked for."""

    def where(self, *part: str | int) -> str:
        """Return file:line of a part of the task, or of the nearest part the file spells out."""
        found = self.lines.get(part)
        if found is None:
            found = self.profile.rule(*part)
            if len(self.lines) < MOST_LINES:
                self.lines[part] = found
        return found

    def entries(self, method: str, port: int, host: str) -> list[Entry]:
        """Return the network entries that name this canonical host, itself or by `*.` above it."""
        found = list(self.network.get((method, port, host), ()))
        if not self.wild:
            return found
        dot = host.find(".")
        while dot > 0:
            found += self.network.get((method, port, "*" + host[dot:]), ())
            dot = host.find(".", dot + 1)
        return found

    def terminates(self, host: str, port: int) -> bool:
        """Return whether TLS to this canonical host is taken apart: an entry with a method speaks of it."""
        return any(entry.allow.tls for method in METHODS for entry in self.entries(method, port, host))

    def remedy(self, what: str, *part: str) -> str:
        """Return the smallest change of the policy that admits `what`, as text."""
        path = ".".join(("tasks", self.profile.name, *part))
        return f"add {what} under {path} ({self.where(*part)})"

    def remedy_path(self, path: str, part: str) -> str:
        """Return the change that admits exactly this file, spelled as the policy would spell it."""
        return self.remedy(json.dumps(escape(path), ensure_ascii=False), "files", part)


MOST_KEPT = 64
_KEPT: dict[tuple[int, int], Rules] = {}


def compiled(profile: Profile) -> Rules:
    """Return the profile's rules, compiled once for as long as it is in use."""
    key = (id(profile.task), id(profile.definitions))
    kept = _KEPT.get(key)
    # INVARIANT: a kept entry holds its task alive, so an equal id with the same task and policy is the same profile.
    if kept is not None and (kept.profile is profile or _same(kept.profile, profile)):
        return kept
    rules = _compile(profile)
    while len(_KEPT) >= MOST_KEPT:
        _KEPT.pop(next(iter(_KEPT)), None)
    _KEPT[key] = rules
    return rules


def _same(kept: Profile, profile: Profile) -> bool:
    one = kept.task is profile.task and kept.definitions is profile.definitions
    return one and kept.policy is profile.policy and kept.name == profile.name


def _compile(profile: Profile) -> Rules:
    task, root = profile.task, str(profile.policy.root)
    files = task.files
    listed = () if task.commands == "any" else task.commands
    return Rules(
        profile=profile,
        root=root,
        read=_globs(profile, "read"),
        write=_globs(profile, "write"),
        hide=_globs(profile, "hide", folded=True),
        protected=_protected(profile, root),
        any_command=task.commands == "any",
        commands=tuple(Pattern.of(text, profile.rule("commands", index)) for index, text in enumerate(listed)),
        network=network(profile),
        wild=any(entry.host.startswith("*") for entry in task.network),
        ssh={ssh_place(text): Login(text, one, profile.rule("ssh", text)) for text, one in task.ssh.items()},
        tools={name: granted(profile, name, grant) for name, grant in task.tools.items()},
        ours=_ours(profile),
        literals=_literals(profile),
        grants_anything=any(
            (files.read, files.write, task.commands, task.agents, task.skills, task.network, task.ssh, task.tools)
        ),
    )


def _globs(profile: Profile, part: str, *, folded: bool = False) -> Globs:
    patterns: tuple[str, ...] = getattr(profile.task.files, part)
    return Globs(((text, profile.rule("files", part, i)) for i, text in enumerate(patterns)), folded=folded)


def _protected(profile: Profile, root: str) -> frozenset[str]:
    paths = [str(profile.policy.path)]
    for source in profile.policy.document.sources.values():
        path = posixpath.join(root, source.path) if source.path is not None else None
        paths += [] if path is None else [path + end for end in ("", "-wal", "-shm", "-journal")]
    return frozenset(fold(place(posixpath.normpath(path), root)) for path in paths)


def _ours(profile: Profile) -> dict[str, str]:
    names = ["db.query", *profile.task.tools]
    spelled: dict[str, set[str]] = {}
    for name in names:
        spelled.setdefault(OURS + name.replace(".", "_"), set()).add(name)
    # Two tools that Claude Code would spell alike cannot be told apart there: neither is admitted.
    return {inside: only for inside, (only, *more) in ((k, sorted(v)) for k, v in spelled.items()) if not more}


def _named(argument: Argument) -> Iterator[str]:
    yield from (*argument.path, *argument.host, *argument.recipient, *argument.table, *argument.text)
    yield from (value for value in argument.enum if isinstance(value, str))


def _literals(profile: Profile) -> frozenset[str]:
    task = profile.task
    texts = [*task.files.read, *task.files.write, *task.tools, *(grant.source or "" for grant in task.tools.values())]
    texts += [entry.host for entry in task.network] + list(() if task.commands == "any" else task.commands)
    texts += [text for place, one in task.ssh.items() for text in (ssh_place(place)[0], *one.users)]
    texts += [address for grant in task.tools.values() for address in grant.to]
    texts += [text for grant in task.tools.values() for one in grant.arguments.values() for text in _named(one)]
    return frozenset(text for text in texts if text and "*" not in text and "?" not in text)
