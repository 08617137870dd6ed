"""ssh and git in the real sandbox: in at the listed host, nowhere else, the key in no byte inside."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.conftest import Product
from tests.support.sshd import Server, keygen

POLICY = """\
version: 1
tasks:
  work:
    files: {{read: ["**"]}}
    commands: any
    ssh:
      "127.0.0.1:{port}": {{key: DEPLOY, users: [{user}], host_keys: ["{host_key}"]{more}}}
    limits: {{minutes: 2, memory: 512 MiB, disk: 32 MiB, processes: 64}}
secrets:
  DEPLOY: {{for: ssh}}
"""
NEVER = ", ask: never, bytes: 1 MiB per minute"


def policy(host: Server, more: str = NEVER, host_key: str = "") -> str:
    """Return a policy that lists one host."""
    return POLICY.format(port=host.port, user=host.user, host_key=host_key or host.host_key(), more=more)


@pytest.fixture
def ready(product: Product, host: Server, key: Path) -> Iterator[Product]:
    product.policy(policy(host))
    done = product.run("secret", "add", "DEPLOY", stdin=key.read_text())
    assert done.returncode == 0, done.stderr
    yield product


def script(product: Product, *lines: str, timeout: float = 90) -> str:
    """Return what a shell script inside prints, errors among it."""
    (product.project / "go.sh").write_text("\n".join(("exec 2>&1", *lines)))
    return product.run("exec", "work", "--", "bash", "go.sh", timeout=timeout).stdout


def bodies(product: Product, kind: str) -> list[str]:
    """Return the newest record entries of a kind, as text."""
    lines = product.run("audit", "tail", "--json", "-n", "300").stdout.splitlines()
    return [json.dumps(entry["body"]) for entry in map(json.loads, lines) if entry["kind"] == kind]


def test_ssh_logs_in_without_hand_work_and_the_key_is_nowhere_inside(
    ready: Product, host: Server, other: Server, key: Path
) -> None:
    secret = key.read_text().splitlines()[3]
    out = script(
        ready,
        "ssh 127.0.0.1 'echo in as $(id -un)'",
        "ssh-add -l",
        "echo listed: $?",
        # A host that is not listed, and one's own settings and known hosts.
        f"ssh -p {other.port} {other.user}@127.0.0.1 echo in-elsewhere",
        f"ssh -F /dev/null -o StrictHostKeyChecking=no -o UserKnownHostsFile=/tmp/k -p {other.port} "
        "-o 'ProxyCommand python3 -I -S /etc/wicketgate/ssh-connect %h %p' 127.0.0.1 echo in-elsewhere",
        "ssh -p 22 127.0.0.1 echo in-elsewhere",
        # Past the proxy: there is no such network inside.
        "ssh -o ProxyCommand=none 127.0.0.1 echo in-elsewhere",
        "env; cat /proc/*/environ /etc/ssh/* /etc/wicketgate/* ~/.ssh/* | tr '\\0' '\\n'",
    )
    assert f"in as {host.user}\n" in out, out
    assert "(ED25519)" in out and "listed: 0" in out
    assert f"no rule matched: tunnel to 127.0.0.1:{other.port}" in out
    assert "no rule matched: ssh to 127.0.0.1:22" in out and "under tasks.work.ssh" in out
    assert "in-elsewhere" not in out
    assert "SSH_AUTH_SOCK=/run/ssh-agent" in out
    assert "PRIVATE KEY" not in out and secret not in out
    whole = ready.run("audit", "tail", "--json", "-n", "300").stdout
    assert "ssh.login" in whole and secret not in whole and "PRIVATE KEY" not in whole


def test_git_clones_and_pushes_over_ssh(ready: Product, host: Server, tmp_path: Path) -> None:
    bare = tmp_path / "app.git"
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", bare], check=True, timeout=30)
    out = script(
        ready,
        "cd /tmp && git config --global user.email a@b.c && git config --global user.name A",
        f"git clone -q ssh://{host.user}@127.0.0.1:{host.port}{bare} app && cd app",
        "echo hello > file && git add file && git commit -qm first && git push -q origin HEAD:main && echo pushed",
        f"git clone -q ssh://{host.user}@127.0.0.1:{host.port}{bare} /tmp/again && cat /tmp/again/file",
    )
    assert "pushed" in out and "hello" in out, out
    log = subprocess.run(["git", "-C", bare, "log", "--format=%s", "main"], capture_output=True, text=True, check=True)
    assert log.stdout == "first\n"


@pytest.mark.slow
def test_a_host_with_another_key_is_refused_whatever_the_client_believes(
    ready: Product, host: Server, other: Server
) -> None:
    ready.policy(policy(host, host_key=other.host_key()))
    out = script(
        ready,
        "ssh 127.0.0.1 echo in",
        "ssh -o StrictHostKeyChecking=no -o GlobalKnownHostsFile=/dev/null 127.0.0.1 echo in",
    )
    assert "\nin\n" not in f"\n{out}", out
    assert any("none of the host keys" in body for body in bodies(ready, "ssh.refused"))


@pytest.mark.slow
def test_the_key_signs_for_no_user_but_those_listed(ready: Product, host: Server) -> None:
    ready.policy(policy(host).replace(f"users: [{host.user}]", "users: [somebody]"))
    assert "in\n" not in script(ready, f"ssh {host.user}@127.0.0.1 echo in")
    assert any(f"login at 127.0.0.1:{host.port} as {host.user}" in body for body in bodies(ready, "ssh.refused"))


@pytest.mark.slow
def test_either_listed_kind_of_host_key_will_do(ready: Product, host: Server) -> None:
    ready.policy(policy(host, host_key=host.host_key("ecdsa")))
    assert script(ready, "ssh 127.0.0.1 echo in") == "in\n"


@pytest.mark.slow
def test_a_credential_of_its_own_carries_little_out(ready: Product, host: Server, tmp_path: Path) -> None:
    own = keygen(ready.project / "own", "-t", "ed25519")
    host.admit(own.with_name("own.pub").read_text())
    stolen = tmp_path / "stolen"
    out = script(
        ready,
        "cp own /tmp/own; chmod 600 /tmp/own; head -c 300000 /dev/zero > /tmp/big",
        f"ssh -i /tmp/own -o IdentityAgent=none 127.0.0.1 'cat > {stolen}' < /tmp/big; echo ended $?",
    )
    assert "ended 0" not in out, out
    assert not stolen.exists() or stolen.stat().st_size < 8 << 10
    assert any("before a login that was signed here" in body for body in bodies(ready, "ssh.refused"))


@pytest.mark.slow
def test_the_way_is_for_ssh_and_bytes_are_capped(ready: Product, host: Server, tmp_path: Path) -> None:
    ready.policy(policy(host, ", ask: never, bytes: 100 KiB per minute"))
    stolen = tmp_path / "stolen"
    out = script(
        ready,
        "printf 'GET / HTTP/1.1\\r\\n\\r\\n' | timeout 20 python3 -I -S /etc/wicketgate/ssh-connect 127.0.0.1 "
        f"{host.port}",
        "head -c 300000 /dev/zero > /tmp/big",
        f"ssh 127.0.0.1 'cat > {stolen}' < /tmp/big; echo ended $?",
    )
    assert "ended 0" not in out, out
    assert not stolen.exists() or stolen.stat().st_size <= 100 << 10
    said = bodies(ready, "ssh.refused")
    assert any("these bytes are none" in body for body in said)
    assert any("the entry's cap is used up" in body for body in said)


@pytest.mark.slow
def test_a_revoked_key_signs_nothing_and_a_rotated_one_does(ready: Product, host: Server, tmp_path: Path) -> None:
    assert ready.run("secret", "revoke", "DEPLOY").returncode == 0
    assert "in\n" not in script(ready, "ssh 127.0.0.1 echo in")
    assert any("DEPLOY was revoked" in body for body in bodies(ready, "ssh.refused"))
    rsa = keygen(tmp_path / "rsa", "-t", "rsa", "-b", "2048", "-m", "PEM")
    host.admit(rsa.with_name("rsa.pub").read_text())
    assert ready.run("secret", "rotate", "DEPLOY", stdin=rsa.read_text()).returncode == 0
    assert script(ready, "ssh 127.0.0.1 echo in") == "in\n"
    assert any("rsa-sha2-" in body for body in bodies(ready, "outcome"))


@pytest.mark.slow
def test_a_changed_entry_needs_a_person_before_the_key_signs_there(ready: Product, other: Server) -> None:
    text = policy(other)
    (ready.project / "wicketgate.yaml").write_text(text)
    refused = ready.run("exec", "work", "--", "true")
    assert refused.returncode != 0 and "policy trust" in refused.stderr
    listed = ready.run("secret", "list").stdout
    assert "unusable: its binding changed" in listed


@pytest.mark.slow
def test_a_person_sees_host_user_and_fingerprint_and_decides(ready: Product, host: Server, key: Path) -> None:
    ready.policy(policy(host, ""))
    print_ = subprocess.run(["ssh-keygen", "-lf", key], capture_output=True, text=True, check=True).stdout.split()[1]
    for verb, expected in (("deny", ""), ("approve", "in\n")):
        running = ready.start("exec", "work", "--", "ssh", "127.0.0.1", "echo in")
        name, digest = asked(ready)
        shown = ready.run("approvals", "show", name).stdout
        assert f"{host.user}@127.0.0.1:{host.port}" in shown and print_ in shown, shown
        assert "(commands,files,agitpush)nobodyheresees" in "".join(shown.split()), shown
        words = ("--digest", digest) if verb == "approve" else ()
        assert ready.run("approvals", verb, name, *words).returncode == 0
        out, _ = running.communicate(timeout=60)
        assert out == expected


def asked(product: Product) -> tuple[str, str]:
    """Return the id and the digest of what waits for a person, once it does."""
    for _ in range(200):
        if listed := json.loads(product.run("approvals", "list", "--json").stdout):
            shown = json.loads(product.run("approvals", "show", listed[0]["id"], "--json").stdout)
            return str(shown["id"]), str(shown["digest"])
        time.sleep(0.1)
    raise AssertionError("nothing waits for a person")


@pytest.mark.slow
def test_a_key_nobody_can_unlock_and_what_is_none_are_refused_when_they_are_added(
    product: Product, host: Server, tmp_path: Path
) -> None:
    product.policy(policy(host))
    locked = keygen(tmp_path / "locked", "-t", "ed25519", "-N", "a passphrase")
    done = product.run("secret", "add", "DEPLOY", stdin=locked.read_text())
    assert done.returncode != 0 and "protected by a passphrase" in done.stderr and "ssh-keygen -p" in done.stderr
    done = product.run("secret", "add", "DEPLOY", stdin=locked.with_name("locked.pub").read_text())
    assert done.returncode != 0 and "is not a private key" in done.stderr
    assert "no secrets" in product.run("secret", "list").stdout or "missing" in product.run("secret", "list").stdout
