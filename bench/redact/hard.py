"""Negatives: what looks like a secret and is none, by kind. Generated, with a fixed seed."""

from __future__ import annotations

import base64
import hashlib
import random
import uuid
from collections.abc import Iterator

from bench.redact.cases import SYNTAXES, Case
from bench.redact.vendors import ALPHABETS, NAMED, PREFIXED, drawn, kinds

STANDINS = (
    *("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "00000000000000000000000000000000", "your_api_key_here", "YOUR-TOKEN-HERE"),
    *("<your-token>", "${API_TOKEN}", "$API_TOKEN", "{{ .Values.token }}", "{{ secrets.TOKEN }}", "%(token)s"),
    *("changeme", "change_me_please", "REPLACE_WITH_YOUR_KEY", "process.env.API_KEY", 'os.environ["API_KEY"]'),
    *(
        "!secret api_key",
        "vault:secret/data/app#token",
        "op://Private/api/credential",
        "arn:aws:iam::123456789012:role/x",
    ),
    *("ssm:/prod/app/token", "/run/secrets/api_token", "file:///etc/keys/token.txt", "env:API_TOKEN", "[REDACTED]"),
    *("********************************", "abcabcabcabcabcabcabcabcabcabcab", "12345678901234567890123456789012"),
    *("abcdefghijklmnopqrstuvwxyz123456", "AKIAIOSFODNN7EXAMPLE", "test-token-for-unit-tests", "my-secret-token"),
    *("aaaaaaaaaaaaaaaaaaaaaaaa1", "sk_test_xxxxxxxxxxxxxxxxxxxxxxxx", "not-a-real-token", "insert-token-here"),
    *("getToken(user.id)", "config.get('api.token')", "null", "undefined", "None", "std::env::var", "ghp_xxxxxxxxxxxx"),
    *("00000000-0000-0000-0000-000000000000", "deadbeefdeadbeefdeadbeefdeadbeef", "some_long_identifier_name_here"),
    *("ApplicationTokenProviderFactory", "com.acme.security.TokenProvider", "https://acme.test/oauth/token"),
)
CODE = """
token = get_token()
password: string
if (password == null) return;
password = "Enter your password"
label_password = "Passwort vergessen"
secret := os.Getenv("CLIENT_SECRET_VALUE")
const token = await this.tokenService.refreshAccessToken(session)
api_key = request.headers.get("X-Api-Key")
private_key = serialization.load_pem_private_key(data, password=None)
password_field = driver.find_element(By.ID, "password-input-field")
public static final String TOKEN_PREFIX = "Bearer ";
String ACCESS_TOKEN_URI = "https://api.acme.test/oauth2/token";
"password": "The password must be at least 12 characters"
token_type=AuthenticationTokenType.BEARER_TOKEN
tokens = tokenizer.tokenize(sentence)
auth = HTTPBasicAuth(username, password)
secret_name = "projects/acme/secrets/db-password/versions/latest"
.password-input { color: #aabbcc; background: url(data:image/png;base64,iVBORw0KGgo=) }
def test_password_reset_token_is_invalidated_after_use(self):
apiKey: process.env.NEXT_PUBLIC_API_KEY,
token=self.lexer.next_token(),
SecretKeyRef: {name: app-secrets, key: api-token}
password = PasswordField("Password", validators=[DataRequired()])
TOKEN_EXPIRATION_SECONDS=86400
private String passwordResetTokenRepository;
"secretName": "wildcard-acme-tls-certificate"
KEY_ALGORITHM=RSASSA_PKCS1_V1_5_SHA_256
token: "#/components/schemas/AccessToken"
apiKeySecretRef: letsencrypt-production-key
password=input("Password for %s: " % user)
keyboardShortcut: "CmdOrCtrl+Shift+Alt+K"
var accessTokenPromise=e.then(function(t){return t.accessToken});
credentials_file = "~/.config/gcloud/application_default_credentials.json"
oauth_token_secret = session.fetch_request_token_secret(url)
secrets/sealed-secrets-controller-7d9f8b6c5d-x2x4z Running
"""


def negatives(seed: int = 43) -> Iterator[Case]:
    """Yield every kind of negative."""
    draw = random.Random(seed)
    names = list(SYNTAXES)
    table = [(True, *each) for each in kinds(NAMED, True)] + [(False, *each) for each in kinds(PREFIXED, False)]
    for named, vendor, shape in draw.sample(table, 260):
        value = drawn(shape, draw)
        ways = {
            "cut": value[: -draw.randrange(1, 5)],
            "overlong": value + "".join(draw.choices(ALPHABETS["l"], k=draw.randrange(1, 5))),
            "wrong letters": value[:6]
            + "".join(draw.choice("?!*(") if at % 7 == 0 else c for at, c in enumerate(value[6:])),
            "wrong case": value.swapcase() if not named else value[:8] + "{" + value[9:],
        }
        way = draw.choice(list(ways))
        fields = {"n": vendor, "N": vendor.upper(), "C": vendor.capitalize(), "v": ways[way]}
        yield Case(f"{way} {'vendor' if named else 'prefix'}", SYNTAXES[draw.choice(names)].format(**fields))
    for value in STANDINS:
        for syntax in draw.sample(names, 3):
            vendor = draw.choice(table)[1]
            fields = {"n": vendor, "N": vendor.upper(), "C": vendor.capitalize(), "v": value}
            yield Case("stand-in", SYNTAXES[syntax].format(**fields))
    for line in filter(None, CODE.splitlines()):
        yield Case("code", line)
    for _ in range(4):
        yield from neutral(draw)


def neutral(draw: random.Random) -> Iterator[Case]:
    """Yield random values with names that say no secret, and public values."""
    hashed, ident = hashlib.sha256(draw.randbytes(9)).hexdigest(), str(uuid.UUID(int=draw.getrandbits(128), version=4))
    sri = "sha512-" + base64.b64encode(draw.randbytes(64)).decode()
    for text in (
        f"commit {hashed[:40]}",
        f'"integrity": "{sri}"',
        f'etag: "{hashed[:32]}"',
        f"request_id={ident} trace_id={hashed[:32]} span_id={hashed[:16]}",
        f'"id": "{ident}", "key_id": "{hashed[:20]}"',
        f"image: registry.acme.test/app@sha256:{hashed}",
        f"github.com/acme/tool v0.0.0-20240102030405-{hashed[:12]} h1:{sri[7:50]}=",
        f"password_hash_algorithm = argon2id checksum {hashed}",
        f'"next_page_token": "{base64.urlsafe_b64encode(draw.randbytes(30)).decode()}"',
        f'"client_id": "{hashed[:32]}"',
        f'<img src="data:image/png;base64,{base64.b64encode(draw.randbytes(90)).decode()}">',
        f"ssh-rsa {base64.b64encode(draw.randbytes(200)).decode()} bob@acme",
        f"-----BEGIN CERTIFICATE-----\n{base64.b64encode(draw.randbytes(48)).decode()}\n-----END CERTIFICATE-----",
        f"-----BEGIN PUBLIC KEY-----\n{base64.b64encode(draw.randbytes(48)).decode()}\n-----END PUBLIC KEY-----",
        f"pk_live_{''.join(draw.choices(ALPHABETS['a'], k=24))}",
        f'publicKey: "{base64.b64encode(draw.randbytes(32)).decode()}"',
        f"csrf_token={base64.urlsafe_b64encode(draw.randbytes(30)).decode()}",
        f"cache_key={hashed}",
        f'"partition_key": "{ident}"',
        f"Set-Cookie: _ga=GA1.2.{draw.randrange(10**9)}.{draw.randrange(10**9)}",
        f"/assets/app-{hashed[:20]}.js",
        f'"tokenAddress": "0x{hashed[:40]}"',
        f'public_token = "{hashed[:32]}"',
        f"google_tag: G-{hashed[:10].upper()}, sentry dsn https://{hashed[:32]}@o1.ingest.sentry.io/2",
        f"key_fingerprint: {hashed[:40]}",
        f"sha256sum {hashed}  gitlab-runner_amd64.deb",
        f"Deploying heroku release v12 build {hashed[:40]} to app {ident}",
        f'"resume_token": "{ident}"',
        f"secret_version_id={ident}",
        f"0x{hashed[:40]} transferred 5 USDC to 0x{hashed[20:60]}",
    ):
        yield Case("neutral", text)
