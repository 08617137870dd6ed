"""A sixth set, counted before anybody looked at it: leaks as benchmarks of commits and logs label them, value by value.

It was written without a look at the scrubber's rules or at the other sets, from what vendors publish of their tokens
and from how commits, logs, tickets, notebooks and manifests look. Half of the leaks are tokens of providers, a quarter are
keys assigned to names in source and configuration, an eighth are passwords, an eighth keys, connection strings and
addresses that carry a secret. The other side is what fills the reports of scanners: hashes, ids, lock files,
placeholders, templates, public keys, images. Values are drawn from a seed.

At its first count, before anything was mended after it (set 8625b17b8011): 1404 of 1510 strictly (93.0 %), 93.4 %
touched, 10 of 1105 flagged (0.9 %).

`python -m bench.redact.sixth [--show GROUP] [--flags]` runs the command line over it and prints the counts.
"""

# ruff: noqa: E501, SIM905

import argparse
import base64
import hashlib
import json
import random
import re
import string
import subprocess
import sys
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

SEED = 60417
STRICT_SLACK = 2

ALPHABETS = {
    "A": string.ascii_letters + string.digits,
    "L": string.ascii_lowercase + string.digits,
    "U": string.ascii_uppercase + string.digits,
    "h": "0123456789abcdef",
    "H": "0123456789ABCDEF",
    "d": string.digits,
    "w": string.ascii_letters + string.digits + "_-",
    "b": string.ascii_letters + string.digits + "+/",
    "a": string.ascii_lowercase,
    "z": string.ascii_letters,
    "q": "abcdefghijklmnopqrstuvwxyz234567",
    "Q": "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567",
    "X": "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L",
}


@dataclass(frozen=True)
class Case:
    """One text; `start` and `end` bound the secret, both -1 where nothing may be found."""

    group: str
    text: str
    start: int = -1
    end: int = -1


def drawn(rng: random.Random, form: str) -> str:
    """`form` with each `{A36}` replaced by so many characters of that alphabet, `{u}` by a random UUID."""

    def fill(match: re.Match[str]) -> str:
        if match[1] == "u":
            return str(uuid.UUID(int=rng.getrandbits(128), version=4))
        return "".join(rng.choices(ALPHABETS[match[1]], k=int(match[2])))

    return re.sub(r"\{([A-Za-z])(\d*)\}", fill, form)


# (provider, forms that are known by their looks)
SHAPED: list[tuple[str, list[str]]] = [
    ("aws", ["AKIA{Q16}", "ASIA{Q16}", "ABIA{Q16}", "ABSK{b109}="]),
    ("google", ["AIza{w35}", "GOCSPX-{w28}", "ya29.a0{w160}", "1//0{w60}"]),
    ("github", ["ghp_{A36}", "gho_{A36}", "ghs_{A36}", "ghu_{A36}", "ghr_{A36}", "github_pat_{A22}_{A59}"]),
    (
        "gitlab",
        [
            "glpat-{w20}",
            "gldt-{w20}",
            "glrt-{w20}",
            "glptt-{h40}",
            "glcbt-{h2}_{w20}",
            "GR1348941{w20}",
            "glpat-{w27}.01.{L9}",
            "glsoat-{w20}",
            "glft-{w20}",
        ],
    ),
    ("bitbucket", ["ATBB{A28}{H8}", "ATCTT3xFfGN0{w172}={H8}"]),
    ("atlassian", ["ATATT3xFfGF0{w171}={H8}"]),
    (
        "slack",
        [
            "xoxb-{d12}-{d13}-{A24}",
            "xoxp-{d12}-{d12}-{d13}-{h32}",
            "xapp-1-A{U10}-{d13}-{h64}",
            "xoxe-1-{A146}",
            "xoxb-{d11}-{A24}",
            "xoxe.xoxp-1-{A160}",
            "xoxc-{d12}-{d12}-{d13}-{h64}",
        ],
    ),
    ("discord", ["MT{A24}.G{w5}.{w38}", "OT{A22}.X{w5}.{w27}", "MTE{A23}.G{w5}.{w38}"]),
    ("telegram", ["{d10}:AA{w33}", "{d9}:AA{w33}"]),
    ("stripe", ["sk_live_{A24}", "sk_live_51{A97}", "rk_live_{A24}", "whsec_{A32}", "sk_test_51{A97}"]),
    ("square", ["EAAA{w60}", "sq0csp-{w43}", "sq0atp-{w22}"]),
    ("braintree", ["access_token$production${L16}${h32}"]),
    ("shopify", ["shpat_{h32}", "shpss_{h32}", "shpca_{h32}", "shppa_{h32}"]),
    ("sendgrid", ["SG.{w22}.{w43}"]),
    ("mailgun", ["key-{h32}", "{h32}-{h8}-{h8}"]),
    ("mailchimp", ["{h32}-us12", "{h32}-us21", "md-{w22}"]),
    ("brevo", ["xkeysib-{h64}-{A16}", "xsmtpsib-{h64}-{A16}"]),
    (
        "openai",
        [
            "sk-{A20}T3BlbkFJ{A20}",
            "sk-proj-{w74}T3BlbkFJ{w74}",
            "sk-proj-{A48}",
            "sk-svcacct-{w74}T3BlbkFJ{w74}",
            "sk-admin-{w58}T3BlbkFJ{w58}",
        ],
    ),
    ("anthropic", ["sk-ant-api03-{w93}AA", "sk-ant-admin01-{w93}AA", "sk-ant-oat01-{w93}AA"]),
    ("huggingface", ["hf_{z34}", "api_org_{z34}"]),
    ("replicate", ["r8_{A37}"]),
    ("groq", ["gsk_{A52}"]),
    ("perplexity", ["pplx-{A48}"]),
    ("xai", ["xai-{A80}"]),
    ("openrouter", ["sk-or-v1-{h64}"]),
    ("nvidia", ["nvapi-{w64}"]),
    ("pinecone", ["pcsk_{A6}_{A63}"]),
    ("langsmith", ["lsv2_pt_{h32}_{h10}", "lsv2_sk_{h32}_{h10}"]),
    ("elevenlabs", ["sk_{h48}"]),
    ("deepseek", ["sk-{h32}"]),
    ("tavily", ["tvly-dev-{A32}", "tvly-{A32}"]),
    ("firecrawl", ["fc-{h32}"]),
    ("cerebras", ["csk-{L48}"]),
    ("jina", ["jina_{h32}{w28}"]),
    ("digitalocean", ["dop_v1_{h64}", "doo_v1_{h64}", "dor_v1_{h64}"]),
    ("heroku", ["HRKU-AA{w58}"]),
    ("fly", ["FlyV1 fm2_{b200}", "fo1_{w43}"]),
    ("netlify", ["nfp_{A36}"]),
    ("vercel", ["vcp_{A56}"]),
    ("cloudflare", ["v1.0-{h24}-{h146}"]),
    ("terraform", ["{A14}.atlasv1.{w67}"]),
    ("vault", ["hvs.{w24}", "hvs.CAESI{w90}", "hvb.{w140}", "s.{A24}"]),
    ("doppler", ["dp.pt.{A43}", "dp.st.prd.{A43}", "dp.sa.{A40}"]),
    ("pulumi", ["pul-{h40}"]),
    ("databricks", ["dapi{h32}", "dapi{h32}-2"]),
    ("newrelic", ["NRAK-{U27}", "NRII-{w32}", "{h36}NRAL", "eu01xx{h30}NRAL"]),
    ("sentry", ["sntrys_eyJ{A90}_{b43}", "sntryu_{h64}"]),
    ("grafana", ["glsa_{A32}_{h8}", "glc_eyJ{A120}", "eyJrIjoi{A70}"]),
    ("dynatrace", ["dt0c01.{Q24}.{Q64}", "dt0s01.{Q8}.{Q64}"]),
    ("honeycomb", ["hcaik_01{L56}"]),
    ("mapbox", ["sk.eyJ{A60}.{w22}"]),
    ("airtable", ["pat{A14}.{h64}", "key{A14}"]),
    ("notion", ["secret_{A43}", "ntn_{d11}{A35}"]),
    ("linear", ["lin_api_{A40}", "lin_oauth_{h64}"]),
    ("figma", ["figd_{w40}"]),
    ("dropbox", ["sl.{w130}", "sl.u.AF{w140}"]),
    ("npm", ["npm_{A36}"]),
    ("pypi", ["pypi-AgEIcHlwaS5vcmc{w120}", "pypi-AgENdGVzdC5weXBpLm9yZw{w110}"]),
    ("rubygems", ["rubygems_{h48}"]),
    ("nuget", ["oy2{q43}"]),
    ("crates", ["cio{A32}"]),
    ("docker", ["dckr_pat_{w27}", "dckr_oat_{w32}"]),
    ("jfrog", ["AKCp{A69}", "cmVmdGtuOjAxOj{A50}"]),
    ("sonar", ["squ_{h40}", "sqp_{h40}", "sqa_{h40}"]),
    ("circleci", ["CCIPAT_{A22}_{h40}"]),
    ("buildkite", ["bkua_{h40}"]),
    ("launchdarkly", ["sdk-{u}", "api-{u}"]),
    ("supabase", ["sbp_{h40}", "sb_secret_{w31}"]),
    ("planetscale", ["pscale_tkn_{w43}", "pscale_pw_{w43}", "pscale_oauth_{w43}"]),
    ("neon", ["napi_{L64}"]),
    ("facebook", ["EAA{A160}", "EAACEdEose0cBA{A120}"]),
    ("twitter", ["AAAAAAAAAAAAAAAAAAAAA{A20}%2F{A24}%3D{A40}"]),
    ("hubspot", ["pat-na1-{u}", "pat-eu1-{u}"]),
    ("salesforce", ["00D{A12}!{w92}"]),
    ("contentful", ["CFPAT-{w43}"]),
    ("postman", ["PMAK-{h24}-{h34}"]),
    ("plaid", ["access-production-{u}", "access-sandbox-{u}"]),
    ("adafruit", ["aio_{A28}"]),
    ("easypost", ["EZAK{A54}", "EZTK{A54}"]),
    ("shippo", ["shippo_live_{h40}"]),
    ("duffel", ["duffel_live_{w43}"]),
    ("flutterwave", ["FLWSECK-{h32}-X", "FLWSECK_TEST-{h32}-X"]),
    ("age", ["AGE-SECRET-KEY-1{X58}"]),
    ("1password", ["ops_eyJ{A300}", "A3-{U6}-{U6}-{U5}-{U5}-{U5}-{U5}"]),
    ("tailscale", ["tskey-auth-k{A12}CNTRL-{A32}", "tskey-api-k{A12}CNTRL-{A32}"]),
    ("fcm", ["AAAA{w7}:APA91b{w134}"]),
    ("typeform", ["tfp_{w44}_{A14}"]),
    ("segment", ["sgp_{A64}"]),
    ("sourcegraph", ["sgp_{h16}_{h40}", "sgp_{h40}"]),
    ("scalingo", ["tk-us-{w48}"]),
    ("prefect", ["pnu_{A36}"]),
    ("readme", ["rdme_{L70}"]),
    ("infracost", ["ico-{A32}"]),
    ("asana", ["1/{d16}:{h32}", "2/{d16}/{d16}:{h32}"]),
    ("intercom", ["dG9rOj{A54}="]),
    ("azure", ["{A3}8Q~{w34}", "{A3}7Q~{w31}", "{A76}AZDO{A4}", "{A76}ACDb{A4}"]),
    ("clojars", ["CLOJARS_{h60}"]),
    ("frameio", ["fio-u-{w64}"]),
    ("artifactory", ["eyJ2ZXIiOiIyIiwidHlwIjoiSldUIiwiYWxnIjoiUlMyNTYi.eyJ{A120}.{w160}"]),
]

# (name in source, form) of providers whose keys have no looks of their own
NAMED: list[tuple[str, str]] = [
    ("AWS_SECRET_ACCESS_KEY", "{b40}"), ("aws_secret_access_key", "{b40}"), ("AWS_SESSION_TOKEN", "IQoJb3JpZ2luX2Vj{b280}"),
    ("TWILIO_AUTH_TOKEN", "{h32}"), ("twilioAuthToken", "{h32}"), ("DATADOG_API_KEY", "{h32}"), ("DD_APP_KEY", "{h40}"),
    ("DD_API_KEY", "{h32}"), ("ALGOLIA_ADMIN_KEY", "{h32}"), ("algoliaApiKey", "{h32}"), ("HEROKU_API_KEY", "{u}"),
    ("LINODE_TOKEN", "{h64}"), ("VULTR_API_KEY", "{U36}"), ("CLOUDFLARE_API_TOKEN", "{w40}"), ("CF_API_KEY", "{h37}"),
    ("FASTLY_API_TOKEN", "{w32}"), ("POSTMARK_SERVER_TOKEN", "{u}"), ("SNYK_TOKEN", "{u}"), ("CODECOV_TOKEN", "{u}"),
    ("SPLUNK_HEC_TOKEN", "{u}"), ("CONSUL_HTTP_TOKEN", "{u}"), ("OKTA_API_TOKEN", "00{w40}"),
    ("AUTH0_CLIENT_SECRET", "{w64}"), ("PAGERDUTY_API_KEY", "u+{A18}"), ("ZENDESK_API_TOKEN", "{A40}"),
    ("MISTRAL_API_KEY", "{A32}"), ("COHERE_API_KEY", "{A40}"), ("WANDB_API_KEY", "{h40}"), ("DEEPGRAM_API_KEY", "{h40}"),
    ("TOGETHER_API_KEY", "{h64}"), ("ASSEMBLYAI_API_KEY", "{h32}"), ("TRAVIS_TOKEN", "{w22}"), ("CIRCLE_TOKEN", "{h40}"),
    ("GITEA_TOKEN", "{h40}"), ("BINANCE_SECRET_KEY", "{A64}"), ("KRAKEN_PRIVATE_KEY", "{b86}=="),
    ("INFURA_PROJECT_SECRET", "{h32}"), ("ALCHEMY_API_KEY", "{w32}"), ("ETHERSCAN_API_KEY", "{U34}"),
    ("FIREBASE_TOKEN", "1//03{w70}"), ("RAZORPAY_KEY_SECRET", "{A24}"), ("PAYPAL_CLIENT_SECRET", "E{w79}"),
    ("FACEBOOK_APP_SECRET", "{h32}"), ("TWITTER_API_SECRET", "{A50}"), ("SPOTIFY_CLIENT_SECRET", "{h32}"),
    ("GITHUB_CLIENT_SECRET", "{h40}"), ("SLACK_SIGNING_SECRET", "{h32}"), ("AZURE_STORAGE_KEY", "{b86}=="),
    ("AZURE_OPENAI_KEY", "{h32}"), ("COSMOS_KEY", "{b86}=="), ("AZURE_DEVOPS_PAT", "{q52}"), ("NGROK_AUTHTOKEN", "2{A26}_{A21}"),
    ("RAPIDAPI_KEY", "{h10}msh{h15}p1{h6}jsn{h12}"), ("STABILITY_API_KEY", "sk-{A48}"), ("MONGODB_ATLAS_PRIVATE_KEY", "{u}"),
    ("CLOUDINARY_API_SECRET", "{w27}"), ("PUSHER_APP_SECRET", "{h20}"), ("TRELLO_TOKEN", "ATTA{h64}{H8}"),
    ("MIXPANEL_API_SECRET", "{h32}"), ("OPENWEATHER_API_KEY", "{h32}"),
]  # fmt: skip

GENERIC_FORMS = [
    "{h32}", "{h40}", "{h64}", "{A20}", "{A24}", "{A32}", "{A40}", "{w43}", "{b43}=", "{A16}", "{U20}", "{L25}",
    "{b86}==", "{w22}", "{h48}", "{L32}", "acme_{A32}", "{A8}.{A24}", "{u}", "{A64}", "{q26}", "{A48}",
]  # fmt: skip

GENERIC_LINES: list[tuple[str, list[str]]] = [
    ("python", ['API_KEY = "§"', "SECRET_KEY = '§'", 'client = Client(api_key="§", timeout=30)', 'app.config["JWT_SECRET"] = "§"',
                'headers = {"X-Api-Key": "§"}', 'token: str = "§"  # expires never', 'os.environ["SERVICE_TOKEN"] = "§"',
                'requests.get(url, headers={"Authorization": "Bearer §"})', 'session.headers.update({"x-auth-token": "§"})',
                'SIGNING_KEY = b"§"', 'hmac.new(b"§", body, hashlib.sha256)', 'DJANGO_SECRET_KEY = os.getenv("SECRET", "§")']),
    ("javascript", ["const apiKey = '§';", "  clientSecret: '§',", "const SECRET = `§`;", "export const accessToken = \"§\";",
                    "axios.defaults.headers.common['Authorization'] = 'Bearer §';", "jwt.sign(payload, '§', { expiresIn: '1h' });",
                    "app.use(session({ secret: '§', resave: false }));", "process.env.API_SECRET = process.env.API_SECRET || '§';",
                    "fetch(`https://api.acme.test/v1/items?api_key=§`)", "  headers: { 'x-api-key': '§' },"]),
    ("java", ['private static final String API_KEY = "§";', 'String accessToken = "§";', 'props.setProperty("app.secret", "§");',
              '.header("Authorization", "Bearer §")', '@Value("${acme.token:§}")', 'config.setClientSecret("§");',
              'new SecretKeySpec("§".getBytes(), "HmacSHA256");', 'request.addHeader("X-Auth-Token", "§");']),
    ("go", ['const apiKey = "§"', 'Secret: "§",', 'req.Header.Set("X-API-Key", "§")', 'var signingKey = []byte("§")',
            'os.Setenv("AUTH_TOKEN", "§")', 'client := acme.New("§") // api key', 'flag.String("token", "§", "access token")',
            'AccessToken: "§",']),
    ("ruby", ["api_key: '§'", "ENV['SECRET_KEY_BASE'] = '§'", "  secret_key_base: §", "config.api_token = '§'",
              "Acme.configure { |c| c.secret = '§' }", "TOKEN = '§'.freeze"]),
    ("php", ["define('API_SECRET', '§');", "$apiKey = '§';", "'app_secret' => '§',", "define('AUTH_KEY', '§');", "$config['encryption_key'] = '§';",
             "curl_setopt($ch, CURLOPT_HTTPHEADER, ['Authorization: Bearer §']);"]),
    ("csharp", ['private const string ApiKey = "§";', '<add key="ApiSecret" value="§" />', '"ClientSecret": "§",',
                'var token = "§";', 'options.ClientSecret = "§";', 'client.DefaultRequestHeaders.Add("X-Api-Key", "§");']),
    ("config", ["api_key: §", "secret=§", "  token: \"§\"", "auth.token = §", 'access_key = "§"', "API_TOKEN=§", "export APP_SECRET=§",
                'client_secret = "§"', "ENV SECRET_TOKEN=§", "      - ACCESS_TOKEN=§", "encryption_key: '§'", "<apiKey>§</apiKey>",
                "//registry.acme.test/:_authToken=§", "  value: §  # API_SECRET", "webhook_secret: §", "spring.security.oauth2.client.registration.x.client-secret=§"]),
    ("rust", ['const API_KEY: &str = "§";', 'let token = "§".to_string();', '.bearer_auth("§")', 'secret: String::from("§"),',
              '.header("x-api-key", "§")', 'static SIGNING_SECRET: &[u8] = b"§";']),
    ("kotlin-swift", ['let apiKey = "§"', 'buildConfigField "String", "API_KEY", "\\"§\\""', 'val clientSecret = "§"',
                      'static let secretToken: String = "§"', '<string name="api_secret">§</string>',
                      'request.setValue("Bearer §", forHTTPHeaderField: "Authorization")', '<key>ApiKey</key>\n\t<string>§</string>']),
    ("shell", ["curl -H 'Authorization: Bearer §' https://api.acme.test/v2/me", 'TOKEN="§"', "export API_KEY='§'",
               "curl -H \"X-Auth-Token: §\" \\", "acme login --token §", "./deploy.sh --api-key=§ prod", "set -x SECRET_KEY §",
               "curl https://api.acme.test/items?access_token=§", "$env:API_SECRET = \"§\"", "setx ACCESS_TOKEN \"§\""]),
]  # fmt: skip

PASSWORD_LINES = [
    'password = "§"', "DB_PASSWORD=§", "  password: §", "mysql -u root -p'§' shop", "PGPASSWORD=§ psql -h db -U app",
    "postgres://app:§@db.acme.test:5432/app", "ALTER USER app WITH PASSWORD '§';", "CREATE USER 'app'@'%' IDENTIFIED BY '§';",
    "sshpass -p '§' ssh root@10.0.4.2", "curl -u admin:§ https://ci.acme.test/api", "redis://:§@cache.acme.test:6379/0",
    'conn = psycopg2.connect(host="db", user="app", password="§")', "      MYSQL_ROOT_PASSWORD: §", "  - name: ADMIN_PASS\n    value: \"§\"",
    "login is admin, password is §", "the wifi password: §", "docker login -u ci -p § registry.acme.test", "'password' => '§',",
    "spring.datasource.password=§", '"smtp_pass": "§",', "net use Z: \\\\fs01\\share /user:svc §", "<password>§</password>",
    "mongodb+srv://svc:§@c0.acme.test/app", 'String pwd = "§";', "requirepass §", "$pass = '§';", "ansible_become_pass: §",
    "keytool -list -keystore ks.jks -storepass §", "| admin | § |", "Username: svc-deploy\nPassword: §", "openssl pkcs12 -in a.p12 -passin pass:§",
    'Server=sql01;Database=hr;User Id=sa;Password=§;', "echo '§' | sudo -S systemctl restart app", "ftp://upload:§@ftp.acme.test/in",
    "DATABASES = {'default': {'USER': 'app', 'PASSWORD': '§'}}", "const dbPass = '§';", "pw: §", "user/pass: admin/§",
    "`admin` / `§`", 'page.fill("#password", "§")', "GRANT ALL ON shop.* TO 'shop'@'localhost' IDENTIFIED BY '§';",
    "machine ftp.acme.test login bob password §", "wpa_passphrase=§", "passwd: '§'  # rotate later", 'auth: ("svc", "§")',
    "helm install db bitnami/postgresql --set auth.postgresPassword=§", "amqp://svc:§@mq.acme.test//", "htpasswd -b /etc/htpasswd ops §",
    "creds: svc-backup / §", "New-LocalUser -Name ops -Password (ConvertTo-SecureString '§' -AsPlainText -Force)",
]  # fmt: skip

SURROUNDINGS = [
    "diff --git a/{p} b/{p}\nindex {h7}..{h7} 100644\n--- a/{p}\n+++ b/{p}\n@@ -12,6 +12,7 @@\n {c}\n+§§\n {c}",
    "{c}\n§§\n{c}", "# {p}\n{c}\n§§\n{c}\n{c}", "{t} INFO [main] {c}\n{t} DEBUG §§\n{t} INFO done in 31 ms",
    "**bob** 10:42\nhere is what I have locally:\n```\n§§\n```\nplease check", "Ticket #4821: staging is broken\n\nSteps:\n1. open the page\n2. see below\n\n§§\n\nThanks, Ana",
    "$ cat {p}\n{c}\n§§\n$ exit", "-{c}\n-§§\n+{c}",
]  # fmt: skip
PATHS = [
    "src/app/settings.py",
    "config/prod.env",
    "deploy/values.yaml",
    "lib/client.js",
    "README.md",
    "main.go",
    "Makefile",
]
CALM = [
    "import os", "retries = 3", "debug: false", "# see the runbook", "timeout=30", "host: api.acme.test", "region = eu-west-1",
    "log.info('started')", "return client", "name: staging", "version: 2", "// connect to the service", "port: 8443",
]  # fmt: skip
BARE_LINES = [
    "§", 'token = "§"', "key: §", "{n}_TOKEN=§", "{n}_API_KEY=§", "const {l} = '§';", "using § for now", "Authorization: Bearer §",
    "--token §", "  {l}_key: \"§\"", 'client = {l}("§")', "curl -H 'Authorization: Bearer §' https://api.{l}.test/", "ENV {n}_SECRET=§",
    'assert auth("§")', "https://x.{l}.test/cb?token=§&state=1", "401 for token § (expired?)", '{"level":"error","msg":"auth failed","token":"§"}',
    "ARG TOKEN=§", "my {l} key is § don't share", '{"cell_type":"code","source":["k = \\"§\\"\\n"]}', "  at auth ({l}.js:12) [§]", "<!-- § -->",
]  # fmt: skip


def surround(rng: random.Random, line: str) -> str:
    """`line` in three to eight lines as they stand around leaks."""
    text = rng.choice(SURROUNDINGS)
    path = rng.choice(PATHS)
    stamp = drawn(rng, "2024-0{d1}-1{d1}T08:1{d1}:5{d1}Z").replace("-00-", "-03-")
    while "{c}" in text:
        text = text.replace("{c}", rng.choice(CALM), 1)
    text = drawn(rng, text.replace("{p}", path).replace("{t}", stamp))
    return text.replace("§§", line)


def placed(rng: random.Random, group: str, line: str, value: str) -> Case:
    """The case of `value` where `line` says §."""
    around = surround(rng, line)
    start = around.index("§")
    return Case(group, around.replace("§", value), start, start + len(value))


def provider_cases(rng: random.Random) -> Iterator[Case]:
    """Tokens of providers, with looks and without."""
    for provider, forms in SHAPED:
        for form in forms:
            for _ in range(3):
                line = rng.choice(BARE_LINES).replace("{n}", provider.upper()).replace("{l}", provider)
                yield placed(rng, "provider-shaped", line, drawn(rng, form))
    assign = ["{k}={v}", '{k} = "{v}"', "{k}: {v}", "export {k}='{v}'", '"{k}": "{v}",', "{k}: '{v}'", "ENV {k} {v}", "-e {k}={v}",
              'os.environ["{k}"] = "{v}"', "const {k} = '{v}';", "  - name: {k}\n    value: {v}", "process.env.{k} = '{v}'"]  # fmt: skip
    for name, form in NAMED:
        for _ in range(3):
            line = rng.choice(assign).replace("{k}", name).replace("{v}", "§")
            yield placed(rng, "provider-named", line, drawn(rng, form))


def generic_cases(rng: random.Random) -> Iterator[Case]:
    """Keys of no known provider, assigned to names in many languages."""
    for language, lines in GENERIC_LINES:
        for line in lines:
            for _ in range(4):
                yield placed(rng, f"generic-{language}", line, drawn(rng, rng.choice(GENERIC_FORMS)))


WORDS = ("river dragon monkey harbor silver winter coffee pepper rocket turtle garden purple bridge falcon ginger "
         "marble summer tiger orange planet yellow castle").split()  # fmt: skip


def password(rng: random.Random) -> str:
    """A password as people and generators make them, without quotes, blanks or characters an address would escape."""
    first, second = rng.sample(WORDS, 2)
    return rng.choice([
        lambda: f"{first.title()}{rng.randrange(10, 9999)}!", lambda: f"{first}{second}{rng.randrange(10, 99)}",
        lambda: f"{first.title()}{second.title()}#{rng.randrange(100)}", lambda: drawn(rng, "{A14}"), lambda: drawn(rng, "{A20}"),
        lambda: drawn(rng, "{A4}!{A5}${A4}"), lambda: first.replace("e", "3").replace("a", "4").replace("i", "1").title() + "_" + drawn(rng, "{d3}"),
        lambda: f"{first}-{second}-{rng.choice(WORDS)}", lambda: drawn(rng, "{L10}"), lambda: f"S3cur3{second.title()}{rng.randrange(2015, 2025)}",
        lambda: drawn(rng, "{A6}^{A6}*{A2}"),
    ])()  # fmt: skip


def password_cases(rng: random.Random) -> Iterator[Case]:
    """Passwords in code, addresses, CI, shell, SQL and documents."""
    for line in PASSWORD_LINES:
        for _ in range(4):
            yield placed(rng, "password", line, password(rng))


def jwt(rng: random.Random) -> str:
    """A signed token of three parts."""

    def part(value: object) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    head = part({"alg": rng.choice(["HS256", "RS256", "ES256"]), "typ": "JWT"})
    return (
        f"{head}.{part({'sub': drawn(rng, '{d10}'), 'iat': 1700000000 + rng.randrange(10**7)})}.{drawn(rng, '{w43}')}"
    )


def pem(rng: random.Random, kind: str) -> str:
    """A private key block of random bytes."""
    body = base64.b64encode(rng.randbytes(rng.choice([121, 600, 1190]))).decode()
    return f"-----BEGIN {kind}-----\n" + "\n".join(re.findall(".{1,64}", body)) + f"\n-----END {kind}-----"


def keyed_cases(rng: random.Random) -> Iterator[Case]:
    """Private keys, JWTs, Basic authentication, connection strings and addresses that are secrets."""
    for kind in [
        "RSA PRIVATE KEY",
        "PRIVATE KEY",
        "EC PRIVATE KEY",
        "OPENSSH PRIVATE KEY",
        "DSA PRIVATE KEY",
        "ENCRYPTED PRIVATE KEY",
    ]:
        for line in ["§", 'KEY = """§"""', "$ cat id\n§"]:
            yield placed(rng, "private-key", line, pem(rng, kind))
        for line in ['  "private_key": "§",', 'TLS_KEY="§"', "const pem = '§';"]:
            yield placed(rng, "private-key-escaped", line, pem(rng, kind).replace("\n", "\\n"))
    for line in ["Authorization: Bearer §", "cookie: session=§; Path=/", "?id_token=§", 'token = "§"', "§", '{"access_token":"§","expires_in":3600}',
                 "jwt §  decoded fine", "Set-Cookie: auth=§; HttpOnly"]:  # fmt: skip
        for _ in range(3):
            yield placed(rng, "jwt", line, jwt(rng))
    for line in ["Authorization: Basic §", "curl -H 'Authorization: Basic §' https://a.test", '"auth": "§"', "headers['Authorization'] = 'Basic §'",
                 '{"auths":{"registry.acme.test":{"auth":"§"}}}']:  # fmt: skip
        for _ in range(3):
            yield placed(
                rng, "basic", line, base64.b64encode(f"svc-{rng.choice(WORDS)}:{password(rng)}".encode()).decode()
            )
    sig = "{b43}="
    rows = [
        ("DefaultEndpointsProtocol=https;AccountName=acme;AccountKey=§;EndpointSuffix=core.windows.net", "{b86}=="),
        ("Endpoint=sb://acme.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey=§", sig),
        ("HostName=acme.azure-devices.net;DeviceId=d1;SharedAccessKey=§", sig),
        ("https://acme.blob.core.windows.net/c/f?sv=2022-11-02&sp=r&sig=§", "{A40}%2B{A3}%3D"),
        ("AccountEndpoint=https://acme.documents.azure.com:443/;AccountKey=§;", "{b86}=="),
        ("InstrumentationKey={u};ApiKey=§", "{A40}"),
        ("https://hooks.slack.com/services/§", "T{U8}/B{U10}/{A24}"), ("https://discord.com/api/webhooks/{d18}/§", "{w68}"),
        ("https://discordapp.com/api/webhooks/{d18}/§", "{w68}"), ("https://outlook.office.com/webhook/§", "{u}@{u}/IncomingWebhook/{h32}/{u}"),
        ("https://api.telegram.org/bot§/sendMessage", "{d10}:AA{w33}"), ("https://hooks.zapier.com/hooks/catch/§/", "{d7}/{L7}"),
        ("https://§@o45{d4}.ingest.sentry.io/{d7}", "{h32}:{h32}"), ("cloudinary://{d15}:§@acme", "{w27}"),
        ("https://chat.googleapis.com/v1/spaces/AAA{A8}/messages?key=AIzaSyDdI0hCZtE6vySjMm-WEfRq3CPzqKqqsHI&token=§", "{w43}%3D"),
        ("postgresql://app:§@ep-{a4}.neon.test/app?sslmode=require", "npg_{A12}"), ("mysql://root:§@10.1.2.3/shop", "{A16}"),
        ("mongodb://svc:§@m1.acme.test:27017,m2.acme.test:27017/db?replicaSet=r0", "{A20}"), ("rediss://default:§@r.acme.test:6380", "{b43}="),
        ("https://oauth2:§@gitlab.acme.test/a/b.git", "{A20}"), ("https://x-access-token:§@github.com/acme/app.git", "ghs_{A36}"),
        ("https://deploy:§@nexus.acme.test/repository/npm/", "{A18}"), ("amqps://svc:§@mq.acme.test/vh", "{A32}"),
        ("jdbc:postgresql://db/app?user=app&password=§", "{A14}"), ("jdbc:sqlserver://s:1433;user=sa;password=§;encrypt=true", "{A14}"),
        ("ldap bind: -D cn=admin,dc=acme -w § -b dc=acme", "{A14}"), ("smtp://mailer:§@smtp.acme.test:587", "{A16}"),
        ("Provider=SQLOLEDB;Data Source=s;User ID=sa;Pwd=§;", "{A12}"), ("snowflake://svc:§@ab12345/db", "{A16}"),
        ("https://s3.amazonaws.com/b/k?X-Amz-Credential=x&X-Amz-Security-Token=§&X-Amz-Expires=300", "IQoJ{w200}"),
        ("https://prod-1.westeurope.logic.azure.com/workflows/{h32}/triggers/manual/paths/invoke?sp=%2Frun&sv=1.0&sig=§", "{w43}"),
        ("PrivateKey = §", sig), ("PresharedKey = §", sig), ("client-key-data: §", "LS0tLS1CRUdJTiBSU0EgUFJJVkFURSBLRVktLS0tLQ{b400}"),
    ]  # fmt: skip
    for line, form in rows:
        for _ in range(3):
            yield placed(rng, "connection", drawn(rng, line), drawn(rng, form))


NEGATIVE_LINES: list[tuple[str, list[str]]] = [
    ("hash", ["sha256: {h64}", "sha1sum app.tgz = {h40}", "md5 {h32}  dump.sql", "sha256:{h64}", "image: acme/app@sha256:{h64}", "{h64}  ./dist/app.whl",
              "ETag: \"{h32}\"", "checksum = \"{h64}\"", "digest: {h40}", "hash={h64}", "content_hash: '{h32}'"]),
    ("git", ["commit {h40}", "index {h7}..{h7} 100644", "tree {h40}", "Merge: {h7} {h7}", "100644 blob {h40}\tREADME.md", "parent {h40}", "ref: {h40} refs/heads/main",
             "uses: actions/checkout@{h40}", "rev = \"{h40}\"", "revision: {h40}"]),
    ("lock", ['"integrity": "sha512-{b86}=="', "  integrity sha512-{b86}==", '{ url = "https://files.x.test/a.whl", hash = "sha256:{h64}" }',
              "github.com/x/y v1.2.3 h1:{b43}=", "resolved \"https://registry.x.test/a/-/a-1.2.3.tgz#{h40}\"", "--hash=sha256:{h64} \\", "checksum: 10c0/{h128}"]),
    ("uuid", ["request_id={u}", "id: {u}", "\"tenantId\": \"{u}\"", "clientId: {u}", "session {u} closed", "urn:uuid:{u}", "Correlation-Id: {u}", "subscription_id = \"{u}\"",
              "projectGuid {{u}}", "device uuid {u}"]),
    ("placeholder", ["API_KEY=your-api-key-here", "token: <YOUR_TOKEN>", "password: changeme", "SECRET_KEY=xxxxxxxxxxxxxxxx", 'api_key = "INSERT_KEY_HERE"',
                     "password=********", "client_secret: REPLACE_ME", "token = 'TODO'", "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
                     "sk_live_xxxxxxxxxxxxxxxxxxxxxxxx", "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "OPENAI_API_KEY=sk-...", "postgres://user:password@localhost:5432/db",
                     "mysql://USERNAME:PASSWORD@HOST/DB", "secret: my-secret-value", "Authorization: Bearer <token>", "Authorization: Bearer YOUR_ACCESS_TOKEN",
                     "api_key: 0000000000000000", "password: example", "token=abc123", "apiKey: 'your_api_key'", "password=[REDACTED]", "AUTH_TOKEN=dummy-token",
                     "secret_key = 'not-a-secret'", "SECRET=***", "glpat-XXXXXXXXXXXXXXXXXXXX", "xoxb-your-bot-token", "https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX"]),
    ("template", ["password: {{ vault_db_password }}", "token: ${API_TOKEN}", "API_KEY=$(cat /run/secrets/api)", "secret: ${{ secrets.DEPLOY_KEY }}", "password = %(db_password)s",
                  "api_key=<%= ENV['API_KEY'] %>", "password: !vault |", "key = \"{{ .Values.apiKey }}\"", "postgres://${DB_USER}:${DB_PASS}@db/app", "token: $TOKEN",
                  "password: !Ref DbPassword", "clientSecret: @Microsoft.KeyVault(SecretUri=https://kv.vault.azure.net/secrets/x)", "SECRET=%SECRET%", "token=#{token}"]),
    ("env-ref", ['api_key = os.environ["API_KEY"]', "const token = process.env.GITHUB_TOKEN;", 'password := os.Getenv("DB_PASSWORD")', "secret = config.get('secret_key')",
                 "apiKey: import.meta.env.VITE_API_KEY,", 'String token = System.getenv("TOKEN");', "password = getpass.getpass()", 'token = secrets["api_token"]',
                 "api_key = settings.STRIPE_SECRET_KEY", "password: getSecretValue('db-password'),", "const secret = await vault.read('kv/app');",
                 "token = self._token_provider.get_token()"]),
    ("code", ["def set_password(self, password: str) -> None:", "if (password.length < 8) throw new PasswordTooShort();", "token = tokenizer.nextToken()", "secret_key_base: string;",
              "password = forms.CharField(widget=forms.PasswordInput)", "private final TokenService tokenService;", "apiKey?: string | undefined", "passwordHash = bcrypt.hashpw(password, salt)",
              "api_key=api_key, api_secret=api_secret", "const passwordField = document.getElementById('password');", "public const string PasswordKey = \"Password\";",
              "token_type = 'bearer'", "return jwt.decode(token, key, algorithms=['RS256'])", "KEY_PASSWORD = 'password'", "next_token: response.next_token", "csrf_token: generateToken(),",
              "secretName: api-credentials", "keyRef: db-credentials", "passwordPolicy: RequireUppercase", "accessTokenValiditySeconds = 86400", "max_tokens=4096", "TOKEN_URL = 'https://auth.acme.test/oauth/token'",
              "password_reset_timeout_days: 3", "private_key_path = '/etc/ssl/private/app.key'", "credentials_file: ~/.aws/credentials", "tokenEndpoint: /oauth2/token"]),
    ("ids", ["arn:aws:iam::{d12}:role/deploy", "i-0{h17}", "vpc-{h17}", "ami-0{h16}", "projects/acme-{d6}/locations/eu", "ip-10-0-{d2}-{d2}.eu-west-1.compute.internal", "trace_id={h32} span_id={h16}",
             "00-{h32}-{h16}-01", "X-Request-Id: {h32}", "build {d9}", "order ORD-{U10}", "pk_live_{A24}", "IBAN DE{d20}", "+49 30 {d8}", "serial: {U12}", "VIN {U17}", "ISBN 978-{d10}", "container {h12}",
             "docker://{h64}", "k8s pod app-{L10}-{L5}", "resourceVersion: \"{d9}\"", "uid: {u}", "AC{h32}", "UA-{d8}-1", "G-{U10}", "GTM-{U7}", "ca-app-pub-{d16}/{d10}", "{d12}-{L32}.apps.googleusercontent.com",
             "AROA{Q17}", "mongo _id ObjectId('{h24}')", "dk: 01{U24}", "CVE-2024-{d5}", "video?v={w11}", "channel C{U10} user U{U10}", "next_cursor: {b40}", "X-Amz-Cf-Id: {w54}==", "CF-RAY: {h16}-FRA",
             "\"etag\": \"{w27}\"", "fileId: 1{w32}", "message-id: <{A22}@mail.acme.test>", "DKIM p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQ{b100}"]),
    ("public", ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI{b43} ops@acme", "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQ{b340} ana@laptop", "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA{b43}=\n-----END PUBLIC KEY-----",
                "-----BEGIN CERTIFICATE-----\nMIID{b60}\n{b64}\n{b64}\n-----END CERTIFICATE-----", "PublicKey = {b43}=", "age1{L58}", "SHA256:{b43} ops@acme (ED25519)", "pin-sha256=\"{b43}=\"", "certificate-authority-data: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0t{b200}",
                "fingerprint: {H2}:{H2}:{H2}:{H2}:{H2}:{H2}:{H2}:{H2}", "public_key: {h64}", "0x{h40}", "\"kid\": \"{w27}\"", "\"n\": \"{w342}\""]),
    ("web", ["<input type=\"hidden\" name=\"csrfmiddlewaretoken\" value=\"{A64}\">", "<script nonce=\"{b22}==\">", "<meta name=\"csrf-token\" content=\"{b86}==\">", "<script src=\"/app.{h8}.js\" integrity=\"sha384-{b64}\">", ".css-{L6}-Button{{color:#{h6}}}",
             "<img src=\"data:image/png;base64,iVBORw0KGgo{b200}\">", "src: url(data:font/woff2;base64,d09GMgABAAAAA{b200})", "!function(e,t){{var n=e.k9fQ2,r=t.exports;n(r)}}(window,{{}});", "background: url('/static/bg.{h20}.png')", "//# sourceMappingURL=main.{h8}.js.map",
             "AAAA,SAASA,EAAMC,GAAG,OAAOA,GAAGC,QAAQ,KAAKC", "<a class=\"btn btn-primary x-{L8}\" href=\"#\">", "label.password=Passwort", "\"password_label\": \"Mot de passe\",", "token.expired = Ihr Token ist abgelaufen", "password: 'Введите пароль',", "<label for=\"password\">Password</label>",
             "\"forgotPassword\": \"Forgot your password?\"", "secretQuestion=What is your favourite colour?"]),
    ("docs", ["The `token` parameter is required.", "Set the password with `--password`.", "password: The user's password (string, required)", "Use `Authorization: Bearer` to pass the key.", "-p, --password string   password of the user", "secret (str): name of the secret",
              "Enter password: ", "Invalid password for user admin", "Your API key can be found in the dashboard.", "token expired at 2024-03-01T10:00:00Z", "ERROR: password authentication failed for user \"app\"", "the password must have 8 characters", "api_key -- the key of your account",
              "Passwords are stored hashed.", "basic auth: username and password", "key: value", "secretKeyRef:\n  name: db\n  key: password", "secret/data/app#password", "password: string", "apiKey: String!", "token VARCHAR(255) NOT NULL,", "password TEXT NOT NULL DEFAULT ''",
              "password: null", "token: true", "secret: \"\"", "ListSecrets, GetSecretValue", "user:pass authentication is gone", "eyJhbGciOi... (truncated)"]),
]  # fmt: skip


def negative_cases(rng: random.Random) -> Iterator[Case]:
    """What fills the reports of scanners and is no secret."""
    for group, lines in NEGATIVE_LINES:
        for line in lines:
            for _ in range(5):
                yield Case(f"not-{group}", surround(rng, drawn(rng, line)))


def every_case() -> list[Case]:
    """All cases of the set, the same ones at each call."""
    makers: list[Callable[[random.Random], Iterator[Case]]] = [
        provider_cases, generic_cases, password_cases, keyed_cases, negative_cases,
    ]  # fmt: skip
    return [case for offset, maker in enumerate(makers) for case in maker(random.Random(SEED + offset))]


def findings(cases: list[Case]) -> list[list[dict[str, object]]]:
    """What `wicketgate redact --jsonl` answers, line by line."""
    lines = "".join(json.dumps({"text": case.text}) + "\n" for case in cases)
    done = subprocess.run(
        [sys.executable, "-m", "wicketgate", "redact", "--jsonl"],
        input=lines,
        capture_output=True,
        text=True,
        check=True,
    )
    return [json.loads(line)["findings"] for line in done.stdout.splitlines()]


def covered(case: Case, found: list[dict[str, object]]) -> int:
    """How many characters of the labelled value a finding covers."""
    spots: set[int] = set()
    for one in found:
        spots.update(range(max(case.start, int(str(one["start"]))), min(case.end, int(str(one["end"])))))
    return len(spots)


def main() -> None:
    """Count the set and print it by group."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--show", metavar="GROUP", help="print what is missed of groups that begin so")
    parser.add_argument("--flags", action="store_true", help="print what is flagged and is no secret")
    asked = parser.parse_args()
    cases = every_case()
    total, strict, loose, flagged = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for case, found in zip(cases, findings(cases), strict=True):
        total[case.group] += 1
        if case.start < 0:
            flagged[case.group] += bool(found)
            if asked.flags and found:
                print(case.group, [(one["rule"], case.text[one["start"] : one["end"]]) for one in found])  # type: ignore[misc]
            continue
        reach = covered(case, found)
        strict[case.group] += reach >= case.end - case.start - STRICT_SLACK
        loose[case.group] += reach > 0
        if (
            asked.show is not None
            and case.group.startswith(asked.show)
            and reach < case.end - case.start - STRICT_SLACK
        ):
            line = case.text[max(0, case.start - 70) : case.end + 25]
            print(f"{case.group} {reach}/{case.end - case.start}: {line!r}")
    report(total, strict, loose, flagged)


def report(total: Counter[str], strict: Counter[str], loose: Counter[str], flagged: Counter[str]) -> None:
    """Print recall and flags, by group and in all."""
    held = [group for group in total if not group.startswith("not-")]
    rest = [group for group in total if group.startswith("not-")]
    for group in held:
        print(f"{group:24} {strict[group]:4}/{total[group]:<4} strict {loose[group]:4} touched")
    for group in rest:
        print(f"{group:24} {flagged[group]:4}/{total[group]:<4} flagged")
    positives, negatives = sum(total[group] for group in held), sum(total[group] for group in rest)
    print(f"recall {sum(strict.values())}/{positives} = {sum(strict.values()) / positives:.1%} strict, "
          f"{sum(loose.values()) / positives:.1%} touched; "
          f"flagged {sum(flagged.values())}/{negatives} = {sum(flagged.values()) / negatives:.1%}")  # fmt: skip
    print("set", hashlib.sha256("".join(case.text for case in every_case()).encode()).hexdigest()[:12])


if __name__ == "__main__":
    main()
