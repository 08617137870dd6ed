"""Vendors known by their name alone: a token of the documented shape is found, one that is cut is not."""

from __future__ import annotations

import importlib
import random
import re

import pytest

from wicketgate.output.redact import Redactor
from wicketgate.output.redact.formats import FORMATS
from wicketgate.output.redact.formats.keyed import Keyed
from wicketgate.output.redact.formats.prefixes import PREFIXES
from wicketgate.output.redact.formats.vendors import TABLE, VENDORS
from wicketgate.output.redact.unknown.assignment import SHORTEST
from wicketgate.secrets.automata import ENGINES

REDACTOR = Redactor({}, ENGINES, unknown=True)
LETTERS = {
    "h": "0123456789abcdef",
    "l": "abcdefghijklmnopqrstuvwxyz0123456789",
    "u": "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
    "a": "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
    "d": "0123456789",
}
LETTERS["w"] = LETTERS["b"] = LETTERS["a"]
ENTRIES = [
    (names.replace("?", ""), shape)
    for names, *shapes in map(str.split, filter(str.strip, TABLE.replace("\n", ",").split(",")))
    for shape in shapes
]


def drawn(shape: str, seed: int) -> str:
    """Return a token of a shape."""
    draw = random.Random(seed)
    written = "h8-h4-h4-h4-h12" if shape == "g" else shape
    return re.sub(r"([a-z])(\d+)", lambda part: "".join(draw.choices(LETTERS[part[1]], k=int(part[2]))), written)


def test_every_vendor_is_named_once_and_has_a_shape() -> None:
    names = [name for name, _ in VENDORS]
    assert len(names) == len(set(names)) >= 400
    assert all(re.compile(shape) and re.fullmatch(r"[a-z0-9_?]+", name) for name, shape in VENDORS)


def test_a_token_of_the_documented_shape_is_found() -> None:
    missed = [
        name
        for number, (name, shape) in enumerate(ENTRIES)
        if not REDACTOR.find(f'{name}_api_token = "{drawn(shape, number)}"')
    ]
    assert len(missed) < len(ENTRIES) / 50, missed


def test_a_token_that_is_cut_is_none() -> None:
    flagged = [
        name
        for number, (name, shape) in enumerate(ENTRIES)
        if REDACTOR.find(f'{name}_api_token = "{drawn(shape, number)[:-2]}"')
    ]
    assert len(flagged) < len(ENTRIES) / 20, flagged


@pytest.mark.parametrize(
    "text",
    [
        "GITHUB_TOKEN=ghp_FJ6kPU9541PZwIpm3EXYNHnBq6GDyx21",
        "STRIPE_KEY=sk_live_4eC39HqL",
        "export SLACK_TOKEN=xoxb-123456789012-1234567890123-4mt0t4l1yf",
    ],
)
def test_what_begins_as_a_vendors_token_is_judged_by_that_format_alone(text: str) -> None:
    assert PREFIXES.match(text.partition("=")[2])
    assert REDACTOR.find(text) == []


@pytest.mark.parametrize(
    "text",
    [
        'api_token = "5d471f31abfe4bdd809cbd350c1049"',
        'api_token = "5d471f31abfe4bdd809cbd350c104933a1"',
        'api_token = "5d471f31-abfe-4bdd-809c-bd350c1049"',
        'api_token = "abcabcabcabcabcabcabcabc"',
        'api_token = "abcdefghijklmnopqrstuvwxyz123456"',
    ],
)
def test_hex_and_uuids_that_are_cut_and_patterns_are_none(text: str) -> None:
    assert REDACTOR.find(text) == []


@pytest.mark.parametrize(
    "text",
    [
        '<add key="ApiSecret" value="{}" />',
        "<key>ApiSecret</key>\n\t<string>{}</string>",
        "<apiSecret>\n    {}\n</apiSecret>",
        'variable "api_secret" {{\n  default = "{}"\n}}',
        "- name: API_SECRET\n  value: {}",
        "api_secret: >-\n  {}",
        'string apiSecret = @"{}";',
        '$apiSecret ??= "{}";',
        'api_secret <- "{}"',
        "ENV API_SECRET {}",
        "| API key | `{}` |",
        "client.setApiSecret('{}')",
        "Authorization: token {}",
    ],
)
@pytest.mark.parametrize("value", ["3f786850e387550fdab836ed7e6dc881de23001b", "5d471f31-abfe-4bdd-809c-bd350c104933"])
def test_an_assignment_is_one_in_any_language(text: str, value: str) -> None:
    assert value not in REDACTOR.redact(text.format(value))


@pytest.mark.parametrize(
    "text",
    [
        '{{"value": "{}", "key": "CRM_API_TOKEN"}}',
        'gh secret set CRM_TOKEN --body "{}"',
        "the crm api key is {}",
        "x-crm-key: {}",
        "GET /v1/things?key={}",
        "crm_auth_token = b'{}'",
        "crm_api_key: str = Field('{}')",
        "auth:\n  key: {}",
    ],
)
def test_a_name_may_stand_after_its_value_or_at_some_distance(text: str) -> None:
    value = "Rk2PqZ7mXw4Lb9Tn3VyJc6Hd1sFg5EaQ"
    assert value not in REDACTOR.redact(text.format(value))


@pytest.mark.parametrize(
    "text",
    [
        "class CrtS3SigV4Auth(CrtSigV4Auth):",
        "r'Parent|PasswordChar|PictureMargin|'\n  r'TwoPass4Process|'",
        "private_key: Ed25519PrivateKey | Ed448PrivateKey",
        '"LDAP",\n "Userpass",\n "LegacyMfa2",',
        "my($user, $pass) =\n  CPAN::HTTP::Credentials->get_proxy",
        "implementing a client, pass :data:`h11.CLIENT`",
        "'gss_krb5_lucid_key', 'gss_krb5_rfc1964_keydata'",
        "AAEEAA" + "x1Yz" * 40,
    ],
)
def test_code_that_speaks_of_secrets_stays(text: str) -> None:
    assert REDACTOR.redact(text) == text


def test_no_shape_is_shorter_than_what_is_looked_at() -> None:
    parser = importlib.import_module("re._parser")
    shapes = [each.value for each in (form.pattern for form in FORMATS) if isinstance(each, Keyed)]
    shapes += [shape for _, shape in VENDORS]
    assert min(parser.parse(shape).getwidth()[0] for shape in shapes) >= SHORTEST


def test_what_was_told_of_the_same_surroundings_once_is_told_again() -> None:
    line = f"{'x' * 120}\nSNYK_LOGIN_PASSWORD=kT4vw9ZqLm\n{'y ' * 400}"
    marked = line.replace("kT4vw9ZqLm", "[redacted:assigned-secret]")
    assert REDACTOR.redact(line * 9) == marked * 9
    assert REDACTOR.redact(line.replace("kT4vw9ZqLm", "password12") * 3 + line * 3).count("[redacted") == 3
