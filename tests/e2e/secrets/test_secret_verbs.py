"""`wicketgate secret` as its user sees it: a real warden, terminal and file; no value comes back anywhere."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import stat
import subprocess
import time
from pathlib import Path

from tests.e2e.conftest import Product

POLICY = """\
version: 1
tasks: {work: {tools: {mail.send: {}}, commands: any, files: {read: ["**"]}}}
secrets:
  TOKEN: {to: api.acme.test, methods: [GET], paths: [/v1/**]}
  MAIL: {for: mail.send}
"""
VALUE, SECOND = "acme-value-5f0c1b", "acme-value-rotated-77"
KEY = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSj\n-----END PRIVATE KEY-----\n"


def vault(product: Product) -> Path:
    return product.state / "wicketgate"


def add(product: Product, name: str = "TOKEN", value: str = VALUE + "\n", *more: str) -> str:
    done = product.run("secret", "add", name, *more, stdin=value)
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def everywhere(product: Product) -> bytes:
    """Return every byte the product keeps, the open record with it."""
    found = b""
    for path in sorted(vault(product).rglob("*")):
        with contextlib.suppress(OSError):  # a run that has just ended is still being put away
            found += path.read_bytes() if path.is_file() else b""
    return found


def typed(product: Product, *answers: str) -> str:
    """Return what a person sees who adds TOKEN on a terminal and types `answers`."""
    leader, follower = pty.openpty()
    streams = {"stdin": follower, "stdout": follower, "stderr": follower}
    command = product.command("secret", "add", "TOKEN")
    child = subprocess.Popen(command, cwd=product.project, env=product.env, start_new_session=True, **streams)
    os.close(follower)
    seen = b""
    try:
        while chunk := os.read(leader, 65536):
            seen += chunk
            if answers and seen.rstrip().endswith(b":"):
                time.sleep(0.2)  # getpass drops what was typed before it turned the echo off
                os.write(leader, answers[0].encode() + b"\n")
                answers = answers[1:]
                seen += b"|"
    except OSError:  # the terminal is gone with its last user
        pass
    os.close(leader)
    child.wait(timeout=60)
    return seen.decode()


def test_a_value_is_piped_in_and_only_its_binding_is_shown(product: Product) -> None:
    product.policy(POLICY)
    said = add(product)
    assert "TOKEN goes to api.acme.test only, GET below /v1/, as header Authorization" in said
    add(product, "MAIL", KEY, "--expires", "2999-01-31")
    listed = product.run("secret", "list")
    assert listed.returncode == 0, listed.stderr
    assert "TOKEN: ready (age)\n  goes to api.acme.test only" in listed.stdout
    assert "expires 2999-02-01" in listed.stdout
    assert "vault.key, mode 0600, as there is no system keyring" in listed.stdout
    record = product.run("audit", "tail", "--json", "-n", "20").stdout
    (added, _) = [json.loads(line) for line in record.splitlines() if '"secret.added"' in line]
    assert {"name": "TOKEN", "store": "age"}.items() <= added["body"].items()
    for text in (VALUE, KEY.split("\n")[1]):
        assert text not in said + listed.stdout + listed.stderr + record
        assert text.encode() not in everywhere(product)
    for name in ("vault.age", "vault.key"):
        assert stat.S_IMODE((vault(product) / name).stat().st_mode) == 0o600


def test_a_value_is_typed_twice_and_never_echoed(product: Product) -> None:
    product.policy(POLICY)
    seen = typed(product, VALUE, VALUE + "x")
    assert "the two values differ" in seen
    seen += typed(product, VALUE, VALUE)
    assert "kept TOKEN" in seen
    assert VALUE not in seen


def test_a_value_is_never_an_argument(product: Product) -> None:
    product.policy(POLICY)
    for words in (["TOKEN", VALUE], [f"TOKEN={VALUE}"], ["TOKEN", f"--value={VALUE}"], ["TOKEN", "--store", "vault"]):
        done = product.run("secret", "add", *words, stdin="")
        assert done.returncode == 2
        assert "expected one name and no value" in done.stderr
        assert VALUE not in done.stdout + done.stderr
    done = product.run("secret", "add", "acme_value_5f0c1b", stdin=VALUE)
    assert done.returncode == 2
    assert "nothing binds that name in wicketgate.yaml" in done.stderr
    assert "acme_value" not in done.stdout + done.stderr
    assert not (vault(product) / "vault.age").exists()


def test_a_value_too_short_or_no_text_is_refused(product: Product) -> None:
    product.policy(POLICY)
    done = product.run("secret", "add", "TOKEN", stdin="short77\n")
    assert (done.returncode, "shorter than 8 characters" in done.stderr) == (2, True)
    raw = subprocess.run(
        product.command("secret", "add", "TOKEN"), cwd=product.project, env=product.env, input=b"\xff" * 20,
        capture_output=True, check=False,
    )  # fmt: skip
    assert (raw.returncode, b"no UTF-8 text" in raw.stderr) == (2, True)


def test_rotate_revoke_and_rm(product: Product) -> None:
    product.policy(POLICY)
    add(product)
    again = product.run("secret", "add", "TOKEN", stdin=SECOND)
    assert "TOKEN is in the vault already" in again.stderr
    assert product.run("secret", "rotate", "TOKEN", stdin=SECOND).returncode == 0
    assert "rotated 2" in product.run("secret", "list").stdout
    assert product.run("secret", "revoke", "TOKEN").returncode == 0
    assert "TOKEN: revoked" in product.run("secret", "list").stdout
    assert product.run("secret", "rm", "TOKEN").returncode == 0
    assert "TOKEN: missing" in product.run("secret", "list").stdout
    kinds = [
        json.loads(line)["kind"] for line in product.run("audit", "tail", "--json", "-n", "20").stdout.splitlines()
    ]
    assert [kind for kind in kinds if kind.startswith("secret.")] == [
        "secret.added",
        "secret.rotated",
        "secret.revoked",
        "secret.removed",
    ]
    assert product.run("secret", "rotate", "TOKEN", stdin=SECOND).returncode == 2


def test_a_changed_binding_is_said_and_trust_renews_it(product: Product) -> None:
    product.policy(POLICY)
    add(product)
    changed = POLICY.replace("api.acme.test", "evil.test")
    (product.project / "wicketgate.yaml").write_text(changed)
    assert "TOKEN: unusable: its binding changed" in product.run("secret", "list").stdout
    product.policy(changed)
    assert "TOKEN: ready" in product.run("secret", "list").stdout


def test_a_warden_that_was_stopped_still_has_them(product: Product) -> None:
    product.policy(POLICY)
    add(product)
    assert product.run("warden", "stop").returncode == 0
    assert "TOKEN: ready" in product.run("secret", "list").stdout


def test_a_run_refuses_to_start_on_a_vault_that_cannot_be_opened(product: Product) -> None:
    product.policy(POLICY)
    add(product)
    assert product.run("warden", "stop").returncode == 0
    (vault(product) / "vault.age").write_bytes(b"age-encryption.org/v1\nnonsense")
    done = product.run("exec", "work", "--", "true")
    assert done.returncode == 1
    assert "vault.age cannot be opened: damaged, or made for another identity" in done.stderr


def test_what_the_environment_lends_is_warned_of_each_time(product: Product) -> None:
    product.policy(POLICY.replace("MAIL: {for: mail.send}", "MAIL: {for: mail.send, from: env}"))
    assert "MAIL: ready (env)" in product.run("secret", "list").stdout
    done = product.run("exec", "work", "--", "env", env={"MAIL": VALUE})
    assert done.returncode == 0, done.stderr
    assert "MAIL comes from the environment" in done.stderr
    assert VALUE not in done.stdout + done.stderr
    assert VALUE.encode() not in everywhere(product)


def test_a_known_value_is_nowhere_in_the_record(product: Product) -> None:
    product.policy(POLICY)
    add(product)
    done = product.run("exec", "work", "--", "sh", "-c", f"echo {VALUE} > /dev/null")
    assert done.returncode == 0, done.stderr
    record = product.run("audit", "tail", "--json", "-n", "20").stdout
    assert "[redacted:TOKEN]" in record
    assert VALUE not in record
