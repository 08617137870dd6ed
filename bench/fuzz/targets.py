"""What is fuzzed: each target takes bytes, and may refuse them only by the error it promises."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from wicketgate.action import Decision, Facts, Request, Way
from wicketgate.errors import ConfigError
from wicketgate.gate import classify, decide, shell, sql, url
from wicketgate.gate.tools import KNOWN
from wicketgate.policy import Policy

POLICY = """\
version: 1
tasks:
  t:
    prompt: Send an answer to anna@acme.com.
    files: {read: [docs/**, "**/*.md"], write: [drafts/**], hide: ["**/*.pem", .env]}
    commands: any
    skills: [triage-*]
    network: [{GET: docs.acme.test/kb/**}, {POST: "http://*.wild.test:8080/**"}, {TUNNEL: api.github.com}]
    tools:
      db.query: {source: crm, tables: [tickets, "customers(id, name)"]}
      send: {effect: send, to: ["*@acme.com"], arguments: {amount: {amount: "<= 9"}, "a[].b": {text: ["x*y*z"]}}}
sources: {crm: {kind: sqlite, path: crm.db}}
"""
PROFILE = Policy.of(POLICY, Path("/srv/desk/wicketgate.yaml")).profile("t")
NAMES = [*KNOWN, "send", "mcp__x__y"]


def shell_text(data: bytes) -> None:
    """Read a shell command."""
    shell.read(data.decode("utf-8", "surrogateescape"))


def sql_text(data: bytes) -> None:
    """Read a statement in either dialect."""
    for dialect in ("sqlite", "postgres"):
        try:
            sql.read(data.decode("utf-8", "replace"), dialect)  # type: ignore[arg-type]
        except sql.SqlRefused:
            continue


def url_text(data: bytes) -> None:
    """Bring a URL to its one form, which is its own."""
    try:
        found = url.canonical(data.decode("utf-8", "surrogateescape"))
    except url.UrlRefused:
        return
    assert url.canonical(str(found)) == found


def policy_text(data: bytes) -> None:
    """Parse a policy."""
    try:
        Policy.of(data.decode("utf-8", "replace"), Path("/srv/desk/wicketgate.yaml"))
    except ConfigError:
        return


def request(data: bytes) -> None:
    """Decide a request whose tool, way and arguments come from the bytes; the gate never fails to decide."""
    if len(data) < 3:
        return
    try:
        arguments = json.loads(data[2:].decode("utf-8", "surrogateescape"))
    except (ValueError, RecursionError):
        text = data[2:].decode("utf-8", "surrogateescape")
        tool = KNOWN.get(NAMES[data[0] % len(NAMES)])
        arguments = dict.fromkeys(tool.shape if tool is not None else ("to", "amount", "a"), text)
    asked = Request("t", NAMES[data[0] % len(NAMES)], arguments, list(Way)[data[1] % 7], contained=bool(data[1] & 128))
    action = classify(asked, PROFILE)
    paths = {target.value: target.value for target in action.targets if target.kind == "file"}
    verdict = decide(action, Facts(paths=paths), PROFILE)
    assert not verdict.reason.startswith("could not decide"), verdict.reason
    assert verdict.decision is not Decision.ALLOW or verdict.rule


TARGETS: dict[str, Callable[[bytes], None]] = {
    "shell": shell_text,
    "sql": sql_text,
    "url": url_text,
    "policy": policy_text,
    "request": request,
}
SEEDS: dict[str, list[bytes]] = {
    "shell": [b"git log | head -5; cat <<'E' > $x\n$(rm -rf \"$A\")\nE\n", b"for i in {1..3}; do eval \"$i\"; done"],
    "sql": [b"select id, (select max(x) from b) from t join c using (id) where a in (1, 'x')", b"with a as (select 1)"],
    "url": [b"https://api.acme.test:8443/a/b%20c?q=1", b"http://[::1]/x"],
    "policy": [POLICY.encode()],
    "request": [
        bytes([index, way]) + json.dumps({"command": "cat x", "file_path": "a.md", "url": "https://docs.acme.test/kb/x",
                                          "method": "GET", "sql": "select id from tickets", "source": "crm"}).encode()
        for index in range(len(NAMES)) for way in (0, 130)
    ],
}  # fmt: skip
