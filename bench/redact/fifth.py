# Tables of one row a line, however long:
# ruff: noqa: SIM905, E501
"""A fifth look, after the fourth was learned from: other places, other spellings of passwords, other near-misses.

python -m bench.redact.fifth [--show N] [--group G]
"""

from __future__ import annotations

import random
import re
import string
from collections.abc import Callable, Iterator

from bench.redact.fourth import Case, main, unescaped
from bench.redact.fourth_formats import ALPHABETS, b64, chars, draw, jwt

PLACES = r"""sops|gh_token: {k}\nsops:\n  version: 3.8.1
gh-hosts|github.com:\n    user: bob\n    oauth_token: {k}\n    git_protocol: https
composer|{{"http-basic": {{"repo.acme.io": {{"username": "ci", "password": "{p}"}}}}}}
composer|{{"gitlab-token": {{"gitlab.acme.io": "{k}"}}}}
cargo|[registry]\ntoken = "{k}"
conan|conan user -p {p} -r acme bob
sbt|credentials += Credentials("Nexus", "nexus.acme.io", "ci", "{p}")
maven-cli|mvn deploy -Dnexus.password={p} -DskipTests
gradle-props|acmePassword={p}\nacmeUser=ci
pip-conf|[global]\nindex-url = https://ci:{p}@pypi.acme.io/simple
poetry|poetry config http-basic.acme ci {p}
doctl|access-token: {k}\ncontext: default
ngrok|version: "2"\nauthtoken: {k}
cloudflared|{{"AccountTag":"9f","TunnelSecret":"{b}","TunnelID":"x"}}
gcloud-adc|{{"client_id": "1.apps.googleusercontent.com", "client_secret": "{k}", "refresh_token": "{k}", "type": "authorized_user"}}
aws-sso|{{"startUrl": "https://acme.awsapps.com/start", "accessToken": "{long}", "expiresAt": "2025-01-01T00:00:00Z"}}
azure-profile|{{"clientId": "{u}", "clientSecret": "{k}", "tenantId": "{u}"}}
s3fs|AKIAQ7XR3JDLW2MVN5TB:{k40}
rediscli|127.0.0.1:6379> AUTH {p}
redisconf|requirepass {p}
redisconf|masterauth {p}
pgbouncer|"app" "{p}"
sasl|[smtp.acme.io]:587 bot@acme.io:{p}
msmtp|account acme\nhost smtp.acme.io\nuser bot\npassword {p}
mutt|set smtp_pass="{p}"
mutt|set imap_pass = '{p}'
dovecot|connect = host=db dbname=mail user=dovecot password={p}
chap|bob * {p} *
openvpn|<auth-user-pass>\nbob\n{p}\n</auth-user-pass>
ldif|dn: cn=bob,dc=acme\nuserPassword: {p}
hiera|profile::db::password: '{p}'
pillar|mysql:\n  root_pwd: {p}
databag|{{"id": "db", "password": "{p}"}}
ansible-inventory|web1 ansible_host=10.0.0.4 ansible_user=deploy ansible_password={p}
ansible-out|ok: [web1] => {{"msg": "admin_token={k}"}}
vagrant|config.vm.provision "shell", env: {{"API_TOKEN" => "{k}"}}
jenkinsfile|withEnv(['NEXUS_TOKEN={k}']) {{ sh 'make' }}
jenkinsfile|environment {{\n  SONAR_TOKEN = '{k}'\n}}
gitlab-ci|variables:\n  DEPLOY_TOKEN: "{k}"
azure-pipelines|variables:\n- name: apiToken\n  value: {k}
bitbucket|- export API_SECRET={k}
circle|      environment:\n        ACME_API_KEY: {k}
kustomize|secretGenerator:\n- name: db\n  literals:\n  - password={p}
helm-values|auth:\n  existingSecret: ""\n  postgresPassword: {p}
helm-values|redis:\n  auth:\n    password: "{p}"
argo|  parameters:\n  - name: db.password\n    value: {p}
sealed|stringData:\n  token: {k}
pulumi|config:\n  acme:apiKey: {k}
serverless|provider:\n  environment:\n    STRIPE_SECRET: {k}
sam|  Parameters:\n    DbPassword:\n      Default: {p}
cdk|environment: {{ 'DB_PASSWORD': '{p}' }},
lambda|{{"Variables": {{"API_TOKEN": "{k}", "STAGE": "prod"}}}}
k6|const params = {{ headers: {{ 'X-Auth-Token': '{k}' }} }};
http-file|GET https://api.acme.io/v1\nAuthorization: Bearer {k}\n
http-file|@token = {k}\n\n###
openapi|  - in: header\n    name: X-API-KEY\n    example: {k}
proto|auth_config {{ api_key: "{k}" timeout: 3 }}
grpc|grpcurl -H 'authorization: Bearer {k}' api.acme.io:443 list
soap|<wsse:Password Type="PasswordText">{p}</wsse:Password>
soap|<wsse:UsernameToken><wsse:Username>a</wsse:Username><wsse:Password>{p}</wsse:Password></wsse:UsernameToken>
html|<meta name="api-token" content="{k}">
html|<div data-api-key="{k}" class="map"></div>
html|<input type="hidden" name="access_token" value="{k}">
jsx|<Provider apiKey="{k}" region="eu">
reg|"DefaultPassword"="{p}"
reg|"ApiToken"="{k}"
autologon|<AutoLogon><Password><Value>{p}</Value></Password></AutoLogon>
xcconfig|ACME_API_SECRET = {k}
arduino|const char* password = "{p}";
arduino|#define WIFI_PASS "{p}"
arduino|WiFi.begin("office", "{p}");
vb|Dim apiKey As String = "{k}"
vb|conn.ConnectionString = "Provider=SQLOLEDB;Server=db;Uid=sa;Pwd={p};"
fsharp|let apiKey = "{k}"
ocaml|let password = "{p}"
pascal|Password := '{p}';
pydantic|    api_token: SecretStr = SecretStr("{k}")
pydantic|    db_password: str = Field(default="{p}", env="DB_PASSWORD")
dataclass|    secret_key: str = "{k}"
argparse|parser.add_argument("--token", default="{k}")
click|@click.option("--password", default="{p}")
goflag|token := flag.String("token", "{k}", "API token")
rust|let client = Client::new().with_token("{k}");
rust|.bearer_auth("{k}")
rust|.basic_auth("svc", Some("{p}"))
java|@Value("${{api.key:{k}}}")
java|DriverManager.getConnection("jdbc:mysql://db/shop", "app", "{p}")
java|props.put("password", "{p}");
java|builder.header("Authorization", "Bearer {k}")
kotlin|signingConfigs {{ create("r") {{ storePassword = "{p}" }} }}
swift|request.setValue("Bearer {k}", forHTTPHeaderField: "Authorization")
csharp|client.DefaultRequestHeaders.Add("X-Api-Key", "{k}");
csharp|new NetworkCredential("svc", "{p}")
php|$config['db']['password'] = '{p}';
php|curl_setopt($ch, CURLOPT_USERPWD, "svc:{p}");
ruby|config.secret_key_base = "{hex}"
ruby|Mysql2::Client.new(host: "db", username: "app", password: "{p}")
perl|my $dbh = DBI->connect("dbi:mysql:shop", "app", "{p}");
r|con <- dbConnect(MySQL(), user="app", password="{p}")
nix|services.acme.passwordText = "{p}";
lua|ngx.req.set_header("Authorization", "Bearer {k}")
history|: 1700000000:0;export ACME_TOKEN={k}
history|  512  export DB_PASS='{p}'
trace|++ API_KEY={k}
trace|+ curl -H 'Authorization: Bearer {k}' https://api.acme.io
environ|PATH=/bin\0API_TOKEN={k}\0HOME=/root
ps|postgres 12 0.0 pg_basebackup -d postgresql://repl:{p}@db:5432/
access-log|10.0.0.1 - - [14/Mar/2025:09:21:07 +0000] "GET /v1/me?access_token={k} HTTP/1.1" 200 12
access-log|10.0.0.1 - - [14/Mar/2025] "POST /hook?secret={k}&id=4 HTTP/1.1" 204 0
pglog|LOG:  statement: ALTER USER app WITH PASSWORD '{p}';
pglog|LOG:  statement: CREATE USER MAPPING FOR app SERVER s OPTIONS (user 'a', password '{p}')
mysql|mysql> SET PASSWORD FOR 'app'@'%' = '{p}';
dump|INSERT INTO `settings` VALUES (1,'api_token','{k}',0),(2,'theme','dark',0);
mongo|db.createUser({{ user: "app", pwd: "{p}", roles: [] }})
java-trace|java.sql.SQLException: Access denied for jdbc:mysql://db/shop?user=app&password={p}
go-panic|panic: parse "https://svc:{p}@api.acme.io/%zz": invalid URL escape
sentry|{{"category":"http","data":{{"url":"/v1","headers":{{"X-Api-Key":"{k}"}}}}}}
otel|http.request.header.authorization: ["Bearer {k}"]
localstorage|localStorage.setItem("authToken", "{k}")
localstorage|{{"key":"refresh_token","value":"{k}"}}
mail|> Please use this key: {k}\n> Regards
mail|Your new password: {p}
mail|The credentials are bob / {p}
jira|*API token:* {{{{{k}}}}}
wiki|{{code}}\npassword={p}\n{{code}}
sheet|bob@acme.io\t{p}\tadmin
chat|token for prod: {k}
chat|psk for guest wifi = {p}
chat|db creds: app:{p}
yaml-list|- {{name: API_KEY, value: "{k}"}}
docker-history|/bin/sh -c #(nop)  ENV NPM_TOKEN={k}
docker-secret|echo "{p}" | docker secret create db_password -
kubectl|kubectl create secret docker-registry r --docker-password={p} --docker-username=ci
kubectl|kubectl set env deploy/api API_KEY={k}
vaultcli|vault login {k}
vaultcli|vault write auth/approle/login role_id={u} secret_id={u}
openssl|openssl pkcs12 -export -passout pass:{p} -out a.p12
keytool|keytool -genkey -storepass {p} -keypass {p} -alias a
ssh|sshpass -p'{p}' scp a host:
ffmpeg|rtsp://admin:{p}@10.0.0.9:554/live
vnc|x11vnc -passwd {p} -display :0
gpg|gpg --batch --passphrase {p} -d a.gpg
mosquitto|mosquitto_pub -u dev -P {p} -t a
git|git clone https://bob:{p}@git.acme.io/x.git
git|http.https://git.acme.io/.extraheader=AUTHORIZATION: bearer {k}
svn|svn co --username ci --password {p} https://svn.acme.io
cisco|enable secret 0 {p}
juniper|set system login user a authentication plain-text-password-value {p}
mikrotik|/ppp secret add name=a password={p}
jwt|eyJhbGciOiJFUzI1NiJ9.{jwt}
saml|SAMLResponse={long}
jwt-cookie|Cookie: theme=dark; jwt={jwtfull}
stripe|stripe listen --api-key {k}
otp|otpauth://totp/x?secret={T}&digits=6""".split("\n")
SHAPES = "{a32} {a40} {h32} {h40} {h64} {b43} {a24} {l32} {b36} {u32} {key32} {uuid}".split()
_NOUNS = (
    "maple copper walrus pepper violet onyx cactus lotus puma saffron quartz ember willow falcon basil comet".split()
)


def password(rng: random.Random) -> str:
    """Return a password: other habits than the fourth set's."""
    one, two, three = (rng.choice(_NOUNS) for _ in range(3))
    return rng.choice(
        [
            f"{one.title()}{two.title()}{rng.randint(10, 99)}!",
            f"{one}{rng.randint(1000, 99999)}",
            f"{one.upper()}{two}{rng.randint(1, 9)}?",
            f"{one}.{two}.{three}{rng.randint(1, 99)}",
            f"{rng.randint(10, 99)}{one.title()}${rng.randint(10, 99)}",
            f"{one.title()}-{two.title()}-{three.title()}-{rng.randint(10, 99)}",
            f"{one}-{two}-{three}-{rng.choice(_NOUNS)}-{rng.choice(_NOUNS)}",
            "".join(rng.choices(string.ascii_letters + string.digits, k=rng.randint(10, 18))),
            "".join(rng.choices(string.ascii_letters + string.digits + "!*-_.~", k=rng.randint(11, 20))),
            "".join(rng.choices(string.ascii_lowercase + string.digits, k=rng.randint(10, 14))),
        ]
    )


def _value(rng: random.Random, slot: str) -> str:
    match slot:
        case "p":
            return password(rng)
        case "k":
            return draw(rng, rng.choice(SHAPES))
        case "long":
            return chars(rng, ALPHABETS["b"], 300)
        case "b":
            return b64(rng.randbytes(32))
        case "u":
            return draw(rng, "{uuid}")
        case "k40":
            return draw(rng, "{s40}")
        case "hex":
            return draw(rng, "{h128}")
        case "jwt":
            return jwt(rng).split(".", 1)[1]
        case "jwtfull":
            return jwt(rng)
    return draw(rng, "{T32}")


def secrets(rng: random.Random) -> Iterator[Case]:
    """Yield each place eight times."""
    for row in PLACES:
        kind, line = row.split("|", 1)
        for _ in range(8):
            values: list[str] = []

            def fill(match: re.Match[str], values: list[str] = values) -> str:
                values.append(_value(rng, match[1]))
                return values[-1]

            text = unescaped(line).replace("\\0", "\0").replace("{{", "\1").replace("}}", "\2")
            text = re.sub(r"\{(p|k40|k|long|b|u|hex|jwtfull|jwt|T)\}", fill, text).replace("\1", "{").replace("\2", "}")
            wanted = values[1:2] if kind == "azure-profile" else values[-1:] if kind == "vaultcli" else values
            yield Case("password" if "{p}" in line else "key", text, tuple(wanted))


NEAR = r"""token = "IDENTIFIER"
tokens: ["foo", "bar", "baz"]
key: "ArrowLeft", code: 37
case Token.StringLiteral: return parseString();
"secret_santa": "Draw names at random"
author = "Anna-Katharina Müller"
password_reset_email_subject = "Reset your password at Acme"
assert "password must contain a digit" in str(error.value)
it('rejects a wrong password with status 401', async () => {{
throw new Error("Missing required environment variable ACME_API_TOKEN")
raise ValueError("api_key must be a non-empty string")
if (!process.env.ACME_SECRET) throw new Error('ACME_SECRET is not set')
log.info("token expires at {{}}", expiry.toInstant())
"tokenEndpointAuthMethod": "private_key_jwt"
password_hash = argon2.hash(form.password.data)
password: Optional[SecretStr] = None
export type PasswordResetRequest = {{ email: string; token: string }}
apiKey: config.require("apiKey"),
secret: new sst.Secret("StripeSecretKey").value
api_key = st.secrets["openai"]["api_key"]
password = keyring.get_password("acme", username)
const secret = await ssm.getParameter({{ Name: '/prod/db/password' }})
DB_PASSWORD_FILE=/run/secrets/db_password
passwordSecretRef:\n  name: db-credentials\n  key: password
password: "{{{{ lookup('env', 'DB_PASSWORD') }}}}"
password: ENC(AbCd) # jasypt
token: ${{CI_JOB_TOKEN}}
password=<redacted>
password=********
api_key: YOUR_ACME_API_KEY
apikey=insert-your-key
secret = "change-this-in-production"
TOKEN=put-your-token-here
uid: {uuid}
resourceVersion: "{d9}"
"_rev": "3-{h32}"
nonce-{b22}
Content-Security-Policy: script-src 'sha256-{key32}'
"shasum": "{h40}"
"fileCount": 12, "integrity": "sha512-{storage}"
checksum: 'md5:{h32}'
sha256:{h64} 12.3MB
layer {h12}: Pull complete
01{C24}
"ksuid": "2{a26}"
"cuid": "c{l24}"
https://acme.io/p/{b21}
https://acme.io/share/{a11}?si={a16}
gclid={b60}
fbclid=IwAR{b57}
utm_source=mail&mc_eid={h10}
_ga=GA1.2.{d9}.{d10}
"vapidPublicKey": "B{b86}"
"measurementId": "G-{u10}"
IBAN DE{d20}
serial: {H2}:{H2}:{H2}:{H2}:{H2}:{H2}:{H2}:{H2}
Key fingerprint = {H4} {H4} {H4} {H4} {H4}  {H4} {H4} {H4} {H4} {H4}
SHA1 Fingerprint={H2}:{H2}:{H2}:{H2}:{H2}:{H2}:{H2}:{H2}:{H2}:{H2}
-----BEGIN CERTIFICATE-----\nMIID{s60}\n{s64}\n-----END CERTIFICATE-----
-----BEGIN SSH SIGNATURE-----\n{s64}\n-----END SSH SIGNATURE-----
ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABB{s86}=
d="M12.5 3.2c-1.1 0-2 .9-2 2v{d2}.4l-3.3 7.1z"
--color-token-primary: #{h6};
.token.keyword {{ color: #{h6}; }}
"tokenId": {d18}
"nextToken": "{s120}"
"ContinuationToken": "{s60}="
x-trace: {h16}:{h16}:0:1
"span_id":"{h16}","trace_id":"{h32}"
{h40} refs/heads/main
{h8} (Bob 2025-03-14 12) token = next()
Subproject commit {h40}
Created wheel for x: sha256={h64}
"digest": "{h64}"
blob {h40}\t12\tsrc/auth/token.py
Cache-Key: v2-deps-{h64}
session duration 3600s, session id hidden
"session_state": "active", "token_type": "Bearer"
"accessTokenLifespan": 300, "ssoSessionIdleTimeout": 1800
grant_type=password&username=
password_min_length=12 password_max_age=90
"sub": "auth0|{h24}"
"customer": "cus_{a14}"
"payment_intent": "pi_3{a23}"
"id": "evt_1{a23}"
"id": "msg_01{a22}"
"id": "chatcmpl-{a29}"
"id": "resp_{h48}"
"request_id": "req_011{a21}"
"file_id": "file-{a22}"
toolu_01{a22}
price_1{a23}
"appId": "1:{d12}:web:{h22}"
mail-{b22}@mx.acme.io
prod-api-{l9}-{l5} 1/1 Running
api-token-rotator-{l10}-{l5} 0/1 Completed
secret/prod-db-credentials configured
arn:aws:kms:eu-west-1:{d12}:key/{uuid}
projects/acme/secrets/db-password/versions/3
s3://acme-prod-backups/secrets/{h32}.tar.gz
file-token-cache-{h16}.json
test_password_reset_token_is_single_use PASSED
keys: id_ed25519.pub id_rsa.pub""".split("\n")


def near_misses(rng: random.Random) -> Iterator[Case]:
    """Yield each near-miss five times, in several surroundings."""
    for line in NEAR:
        for _ in range(5):
            text = unescaped(line).replace("{{", "\0").replace("}}", "\1")
            text = draw(rng, text).replace("\0", "{").replace("\1", "}")
            yield Case(
                "text", rng.choice(["{}", "  {}", "2025-03-14 09:21:07 INFO {}", "  {},"]).replace("{}", text), ()
            )


MAKERS: list[Callable[[random.Random], Iterator[Case]]] = [secrets, near_misses]


def cases(seed: int = 5) -> list[Case]:
    """Return the set, always the same."""
    rng = random.Random(seed)
    return [case for maker in MAKERS for case in maker(rng)]


if __name__ == "__main__":
    main(cases)
