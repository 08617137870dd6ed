"""The model's key in the vault: a run takes it there; rotation reaches the next request, revocation ends it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.e2e.conftest import Product
from tests.support.fake_model import FakeModel

FIRST, SECOND, OTHER = "sk-ant-from-the-vault-0001", "sk-ant-after-rotation-0002", "sk-ant-of-the-environment-3"
POLICY = """\
version: 1
model: {{key: ANTHROPIC_API_KEY, url: "{url}", models: ["*"]}}
tasks:
  work:
    files: {{read: ["**"]}}
    commands: any
    limits: {{minutes: 2, memory: 4 GiB, disk: 64 MiB, processes: 256}}
"""
LOOK = {"tools": [["Bash", {"command": "env; cat /proc/self/environ"}]]}


@pytest.fixture
def model(product: Product) -> Iterator[FakeModel]:
    with FakeModel([]) as played:
        (product.project / "ticket.md").write_text("a ticket\n")
        product.policy(POLICY.format(url=played.url))
        done = product.run("secret", "add", "ANTHROPIC_API_KEY", stdin=FIRST)
        assert done.returncode == 0, done.stderr
        assert f"is the key of the model at {played.url}" in done.stderr
        yield played


def run(product: Product, model: FakeModel, *turns: Any, key: str = OTHER) -> Any:
    model.load(turns)
    env = {"ANTHROPIC_API_KEY": key} if key else {}
    return product.run("run", "work", "--", "claude", "-p", "go", env=env, timeout=90)


def keys(model: FakeModel) -> list[str]:
    """Return the key of each request that a turn answered, without repetition."""
    found = [headers.get("x-api-key", "") for headers in model.headers]
    return list(dict.fromkeys(key for key in found if key))


@pytest.mark.parametrize("key", ["", OTHER])
def test_the_vault_comes_before_the_environment(product: Product, model: FakeModel, key: str) -> None:
    done = run(product, model, LOOK, "done", key=key)
    assert done.returncode == 0, done.stderr
    assert keys(model) == [FIRST]
    assert not any(model.seen(value) for value in (FIRST, OTHER))


def test_rotation_and_revocation_reach_a_running_session(product: Product, model: FakeModel) -> None:
    def rotated(body: Any) -> Any:
        assert product.run("secret", "rotate", "ANTHROPIC_API_KEY", stdin=SECOND).returncode == 0
        return LOOK

    def revoked(body: Any) -> Any:
        assert product.run("secret", "revoke", "ANTHROPIC_API_KEY").returncode == 0
        return LOOK

    done = run(product, model, rotated, LOOK, revoked, "never said")
    assert keys(model) == [FIRST, SECOND]
    assert "ANTHROPIC_API_KEY was revoked" in done.stdout + done.stderr
    assert "never said" not in done.stdout
    again = run(product, model, "never said")
    assert again.returncode == 4
    assert "ANTHROPIC_API_KEY was revoked" in again.stderr
    assert f"wicketgate secret rotate ANTHROPIC_API_KEY --policy {product.project}/wicketgate.yaml" in again.stderr
    record = product.run("audit", "tail", "--json", "-n", "200").stdout
    reasons = [json.loads(line)["body"].get("reason", "") for line in record.splitlines()]
    assert any("ANTHROPIC_API_KEY was revoked" in reason for reason in reasons), [one for one in reasons if one]
    assert not any(value in record for value in (FIRST, SECOND))
