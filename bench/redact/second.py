"""A second look: 300 positives and 300 negatives written after the rules were done, in spellings the first set lacks.

python -m bench.redact.second [--show N]
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import random
import uuid
from collections.abc import Iterator

from bench.redact.cases import Case
from bench.redact.unseen import counted
from bench.redact.vendors import drawn
from wicketgate.output.redact import Redactor
from wicketgate.secrets.automata import ENGINES

SPELLINGS = (
    '# talk to {n}\nclient = {C}Client(\n    token="{v}",\n    region="eu",\n)',
    "{n}:\n  host: api.{n}.io\n  credentials:\n    secret: {v}\n",
    '{{"service":"{n}","config":{{"apiKey":"{v}","retries":3}}}}',
    "requests.get(url, headers={{'X-API-KEY': '{v}'}})",
    "fetch(url, {{ headers: {{ Authorization: `Bearer {v}` }} }})",
    'curl "https://api.{n}.io/v1/things?key={v}"',
    "{n} deploy --{n}-token={v} --yes",
    '  {N}_ACCESS_TOKEN: "{v}"',
    "{n}_client_secret     {v}",
    "{n}.api_key = '{v}'",
    "{C}.configure {{ |config| config.api_key = '{v}' }}",
    "x-{n}-key: {v}",
    "The {n} api key is {v}.",
    'setx {N}_TOKEN "{v}"',
    "heroku config:set {N}_KEY={v}",
    '{{"value": "{v}", "key": "{N}_API_TOKEN"}}',
    "kubectl create secret generic {n} --from-literal=token={v}",
    'gh secret set {N}_TOKEN --body "{v}"',
    'private let {n}ApiKey = "{v}"',
    "java -D{n}.secret={v} -jar app.jar",
    'const token = process.env.{N}_TOKEN || "{v}";',
    'KEY = os.getenv("{N}_API_KEY", "{v}")',
    "Cookie: auth_token={v}; Path=/",
    'Authorization: Token token="{v}"',
    '<input type="hidden" name="api_key" value="{v}">',
    "INSERT INTO settings VALUES ('{n}_api_key', '{v}');",
    "auth:\n  type: apikey\n  {n}:\n    key: {v}\n",
    "[{n}]\ntoken = {v}\n",
    '"{n}": {{"access_token": "{v}", "expires_in": 3600}}',
    "new {C}({{ apiKey: '{v}' }})",
    "{n}_password='{v}'",
    "DEBUG [{n}] request headers: {{x-api-key={v}, accept=*/*}}",
    'var {n}_secret="{v}";var b=1;',
    "  - --api-token={v}",
    "credentials: {{ client_id: web, client_secret: {v} }}",
    '"Authorization: Bearer {v}" \\',
)
SHAPES = (
    *("{h32}", "{h32}", "{h40}", "{h64}", "{g}", "{g}", "{a20}", "{a24}", "{a32}", "{a32}", "{a40}", "{a43}", "{a64}"),
    *("{l24}", "{l32}", "{l40}", "{w32}", "{w43}", "{w64}", "{u32}", "{u20}", "{b43}=", "{a27}", "{a36}", "{h24}"),
)
NAMES = (
    *("acmepay", "brightbox", "clearledger", "datawharf", "emberly", "fathom", "gridpoint", "harborly", "inkwell"),
    *("jetstreamer", "kitebird", "lumenly", "mailforge", "northbeam", "orbitdb", "pebblepost", "quillbot", "ripplecrm"),
    *("shipfast", "tallyho", "unbounce", "vectorize", "waveapps", "xendit", "yotpo", "zeplin", "chargify", "recaptcha"),
    *("gorgias", "aircall", "toggl", "cronofy", "nylas", "pandascore", "mapbox", "loggly", "sumologic", "bamboohr"),
)
OWN = (
    *("ghp_{a36}", "glpat-{w20}", "xoxb-{d12}-{d13}-{a24}", "sk_live_{a24}", "AKIA{u16}", "AIza{w35}", "npm_{a36}"),
    *("SG.{w22}.{w43}", "shpat_{h32}", "dop_v1_{h64}", "hf_{a34}", "sk-ant-api03-{w93}AA", "gsk_{a52}", "figd_{w40}"),
    *("rubygems_{h48}", "dckr_pat_{w27}", "lin_api_{a40}", "PMAK-{h24}-{h34}", "NRAK-{u27}", "glsa_{a32}_{h8}"),
    *("pypi-AgEIcHlwaS5vcmc{w80}", "hvs.{w90}", "sq0atp-{w22}", "key-{h32}", "EZAK{a54}", "rzp_live_{a14}", "r8_{a37}"),
    *("sbp_{h40}", "phx_{a43}", "dapi{h32}", "pul-{h40}", "tfp_{a44}", "xkeysib-{h64}-{a16}", "pat-eu1-{g}"),
)
AROUND = (
    "{v}",
    "value: {v}",
    "'{v}'",
    "({v})",
    "login with {v} now",
    '["{v}"]',
    "https://x.test/?t={v}&u=1",
    "a={v};b=2",
)
PASSWORDS = (
    "DB_PASS=Vq8!rTz2mW",
    'password: "gr8Whale$Blue"',
    "mysql://shop:Tz2mWVq8r@10.0.0.4/shop",
    "jdbc:postgresql://db/app?user=app&password=Tz2mWVq8r",
    '"smtpPassword": "kV93-pQmZ-71xw"',
    "Server=db;Database=x;Uid=sa;Pwd=Tz2m!WVq8r;",
    "redis-cli -h cache -a Tz2mWVq8rx ping",
    "$cfg['Servers'][1]['password'] = 'Tz2m_WVq8r';",
    "define( 'DB_PASSWORD', 'mW#2zVq8r' );",
    "ansible_ssh_pass=Tz2mWVq8r",
    "- name: POSTGRES_PASSWORD\n  value: Tz2mWVq8r",
    "spring.mail.password: Tz2mWVq8r1",
    "export PGPASSWORD='Tz2m;WVq8r'",
    'LoginAsync("bob", password: "Tz2mWVq8r")',
    'root_password = "Winter2031!"',
    "https://bob:Tz2mWVq8r@git.acme.test/a.git",
    "machine ftp.acme.test\n  login bob\n  password Tz2mWVq8r",
    "ldap.bind.password=Tz2mWVq8r",
    "net use \\\\srv\\share /user:bob Tz2mWVq8r",
    '<property name="password" value="Tz2mWVq8r"/>',
    "amqp://worker:Tz2mWVq8r@mq:5672/%2f",
    'String pwd = "Tz2m@WVq8r";',
    "sudo_pass: Tz2m%WVq8r",
    "mongodb+srv://app:Tz2mWVq8r@c0.mongodb.net/app",
)
LINES = """
const tokenPattern = /^[A-Za-z0-9_-]{20,}$/;
if token is None: raise InvalidToken("token missing")
token, err := jwt.Parse(raw, keyFunc)
secret := k8s.SecretRef{Name: "tls-cert", Namespace: "prod"}
api_key: { type: apiKey, in: header, name: X-API-Key }
password_min_length = 12
AUTH_USER_MODEL = "accounts.CustomUser2024Profile"
token_url: https://login.acme.test/oauth2/v2.0/token
export TOKEN=$(gcloud auth print-access-token)
password: {{ vault_db_password }}
API_TOKEN=<paste your token here>
apiKey: "YOUR_API_KEY_GOES_HERE"
secret_key = "django-insecure-change-me"
Authorization: Bearer <access_token>
Authorization: Bearer $ACCESS_TOKEN
--password-file /run/secrets/db
key: app.kubernetes.io/managed-by
"keyboardLayout": "de-latin1-nodeadkeys"
public_key = "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE"
pk_test_TYooMQauvdEDq54NiTphI7jx
tokenizer_config = "bert-base-uncased-2024-finetuned"
class GitHubTokenRefreshService2(TokenRefreshService):
def get_secret_value(secret_id: str, version: int = 3) -> str:
passwordResetUrl = "/account/password/reset/confirm"
"passwordHelp": "Use 8 or more characters with letters, numbers & symbols"
auth_provider_x509_cert_url: https://www.googleapis.com/oauth2/v1/certs
AWS_SECRET_ACCESS_KEY=${{ secrets.AWS_SECRET_ACCESS_KEY }}
aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
password = models.CharField(max_length=128)
$password = Read-Host -AsSecureString
SECRET_NAME=projects/123/secrets/api-key/versions/4
token=sha256:
credential.helper=osxkeychain
session_token_ttl: 3600s
"csrfToken": "kJH8sd7fG2hJ4kL6mN8pQ0rS"
next_token: eyJvZmZzZXQiOjUwfQ
cacheKey: "user:1042:profile:v2"
partition_key = "2024-06-01#order#1042"
i18n_key: "settings.security.password.title"
primaryKey: "a1b2c3d4-0000-4000-8000-1234567890ab"
git rev-parse HEAD => 9fceb02d0ae598e95dc970b74767f19372d61af8
ETag: "5d8c72a5edda8d6a6e2e6b3b4d2b9c5f"
x-request-id: 7c9e6679-7425-40de-944b-e07fc1f90ae7
"sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
integrity: sha512-9fceb02d0ae598e95dc970b74767f19372d61af8Qw==
ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHb0 bob@host
github.com ssh-rsa AAAAB3NzaC1yc2EAAAABIwAAAQEAq2A7hRGmdnm9tUDbO9IDSwBK6TbQaPXYPCPy6rbTrTtw7PHkccKrpp0y==
<h2 id="token-based-authentication-2">Token based authentication</h2>
.btn-password:hover{background:#f5f5f5;transition:all .2s ease-in-out}
let token = tokens[i]; if (token.type === "StringLiteral2") continue;
KeyError: 'password_confirmation'
password=********
Password (will not be echoed):
curl -u "$USER:$PASS" https://ci.acme.test
postgres://postgres:postgres@localhost:5432/test
redis://user:password@cache:6379
mongodb://<user>:<password>@host/db
account_key_fingerprint = SHA256:uNiVztksCsDhcc0u9e8BgrJXVGDnzR9aK1s
SECRET_ROTATION_SCHEDULE=rate(30days)
access_token_lifetime: P30DT12H30M5S
tokenEndpointAuthMethod = "client_secret_basic"
"secretOrKeyProvider": "passportJwtSecret"
private String apiKeyHeaderName = "X-Acme-Api-Key-V2";
<PasswordBox x:Name="PasswordBox1" Style="{StaticResource PwdStyle2}"/>
bypassToken2Check: featureFlags.bypassToken2Check
"""


def positives(seed: int = 97) -> Iterator[Case]:
    """Yield 300 texts with a secret."""
    draw = random.Random(seed)
    for number in range(180):
        value, name = drawn(draw.choice(SHAPES), draw), draw.choice(NAMES)
        spelling = SPELLINGS[number % len(SPELLINGS)]
        fields = {"n": name, "N": name.upper(), "C": name.capitalize(), "v": value}
        yield Case(f"named: {spelling[:40]!r}", spelling.format(**fields), value)
    for number in range(96):
        value = drawn(OWN[number % len(OWN)], draw)
        yield Case("prefixed", draw.choice(AROUND).format(v=value), value)
    for text in PASSWORDS:
        yield Case("password", text, "")


def negatives(seed: int = 98) -> Iterator[Case]:
    """Yield 300 texts with none."""
    draw = random.Random(seed)
    lines = [line for line in LINES.splitlines() if line]
    yield from (Case("line", line) for line in lines)
    for number in range(90):
        value = drawn(OWN[number % len(OWN)], draw)
        cut = (
            value[: -draw.randrange(1, 5)]
            if number % 2
            else value + "".join(draw.choices("abcXYZ019", k=draw.randrange(1, 5)))
        )
        yield Case("cut prefixed" if number % 2 else "overlong prefixed", draw.choice(AROUND).format(v=cut))
    for number in range(60):
        value = drawn(draw.choice(("{h32}", "{h40}", "{h64}", "{g}")), draw)
        cut = value[: -draw.randrange(1, 5)] if number % 2 else value + draw.choice("ghxyz")
        name = draw.choice(NAMES)
        fields = {"n": name, "N": name.upper(), "C": name.capitalize(), "v": cut}
        yield Case("cut hex or uuid", draw.choice(SPELLINGS).format(**fields))
    for number in range(300 - 150 - len(lines)):
        hashed, ident = (
            hashlib.sha256(draw.randbytes(9)).hexdigest(),
            str(uuid.UUID(int=draw.getrandbits(128), version=4)),
        )
        blob = base64.b64encode(draw.randbytes(48)).decode()
        yield Case(
            "neutral",
            (
                f'{{"id": "{ident}", "etag": "{hashed[:32]}"}}',
                f"build {hashed[:40]} finished, artifact {hashed}",
                f"trace_id={hashed[:32]} parent={hashed[:16]} user={ident}",
                f'"resolved": "https://registry.acme.test/a-1.0.tgz#{hashed[:40]}"',
                f"data:image/png;base64,{blob}",
                f'"cursor": "{blob}", "has_more": true',
                f"key_id: {hashed[:20]}",
                f'"checksum": "{blob}"',
                f"/static/js/main.{hashed[:8]}.chunk.js?v={hashed[:20]}",
                f"token_id={ident}",
                f"Fingerprint: {':'.join(hashed[at : at + 2] for at in range(0, 40, 2))}",
                f"nonce={blob[:22]}",
            )[number % 12],
        )


def main() -> None:
    """Count both, once."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--show", type=int, default=0)
    asked = parser.parse_args()
    redactor = Redactor({}, ENGINES, unknown=True)
    counted(redactor, positives(), True, asked.show)
    counted(redactor, negatives(), False, asked.show)


if __name__ == "__main__":
    main()
