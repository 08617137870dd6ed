"""What a person should know before a run of a task starts: what its policy names that is not there.

Takes a profile and the vault, gives notes; refuses nothing: the run is safe without, and may not need it today. Asks no
store outside, and opens no data source.
"""

from __future__ import annotations

from collections.abc import Iterator

from wicketgate.policy import Profile
from wicketgate.secrets.vault.vault import Vault

Note = dict[str, str]


def beforehand(profile: Profile, vault: Vault) -> list[Note]:
    """Return a note for each thing that is missing: `message`, and `hint`, the remedy. The vault must be open."""
    return [*_files(profile), *_secrets(profile, vault)]


def _files(profile: Profile) -> Iterator[Note]:
    for tool, grant in profile.task.tools.items():
        source = profile.source(grant.source) if grant.source else None
        if source is not None and source.path and not (profile.policy.root / source.path).exists():
            where = profile.policy.rule("sources", str(grant.source), "path")
            yield {
                "message": f"{tool} has nothing to read: {source.path} is not there",
                "hint": f"mend `path` ({where})",
            }


def _secrets(profile: Profile, vault: Vault) -> Iterator[Note]:
    task, document = profile.task, profile.policy.document
    used = {*task.tools, *(grant.source for grant in task.tools.values()), *(("ssh",) if task.ssh else ())}
    hosts = {rule.host for rule in task.network}
    everywhere = {rule.host for other in document.tasks.values() for rule in other.network}
    for name, secret in document.secrets.items():
        host = secret.place[0] if secret.place is not None else ""
        if host and host not in everywhere:
            where = profile.policy.rule("secrets", name)
            hint = f"name the host under `network`, or mend `to` ({where})"
            yield {"message": f"{name} is never used: no task may reach {host}", "hint": hint}
        elif (host in hosts or secret.for_ in used) and secret.from_ != "env":
            lacking = vault.lacking(profile.policy, name)
            yield from [] if lacking is None else [{"message": lacking.message, "hint": lacking.hint}]
