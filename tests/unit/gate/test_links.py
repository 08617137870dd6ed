"""Links in text that people read: however one is written it is found, and what is no link stays alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wicketgate.gate.links import defang, links, unlisted

LISTED = ("acme.com", "*.acme.com")


@pytest.mark.parametrize(
    "text",
    [
        "see https://evil.test/login now",
        "HTTPS://EVIL.TEST",
        "http:evil.test/x",
        "https:/evil.test",
        "https:\\\\evil.test\\x",
        "ftp://evil.test/x",
        "custom+app://evil.test/x",
        "[log in](https://evil.test/x)",
        "[log in](//evil.test/x)",
        "[log in](<//evil.test/x>)",
        "![pixel](https://evil.test/p.png?data=1)",
        "[log in][1]\n\n[1]: //evil.test/x",
        "[1]:\n  https://evil.test/x",
        "<https://evil.test/x>",
        "<https://evil.test/x|https://acme.com>",
        '<a href="//evil.test/x">acme</a>',
        "<a href=//evil.test>acme</a>",
        "<img src='\\\\evil.test/p.png'>",
        '<a href="ht\ntps://evil.test/x">x</a>',
        '<a href="/\t/evil.test/x">x</a>',
        '<img srcset="//acme.com/a 1x, //evil.test/b 2x">',
        '<p style="background: url(//evil.test/p)">x</p>',
        '<meta http-equiv="refresh" content="0; url=https://evil.test/">',
        "go to evil.test/login please",
        "go to www.evil.whatever please",
        "go to evil.com please",
        "go to evil.com.",
        "go to login.evil.museum?x=1",
        "evil.zip/x",
        "evil.test:8080",
        "(evil.com)",
        "mailto:mallory@evil.test?subject=x",
        "javascript:alert(1)",
        "data:text/html,<b>x",
        "data:text/html;base64,PGI+",
        "tel:+15550100",
        "https://acme.com@evil.test/",
        "https://acme.com\\@evil.test/",
        "https://acme.com#@evil.test/",
        "https://acme.com?@evil.test/",
        "https://acme.com(.evil.test/",
        "https://acme.com%2eevil.test/",
        "https://%65vil.test/",
        "https://acme.com.evil.test/",
        "https://acmecom/",
        "https://xn--cme-5cd.com/",
        "https://\u0430cme.com/",
        "\u0430cme.com/login",
        "https://2130706433/",
        "https://0x7f.1/",
        "https://[::1]/",
        "10.0.0.1/login",
        "ht\u200btps://evil.test/",
        "ev\u200bil.com",
        "evil\u3002com",
        "\uff48\uff54\uff54\uff50\uff53://evil.test",
        "&#104;ttps://evil.test",
        "https&colon;//evil.test",
        "https://evil.test" + "x" * 500_000,
        "hxxp://a,https://evil.test",
    ],
)
def test_a_link_to_an_unlisted_host_is_found(text: str) -> None:
    assert unlisted(text, LISTED) is not None


@pytest.mark.parametrize(
    "text",
    [
        "Dear Ann, your order is on its way. Kind regards, Bob.",
        "see https://acme.com/x, https://docs.acme.com/a?b=c#d and http://acme.com:8080/.",
        "[docs](https://docs.acme.com/x) and [this](#part) and [that](/path) and [file](README.md)",
        "write to ann@evil.test or first.last@evil.com",
        "the files README.md, main.py, archive.zip and src/app.py, line main.py:10",
        "version 1.2.3, at 10:30, 3.50 EUR, e.g. this/that, and/or, i.e. so",
        "hxxps://evil.test/login and evil[.]com and evil(.)com are bad",
        "data: see below. note: nothing. Re: tel 12",
        "// a comment",
        "C:\\Users\\ann",
        "\U0001f468\u200d\U0001f469\u200d\U0001f467 all fine",
        "https://ACME.com.",
        "<https://acme.com|here>",
        "(https://acme.com)",
        "",
    ],
)
def test_what_is_listed_or_no_link_stays_alone(text: str) -> None:
    assert unlisted(text, LISTED) is None


def test_each_link_says_where_it_stands_and_where_it_leads() -> None:
    text = "a https://evil.test/x, b \u0430cme.com/y"
    found = [(text[link.start : link.end], link.host, link.form) for link in links(text)]
    assert found == [("https://evil.test/x", "evil.test", "url"), ("\u0430cme.com", "\u0430cme.com", "bare")]


def test_defanging_leaves_no_link_and_the_rest_as_it_was() -> None:
    text = "see https://evil.test/x and https://acme.com/y or evil.com"
    told, count = defang(text, LISTED)
    assert count == 2 and told.startswith("see https[:]/ /evil[.]test/x and https://acme.com/y")
    assert unlisted(told, LISTED) is None
    assert defang("nothing here", LISTED) == ("nothing here", 0)


@given(st.text(alphabet=st.sampled_from("htps:/\\.w@evlcom()[]<>&#\"' \u200b\uff0e=x"), max_size=60))
def test_whatever_the_text_it_is_read_and_positions_hold(text: str) -> None:
    for link in links(text):
        assert 0 <= link.start < link.end <= len(text)
