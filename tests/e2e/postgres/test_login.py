"""How the upstream is logged in to: who must prove what, and what is never sent to whom."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import ssl
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from tests.e2e.postgres.ground import PASSWORD, SETUP
from tests.support.postgres import MISSING, Server, binaries, server
from tests.support.wire import certificate, peer
from wicketgate.errors import Error, Refused, RequestError
from wicketgate.policy import Source
from wicketgate.secrets.broker.lent_value import Lent
from wicketgate.secrets.credential import Credential
from wicketgate.tools.postgres.connect import connect
from wicketgate.tools.postgres.dial import Place
from wicketgate.tools.postgres.scram import Scram, Unproven, prepared
from wicketgate.tools.postgres.session import Caps, Session

Play = Callable[[asyncio.StreamReader, asyncio.StreamWriter, bytearray], Awaitable[None]]
OK = b"R\0\0\0\x08\0\0\0\0Z\0\0\0\x05I"


def log_in(place: Place, password: str = PASSWORD, trust: ssl.SSLContext | None = None) -> str:
    """Return what a statement gives after a login, or the error."""

    async def go() -> str:
        try:
            with Lent(Credential("CRM_PASSWORD", password)) as lent:
                session = Session(await connect(place, lent, 5, trust))
        except Error as error:
            return error.message
        try:
            return str(
                (
                    await session.run(
                        "SELECT ssl::text FROM pg_stat_ssl WHERE pid = pg_backend_pid()", Caps(1, 1000, 5)
                    )
                ).rows[0][0]
            )
        finally:
            session.close()

    return asyncio.run(go())


def impostor(play: Play, tls: bool = False) -> tuple[str, bytes]:
    """Return what becomes of a login at a server that plays, and all it was sent."""
    heard = bytearray()

    async def go() -> str:
        async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            size = int.from_bytes(await reader.readexactly(4), "big")
            heard.extend(await reader.readexactly(size - 4))
            await play(reader, writer, heard)
            heard.extend(await reader.read(4096))

        async with peer(answer) as port:
            try:
                with Lent(Credential("CRM_PASSWORD", PASSWORD)) as lent:
                    await connect(Place("127.0.0.1", port, "crm", "agent_ro", tls), lent, 5)
            except RequestError as error:
                return error.message
            return "logged in"

    return asyncio.run(go()), bytes(heard)


def test_a_server_that_asks_for_the_password_itself_gets_none() -> None:
    for kind in (b"R\0\0\0\x08\0\0\0\x03", b"R\0\0\0\x0c\0\0\0\x05salt"):

        async def play(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, heard: bytearray) -> None:
            writer.write(kind + OK)  # noqa: B023

        said, heard = impostor(play)
        assert said == "the data source asks for the password itself"
        assert PASSWORD.encode() not in heard and b"md5" not in heard


def test_a_server_that_asks_for_nothing_proves_nothing() -> None:
    async def play(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, heard: bytearray) -> None:
        writer.write(OK)

    assert impostor(play)[0] == "the data source does not prove itself"


def sasl(code: int, body: bytes = b"") -> bytes:
    """Return an authentication message."""
    return b"R" + (len(body) + 8).to_bytes(4, "big") + code.to_bytes(4, "big") + body


def exchange(last: Callable[[bytes, bytes], bytes], rounds: int = 4096, nonce: bytes = b"") -> Play:
    """Return a server that knows SCRAM; `last` makes its final messages of the salted password and what was signed."""

    async def play(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, heard: bytearray) -> None:
        async def received() -> bytes:
            head = await reader.readexactly(5)
            heard.extend(body := await reader.readexactly(int.from_bytes(head[1:], "big") - 4))
            return body

        writer.write(sasl(10, b"SCRAM-SHA-256\0\0"))
        bare = (await received()).split(b"n,,")[1]
        first = b"r=" + (nonce or bare.split(b"r=")[1]) + b"server,s=" + base64.b64encode(b"salt") + b",i=%d" % rounds
        writer.write(sasl(11, first))
        final = (await received()).rpartition(b",p=")[0]
        salted = hashlib.pbkdf2_hmac("sha256", PASSWORD.encode(), b"salt", rounds)
        writer.write(last(salted, b",".join((bare, first, final))))

    return play


def signed(salted: bytes, text: bytes) -> bytes:
    """Return the messages of a server that knows the password."""
    key = hmac.digest(salted, b"Server Key", "sha256")
    return sasl(12, b"v=" + base64.b64encode(hmac.digest(key, text, "sha256"))) + OK


LAST: dict[str, tuple[Callable[[bytes, bytes], bytes], str]] = {
    "a server that knows the password": (signed, "logged in"),
    "another signature": (
        lambda salted, text: sasl(12, b"v=" + base64.b64encode(bytes(32))) + OK,
        "the server did not prove that it knows the password",
    ),
    "no signature": (lambda salted, text: OK, "the server did not prove that it knows the password"),
    "an empty one": (lambda salted, text: sasl(12, b"v=") + OK, "the server did not prove that it knows the password"),
    "a signature and more": (
        lambda salted, text: sasl(12, signed(salted, text)[9:-15] + b",x=1") + OK,
        "the server's answer is not one of SCRAM",
    ),
    "an error": (lambda salted, text: sasl(12, b"e=other-error"), "the server's answer is not one of SCRAM"),
    "a signature, and the password asked for after it": (
        lambda salted, text: signed(salted, text)[: -len(OK)] + sasl(3),
        "the data source does not prove itself",
    ),
}


@pytest.mark.parametrize("name", LAST)
def test_the_server_proves_that_it_knows_the_password(name: str) -> None:
    last, expected = LAST[name]
    said, heard = impostor(exchange(last))
    assert said == expected
    assert PASSWORD.encode() not in heard


def test_too_few_rounds_and_another_exchange_are_refused() -> None:
    assert impostor(exchange(signed, rounds=1))[0].startswith("the server asks for other than 4096")
    assert impostor(exchange(signed, nonce=b"an-old-one"))[0] == "the server answered another exchange"


def test_the_exchange_is_the_one_of_the_standard() -> None:
    # RFC 7677, section 3.
    made = Scram("rOprNGfwEbeRWgbNEkqO")
    assert made.first() == b"n,,n=,r=rOprNGfwEbeRWgbNEkqO"
    first = b"r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"
    final = made.final(first, "pencil")
    assert final.startswith(b"c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=")
    with pytest.raises(Unproven):
        made.verify(b"v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=")  # of the user `user`, whom we do not send
    assert "pencil" not in repr(made)
    assert prepared("I\u00adX") == "IX" and prepared("\u2168") == "IX" and prepared("\u0627\u0031") == "\u0627\u0031"


Secured = tuple[Path, ssl.SSLContext, ssl.SSLContext]


@pytest.fixture(scope="module")
def secured(tmp_path_factory: pytest.TempPathFactory) -> Secured:
    """Return a folder with a server's certificate, a client that trusts it, and one that trusts another."""
    if binaries() is None:
        pytest.skip(MISSING)
    folder = tmp_path_factory.mktemp("tls")
    _, trust = certificate(folder, "localhost")
    stranger = certificate(tmp_path_factory.mktemp("other"), "localhost")[1]
    return folder, trust, stranger


def test_a_server_that_is_far_away_is_spoken_to_in_verified_tls_only(
    secured: Secured,
) -> None:
    folder, trust, stranger = secured
    chain = (folder / "server.pem").read_text()  # the certificate and its key
    access = "hostssl crm plain_ro 127.0.0.1/32 password\nhostssl crm md5_ro 127.0.0.1/32 md5\n"
    setup = (
        SETUP
        + f"""
    CREATE ROLE plain_ro LOGIN PASSWORD '{PASSWORD}';
    SET password_encryption = md5; CREATE ROLE md5_ro LOGIN PASSWORD '{PASSWORD}';
    """
    )
    with server(setup, "ssl=on", access, tls=(chain, chain)) as made:
        far = [Place("localhost", made.port, "crm", user, tls=True) for user in ("agent_ro", "plain_ro", "md5_ro")]
        assert [log_in(place, trust=trust) for place in far] == ["b'true'"] * 3
        assert log_in(far[0], trust=stranger).startswith("the data source's certificate is not trusted")
        assert log_in(far[0]).startswith("the data source's certificate is not trusted")
        other = Place("127.0.0.1", made.port, "crm", "agent_ro", tls=True)
        assert log_in(other, trust=trust).startswith("the data source's certificate is not trusted")
        assert log_in(far[0], "another-password", trust) == "the data source refused the login (SQLSTATE 28P01)"


def test_a_source_with_authorities_of_its_own_is_verified_by_them_alone(
    secured: Secured, tmp_path: Path, database: Server
) -> None:
    chain = (secured[0] / "server.pem").read_text()
    certificate(tmp_path, "localhost")
    own, another = (text.partition("-----BEGIN PRIVATE")[0] for text in (chain, (tmp_path / "server.pem").read_text()))

    def source(port: int, ca: str | None = "db.pem") -> Source:
        return Source(
            kind="postgres", host="localhost", port=port, database="crm", user="agent_ro", password="P", ca=ca
        )

    with server(SETUP, "ssl=on", tls=(chain, chain)) as made:
        assert log_in(Place.of(source(made.port), own)) == "b'true'"  # in TLS, although it is on this machine
        assert log_in(Place.of(source(made.port), own + another)) == "b'true'"
        assert log_in(Place.of(source(made.port), another)).startswith("the data source's certificate is not trusted")
        assert log_in(Place.of(source(made.port), "")).startswith("the data source's certificate is not trusted")
        assert log_in(Place.of(source(made.port, None), "")) == "b'false'"
    assert log_in(Place.of(source(database.port), own)) == "the data source does not speak TLS"


def test_a_server_that_is_far_away_and_speaks_no_tls_is_refused(database: Server) -> None:
    said = log_in(Place("127.0.0.1", database.port, "crm", "agent_ro", tls=True))
    assert said == "the data source does not speak TLS"


def test_what_is_said_before_tls_does_not_count_as_said_inside() -> None:
    async def play(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, heard: bytearray) -> None:
        writer.write(b"S" + OK)  # CVE-2021-23222: an answer in the clear behind the yes

    said, heard = impostor(play, tls=True)
    assert said == "the data source cannot be reached"
    assert PASSWORD.encode() not in heard and b"agent_ro" not in heard


def test_an_address_that_nobody_answers_is_not_named() -> None:
    said = log_in(Place("127.0.0.1", 1, "crm", "agent_ro", tls=False))
    assert said == "the data source cannot be reached"
    assert issubclass(Unproven, Refused)
