"""What a secret's binding means: as a sentence, as the digest by which a value was accepted for it, and how it moved.

Takes a document and names in it, gives text. Knows no value and no store.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from typing import Any

from wicketgate.policy.change import Change, granted, narrower, shown, wider
from wicketgate.policy.model import Document
from wicketgate.policy.secret import Secret
from wicketgate.policy.ssh import FOR

PLACES: dict[str, Callable[[Secret], str]] = {
    "header": lambda secret: f"as header {(secret.header or '').partition(':')[0]}",
    "bearer": lambda secret: "as header Authorization",
    "basic": lambda secret: f"as the password of {secret.user} in header Authorization",
    "query": lambda secret: f"as query parameter {secret.name}",
    "path": lambda secret: "as one segment of the path",
    "field": lambda secret: f"as field {secret.name} of a JSON or form body",
    "sigv4": lambda secret: f"as the key that signs for {secret.service} in {secret.region}, itself never sent",
    "oauth2-client": lambda secret: f"as the client secret that fetches tokens at {secret.token_url}{_scope(secret)}",
    "oauth2-refresh": lambda secret: f"as the refresh token that fetches tokens at {secret.token_url}{_scope(secret)}",
}


def binding(secret: Secret) -> str:
    """Return where a secret goes and how, after its name: `goes to api.github.com only, GET below /repos/acme/, …`."""
    if secret.for_ == FOR:
        return f"signs SSH logins only, at hosts that `ssh` entries list{_until(secret)}{_kept(secret)}"
    if secret.place is None:
        return f"is used by {secret.for_} only{_until(secret)}{_kept(secret)}"
    host, port = secret.place
    shown_host = f"[{host}]" if ":" in host else host
    where = shown_host if port == 443 else f"{shown_host}:{port}"
    methods = _listed(secret.methods) if secret.methods else "with any granted method"
    paths = _listed([_below(path) for path in secret.paths]) if secret.paths else "at any granted path"
    what = f"{methods} {paths}, {PLACES[secret.how](secret)}"
    return f"goes to {where} only, {what}{_until(secret)}{_kept(secret)}"


def signs(document: Document, name: str) -> str:
    """Return where an SSH key signs logins, and as whom: `git.acme.test as git`."""
    found = [(place, grant) for task in document.tasks.values() for place, grant in task.ssh.items()]
    places = [f"{place} as {' or '.join(grant.users)}" for place, grant in found if grant.key == name]
    return ", ".join(dict.fromkeys(places))


def bound_names(document: Document) -> tuple[str, ...]:
    """Return each name the policy binds, the model's key included."""
    key = (document.model.key,) if document.model is not None else ()
    return tuple(dict.fromkeys((*document.secrets, *key)))


def binding_digest(document: Document, name: str) -> str:
    """Return the digest (SHA-256, hex) of all that says where `name` may go; empty when nothing binds it.

    What it is used by is part of it: a source or a model's address that moved takes the value elsewhere.
    """
    secret, model = document.secrets.get(name), document.model
    said: dict[str, Any] = {"name": name}
    if secret is not None:
        # Without defaults: a key that a later version adds must not undo what was accepted.
        said["secret"] = secret.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        said["sources"] = _sources(document, secret)
        if secret.for_ == FOR:
            said["ssh"] = _logins(document, name)
    if model is not None and model.key == name:
        said["model"] = [model.kind, model.url]
    if len(said) == 1:
        return ""
    text = json.dumps(said, sort_keys=True, ensure_ascii=True, separators=(",", ":"), default=str)
    return hashlib.sha256(b"wicketgate binding 1\n" + text.encode()).hexdigest()


def _sources(document: Document, secret: Secret) -> dict[str, Any]:
    """Return the sources a bound tool may open, or the bound source itself, by name."""
    if secret.for_ is None:
        return {}
    grants = [task.tools[secret.for_] for task in document.tasks.values() if secret.for_ in task.tools]
    names = {grant.source for grant in grants} | {secret.for_}
    found = {name: source for name, source in document.sources.items() if name in names}
    return {
        name: source.model_dump(mode="json", by_alias=True, exclude_defaults=True) for name, source in found.items()
    }


def _logins(document: Document, name: str) -> dict[str, Any]:
    """Return where a key may sign, and as whom, by the task that grants it."""
    return {
        task: {
            place: [sorted(grant.users), sorted(grant.host_keys)]
            for place, grant in each.ssh.items()
            if grant.key == name
        }
        for task, each in document.tasks.items()
        if any(grant.key == name for grant in each.ssh.values())
    }


def only(what: str) -> Callable[[str, Any, Any], Iterator[Change]]:
    """Return the rule for a list without which anything granted is meant."""

    def rule(who: str, old: tuple[str, ...], new: tuple[str, ...]) -> Iterator[Change]:
        if old and not new:
            yield wider(f"{who} may now go with any granted {what}")
        elif new and not old:
            yield narrower(f"{who} may now go only with the {what} {', '.join(new)}")
        else:
            yield from granted(who, f"go with the {what}", old, new)

    return rule


def until(who: str, old: str | None, new: str | None) -> Iterator[Change]:
    """Yield how long a secret may newly be used; ISO dates order as text."""
    if old != new:
        text = f"{who} may be used until {shown(new, 'it is revoked')} (was {shown(old, 'until it is revoked')})"
        yield wider(text) if new is None or (old is not None and new > old) else narrower(text)


def _below(path: str) -> str:
    return f"below {path[:-2]}" if path.endswith("/**") else f"at {path}"


def _listed(texts: tuple[str, ...] | list[str]) -> str:
    return " and ".join((", ".join(texts[:-1]), texts[-1])) if len(texts) > 1 else texts[0]


def _scope(secret: Secret) -> str:
    return f" for {secret.scope}" if secret.scope else ""


def _until(secret: Secret) -> str:
    return f"; until {secret.until}" if secret.until else ""


def _kept(secret: Secret) -> str:
    if secret.from_ == "age":
        return ""
    return f"; kept in {'the environment of whoever starts a run' if secret.from_ == 'env' else secret.from_}"
