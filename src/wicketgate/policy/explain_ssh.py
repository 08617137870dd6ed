"""What a task may do by SSH, in plain words. Takes a profile, gives lines."""

from __future__ import annotations

from collections.abc import Iterator

from wicketgate.policy.binding import binding
from wicketgate.policy.policy import Profile
from wicketgate.policy.ssh import BEFORE, ssh_place

EACH = {1: "a second", 60: "a minute", 3600: "an hour", 86_400: "a day"}


def ssh(profile: Profile) -> Iterator[str]:
    """Yield where the task may log in, what that can carry, and that it may open Unix sockets."""
    task = profile.task
    if not task.ssh:
        yield "none: no login, and no Unix socket (AF_UNIX) can be opened"
        return
    for place, grant in task.ssh.items():
        asked = "without asking, as `ask: never` says" if grant.ask == "never" else "a person is asked each time"
        users = " or ".join(grant.users)
        yield f"logs in to {spot(place)} as {users} with {grant.key}: {asked} ({profile.rule('ssh', place)})"
        size, limit = grant.bytes, grant.limit
        often = f"{limit.amount} connections {EACH[limit.seconds]}"
        yield f"  can carry {size.amount} bytes {EACH[size.seconds]} to {place}, unseen, in {often}"
        yield "  after a login nothing is seen or asked, a git push to any ref neither: over https it is shown"
        yield f"  with a key of its own it can carry {BEFORE} bytes a connection there, without asking"
    for name in dict.fromkeys(grant.key for grant in task.ssh.values()):
        yield f"  the secret {name} {binding(profile.policy.document.secrets[name])}; the agent never holds it"
    yield "Unix sockets (AF_UNIX) can be opened in its sandbox, because the ssh-agent is one: no other task can"


def spot(place: str) -> str:
    """Return a place with its port, as a person reads it."""
    host, port = ssh_place(place)
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def asked_logins(profile: Profile) -> Iterator[str]:
    """Yield the logins a person is asked about."""
    yield from (f"logging in to {spot(place)} by ssh" for place, one in profile.task.ssh.items() if one.ask is None)
