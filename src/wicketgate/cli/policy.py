"""`wicketgate policy`: accept a policy, say what a task may do, export it, print the schema.

Accepting goes through the warden, which reads the file itself, takes exactly the digest shown here, and records it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path

from wicketgate.cli.arguments import Arguments
from wicketgate.cli.passphrase import confirmed
from wicketgate.cli.visible import visible
from wicketgate.client import Warden
from wicketgate.errors import ConfigError, UntrustedPolicy
from wicketgate.gate.cedar import export
from wicketgate.policy.change import Change, Direction
from wicketgate.policy.explain import explain
from wicketgate.policy.model import Document
from wicketgate.policy.named_files import digests
from wicketgate.policy.policy import Policy
from wicketgate.policy.widen import widened
from wicketgate.tools.sqlite.missing import missing

SUMMARY = "accept, explain or describe a policy"
EXAMPLE = """examples:
  wicketgate policy show triage              what the task may do, in plain words
  wicketgate policy trust                    read it, then let it count on this machine
  wicketgate policy trust --digest 3f9c…     the same without a terminal: exactly this digest
  wicketgate policy export --cedar triage    the task as Cedar policies, for a second opinion
  wicketgate policy schema                   for an editor that completes and checks YAML"""
HEADINGS = {
    Direction.WIDER: "what it lets happen that was not possible before:",
    Direction.NARROWER: "what it no longer lets happen:",
    Direction.NEUTRAL: "what only reads differently:",
}


def main(argv: list[str]) -> int:
    """Run one of trust, show, export, schema and return the exit code."""
    found = _arguments().parse_args(argv)
    if found.verb == "schema":
        print(json.dumps(Document.model_json_schema(by_alias=True), indent=2))
        return 0
    policy = Policy.load(Path(found.policy))
    if found.verb == "show":
        tasks = [found.task] if found.task is not None else list(policy.document.tasks)
        print(visible("\n".join(explain(policy.profile(task)) for task in tasks)), end="")
        return 0
    if found.verb == "export":
        return _export(policy, found.cedar)
    return _trust(policy, found.digest)


def _arguments() -> Arguments:
    parser = Arguments("wicketgate policy", SUMMARY, EXAMPLE)
    verbs = parser.steps()
    trust = verbs.add_parser("trust", help="let this digest of a policy count on this machine")
    trust.add_argument("--digest", help="accept exactly this digest, without asking")
    show = verbs.add_parser("show", help="say in plain words what a task may do")
    show.add_argument("task", nargs="?", help="a task of the policy; every one without it")
    given = verbs.add_parser("export", help="print a task as Cedar policies")
    given.add_argument("--cedar", metavar="TASK", required=True, help="a task of the policy")
    for verb in (trust, show, given):
        verb.add_argument("--policy", default="wicketgate.yaml", help="the policy file (default: %(default)s)")
    verbs.add_parser("schema", help="print the JSON schema of a policy")
    return parser


def _trust(policy: Policy, digest: str | None) -> int:
    if digest is not None:
        if digest.lower() != policy.digest:
            raise ConfigError(f"{policy.path} is not the policy you named (expected {digest}, got {policy.digest})")
        return _accept(policy)
    if not _on_terminal():
        print(policy.digest)
        remedy = f"wicketgate policy trust --policy {policy.path} --digest {policy.digest}"
        raise UntrustedPolicy("cannot ask without a terminal", f"having read the file: {remedy}")
    earlier, beside = _accepted(policy)
    edited = sorted(path for path, digest in digests(policy.beside).items() if beside.get(path) != digest)
    if earlier == policy.text and not edited:
        print(f"{policy.path} is accepted already, at {policy.digest}")
        return 0
    print(visible(_shown(policy, earlier, edited)))
    if input("accept this policy? [y/N] ").strip().lower() not in ("y", "yes"):
        print("not accepted; nothing runs on it")
        return 1
    return _accept(policy)


def _export(policy: Policy, task: str) -> int:
    """Print a task as Cedar; 1 where the text would permit what the gate refuses."""
    found = export(policy.profile(task))
    print(found.text, end="")
    return 1 if found.looser else 0


def _on_terminal() -> bool:
    """Return whether somebody is there to read and to answer."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def _shown(policy: Policy, earlier: str | None, edited: list[str]) -> str:
    """Return what a person must know to accept: all of a new policy, the differences of a changed one."""
    head = f"{policy.path}\ndigest {policy.digest}\n"
    before = _parsed(policy, earlier)
    if before is None:
        return "\n".join((head, *(explain(policy.profile(task)) for task in policy.document.tasks)))
    other = [Change(Direction.WIDER, f"answers must fit {path} as it is now: read it again") for path in edited]
    changes = [*other, *widened(before, policy.document)]
    sections = [head, "you accepted an earlier version of it\n"]
    for direction, heading in HEADINGS.items():
        lines = [f"  {change.text}\n" for change in changes if change.direction is direction]
        sections += [f"{heading}\n", *lines] if lines else []
    return "".join(sections if changes else [*sections, "it allows the same; only comments or layout changed\n"])


def _lacking(policy: Policy, tasks: Iterable[str]) -> str:
    """Return what is granted and is not there, so that it is seen before a run; empty where all is."""
    lines = [f"  {line}\n" for task in tasks for line in missing(policy.profile(task))]
    return "".join(("\ngranted, and not there now:\n", *lines)) if lines else ""


def _parsed(policy: Policy, text: str | None) -> Document | None:
    """Return the document that was accepted before; None if there is none that this version understands."""
    try:
        return None if text is None else Policy.of(text, policy.path).document
    except ConfigError:
        return None


def _accepted(policy: Policy) -> tuple[str | None, dict[str, str]]:
    """Return the text that was accepted last, and the digests of the files it named."""
    with Warden.connect() as warden:
        found = warden.call("policy.accepted", policy=str(policy.path))
    return found["previous"], found.get("beside", {})


def _accept(policy: Policy) -> int:
    """Have the warden record and keep the acceptance; it refuses if the file changed since it was shown."""
    with Warden.connect() as warden:
        confirmed(warden, "policy.trust", policy=str(policy.path), digest=policy.digest)
    print(f"accepted {policy.path} at {policy.digest}")
    # Only now: a data source that a policy names is not opened for one that nobody has accepted.
    print(visible(_lacking(policy, policy.document.tasks)), end="")
    return 0
