"""Mail is handed in to a real server over real TLS: what it is told, what it is not, and what its answers become."""

from __future__ import annotations

import asyncio
import base64
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from tests.support.wire import certificate, peer

from wicketgate.errors import Error, Refused, RequestError
from wicketgate.secrets.broker.lent_value import Lent
from wicketgate.secrets.credential import Credential
from wicketgate.tools.submission import Mail, Server, Undecided, check, stuffed, submit

PASSWORD = "mail-password-4711"
MAIL = Mail("bot@acme.test", ("ada@acme.test", "bob@acme.test"), b"Subject: hi\n\nhello\n.\nRSET\r\rbye\n")
SENT = b"Subject: hi\r\n\r\nhello\r\n..\r\nRSET\r\n\r\nbye\r\n"


@dataclass
class Post:
    """A submission server on loopback: says what it is given to say, and keeps what it hears."""

    tls: ssl.SSLContext
    implicit: bool = False
    offers: str = "AUTH PLAIN LOGIN XOAUTH2"
    starttls: bool = True
    refuses: dict[str, bytes] = field(default_factory=dict)
    """Beginning of a command to the answer it gets."""
    ends: str = ""
    """Beginning of a command after which it hangs up."""
    clear: list[str] = field(default_factory=list)
    """Commands heard before TLS."""
    heard: list[str] = field(default_factory=list)
    text: bytes = b""

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Talk to one client."""
        secure = self.implicit
        writer.write(b"220 mail.test\r\n")
        while line := (await reader.readline()).decode().strip():
            line = " ".join((line.split(" ")[0].upper(), *line.split(" ")[1:]))  # commands have no case
            (self.heard if secure else self.clear).append(line)
            if self.ends and line.startswith(self.ends):
                return
            refusal = next((said for start, said in self.refuses.items() if line.startswith(start)), None)
            if refusal is not None:
                writer.write(refusal)
            elif line.startswith("EHLO"):
                extra = ["mail.test"]
                extra += [self.offers, "SIZE 1000000"] if secure else ["STARTTLS"] if self.starttls else [self.offers]
                writer.write("".join(f"250-{one}\r\n" for one in extra).encode() + b"250 HELP\r\n")
            elif line == "STARTTLS":
                writer.write(b"220 go on\r\n")
                await writer.start_tls(self.tls)
                secure = True
            elif line.startswith("AUTH LOGIN"):
                writer.write(b"334 UGFzc3dvcmQ6\r\n")
                self.heard.append((await reader.readline()).decode().strip())
                writer.write(b"235 ok\r\n")
            elif line.startswith("AUTH"):
                writer.write(b"235 ok\r\n")
            elif line == "DATA":
                writer.write(b"354 go on\r\n")
                self.text = (await reader.readuntil(b"\r\n.\r\n"))[:-3]
                if self.ends == "the mail":
                    return
                writer.write(self.refuses.get("the mail", b"250 queued\r\n"))
            else:
                writer.write(b"221 bye\r\n" if line == "QUIT" else b"250 ok\r\n")


@pytest.fixture(scope="module")
def contexts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[ssl.SSLContext, ssl.SSLContext]]:
    yield certificate(tmp_path_factory.mktemp("smtp"), "localhost")


def hand_in(post: Post, trust: ssl.SSLContext | None, mail: Mail = MAIL, **more: str) -> str:
    """Return what becomes of a mail at this server: empty when it was taken."""

    async def go() -> str:
        async with peer(post.answer, post.tls if post.implicit else None) as port:
            tls = "implicit" if post.implicit else "starttls"
            server = Server("localhost", port, "bot@acme.test", tls, more.get("proof", "password"))  # type: ignore[arg-type]
            try:
                await submit(server, mail, Lent(Credential("SMTP", PASSWORD)), trust)
            except Error as error:
                assert PASSWORD not in f"{error} {error.hint}"
                return f"{type(error).__name__}: {error.message}"
        return ""

    return asyncio.run(go())


Contexts = tuple[ssl.SSLContext, ssl.SSLContext]


@pytest.mark.parametrize("implicit", [False, True])
def test_a_mail_arrives_as_it_was_composed_over_tls_alone(contexts: Contexts, implicit: bool) -> None:
    post = Post(contexts[0], implicit=implicit)
    assert hand_in(post, contexts[1]) == ""
    assert post.clear == ([] if implicit else ["EHLO localhost", "STARTTLS"])
    plain = base64.b64encode(f"\0bot@acme.test\0{PASSWORD}".encode()).decode()
    assert post.heard == [
        "EHLO localhost",
        f"AUTH PLAIN {plain}",
        f"MAIL FROM:<bot@acme.test> size={len(MAIL.text)}",
        "RCPT TO:<ada@acme.test>",
        "RCPT TO:<bob@acme.test>",
        "DATA",
        "QUIT",
    ]
    assert post.text == SENT


def test_login_and_token_where_the_server_takes_those(contexts: Contexts) -> None:
    post = Post(contexts[0], offers="AUTH LOGIN")
    assert hand_in(post, contexts[1]) == ""
    assert base64.b64encode(PASSWORD.encode()).decode() in post.heard
    post = Post(contexts[0])
    assert hand_in(post, contexts[1], proof="token") == ""
    token = base64.b64encode(f"user=bot@acme.test\1auth=Bearer {PASSWORD}\1\1".encode()).decode()
    assert f"AUTH XOAUTH2 {token}" in post.heard


REFUSED: dict[str, tuple[Callable[[ssl.SSLContext], Post], str]] = {
    "no tls": (lambda tls: Post(tls, starttls=False), "Refused: the mail server offers no TLS"),
    "no tls after all": (
        lambda tls: Post(tls, refuses={"STARTTLS": b"454 not now\r\n"}),
        "Refused: the mail server refused to go on (454)",
    ),
    "no mechanism": (lambda tls: Post(tls, offers="AUTH CRAM-MD5"), "Refused: the mail server takes no PLAIN or LOGIN"),
    "login": (
        lambda tls: Post(tls, refuses={"AUTH": f"535 no {PASSWORD}\r\n".encode()}),
        "Refused: the mail server refused the login (535)",
    ),
    "one of two recipients": (
        lambda tls: Post(tls, refuses={"RCPT TO:<bob": b"550 no such user\r\n"}),
        "Refused: the mail server refused a recipient (550)",
    ),
    "the mail": (
        lambda tls: Post(tls, refuses={"the mail": b"554 spam\r\n"}),
        "Refused: the mail server refused the mail (554)",
    ),
    "gone after the mail": (
        lambda tls: Post(tls, ends="the mail"),
        "Undecided: the mail server ended the connection; the mail may have been sent",
    ),
    "gone before it": (
        lambda tls: Post(tls, ends="MAIL"),
        "RequestError: the mail server cannot be used (SMTPServerDisconnected)",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_the_server_refuses_is_said_in_our_words(contexts: Contexts, name: str) -> None:
    make, expected = REFUSED[name]
    post = make(contexts[0])
    assert hand_in(post, contexts[1]) == expected
    assert not any(line.startswith(("AUTH", "MAIL")) for line in post.clear)
    if name == "one of two recipients":
        assert "DATA" not in post.heard  # none, if not all
    assert issubclass(Undecided, RequestError) and not issubclass(Undecided, Refused)


def test_a_certificate_nobody_trusts_ends_it_before_anything_is_said(contexts: Contexts) -> None:
    for implicit in (False, True):
        post = Post(contexts[0], implicit=implicit)
        assert hand_in(post, None).startswith("RequestError: the mail server's certificate is not trusted")
        assert not post.heard


ODD = (
    *("", "ada", "ada@acme.test>\r\nRCPT TO:<eve@evil.test", "a da@acme.test", "ada@acme.test\n", "<ada@acme.test>"),
    *("ada@acme.test SIZE=1", "ada@acme.test,eve@evil.test", '"a b"@acme.test', "ada@acme.test\0", "ädа@acme.test"),
)


@pytest.mark.parametrize("address", ODD)
def test_an_address_is_one_address(address: str) -> None:
    for mail in (Mail(address, ("ada@acme.test",), b""), Mail("bot@acme.test", ("ada@acme.test", address), b"")):
        with pytest.raises(RequestError):
            check(mail)


def test_nothing_in_a_mail_ends_it() -> None:
    for text in (b".", b".\n", b"\n.\n", b"\r.\r", b"a\n.\r\nMAIL FROM:<x>\r\n", b"..\n", b"", b"\r\n.\r\n"):
        sent = stuffed(text)
        assert sent.endswith(b"\r\n.\r\n")
        assert b"\r\n.\r\n" not in b"\r\n" + sent[:-3]
        assert not any(end in sent.replace(b"\r\n", b"") for end in (b"\r", b"\n"))
    with pytest.raises(RequestError):
        check(Mail("bot@acme.test", tuple("ada@acme.test" for _ in range(101)), b""))
