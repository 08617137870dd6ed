"""That each `ssh:` entry leads to one host, by keys that can be read, with a secret that is for nothing else.

Takes the tree and the entries of one task; raises ConfigError at the line of the first fault.
"""

from __future__ import annotations

from wicketgate.policy.model import Document, Task
from wicketgate.policy.ssh import FOR, SshGrant, host_key, ssh_place, user
from wicketgate.policy.value_checks import attempt, each
from wicketgate.policy.yaml_tree import Tree, Where, quote


def check_ssh(tree: Tree, where: Where, task: Task, document: Document) -> None:
    """Refuse an entry that could lead elsewhere than it reads, or whose key the policy binds to something else."""
    places: dict[tuple[str, int], str] = {}
    for text, grant in task.ssh.items():
        attempt(tree, (*where, text), ssh_place, text)
        place = ssh_place(text)
        if place in places:
            # Of two entries for one place, each would seem to be the only one.
            raise tree.wrong((*where, text), f"expected each host and port once (first as {quote(places[place])})")
        places[place] = text
        _check_entry(tree, (*where, text), grant, document)


def _check_entry(tree: Tree, where: Where, grant: SshGrant, document: Document) -> None:
    each(tree, (*where, "users"), grant.users, user)
    each(tree, (*where, "host_keys"), grant.host_keys, host_key)
    secret = document.secrets.get(grant.key)
    if secret is None or secret.for_ != FOR:
        problem = f"expected a secret that is for ssh (got {quote(grant.key)})"
        raise tree.wrong((*where, "key"), problem, f"under `secrets`: {grant.key}: {{for: {FOR}}}")


def check_ssh_key(tree: Tree, where: Where, document: Document) -> None:
    """Refuse a secret `for: ssh` that no entry names, or whose `ssh` could also mean a tool or a source."""
    tools = {name for task in document.tasks.values() for name in task.tools}
    if FOR in tools | set(document.sources):
        raise tree.wrong((*where, "for"), "expected one user (got ssh, a tool or source too)", "rename that one")
    named = {grant.key for task in document.tasks.values() for grant in task.ssh.values()}
    if where[-1] not in named:
        raise tree.wrong((*where, "for"), "expected an `ssh` entry of some task that names this key")
