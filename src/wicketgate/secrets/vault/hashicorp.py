"""HashiCorp Vault, KV version 2: `vault:MOUNT/PATH#FIELD`, the mount one name, the path any number.

The address comes from `VAULT_ADDR` (and `VAULT_NAMESPACE`, `VAULT_CACERT`) as the warden was started with; the token
from `wicketgate secret add --store vault`, else the 0600 file `~/.vault-token` that `vault login` writes.
"""

from __future__ import annotations

import datetime
import os
from pathlib import Path
from urllib.parse import urlsplit

import hvac  # type: ignore[import-untyped]
import hvac.exceptions  # type: ignore[import-untyped]
import requests

from wicketgate.errors import ConfigError, StateError
from wicketgate.policy.network import is_loopback
from wicketgate.secrets.credential import Credential
from wicketgate.secrets.vault.interface import Held, Reference, Store
from wicketgate.secrets.vault.private_file import read_private

SECONDS = 10


class HashiCorp:
    """One server, with one token."""

    def __init__(self, address: str, token: Credential, namespace: str = "", authority: str = "") -> None:
        split = urlsplit(address)
        if split.scheme != "https" and not (split.scheme == "http" and is_loopback(split.hostname or "")):
            remedy = "set VAULT_ADDR, then wicketgate warden stop"
            raise ConfigError(
                f"expected VAULT_ADDR to be https, or http to a loopback address (got {address!r})", remedy
            )
        self._client = hvac.Client(
            url=address, token=token.reveal(), namespace=namespace or None, verify=authority or True, timeout=SECONDS
        )
        # INVARIANT: the token goes to this address and no other: no proxy of the environment, no redirect.
        self._client.adapter.session.trust_env = False
        self._client.adapter.allow_redirects = False

    def get(self, reference: Reference) -> Held:
        """Return one field of one secret; StateError when the server does not give it."""
        place, field = reference.field
        mount, _, path = place.partition("/")
        try:
            answer = self._client.secrets.kv.v2.read_secret_version(
                path=path, mount_point=mount, raise_on_deleted_version=True
            )
            data, metadata = answer["data"]["data"], answer["data"].get("metadata") or {}
        except hvac.exceptions.Forbidden:
            raise StateError(
                f"HashiCorp Vault refuses {reference.name}", "its token has no read access there"
            ) from None
        except (hvac.exceptions.InvalidPath, KeyError, TypeError):
            raise StateError(f"HashiCorp Vault has no {reference.name}", f"is {place} right?") from None
        except (hvac.exceptions.VaultError, requests.RequestException, ValueError) as error:
            # The library's own words may hold the address with a token in it, or what the server sent.
            problem = f"HashiCorp Vault does not give {reference.name} ({type(error).__name__})"
            raise StateError(problem, "is it up, and unsealed?") from None
        if not isinstance(data, dict) or not isinstance(data.get(field), str):
            raise StateError(f"HashiCorp Vault has no text field for {reference.name}", f"is {field} right?")
        return Held(Credential(reference.name, data[field]), _moment(metadata.get("deletion_time")))


def connect(token: Credential | None) -> Store:
    """Return the server the warden's environment names; ConfigError when it names none, or there is no token."""
    address = os.environ.get("VAULT_ADDR", "")
    if not address:
        raise ConfigError("VAULT_ADDR is not set", "export VAULT_ADDR=https://…, then wicketgate warden stop")
    found = token or _logged_in()
    if found is None:
        raise ConfigError("no token for HashiCorp Vault", "wicketgate secret add --store vault")
    namespace, authority = os.environ.get("VAULT_NAMESPACE", ""), os.environ.get("VAULT_CACERT", "")
    return HashiCorp(address, found, namespace, authority)


def _logged_in() -> Credential | None:
    home = Path(os.environ.get("HOME", "/"))
    content = read_private(home, ".vault-token", own=False)
    return Credential("the Vault token", content.decode().strip()) if content and content.strip() else None


def _moment(text: object) -> datetime.datetime | None:
    try:
        return datetime.datetime.fromisoformat(str(text)) if text else None
    except ValueError:
        return None
