"""Token formats of the fourth set, as their vendors document them: `PREFIXED` show what they are, `NAMED` need a name.

A row is `(vendor, template, names)`. A template's `{x12}` draws 12 characters of alphabet `x`; `{x12-16}` a length.
"""

from __future__ import annotations

import base64
import binascii
import json
import random
import re
import string
import uuid

_DIGITS, _LOWER, _UPPER = string.digits, string.ascii_lowercase, string.ascii_uppercase
ALPHABETS = {
    "d": _DIGITS,
    "h": _DIGITS + "abcdef",
    "H": _DIGITS + "ABCDEF",
    "l": _DIGITS + _LOWER,
    "u": _DIGITS + _UPPER,
    "a": _DIGITS + _LOWER + _UPPER,
    "p": _LOWER,
    "P": _UPPER,
    "b": _DIGITS + _LOWER + _UPPER + "-_",
    "s": _DIGITS + _LOWER + _UPPER + "+/",
    "w": _DIGITS + _LOWER + _UPPER + "_",
    "k": _DIGITS + _LOWER + _UPPER + "-",
    "t": "abcdefghijklmnopqrstuvwxyz234567",
    "T": "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567",
    "z": "qpzry9x8gf2tvdw0s3jn54khce6mua7l",
    "C": "0123456789ABCDEFGHJKMNPQRSTVWXYZ",
}
_SLOT = re.compile(r"\{([A-Za-z0-9_]+?)(?:-(\d+))?\}")
_BASE62 = _DIGITS + _UPPER + _LOWER


def chars(rng: random.Random, alphabet: str, length: int) -> str:
    """Return `length` characters of an alphabet."""
    return "".join(rng.choice(alphabet) for _ in range(length))


def base62(number: int, width: int) -> str:
    """Return a number in base 62, zero-padded."""
    out = ""
    while number:
        number, rest = divmod(number, 62)
        out = _BASE62[rest] + out
    return out.rjust(width, "0")


def b64(data: bytes, url: bool = False) -> str:
    """Return base64 with padding, or base64url without it."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=") if url else base64.b64encode(data).decode()


def jwt(rng: random.Random, claims: dict[str, object] | None = None) -> str:
    """Return a JSON Web Token with plausible claims."""
    head = {"alg": rng.choice(["HS256", "RS256", "ES256"]), "typ": "JWT"}
    if rng.random() < 0.4:
        head["kid"] = chars(rng, ALPHABETS["b"], 20)
    body = claims or {
        "sub": str(rng.randrange(10**9)),
        "iss": rng.choice(["https://auth.acme.io/", "https://login.example.net", "accounts"]),
        "iat": 1_700_000_000 + rng.randrange(10**7),
        "exp": 1_720_000_000 + rng.randrange(10**7),
    }
    parts = [b64(json.dumps(part, separators=(",", ":")).encode(), url=True) for part in (head, body)]
    return ".".join([*parts, b64(rng.randbytes(32 if head["alg"] == "HS256" else rng.choice([64, 256])), url=True)])


def _checked(rng: random.Random, prefix: str, length: int) -> str:
    """Return GitHub's and npm's shape: entropy, then its CRC-32 in six base-62 digits."""
    body = chars(rng, ALPHABETS["a"], length)
    return prefix + body + base62(binascii.crc32(body.encode()), 6)


def _grafana(rng: random.Random) -> str:
    body = chars(rng, ALPHABETS["a"], 32)
    return f"glsa_{body}_{binascii.crc32(('glsa_' + body).encode()):08x}"


def _pypi(rng: random.Random) -> str:
    caveat = json.dumps({"version": 1, "permissions": "user"}).encode()
    data = b"\x02\x01\x08pypi.org\x02$" + str(uuid.UUID(int=rng.getrandbits(128), version=4)).encode()
    return "pypi-" + b64(
        data + b"\x00\x02" + bytes([len(caveat)]) + caveat + b"\x00\x00\x06 " + rng.randbytes(32), True
    )


def _special(rng: random.Random, name: str) -> str | None:
    match name:
        case "uuid":
            return str(uuid.UUID(int=rng.getrandbits(128), version=4))
        case "jwt":
            return jwt(rng)
        case "ghp" | "gho" | "ghu" | "ghs" | "ghr":
            return _checked(rng, f"{name}_", 30)
        case "npm":
            return _checked(rng, "npm_", 30)
        case "glsa":
            return _grafana(rng)
        case "pypi":
            return _pypi(rng)
        case "eyj":
            return b64(
                json.dumps({"u": chars(rng, ALPHABETS["l"], 12), "a": chars(rng, ALPHABETS["a"], 24)}).encode(), True
            )
        case "dc":
            return b64(str(rng.randrange(10**17, 10**18)).encode(), True)
        case "elastic":
            pair = chars(rng, ALPHABETS["b"], 20) + ":" + chars(rng, ALPHABETS["b"], 22)
            return b64(pair.encode())
        case "storage":
            return b64(rng.randbytes(64))
        case "key32":
            return b64(rng.randbytes(32))
        case "sntry":
            body = {
                "iat": 1712345678.12,
                "url": "https://sentry.io",
                "region_url": "https://us.sentry.io",
                "org": "acme",
            }
            return b64(json.dumps(body).encode()) + "_" + chars(rng, ALPHABETS["s"], 43)
        case "grafanacloud":
            body2 = {
                "o": str(rng.randrange(10**6)),
                "n": "ci-token",
                "k": chars(rng, ALPHABETS["a"], 24),
                "m": {"r": "us"},
            }
            return b64(json.dumps(body2, separators=(",", ":")).encode())
    return None


def draw(rng: random.Random, template: str) -> str:
    """Return one value of a template."""

    def slot(match: re.Match[str]) -> str:
        special = _special(rng, match[1])
        if special is not None:
            return special
        low = int(match[1][1:])
        return chars(rng, ALPHABETS[match[1][0]], rng.randint(low, int(match[2] or low)))

    return _SLOT.sub(slot, template)


PREFIXED = [
    ("aws", "AKIA{T16}", "AWS_ACCESS_KEY_ID"),
    ("aws", "ASIA{T16}", "AWS_ACCESS_KEY_ID"),
    ("aws-bedrock", "ABSK{s109}=", "AWS_BEARER_TOKEN_BEDROCK"),
    ("github", "{ghp}", "GITHUB_TOKEN GH_TOKEN"),
    ("github", "{gho}", "GITHUB_OAUTH_TOKEN"),
    ("github", "{ghs}", "GITHUB_TOKEN"),
    ("github", "{ghu}", "GH_TOKEN"),
    ("github", "github_pat_{a22}_{a59}", "GITHUB_TOKEN GH_PAT"),
    ("gitlab", "glpat-{b20}", "GITLAB_TOKEN CI_JOB_TOKEN"),
    ("gitlab", "gldt-{b20}", "GITLAB_DEPLOY_TOKEN"),
    ("gitlab", "glrt-{b20}", "RUNNER_TOKEN"),
    ("gitlab", "glptt-{h40}", "GITLAB_TRIGGER_TOKEN"),
    ("gitlab", "glcbt-{l2}_{b20}", "CI_JOB_TOKEN"),
    ("gitlab", "glagent-{b50}", "GITLAB_AGENT_TOKEN"),
    ("gitlab", "gloas-{h64}", "GITLAB_OAUTH_SECRET"),
    ("gitlab", "glft-{b20}", "GITLAB_FEED_TOKEN"),
    ("npm", "{npm}", "NPM_TOKEN NODE_AUTH_TOKEN"),
    ("pypi", "{pypi}", "TWINE_PASSWORD PYPI_TOKEN"),
    ("rubygems", "rubygems_{h48}", "GEM_HOST_API_KEY"),
    ("nuget", "oy2{t43}", "NUGET_API_KEY"),
    ("crates", "cio{a32}", "CARGO_REGISTRY_TOKEN"),
    ("clojars", "CLOJARS_{h60}", "CLOJARS_PASSWORD"),
    ("jfrog", "AKCp{a69}", "ARTIFACTORY_API_KEY"),
    ("jfrog", "cmVmdGtu{a56}", "JFROG_TOKEN"),
    ("docker", "dckr_pat_{b27}", "DOCKER_PASSWORD DOCKERHUB_TOKEN"),
    ("docker", "dckr_oat_{b32}", "DOCKERHUB_TOKEN"),
    ("slack", "xoxb-{d12}-{d13}-{a24}", "SLACK_BOT_TOKEN"),
    ("slack", "xoxp-{d12}-{d12}-{d13}-{h32}", "SLACK_USER_TOKEN"),
    ("slack", "xapp-1-A{u10}-{d13}-{h64}", "SLACK_APP_TOKEN"),
    ("slack", "https://hooks.slack.com/services/T{u10}/B{u10}/{a24}", "SLACK_WEBHOOK_URL"),
    ("discord", "{dc}.{b6}.{b38}", "DISCORD_TOKEN BOT_TOKEN"),
    ("discord", "https://discord.com/api/webhooks/{d19}/{b68}", "DISCORD_WEBHOOK"),
    (
        "teams",
        "https://acme.webhook.office.com/webhookb2/{uuid}@{uuid}/IncomingWebhook/{h32}/{uuid}",
        "TEAMS_WEBHOOK_URL",
    ),
    ("telegram", "{d10}:AA{b33}", "TELEGRAM_BOT_TOKEN TG_TOKEN"),
    ("stripe", "sk_live_{a24}", "STRIPE_SECRET_KEY"),
    ("stripe", "sk_live_51{a97}", "STRIPE_API_KEY"),
    ("stripe", "rk_live_51{a97}", "STRIPE_RESTRICTED_KEY"),
    ("stripe", "whsec_{a32}", "STRIPE_WEBHOOK_SECRET"),
    ("square", "EAAA{b60}", "SQUARE_ACCESS_TOKEN"),
    ("square", "sq0csp-{b43}", "SQUARE_APP_SECRET"),
    ("square", "sq0atp-{b22}", "SQUARE_ACCESS_TOKEN"),
    ("braintree", "access_token$production${l16}${h32}", "BRAINTREE_ACCESS_TOKEN"),
    ("paystack", "sk_live_{h40}", "PAYSTACK_SECRET_KEY"),
    ("flutterwave", "FLWSECK-{h32}-X", "FLW_SECRET_KEY"),
    ("midtrans", "Mid-server-{b24}", "MIDTRANS_SERVER_KEY"),
    ("xendit", "xnd_production_{a64}", "XENDIT_SECRET_KEY"),
    ("mercadopago", "APP_USR-{d16}-{d6}-{h32}-{d9}", "MP_ACCESS_TOKEN"),
    ("mollie", "live_{a30}", "MOLLIE_API_KEY"),
    ("gocardless", "live_{b40}", "GOCARDLESS_ACCESS_TOKEN"),
    ("paddle", "pdl_live_apikey_01{l24}_{a22}_{a3}", "PADDLE_API_KEY"),
    ("checkout", "sk_{t26}", "CHECKOUT_SECRET_KEY"),
    ("plaid", "access-production-{uuid}", "PLAID_ACCESS_TOKEN"),
    ("adyen", "AQE{a6}hmfuXNWTK0Qc+iSS{s60}-{s43}=-{a16}", "ADYEN_API_KEY"),
    ("openai", "sk-proj-{b74}T3BlbkFJ{b74}", "OPENAI_API_KEY"),
    ("openai", "sk-{a20}T3BlbkFJ{a20}", "OPENAI_API_KEY"),
    ("openai", "sk-svcacct-{b58}T3BlbkFJ{b58}", "OPENAI_API_KEY"),
    ("openai", "sk-admin-{b58}T3BlbkFJ{b58}", "OPENAI_ADMIN_KEY"),
    ("anthropic", "sk-ant-api03-{b93}AA", "ANTHROPIC_API_KEY CLAUDE_API_KEY"),
    ("anthropic", "sk-ant-oat01-{b93}AA", "CLAUDE_CODE_OAUTH_TOKEN"),
    ("huggingface", "hf_{a34}", "HF_TOKEN HUGGINGFACE_HUB_TOKEN"),
    ("replicate", "r8_{a37}", "REPLICATE_API_TOKEN"),
    ("groq", "gsk_{a52}", "GROQ_API_KEY"),
    ("perplexity", "pplx-{a48}", "PPLX_API_KEY"),
    ("xai", "xai-{a80}", "XAI_API_KEY"),
    ("openrouter", "sk-or-v1-{h64}", "OPENROUTER_API_KEY"),
    ("deepseek", "sk-{h32}", "DEEPSEEK_API_KEY"),
    ("elevenlabs", "sk_{h48}", "ELEVENLABS_API_KEY XI_API_KEY"),
    ("fireworks", "fw_{a24}", "FIREWORKS_API_KEY"),
    ("pinecone", "pcsk_{a6}_{a63}", "PINECONE_API_KEY"),
    ("langsmith", "lsv2_pt_{h32}_{h10}", "LANGSMITH_API_KEY LANGCHAIN_API_KEY"),
    ("langsmith", "lsv2_sk_{h32}_{h10}", "LANGSMITH_API_KEY"),
    ("langfuse", "sk-lf-{uuid}", "LANGFUSE_SECRET_KEY"),
    ("tavily", "tvly-dev-{a32}", "TAVILY_API_KEY"),
    ("firecrawl", "fc-{h32}", "FIRECRAWL_API_KEY"),
    ("jina", "jina_{h32}{b28}", "JINA_API_KEY"),
    ("voyage", "pa-{b43}", "VOYAGE_API_KEY"),
    ("cerebras", "csk-{l48}", "CEREBRAS_API_KEY"),
    ("nvidia", "nvapi-{b64}", "NVIDIA_API_KEY NGC_API_KEY"),
    ("e2b", "e2b_{h40}", "E2B_API_KEY"),
    ("apify", "apify_api_{a36}", "APIFY_TOKEN"),
    ("browserbase", "bb_live_{b27}", "BROWSERBASE_API_KEY"),
    ("modal", "as-{a22}", "MODAL_TOKEN_SECRET"),
    ("anyscale", "esecret_{a28}", "ANYSCALE_API_KEY"),
    ("google", "AIza{b35}", "GOOGLE_API_KEY GOOGLE_MAPS_KEY"),
    ("google", "GOCSPX-{b28}", "GOOGLE_CLIENT_SECRET"),
    ("google", "ya29.a0{b160-200}", "GOOGLE_ACCESS_TOKEN"),
    ("google", "1//0{b2}{b95-100}", "GOOGLE_REFRESH_TOKEN"),
    ("google", "AQ.Ab8{b46}", "GEMINI_API_KEY"),
    ("firebase", "AAAA{b7}:APA91b{b134}", "FCM_SERVER_KEY"),
    ("facebook", "EAA{a150-180}", "FACEBOOK_ACCESS_TOKEN PAGE_ACCESS_TOKEN"),
    ("twitter", "AAAAAAAAAAAAAAAAAAAAA{a25}%3D{a50}", "TWITTER_BEARER_TOKEN"),
    ("mapbox", "sk.eyJ1{b80}.{b22}", "MAPBOX_SECRET_TOKEN"),
    ("databricks", "dapi{h32}", "DATABRICKS_TOKEN"),
    ("digitalocean", "dop_v1_{h64}", "DIGITALOCEAN_TOKEN DO_TOKEN"),
    ("digitalocean", "doo_v1_{h64}", "DIGITALOCEAN_ACCESS_TOKEN"),
    ("doppler", "dp.pt.{a43}", "DOPPLER_TOKEN"),
    ("doppler", "dp.st.prd.{a43}", "DOPPLER_TOKEN"),
    ("fly", "fo1_{b43}", "FLY_API_TOKEN"),
    ("fly", "FlyV1 fm2_lJPE{s300}", "FLY_API_TOKEN"),
    ("heroku", "HRKU-AA{b58}", "HEROKU_API_KEY"),
    ("netlify", "nfp_{a36}", "NETLIFY_AUTH_TOKEN"),
    ("render", "rnd_{a32}", "RENDER_API_KEY"),
    ("supabase", "sbp_{h40}", "SUPABASE_ACCESS_TOKEN"),
    ("supabase", "sb_secret_{b31}", "SUPABASE_SECRET_KEY"),
    ("planetscale", "pscale_tkn_{b43}", "PLANETSCALE_SERVICE_TOKEN"),
    ("planetscale", "pscale_pw_{b43}", "DATABASE_PASSWORD"),
    ("neon", "napi_{l64}", "NEON_API_KEY"),
    ("xata", "xau_{a43}", "XATA_API_KEY"),
    ("tinybird", "p.{eyj}.{b43}", "TINYBIRD_TOKEN TB_TOKEN"),
    ("azure-ad", "{a3}8Q~{b34}", "AZURE_CLIENT_SECRET ARM_CLIENT_SECRET"),
    (
        "azure-storage",
        "DefaultEndpointsProtocol=https;AccountName=acmestore;AccountKey={storage};EndpointSuffix=core.windows.net",
        "AZURE_STORAGE_CONNECTION_STRING",
    ),
    (
        "azure-bus",
        "Endpoint=sb://acme.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey={key32}",
        "SERVICE_BUS_CONNECTION",
    ),
    (
        "azure-iot",
        "HostName=acme.azure-devices.net;SharedAccessKeyName=owner;SharedAccessKey={key32}",
        "IOTHUB_CONNECTION_STRING",
    ),
    ("alibaba", "LTAI{a20}", "ALIBABA_ACCESS_KEY_ID"),
    ("tencent", "AKID{a32}", "TENCENTCLOUD_SECRET_ID"),
    ("yandex", "AQVN{b35}", "YANDEX_API_KEY"),
    ("scaleway", "SCW{u17}", "SCW_ACCESS_KEY"),
    ("hashicorp", "{a14}.atlasv1.{b67}", "TFE_TOKEN TF_TOKEN"),
    ("vault", "hvs.{b95}", "VAULT_TOKEN"),
    ("vault", "hvb.{b140}", "VAULT_TOKEN"),
    ("vault", "hvs.{a24}", "VAULT_TOKEN"),
    ("pulumi", "pul-{h40}", "PULUMI_ACCESS_TOKEN"),
    ("buildkite", "bkua_{h40}", "BUILDKITE_API_TOKEN"),
    ("circleci", "CCIPAT_{a22}_{h40}", "CIRCLECI_TOKEN"),
    ("sonar", "squ_{h40}", "SONAR_TOKEN"),
    ("sonar", "sqp_{h40}", "SONAR_TOKEN"),
    ("snyk", "snyk_uat.{h8}.{b43}.{b43}", "SNYK_TOKEN"),
    ("sourcegraph", "sgp_{h16}_{h40}", "SRC_ACCESS_TOKEN"),
    ("semaphore-socket", "sktsec_{b43}_api", "SOCKET_SECURITY_API_KEY"),
    ("chromatic", "chpt_{h15}", "CHROMATIC_PROJECT_TOKEN"),
    ("infracost", "ico-{a32}", "INFRACOST_API_KEY"),
    ("infisical", "st.{h24}.{h32}.{h32}", "INFISICAL_TOKEN"),
    ("1password", "ops_{eyj}{b200}", "OP_SERVICE_ACCOUNT_TOKEN"),
    ("1password", "A3-{u6}-{u11}-{u5}-{u5}-{u5}", "OP_SECRET_KEY"),
    ("age", "AGE-SECRET-KEY-1{T58}", "SOPS_AGE_KEY"),
    ("cloudflare-ca", "v1.0-{h24}-{h146}", "CLOUDFLARE_API_USER_SERVICE_KEY"),
    ("tailscale", "tskey-auth-{a11}CNTRL-{a32}", "TS_AUTHKEY TAILSCALE_AUTH_KEY"),
    ("tailscale", "tskey-api-{a11}CNTRL-{a32}", "TAILSCALE_API_KEY"),
    ("newrelic", "NRAK-{u27}", "NEW_RELIC_API_KEY"),
    ("newrelic", "{h36}FFFFNRAL", "NEW_RELIC_LICENSE_KEY"),
    ("newrelic", "NRII-{b32}", "NEW_RELIC_INSERT_KEY"),
    ("sentry", "sntryu_{h64}", "SENTRY_AUTH_TOKEN"),
    ("sentry", "sntrys_{sntry}", "SENTRY_AUTH_TOKEN"),
    ("grafana", "{glsa}", "GRAFANA_TOKEN"),
    ("grafana", "glc_{grafanacloud}", "GRAFANA_CLOUD_API_KEY"),
    ("dynatrace", "dt0c01.{T24}.{T64}", "DT_API_TOKEN"),
    ("honeycomb", "hcaik_01{l56}", "HONEYCOMB_API_KEY"),
    ("axiom", "xaat-{uuid}", "AXIOM_TOKEN"),
    ("axiom", "xapt-{uuid}", "AXIOM_TOKEN"),
    ("posthog", "phx_{a43}", "POSTHOG_PERSONAL_API_KEY"),
    ("segment", "sgp_{a64}", "SEGMENT_TOKEN"),
    ("checkly", "cu_{h32}", "CHECKLY_API_KEY"),
    ("rootly", "rootly_{h64}", "ROOTLY_API_TOKEN"),
    ("launchdarkly", "sdk-{uuid}", "LAUNCHDARKLY_SDK_KEY LD_SDK_KEY"),
    ("launchdarkly", "api-{uuid}", "LAUNCHDARKLY_ACCESS_TOKEN"),
    ("statsig", "secret-{a43}", "STATSIG_SERVER_SECRET"),
    ("flagsmith", "ser.{a22}", "FLAGSMITH_ENVIRONMENT_KEY"),
    ("unleash", "*:production.{h56}", "UNLEASH_API_TOKEN"),
    ("sendgrid", "SG.{b22}.{b43}", "SENDGRID_API_KEY"),
    ("mailgun", "key-{h32}", "MAILGUN_API_KEY"),
    ("mailgun", "{h32}-{h8}-{h8}", "MAILGUN_API_KEY"),
    ("mailchimp", "{h32}-us{d1}", "MAILCHIMP_API_KEY"),
    ("brevo", "xkeysib-{h64}-{a16}", "BREVO_API_KEY SIB_API_KEY"),
    ("brevo", "xsmtpsib-{h64}-{a16}", "SMTP_PASSWORD"),
    ("resend", "re_{a8}_{a24}", "RESEND_API_KEY"),
    ("mailersend", "mlsn.{h64}", "MAILERSEND_API_KEY"),
    ("twilio", "SK{h32}", "TWILIO_API_KEY"),
    ("telnyx", "KEY0{H32}_{a22}", "TELNYX_API_KEY"),
    ("nylas", "nyk_v0_{a64}", "NYLAS_API_KEY"),
    ("onesignal", "os_v2_app_{t103}", "ONESIGNAL_API_KEY"),
    ("pubnub", "sec-c-{s48}", "PUBNUB_SECRET_KEY"),
    ("ably", "{b6}.{b6}:{b43}", "ABLY_API_KEY"),
    ("stytch", "secret-live-{b35}=", "STYTCH_SECRET"),
    ("okta", "00{b40}", "OKTA_API_TOKEN"),
    ("clerk", "sk_live_{a42}", "CLERK_SECRET_KEY"),
    ("duffel", "duffel_live_{b43}", "DUFFEL_ACCESS_TOKEN"),
    ("easypost", "EZAK{h32}{a22}", "EASYPOST_API_KEY"),
    ("shippo", "shippo_live_{h40}", "SHIPPO_TOKEN"),
    ("lob", "live_{h35}", "LOB_API_KEY"),
    ("shopify", "shpat_{h32}", "SHOPIFY_ACCESS_TOKEN"),
    ("shopify", "shpss_{h32}", "SHOPIFY_API_SECRET"),
    ("shopify", "shpca_{h32}", "SHOPIFY_TOKEN"),
    ("hubspot", "pat-na1-{uuid}", "HUBSPOT_ACCESS_TOKEN"),
    ("intercom", "dG9rOg{b60}=", "INTERCOM_ACCESS_TOKEN"),
    ("salesforce", "00D{a12}!AQ{b94}", "SF_ACCESS_TOKEN"),
    ("airtable", "pat{a14}.{h64}", "AIRTABLE_TOKEN AIRTABLE_API_KEY"),
    ("notion", "ntn_{d11}{a35}", "NOTION_TOKEN NOTION_API_KEY"),
    ("notion", "secret_{a43}", "NOTION_TOKEN"),
    ("linear", "lin_api_{a40}", "LINEAR_API_KEY"),
    ("figma", "figd_{b40}", "FIGMA_TOKEN"),
    ("postman", "PMAK-{h24}-{h34}", "POSTMAN_API_KEY"),
    ("atlassian", "ATATT3xFfGF0{b171}={H8}", "JIRA_API_TOKEN ATLASSIAN_API_TOKEN"),
    ("bitbucket", "ATBB{a24}{H8}", "BITBUCKET_APP_PASSWORD"),
    ("trello", "ATTA{h64}{H8}", "TRELLO_TOKEN"),
    ("asana", "2/{d16}/{d16}:{h32}", "ASANA_ACCESS_TOKEN"),
    ("clickup", "pk_{d8}_{u32}", "CLICKUP_TOKEN"),
    ("typeform", "tfp_{b44}_{b13}", "TYPEFORM_TOKEN"),
    ("contentful", "CFPAT-{b43}", "CONTENTFUL_MANAGEMENT_TOKEN"),
    ("dropbox", "sl.{b138}", "DROPBOX_TOKEN"),
    ("adobe", "p8e-{b32}", "ADOBE_CLIENT_SECRET"),
    ("readme", "rdme_{l70}", "README_API_KEY"),
    ("frameio", "fio-u-{b64}", "FRAMEIO_TOKEN"),
    ("prefect", "pnu_{a36}", "PREFECT_API_KEY"),
    ("dbt", "dbtc_{b42}", "DBT_CLOUD_TOKEN"),
    ("wakatime", "waka_{uuid}", "WAKATIME_API_KEY"),
    ("deno", "ddp_{a36}", "DENO_DEPLOY_TOKEN"),
    ("retool", "retool_01{l50}", "RETOOL_TOKEN"),
    ("imagekit", "private_{a27}=", "IMAGEKIT_PRIVATE_KEY"),
    ("cloudinary", "cloudinary://{d15}:{b27}@acme", "CLOUDINARY_URL"),
    ("sumsub", "prd:{a24}.{a32}", "SUMSUB_APP_TOKEN"),
    ("teamcity", "eyJ0eXAiOiAiVENWMiJ9.{b36}.{b48}", "TEAMCITY_TOKEN"),
    ("akamai", "akab-{l16}-{l16}", "AKAMAI_ACCESS_TOKEN"),
    ("azure-devops", "{a76}AZDO{a4}", "AZURE_DEVOPS_EXT_PAT SYSTEM_ACCESSTOKEN"),
    ("azure-func", "{b44}AzFu{b5}==", "AZURE_FUNCTION_KEY"),
    ("linkedin", "WPL_AP1.{a16}.{a6}==", "LINKEDIN_CLIENT_SECRET"),
    ("sanity", "sk{a178}", "SANITY_WRITE_TOKEN"),
    ("klaviyo", "pk_{h34}", "KLAVIYO_PRIVATE_KEY"),
    ("ngrok", "2{a26}_{a20}", "NGROK_AUTHTOKEN"),
    ("zuplo", "zpka_{h32}_{h8}", "ZUPLO_API_KEY"),
    ("val", "vtwn_{a32}", "VAL_TOWN_TOKEN"),
    ("wandb", "wandb_v1_{b77}", "WANDB_API_KEY"),
    ("vercel", "vcp_{a56}", "VERCEL_TOKEN"),
    ("trigger", "tr_prod_{a20}", "TRIGGER_SECRET_KEY"),
    ("inngest", "signkey-prod-{h64}", "INNGEST_SIGNING_KEY"),
    ("workos", "sk_live_{a40}", "WORKOS_API_KEY"),
    ("svix", "testsk_{a32}.eu", "SVIX_TOKEN"),
    ("polar", "polar_oat_{a43}", "POLAR_ACCESS_TOKEN"),
    ("unkey", "unkey_{a22}", "UNKEY_ROOT_KEY"),
    ("exoscale", "EXO{h24}", "EXOSCALE_API_KEY"),
    ("bitwarden", "0.{uuid}.{a30}:{key32}", "BWS_ACCESS_TOKEN"),
]

NAMED = [
    ("aws", "{s40}", "AWS_SECRET_ACCESS_KEY aws_secret_access_key secretAccessKey"),
    ("datadog", "{h32}", "DD_API_KEY DATADOG_API_KEY"),
    ("datadog", "{h40}", "DD_APP_KEY DATADOG_APP_KEY"),
    ("twilio", "{h32}", "TWILIO_AUTH_TOKEN"),
    ("algolia", "{h32}", "ALGOLIA_ADMIN_KEY ALGOLIA_ADMIN_API_KEY"),
    ("cloudflare", "{b40}", "CLOUDFLARE_API_TOKEN CF_API_TOKEN"),
    ("cloudflare", "{h37}", "CLOUDFLARE_API_KEY CF_API_KEY"),
    ("fastly", "{b32}", "FASTLY_API_TOKEN FASTLY_API_KEY"),
    ("heroku", "{uuid}", "HEROKU_API_KEY"),
    ("postmark", "{uuid}", "POSTMARK_SERVER_TOKEN POSTMARK_API_TOKEN"),
    ("snyk", "{uuid}", "SNYK_TOKEN"),
    ("codecov", "{uuid}", "CODECOV_TOKEN"),
    ("railway", "{uuid}", "RAILWAY_TOKEN"),
    ("consul", "{uuid}", "CONSUL_HTTP_TOKEN"),
    ("nomad", "{uuid}", "NOMAD_TOKEN"),
    ("scaleway", "{uuid}", "SCW_SECRET_KEY"),
    ("opsgenie", "{uuid}", "OPSGENIE_API_KEY"),
    ("braze", "{uuid}", "BRAZE_API_KEY"),
    ("deepgram", "{h40}", "DEEPGRAM_API_KEY"),
    ("assemblyai", "{h32}", "ASSEMBLYAI_API_KEY"),
    ("mistral", "{a32}", "MISTRAL_API_KEY"),
    ("cohere", "{a40}", "COHERE_API_KEY CO_API_KEY"),
    ("together", "{h64}", "TOGETHER_API_KEY"),
    ("wandb", "{h40}", "WANDB_API_KEY"),
    ("azure-openai", "{h32}", "AZURE_OPENAI_API_KEY AZURE_OPENAI_KEY"),
    ("azure-search", "{a52}", "AZURE_SEARCH_ADMIN_KEY"),
    ("azure-cosmos", "{storage}", "COSMOS_KEY AZURE_COSMOS_PRIMARY_KEY"),
    ("azure-storage", "{storage}", "AZURE_STORAGE_KEY AZURE_STORAGE_ACCOUNT_KEY"),
    ("hetzner", "{a64}", "HCLOUD_TOKEN HETZNER_API_TOKEN"),
    ("linode", "{h64}", "LINODE_TOKEN LINODE_CLI_TOKEN"),
    ("vultr", "{P36}", "VULTR_API_KEY"),
    ("ovh", "{a32}", "OVH_APPLICATION_SECRET OVH_CONSUMER_KEY"),
    ("ibm", "{b44}", "IBMCLOUD_API_KEY IC_API_KEY"),
    ("tencent", "{a32}", "TENCENTCLOUD_SECRET_KEY"),
    ("alibaba", "{a30}", "ALIBABA_ACCESS_KEY_SECRET ALICLOUD_SECRET_KEY"),
    ("rollbar", "{h32}", "ROLLBAR_ACCESS_TOKEN"),
    ("bugsnag", "{h32}", "BUGSNAG_API_KEY"),
    ("pagerduty", "u+{b18}", "PAGERDUTY_TOKEN PAGERDUTY_API_KEY"),
    ("zendesk", "{a40}", "ZENDESK_API_TOKEN"),
    ("freshdesk", "{a20}", "FRESHDESK_API_KEY"),
    ("mixpanel", "{h32}", "MIXPANEL_API_SECRET"),
    ("amplitude", "{h32}", "AMPLITUDE_SECRET_KEY"),
    ("auth0", "{b64}", "AUTH0_CLIENT_SECRET"),
    ("paypal", "E{b79}", "PAYPAL_CLIENT_SECRET PAYPAL_SECRET"),
    ("plaid", "{h30}", "PLAID_SECRET"),
    ("razorpay", "{a24}", "RAZORPAY_KEY_SECRET"),
    ("binance", "{a64}", "BINANCE_API_SECRET BINANCE_SECRET_KEY"),
    ("kraken", "{storage}", "KRAKEN_PRIVATE_KEY KRAKEN_API_SECRET"),
    ("kucoin", "{uuid}", "KUCOIN_API_SECRET"),
    ("bitfinex", "{a43}", "BITFINEX_API_SECRET"),
    ("coinmarketcap", "{uuid}", "CMC_PRO_API_KEY"),
    ("infura", "{h32}", "INFURA_API_KEY INFURA_PROJECT_SECRET"),
    ("etherscan", "{u34}", "ETHERSCAN_API_KEY"),
    ("alchemy", "{b32}", "ALCHEMY_API_KEY"),
    ("ethereum", "0x{h64}", "DEPLOYER_PRIVATE_KEY WALLET_PRIVATE_KEY"),
    ("openweather", "{h32}", "OPENWEATHER_API_KEY OWM_API_KEY"),
    ("here", "{b43}", "HERE_API_KEY"),
    ("tomtom", "{a32}", "TOMTOM_API_KEY"),
    ("maptiler", "{a20}", "MAPTILER_KEY"),
    ("virustotal", "{h64}", "VT_API_KEY VIRUSTOTAL_API_KEY"),
    ("shodan", "{a32}", "SHODAN_API_KEY"),
    ("abuseipdb", "{h80}", "ABUSEIPDB_API_KEY"),
    ("todoist", "{h40}", "TODOIST_API_TOKEN"),
    ("trello", "{h32}", "TRELLO_API_KEY"),
    ("jenkins", "11{h32}", "JENKINS_API_TOKEN"),
    ("travis", "{b22}", "TRAVIS_TOKEN"),
    ("drone", "{a32}", "DRONE_TOKEN DRONE_RPC_SECRET"),
    ("gitea", "{h40}", "GITEA_TOKEN"),
    ("vercel", "{a24}", "VERCEL_TOKEN"),
    ("sauce", "{uuid}", "SAUCE_ACCESS_KEY"),
    ("browserstack", "{a20}", "BROWSERSTACK_ACCESS_KEY"),
    ("percy", "{h64}", "PERCY_TOKEN"),
    ("expo", "{b40}", "EXPO_TOKEN"),
    ("vonage", "{a16}", "VONAGE_API_SECRET NEXMO_API_SECRET"),
    ("plivo", "{a40}", "PLIVO_AUTH_TOKEN"),
    ("pusher", "{h20}", "PUSHER_APP_SECRET PUSHER_SECRET"),
    ("livekit", "{a43}", "LIVEKIT_API_SECRET"),
    ("agora", "{h32}", "AGORA_APP_CERTIFICATE"),
    ("mux", "{s75}", "MUX_TOKEN_SECRET"),
    ("twitter", "{a50}", "TWITTER_API_SECRET TWITTER_CONSUMER_SECRET"),
    ("facebook", "{h32}", "FACEBOOK_APP_SECRET FB_APP_SECRET"),
    ("linkedin", "{a16}", "LINKEDIN_CLIENT_SECRET"),
    ("spotify", "{h32}", "SPOTIFY_CLIENT_SECRET"),
    ("twitch", "{l30}", "TWITCH_CLIENT_SECRET"),
    ("dropbox", "{l15}", "DROPBOX_APP_SECRET"),
    ("box", "{a32}", "BOX_CLIENT_SECRET"),
    ("zoom", "{a32}", "ZOOM_CLIENT_SECRET"),
    ("okta", "{b64}", "OKTA_CLIENT_SECRET"),
    ("elastic", "{elastic}", "ELASTIC_API_KEY ES_API_KEY"),
    ("elastic", "{a24}", "ELASTIC_PASSWORD"),
    ("confluent", "{s64}", "CONFLUENT_API_SECRET CONFLUENT_CLOUD_API_SECRET"),
    ("mongodb-atlas", "{uuid}", "MONGODB_ATLAS_PRIVATE_KEY"),
    ("upstash", "{b58}==", "UPSTASH_REDIS_REST_TOKEN"),
    ("turso", "{jwt}", "TURSO_AUTH_TOKEN"),
    ("supabase", "{jwt}", "SUPABASE_SERVICE_ROLE_KEY"),
    ("monday", "{jwt}", "MONDAY_API_TOKEN"),
    ("stability", "sk-{a48}", "STABILITY_API_KEY"),
    ("bunny", "{uuid}", "BUNNYCDN_API_KEY"),
    ("hasura", "{a64}", "HASURA_GRAPHQL_ADMIN_SECRET"),
    ("minio", "{a40}", "MINIO_SECRET_KEY MINIO_ROOT_PASSWORD"),
    ("rapidapi", "{h10}msh{h15}p{h6}jsn{h12}", "RAPIDAPI_KEY X_RAPIDAPI_KEY"),
    ("giphy", "{a32}", "GIPHY_API_KEY"),
    ("newsapi", "{h32}", "NEWS_API_KEY NEWSAPI_KEY"),
    ("tmdb", "{h32}", "TMDB_API_KEY"),
    ("unsplash", "{b43}", "UNSPLASH_ACCESS_KEY UNSPLASH_SECRET_KEY"),
    ("steam", "{H32}", "STEAM_API_KEY"),
    ("riot", "RGAPI-{uuid}", "RIOT_API_KEY"),
    ("recaptcha", "6L{b38}", "RECAPTCHA_SECRET_KEY"),
    ("hcaptcha", "0x{H40}", "HCAPTCHA_SECRET"),
    ("turnstile", "0x4AAAAAAA{b25}", "TURNSTILE_SECRET_KEY"),
]
