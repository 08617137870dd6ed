"""A secret in HashiCorp Vault, from the warden's own process: the token kept in the vault, the address from outside."""

from __future__ import annotations

import json
from typing import Any

from tests.e2e.conftest import Product
from tests.support.fake_model import FakeModel
from tests.unit.secrets.loopback import serving

TOKEN, KEY = "hvs.the-operators-token", "sk-ant-kept-in-a-store-outside"
POLICY = """\
version: 1
model: {{key: MODEL_KEY, url: "{url}", models: ["*"]}}
tasks:
  work:
    files: {{read: ["**"]}}
    commands: any
    limits: {{minutes: 2, memory: 4 GiB, disk: 64 MiB, processes: 256}}
secrets:
  MODEL_KEY: {{to: api.acme.test, from: "vault:kv/agents#key"}}
"""


def answer(path: str, headers: dict[str, str], body: bytes) -> Any:
    if headers.get("X-Vault-Token") != TOKEN or path != "/v1/kv/data/agents":
        return 403, {}, {"errors": ["permission denied"]}
    return 200, {}, {"data": {"data": {"key": KEY}, "metadata": {"version": 1, "deletion_time": ""}}}


def test_a_key_in_a_store_outside_is_used_and_shown_nowhere(product: Product) -> None:
    with serving(answer) as server, FakeModel([]) as model:
        product.env["VAULT_ADDR"] = server.url
        (product.project / "ticket.md").write_text("a ticket\n")
        product.policy(POLICY.format(url=model.url))
        assert "MODEL_KEY: ready (vault:kv/agents#key)" in product.run("secret", "list").stdout
        model.load(["done"])
        early = product.run("run", "work", "--", "claude", "-p", "go")
        assert "no token for HashiCorp Vault" in early.stderr
        kept = product.run("secret", "add", "--store", "vault", stdin=TOKEN)
        assert kept.returncode == 0, kept.stderr
        assert "opens HashiCorp Vault for the warden" in kept.stderr
        done = product.run("run", "work", "--", "claude", "-p", "go", timeout=90)
        assert done.returncode == 0, done.stderr
        assert {headers.get("x-api-key") for headers in model.headers} == {KEY}
        listed = product.run("secret", "list").stdout
        assert "vault: ready (age)\n  opens HashiCorp Vault for the warden" in listed
        record = product.run("audit", "tail", "--json", "-n", "100").stdout
        assert '"secret.added"' in record
        for text in (record, listed, kept.stdout, json.dumps(model.requests)):
            assert KEY not in text
            assert TOKEN not in text
