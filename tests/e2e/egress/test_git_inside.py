"""Real git in the real sandbox against git's own server over TLS: a fetch runs, a push asks and shows its refs."""

from __future__ import annotations

import asyncio
import os
import subprocess
from pathlib import Path

import pytest
from tests.e2e.egress.conftest import Script
from tests.support.memory import Memory
from tests.support.upstream import HOST, TlsWorld

from wicketgate.http.exchange import Exchange

AT = f"https://{HOST}:PORT"
VALUE = "ghp_Vq3kT9xLw2Zp8Rn5Yb7C1dE4fG6hJ0mS"
SECRETS = {"secrets": {"T": {"to": f"{HOST}:PORT", "as": "basic", "user": "ci"}}}
NAMED = "-c user.name=a -c user.email=a@b.test"


def git(*words: str, cwd: Path) -> str:
    """Run git outside and return what it says."""
    done = subprocess.run(["git", *NAMED.split(), *words], cwd=cwd, capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.fixture
def forge(tmp_path: Path) -> TlsWorld:
    """Return a host that serves one repository to whoever has the password."""
    root = tmp_path / "forge"
    (root / "x.git").mkdir(parents=True)
    git("init", "-q", "--bare", "-b", "main", cwd=root / "x.git")
    git("config", "http.receivepack", "true", cwd=root / "x.git")
    work = tmp_path / "work"
    work.mkdir()
    git("init", "-q", "-b", "main", cwd=work)
    (work / "a").write_text("first\n" * 500)
    git("add", "a", cwd=work)
    git("commit", "-q", "-m", "first", cwd=work)
    git("push", "-q", str(root / "x.git"), "main", cwd=work)

    async def answer(asked: Exchange, body: bytes) -> None:
        if "authorization" not in world.got[-1][2]:
            return await asked.reply(401, [(b"www-authenticate", b"Basic realm=x")])
        path, _, query = asked.target.partition("?")
        env = {"GIT_PROJECT_ROOT": str(root), "GIT_HTTP_EXPORT_ALL": "1", "PATH_INFO": path, "QUERY_STRING": query}
        env |= {"REQUEST_METHOD": asked.method, "REMOTE_USER": "ci", "PATH": os.environ["PATH"]}
        env |= {"CONTENT_TYPE": world.got[-1][2].get("content-type", ""), "CONTENT_LENGTH": str(len(body))}
        env |= {"HTTP_CONTENT_ENCODING": world.got[-1][2].get("content-encoding", "")}
        env |= {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "safe.directory", "GIT_CONFIG_VALUE_0": "*"}
        env |= {"GIT_PROTOCOL": world.got[-1][2].get("git-protocol", "")}
        cgi = await asyncio.create_subprocess_exec("git", "http-backend", env=env, stdin=-1, stdout=-1)
        out, _ = await cgi.communicate(body)
        head, _, rest = out.partition(b"\r\n\r\n")
        fields = [tuple(line.split(b": ", 1)) for line in head.split(b"\r\n")]
        status = next((int(value[:3]) for name, value in fields if name == b"Status"), 200)
        return await asked.reply(status, [(n.lower(), v) for n, v in fields if n != b"Status"], rest)

    world = TlsWorld(tmp_path, answer)
    world.values = Memory(T=VALUE)
    return world


RULES = (
    {"GET": f"{HOST}:PORT/x.git/info/refs"},
    {"POST": f"{HOST}:PORT/x.git/git-upload-pack"},
    {"POST": f"{HOST}:PORT/x.git/git-receive-pack"},
)
CLONE = (
    f"cd /tmp && export GIT_TERMINAL_PROMPT=0; git clone -q https://ci:$T@{HOST}:PORT/x.git && cd x && wc -l < a && "
)
PUSH = f"echo more >> a && git {NAMED} commit -qam second && git push -q origin main:topic"


def test_a_fetch_runs_with_the_placeholder_and_a_push_nobody_approves_does_not(inside: Script, forge: TlsWorld) -> None:
    out, err, made = inside(forge, CLONE + PUSH + "; echo $T", *RULES, document=SECRETS)
    assert out.split()[0] == "500", err
    assert out.split()[1].startswith("wgp_T_") and VALUE not in out + err
    (action,) = made.approvals.asked
    shown = [str(target) for target in action.targets]
    assert any("push: create refs/heads/topic" in text for text in shown) and "pack of" in shown[-1]
    drawn = str(action.request.arguments["body"])
    assert "| second" in drawn and "changed file: a" in drawn and "     first\n    +more" in drawn, drawn
    assert not any(target.endswith("git-receive-pack") for method, target, _, _ in forge.got if method == "POST")


def test_an_approved_push_arrives(inside: Script, forge: TlsWorld, tmp_path: Path) -> None:
    _, err, _ = inside(forge, CLONE + PUSH, *RULES, document=SECRETS, person=True)
    assert git("log", "-1", "--format=%s", "topic", cwd=tmp_path / "forge" / "x.git") == "second", err


def test_a_forced_push_a_deletion_and_a_workflow_are_shown_as_such(inside: Script, forge: TlsWorld) -> None:
    script = (
        f"mkdir -p .github/workflows && echo 'see https://evil.test/' > .github/workflows/x.yml && git add . && "
        f"git {NAMED} commit -q --amend -m other && git push -q -f origin main; "
        "git config http.postBuffer 1; git push -q origin :main; :"
    )
    _, err, made = inside(forge, CLONE + script, *RULES, document=SECRETS)
    forced, deleted = (" ".join(map(str, action.targets)) for action in made.approvals.asked)
    assert "push: FORCED: refs/heads/main loses" in forced, err
    assert ".github/workflows/x.yml: workflow" in forced and "leads to evil.test" in forced
    assert "push: DELETES refs/heads/main" in deleted
    assert "+see https://evil.test/" in str(made.approvals.asked[0].request.arguments["body"])


def test_a_reflected_credential_does_not_come_back_and_another_place_is_an_alarm(
    inside: Script, world: TlsWorld
) -> None:
    async def answer(asked: Exchange, body: bytes) -> None:
        sent = world.got[-1][2].get("authorization", "")
        await asked.reply(200, [(b"x-echo", sent.encode())], f"you sent {sent}".encode())

    world.answer, world.values = answer, Memory(T=VALUE)
    script = (
        f'curl -sSi -H "Authorization: Bearer $T" {AT}/a; curl -sSi -H "X-Note: $T" {AT}/a; '
        f"curl -sSi -H 'Authorization: Bearer attacker' {AT}/a; curl -sSi {AT}/a?q=$(printf %s $T | base64 -w0); env"
    )
    bound = {"secrets": {"T": {"to": f"{HOST}:PORT"}}}
    out, err, made = inside(world, script, {"GET": f"{HOST}:PORT/**"}, document=bound)
    assert out.count("[redacted:T]") == 2 and VALUE not in out + err
    assert out.count("HTTP/1.1 403") == 3 and len(world.got) == 1
    assert world.got[0][2]["authorization"] == f"Bearer {VALUE}" and len(made.audit.of("alarm")) == 2
