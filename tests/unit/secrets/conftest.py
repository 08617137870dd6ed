"""A state directory, a policy that binds secrets, and a vault over them."""

from __future__ import annotations

from pathlib import Path

import pytest

from wicketgate.policy import Policy

TEXT = """version: 1
model: {key: MODEL_KEY, url: "https://api.anthropic.com"}
tasks: {triage: {tools: {mail.send: {}}, network: [{TUNNEL: api.acme.test}]}}
secrets:
  TOKEN: {to: api.acme.test}
  OTHER: {for: mail.send, until: 2027-01-31}
  FROM_ENV: {to: api.acme.test, from: env}
  FROM_VAULT: {to: api.acme.test, from: "vault:kv/ci/build#token"}
  FROM_AWS: {to: api.acme.test, from: "aws:prod/crm#password"}
  FROM_OP: {to: api.acme.test, from: "1password:op://prod/crm/password"}
"""


@pytest.fixture
def state(tmp_path: Path) -> Path:
    folder = tmp_path / "state"
    folder.mkdir(mode=0o700)
    return folder


@pytest.fixture
def policy(tmp_path: Path) -> Policy:
    return Policy.of(TEXT, tmp_path / "workspace" / "wicketgate.yaml")
