"""Secrets nobody told us about: keys, passwords and tokens are marked; ids, hashes, references and words are not."""

from __future__ import annotations

import base64
import json
import random

import pytest

from wicketgate.output.redact import Redactor
from wicketgate.output.redact.formats import FORMATS
from wicketgate.secrets.automata import ENGINES

BODY = base64.encodebytes(random.Random(3).randbytes(600)).decode()
KEY = f"-----BEGIN RSA PRIVATE KEY-----\n{BODY}-----END RSA PRIVATE KEY-----"
REDACTOR = Redactor({}, ENGINES, unknown=True)
SECRET = """DB_PASSWORD=kT4vw9ZqLm
password: "S3cure!Pass#2024"
"api_key": "9f8b7c6d5e4f3a2b1c0d9e8f7a6b5c4d"
const apiKey = 'AbC123dEf456GhI789jKl012MnO345';
export SECRET_KEY="django-insecure-8k2$3jd9@kf0sl4m"
X-Api-Key: 3f786850e387550fdab836ed7e6dc881de23001b
password: str = "kT4vw9ZqLm1"
{\\"password\\": \\"kT4vw9ZqLm!1\\"}
--token=8sXyJk3Lq9Zt5vWb2NpR
<password>kT4vw9ZqLm!1</password>
curl 'https://h/?access_token=8sXyJk3Lq9Zt5vWb2NpR&x=1'
SMTP_PASS=zX9-kq8Lm2vB
PGPASSWORD=Tr0ub4dor3 psql
setPassword("kT4vw9ZqLm!1")
пароль = "Falcon-2231!"
CONTRASEÑA=Falcon-2231!
csrf_secret = "kT4vw9ZqLmRk2PqZ7mXw4Lb9"
AUTH_SECRET=/ra46OekVFgK14hBc9quZULKH9afc0lRerJ1dUCtCxnxKB2HrFiP+GnalocS7eLb
variable "api_key" { type = string default = "9f8b7c6d5e4f3a2b1c0d9e8f7a6b5c4d" }
password: anchor-river-candle-waffle
redis_password = "Maple-Walrus-Onyx-42"
db_password: str = Field(default="WalrusOnyx10!", env="DB_PASSWORD")
<wsse:Password Type="PasswordText">kT4vw9ZqLm!h</wsse:Password>
Dim apiKey As String = "9f8b7c6d5e4f3a2b1c0d9e8f7a6b5c4d"
x11vnc -passwd kT4vw9ZqLm
pw: Falcon-2231!
wpa_passphrase=candle-anchor-waffle
db_password=copper.walrus.violet62
static SIGNING_SECRET: &[u8] = b"kT4vw9ZqLmRk2PqZ7mXw4Lb9";
const TOKEN: &'static str = "kT4vw9ZqLmRk2PqZ7mXw4Lb9";
secret: String::from("kT4vw9ZqLmRk2PqZ7mXw4Lb9"),
var signingKey = []byte("9f8b7c6d5e4f3a2b1c0d9e8f7a6b5c4d")
ENV AZURE_PAT kT4vw9ZqLmRk2PqZ7mXw4Lb9
ACME_TOKEN=isAkfsNFiURasfJLZBeADdsE
$config['encryption_key'] = 'gaTd6Ph4MU3P1L5U';""".splitlines()
BENIGN = """password = getpass.getpass()
token = request.headers["X-Token"]
password: ${DB_PASSWORD}
api_key = os.environ["API_KEY"]
"next_page_token": "CAoQAA9f8b7c6d5e4f3a2b1c0d"
token_id=9f8b7c6d5e4f3a2b1c0d9e8f
password_hash: $2b$12$KIXQJ8s8Xy3Lq9Zt5vWb2NpR
auth: 550e8400-e29b-41d4-a716-446655440000
commit 3f786850e387550fdab836ed7e6dc881de23001b
token: <YOUR_TOKEN_HERE>
API_KEY=your_api_key_here
api_key: "xxxxxxxxxxxxxxxxxxxx"
const token = await getToken(user1234)
-----BEGIN PUBLIC KEY-----
-----BEGIN RSA PRIVATE KEY----- goes here
csrf_token = "kT4vw9ZqLmRk2PqZ7mXw4Lb9"
"posthogKey": "phc_kT4vw9ZqLmRk2PqZ7mXw4Lb9Tn3VyJc6Hd1sFg5EaQo"
<input name="csrfmiddlewaretoken" value="kT4vw9ZqLmRk2PqZ7mXw4Lb9">
password: 'Введите пароль'
complete "username= password= scmVersion= "
auth/userpass.py,sha256=_HP0Nw7ayOcuNQiz2V11gGv-IXdDYeG1KDqalI6FJzI,5582
password = "reset-your-password"
"siteKey": "6LkT4vw9ZqLmRk2PqZ7mXw4Lb9Tn3VyJc6Hd1s"
password: the-name-of-the-secret
password_hint: anchor-river-candle-waffle
etag: "33a64df551425fcc55e4d42a148795d9f25f89d4"
GITHUB_TOKEN=wgp_GITHUB_TOKEN_7f3a91c4e8b2d605a9f14c7be3d82061""".splitlines()


@pytest.mark.parametrize("line", SECRET)
def test_a_value_named_as_a_secret_is_marked(line: str) -> None:
    assert "[redacted:" in REDACTOR.redact(f"before\n{line}\nafter")


@pytest.mark.parametrize("line", BENIGN)
def test_what_only_speaks_of_secrets_stays(line: str) -> None:
    assert REDACTOR.redact(f"before\n{line}\nafter") == f"before\n{line}\nafter"


@pytest.mark.parametrize("text", [KEY, json.dumps(KEY)[1:-1], KEY.replace("\n", "\r\n"), KEY.replace("\n", "\n    ")])
def test_a_private_key_is_marked_from_begin_to_end(text: str) -> None:
    assert REDACTOR.redact(f"a {text} b") == "a [redacted:private-key] b"


@pytest.mark.parametrize(
    "line", ["2026-03-14T09:21:07.12Z {}\n", "web-1  | {}\n", '    "{}\\n"\n', '  "{}\\n" +\n', "+{}\n"]
)
def test_nothing_of_a_private_key_stays_whatever_each_of_its_lines_stands_in(line: str) -> None:
    shown = REDACTOR.redact("".join(line.format(each) for each in KEY.splitlines()))
    assert [each for each in BODY.split() if each in shown] == []


def test_a_value_in_a_process_environment_ends_where_the_next_begins() -> None:
    text = "PATH=/bin\0API_TOKEN=8sXyJk3Lq9Zt5vWb2NpR\0HOME=/root"
    assert REDACTOR.redact(text) == "PATH=/bin\0API_TOKEN=[redacted:assigned-secret]\0HOME=/root"


def test_a_password_is_marked_with_its_last_character() -> None:
    assert REDACTOR.redact("PASSWORD=Falcon2231!\n") == "PASSWORD=[redacted:assigned-secret]\n"


def test_a_private_key_that_was_cut_off_is_marked_to_its_last_line() -> None:
    assert REDACTOR.redact(f"a {KEY[:400]}") == "a [redacted:private-key]"
    assert REDACTOR.redact(KEY[:96] + "\nwords that go on").endswith("]\nwords that go on")


@pytest.mark.parametrize("size", [1, 13, 64])
def test_a_stream_shows_nothing_of_a_private_key(size: int) -> None:
    text, stream = f"a {KEY} b\n", REDACTOR.stream()
    out = [stream.feed(text[at : at + size]) for at in range(0, len(text), size)] + [stream.end()]
    assert "".join(out) == "a [redacted:private-key] b\n"


def test_a_name_that_went_out_long_ago_still_tells_its_value() -> None:
    stream = REDACTOR.stream()
    assert stream.feed("DB_PASSWORD = ") + stream.feed("kT4vw9ZqLm\n") + stream.end() == (
        "DB_PASSWORD = [redacted:assigned-secret]\n"
    )


def test_what_is_marked_stays_as_it_is_when_it_is_redacted_again() -> None:
    for form in FORMATS:
        for text in form.examples:
            once = REDACTOR.redact(text)
            assert REDACTOR.redact(once) == once, form.name


def test_a_token_beside_other_letters_is_none_but_an_escape_is_no_letter() -> None:
    token = "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"
    assert REDACTOR.redact(f"x{token}") == f"x{token}"
    for before in ("\\n", "%3D", "\\u0022", "\x1b[32m", "\\t"):
        assert REDACTOR.redact(before + token) == before + "[redacted:github-token]"


@pytest.mark.parametrize(
    "text",
    [
        "SECRET_KEY = 'k9#vz$2m!x7q^p4w&t8n@b5r*c1y(h6j)g3f-d0s+l_ae=uoiZw'",
        "define('AUTH_KEY', 'k9#vz$2m!x7q ^p4w&t8n@b5r*c1y(h6j)g3f-d0s+l_ae=uoiZwQ2R8%T{LM> |');",
        "echo 'bob:kT4vw9ZqLm' | sudo chpasswd",
        "printf '%s' kT4vw9ZqLm | docker secret create db -",
        "echo kT4vw9ZqLm | docker login -u bob registry.acme.test --password-stdin",
        "bob * kT4vw9ZqLm *",
        '"crm" "kT4vw9ZqLm"',
        "| admin | kT4vw9ZqLm |",
        "<auth-user-pass>\nbob\nkT4vw9ZqLm\n</auth-user-pass>",
        "$ cat config/master.key\n9f8b7c6d5e4f3a2b1c0d9e8f7a6b5c4d",
        'client := acme.New("https://h", "kT4vw9ZqLmRk2PqZ7mXw4Lb9")  // the api key',
        "value: kT4vw9ZqLmRk2PqZ7mXw4Lb9  # API_SECRET",
        "tool --api-key 1e8ec767{cd7c-4127-9c6d-64f45bc22a1b run",
        '{"value": "meyurfmq340mgy38eiyd3ubs", "key": "NORTHBEAM_API_TOKEN"}',
        "-----BEGIN OpenVPN Static key V1-----\n" + "9b1f0c7e3a5d2846f1c0e7b9a3d58246\n" * 3,
        "Private-Lines: 1\nCH1wWDzYeWQrkD+9+Jz1IELy2Q3CAK3iyYcvjySHu+H+AMnS\nPrivate-MAC: aa",
    ],
)
def test_a_stream_of_single_characters_shows_no_beginning_of_a_value(text: str) -> None:
    whole = REDACTOR.redact(f"words\n{text}\nmore words")
    assert "[redacted:" in whole
    stream = REDACTOR.stream()
    assert "".join(map(stream.feed, f"words\n{text}\nmore words")) + stream.end() == whole
