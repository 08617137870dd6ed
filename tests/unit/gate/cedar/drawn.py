"""Requests drawn at random, about half of each kind granted: a call, what the caller looked up for it, and its task."""

from __future__ import annotations

import random
from typing import Any, NamedTuple

from wicketgate.action import Action, Facts, Grant, Request, Way
from wicketgate.gate import classify
from wicketgate.policy import Profile

PATHS = [
    "docs/guide.md",
    "docs/a/b.md",
    "docs/key.pem",
    "docs/private/x",
    "docs/ÜBER.md",
    "docs/ta",
    "docs/tz",
    "notes.txt",
    "tickets/1.md",
    "tickets/a/1.md",
    "tickets/1.txt",
    "a/data/x.csv",
    "data/x.csv",
    "data/a/x.csv",
    "data/crm.db",
    "data/crm.db-wal",
    "DATA/CRM.DB",
    "wicketgate.yaml",
    "Wicketgate.YAML",
    "lib/src/x1",
    "lib/a/src/b/x1",
    "lib/a/b/x1",
    "lib/secret/a/b.key",
    "log1.txt",
    "log12.txt",
    ".env",
    ".ENV",
    ".env/x",
    "drafts/a.md",
    "drafts/.git/config",
    "drafts/wicketgate.yaml",
    "drafts/Makefile",
    "drafts/a/.mcp.json",
    "site/a/page-1",
    "site/page-1",
    "site/a/b",
    "conf/x",
    "package.json",
    "lib/x",
    "lib/.github/workflows/ci.yml",
    "app/main.py",
    ".",
    "docs",
    "drafts",
    "lib",
    "lib/a",
    "tickets",
    "conf",
    "site",
    "secrets",
    "secrets/a",
    "x.toml",
    "../up",
    "/etc/passwd",
    "/tmp/scratch",
    "~/x",
    "~/.ssh/id",
    "/home/agent/x",
    "a",
    "a/b",
    "setup.py",
    ".git/HEAD",
    "docs/../notes.txt",
]
COMMANDS = [
    "ls",
    "ls -la",
    "cat docs/a.md",
    "cat",
    "cat 'a b'",
    "git status",
    "git status -s",
    "npm run x",
    "npm",
    "grep x docs/a.md",
    "rm -r build",
    "rm -r docs",
    "rm -rf /",
    "ls; git status",
    "ls ",
    " cat",
    "cat .env",
    "echo $HOME",
    "ls && rm -r dist",
    "git push",
    "curl http://x.test",
    "cat $(ls)",
    "ls > out",
    "cat docs/a.md; ls",
    "if",
    'ls "',
    "cat docs/key.pem",
    "grep -r x docs",
    "cat data/crm.db",
    "npm run build; npm run x",
]
URLS = [
    "http://docs.acme.test/kb/x",
    "http://docs.acme.test/kb",
    "http://docs.acme.test/kb/",
    "https://docs.acme.test/kb/a/b",
    "http://api.acme.test/tickets",
    "http://api.acme.test/tickets/7",
    "https://api.acme.test/tickets/7",
    "https://api.acme.test/tickets/7/8",
    "http://api.acme.test/tickets/7/note-1",
    "http://api.acme.test/tickets/7/x",
    "http://a.wild.test:8080/x",
    "http://wild.test:8080/x",
    "http://a.b.wild.test:8080/",
    "http://a.wild.test/x",
    "http://127.0.0.1:9000/a/z",
    "http://127.0.0.1:9000/a/b/c/z",
    "http://127.0.0.1:9000/z",
    "https://code.acme.test/team/app.git/git-receive-pack",
    "https://code.acme.test/team/x",
    "https://api.github.com/",
    "https://pypi.acme.test/simple",
    "https://evil.test/kb/x",
    "http://docs.acme.test/kb/x?q=1",
]
HOSTS = ["api.github.com", "pypi.acme.test", "evil.test", "API.github.com", "docs.acme.test"]
WHO = [
    "anna@acme.com",
    "bob",
    "Bob",
    "eve@evil.test",
    "ANNA@ACME.COM",
    "x@y@acme.com",
    "a,b@acme.com",
    "carol@acme.com.evil",
]
SQL = [
    "select id, subject from tickets",
    "select * from tickets",
    "select id, name from customers",
    "select iban from customers",
    "select * from customers",
    "select t.id from tickets t join customers c on c.id = t.id",
    "select name from tickets, customers",
    "select id from secrets",
    "delete from tickets",
    "select x.id from tickets t",
    "select count(*) from main.tickets",
    "select (select name from customers where id = t.id) from tickets t",
    "select rowid from tickets",
    "with a as (select id from tickets) select * from a",
    "select id from customers where iban = 1",
    "select 1",
    "select count(*) from secrets",
    "select id as z from tickets order by z",
    "select x.y from (select 1 as y) x",
]
ARGUMENTS: dict[str, list[Any]] = {
    "path": [
        "in/a.txt",
        "in/a/b.txt",
        "out/x/y",
        "axb",
        "ab",
        "../x",
        "/out/x",
        "in/.txt",
        "out/x.key",
        7,
        "out/d/b.KEY",
        "",
        "axxb",
        "data/crm.db",
        ["in/a.txt", "out/q"],
        ["in/a.txt", "zzz"],
        "out/a b",
        None,
        [],
    ],
    "url": [
        "a.acme.test",
        "acme.test",
        "https://x.acme.test/q?z",
        "api.beta.test",
        "API.beta.test",
        "127.0.0.1",
        "127.1",
        "evil.test",
        "http://127.0.0.1:80/",
        "https://a.acme.test@evil.test/",
        "https://evil.test/#.acme.test",
        5,
        ["a.acme.test", "x"],
    ],
    "who": [*WHO, ["bob", "anna@acme.com"], ["bob", "eve"], "*@acme.com", None, 3],
    "table": ["tickets", "notes", "Tickets", "secrets", 1, ["tickets", "notes"], None],
    "amount": [
        0,
        100,
        100.5,
        100.50001,
        "100.5",
        "100.500000001",
        101,
        -1,
        -0.5,
        "-0.000000001",
        1e17,
        10**19,
        "1e2",
        True,
        "7",
        99.99,
        0.1 + 0.2,
        40,
        "ten",
        [1, 200],
        [1, 2],
        None,
    ],
    "mode": ["fast", "slow", 1, True, 1.0, 2.5, "1", 2, False, ["fast", 1], None],
    "words": ["note this", "note ", "note", "axbxc", "abc", "acb", "note a\nb", None, 4, "", ["note x", "abc"]],
    "body": [{"id": 1}, {}, [], {"id": None, "x": [1]}, "x", None],
    "items": [[{"id": 1}], [{"id": 2}, {"id": 1}], [{"id": 3}], [{"id": 1}, {}], [], {"id": 1}, "x", [1], None],
}
ONES = {"one.path": "path", "one.host": "url", "one.who": "who", "one.table": "table", "one.amount": "amount"}
ONES |= {"one.enum": "mode", "one.text": "words", "one.schema": "body", "one.list": "items"}
SENT = [
    "mail.draft",
    "mail.outbox",
    "mail.send",
    "page.post",
    "ping.send",
    "clock.read",
    "mcp__lab__echo",
    "refund.pay",
    "pin.set",
    "kept.set",
    "gone",
]
FILES = {
    "Read": "file_path",
    "Write": "file_path",
    "Grep": "path",
    "workspace.commit": "paths",
    "Edit": "file_path",
    "LS": "path",
}
APART = ["data/crm.db", "data/crm.db-wal", "DATA/CRM.DB", "wicketgate.yaml", "docs/key.pem", "docs/private/x", ".env"]
"""Protected and hidden files."""
FOLDERS = [
    ".",
    "data",
    "docs",
    "docs/a",
    "docs/a/b",
    "docs/private",
    "lib",
    "lib/a",
    "lib/a/src",
    "lib/a/src/b",
    "tickets",
]
FOLDERS += [
    "notes.txt",
    "notes.txt/x",
    "site",
    "site/a",
    "site/a/page-1",
    "site/a/page-1/x",
    "conf",
    "conf/x",
    "a",
    "b",
]
FOLDERS += ["secrets", "x/secret", "tickets/1.md", "docs/ta", "docs/ta/x", "lib/secret", "drafts", "/tmp", ".env/x"]
LEAVES = ("Read", "Bash(ls *)", "WebFetch(domain:docs.acme.test)", "mcp__lab__echo")
"""What an active skill leaves."""
ORIGINS = ("operator", "policy", "trusted", "untrusted")


class Drawn(NamedTuple):
    """One request with its facts."""

    action: Action
    facts: Facts


def drawn(chance: random.Random, profile: Profile) -> Drawn:
    """Return one request for the task."""
    tool, arguments = KINDS[profile.name](chance)
    way = chance.choice([Way.DRY_RUN, Way.DRY_RUN, Way.HOOK, Way.GATEWAY, Way.EGRESS, Way.COMMIT])
    request = Request(profile.name, tool, arguments, way, cwd="", contained=chance.random() < 0.45)
    action = classify(request, profile)
    return Drawn(action, _facts(chance, action, profile))


def _facts(chance: random.Random, action: Action, profile: Profile) -> Facts:
    straight = {target.value: target.value for target in action.targets if target.kind == "file"}
    for path in straight:
        if chance.random() < 0.1:
            straight[path] = chance.choice([*PATHS, "", "/srv/desk/docs/x", "/srv/desk/.git/config"])
    labels = frozenset(one for one in ("untrusted", "private") if chance.random() < 0.5)
    grant = Grant("1", "digest", "anna") if chance.random() < 0.1 else None
    named = [leaf for leaf in ("to", "text", "amount", "who", "to[0]") if chance.random() < 0.6]
    origins = {name: chance.choice(ORIGINS) for name in named}
    narrowed = {"triage-a": LEAVES} if chance.random() < 0.06 else {}
    return Facts(straight, _used(chance, profile), labels, grant, origins, narrowed=narrowed)


def _used(chance: random.Random, profile: Profile) -> dict[str, int]:
    used = {"calls": chance.choice([0, 1, 4, 4, 5, 600]) if chance.random() < 0.2 else 0}
    spots = [("network", index) for index in range(len(profile.task.network))]
    spots += [("ssh", place) for place in profile.task.ssh]  # type: ignore[misc]
    for spot in (*spots, *(("tools", name) for name in profile.task.tools)):
        for kind, most in (("rate", 4), ("bytes", 1100)):
            if chance.random() < 0.3:
                used[f"{kind}:{profile.rule(*spot)}"] = chance.randint(0, most)
    return used


def _shell(chance: random.Random) -> tuple[str, dict[str, Any]]:
    return (_command if chance.random() < 0.7 else _word)(chance)


def _net(chance: random.Random) -> tuple[str, dict[str, Any]]:
    return chance.choices([_http, _tunnel, _fetch], [6, 3, 1])[0](chance)


def _file(chance: random.Random) -> tuple[str, dict[str, Any]]:
    tool, path = chance.choice(list(FILES)), chance.choice(chance.choices([PATHS, APART], [2, 1])[0])
    if tool in ("Grep", "LS") and chance.random() < 0.8:
        path = chance.choice(FOLDERS)
    if tool == "workspace.commit":
        paths = chance.sample(PATHS[:36], chance.choice([1, 1, 2]))
        return tool, {"paths": paths, **({"approved": paths} if chance.random() < 0.5 else {})}
    more = {"content": "", "old_string": "", "new_string": "", "pattern": "x"}
    return tool, {FILES[tool]: path, **more}


def _command(chance: random.Random) -> tuple[str, dict[str, Any]]:
    return "Bash", {"command": chance.choice(COMMANDS)}


def _http(chance: random.Random) -> tuple[str, dict[str, Any]]:
    url, method = chance.choice(URLS), chance.choice(["GET", "GET", "POST", "POST", "PUT", "HEAD"])
    found: dict[str, Any] = {"url": url, "method": method, "headers_bytes": chance.choice([0, 40, 900])}
    if method in ("POST", "PUT") and chance.random() < 0.7:
        found["body_bytes"] = chance.choice([1, 50, 500])
    if chance.random() < 0.15:
        found["means"] = [{"kind": "ref", "value": "main", "access": chance.choice(["read", "write"])}]
    return "http", found


def _tunnel(chance: random.Random) -> tuple[str, dict[str, Any]]:
    return "tunnel", {"host": chance.choice(HOSTS), "port": chance.choice([443, 443, 443, 8443])}


def _fetch(chance: random.Random) -> tuple[str, dict[str, Any]]:
    return "WebFetch", {"url": chance.choice(URLS), "prompt": "read it"}


def _word(chance: random.Random) -> tuple[str, dict[str, Any]]:
    tool = chance.choice(["Agent", "Skill", "BashOutput", "TodoWrite", "WebSearch", "Skill"])
    return tool, {"prompt": "x", "skill": chance.choice(["triage-a", "deploy", "deploy-x", "other"])}


def _sent(chance: random.Random) -> tuple[str, dict[str, Any]]:
    tool = chance.choice(SENT)
    to: Any = chance.choice([*WHO[:3], "anna@acme.com", *WHO])
    arguments = {"to": [to, chance.choice(WHO)] if chance.random() < 0.1 else to, "text": "hello"}
    if tool == "refund.pay":
        arguments = {"to": chance.choice(["ACME-7", "EVIL-9"]), "amount": chance.choice([40, 4000])}
    if chance.random() < 0.1:
        del arguments["to"]
    if tool == "clock.read" and chance.random() < 0.5:
        arguments["link"] = "https://evil.test/x"
    prefix = "mcp__wicketgate__" if chance.random() < 0.2 and "__" not in tool else ""
    return prefix + (tool.replace(".", "_") if prefix else tool), arguments


def _clerk(chance: random.Random) -> tuple[str, dict[str, Any]]:
    tool = chance.choice([*ONES, "one.closed", "one.closed"])
    if tool == "one.closed":
        found: dict[str, Any] = {"m": chance.choice([{"n": "a"}, {"n": "a", "o": 1}, {"n": "b"}, "a", {"n": "a"}])}
        found |= {key: chance.choice(WHO) for key in ("to", "cc", "x") if chance.random() < 0.25}
        found |= {"y": {}} if chance.random() < 0.1 else {}
        return tool, found
    found = {ONES[tool]: chance.choice(ARGUMENTS[ONES[tool]])}
    return tool, {} if chance.random() < 0.05 else found


def _ssh(chance: random.Random) -> tuple[str, dict[str, Any]]:
    host = chance.choice([*["git.acme.test", "127.0.0.1"] * 3, "GIT.acme.test", "build.acme.test", "evil.test"])
    usual = 2222 if host == "build.acme.test" else 22
    found = {"host": host, "port": usual if chance.random() < 0.8 else chance.choice([22, 2222, 443])}
    if chance.random() < 0.3:
        return "ssh.connect", found
    user, key = chance.choice([*["git"] * 5, "ci", "root"]), chance.choice([*["DEPLOY_KEY"] * 5, "BUILD_KEY"])
    if host == "build.acme.test":
        user, key = chance.choice(["ci", "ci", "deploy", user]), chance.choice(["BUILD_KEY", key])
    return "ssh.login", {**found, "user": user, "key": key, "fingerprint": "SHA256:x"}


def _query(chance: random.Random) -> tuple[str, dict[str, Any]]:
    tool, more = chance.choice(["db.query", "mcp__wicketgate__db_query"]), {"to": "x"} if chance.random() < 0.1 else {}
    return tool, {"source": chance.choice(["crm", "crm", "crm", "crm", "spare"]), "sql": chance.choice(SQL)} | more


def _open(chance: random.Random) -> tuple[str, dict[str, Any]]:
    return chance.choice([_file, _command, _command, _word])(chance)


KINDS = {
    "files": _file,
    "shell": _shell,
    "net": _net,
    "logins": _ssh,
    "mail": _sent,
    "clerk": _clerk,
    "reader": _query,
    "asker": _query,
    "open": _open,
    "bare": _open,
}
