"""`wicketgate secret`: keep, list, replace, revoke and remove secrets. A value is typed or piped, never an argument."""

from __future__ import annotations

import argparse
import os
import re
import sys
from pathlib import Path
from typing import Any

from wicketgate.cli.arguments import Arguments
from wicketgate.cli.passphrase import confirmed
from wicketgate.cli.value import read_value
from wicketgate.cli.visible import visible
from wicketgate.client import Warden
from wicketgate.errors import ConfigError

SUMMARY = "keep, list, replace or revoke the secrets a policy binds"
EXAMPLE = """examples:
  wicketgate secret add GITHUB_TOKEN                     asks for the value, twice, without showing it
  wicketgate secret add DEPLOY_KEY < id_ed25519          reads it from standard input
  wicketgate secret rotate GITHUB_TOKEN --expires 2027-01-31
  wicketgate secret revoke GITHUB_TOKEN                  at once, in running sessions too
  wicketgate secret rm GITHUB_TOKEN                      forgets it
  wicketgate secret list                                 what is kept and for what; never a value
  wicketgate secret add --store vault                    the token that opens HashiCorp Vault (or aws, 1password)"""
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,63}")
NOTHING = 3
DONE = {
    "add": "kept {name}",
    "rotate": "{name} has a new value; the next use gets it",
    "revoke": "{name} counts no more",
    "rm": "{name} is forgotten",
}


def main(argv: list[str]) -> int:
    """Run one of add, list, rotate, revoke, rm and return the exit code."""
    found, extra = _arguments().parse_known_args(argv)
    if found.verb == "list":
        return _list(found)
    store, name = getattr(found, "store", None) or "", found.name or ""
    if extra or not (store or NAME.fullmatch(name)) or (store and name):
        # INVARIANT: nothing of it is repeated: what stands there may be the value itself.
        problem = (
            "expected one name and no value: an argument is seen by every program, and kept in the shell's history"
        )
        remedy = (
            "type the value when asked, or pipe it in; a value that stood here is known now: replace it at its source"
        )
        raise ConfigError(problem, remedy)
    call: dict[str, Any] = {"policy": _absolute(found.policy), "name": name, "store": store}
    with Warden.connect() as warden:
        if found.verb in ("add", "rotate"):
            _give(warden, found, call)
        else:
            confirmed(warden, f"secret.{found.verb}", **call)
    print(DONE[found.verb].format(name=name or store))
    return 0


def _arguments() -> Arguments:
    parser = Arguments("wicketgate secret", SUMMARY, EXAMPLE, allow_abbrev=False)
    verbs = parser.steps()
    for name, summary in (
        ("add", "keep a value for a name the policy binds"),
        ("rotate", "put a new value in place of the old"),
        ("revoke", "let it count no more, at once"),
        ("rm", "forget it"),
        ("list", "say what is kept, what it is for, and until when; no value"),
    ):
        verb = verbs.add_parser(name, help=summary, allow_abbrev=False)
        verb.add_argument("--policy", default="wicketgate.yaml", help="the policy file (default: %(default)s)")
        if name != "list":
            verb.add_argument("name", nargs="?", help="a name the policy binds")
            verb.add_argument("--store", help="what opens a store outside: vault, aws or 1password")
        if name in ("add", "rotate"):
            verb.add_argument("--expires", default="", metavar="DAY", help="the last day it counts, such as 2027-01-31")
    return parser


def _give(warden: Warden, found: argparse.Namespace, call: dict[str, Any]) -> None:
    """Say what the value is for, have it given, and hand it to the warden."""
    prepared = warden.call("secret.prepare", **call)
    name = call["name"] or call["store"]
    print(visible(f"{name} {prepared['binding']}"), file=sys.stderr)
    value = read_value(name)
    confirmed(warden, f"secret.{found.verb}", **call, value=value, digest=prepared["digest"], expires=found.expires)


def _list(found: argparse.Namespace) -> int:
    with Warden.connect() as warden:
        listed = warden.call("secret.list", policy=_absolute(found.policy))
    for row in listed["secrets"]:
        print(visible("\n".join(_told(row))))
    if not listed["secrets"]:
        print("no secrets")
        return NOTHING
    if listed["place"]:
        print(visible(f"the vault is opened by {listed['place']}"))
    return 0


def _told(row: dict[str, str]) -> list[str]:
    times = [f"{word} {row[key]}" for key, word in TIMES.items() if row[key]]
    lines = [f"{row['name']}: {row['state']} ({row['store']})", f"  {row['binding']}"]
    lines += [f"  {', '.join(times)}"] if times else []
    lines += [f"  {row['policy']}"] if row["policy"] else []
    return lines


TIMES = {"added": "added", "rotated": "rotated", "used": "last used", "expires": "expires", "revoked": "revoked"}


def _absolute(path: str) -> str:
    return str(Path(os.path.abspath(path)))  # noqa: PTH100  its links are the warden's to judge
