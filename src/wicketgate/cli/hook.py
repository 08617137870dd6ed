"""`wicketgate hook`: have Claude Code on this machine ask before each tool call, without a sandbox.

Writes Claude Code's settings, keeps what was there, and tries the hook with real calls before it says that it holds.
"""

from __future__ import annotations

import argparse
import os
import pwd
import shlex
import sys
from dataclasses import asdict
from pathlib import Path

from wicketgate.cli.arguments import Arguments
from wicketgate.cli.hook_status import others, said, status
from wicketgate.cli.passphrase import chosen, confirmed
from wicketgate.client import Warden, state_home
from wicketgate.errors import ConfigError, UntrustedPolicy
from wicketgate.intercept.hook_only.canary import try_hook
from wicketgate.intercept.hook_only.merge import parse
from wicketgate.intercept.hook_only.settings import ASKS, SECONDS, HookOptions, managed, user
from wicketgate.intercept.hook_only.settings_file import MANAGED, Place
from wicketgate.policy.policy import Policy

SUMMARY = "have Claude Code on this machine ask before each tool call (no sandbox)"
EXAMPLE = """examples:
  wicketgate hook install --task work          writes /etc/claude-code/managed-settings.json, or says how
  wicketgate hook install --task work --user   your own settings file, which the agent can edit
  wicketgate hook status                       is it installed, unedited, and does it block? tried now
  wicketgate hook uninstall                    puts back what was there
  wicketgate hook passphrase                   sets or changes it; --remove ends it

exit codes: 0 done and tried, 1 something does not hold, 3 nothing is installed
docs/hook-only.md says what this is worth: advice with a lock, not a wall."""
OK, FAILED, NOTHING = 0, 1, 3
LOST = """{path} is root's. There, no program without root can edit, remove or outrank the hook.

as root, having read this line:
  {line}

or `--user`: {user}, where whatever runs as you, the agent too, can edit the hook away,
add hooks of its own or allow what it likes; older versions of Claude Code are not kept out."""


def main(argv: list[str]) -> int:
    """Run one of install, uninstall, status, passphrase and return the exit code."""
    found = _arguments().parse_args(argv)
    if found.verb == "status":
        return status(_place(found, installed=True), found.claude, as_json=found.json)
    return {"install": _install, "uninstall": _uninstall, "passphrase": _passphrase}[found.verb](found)


def _arguments() -> Arguments:
    parser = Arguments("wicketgate hook", SUMMARY, EXAMPLE)
    verbs = parser.steps()
    install = verbs.add_parser("install", help="write the settings, then try the hook")
    install.add_argument("--task", required=True, help="the task of the policy that Claude Code works under here")
    install.add_argument("--policy", default="wicketgate.yaml", help="the policy file (default: %(default)s)")
    install.add_argument("--ask", choices=ASKS, default=ASKS[0], help="who is asked (default: %(default)s)")
    install.add_argument("--wait", type=int, default=SECONDS, metavar="SECONDS", help="for an answer (%(default)s)")
    install.add_argument("--no-passphrase", action="store_true", help="let whatever runs as you approve, the agent too")
    install.add_argument("--for", dest="account", metavar="NAME", help="as root: the user whose warden answers")
    install.add_argument("--state", help="as root: that user's state directory")
    install.add_argument("--key-helper", default="", help="as root: what that user's settings have as apiKeyHelper")
    uninstall = verbs.add_parser("uninstall", help="put back what was there")
    shown = verbs.add_parser("status", help="say what is installed and try it")
    shown.add_argument("--json", action="store_true")
    shown.add_argument("--claude", default="", metavar="PATH", help="the Claude Code to look at")
    for verb in (install, uninstall, shown):
        where = verb.add_mutually_exclusive_group()
        where.add_argument("--settings", metavar="FILE", help=f"another settings file than {MANAGED}")
        where.add_argument("--user", action="store_true", help="your own ~/.claude/settings.json")
    phrase = verbs.add_parser("passphrase", help="set, change or remove what approving asks for")
    phrase.add_argument("--remove", action="store_true", help="ask for none from now on")
    return parser


def _install(found: argparse.Namespace) -> int:
    place, account = _place(found), pwd.getpwnam(found.account) if found.account else None
    if found.account and os.geteuid() != 0:
        raise ConfigError("--for is for root", "leave it out: it is installed for you")
    policy = str(Path(os.path.abspath(found.policy)))  # noqa: PTH100  its links are the warden's to judge
    order = HookOptions(found.state or state_home(), policy, found.task, found.ask, found.wait)
    if account is None:
        _ready(Policy.load(Path(policy)), found)
    if not _writable(place.path):
        line = _root_line(order, found, _key_helper(place))
        print(LOST.format(path=place.path, line=line, user=_own().path), file=sys.stderr)
        print("\n".join(said((), others(place, Path.home()))), file=sys.stderr)
        return FAILED
    ours = user(order) if found.user else managed(order, found.key_helper or _key_helper(place))
    changed = place.install(ours, asdict(order))
    print(f"{place.path}: {'installed' if changed else 'installed already'}")
    checks = try_hook(order, account.pw_uid, account.pw_gid) if account else try_hook(order)
    print("\n".join(said(checks, others(place, Path.home()) if account is None else ())))
    print("sessions of Claude Code that run already go on without it: start them anew")
    return OK if all(check.ok for check in checks) else FAILED


def _ready(policy: Policy, found: argparse.Namespace) -> None:
    """See that the policy is accepted and has the task, and that a passphrase is set, before anything is written."""
    policy.profile(found.task)
    with Warden.connect() as warden:
        previous = warden.call("policy.accepted", policy=str(policy.path))["previous"]
        if previous != policy.text:
            remedy = f"wicketgate policy trust --policy {policy.path}"
            raise UntrustedPolicy(f"{policy.path.name} is not accepted as it is now", remedy)
        if not warden.call("passphrase.show")["set"] and not found.no_passphrase:
            print("The agent will run as you. So that it cannot answer in your place, approving, accepting a policy")
            print("and giving secrets ask for a passphrase. It cannot be recovered.")
            warden.call("passphrase.set", new=chosen())


def _uninstall(found: argparse.Namespace) -> int:
    place = _place(found, installed=True)
    note = place.note()
    if note is None:
        print(f"nothing is installed at {place.path}")
        return NOTHING
    if not _writable(place.path):
        line = shlex.join(["sudo", sys.executable, "-I", "-m", "wicketgate", "hook", "uninstall"])
        line += "" if place.path == MANAGED else f" --settings {shlex.quote(str(place.path))}"
        print(f"{place.path} is root's; as root:\n  {line}", file=sys.stderr)
        return FAILED
    still = False
    if note.order.get("state") == state_home():  # else it is another user's, and this is root
        with Warden.connect() as warden:
            confirmed(warden, "passphrase.check")
            still = warden.call("passphrase.show")["set"]
    place.uninstall()
    print(f"{place.path}: as it was" if place.path.exists() else f"{place.path}: gone, as before")
    if still:
        print("the passphrase is asked for as before; to end that: wicketgate hook passphrase --remove")
    return OK


def _passphrase(found: argparse.Namespace) -> int:
    with Warden.connect() as warden:
        if found.remove and not warden.call("passphrase.show")["set"]:
            print("no passphrase is set")
            return NOTHING
        confirmed(warden, "passphrase.set", new="" if found.remove else chosen())
    if found.remove:
        print("removed; whatever runs as you can approve, accept a policy and give secrets")
    else:
        print("set; approving, accepting a policy and giving secrets ask for it from now on")
    return OK


def _place(found: argparse.Namespace, *, installed: bool = False) -> Place:
    if found.settings:
        return Place(Path(os.path.abspath(found.settings)))  # noqa: PTH100  a link is refused, not followed
    managed_place, own = Place(MANAGED), _own()
    if found.user or (installed and managed_place.note() is None and own.note() is not None):
        return own
    return managed_place


def _own() -> Place:
    return Place(Path.home() / ".claude" / "settings.json", 0o600)


def _key_helper(place: Place) -> str:
    """Return the command that gives the operator's key as it is now, so that it is pinned and not lost."""
    for one in (place, _own()):
        raw = one.read()
        helper = parse(raw, str(one.path)).get("apiKeyHelper") if raw is not None else None
        if isinstance(helper, str) and helper:
            return helper
    return ""


def _writable(path: Path) -> bool:
    folder = next(parent for parent in path.parents if parent.exists())
    return os.access(folder, os.W_OK)


def _root_line(order: HookOptions, found: argparse.Namespace, helper: str) -> str:
    name = pwd.getpwuid(os.geteuid()).pw_name
    words = ["sudo", sys.executable, "-I", "-m", "wicketgate", "hook", "install", "--task", order.task]
    words += ["--policy", order.policy, "--ask", order.ask, "--wait", str(order.seconds), "--for", name]
    words += ["--state", order.state, *(["--key-helper", helper] if helper else [])]
    words += ["--settings", found.settings] if found.settings else []
    return shlex.join(words)
