"""Stores outside, with their real client libraries, against services on loopback that speak their protocols."""

from __future__ import annotations

import asyncio
import importlib
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.unit.secrets.loopback import serving

from wicketgate.errors import ConfigError, Refused, StateError
from wicketgate.policy import Policy
from wicketgate.secrets.credential import Credential
from wicketgate.secrets.vault import external_values
from wicketgate.secrets.vault.assembly import assemble
from wicketgate.secrets.vault.interface import Reference, connect
from wicketgate.secrets.vault.vault import key_of

hashicorp = importlib.import_module("wicketgate.secrets.vault.hashicorp")
aws = importlib.import_module("wicketgate.secrets.vault.aws")
onepassword = importlib.import_module("wicketgate.secrets.vault.onepassword")

VALUE, TOKEN = "value-in-a-store-outside", Credential("vault", "hvs.the-operators-token")
KEYS = Credential("aws", '{"id": "AKIAEXAMPLE", "secret": "the-accounts-secret-key"}')
BUILD = Reference("FROM_VAULT", "kv/ci/build#token")
CRM = Reference("FROM_AWS", "prod/crm#password")


class Kv:
    """A KV version 2 server with one secret."""

    def __init__(self) -> None:
        self.value, self.status, self.deletion = VALUE, 200, ""

    def __call__(self, path: str, headers: dict[str, str], body: bytes) -> Any:
        if headers.get("X-Vault-Token") != TOKEN.reveal() or self.status == 403:
            return 403, {}, {"errors": ["permission denied"]}
        if self.status != 200:
            return self.status, {"location": "http://127.0.0.1:1/"}, {"errors": [f"it is {VALUE}"]}
        if path != "/v1/kv/data/ci/build":
            return 404, {}, {"errors": []}
        metadata = {"version": 3, "deletion_time": self.deletion, "destroyed": False}
        return 200, {}, {"data": {"data": {"token": self.value, "number": 7}, "metadata": metadata}}


def account(path: str, headers: dict[str, str], body: bytes) -> Any:
    """Answer as Secrets Manager."""
    signed = headers.get("Authorization", "").startswith("AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/")
    if not signed or headers.get("X-Amz-Target") != "secretsmanager.GetSecretValue":
        return 400, {}, {"__type": "AccessDeniedException", "message": f"no {VALUE}"}
    if b"prod/crm" not in body:
        return 400, {}, {"__type": "ResourceNotFoundException", "message": "no such secret"}
    return 200, {}, {"Name": "prod/crm", "SecretString": f'{{"password": "{VALUE}", "port": 5432}}'}


def refused(store: Any, reference: Reference) -> str:
    with pytest.raises(StateError) as caught:
        store.get(reference)
    said = f"{caught.value} {caught.value.hint}"
    assert VALUE not in said
    assert TOKEN.reveal() not in said
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None or caught.value.__suppress_context__
    return said


def test_a_value_is_read_from_hashicorp_vault() -> None:
    kv = Kv()
    with serving(kv) as server:
        store = hashicorp.HashiCorp(server.url, TOKEN)
        held = store.get(BUILD)
        assert (held.value.reveal(), held.value.name, held.expires) == (VALUE, "FROM_VAULT", None)
        kv.deletion = "2027-01-31T10:00:00.123456789Z"[:26] + "Z"
        assert store.get(BUILD).expires.year == 2027
        assert VALUE not in repr(held)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("kv/ci/other#token", "has no FROM_VAULT"),
        ("kv/ci/build#absent", "no text field for FROM_VAULT"),
        ("kv/ci/build#number", "no text field for FROM_VAULT"),
    ],
)
def test_what_hashicorp_vault_has_not_is_said(text: str, words: str) -> None:
    with serving(Kv()) as server:
        assert words in refused(hashicorp.HashiCorp(server.url, TOKEN), Reference("FROM_VAULT", text))


@pytest.mark.parametrize("status", [403, 400, 500, 503, 302, 307])
def test_no_answer_of_the_server_is_repeated_and_no_redirect_followed(status: int) -> None:
    kv = Kv()
    kv.status = status
    with serving(kv) as server:
        refused(hashicorp.HashiCorp(server.url, TOKEN), BUILD)


def test_a_server_that_is_away_is_said() -> None:
    with serving(Kv()) as server:
        store = hashicorp.HashiCorp(server.url, TOKEN)
    assert "is it up, and unsealed?" in refused(store, BUILD)


@pytest.mark.parametrize(
    "address", ["http://vault.acme.test:8200", "ftp://127.0.0.1", "vault.acme.test", "http://10.0.0.1"]
)
def test_a_token_never_goes_out_in_the_clear(address: str) -> None:
    with pytest.raises(ConfigError, match="expected VAULT_ADDR to be https"):
        hashicorp.HashiCorp(address, TOKEN)


def test_a_proxy_of_the_environment_gets_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(Kv()) as proxy, serving(Kv()) as server:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.url)
        monkeypatch.setenv("NO_PROXY", "")
        assert hashicorp.HashiCorp(server.url, TOKEN).get(BUILD).value.reveal() == VALUE
        assert proxy.asked == []


def test_the_login_of_its_own_tool_is_used_if_nobody_else_can_read_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tmp_path.chmod(0o755)
    with serving(Kv()) as server:
        monkeypatch.setenv("HOME", str(tmp_path))
        monkeypatch.setenv("VAULT_ADDR", server.url)
        with pytest.raises(ConfigError, match="no token for HashiCorp Vault"):
            connect("vault", None)
        login = tmp_path / ".vault-token"
        login.write_text(TOKEN.reveal() + "\n")
        login.chmod(0o644)
        with pytest.raises(StateError, match="mode 0600"):
            connect("vault", None)
        login.chmod(0o600)
        assert connect("vault", None).get(BUILD).value.reveal() == VALUE


def test_a_value_is_read_from_aws() -> None:
    with serving(account) as server:
        store = aws.SecretsManager(KEYS, "eu-central-1", server.url)
        assert store.get(CRM).value.reveal() == VALUE
        assert VALUE in store.get(Reference("FROM_AWS", "prod/crm")).value.reveal()
        assert "ResourceNotFoundException" in refused(store, Reference("FROM_AWS", "prod/other"))
        assert "no text for FROM_AWS" in refused(store, Reference("FROM_AWS", "prod/crm#port"))
        wrong = Credential("aws", '{"id": "AKIAOTHER", "secret": "x-x-x-x-x"}')
        assert "AccessDeniedException" in refused(aws.SecretsManager(wrong, "eu-central-1", server.url), CRM)
    assert "FROM_AWS" in refused(store, CRM)


def test_keys_of_an_unknown_form_are_refused_unnamed() -> None:
    with pytest.raises(ConfigError) as caught:
        aws.SecretsManager(Credential("aws", "AKIAEXAMPLE:the-accounts-secret-key"), "eu-central-1")
    assert "the-accounts-secret-key" not in f"{caught.value} {caught.value.hint}"


def test_1password_without_a_token_is_refused_and_with_a_wrong_one_says_nothing_of_it() -> None:
    with pytest.raises(ConfigError, match="no service account token"):
        connect("1password", None)
    store = onepassword.connect(Credential("1password", "ops_not-a-real-token"))
    said = refused(store, Reference("FROM_OP", "op://prod/crm/password"))
    assert "1Password does not give FROM_OP" in said
    assert "ops_" not in said


@pytest.mark.parametrize(("kind", "extra"), [("vault", "vault"), ("aws", "aws"), ("1password", "onepassword")])
def test_a_library_that_is_not_installed_is_named_by_its_extra(
    monkeypatch: pytest.MonkeyPatch, kind: str, extra: str
) -> None:
    for name in [*sys.modules]:
        if name.startswith(("hvac", "boto3", "onepassword", "wicketgate.secrets.vault.")):
            monkeypatch.delitem(sys.modules, name)
    for library in ("hvac", "boto3", "onepassword"):
        monkeypatch.setitem(sys.modules, library, None)  # type: ignore[arg-type]
    with pytest.raises(ConfigError) as caught:
        connect(kind, TOKEN)
    assert caught.value.hint == f"pip install 'wicketgate[{extra}]'"


def test_the_vault_fetches_keeps_for_a_minute_and_fetches_anew_when_rotated(
    state: Path, policy: Policy, monkeypatch: pytest.MonkeyPatch
) -> None:
    kv = Kv()

    async def steps(server: Any) -> None:
        monkeypatch.setenv("VAULT_ADDR", server.url)
        vault, custody = assemble(state)
        await custody.add(await custody.drafted_token("vault", TOKEN.reveal(), "me"))
        await custody.accept(policy)
        held = await vault.get(policy, "FROM_VAULT")
        assert held.value.reveal() == VALUE
        assert vault.known.values() == {"vault": TOKEN.reveal(), "FROM_VAULT": VALUE}
        kv.value = "value-after-a-change-outside"
        assert (await vault.get(policy, "FROM_VAULT")).value.reveal() == VALUE
        assert len(server.asked) == 1
        await custody.rotate(key_of(policy, "FROM_VAULT"), "not used here at all", "me")
        assert (await vault.get(policy, "FROM_VAULT")).value.reveal() == kv.value
        kv.status = 503
        monkeypatch.setattr(external_values, "KEPT_SECONDS", -1.0)
        with pytest.raises(StateError):  # never an older value
            await vault.get(policy, "FROM_VAULT")

    with serving(kv) as server:
        asyncio.run(steps(server))


def test_a_short_value_of_a_store_outside_is_not_lent(
    state: Path, policy: Policy, monkeypatch: pytest.MonkeyPatch
) -> None:
    kv = Kv()
    kv.value = "short77"

    async def steps(server: Any) -> None:
        monkeypatch.setenv("VAULT_ADDR", server.url)
        vault, custody = assemble(state)
        await custody.add(await custody.drafted_token("vault", TOKEN.reveal(), "me"))
        await custody.accept(policy)
        with pytest.raises(Refused, match="shorter than 8 characters"):
            await vault.get(policy, "FROM_VAULT")

    with serving(kv) as server:
        asyncio.run(steps(server))
