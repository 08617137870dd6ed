# ruff: noqa: E501
"""The eighth set: small, and of shapes the seventh has not, to see what was learned from that one is worth elsewhere.

Files of mail, proxies, editors, games, phones, routers and build tools, transcripts of protocols, histories of shells and
languages that are rarer. Its values are drawn as the seventh's are; it was written when the rules had been learned from that
set, by somebody who knew them.

At its first count (set f591bde29343): 147 of 182 texts (80.8 %), 157 of 192 secrets (81.8 %), 2 of 146 flagged (1.4 %). Before
anything was learned from the seventh, the same rules found 140 of 182 (76.9 %), 150 of 192 (78.1 %), flagged 2.

`python -m bench.redact.eighth [--show GROUP] [--flags] [--wide]` counts it.
"""

from __future__ import annotations

import random

from bench.redact.seventh import arguments, count, fill

HELD = {
    "tools": [
        '[gdrive]\ntype = drive\nclient_secret = «A24»\ntoken = {"access_token":"«t:google access token»","token_type":"Bearer"}',
        "[default]\naccess_key = «t:aws access key id»\nsecret_key = «S40»\nbucket_location = EU",
        '[registries.acme]\ntoken = "«A40»"',
        ":rubygems_api_key: «t:rubygems»",
        '{"http-basic": {"repo.acme.io": {"username": "ci", "password": "«pw»"}}}',
        '<packageSourceCredentials><Acme><add key="Username" value="ci" /><add key="ClearTextPassword" value="«pw»" /></Acme></packageSourceCredentials>',
        'npmScopes:\n  acme:\n    npmAuthToken: "«u»"',
        'credentials "app.terraform.io" {\n  token = "«t:terraform cloud»"\n}',
        "github.com:\n    user: eva\n    oauth_token: «t:github oauth»\n    git_protocol: https",
        "[auth]\ntoken=«t:sentry user»",
        'credentials += Credentials("Nexus", "nexus.acme.io", "ci", "«pwa»")',
        "sonatypePassword=«pwa»\nsigning.password=«pw»",
        "flyway.user=app\nflyway.password=«pwa»",
        "account default\nhost smtp.acme.io\nuser bot\npassword «pwa»",
        'poll imap.acme.io proto imap user "eva" pass "«pw»" ssl',
        'set imap_pass="«pw»"\nset smtp_pass="«pw»"',
        "remotehost = imap.acme.io\nremoteuser = eva\nremotepass = «pwa»",
        "protocol=cloudflare\nlogin=eva@acme.io\npassword=«pwa» vpn.acme.io",
        '<Server>\n  <Host>ftp.acme.io</Host>\n  <User>eva</User>\n  <Pass encoding="base64">«b64pw»</Pass>\n</Server>',
        'Environment="API_TOKEN=«A40»" "PORT=8080"',
        "*/5 * * * * PGPASSWORD='«pw»' pg_dump -U app core > /bk/core.sql",
    ],
    "servers": [
        "userlist ops\n  user eva insecure-password «pwa»",
        'proxy_set_header Authorization "Basic «basic»";',
        "proxy_set_header X-Api-Key «A32»;",
        "client office {\n  ipaddr = 10.0.0.0/8\n  secret = «pwa»\n}",
        'key "rndc-key" {\n  algorithm hmac-sha256;\n  secret "«S43»=";\n};',
        '10.0.0.1 10.0.0.2 : PSK "«A32»"',
        'eva : EAP "«pw»"',
        "rcon.password=«pwa»\nrcon.port=25575",
        'sv_password ""\nrcon_password "«pwa»"',
        'wifi:\n  ssid: "Office"\n  password: "«human»"',
        '#define WIFI_SSID "Office"\n#define WIFI_PASS "«pw»"',
        "http_password: «pwa»\napi_password: «pwa»",
        "mqtt:\n  broker: 10.0.0.4\n  username: z2m\n  password: «pw»",
        "dn: uid=eva,ou=people,dc=acme\nuserPassword:: «b64pw»",
        "[libdefaults]\nadmin_pw = «pwa»",
        "  set vpn ipsec site-to-site peer 203.0.113.9 authentication pre-shared-secret «pwa»",
        "set system root-authentication plain-text-password-value «pwa»",
        "<LocalAccount><Password><Value>«pwa»</Value><PlainText>true</PlainText></Password><Name>adm</Name></LocalAccount>",
        '"DefaultUserName"="kiosk"\n"DefaultPassword"="«human»"',
    ],
    "protocols": [
        "220 ftp.acme.io ready\nUSER eva\n331 Password required\nPASS «pwa»\n230 Logged on",
        "+OK POP3 ready\nUSER eva\n+OK\nPASS «pwa»\n+OK",
        "a1 LOGIN eva «pwa»\na1 OK LOGIN completed",
        "AUTH PLAIN «basic»",
        "SQL> CONNECT app/«pwa»@orcl\nConnected.",
        "LOG:  statement: ALTER USER app WITH ENCRYPTED PASSWORD '«pw»';",
        'mutation { login(email: "eva@acme.io", password: "«pw»") { token } }',
        '{"name": "authorization", "value": "Bearer «jwt»"}',
        '{"name":"Cookie","value":"session=«B64»; theme=dark"}',
        '{"key":"x-api-key","value":"«A32»","type":"text"}',
        "--data-urlencode 'password=«pwa»' --data-urlencode 'user=eva'",
        'Process Command Line: "C:\\tools\\dbtool.exe" --user svc --password «pwa» --db core',
        'type=EXECVE msg=audit(1772000000.1:42): argc=4 a0="mysql" a1="-uroot" a2="-p«pwa»" a3="shop"',
        ": 1772000000:0;export GITHUB_TOKEN=«t:github classic»",
        "- cmd: set -x STRIPE_KEY «t:stripe live»\n  when: 1772000000",
        '  ~ password = "«pw»" -> (sensitive value)',
        '[0.52, "o", "export TOKEN=«t:gitlab pat»\\r\\n"]',
    ],
    "languages": [
        'config :app, App.Repo, username: "app", password: "«pw»", hostname: "db"',
        'con <- dbConnect(RPostgres::Postgres(), user = "app", password = "«pw»")',
        'my $dbh = DBI->connect("dbi:Pg:dbname=app", "app", "«pwa»");',
        'local token = "«A40»"',
        "final apiKey = '«t:google api key»';",
        '{:db {:user "app" :password "«pw»"}}',
        'db.default.password = "«pw»"',
        'dbPassword = "«pw»" :: String',
        'Set cn = CreateObject("ADODB.Connection"): cn.Open "Provider=SQLOLEDB;Data Source=db;User ID=sa;Password=«pwa»"',
        "withCredentials([string(credentialsId: 'x')]) { sh 'curl -u ci:«pwa» https://nexus.acme.io' }",
        "param adminPassword string = '«pw»'",
        '"adminPassword": { "value": "«pw»" }',
        "MasterUserPassword: «pwa»",
        "node.default['mysql']['server_root_password'] = '«pwa»'",
        "profile::db::password: '«pw»'",
        "\\newcommand{\\apikey}{«A40»}",
        'PlayerPrefs.SetString("apiKey", "«A40»");',
        '<meta-data android:name="com.acme.API_SECRET" android:value="«A40»" />',
        '<string name="maps_api_key">«t:google api key»</string>',
        "API_SECRET = «A40» // Secrets.xcconfig",
        "const dbPass = Deno.env.get('DB_PASS') ?? '«pw»';",
    ],
    "talk": [
        "Subject: Your new account\n\nHello Eva,\n\nUsername: eva\nPassword: «pw»\n\nPlease change it.",
        "bonjour, le mot de passe du serveur est «pw» merci",
        "das neue Kennwort lautet: «pw»",
        "новый пароль — «pw»",
        "contraseña nueva: «pw»",
        "管理员密码:«pw»",
        "h2. Access\n|| user || password ||\n| app | «pw» |",
        "pw: «pw»",
        "it's eva / «pw» on the jump host, the password changes on monday",
        "use token «B43» until I rotate it",
        "OTP secret for the shared account: «Z32»",
        "pin the new key «t:openai project» in the vault pls",
        "root pwd: «pwa» (console only)",
    ],
}
CLEAN = {
    "tools": [
        "[gdrive]\ntype = drive\nclient_id = ‹D12›-‹L32›.apps.googleusercontent.com\nscope = drive.readonly",
        "gpg.keyid=‹X16›\nsigning.keyId=‹X8›",
        'token_command = "pass show acme/registry"',
        'passwordeval "gpg -q -d ~/.msmtp.gpg"',
        'remotepasseval = get_password("imap")',
        "set imap_pass=`pass mail/acme`",
        "credential.helper=/usr/local/bin/git-credential-manager",
        "password_command = op read op://Private/pg/password",
        "oauth_token: keyring",
        '[url "ssh://git@github.com/"]\n  insteadOf = https://github.com/',
        "sslkey=/home/eva/.pg/client.key sslcert=/home/eva/.pg/client.crt",
        "LoadCredential=db-password:/etc/credstore/db-password",
        'Environment="TOKEN_FILE=/run/secrets/token"',
        "spring.cloud.vault.authentication=KUBERNETES\nspring.cloud.vault.kv.default-context=checkout",
        "quarkus.oidc.credentials.secret=${OIDC_SECRET}",
        "packages/token-bucket-rate-limiter@workspace:packages/token-bucket-rate-limiter",
        "lockfileVersion: 9.0\n  resolution: {integrity: sha512-‹S86›==}",
        "project.ext.keystorePassword = findProperty('keystorePassword')",
        "registry_auth = data.docker_registry_auth.acme",
        'version = "‹H7›" # secret-service 4.0.1',
    ],
    "servers": [
        "ssl_certificate_key /etc/nginx/ssl/acme.key;",
        'auth_basic "Restricted";\nauth_basic_user_file /etc/nginx/.htpasswd;',
        "smtp_sasl_password_maps = hash:/etc/postfix/sasl_passwd",
        "passdb {\n  driver = passwd-file\n  args = scheme=ARGON2ID /etc/dovecot/users\n}",
        "auth-user-pass /etc/openvpn/login.conf",
        "olcPasswordHash: {SSHA512}",
        "HostKey /etc/ssh/ssh_host_ed25519_key",
        "AuthenticationMethods publickey,keyboard-interactive:pam",
        "trusted-public-keys = cache.nixos.org-1:‹S43›=",
        "  -----BEGIN DH PARAMETERS-----\n  ‹S64›\n  -----END DH PARAMETERS-----",
        "dnskey: 257 3 13 ‹S86›==",
        '_acme-challenge.example.org. 300 IN TXT "‹B43›"',
        "google-site-verification=‹B43›",
        "ms=ms‹D8›",
        "tlsa 3 1 1 ‹H64›",
        'Public-Key-Pins: pin-sha256="‹S43›="; max-age=5184000',
        "wifi: connected, ssid=Office-5G, bssid=‹H2›:‹H2›:‹H2›:‹H2›:‹H2›:‹H2›",
        "serial-number: ‹U12›\nmodel: UDM-Pro-Max",
        "zigbee device 0x‹H16› joined network",
        "rcon.port=25575\nenable-rcon=false\nrcon.password=",
        "cookie SERVERID insert indirect nocache",
        "stick-table type string len 32 size 100k expire 30m store http_req_rate(10s)",
    ],
    "protocols": [
        "331 Please specify the password.\n530 Login incorrect.",
        "AUTH LOGIN\n334 VXNlcm5hbWU6\n334 UGFzc3dvcmQ6",
        "a1 NO [AUTHENTICATIONFAILED] Invalid credentials",
        "LOG:  connection authorized: user=app database=core SSL enabled",
        "ERROR 1045 (28000): Access denied for user 'root'@'localhost' (using password: NO)",
        "ORA-01017: invalid username/password; logon denied",
        "mutation Login($email: String!, $password: String!) { login(email: $email, password: $password) { token } }",
        '{"name": "x-request-id", "value": "‹u›"}',
        '{"name":"etag","value":"W/\\"‹H32›\\""}',
        '{"key":"traceparent","value":"00-‹H32›-‹H16›-01"}',
        '{"op":"replace","path":"/spec/template/metadata/annotations/checksum~1secret","value":"‹H64›"}',
        'type=USER_AUTH msg=audit(1772000000.1:42): pid=‹D4› uid=0 acct="eva" exe="/usr/sbin/sshd" res=failed',
        "Logon Process: Advapi  Authentication Package: Negotiate  Logon GUID: {‹u›}",
        ": 1772000000:0;export GITHUB_TOKEN=$(gh auth token)",
        "- cmd: pass show prod/db | pbcopy\n  when: 1772000000",
        "  ~ password = (sensitive value)",
        "  + master_password = (known after apply)",
        '[0.52, "o", "Password: \\r\\n"]',
        "X-Amz-Cf-Id: ‹B54›==",
        "Sec-WebSocket-Key: ‹S22›==\nSec-WebSocket-Accept: ‹S27›=",
        'Server-Timing: cache;desc="hit", edge;dur=1',
        "grpc-trace-bin: ‹S38›",
        "DKIM-Signature: v=1; a=rsa-sha256; d=acme.io; s=k1; bh=‹S43›=; b=‹S86›‹S86›==",
        "ARC-Seal: i=1; a=rsa-sha256; t=1772000000; cv=none; b=‹S86›‹S86›",
        "Message-ID: <‹A24›.‹D10›@mail.acme.io>",
    ],
    "languages": [
        'password = System.fetch_env!("DB_PASSWORD")',
        'password = rstudioapi::askForPassword("Database password")',
        'my $password = $ENV{DB_PASSWORD} or die "no password";',
        'local token = os.getenv("TOKEN")',
        "final apiKey = const String.fromEnvironment('API_KEY');",
        ":password #env DB_PASSWORD",
        "db.default.password = ${?DB_PASSWORD}",
        'dbPassword <- getEnv "DB_PASSWORD"',
        "@secure()\nparam adminPassword string",
        "MasterUserPassword: '{{resolve:secretsmanager:prod/db:SecretString:password}}'",
        "NoEcho: true\nType: String\nDescription: The database admin password",
        "node['mysql']['server_root_password'] = data_bag_item('mysql', 'root')['password']",
        "profile::db::password: \"%{lookup('db::password')}\"",
        "case .password(let value): return value.isEmpty",
        "sealed class Token { object Eof : Token(); data class Ident(val name: String) : Token() }",
        "type TokenPair = { accessToken: string; refreshToken: string };",
        "typedef struct { uint8_t key[32]; uint8_t nonce[12]; } session_keys_t;",
        "static const uint8_t test_vector[] = {0x6b,0xc1,0xbe,0xe2,0x2e,0x40,0x9f,0x96,0xe9,0x3d,0x7e,0x11};",
        'assert_eq!(hex::encode(hash), "‹H64›");',
        "expect(sha1('password')).toBe('5baa61e4c9b93f3f0682250b6cf8331b7ee68fd8');",
        "const PUBLIC_KEY = '-----BEGIN PUBLIC KEY-----\\n‹S64›\\n-----END PUBLIC KEY-----';",
        'data-testid="forgot-password-submit-button-2"',
        'className="input-password__toggle-visibility2"',
        "key={`token-row-${token.id}`}",
        '<Trans i18nKey="auth.passwordReset.successMessage2" />',
        "password_strength_meter_v2_enabled: true",
        "import keyring.backends.SecretService as Backend2",
        "KeyError: 'access_token'",
        "TypeError: Cannot read properties of undefined (reading 'token')",
        "ValueError: bad token at 12:34 in template Base_Layout2.html",
    ],
    "talk": [
        "Hallo Eva, du kannst dein Passwort unter https://sso.acme.io/reset zurücksetzen.",
        "le mot de passe doit contenir au moins 12 caractères",
        "la contraseña es obligatoria y distingue mayúsculas",
        "пароль должен содержать минимум 8 символов",
        "管理员密码:请联系运维",
        "I'll send you the password via Signal",
        "the token expired on 2026-03-01 at 10:00",
        "pw: ask me on the phone",
        "password hint: name of the first pet",
        "the key takeaway is that rotation-takes-30-days",
        "which password manager do you use, 1Password or Bitwarden?",
        "the api key is stored in Vault under kv/prod/stripe",
        "the secret is mounted at /var/run/secrets/stripe",
        "token usage: 1523 input, 204 output",
        "my password is wrong again, please reset AD account ACME\\eva.mueller2",
        "deployment key rotation ticket: OPS-‹D4›",
        "see commit ‹H40› for the password policy change",
        "der Schlüssel liegt unter der Matte, Haus 12B",
    ],
}


def positives(seed: int = 21) -> list[tuple[str, str, list[tuple[int, int]]]]:
    """Return the cases that hold secrets."""
    rng = random.Random(seed)
    return [
        (f"{group}: {text[:40]!r}", *fill(rng, text)) for group, texts in HELD.items() for text in texts for _ in (1, 2)
    ]


def negatives(seed: int = 22) -> list[tuple[str, str]]:
    """Return the cases that hold none."""
    rng = random.Random(seed)
    return [
        (f"{group}: {text[:40]!r}", fill(rng, text)[0])
        for group, texts in CLEAN.items()
        for text in texts
        for _ in range(2 if "‹" in text else 1)
    ]


if __name__ == "__main__":
    count(positives(), negatives(), arguments(__doc__))
