"""1Password: `1password:op://VAULT/ITEM/FIELD`, read with the service account token that
`wicketgate secret add --store 1password` keeps. Its library speaks to 1Password's own servers only.
"""

from __future__ import annotations

import asyncio

import onepassword  # type: ignore[import-untyped]

from wicketgate.errors import ConfigError, StateError
from wicketgate.secrets.credential import Credential
from wicketgate.secrets.vault.interface import Held, Reference, Store
from wicketgate.version import VERSION


class OnePassword:
    """One service account."""

    def __init__(self, token: Credential) -> None:
        self._token = token

    def get(self, reference: Reference) -> Held:
        """Return one field; StateError when the service does not give it."""
        try:
            return Held(Credential(reference.name, asyncio.run(self._resolve(reference.text))))
        except Exception as error:  # the library raises plain exceptions, whose words may hold the token
            problem = f"1Password does not give {reference.name} ({type(error).__name__})"
            raise StateError(problem, "is the reference right, and may this service account read it?") from None

    async def _resolve(self, reference: str) -> str:
        client = await onepassword.Client.authenticate(
            auth=self._token.reveal(), integration_name="wicketgate", integration_version=f"v{VERSION}"
        )
        return str(await client.secrets.resolve(reference))


def connect(token: Credential | None) -> Store:
    """Return the service; ConfigError without a token."""
    if token is None:
        raise ConfigError("no service account token for 1Password", "wicketgate secret add --store 1password")
    return OnePassword(token)
