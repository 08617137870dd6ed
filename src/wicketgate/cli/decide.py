"""`wicketgate decide`: what the gate would say to one request, without doing it. Reads the policy and links, no more.

Runs without the warden: nothing is asked, recorded or spent, so nothing can be approved by it either.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from wicketgate.action import Decision, Request, Verdict, Way
from wicketgate.cli.arguments import Arguments
from wicketgate.client import state_home
from wicketgate.errors import RequestError
from wicketgate.gate import classify, decide
from wicketgate.policy import Policy, Profile
from wicketgate.policy.accepted import Accepted
from wicketgate.session.state import State

SUMMARY = "say what the gate would decide on a request, without doing it"
EXAMPLE = """example:
  echo '{"tool": "Read", "arguments": {"file_path": "docs/a.md"}}' | wicketgate decide triage

The request is one JSON object: tool, arguments, cwd (by default the workspace), contained (by default false).
Exit code: 0 allow, 4 deny, 5 ask, 2 wrong usage or policy, 1 could not decide. With --jsonl: 0 if every line was
answered, 1 if one could not be."""
CODES = {Decision.ALLOW: 0, Decision.DENY: 4, Decision.ASK: 5}
LONGEST = 8 << 20
"""Bytes of one request."""


def main(argv: list[str]) -> int:
    """Decide what standard input asks and print the verdicts."""
    parser = Arguments("wicketgate decide", SUMMARY, EXAMPLE)
    parser.add_argument("task", metavar="TASK", help="a task of the policy")
    parser.add_argument(
        "--policy",
        type=Path,
        default=Path("wicketgate.yaml"),
        metavar="FILE",
        help="the policy file (default: %(default)s)",
    )
    parser.add_argument("--untrusted-policy", action="store_true", help="decide by a policy nobody has accepted")
    parser.add_argument("--jsonl", action="store_true", help="one request a line, one verdict a line")
    found = parser.parse_args(argv)
    policy = Policy.load(found.policy)
    if not found.untrusted_policy:
        Accepted(Path(state_home())).check(policy)
    profile = policy.profile(found.task)
    return _each(profile, sys.stdin.buffer) if found.jsonl else _one(profile, sys.stdin.buffer)


def verdict(profile: Profile, text: bytes) -> Verdict:
    """Return the verdict on the request that `text` spells; RequestError if it spells none."""
    request = _request(profile, text)
    action = classify(request, profile)
    # A fresh run's state: nothing spent, and the labels every run starts with.
    return decide(action, State(profile, lambda: 0.0, str).facts(action), profile)


def _request(profile: Profile, text: bytes) -> Request:
    if len(text) > LONGEST:
        raise RequestError(f"expected a request of at most {LONGEST} bytes")
    try:
        body = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise RequestError(f"expected one JSON object ({_fault(error)})") from None
    if not isinstance(body, dict) or not isinstance(body.get("tool"), str):
        raise RequestError('expected a JSON object with "tool"')
    contained, cwd, arguments = body.get("contained", False), body.get("cwd", ""), body.get("arguments", {})
    if not isinstance(contained, bool) or not isinstance(cwd, str) or not isinstance(arguments, dict):
        raise RequestError('expected "arguments" as an object, "cwd" as text, "contained" as true or false')
    return Request(profile.name, body["tool"], arguments, Way.DRY_RUN, cwd=cwd, contained=contained)


def _fault(error: Exception) -> str:
    return "nested too deeply" if isinstance(error, RecursionError) else str(error).lower()[:200]


def _one(profile: Profile, stream: BinaryIO) -> int:
    try:
        found = verdict(profile, stream.read(LONGEST + 1))
    except RequestError as error:
        _print(_error(error))
        return 1
    _print(found.to_json())
    return CODES[found.decision]


def _each(profile: Profile, stream: BinaryIO) -> int:
    code = 0
    for line in _lines(stream):
        try:
            body = verdict(profile, line).to_json()
        except RequestError as error:
            body, code = _error(error), 1
        _print(body)
    return code


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    """Yield each line, an overlong one cut where it is too long already."""
    while line := stream.readline(LONGEST + 2):
        rest = line
        while rest and not rest.endswith(b"\n"):
            rest = stream.readline(LONGEST)
        yield line


def _error(error: RequestError) -> dict[str, Any]:
    return {"decision": Decision.DENY.value, "error": error.message}


def _print(body: dict[str, Any]) -> None:
    print(json.dumps(body), flush=True)
