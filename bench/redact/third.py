"""A third look: other spellings again, of vendors that do not exist, so that no table of vendors can help.

python -m bench.redact.third [--show N]
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator

from bench.redact.cases import Case
from bench.redact.unseen import counted
from bench.redact.vendors import drawn
from wicketgate.output.redact import Redactor
from wicketgate.secrets.automata import ENGINES

NAMES = [
    "moxiehub",
    "fernwell",
    "trackify",
    "plumbit",
    "cloudkettle",
    "zerodeck",
    "opalvoice",
    "payharbor",
    "snapgrid",
    "verdant",
    "telemast",
    "wordmill",
]
SHAPES = [
    "{h32}",
    "{h40}",
    "{h64}",
    "{g}",
    "{a24}",
    "{a32}",
    "{a40}",
    "{l32}",
    "{w43}",
    "{u32}",
    "{a48}",
    "{w86}",
    "{h24}",
    "{l20}",
    "{b43}=",
]
SPELLINGS = (
    '{n}Config.Token = "{v}"',
    "{N}_APP_SECRET={v}",
    '"{n}": "{v}", // api token',
    "-- {n} secret: {v}",
    '"{n}Secret" : "{v}"',
    "<{n}><token>{v}</token></{n}>",
    "{{'token': '{v}'}}",
    "token => {v}",
    "apiKey={v}&format=json",
    "headers.set('Authorization', 'Bearer {v}')",
    '.header("X-Auth-Token", "{v}")',
    '--header="api-key: {v}"',
    '{n}-api-key: "{v}"',
    "--set {n}.apiKey={v}",
    "SECRET={v}",
    "TOKEN:{v}",
    '{n}:{{token:"{v}"}}',
    "[profile {n}]\napi_token={v}",
    "ACCESS_KEY_SECRET = '{v}'",
    "{n}_auth_token = b'{v}'",
    'let secret: &str = "{v}";',
    "my $token = '{v}';",
    '(setq {n}-api-key "{v}")',
    "{n}_api_key: str = Field('{v}')",
    'api_secret="{v}" # rotate me',
    "wget --header='Authorization: Bearer {v}' https://x",
    '@{n}_token = "{v}"',
    'System.setProperty("{n}.token", "{v}");',
    "{n}.setAccessToken('{v}');",
    "export const {N}_SECRET_KEY = `{v}`;",
    '"headers": {{ "Authorization": "Bearer {v}" }}',
    'webhook_secret: "{v}"',
    "{n} token: {v}",
    "signing_key='{v}'",
    "encryption_key: {v}",
    "JWT_SECRET={v}",
    "SESSION_SECRET='{v}'",
    'refresh_token:"{v}"',
    "Your {n} API key: {v}",
    "api key = {v}",
    '{{"type":"apikey","apikey":[{{"key":"value","value":"{v}"}}]}}',
    "auth_token:{v}",
    '"privateKey":"{v}"',
    "curl -H 'token: {v}' h",
)
OWN = [
    "glpat-{w20}",
    "npm_{a36}",
    "dop_v1_{h64}",
    "shpat_{h32}",
    "hf_{a34}",
    "gsk_{a52}",
    "sbp_{h40}",
    "NRAK-{u27}",
    "figd_{w40}",
    "lin_api_{a40}",
    "AKIA{u16}",
    "SG.{w22}.{w43}",
    "sq0atp-{w22}",
    "rubygems_{h48}",
    "AIza{w35}",
]
NEUTRAL = (
    '"sha": "{h40}"',
    "revision={h40}",
    "md5sum: {h32}",
    '"uuid": "{g}"',
    "correlationId={g}",
    'integrity="sha384-{b44}"',
    "tokens: {h32}",
    'key="{h32}"',
    '"clientId":"{g}"',
    "public_key={b44}",
    '"page_token":"{b44}"',
    "commit_token_hash={h64}",
    "password_digest: {h64}",
    "state={b44}",
    "cache-key: npm-{h64}",
    "image@sha256:{h64}",
    '"versionId": "{b32}"',
    'nonce="{b24}"',
)
LINES = r"""
token = request.cookies.get("sessionid2")
api_key=settings.API_KEY_V2
secret: Optional[str] = None
password = get_password_from_vault("db/prod1")
TOKEN = "your-token-goes-here-123"
"apiKey": "<API_KEY_1>"
apiKey: ${API_KEY_2024}
token := ctx.Value(tokenKey1).(string)
password: "{{ lookup('env', 'DB_PASS1') }}"
secretName: my-app-tls-2024
secret_arn: arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf
token_endpoint = "https://auth.acme.test/oauth/token2"
password_policy: "min8-upper1-digit1"
auth_mode = "scram-sha-256"
apiKey = Base64.encode(key1)
SECRET_KEY_LENGTH=64
"tokenType": "Bearer2LeggedOAuth"
key: "feature.flags.new_checkout_v2"
accessKeyId: getAccessKeyIdFromConfig2()
credentials = service_account.Credentials.from_service_account_file(path1)
test_api_key = "test_api_key_1234"
api_key = "0000000000000000000000000000000000000000"
token = "abc123"
password = "password123"
secret = 'secret'
keyName = "rsa-2048-signing-key"
token="xxxx-xxxx-xxxx-xxxx"
AUTH_TOKEN_FILE=/etc/acme/token-2024.txt
password=$(openssl rand -base64 32)
- name: SECRET_TOKEN\n  valueFrom:\n    secretKeyRef:\n      name: app-secrets-v2
"""


def filled(spelling: str, value: str, draw: random.Random) -> str:
    """Return a spelling with a vendor's name and a value."""
    name = draw.choice(NAMES)
    return spelling.format(n=name, N=name.upper(), v=value)


def positives(seed: int = 2029) -> Iterator[Case]:
    """Yield 220 texts with a secret."""
    draw = random.Random(seed)
    for number in range(220):
        spelling, value = SPELLINGS[number % len(SPELLINGS)], drawn(draw.choice(SHAPES), draw)
        yield Case(f"named: {spelling[:40]!r}", filled(spelling, value, draw), value)


def negatives(seed: int = 2030) -> Iterator[Case]:
    """Yield what only looks like one."""
    draw = random.Random(seed)
    named = (SPELLINGS[0], '"{n}ApiKey": "{v}"', "{N}_SECRET={v}", "Authorization: Bearer {v}", "token: {v}")
    for number in range(60):
        value, size = drawn(draw.choice(SHAPES[:4]), draw), draw.randrange(1, 5)
        cut = value[:-size] if number % 2 else value + "zqxj"[:size]
        yield Case("cut hex or uuid", filled(draw.choice(named), cut, draw))
    for number in range(60):
        value, size = drawn(OWN[number % len(OWN)], draw), draw.randrange(1, 5)
        cut = value[:-size] if number % 2 else value + "aB3x"[:size]
        yield Case("cut prefixed", draw.choice(("TOKEN={v}", 'x = "{v}"', "key: {v}")).format(v=cut))
    for number in range(60):
        yield Case("neutral", drawn(NEUTRAL[number % len(NEUTRAL)], draw))
    for line in filter(None, LINES.splitlines()):
        yield Case("line", line)


def main() -> None:
    """Count both."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--show", type=int, default=0)
    asked = parser.parse_args()
    redactor = Redactor({}, ENGINES, unknown=True)
    counted(redactor, positives(), True, asked.show)
    counted(redactor, negatives(), False, asked.show)


if __name__ == "__main__":
    main()
