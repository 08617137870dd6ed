"""AWS Secrets Manager: `aws:ID` for the whole text, `aws:ID#FIELD` for one field of a JSON object; ID a name or an ARN.

Credentials are found as the AWS tools find them (`~/.aws`, a machine's role), or are the JSON object with `id`,
`secret` and, if need be, `session` that `wicketgate secret add --store aws` keeps.
"""

from __future__ import annotations

import json
import os

import boto3  # type: ignore[import-untyped]
import botocore.config  # type: ignore[import-untyped]
import botocore.exceptions  # type: ignore[import-untyped]

from wicketgate.errors import ConfigError, StateError
from wicketgate.secrets.credential import Credential
from wicketgate.secrets.vault.interface import Held, Reference, Store

SECONDS = 5


class SecretsManager:
    """One account in one region."""

    def __init__(self, token: Credential | None, region: str = "", endpoint: str = "") -> None:
        settings = botocore.config.Config(
            connect_timeout=SECONDS, read_timeout=SECONDS, retries={"total_max_attempts": 2}, proxies={}
        )
        try:
            self._client = boto3.session.Session(region_name=region or None, **_keys(token)).client(
                "secretsmanager", endpoint_url=endpoint or None, config=settings
            )
        except (botocore.exceptions.BotoCoreError, ValueError) as error:
            problem = f"AWS Secrets Manager cannot be used ({type(error).__name__})"
            raise ConfigError(problem, "export AWS_REGION, then wicketgate warden stop") from None

    def get(self, reference: Reference) -> Held:
        """Return the secret, or one field of it; StateError when the service does not give it."""
        place, field = reference.field
        try:
            text = self._client.get_secret_value(SecretId=place).get("SecretString")
        except botocore.exceptions.ClientError as error:
            code = str(error.response.get("Error", {}).get("Code", ""))[:64]
            problem = f"AWS Secrets Manager does not give {reference.name} ({code})"
            raise StateError(problem, f"is {place} right, and may this account read it?") from None
        except botocore.exceptions.BotoCoreError as error:
            problem = f"AWS Secrets Manager does not give {reference.name} ({type(error).__name__})"
            raise StateError(problem, "are there credentials, and is there a network?") from None
        value = _field(text, field) if field else text
        if not isinstance(value, str):
            raise StateError(f"AWS Secrets Manager has no text for {reference.name}", f"is {reference.text} right?")
        return Held(Credential(reference.name, value))


def connect(token: Credential | None) -> Store:
    """Return the service of the region the warden's environment or profile names; ConfigError when neither does."""
    return SecretsManager(token, os.environ.get("AWS_REGION", ""))


def _keys(token: Credential | None) -> dict[str, str]:
    if token is None:
        return {}
    try:
        body = json.loads(token.reveal())
        keys = {"aws_access_key_id": body["id"], "aws_secret_access_key": body["secret"]}
        return keys | ({"aws_session_token": body["session"]} if body.get("session") else {})
    except (ValueError, TypeError, KeyError, AttributeError):
        problem = 'expected the aws token to be {"id": …, "secret": …}'
        raise ConfigError(problem, "wicketgate secret rotate --store aws") from None


def _field(text: object, field: str) -> object:
    try:
        body = json.loads(str(text))
    except ValueError:
        return None
    return body.get(field) if isinstance(body, dict) else None
