"""The signature of AWS against the examples its own documentation publishes."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from wicketgate.secrets.broker.outgoing_request import Outgoing
from wicketgate.secrets.broker.sigv4 import Scope, signed

AT = datetime(2015, 8, 30, 12, 36, 0, tzinfo=UTC)
SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
SERVICE = Scope("AKIDEXAMPLE", "us-east-1", "service")
FORM = ((b"content-type", b"application/x-www-form-urlencoded; charset=utf-8"),)

EXAMPLES = {
    "get vanilla": ("GET", "/", "", (), "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
    "post vanilla": ("POST", "/", "", (), "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"),
    "query in order": (
        "GET",
        "/",
        "Param2=value2&Param1=value1",
        (),
        "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
    ),
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_published_example_is_signed_alike(name: str) -> None:
    method, path, query, fields, expected = EXAMPLES[name]
    asked = Outgoing(True, method, "example.amazonaws.com", 443, path, query, fields, b"")
    field = (signed(asked, SERVICE, SECRET, AT).field(b"authorization") or b"").decode()
    assert field.endswith(f"Signature={expected}")
    assert "Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date" in field


def test_the_example_of_iam_is_signed_alike() -> None:
    asked = Outgoing(True, "GET", "iam.amazonaws.com", 443, "/", "Action=ListUsers&Version=2010-05-08", FORM, b"")
    field = signed(asked, Scope("AKIDEXAMPLE", "us-east-1", "iam"), SECRET, AT).field(b"authorization") or b""
    assert field.endswith(b"Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7")


def test_the_example_of_s3_is_signed_alike() -> None:
    secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
    asked = Outgoing(
        True, "GET", "examplebucket.s3.amazonaws.com", 443, "/test.txt", "", ((b"range", b"bytes=0-9"),), b""
    )
    at = datetime(2013, 5, 24, tzinfo=UTC)
    made = signed(asked, Scope("AKIAIOSFODNN7EXAMPLE", "us-east-1", "s3"), secret, at)
    field = made.field(b"authorization") or b""
    assert field.endswith(b"Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41")
    assert b"SignedHeaders=host;range;x-amz-content-sha256;x-amz-date" in field


def test_a_session_token_is_sent_and_signed() -> None:
    asked = Outgoing(True, "GET", "example.amazonaws.com", 443, "/", "", (), b"")
    made = signed(asked, SERVICE, f"{SECRET}:session-token", AT)
    assert made.field(b"x-amz-security-token") == b"session-token"
    assert b"x-amz-date;x-amz-security-token" in (made.field(b"authorization") or b"")
