"""The clouds' own tools, by the verb of the operation: their services are too many to list, their verbs are few.

An operation that only looks says so by its first word (describe, list, get, show); what reads a secret is told apart
by the names of things; every other operation changes something elsewhere.
"""

from __future__ import annotations

import re
from typing import Any

from wicketgate.gate.shell.compiled import Compiled
from wicketgate.gate.shell.effects import Kind
from wicketgate.gate.shell.state import State, Word

LOOKING = re.compile(
    r"(?:describe|list|get|head|show|ls|lookup|search|filter|tail|view|check|validate|estimate|preview|test|query|scan"
    r"|select|detect|simulate|batch-get|info|read|wait|help|version|summarize|count|diff|versions|explain|du|stat|cat"
    r"|hash|history|metrics|logs|status)(?:-[a-z0-9-]+)?"
)
SECRET = re.compile(
    r"secret|password|credential|token|access-key|decrypt|login|private|kubeconfig|sas|connection-string|\bkeys?\b|appsettings|env-vars|connection-string|keyvault"
    r"|print-access|auth$|get-session|assume-role|get-authorization|publishing|conn-string|export",
    re.IGNORECASE,
)
WORD = re.compile(r"[a-z][a-z0-9-]*", re.IGNORECASE)
SENT = frozenset({"cp", "mv", "sync", "rsync", "upload", "upload-batch", "put", "put-object"})


def _command(program: Compiled, args: list[Word]) -> tuple[list[str], list[Word], bool]:
    """Return the leading words (service, operation), the other operands, and whether an endpoint is named."""
    names: list[str] = []
    operands: list[Word] = []
    at, elsewhere = 0, False
    while at < len(args):
        text = args[at].text
        if text.startswith("-") and len(text) > 1:
            name, sign, _ = text.partition("=")
            elsewhere = elsewhere or name in ("--endpoint-url", "--api-endpoint-overrides", "--cli-input-json")
            option = program.options.get(name)
            takes = option is not None and option.role is not None
            at += 2 if takes and not sign else 1
            continue
        if len(names) < 4 and not operands and args[at].known and WORD.fullmatch(text):
            names.append(text)
        else:
            operands.append(args[at])
        at += 1
    return names, operands, elsewhere


def _judge(state: State, names: list[str], verb: str, why: str, elsewhere: bool) -> None:
    said = " ".join(names)
    if "help" in names[:2]:
        return
    if not verb or any(not word for word in names):
        state.unclear(f"a cloud's operation that cannot be known: {why[:60]}")
    elif elsewhere:
        state.note(Kind.NETWORK, "an endpoint the command names", why)
    elif SECRET.search(said) and not (
        verb == "list-secrets" or said.endswith("secrets list") or verb == "get-caller-identity"
    ):
        state.note(Kind.CREDENTIAL, f"of a cloud: {said}", why)
    elif LOOKING.fullmatch(verb):
        state.note(Kind.FETCH, f"the cloud: {said}", why)
    else:
        state.note(Kind.REMOTE, f"the cloud: {said}", why)


def aws(state: State, program: Compiled, args: list[Word], why: str) -> None:
    """Note what one operation of aws does."""
    names, operands, elsewhere = _command(program, args)
    if not names or ([word.text for word in args][-1:] == ["help"] and len(args) == len(names) < 4):
        return
    if names[0] == "configure":
        quiet = names[1:2] in (["list"], ["list-profiles"]) or names[1:] == ["get", "region"]
        if not quiet:
            state.note(Kind.CREDENTIAL, "aws's own settings", why)
        return
    given = {word.text for word in args}
    if names[0] == "lambda" and any("Environment" in word for word in given):
        state.note(Kind.CREDENTIAL, "the environment of a function", why)
    if "--with-decryption" in given:
        state.note(Kind.CREDENTIAL, "a parameter that is kept encrypted", why)
    if names[0] == "ssm" and names[1:2] in (["start-session"], ["send-command"]):
        state.note(Kind.REMOTE, "a machine", why)
        return
    if names[0] == "s3":
        _store(state, names, operands, why, "s3://", elsewhere)
        return
    verb = names[1] if len(names) > 1 else ""
    if verb in ("get-object", "invoke", "get-export") and operands:
        state.note(Kind.WRITE, operands[-1], why)
    _judge(state, names[:2], verb or names[0], why, elsewhere)


def _store(state: State, names: list[str], operands: list[Word], why: str, scheme: str, elsewhere: bool) -> None:
    verb = next((name for name in names if name != "s3"), "")
    if elsewhere:
        state.note(Kind.NETWORK, "an endpoint the command names", why)
    if verb in ("ls", "du", "stat", "hash", "cat", "version", "help") and "--web" not in why:
        state.note(Kind.FETCH, "a store", why)
    elif (
        verb in ("cp", "sync", "rsync")
        and len(operands) == 2
        and operands[0].text.startswith(scheme)
        and "--delete" not in why
    ):
        if not operands[1].text.startswith(scheme):
            state.note(Kind.FETCH, "a store", why)
            state.note(Kind.WRITE, operands[1], why)
            return
        state.note(Kind.SEND, "to a store", why)
    elif "--dryrun" in why.split() or "--dry-run" in why.split():
        state.note(Kind.FETCH, "a store", why)
    elif verb in SENT:
        state.note(Kind.SEND, "to a store", why)
    elif verb:
        state.note(Kind.REMOTE, f"a store: {verb}", why)


def gcloud(state: State, program: Compiled, args: list[Word], why: str) -> None:
    """Note what one operation of gcloud, gsutil or bq does."""
    names, operands, elsewhere = _command(program, args)
    if why.startswith("gsutil"):
        _store(state, [name for name in names if name not in ("m",)], operands, why, "gs://", elsewhere)
        return
    if why.startswith("bq"):
        verb = names[0] if names else ""
        quiet = verb in ("ls", "show", "head", "version", "help") or (verb == "query" and "--dry_run" in why)
        state.note(Kind.FETCH if quiet else Kind.REMOTE, f"a warehouse: {verb}", why)
        return
    names = [name for name in names if name not in ("alpha", "beta")]
    if names[:1] == ["storage"]:
        _store(state, names[1:], operands, why, "gs://", elsewhere)
    elif (
        names[:1] == ["config"]
        and names[1:2]
        and names[1] in ("set", "unset", "configurations")
        and names[2:3] != ["list"]
    ):
        state.note(Kind.PERSIST, "which project later commands reach", why)
    elif (names[:1] == ["auth"] and names[1:2] != ["list"]) or names[:2] == ["config", "config-helper"]:
        state.note(Kind.CREDENTIAL, "a cloud's", why)
    elif names[:1] in (["info"], ["version"], ["help"], ["config"], ["auth"]) or not names:
        return
    elif "ssh" in names or "scp" in names or "start-iap-tunnel" in names:
        state.note(Kind.REMOTE, "a machine", why)
    else:
        _by_any(state, names, why, elsewhere)


def az(state: State, program: Compiled, args: list[Word], why: str) -> None:
    """Note what one operation of az does."""
    names, _, elsewhere = _command(program, args)
    if names[:1] in (["login"], ["logout"], ["rest"]) or "invoke" in " ".join(names):
        state.note(Kind.CREDENTIAL if names[0] != "rest" else Kind.REMOTE, "a cloud's", why)
    elif names[:2] == ["account", "set"]:
        state.note(Kind.PERSIST, "which subscription later commands reach", why)
    elif names and names[0] not in ("version", "help", "find"):
        _by_any(state, names, why, elsewhere)


def _by_any(state: State, names: list[str], why: str, elsewhere: bool) -> None:
    """Judge an operation whose verb stands last, or before the name of a thing."""
    verbs = [name for name in names[1:] if LOOKING.fullmatch(name)]
    changing = [name for name in names[1:] if CHANGING.fullmatch(name)]
    _judge(state, names, "change" if changing or not verbs else verbs[0], why, elsewhere)


CHANGING = re.compile(
    r"(?:create|delete|update|set|add|remove|start|stop|reset|restart|deploy|apply|import|enable|disable|patch|move|undelete"
    r"|attach|detach|assign|revoke|run|execute|call|submit|cancel|resize|restore|promote|rollback|replace|purge|generate"
    r"|regenerate|rotate|invoke|publish|push|upload|clone|submit|ssh|connect|scale|swap|failover|grant|deallocate|redeploy)(?:-[a-z0-9-]+)?"
)
READERS: dict[str, Any] = {"raw-aws": aws, "raw-gcloud": gcloud, "raw-az": az}
