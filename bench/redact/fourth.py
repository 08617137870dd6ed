# Tables of one row a line, however long:
# ruff: noqa: E501, SIM905
"""A fourth look: a scanner benchmark written without having read the rules: formats, places, passwords, near-misses.

python -m bench.redact.fourth [--show N] [--group G]
"""

from __future__ import annotations

import argparse
import hashlib
import random
import re
import textwrap
from collections import Counter
from collections.abc import Callable, Iterator
from typing import NamedTuple

from bench.redact.fourth_formats import ALPHABETS, NAMED, PREFIXED, b64, chars, draw, jwt
from wicketgate.output.redact import Redactor
from wicketgate.secrets.automata import ENGINES


class Case(NamedTuple):
    """A text, the secrets it holds (none in a near-miss) and its group."""

    group: str
    text: str
    secrets: tuple[str, ...]


ASSIGNED = {
    "env": "NODE_ENV=production\n{N}={v}\nPORT=8080\n",
    "env-quoted": 'DEBUG=0\n{N}="{v}"\n',
    "export": "#!/bin/sh\nexport {N}='{v}'\n./run.sh\n",
    "shell-inline": "$ {N}={v} make deploy",
    "docker-env": "FROM python:3.12-slim\nENV {N}={v}\nCOPY . /app\n",
    "docker-arg": "ARG {N}={v}\nRUN pip install -r requirements.txt\n",
    "docker-run": "docker run -d -e {N}={v} -p 80:80 acme/web:1.4.2",
    "compose": "services:\n  web:\n    image: acme/web\n    environment:\n      - {N}={v}\n      - TZ=UTC\n",
    "compose-map": 'services:\n  web:\n    environment:\n      {N}: "{v}"\n      TZ: UTC\n',
    "helm": "image:\n  tag: 1.2.3\nconfig:\n  {c}: {v}\n  replicas: 2\n",
    "actions": "jobs:\n  build:\n    env:\n      {N}: {v}\n    steps:\n      - uses: actions/checkout@v4\n",
    "k8s-env": 'containers:\n- name: api\n  env:\n  - name: {N}\n    value: "{v}"\n',
    "k8s-stringdata": "apiVersion: v1\nkind: Secret\nmetadata:\n  name: api\nstringData:\n  {k}: {v}\n",
    "terraform": 'provider "acme" {{\n  {n} = "{v}"\n  region    = "eu-west-1"\n}}\n',
    "tfvars": '{n} = "{v}"\ninstance_type = "t3.micro"\n',
    "tf-default": 'variable "{n}" {{\n  type    = string\n  default = "{v}"\n}}\n',
    "json": '{{"name": "api", "{c}": "{v}", "retries": 3}}',
    "json-snake": '{{\n  "host": "api.example.com",\n  "{n}": "{v}",\n  "timeout": 30\n}}',
    "json-escaped": '{{"log": "{{\\"{c}\\": \\"{v}\\", \\"ok\\": true}}"}}',
    "python": 'import os\n\n{N} = "{v}"\n\nclient = Client({N})\n',
    "python-kwarg": "client = Client(region='eu', {n}='{v}', timeout=30)",
    "python-dict": "settings = {{\n    '{n}': '{v}',\n    'debug': False,\n}}\n",
    "python-environ": 'os.environ["{N}"] = "{v}"\n',
    "python-default": '{n} = os.getenv("{N}", "{v}")\n',
    "js": 'const {c} = "{v}";\nfetch(url);\n',
    "js-object": "module.exports = {{\n  port: 3000,\n  {c}: '{v}',\n}};\n",
    "js-or": "const {c} = process.env.{N} || '{v}';\n",
    "ts": "export const environment = {{ production: true, {c}: '{v}' }};\n",
    "ts-typed": 'private readonly {c}: string = "{v}";\n',
    "go": 'const {c} = "{v}"\n\nfunc main() {{}}\n',
    "go-short": '\t{c} := "{v}"\n\tc := New({c})\n',
    "go-struct": 'cfg := &Config{{\n\tAddr: ":8080",\n\t{P}: "{v}",\n}}\n',
    "go-setenv": 'os.Setenv("{N}", "{v}")\n',
    "java": 'private static final String {N} = "{v}";\n',
    "java-setter": 'config.set{P}("{v}");\n',
    "java-builder": '    .{c}("{v}")\n    .build();\n',
    "csharp": 'public const string {P} = "{v}";\n',
    "csharp-json": '{{\n  "Acme": {{\n    "{P}": "{v}"\n  }}\n}}\n',
    "ruby": "Acme.configure do |config|\n  config.{n} = '{v}'\nend\n",
    "ruby-hash": "Acme.new(:{n} => '{v}', region: 'eu')\n",
    "ruby-env": "ENV['{N}'] ||= '{v}'\n",
    "php-define": "<?php\ndefine('{N}', '{v}');\n",
    "php-array": "return [\n    'debug' => false,\n    '{n}' => '{v}',\n];\n",
    "php-var": '${n} = "{v}";\n',
    "rust": 'const {N}: &str = "{v}";\n',
    "rust-let": 'let {n} = "{v}".to_string();\n',
    "swift": 'let {c} = "{v}"\n',
    "swift-static": 'static let {c}: String = "{v}"\n',
    "kotlin": 'private const val {N} = "{v}"\n',
    "gradle": 'buildConfigField "String", "{N}", "\\"{v}\\""\n',
    "dart": "final String {c} = '{v}';\n",
    "elixir": 'config :acme, {n}: "{v}"\n',
    "scala": 'val {c} = "{v}"\n',
    "perl": "my ${n} = '{v}';\n",
    "lua": 'local {n} = "{v}"\n',
    "r": 'Sys.setenv({N} = "{v}")\n',
    "powershell": '$env:{N} = "{v}"\nInvoke-Deploy\n',
    "powershell-var": '${P} = "{v}"\n',
    "batch": "@echo off\nset {N}={v}\n",
    "fish": "set -gx {N} {v}\n",
    "properties": "server.port=8080\nacme.{k}={v}\n",
    "properties-spaced": "acme.client.{c} = {v}\n",
    "ini": "[acme]\nregion = eu\n{n} = {v}\n",
    "toml": '[acme]\n{n} = "{v}"\n',
    "xml": "<config>\n  <{c}>{v}</{c}>\n</config>\n",
    "xml-add": '<appSettings>\n  <add key="{P}" value="{v}" />\n</appSettings>\n',
    "android": '<resources>\n    <string name="{n}">{v}</string>\n</resources>\n',
    "plist": "<dict>\n\t<key>{c}</key>\n\t<string>{v}</string>\n</dict>\n",
    "nginx": 'location /api {{\n    set ${n} "{v}";\n    proxy_pass http://up;\n}}\n',
    "systemd": "[Service]\nEnvironment={N}={v}\nExecStart=/usr/bin/api\n",
    "systemd-quoted": '[Service]\nEnvironment="{N}={v}"\n',
    "makefile": "{N} := {v}\n\ndeploy:\n\t./deploy\n",
    "cli-flag": "acme deploy --{k} {v} --region eu-west-1",
    "cli-flag-eq": "acme deploy --{k}={v} --region eu-west-1",
    "helm-set": "helm upgrade api ./chart --set {c}={v} --wait",
    "kubectl-create": "kubectl create secret generic api --from-literal={N}={v}",
    "gh-secret": 'gh secret set {N} --body "{v}"',
    "sql-insert": "INSERT INTO settings (name, value) VALUES ('{n}', '{v}');",
    "jupyter": '{{"cells": [{{"cell_type": "code", "source": ["import os\\n", "{n} = \\"{v}\\"\\n"]}}]}}',
    "jupyter-single": '   "source": [\n    "os.environ[\'{N}\'] = \'{v}\'\\n",\n    "import acme"\n   ]',
    "diff-plus": "diff --git a/.env b/.env\n@@ -1,2 +1,3 @@\n PORT=80\n+{N}={v}\n",
    "diff-minus": '--- a/config.py\n+++ b/config.py\n-{N} = "{v}"\n+{N} = os.environ["{N}"]\n',
    "markdown": "## Setup\n\nSet `{N}={v}` in your shell.\n",
    "markdown-table": "| Variable | Value |\n|---|---|\n| {N} | {v} |\n",
    "slack-msg": "hey, for staging use {N}: {v} — don't share it",
    "slack-words": "the new {W} is {v} please update the pipeline",
    "ci-log": "2025-03-14T09:21:07.1234567Z ##[debug]{N}={v}",
    "ci-echo": "[09:21:07] + export {N}={v}",
    "printenv": "HOME=/root\n{N}={v}\nPATH=/usr/bin:/bin\n",
    "log-kv": 'time="2025-03-14T09:21:07Z" level=debug msg="loaded config" {n}={v}',
    "log-json": '{{"ts":"2025-03-14T09:21:07Z","level":"info","msg":"init","{n}":"{v}"}}',
    "trace": 'Traceback (most recent call last):\n  File "app.py", line 12, in <module>\n    c = Client({n}="{v}")\nValueError: bad region',
    "repr": "Config(host='db', {n}='{v}', port=5432)",
    "dump": 'array(2) {{\n  ["{n}"]=>\n  string(40) "{v}"\n}}',
    "tf-output": 'Outputs:\n\n{n} = "{v}"\nvpc_id = "vpc-0a1b2c3d"\n',
    "tf-plan": '  + {n} = "{v}"\n',
    "url-query": "GET https://api.example.com/v1/items?{n}={v}&page=2",
    "yaml-comment": "# {n}: {v}\nenabled: true\n",
    "comment": '// TODO remove: {c} = "{v}"\n',
    "http-form": "grant_type=client_credentials&{n}={v}&scope=all",
    "header-x": "POST /v1/items HTTP/1.1\nHost: api.example.com\nX-{H}: {v}\nAccept: */*\n",
    "csv": "name,value\n{N},{v}\n",
    "appsettings-env": "Acme__{P}={v}\n",
}
BARE = {
    "log": "2025-03-14 09:21:07 ERROR request failed for token {v} (status 401)",
    "chat": "can you try with {v} ? it worked for me yesterday",
    "curl-bearer": 'curl -H "Authorization: Bearer {v}" https://api.example.com/v1/me',
    "curl-header": "curl -s https://api.example.com -H 'x-api-key: {v}'",
    "curl-user": "curl -u {v}: https://api.example.com/v1/charges",
    "list": '["alpha", "{v}", "beta"]',
    "call": 'client = Client("{v}")',
    "call-js": "const c = new Client('{v}', {{ region: 'eu' }});",
    "url-path": "POST https://api.example.com/hook/{v} 200",
    "http": "GET /me HTTP/1.1\r\nHost: api.example.com\r\nAuthorization: token {v}\r\n\r\n",
    "diff": '@@ -3 +3 @@\n-    login("")\n+    login("{v}")\n',
    "markdown": "Use the key `{v}` for the demo.",
    "alone": "{v}",
    "line": "first\n{v}\nlast\n",
    "cat": "$ cat ~/.token\n{v}\n$ ",
    "short-name": 'k = "{v}"',
    "json-plain": '{{"value":"{v}"}}',
    "echo": "echo {v} | docker login --username bot --password-stdin",
}
_WORDS = """Summer Winter Spring Autumn Monday Friday Dragon Falcon Tiger Orange Purple Yellow London Berlin Madrid Tokyo
Coffee Pizza Guitar Piano Rocket Planet Galaxy Thunder Shadow Silver Golden Copper Castle Bridge River Mountain Ocean
Forest Desert Island Anchor Harbor Lantern Candle Mirror Window Garden Pepper Ginger Cookie Waffle Soccer Hockey
Liverpool Arsenal Chelsea Barcelona Michael Jessica Charlie Maggie Buster Lucky""".split()
PASSWORD_NAMES = """DB_PASSWORD POSTGRES_PASSWORD MYSQL_ROOT_PASSWORD REDIS_PASSWORD SMTP_PASSWORD ADMIN_PASSWORD password passwd
pwd db_pass DB_PASS dbPassword userPassword smtp_password MAIL_PASSWORD LDAP_BIND_PASSWORD KEYSTORE_PASSWORD keyPassword
storePassword root_password RABBITMQ_DEFAULT_PASS ftp_pass wifi_password BACKUP_PASSPHRASE passphrase SSH_PASSPHRASE
GRAFANA_ADMIN_PASSWORD JENKINS_ADMIN_PASSWORD spring.datasource.password svc_account_pwd sa_password master_password
encryption_passphrase vault_pass ansible_become_pass ANSIBLE_SSH_PASS sudo_pass login_password""".split()
FOREIGN_NAMES = "passwort kennwort mot_de_passe motdepasse contrasena contraseña senha parola wachtwoord hasło пароль 密码 パスワード".split()
KEY_NAMES = """API_KEY API_SECRET SECRET_KEY SECRET_TOKEN ACCESS_TOKEN AUTH_TOKEN CLIENT_SECRET APP_SECRET JWT_SECRET SESSION_SECRET
COOKIE_SECRET ENCRYPTION_KEY SIGNING_KEY SIGNING_SECRET WEBHOOK_SECRET PRIVATE_KEY MASTER_KEY REFRESH_TOKEN BEARER_TOKEN
SERVICE_TOKEN DEPLOY_TOKEN BOT_TOKEN SECRET_KEY_BASE DJANGO_SECRET_KEY FLASK_SECRET_KEY APP_KEY HMAC_SECRET INTERNAL_API_TOKEN
LICENSE_KEY CONSUMER_SECRET SHARED_SECRET AUTH_SECRET NEXTAUTH_SECRET HMAC_KEY CSRF_SECRET PARTNER_API_KEY billing_api_key
x_api_key oauth_token accessKey secret storage_access_key API_TOKEN REGISTRY_TOKEN MGMT_TOKEN SUBSCRIPTION_KEY""".split()
KEY_SHAPES = "{a32} {h32} {h40} {h64} {b43} {a20} {a24} {a40} {a64} {b32} {l32} {l24} {uuid} {key32} {s64} {u32} {b22} {a16} {h48}".split()
_HUMAN_OK = set("env env-quoted export compose-map helm k8s-env k8s-stringdata terraform tfvars json json-snake json-escaped "
    "python python-kwarg python-dict js js-object ts go go-short go-struct java csharp csharp-json ruby ruby-hash php-define "
    "php-array php-var rust swift kotlin properties properties-spaced ini toml xml powershell batch jupyter diff-plus "
    "diff-minus slack-msg slack-words ci-log log-json repr tf-output java-setter java-builder scala elixir yaml-comment "
    "xml-add python-default js-or docker-env systemd-quoted markdown tf-default".split())  # fmt: skip


def spelled(name: str) -> dict[str, str]:
    """Return a name in the spellings the contexts use."""
    parts = [part.lower() for part in re.split(r"[_\-.]|(?<=[a-z])(?=[A-Z])", name) if part]
    pascal = "".join(part.title() for part in parts)
    return {
        "N": "_".join(parts).upper(),
        "n": "_".join(parts),
        "k": "-".join(parts),
        "c": pascal[:1].lower() + pascal[1:],
        "P": pascal,
        "H": "-".join(part.title() for part in parts),
        "W": " ".join(parts),
    }


def unescaped(line: str) -> str:
    """Return a row of a table with its newlines made real."""
    return line.replace("\\\\", "\0").replace("\\n", "\n").replace("\\r", "\r").replace("\0", "\\")


def human(rng: random.Random) -> str:
    """Return a password as people choose them."""
    word, other = rng.choice(_WORDS), rng.choice(_WORDS)
    leet = word.translate(str.maketrans("aeos", "@30$"))
    return rng.choice(
        [
            f"{word}{rng.randint(2015, 2026)}!",
            f"{word}{other}{rng.randint(1, 99)}",
            f"{leet}{rng.randint(10, 9999)}",
            f"{word}#{rng.randint(100, 999)}",
            f"{word.lower()}-{other.lower()}-{rng.choice(_WORDS).lower()}-{rng.choice(_WORDS).lower()}",
            f"{word}_{other}_{rng.randint(1, 99)}!",
            f"My{word}Is{other}{rng.randint(1, 9)}$",
            chars(rng, ALPHABETS["a"], rng.randint(10, 14)),
            chars(rng, ALPHABETS["a"] + "!@#%^*-_+=?", rng.randint(12, 20)),
            chars(rng, ALPHABETS["a"] + "!%*-_+", rng.randint(9, 12)),
            chars(rng, ALPHABETS["l"], rng.randint(9, 12)),
            f"{rng.choice(['qwerty', 'asdf', 'zxcv', '1q2w3e'])}{word}{rng.randint(1, 999)}",
            f"acme{word}{rng.randint(100, 9999)}@",
        ]
    )


def vendor_cases(rng: random.Random) -> Iterator[Case]:
    """Yield every vendor's tokens, assigned to a name, standing alone, and under names without a vendor."""
    assigned, bare = list(ASSIGNED), list(BARE)
    for _, template, names in PREFIXED:
        for _ in range(4):
            value, where = draw(rng, template), rng.choice(assigned)
            name = rng.choice(names.split())
            yield Case("prefixed-assigned", ASSIGNED[where].format(v=value, **spelled(name)), (value,))
        for _ in range(3):
            value = draw(rng, template)
            yield Case("prefixed-bare", BARE[rng.choice(bare)].format(v=value), (value,))
    for _, template, names in NAMED:
        for _ in range(7):
            value, where = draw(rng, template), rng.choice(assigned)
            name = rng.choice(names.split())
            yield Case("vendor-named", ASSIGNED[where].format(v=value, **spelled(name)), (value,))


def generic_cases(rng: random.Random) -> Iterator[Case]:
    """Yield keys under names without a vendor, and passwords."""
    for _ in range(700):
        value, name = draw(rng, rng.choice(KEY_SHAPES)), rng.choice(KEY_NAMES)
        yield Case("generic-key", ASSIGNED[rng.choice(list(ASSIGNED))].format(v=value, **spelled(name)), (value,))
    places = sorted(_HUMAN_OK)
    for _ in range(700):
        value, name = human(rng), rng.choice(PASSWORD_NAMES)
        yield Case("password", ASSIGNED[rng.choice(places)].format(v=value, **spelled(name)), (value,))
    for _ in range(120):
        value, name = human(rng), rng.choice(FOREIGN_NAMES)
        yield Case("password-foreign", ASSIGNED[rng.choice(places)].format(v=value, **spelled(name)), (value,))


CONNECTIONS = r"""postgres://app:{v}@db.internal:5432/crm
postgresql+psycopg2://app:{v}@10.0.3.7/crm?sslmode=require
mysql://root:{v}@mysql:3306/shop
mysql+pymysql://svc:{v}@db/shop?charset=utf8
mariadb://svc:{v}@db:3306/shop
mongodb://admin:{v}@mongo-0:27017,mongo-1:27017/?replicaSet=rs0
mongodb+srv://app:{v}@cluster0.ab1cd.mongodb.net/prod?retryWrites=true
redis://:{v}@cache:6379/0
rediss://default:{v}@eu1-calm-fox-1234.upstash.io:6379
amqp://rabbit:{v}@mq:5672/%2f
amqps://svc:{v}@b-1234.mq.eu-west-1.amazonaws.com:5671
ftp://deploy:{v}@ftp.example.com/htdocs
sftp://deploy:{v}@files.example.com/in
https://ci:{v}@git.example.com/team/repo.git
https://oauth2:{v}@gitlab.example.com/team/repo.git
smtp://mailer:{v}@smtp.example.com:587
smtps://mailer%40example.com:{v}@smtp.example.com:465
ldap://cn=admin:{v}@ldap.example.com
clickhouse://default:{v}@ch:9000/events
cassandra://cass:{v}@node1/ks
cockroachdb://root:{v}@crdb:26257/bank
mssql+pyodbc://sa:{v}@sql:1433/erp?driver=ODBC+Driver+17
oracle+cx_oracle://sys:{v}@ora:1521/XE
snowflake://etl:{v}@ab12345.eu-west-1/wh
neo4j+s://neo4j:{v}@1a2b3c4d.databases.neo4j.io
bolt://neo4j:{v}@graph:7687
nats://svc:{v}@nats:4222
mqtt://sensor:{v}@broker:1883
kafka+ssl://svc:{v}@kafka:9093
jdbc:postgresql://db:5432/crm?user=app&password={v}
jdbc:mysql://db/shop?user=app&password={v}&useSSL=false
jdbc:oracle:thin:scott/{v}@//ora:1521/XE
jdbc:sqlserver://sql:1433;databaseName=erp;user=sa;password={v};encrypt=true
Server=tcp:acme.database.windows.net,1433;Database=erp;User ID=sa;Password={v};Encrypt=True;
Server=db;Port=3306;Uid=shop;Pwd={v};
Data Source=db;Initial Catalog=erp;User Id=sa;Password={v}
Driver={{ODBC Driver 18 for SQL Server}};Server=sql;UID=sa;PWD={v};
host=db port=5432 dbname=crm user=app password={v} sslmode=require
cache.redis.cache.windows.net:6380,password={v},ssl=True,abortConnect=False
couchdb://admin:{v}@couch:5984
elasticsearch://elastic:{v}@es:9200
https://elastic:{v}@es.internal:9200/_cluster/health
socks5://user:{v}@proxy.example.com:1080
http://user:{v}@proxy.example.com:3128
imaps://inbox:{v}@imap.example.com
rtsp://admin:{v}@192.168.1.64:554/stream1
ssh://deploy:{v}@host.example.com:22
influxdb://telegraf:{v}@influx:8086/metrics
libsql://acme.turso.io?authToken={v}
psql "user=app password={v} host=db dbname=crm"
mysql -h db -u root -p{v} shop
mysqldump --user=root --password={v} shop
PGPASSWORD={v} psql -h db -U app crm
sshpass -p '{v}' ssh deploy@host
redis-cli -h cache -a {v} ping
mongosh "mongodb://db:27017" --username admin --password {v}
curl -u admin:{v} https://jenkins.example.com/api/json
curl --user 'svc:{v}' -X POST https://es:9200/_bulk
wget --http-user=svc --http-password={v} https://files.example.com/x
smbclient //srv/share -U 'corp/svc%{v}'
net use Z: \\\\srv\\share /user:corp\\svc {v}
docker login -u bot -p {v} registry.example.com
openssl enc -aes-256-cbc -k {v} -in a -out b
zip -P {v} out.zip *.csv
htpasswd -b .htpasswd admin {v}
az login --service-principal -u 1234 -p {v} --tenant acme
rclone config create x webdav pass={v}
ldapsearch -x -D cn=admin,dc=acme -w {v} -b dc=acme
lftp -u deploy,{v} sftp://files.example.com
ansible-playbook site.yml -e ansible_password={v}
CREATE USER app WITH PASSWORD '{v}';
ALTER ROLE app PASSWORD '{v}';
CREATE USER 'shop'@'%' IDENTIFIED BY '{v}';
GRANT ALL ON shop.* TO 'app'@'localhost' IDENTIFIED BY '{v}';
CREATE LOGIN svc WITH PASSWORD = '{v}';
SET PASSWORD FOR 'app'@'%' = PASSWORD('{v}');
echo 'root:{v}' | chpasswd
conn = psycopg2.connect(host="db", user="app", password="{v}")
conn = pymysql.connect('db', 'app', '{v}', 'shop')
DriverManager.getConnection(url, "app", "{v}");
new SqlConnection("Server=db;User Id=sa;Password={v};");
$pdo = new PDO('mysql:host=db', 'app', '{v}');
mysqli_connect("db", "app", "{v}", "shop");
requests.get(url, auth=("svc", "{v}"))
smtp.login("bot@example.com", "{v}")
client.connect("host", username="deploy", password="{v}")""".split("\n")


def connection_cases(rng: random.Random) -> Iterator[Case]:
    """Yield connection strings, command lines, SQL and connecting calls."""
    for line in CONNECTIONS:
        for wrap in (
            "{}",
            "2025-03-14 09:21:07,113 ERROR could not connect: {}",
            "    url: {}\n    pool: 5",
            "DATABASE_URL={}\n",
        ):
            alphabet = ALPHABETS["a"] + rng.choice(["", "", "-_.~", "!*"])
            value = rng.choice([chars(rng, alphabet, rng.randint(10, 24)), human(rng), human(rng)])
            value = re.sub(r"[@#%^=+?$/:]", "x", value)
            # A command line is no URL's value: it stands alone.
            text = unescaped(line).format(v=value)
            yield Case("connection", wrap.format(text) if "://" in line[:20] else text, (value,))


def pem(rng: random.Random, label: str, size: int, width: int = 64) -> tuple[str, str]:
    """Return a PEM block and its body."""
    body = "\n".join(textwrap.wrap(b64(b"\x30\x82\x04\xa4" + rng.randbytes(size)), width))
    return f"-----BEGIN {label}-----\n{body}\n-----END {label}-----\n", body


def key_cases(rng: random.Random) -> Iterator[Case]:
    """Yield private keys in their files, in one line, in JSON, YAML and code."""
    labels = {"RSA PRIVATE KEY": 1180, "PRIVATE KEY": 1210, "EC PRIVATE KEY": 115, "DSA PRIVATE KEY": 440}
    labels |= {"OPENSSH PRIVATE KEY": 380, "ENCRYPTED PRIVATE KEY": 1290, "PGP PRIVATE KEY BLOCK": 2000}
    for label, size in labels.items():
        for _ in range(3):
            text, body = pem(rng, label, size)
            lines = tuple(body.split("\n"))
            yield Case("key", text, lines)
            one = text.replace("\n", "\\n")
            yield Case(
                "key", f'{{"type": "service_account", "private_key": "{one}", "client_email": "a@b.c"}}', tuple(lines)
            )
            yield Case("key", f'PRIVATE_KEY="{one}"\n', lines)
            yield Case("key", "key: |\n" + textwrap.indent(text, "    ") + "other: 1\n", lines)
            yield Case("key", "".join(f"+{line}\n" for line in text.splitlines()), lines)
            yield Case("key", "".join(f'    "{line}\\n"\n' for line in text.splitlines()), lines)
            yield Case("key", "".join(f'    "{line}\\n" +\n' for line in text.splitlines()), lines)
            yield Case("key", "".join(f"2025-03-14T09:21:07.12Z {line}\n" for line in text.splitlines()), lines)
            yield Case("key", text.replace("\n", "\r\n"), lines)
            yield Case("key", text.split("-----END")[0][: rng.randint(200, 400)], (lines[0],))
            encoded = b64(text.encode())
            yield Case("key-base64", f"data:\n  tls.key: {encoded}\n", (encoded,))
            yield Case("key-base64", f"SSH_KEY_B64={encoded}\n", (encoded,))
    for _ in range(6):
        private = textwrap.wrap(b64(rng.randbytes(590)), 64)
        public = textwrap.wrap(b64(rng.randbytes(270)), 64)
        putty = [
            "PuTTY-User-Key-File-3: ssh-rsa",
            "Encryption: none",
            "Comment: rsa-key",
            f"Public-Lines: {len(public)}",
            *public,
        ]
        putty += [f"Private-Lines: {len(private)}", *private, f"Private-MAC: {chars(rng, ALPHABETS['h'], 64)}"]
        yield Case("key", "\n".join(putty) + "\n", tuple(private))
        value = b64(rng.randbytes(32))
        yield Case("key", f"[Interface]\nAddress = 10.0.0.2/24\nPrivateKey = {value}\nListenPort = 51820\n", (value,))
        numbers = {
            name: b64(rng.randbytes(size), url=True) for name, size in (("n", 256), ("d", 256), ("p", 128), ("q", 128))
        }
        jwk = '{"kty":"RSA","kid":"2024-1","e":"AQAB",' + ",".join(f'"{k}":"{v}"' for k, v in numbers.items()) + "}"
        yield Case("key", jwk, (numbers["d"],))
        value = b64(rng.randbytes(32), url=True)
        yield Case("key", f'{{"kty": "oct", "alg": "HS256", "k": "{value}"}}', (value,))


FILES = r"""npmrc|//registry.npmjs.org/:_authToken={npm}
npmrc|//npm.pkg.example.com/:_authToken={b40}
npmrc|//npm.example.com/:username=ci\n//npm.example.com/:_password={p64}
npmrc|_auth={p64}\nalways-auth=true
yarnrc|npmRegistries:\n  "https://npm.example.com":\n    npmAuthToken: "{uuid}"
pypirc|[pypi]\nusername = __token__\npassword = {pypi}
pypirc|[internal]\nrepository = https://pypi.example.com\nusername = ci\npassword = {a18}
netrc|machine api.example.com\n  login bot\n  password {a20}
netrc|machine git.example.com login ci password {a14}
git-credentials|https://ci-bot:{a20}@git.example.com
pgpass|db.internal:5432:crm:app:{a16}
mycnf|[client]\nuser=root\npassword={a15}
docker-config|{{"auths": {{"registry.example.com": {{"auth": "{basic}"}}}}}}
kubeconfig|users:\n- name: admin\n  user:\n    token: {jwt}
kubeconfig|users:\n- name: admin\n  user:\n    client-key-data: {pemb64}
k8s-token|  token: {jwt}\nkind: Secret
aws-credentials|[default]\naws_access_key_id = AKIA7XQ3JDLR2MVN5YTB\naws_secret_access_key = {s40}
aws-sts|{{"Credentials": {{"AccessKeyId": "ASIA2ZK7TQW4NXB6JHYR", "SecretAccessKey": "{s40}", "Expiration": "2025-03-14T10:00:00Z"}}}}
aws-sts-token|{{"Credentials": {{"SessionToken": "IQoJb3JpZ2luX2VjE{s340}=", "Expiration": "2025-03-14T10:00:00Z"}}}}
maven|<server><id>nexus</id><username>ci</username><password>{a16}</password></server>
nuget|<packageSourceCredentials><acme><add key="Username" value="ci" /><add key="ClearTextPassword" value="{a18}" /></acme></packageSourceCredentials>
gradle|signing.keyId=24875D73\nsigning.password={a14}\nossrhPassword={a18}
htdigest-curl|curl --digest -u 'svc:{a14}' https://cam.example.com
basic|GET / HTTP/1.1\r\nHost: x\r\nAuthorization: Basic {basic}\r\n\r\n
basic|curl -H 'Authorization: Basic {basic}' https://api.example.com
basic|proxy-authorization: Basic {basic}
bearer|Authorization: Bearer {a40}
bearer|authorization: Bearer {b64}\naccept: application/json
bearer|headers = {{"Authorization": "Bearer {a32}"}}
bearer|headers: {{ Authorization: `Bearer {h40}` }},
bearer|req.Header.Set("Authorization", "Bearer {a36}")
bearer|request.setRequestHeader('Authorization', 'Token {h40}')
bearer|Authorization: Token token={a32}
bearer|Authorization: ApiKey {elastic}
bearer|Authorization: SharedAccessSignature sr=acme&sig={sig}&se=1712345678&skn=root
apikey|X-Api-Key: {a32}
apikey|curl -H "apikey: {a32}" https://x.example.com
apikey|-H 'X-Auth-Token: {h40}'
apikey|-H "Private-Token: {b20}" https://gitlab.example.com/api/v4/projects
apikey|-H "Ocp-Apim-Subscription-Key: {h32}"
apikey|X-Vault-Token: {uuid}
apikey|Circle-Token: {h40}
apikey|https://api.openweathermap.org/data/2.5/weather?q=London&appid={h32}
apikey|https://api.example.com/v2/list?api_key={a32}&limit=10
apikey|https://api.example.com/v2/list?limit=10&access_token={a48}
apikey|wss://stream.example.com/ws?token={a40}
apikey|https://acme.blob.core.windows.net/c/f?sv=2022-11-02&sr=b&sp=r&se=2025-03-15T00%3A00%3A00Z&sig={sig}
apikey|https://acme.s3.amazonaws.com/f?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Expires=3600&X-Amz-Signature={h64}
apikey|https://maps.example.com/js?key={a39}&callback=init
cookie|Cookie: sessionid={l32}; csrftoken={a32}
cookie|Set-Cookie: session={flask}; HttpOnly; Path=/
cookie|Cookie: _ga=GA1.2.1; connect.sid=s%3A{b32}.{s43}
cookie|Set-Cookie: PHPSESSID={l26}; path=/
cookie|Cookie: JSESSIONID={H32}
cookie|set-cookie: __Host-auth={a64}; Secure
cookie|Set-Cookie: access_token={jwt}; HttpOnly
jwt|eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.{jwtbody}
jwt|id_token={jwt}
jwt|{{"access_token":"{jwt}","token_type":"Bearer","expires_in":3600}}
oauth|{{"access_token":"{b120}","refresh_token":"{b60}","token_type":"bearer"}}
oauth|{{"refresh_token": "{b64}", "scope": "read"}}
oauth|client_id=acme-web&client_secret={a40}&grant_type=authorization_code&code=x
ansible|ansible_become_password: {a14}
ansible|      ansible_ssh_pass: "{a12}"
wp-config|define('AUTH_KEY',         '{punct64}');
wp-config|define( 'DB_PASSWORD', '{a16}' );
rails|production:\n  secret_key_base: {h128}
rails-master|# config/master.key\n{h32}\n
laravel|APP_KEY=base64:{key32}
django|SECRET_KEY = 'django-insecure-{punct50}'
spring|spring:\n  datasource:\n    username: app\n    password: {a14}
spring|spring.mail.password={a16}
odoo|admin_passwd = {a16}
wpa|network={{\n  ssid="office"\n  psk="{a14}"\n}}
vpn|secret: {a20}\nxauth password {a12}
ipsec|: PSK "{a24}"
cisco|snmp-server community {a14} RW
cisco|username admin privilege 15 password 0 {a12}
kubeadm|kubeadm join 10.0.0.1:6443 --token {l6}.{l16} --discovery-token-ca-cert-hash sha256:0
swarm|docker swarm join --token SWMTKN-1-{l50}-{l25} 10.0.0.1:2377
consul|acl_master_token = "{uuid}"
consul|encrypt = "{key32}"
terraform-state|{{"type": "aws_db_instance", "instances": [{{"attributes": {{"username": "root", "password": "{a20}"}}}}]}}
terraform-rc|credentials "app.terraform.io" {{\n  token = "{a14}.atlasv1.{a67}"\n}}
compose-secret|    POSTGRES_PASSWORD: {a16}
gcp-sa|"private_key_id": "{h40}", "private_key": "-----BEGIN PRIVATE KEY-----\\n{s64}\\n{s64}\\n-----END PRIVATE KEY-----\\n"
s3cfg|access_key = AKIA4HTR7LMZ3QWX2PVN\nsecret_key = {s40}
rclone|[s3]\ntype = s3\nsecret_access_key = {s40}
boto|gs_secret_access_key = {s40}
env-odd|export TWILIO_TOKEN={h32}   # prod
totp|otpauth://totp/Acme:bob@example.com?secret={T32}&issuer=Acme
mnemonic-name|recovery_code: {u5}-{u5}-{u5}-{u5}
kv-cli|vault kv put secret/db password={a16}
kv-cli|aws ssm put-parameter --name /prod/db/password --type SecureString --value {a20}
kv-cli|aws secretsmanager create-secret --name db --secret-string '{{"username":"app","password":"{a20}"}}'
kv-cli|heroku config:set STRIPE_SECRET={a32}
kv-cli|flyctl secrets set SESSION_KEY={a43}
kv-cli|wrangler secret put API_TOKEN <<< "{b40}"
kv-cli|aws configure set aws_secret_access_key {s40}
kv-cli|npm config set //registry.example.com/:_authToken {b36}
kv-cli|git remote add origin https://{h40}@git.example.com/acme/x.git
kv-cli|git config http.extraheader "AUTHORIZATION: basic {basic}"
kv-cli|pip install --index-url https://ci:{a24}@pypi.example.com/simple acme
sshconfig|# ProxyCommand sshpass -p {a14} ssh jump
mail-body|Hi, your temporary password is {a12}. Please change it.
mail-body|Username: bob\nPassword: {a12}\nURL: https://portal.example.com
mail-body|login: svc_backup / pass: {a14}
chat|pw for the staging box is {a14} btw
chat|api key = {a32}, keep it safe
chat|here's the token: {b40}
describe|Environment:\n      DB_HOST:      db\n      DB_PASSWORD:  {a16}
inspect|"Env": ["PATH=/usr/bin", "API_SECRET={a32}", "TZ=UTC"]
ps|root  4121  0.0 java -Dserver.port=80 -Djavax.net.ssl.keyStorePassword={a14} -jar app.jar
java-opts|JAVA_OPTS="-Xmx2g -Ddb.password={a14}"
debug|DEBUG [http.client] send: b'GET / HTTP/1.1\\r\\nAuthorization: Bearer {a40}\\r\\n'
har|{{"name": "authorization", "value": "Bearer {a40}"}}
har|{{"name": "x-api-key", "value": "{a32}"}}
postman|{{"key": "apiKey", "value": "{a32}", "type": "secret"}}
ecs|{{"name": "DB_PASSWORD", "value": "{a18}"}}
cfn|  MasterUserPassword: {a16}
arm|"adminPassword": {{ "value": "{a16}" }}
bicep|param adminPassword string = '{a16}'
puppet|password => '{a14}',
chef|default['mysql']['server_root_password'] = '{a14}'
salt|mysql.pass: '{a14}'
graphql|mutation {{ login(email: "a@b.c", password: "{a12}") {{ id }} }}
form|username=bob&password={a12}&remember=1
request-json|POST /login {{"email":"bob@example.com","password":"{a12}"}}
expect|expect "Password:"\nsend "{a12}\\r"
vbs|pwd = "{a12}"
powershell|ConvertTo-SecureString "{a14}" -AsPlainText -Force
powershell|$cred = New-Object PSCredential("svc", (ConvertTo-SecureString '{a14}' -AsPlainText -Force))
cypress|cy.get('#password').type('{a12}')
selenium|driver.find_element(By.ID, "password").send_keys("{a12}")
c|#define API_KEY "{a32}"
c|static const char *api_secret = "{a40}";
c|const char* WIFI_PASSWORD = "{a12}";
cpp|std::string dbPassword("{a14}");
objc|static NSString *const kApiSecret = @"{a32}";
objc|[client setApiKey:@"{a32}"];
vue|VUE_APP_API_SECRET={a32}
groovy|credentials {{ username 'ci'\n password '{a14}' }}
haskell|apiKey = "{a32}"
erlang|{{cookie, '{U20}'}}.
solidity|accounts: ["0x{h64}"]
hardhat|const PRIVATE_KEY = "0x{h64}";
hcl|api_key     = "{a32}"
jsonnet|apiKey:: '{a32}',
ts-enum|API_SECRET = '{a32}',
matlab|apikey = '{a32}';
julia|ENV["API_KEY"] = "{a32}"
clojure|:api-key "{a32}"
lisp|(setq auth-password "{a14}")
vim|let g:token = '{h40}'
tcl|set password "{a14}"
qt|settings.setValue("password", "{a14}");
flask|app.secret_key = '{a32}'
flask|app.config['SECRET_KEY'] = '{a32}'
express|app.use(session({{ secret: '{a24}', resave: false }}))
jwt-sign|jwt.sign(payload, '{a32}', {{ expiresIn: '1h' }})
jwt-sign|jwt.encode(payload, "{a32}", algorithm="HS256")
crypto|const cipher = crypto.createCipheriv('aes-256-cbc', '{a32}', iv);
fernet|f = Fernet(b"{b43}=")
hmac|hmac.new(b"{a32}", msg, hashlib.sha256)
stripe-js|const stripe = require('stripe')('sk_live_{a24}');
openai|openai.api_key = "sk-{a48}"
twilio|client = Client("AC{h32}", "{h32}")
boto3|boto3.client('s3', aws_access_key_id='AKIA3QX7LVN5ZRTM2WJB', aws_secret_access_key='{s40}')
azure|credential = ClientSecretCredential("{uuid}", "{uuid}", "{a3}8Q~{b34}")""".split("\n")


def _file_value(rng: random.Random, slot: str) -> str:
    alphabet = ALPHABETS["a"] + "!@#%^&*()-_=+[]{}<>|;:,.?~"
    match slot:
        case "basic":
            return b64(f"svc:{chars(rng, ALPHABETS['a'], 16)}".encode())
        case "p64":
            return b64(f"ci:{chars(rng, ALPHABETS['a'], 18)}".encode())
        case "pemb64":
            return b64(pem(rng, "RSA PRIVATE KEY", 1180)[0].encode())
        case "jwtbody":
            return jwt(rng).split(".", 1)[1]
        case "flask":
            return (
                b64(b'{"user_id":42}', True)
                + "."
                + chars(rng, ALPHABETS["b"], 6)
                + "."
                + chars(rng, ALPHABETS["b"], 27)
            )
        case "sig":
            return b64(rng.randbytes(32)).replace("+", "%2B").replace("/", "%2F").replace("=", "%3D")
        case "punct64" | "punct50":
            return chars(rng, alphabet, int(slot[5:]))
        case "U20":
            return chars(rng, ALPHABETS["P"], 20)
    return draw(rng, "{" + slot + "}")


def file_cases(rng: random.Random) -> Iterator[Case]:
    """Yield credentials in the files, headers, commands and calls of particular tools."""
    for row in FILES:
        kind, line = row.split("|", 1)
        line = unescaped(line)
        for _ in range(4):
            values: list[str] = []

            def fill(match: re.Match[str], values: list[str] = values) -> str:
                values.append(_file_value(rng, match[1]))
                return values[-1]

            text = re.sub(r"(?<!\{)\{([A-Za-z]+\d*)\}(?!\})", fill, line)
            text = text.replace("{{", "{").replace("}}", "}")
            secrets = values[-1:] if kind in {"azure", "twilio", "kubeadm", "swarm"} else values
            yield Case("place", text, tuple(secrets))


def base64_cases(rng: random.Random) -> Iterator[Case]:
    """Yield Kubernetes secrets, which are base64."""
    for _ in range(120):
        name, value = spelled(rng.choice(PASSWORD_NAMES + KEY_NAMES))["k"], human(rng)
        if rng.random() < 0.5:
            value = draw(rng, rng.choice(KEY_SHAPES))
        encoded = b64(value.encode())
        text = f"apiVersion: v1\nkind: Secret\nmetadata:\n  name: api\ntype: Opaque\ndata:\n  {name}: {encoded}\n"
        if rng.random() < 0.3:
            text = f'{{"apiVersion":"v1","kind":"Secret","data":{{"{name}":"{encoded}"}},"type":"Opaque"}}'
        yield Case("k8s-base64", text, (encoded,))


PLACEHOLDERS = """your-api-key-here YOUR_API_KEY <YOUR_TOKEN> <TOKEN> xxxxxxxxxxxxxxxx XXXXXXXXXXXXXXXXXXXXXXXX changeme change-me
CHANGE_ME_PLEASE placeholder example-secret my-secret-key insert_token_here ${API_KEY} $API_KEY ${{API_KEY:-}} {{{{apiKey}}}}
{{{{ .Values.apiKey }}}} ${{{{secrets.API_KEY}}}} %API_KEY% __API_KEY__ @@API_KEY@@ REPLACE_WITH_YOUR_KEY replace_me TODO dummy-token fake-token
test-token-123 not-a-real-key **************** ******** [REDACTED] <redacted> [MASKED] "" null None undefined ... …
ENC[AES256_GCM] vault:secret/data/api#key op://prod/api/credential ssm:/prod/api/key arn:aws:secretsmanager:eu-west-1:123456789012:secret:api
file:///run/secrets/api_key /run/secrets/api_key sk-your-key-here sk_test_xxxxxxxxxxxxxxxxxxxxxxxx ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
AKIAXXXXXXXXXXXXXXXX AKIAIOSFODNN7EXAMPLE wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY xoxb-your-token 00000000-0000-0000-0000-000000000000
00000000000000000000000000000000 1234567890 abcdefghijklmnop secret password string required optional true
<your-client-secret> your_password_here YourStrongPassword enter-password-here keyvault-ref #{{API_KEY}}# <%= ENV['API_KEY'] %>
ref+vault://secret/api#key aws-secret-name my_secret_name projects/acme/secrets/api-key/versions/latest""".split()
LOOKUPS = r"""api_key = os.environ["API_KEY"]
api_key = os.getenv("API_KEY")
const apiKey = process.env.STRIPE_SECRET_KEY;
const secret = config.get('auth.jwtSecret');
password = getpass.getpass("Password: ")
token = request.headers.get("Authorization")
String password = System.getenv("DB_PASSWORD");
password := viper.GetString("db.password")
secret_key = Rails.application.credentials.secret_key_base
$password = $_POST['password'];
password: ${{{{ secrets.DB_PASSWORD }}}}
  password: !vault |
  password: {{{{ vault_db_password }}}}
password = var.db_password
secret = data.aws_secretsmanager_secret_version.db.secret_string
api_key = "${{var.api_key}}"
token: $(VAULT_TOKEN)
secretKeyRef:\n  name: api-credentials\n  key: api-token
valueFrom: {{secretKeyRef: {{name: postgres, key: password}}}}
tokenSecretRef: my-team-token-secret
this.accessToken = response.data.accessToken;
const token = await getAccessToken(clientId, scopes);
let refreshToken = localStorage.getItem("refreshToken");
password = self.cleaned_data["password1"]
user.set_password(validated_data["password"])
if (password !== passwordConfirmation) {{
token = jwt.encode(payload, settings.SECRET_KEY, algorithm="HS256")
secret = secrets.token_urlsafe(32)
private_key = load_pem_private_key(data, password=None)
client_secret=settings.GOOGLE_CLIENT_SECRET,
apiKey: import.meta.env.VITE_FIREBASE_KEY,
api_key = Rails.application.secrets.api_key
auth_token = hashlib.sha256(seed).hexdigest()
$token = bin2hex(random_bytes(32));
password = generate_password(length=24)
SECRET_KEY = get_random_secret_key()
DB_PASSWORD=$(cat /run/secrets/db_password)
export TOKEN=`vault read -field=token secret/ci`
-e POSTGRES_PASSWORD_FILE=/run/secrets/pg
--password-file ~/.docker/pass
access_token = ACCESS_TOKENS[provider_name]
postgres://$DB_USER:$DB_PASS@$DB_HOST/crm
postgres://${{DB_USER}}:${{DB_PASS}}@db/crm
mysql://user:password@localhost/db
redis://:{{{{ redis_password }}}}@cache:6379
https://user:pass@example.com/
mongodb://<username>:<password>@cluster0.example.net
amqp://guest:guest@localhost:5672
https://x-access-token:${{GITHUB_TOKEN}}@github.com/acme/app
Authorization: Bearer $TOKEN
Authorization: Bearer <token>
Authorization: Basic $(echo -n user:pass | base64)
headers["Authorization"] = "Bearer " + token
headers = {{"Authorization": f"Bearer {{token}}"}}
Authorization: `Bearer ${{accessToken}}`""".split("\n")
SIGNATURES = r"""def login(username: str, password: str, remember: bool = False) -> Session:
function authenticate(username, password, callback) {{
public void setPassword(final String newPassword) {{
func NewClient(apiKey string, secretKey string) (*Client, error) {{
fn verify_token(token: &str, secret: &[u8]) -> Result<Claims, Error>
async resetPassword(resetPasswordToken: string, newPassword: string): Promise<void>
def __init__(self, api_key=None, api_secret=None, access_token=None):
interface Credentials {{ accessKeyId: string; secretAccessKey: string; sessionToken?: string }}
type Config struct {{ Password string `json:"password" yaml:"password"` }}
class TokenAuthenticationMiddleware(AuthenticationMiddlewareMixin):
private final PasswordEncoder passwordEncoder = new BCryptPasswordEncoder();
password_field = forms.CharField(widget=forms.PasswordInput)
const TOKEN_REFRESH_INTERVAL_MS = 5 * 60 * 1000;
SECRET_KEY_LENGTH = 32
password_hash = Column(String(128), nullable=False)
token_expiry: datetime = field(default_factory=datetime.utcnow)
passwordResetTokenRepository.findByTokenAndExpiresAtAfter(token, now)
enum TokenType {{ AccessToken = "access_token", RefreshToken = "refresh_token" }}
api_key_header = APIKeyHeader(name="X-API-Key", auto_error=False)
const PASSWORD_REGEX = /^(?=.*[A-Z])(?=.*\\d)[A-Za-z\\d]{{8,}}$/;
"passwordPolicy": "minimumLength8RequireUppercase"
token_endpoint_auth_method: client_secret_basic
"token_url": "https://auth.example.com/oauth2/v2.0/token"
secretName: wildcard-example-com-tls
secret_name = "production-database-credentials"
key: metadata.labels.app.kubernetes.io/instance
keyboard_layout = "en-US-international"
tokenizer = "bert-base-multilingual-cased"
max_tokens: 4096, token_count: 18234
partition_key = "customer_id#order_id"
primary_key: [tenant_id, created_at]
public_key_path = "~/.ssh/id_ed25519.pub"
ssh_private_key_file = "/home/deploy/.ssh/id_rsa"
passwordResetUrl: "https://portal.example.com/account/password/reset"
password_validators = ["MinimumLengthValidator", "CommonPasswordValidator"]
authenticator: PasswordAuthenticator
accessKeyLabel: "Control+Shift+K"
csrf_token_name = "csrfmiddlewaretoken"
credentials: "same-origin",
credential_source = Ec2InstanceMetadata
api_key_source: HEADER
secret_engine_version = "kv-v2-engine"
pass_filenames: false
passenger_count = 4
bypass_cache_header: X-Bypass-Cache
author = "Margaret Kellerman-Schoenfeld"
compass_heading = "north-northwest-by-west"
monkey_name = "capuchin-the-second"
passes: ["inline-functions", "dead-code-elimination"]""".split("\n")
PROSE = r"""password: must be at least 8 characters
"password_label": "Enter your password",
"passwordHint": "Use 8+ characters with letters, numbers & symbols",
"error.password.mismatch": "The passwords do not match. Please try again!",
<input type="password" name="password" placeholder="Password123 or longer" required>
<label for="api-key">API key: paste the key from your dashboard</label>
password=Passwort vergessen?
"forgotPassword": "Mot de passe oublié ?",
token: the token that was returned by the previous call
secret: name of the Kubernetes secret to mount
2025-03-14 09:21:07 INFO refreshed access token for user 4211 (expires in 3600s)
2025-03-14T09:21:07Z WARN invalid token: signature verification failed
auth: password authentication failed for user "app"
ERROR: token expired at 2025-03-14T09:21:07.113Z
sshd[4121]: Failed password for invalid user admin from 203.0.113.7 port 51422 ssh2
sshd[4121]: Accepted publickey for deploy from 10.0.0.1 port 22 ssh2: ED25519 SHA256:{b43}
usage: acme login --username USER --password PASSWORD [--token TOKEN]
  --api-key <key>    API key (default: read from ACME_API_KEY)
The secret is stored in AWS Secrets Manager under prod/api/stripe-webhook.
API keys start with sk_live_ and are 32 characters long.
Tokens look like ghp_ followed by 36 letters and digits.
See https://docs.example.com/reference/authentication#personal-access-tokens
Password strength: weak / medium / strong-enough-for-admins
jwt malformed: expected 3 parts separated by dots, got header.payload
tokens used: prompt=1834 completion=912 total=2746
"key": "settings.security.password.description"
msgid "Your password can't be too similar to your other personal information."
password: [hidden]
Password for 'https://ci@git.example.com':
Enter PIN for authenticator:
Cache key: node-modules-linux-x64-v18-{h64}
"token": "IDENTIFIER", "type": "Keyword"
SyntaxError: Unexpected token '<', "<!DOCTYPE "... is not valid JSON
key=value pairs are separated by semicolons
Secret scanning found 0 secrets in 1,204 files
password changed for user bob by admin""".split("\n")
IDS = r"""commit {h40}
Merge: {h7} {h7}
index {h7}..{h7} 100644
HEAD is now at {h9} fix the build
"requestId": "{uuid}"
user_id={uuid} session opened
trace_id={h32} span_id={h16} level=info
traceparent: 00-{h32}-{h16}-01
X-Request-Id: {uuid}
x-amz-request-id: {u16}
x-amz-id-2: {s76}
cf-ray: {h16}-FRA
ETag: "{h32}"
ETag: W/"{h8}-{b27}"
"etag": "{b27}"
"integrity": "sha512-{storage}"
"integrity": "sha1-{s27}="
<script src="/app.js" integrity="sha384-{s64}" crossorigin="anonymous"></script>
hello==1.0 --hash=sha256:{h64}
"sha256": "{h64}"
checksum = "{h64}"
md5sum: {h32}  dist/app.tar.gz
{h64}  app-1.2.3-linux-amd64.tar.gz
golang.org/x/net v0.17.0 h1:{s43}=
image: acme/web@sha256:{h64}
Digest: sha256:{h64}
docker pull registry.example.com/web:{h40}
container {h12} exited with code 1
"Id": "sha256:{h64}"
main.{h8}.chunk.js
/static/css/app.{h20}.css
import x from "./index-{b8}.js"
_next/static/{b21}/_buildManifest.js
"buildId": "{b21}"
https://docs.google.com/document/d/{b44}/edit
https://www.youtube.com/watch?v={b11}
https://www.figma.com/file/{a22}/Design
https://github.com/acme/app/commit/{h40}
https://gist.github.com/bob/{h32}
https://example.com/uploads/{uuid}/photo.jpg
https://cdn.example.com/assets/{h64}.png
"_id": ObjectId("{h24}")
"objectId": "{h24}",
"cursor": "{eyj}"
"nextPageToken": "{b60}"
"next_token": "{s80}=="
"pageToken": "{b40}"
"continuationToken": "{b48}"
"messageId": "{b60}"
Message-ID: <{b40}@mail.example.com>
"deviceId": "{H32}"
"correlationId": "{uuid}"
arn:aws:iam::{d12}:role/acme-deploy
vpc-{h17} subnet-{h17} sg-{h17}
i-{h17} running
ami-{h17}
"fingerprint": "{H2}:{H2}:{H2}:{H2}:{H2}:{H2}:{H2}:{H2}:{H2}:{H2}:{H2}:{H2}:{H2}:{H2}:{H2}:{H2}"
Fingerprint: SHA256:{b43}
ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI{s43} bob@laptop
ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQ{s340} bob@laptop
github.com ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI{s43}
|1|{s27}=|{s27}= ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABB{s86}=
PublicKey = {key32}
"public_key": "{key32}"
"x5t": "{b27}",
"kid": "{b43}"
data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAA{s400}
background: url(data:font/woff2;base64,d09GMgABAAAAA{s300})
"thumbnail": "/9j/4AAQSkZJRgABAQAAAQABAAD{s300}"
"publishableKey": "pk_live_51{a97}"
STRIPE_PUBLISHABLE_KEY=pk_test_{a24}
MAPBOX_TOKEN_PUBLIC=pk.eyJ1{b60}.{b22}
"posthogKey": "phc_{a43}"
SENTRY_DSN=https://{h32}@o{d6}.ingest.sentry.io/{d7}
LAUNCHDARKLY_CLIENT_ID={h24}
"siteKey": "6L{b38}"
"client_id": "{d12}-{l32}.apps.googleusercontent.com"
"clientId": "{uuid}",
"tenantId": "{uuid}",
GA_MEASUREMENT_ID=G-{u10}
"accountId": "AC{h32}"
"addressLine": "0x{h40}"
tx 0x{h64} mined in block 19283746
"block_hash": "0x{h64}"
bc1q{z38} received 0.05 BTC
function a(b,c){{var d=b.e[c],f=d&&d.{a6};return f?f.{a8}(b):null}}!function(t,e){{"object"==typeof exports}}
.css-{l6}-{p12}{{display:flex}} .sc-{p6}-0.{a6}{{color:red}}
AbstractSingletonProxyFactoryBeanDefinitionRegistrar
useGetOrganizationMembershipInvitationsInfiniteQuery
com.example.security.authentication.UsernamePasswordAuthenticationFilter
/var/lib/docker/overlay2/{h64}/merged
/nix/store/{l32}-openssl-3.0.12
~/.cache/pip/http/{h1}/{h1}/{h56}
"uuid": "{uuid}", "parent": "{uuid}"
Segment {b22} flushed in 32 ms
"jti": "{uuid}"
Set-Cookie: lang=en-US; Path=/; Max-Age=31536000
Cookie: theme=dark; locale=en_GB; consent=accepted-2024-01
license: MIT AND (Apache-2.0 OR BSD-2-Clause)
GUID_{H8}_{H4}_{H4}_{H4}_{H12}
resource_version="{d9}" generation=3
"gitHead": "{h40}"
"resolved": "https://registry.yarnpkg.com/x/-/x-1.0.0.tgz#{h40}"
rev = "{h40}"
uses: actions/checkout@{h40}
git+https://github.com/acme/x.git@{h40}#egg=x
"contentHash": "{H64}"
Content-MD5: {s22}==
"seed": "{d19}"
-----BEGIN CERTIFICATE-----\n{s64}\n{s64}\n{s64}\n-----END CERTIFICATE-----
-----BEGIN PUBLIC KEY-----\n{s64}\n{s64}\n-----END PUBLIC KEY-----
-----BEGIN CERTIFICATE REQUEST-----\n{s64}\n{s64}\n-----END CERTIFICATE REQUEST-----
-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n{s64}\n{s64}\n-----END PGP PUBLIC KEY BLOCK-----
-----BEGIN PGP SIGNATURE-----\n\n{s64}\n{s64}\n-----END PGP SIGNATURE-----
caBundle: {s400}
certificate-authority-data: {s400}
"n": "{b342}", "e": "AQAB", "kty": "RSA"
DKIM: v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCB{s180}
age1{z58}""".split("\n")
SHORT = """ghp_{a12} AKIA{T9} sk_live_{a8} glpat-{b8} xoxb-{d6}-{a4} AIza{b12} SG.{b5}.{b9} npm_{a10} hf_{a6} dop_v1_{h12} shpat_{h10} sk-ant-{a6}
key-{h12} gsk_{a10} lin_api_{a6} PMAK-{h6} figd_{a5} glsa_{a8} hvs.{a5} dapi{h11} pul-{h9} rubygems_{h10} xkeysib-{h10} AKIA{P6}- eyJhbGciOi{a6}
ghp_{a50}_test_suite_file tskey-auth-{a4} sq0atp-{a5} NRAK-{u8} nfp_{a7} ya29.{a5} r8_{a8} pypi-{a12} cio{a9} ATATT{a8}""".split()


def near_misses(rng: random.Random) -> Iterator[Case]:
    """Yield what only looks like a secret."""
    places = sorted(_HUMAN_OK)
    names = KEY_NAMES + PASSWORD_NAMES
    for value in PLACEHOLDERS:
        plain = value.replace("{{", "{").replace("}}", "}")
        for _ in range(5):
            text = ASSIGNED[rng.choice(places)].format(v=plain, **spelled(rng.choice(names)))
            yield Case("placeholder", text, ())
    for group, lines, times in (("lookup", LOOKUPS, 2), ("signature", SIGNATURES, 2), ("prose", PROSE, 2)):
        for line in lines:
            text = unescaped(line).replace("{{", "{").replace("}}", "}")
            for _ in range(times):
                drawn = re.sub(r"\{(b43|h64)\}", lambda match: draw(rng, match[0]), text)
                yield Case(group, rng.choice(["{}", "    {}", "+{}", "12: {}"]).replace("{}", drawn), ())
    for line in IDS:
        for _ in range(5):
            drawn = draw(rng, line.replace("{{", "\0").replace("}}", "\1")).replace("\0", "{").replace("\1", "}")
            yield Case("id", rng.choice(["{}", "2025-03-14T09:21:07Z {}", "  {},"]).replace("{}", unescaped(drawn)), ())
    for template in SHORT:
        for _ in range(4):
            yield Case("wrong-length", BARE[rng.choice(sorted(BARE))].format(v=draw(rng, template)), ())
    for _ in range(60):
        value = hashlib.sha1(rng.randbytes(8), usedforsecurity=False).hexdigest()
        name = rng.choice(
            "sha commit revision digest checksum hash build_id version etag request_id cache_key idempotency_key".split()
        )
        yield Case("named-hash", ASSIGNED[rng.choice(places)].format(v=value, **spelled(name)), ())


MAKERS: list[Callable[[random.Random], Iterator[Case]]] = [
    vendor_cases,
    generic_cases,
    connection_cases,
    key_cases,
    file_cases,
    base64_cases,
    near_misses,
]


def cases(seed: int = 4) -> list[Case]:
    """Return the set, always the same."""
    rng = random.Random(seed)
    return [case for maker in MAKERS for case in maker(rng)]


def covered(case: Case, redactor: Redactor) -> bool:
    """Return whether nothing of any secret is left but for two characters; in a near-miss whether anything is flagged."""
    findings = redactor.find(case.text)
    if not case.secrets:
        return bool(findings)
    hidden = {place for finding in findings for place in range(finding.start, finding.end)}
    for secret in case.secrets:
        start = case.text.find(secret)
        if start >= 0 and sum(place not in hidden for place in range(start, start + len(secret))) > 2:
            return False
    return True


def touched(case: Case, redactor: Redactor) -> bool:
    """Return whether each secret is at least met by a finding, which is what most scanners' benchmarks count."""
    findings = redactor.find(case.text)
    spans = [(case.text.find(secret), len(secret)) for secret in case.secrets]
    return all(any(f.start < start + size and f.end > start for f in findings) for start, size in spans)


def main(drawn: Callable[[], list[Case]] = cases) -> None:
    """Print recall and flagged near-misses by group."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--show", type=int, default=0)
    parser.add_argument("--group", default="")
    options = parser.parse_args()
    redactor = Redactor({}, ENGINES, unknown=True)
    hits: Counter[str] = Counter()
    met: Counter[str] = Counter()
    total: Counter[str] = Counter()
    shown = 0
    for case in drawn():
        group = case.group if case.secrets else f"near-miss {case.group}"
        hit = covered(case, redactor)
        for key in (group, "recall" if case.secrets else "near-misses flagged"):
            total[key] += 1
            hits[key] += hit
            met[key] += touched(case, redactor) if case.secrets else hit
        if hit != bool(case.secrets) and shown < options.show and options.group in group:
            shown += 1
            print(group, repr(case.text[:300]), case.secrets[:1] and case.secrets[0][:60])
    for key, count in total.items():
        print(f"{key:34} {hits[key]:5}/{count:5} {100 * hits[key] / count:6.1f} %  met {100 * met[key] / count:6.1f} %")


if __name__ == "__main__":
    main()
