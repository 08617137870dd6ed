"""Secrets under the head of a column: in CSV, in tables of text and in statements, whole and in a stream."""

from __future__ import annotations

import pytest

from wicketgate.output.redact import Redactor
from wicketgate.secrets.automata import ENGINES

REDACTOR = Redactor({}, ENGINES, unknown=True)
ONE, OTHER = "kT4vw9ZqLm", "Rk2PqZ7m!Xw"
TABLES = {
    "commas": f"username,password,role\nbob,{ONE},admin\neve,{OTHER},dev\n",
    "semicolons": f"login;passwort;team\nbob;{ONE};a\neve;{OTHER};b\n",
    "tabs": f"id\tdb_password\n1\t{ONE}\n2\t{OTHER}\n",
    "quotes": f'"user","password"\n"bob","{ONE}"\n"eve","{OTHER}"\n',
    "text": f"| user | password |\n|------|----------|\n| bob | {ONE} |\n| eve | {OTHER} |\n",
    "statement": f"INSERT INTO users (login, password) VALUES ('bob', '{ONE}'), ('eve', '{OTHER}');",
    "statement first": f"insert into users (password, login) values\n  ('{ONE}', 'bob'),\n  ('{OTHER}', 'eve');",
}
CLEAN = {
    "words": "| password | string | required |\n|---|---|---|\n| token | string | optional |\n",
    "code": "def login(user, password, host):\n    return check(user, Session2Manager, host)\n",
    "imports": "from a import user, password\nfrom b import Tokenizer2Fast, Md5Hasher\n",
    "a hash": "name,password_hash\nbob,9f8b7c6d5e4f3a2b1c0d9e8f7a6b5c4d\n",
    "parameters": "INSERT INTO users (login, password) VALUES (?, ?), (:login, :password);",
    "references": "user,password\nbob,${BOB_PASSWORD}\neve,<password>\n",
    "words of a text": "token,POS,lemma\nRunning2fast,NOUN,running2fast\nCovid19virus,NOUN,covid19virus\n",
    "longer rows": f"user,password\nbob,{ONE},admin,x\n",
}


@pytest.mark.parametrize("kind", TABLES)
def test_cells_under_a_name_for_secrets_are_found_and_no_other(kind: str) -> None:
    shown = REDACTOR.redact(TABLES[kind])
    assert shown == TABLES[kind].replace(ONE, "[redacted:column-secret]").replace(OTHER, "[redacted:column-secret]")


@pytest.mark.parametrize("kind", CLEAN)
def test_what_only_looks_like_a_column_stays(kind: str) -> None:
    assert REDACTOR.redact(CLEAN[kind]) == CLEAN[kind]


@pytest.mark.parametrize("size", (1, 7, 64))
@pytest.mark.parametrize("kind", TABLES)
def test_a_stream_finds_the_same(kind: str, size: int) -> None:
    text, stream = TABLES[kind], REDACTOR.stream()
    out = "".join(stream.feed(text[at : at + size]) for at in range(0, len(text), size)) + stream.end()
    assert out == REDACTOR.redact(text)


def test_each_line_is_a_head_once() -> None:
    text = "password,token\n" * 2000
    assert REDACTOR.redact(text) == text
    assert REDACTOR.effort(text) < len(text) * 1.6


PHRASES = (
    "recovery phrase: year youth across want tunnel achieve velvet abandon table zone venture abuse\nnext line",
    'MNEMONIC="walnut abuse zone want act absorb acid ability uncle absent access across" # wallet',
    "app password for mail: czjw jprr clgk miki\nbye",
)


@pytest.mark.parametrize("size", (1, 5, 40))
@pytest.mark.parametrize("text", PHRASES)
def test_a_phrase_of_words_waits_in_a_stream_until_it_is_over(text: str, size: int) -> None:
    stream = REDACTOR.stream()
    out = "".join(stream.feed(text[at : at + size]) for at in range(0, len(text), size)) + stream.end()
    assert "[redacted:" in out
    assert out == REDACTOR.redact(text)


CUT_KEY = "-----BEGIN PRIVATE KEY-----\\n" + "MIIEvQIBADANBgkqhkiG9w0B" * 3
WHOLE_KEY = CUT_KEY + "\\n-----END PRIVATE KEY-----"


def test_a_key_that_was_cut_off_does_not_reach_to_the_end_of_the_next_one() -> None:
    text = f'["{CUT_KEY}", "alpha", "beta", "gamma", "delta", "{WHOLE_KEY}"]'
    shown = REDACTOR.redact(text)
    assert shown == '["[redacted:private-key]", "alpha", "beta", "gamma", "delta", "[redacted:private-key]"]'
