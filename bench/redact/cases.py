"""Texts with a planted secret and texts with none, by kind: generated, with a fixed seed.

Positives put each vendor's token into many spellings of an assignment; negatives are what looks like one and is none:
cut or overlong tokens, placeholders, references, hashes and ids, code that handles secrets.
"""

from __future__ import annotations

import base64
import json
import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from bench.redact.vendors import ALPHABETS, NAMED, PREFIXED, drawn, kinds


@dataclass(frozen=True)
class Case:
    """One text; `secret` is what must not remain in it, empty if nothing in it is one."""

    kind: str
    text: str
    secret: str = ""


SYNTAXES = {
    "ini quoted": '{n}_token = "{v}"',
    "ini": "{n}_api_key={v}",
    "spaced": "{n}_token = {v}",
    "single quotes": "{n}_key: '{v}'",
    "json": '{{"id": 3, "{n}_api_key": "{v}", "on": true}}',
    "json lines": '{{\n    "{n}_secret": "{v}"\n}}',
    "json in json": '"{{\\"{n}_token\\":\\"{v}\\"}}"',
    "env": "{N}_API_KEY={v}",
    "export": "export {N}_TOKEN='{v}'",
    "go": 'var {n}Token string = "{v}"',
    "go short": "{n}Token := `{v}`",
    "typescript": "const {n}ApiKey: string = '{v}';",
    "java": 'private static final String {N}_SECRET = "{v}";',
    "java map": 'config.put("{n}.api.key", "{v}");',
    "csharp": 'string {n}Token = @"{v}";',
    "php append": '${n}Token .= "{v}";',
    "php null": '${n}Token ??= "{v}";',
    "php array": "'{n}_secret' => '{v}',",
    "php define": "define('{N}_API_KEY', '{v}');",
    "ruby": ':{n}_token => "{v}"',
    "ruby env": "ENV['{N}_TOKEN'] ||= '{v}'",
    "python dict": "'{n}_token': '{v}',",
    "python keyword": 'client = Client({n}_api_key="{v}", timeout=3)',
    "python environ": 'os.environ["{N}_API_KEY"] = "{v}"',
    "r": '{n}_api_key <- "{v}"',
    "makefile": "{N}_TOKEN ?= {v}",
    "makefile double": '{N}_TOKEN ::= "{v}"',
    "setter": 'client.set{C}ApiKey("{v}");',
    "call": 'with{C}Token("{v}")',
    "xml element": "<{n}Token>{v}</{n}Token>",
    "xml lines": "<{n}Token>\n    {v}\n</{n}Token>",
    "xml attribute": '<service {n}Token="{v}" retries="3"/>',
    "xml add": '<add key="{C}ApiKey" value="{v}" />',
    "plist": "<key>{C}ApiKey</key>\n\t<string>{v}</string>",
    "spring": "{n}.api.token={v}",
    "yaml": "{n}:\n  api_key: {v}\n",
    "yaml list": "env:\n  - name: {N}_API_KEY\n    value: {v}\n",
    "yaml block": "{n}_token: >-\n  {v}\n",
    "compose": "environment:\n  - {N}_TOKEN={v}\n",
    "dockerfile": "ENV {N}_API_KEY {v}",
    "docker arg": "ARG {N}_TOKEN={v}",
    "terraform": 'variable "{n}_token" {{\n  default = "{v}"\n}}',
    "tfvars": '{n}_api_token   = "{v}"',
    "header": "GET /v1 HTTP/1.1\nHost: api.{n}.com\nX-{C}-Token: {v}\n",
    "curl header": "curl -H 'X-{C}-Api-Key: {v}' https://api.{n}.com/v1",
    "curl bearer": 'curl https://api.{n}.com/v1 -H "Authorization: Bearer {v}"',
    "query": "https://api.{n}.com/v2/items?limit=3&api_key={v}&page=1",
    "log": "2026-02-01T03:04:05Z DEBUG {n} client started {n}_token={v} region=eu",
    "csv": "service,{n}_api_key,{v},active",
    "powershell": '$env:{N}_TOKEN = "{v}"',
    "cli option": "{n} login --api-key {v} --region eu",
    "comment": "# {n} api token: {v}",
    "markdown": "| {n} API key | `{v}` |",
    "space": "{n}_token {v}",
}


def positives(seed: int = 41, each: int = 4) -> Iterator[Case]:
    """Yield each kind of token in a few spellings, and every secret that has a form of its own."""
    draw = random.Random(seed)
    names = list(SYNTAXES)
    for table, named in ((PREFIXED, False), (NAMED, True)):
        for vendor, shape in kinds(table, named):
            for syntax in draw.sample(names, each):
                value = drawn(shape, draw)
                fields = {"n": vendor, "N": vendor.upper(), "C": vendor.capitalize(), "v": value}
                yield Case(f"{'vendor' if named else 'prefix'}: {syntax}", SYNTAXES[syntax].format(**fields), value)
    for _ in range(3):
        yield from structured(draw)


def letters(alphabet: str, size: int, draw: random.Random) -> str:
    """Return `size` characters of an alphabet."""
    return "".join(draw.choices(ALPHABETS[alphabet], k=size))


def structured(draw: random.Random) -> Iterator[Case]:
    """Yield secrets that stand in a structure of their own."""
    body = base64.b64encode(draw.randbytes(600)).decode()
    rows = [body[at : at + 64] for at in range(0, len(body), 64)]
    for kind in ("RSA ", "", "EC ", "OPENSSH ", "DSA ", "ENCRYPTED "):
        begin, end = f"-----BEGIN {kind}PRIVATE KEY-----", f"-----END {kind}PRIVATE KEY-----"
        yield Case("pem", "\n".join((begin, *rows, end)), rows[3])
        yield Case("pem escaped", json.dumps({"private_key": "\n".join((begin, *rows, end))}), rows[3])
        yield Case("pem in one line", f'key = "{begin} {body} {end}"', rows[3])
    yield Case("pgp", "-----BEGIN PGP PRIVATE KEY BLOCK-----\n\n" + "\n".join(rows) + "\n-----END", rows[2])
    ppk = f"PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nPrivate-Lines: 1\n{body[:48]}\nPrivate-MAC: aa"
    yield Case("ppk", ppk, body[:48])
    password, user = letters("a", 14, draw) + "9z", draw.choice(("app", "root", "svc-crm"))
    for scheme in ("postgres", "mysql", "mongodb+srv", "redis", "amqps", "mssql", "ftp", "https", "smtp", "ldap"):
        yield Case("address", f"{scheme}://{user}:{password}@db.acme.internal/x", password)
    for text in (
        f"Server=tcp:db.acme.net,1433;User ID={user};Password={password};Encrypt=True",
        f"jdbc:mysql://db:3306/crm?user={user}&password={password}",
        f"jdbc:oracle:thin:{user}/{password}@db:1521/x",
        f"host=db user={user} password={password} dbname=crm",
        f"mysql -u {user} -p{password} -h db crm",
        f"PGPASSWORD={password} psql -h db",
        f"sshpass -p {password} ssh {user}@host",
        f"curl -u {user}:{password} https://ci.acme.test/job",
        f"machine api.acme.test login {user} password {password}",
        f"[server]\nusername = {user}\npassword = {password}\n",
        f"spring.datasource.password={password}",
        f"<password>{password}</password>",
        f'db.connect("{user}", password="{password}")',
        f"ALTER USER {user} WITH PASSWORD '{password}';",
        f"CREATE USER '{user}'@'%' IDENTIFIED BY '{password}';",
    ):
        yield Case("password", text, password)
    basic = base64.b64encode(f"{user}:{password}".encode()).decode()
    yield Case("basic", f"Authorization: Basic {basic}", basic)
    yield Case("docker config", json.dumps({"auths": {"ghcr.io": {"auth": basic}}}), basic)
    token = ".".join(
        base64.urlsafe_b64encode(each).decode().rstrip("=")
        for each in (b'{"alg":"HS256","typ":"JWT"}', b'{"sub":"123","iat":1700000000}', draw.randbytes(32))
    )
    yield Case("jwt", f"session={token}; Path=/", token)
    key, secret = "AKIA" + letters("u", 16, draw), letters("b", 38, draw) + "aZ"
    for text in (
        f"aws_access_key_id = {key}\naws_secret_access_key = {secret}",
        f"AWS_SECRET_ACCESS_KEY={secret}",
        f'{{"AccessKeyId": "{key}", "SecretAccessKey": "{secret}"}}',
        f'secretAccessKey: "{secret}"',
        f'AWSCredentials("{key}", "{secret}")',
    ):
        yield Case("aws secret", text, secret)
    azure = base64.b64encode(draw.randbytes(64)).decode()
    yield Case("azure", f"DefaultEndpointsProtocol=https;AccountName=a;AccountKey={azure};EndpointSuffix=x", azure)
    bus = base64.b64encode(draw.randbytes(32)).decode()
    yield Case("azure", f"Endpoint=sb://a.net/;SharedAccessKeyName=Root;SharedAccessKey={bus}", bus)
    sig = base64.b64encode(draw.randbytes(32)).decode().replace("+", "%2B").replace("/", "%2F").replace("=", "%3D")
    yield Case("azure", f"https://a.blob.core.windows.net/c/f?sv=2024-01-01&sr=b&sp=r&sig={sig}", sig)
    hook = f"T{letters('u', 8, draw)}/B{letters('u', 10, draw)}/{letters('a', 24, draw)}"
    yield Case("webhook", f"https://hooks.slack.com/services/{hook}", hook)
    hook = letters("w", 68, draw)
    yield Case("webhook", f"https://discord.com/api/webhooks/{draw.randrange(10**17, 10**18)}/{hook}", hook)
    hook = f"{letters('h', 32, draw)}/{uuid.UUID(int=draw.getrandbits(128))}"
    group = f"{uuid.UUID(int=draw.getrandbits(128))}@{uuid.UUID(int=draw.getrandbits(128))}"
    yield Case("webhook", f"https://acme.webhook.office.com/webhookb2/{group}/IncomingWebhook/{hook}", hook)
    client = base64.b64encode(draw.randbytes(900)).decode()
    yield Case("kubeconfig", f"users:\n- name: a\n  user:\n    client-key-data: {client}\n", client)
    yield Case("kubernetes secret", f"kind: Secret\ndata:\n  password: {basic}\n", basic)
    yield Case("npmrc", f"//registry.npmjs.org/:_authToken={uuid.UUID(int=draw.getrandbits(128), version=4)}", "")
    yield Case("pypirc", f"[pypi]\nusername = {user}\npassword = {password}\n", password)
    yield Case("wordpress", f"define('DB_PASSWORD', '{password}');", password)
    yield Case("wireguard", f"PrivateKey = {bus}", bus)
    yield Case("shadow", f"{user}:$6${letters('a', 8, draw)}${letters('a', 86, draw)}:19000:0:99999:7:::", "")
