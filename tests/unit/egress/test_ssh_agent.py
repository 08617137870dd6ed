"""The ssh-agent, attacked on its socket: it signs one login of a session that passes here, and nothing else."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import os
import socket
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.support.ports import Bench, bench

from wicketgate.action import Way
from wicketgate.egress.meter import Meter
from wicketgate.egress.ssh import agent
from wicketgate.egress.ssh.agent import AgentLeg
from wicketgate.egress.ssh.greeting import Greeting
from wicketgate.egress.ssh.sessions import Session, Sessions
from wicketgate.egress.ssh.tunnel import Tunnel
from wicketgate.errors import Refused
from wicketgate.gate.rules import compiled
from wicketgate.gate.ssh import CONNECT
from wicketgate.output.redact import Redactor
from wicketgate.secrets.credential import Credential
from wicketgate.secrets.ssh.private import Key, SigningKey
from wicketgate.secrets.ssh.public import verified
from wicketgate.secrets.ssh.ring import KeyRing
from wicketgate.secrets.ssh.wire import Fields, string

LIST, SIGN, EXTENSION = 11, 13, 27
FAILURE, SUCCESS = b"\5", b"\6"
HOST, OTHER_HOST = (SigningKey(name, Ed25519PrivateKey.generate()) for name in ("HOST", "OTHER"))
SESSION = b"s" * 32
PROOF = HOST.sign("ssh-ed25519", SESSION)


def written(key: Key) -> str:
    form = serialization.PrivateFormat.OpenSSH
    return key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()).decode()


DEPLOY, BUILD, NEXT = (written(Ed25519PrivateKey.generate()) for _ in range(3))
RSA = written(rsa.generate_private_key(65537, 2048))


@dataclass
class Values:
    """The vault, as far as a ring asks it."""

    held: dict[str, str] = field(default_factory=lambda: {"DEPLOY": DEPLOY, "BUILD": BUILD})
    redactor: Redactor | None = None

    async def get(self, name: str) -> Credential:
        """Return the value, unless it was revoked."""
        if name not in self.held:
            raise Refused(f"{name} was revoked", f"wicketgate secret rotate {name}")
        return Credential(name, self.held[name])

    def learn(self, value: Credential) -> None:
        """Take a further value."""

    def turn(self, name: str) -> asyncio.Lock:
        """Return a lock nobody else has."""
        return asyncio.Lock()

    async def renewed(self, name: str, before: str, newest: Credential) -> bool:
        """Keep nothing."""
        return False


@dataclass
class Served:
    """An agent that answers, and what a program inside can say to it."""

    path: str
    made: Bench
    values: Values
    sessions: Sessions
    session: Session

    async def connect(self) -> Client:
        """Return a connection."""
        return Client(*await asyncio.open_unix_connection(self.path))

    @property
    def refusals(self) -> list[str]:
        """Return why things were not signed."""
        return [str(body["reason"]) for body in self.made.audit.of("ssh.refused")]


@dataclass
class Client:
    """One connection that says what it likes."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def say(self, kind: int, body: bytes = b"") -> bytes:
        """Return the answer to one message; nothing when the connection ended."""
        self.writer.write(string(bytes([kind]) + body))
        return await self.hear()

    async def hear(self) -> bytes:
        """Return the next answer; nothing when the connection ended."""
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            async with asyncio.timeout(20):
                return await self.reader.readexactly(int.from_bytes(await self.reader.readexactly(4), "big"))
        return b""

    async def bind(
        self, host: SigningKey = HOST, session: bytes = SESSION, proof: bytes = PROOF, forwarded: bytes = b"\0"
    ) -> bytes:
        """Say which session the connection serves."""
        body = string(host.blob) + string(session) + string(proof) + forwarded
        return await self.say(EXTENSION, string(b"session-bind@openssh.com") + body)

    async def sign(self, key: str = DEPLOY, flags: int = 0, data: bytes | None = None, **changes: bytes) -> bytes:
        """Ask for the signature of a login, or of any data."""
        blob = SigningKey.read("KEY", key).blob
        asked = login(blob, **changes) if data is None else data
        return await self.say(SIGN, string(blob) + string(asked) + flags.to_bytes(4, "big"))


def login(blob: bytes, /, **changes: bytes) -> bytes:
    """Return the data of a login, as a client has it signed."""
    parts = {"session": string(SESSION), "kind": b"\x32", "user": string(b"git")}
    parts |= {"service": string(b"ssh-connection"), "method": string(b"publickey"), "signed": b"\1"}
    parts |= {"algorithm": string(Fields(blob).string()), "key": string(blob), "end": b""}
    return b"".join({**parts, **changes}.values())


def listed(host: SigningKey) -> str:
    """Return a host key as the policy spells it."""
    return f"ssh-ed25519 {base64.b64encode(host.blob).decode()}"


@contextlib.asynccontextmanager
async def served(ask: str | None = "never", answer: bool = True, **task: Any) -> AsyncIterator[Served]:
    """Yield the agent of a task that may log in at git.acme.test as git or ci, while one session runs there."""
    entry = {"key": "DEPLOY", "users": ["git", "ci"], "host_keys": [listed(HOST)]} | ({"ask": ask} if ask else {})
    other = {"key": "BUILD", "users": ["git"], "host_keys": [listed(OTHER_HOST)], "ask": "never"}
    made = bench(
        {"ssh": {"git.acme.test": entry, "build.acme.test:2222": other}, **task},
        secrets={"DEPLOY": {"for": "ssh"}, "BUILD": {"for": "ssh"}},
    )
    made.approvals.answer = answer
    values, sessions, session = Values(), Sessions(), Session("git.acme.test", "git.acme.test", 22)
    sessions.opened(HOST.blob, PROOF, session)
    with tempfile.TemporaryDirectory() as folder:
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        listener.bind(path := os.path.join(folder, "agent"))
        listener.listen(128)
        leg = AgentLeg(made.door, KeyRing(made.door.ports.profile, values), sessions)
        serving = asyncio.create_task(leg.serve(listener))
        try:
            yield Served(path, made, values, sessions, session)
        finally:
            serving.cancel()
            await asyncio.gather(serving, return_exceptions=True)


def tried(work: Callable[[Served], Awaitable[None]], **how: Any) -> None:
    """Run one attempt against a fresh agent."""

    async def run() -> None:
        async with served(**how) as made:
            await work(made)

    asyncio.run(run())


def holds(answer: bytes, key: str = DEPLOY, data: bytes | None = None) -> bool:
    """Return whether an answer holds the key's signature of the login."""
    fields = Fields(answer)
    blob = SigningKey.read("KEY", key).blob
    return fields.byte() == 14 and verified(blob, fields.string(), login(blob) if data is None else data)


def test_a_login_of_a_session_that_passes_here_is_signed_and_on_record() -> None:
    async def work(made: Served) -> None:
        client = await made.connect()
        assert await client.bind() == SUCCESS
        keys = Fields(await client.say(LIST))
        assert (keys.byte(), keys.number()) == (12, 1)
        assert keys.string() == SigningKey.read("DEPLOY", DEPLOY).blob
        assert holds(await client.sign())
        (asked,) = made.made.audit.of("asked")
        assert asked["tool"] == "ssh.login"
        arguments = {"host": "git.acme.test", "port": 22, "user": "git", "key": "DEPLOY"}
        assert asked["arguments"] == arguments | {"fingerprint": SigningKey.read("DEPLOY", DEPLOY).fingerprint}
        (decided,) = made.made.audit.of("decided")
        assert decided["decision"] == "allow" and str(decided["rule"]).startswith("wicketgate.yaml:")
        assert made.made.audit.of("outcome") == [{"asked": 1, "text": "signed with ssh-ed25519", "ok": True}]
        assert made.made.state.used["calls"] == 1
        assert made.session.signed
        assert not made.refusals
        assert "PRIVATE KEY" not in json.dumps([entry.body for entry in made.made.audit.entries])

    tried(work)


def test_an_rsa_key_signs_with_sha2_only() -> None:
    async def work(made: Served) -> None:
        made.values.held["DEPLOY"] = RSA
        for flags, algorithm in ((0, b"ssh-rsa"), (2, b"ssh-rsa"), (0, b"rsa-sha2-256"), (1, b"rsa-sha2-256")):
            client = await made.connect()
            assert await client.bind() == SUCCESS
            assert await client.sign(RSA, flags, algorithm=string(algorithm)) == FAILURE
        client = await made.connect()
        assert await client.bind() == SUCCESS
        blob = SigningKey.read("KEY", RSA).blob
        signed = await client.sign(RSA, 4, algorithm=string(b"rsa-sha2-512"))
        assert holds(signed, RSA, login(blob, algorithm=string(b"rsa-sha2-512")))

    tried(work)


async def unbound(client: Client, made: Served) -> bytes:
    return await client.sign()


async def forwarded(client: Client, made: Served) -> bytes:
    assert await client.bind(forwarded=b"\1") == FAILURE
    return await client.sign()


async def elsewhere(client: Client, made: Served) -> bytes:
    """Bind a session of the listed host that somebody has outside: its signature never passed here."""
    session = b"t" * 32
    assert await client.bind(session=session, proof=HOST.sign("ssh-ed25519", session)) == FAILURE
    return await client.sign(session=string(session))


async def another_host(client: Client, made: Served) -> bytes:
    own = SigningKey("OWN", Ed25519PrivateKey.generate())
    assert await client.bind(own, SESSION, own.sign("ssh-ed25519", SESSION)) == FAILURE
    return await client.sign()


async def over(client: Client, made: Served) -> bytes:
    """Replay a bind once its session has ended."""
    made.sessions.closed(made.session)
    assert await client.bind() == FAILURE
    return await client.sign()


async def ended_meanwhile(client: Client, made: Served) -> bytes:
    assert await client.bind() == SUCCESS
    made.sessions.closed(made.session)
    return await client.sign()


async def no_proof(client: Client, made: Served) -> bytes:
    """Claim another session id under the signature that did pass."""
    assert await client.bind(session=b"t" * 32) == FAILURE
    return await client.sign(session=string(b"t" * 32))


async def rebound(client: Client, made: Served) -> bytes:
    second = Session("build.acme.test:2222", "build.acme.test", 2222)
    proof = OTHER_HOST.sign("ssh-ed25519", SESSION)
    made.sessions.opened(OTHER_HOST.blob, proof, second)
    assert await client.bind() == SUCCESS
    assert await client.bind(OTHER_HOST, SESSION, proof) == FAILURE
    return await client.sign(BUILD)


async def anything(client: Client, made: Served) -> bytes:
    assert await client.bind() == SUCCESS
    return await client.sign(data=b"arbitrary bytes to be signed for somebody else")


async def sshsig(client: Client, made: Served) -> bytes:
    assert await client.bind() == SUCCESS
    return await client.sign(data=b"SSHSIG" + string(b"git") + string(b"") + string(b"sha512") + string(b"x" * 64))


async def another_session(client: Client, made: Served) -> bytes:
    assert await client.bind() == SUCCESS
    return await client.sign(session=string(b"t" * 32))


async def another_user(client: Client, made: Served) -> bytes:
    assert await client.bind() == SUCCESS
    return await client.sign(user=string(b"root"))


async def another_key(client: Client, made: Served) -> bytes:
    """Ask for the key of another host, which the ring holds too."""
    assert await client.bind() == SUCCESS
    return await client.sign(BUILD)


async def another_bound_host(client: Client, made: Served) -> bytes:
    assert await client.bind() == SUCCESS
    method = {"method": string(b"publickey-hostbound-v00@openssh.com")}
    return await client.sign(end=string(OTHER_HOST.blob), **method)


async def revoked(client: Client, made: Served) -> bytes:
    assert await client.bind() == SUCCESS
    del made.values.held["DEPLOY"]
    return await client.sign()


async def used_up(client: Client, made: Served) -> bytes:
    assert await client.bind() == SUCCESS
    made.made.state.used["calls"] = 500
    return await client.sign()


ATTEMPTS = {
    unbound: "before any session was bound",
    forwarded: "forwarded",
    elsewhere: "no connection of this run",
    another_host: "no connection of this run",
    over: "no connection of this run",
    ended_meanwhile: "the session ended",
    no_proof: "did not sign this session id",
    rebound: "serves a session already",
    anything: "a length is wrong",
    sshsig: "a length is wrong",
    another_session: "another session",
    another_user: "login at git.acme.test:22 as root",
    another_key: "the key asked to sign is not DEPLOY",
    another_bound_host: "another host",
    revoked: "DEPLOY was revoked",
    used_up: "used up its calls",
}


@pytest.mark.parametrize("attempt", ATTEMPTS, ids=lambda attempt: attempt.__name__)
def test_nothing_is_signed(attempt: Callable[[Client, Served], Awaitable[bytes]]) -> None:
    async def work(made: Served) -> None:
        assert await attempt(await made.connect(), made) == FAILURE
        assert any(ATTEMPTS[attempt] in reason for reason in made.refusals), made.refusals
        assert not any(body["ok"] for body in made.made.audit.of("outcome"))
        assert not made.session.signed

    tried(work)


def test_a_person_is_asked_with_host_user_and_fingerprint_and_their_no_counts() -> None:
    async def work(made: Served) -> None:
        client = await made.connect()
        assert await client.bind() == SUCCESS
        assert await client.sign() == FAILURE
        (shown,) = made.made.approvals.asked
        assert shown.request.arguments["user"] == "git"
        assert shown.request.arguments["fingerprint"].startswith("SHA256:")
        assert [str(target) for target in shown.targets] == [
            "connect host git.acme.test:22",
            "connect address git@git.acme.test:22",
        ]
        # Whoever said no is not asked again for the same session.
        assert await client.sign() == FAILURE
        assert len(made.made.approvals.asked) == 1

    tried(work, ask=None, answer=False)


def test_a_session_is_signed_for_once_on_however_many_connections() -> None:
    async def work(made: Served) -> None:
        clients = [await made.connect() for _ in range(4)]
        for client in clients:
            assert await client.bind() == SUCCESS
        answers = await asyncio.gather(*(client.sign() for client in clients))
        assert sorted(answer[0] for answer in answers) == [5, 5, 5, 14]

    tried(work, ask=None)


def test_a_key_rotated_while_a_person_thinks_does_not_sign_for_the_one_they_saw() -> None:
    async def work(made: Served) -> None:
        client, wait = await made.connect(), made.made.approvals.wait

        async def thinking(*given: Any) -> Any:
            made.values.held["DEPLOY"] = NEXT
            return await wait(*given)

        made.made.approvals.wait = thinking  # type: ignore[method-assign]
        assert await client.bind() == SUCCESS
        assert await client.sign() == FAILURE
        assert any("another key than the one that was decided on" in reason for reason in made.refusals)

    tried(work, ask=None)


def test_nothing_is_signed_when_nothing_can_be_recorded() -> None:
    async def work(made: Served) -> None:
        client = await made.connect()
        assert await client.bind() == SUCCESS
        made.made.audit.break_with = Refused("the disk is full")
        assert await client.sign() == FAILURE

    tried(work)


@pytest.mark.parametrize("kind", [*range(11), 12, *range(14, 27), 28, 29, 30, 200, 255])
def test_every_other_message_fails(kind: int) -> None:
    """Add, remove, lock, smartcards, the old protocol, and numbers nobody has given a meaning."""

    async def work(made: Served) -> None:
        client = await made.connect()
        assert await client.say(kind, string(b"ssh-ed25519") + string(b"x" * 32)) == FAILURE
        assert await client.say(EXTENSION, string(b"restrict-destination-v00@openssh.com")) == FAILURE
        assert await client.bind() == SUCCESS

    tried(work)


@pytest.mark.parametrize("raw", [b"\xff\xff\xff\xff", b"\0\1\0\0\x0d", b"\0\0\0\0", b"\0\0\0\x05\x0d"])
def test_hostile_framing_ends_its_own_connection_alone(raw: bytes) -> None:
    async def work(made: Served) -> None:
        hostile, honest = await made.connect(), await made.connect()
        hostile.writer.write(raw)
        hostile.writer.write_eof()
        assert await hostile.hear() == b""
        assert await honest.bind() == SUCCESS

    tried(work)


def test_thousands_of_messages_and_connections_are_bounded() -> None:
    async def work(made: Served) -> None:
        talker = await made.connect()
        heard = [await talker.say(19) for _ in range(agent.MESSAGES + 1)]
        assert heard[-1] == b"" and set(heard[:-1]) == {FAILURE}
        held = [await made.connect() for _ in range(agent.CONNECTIONS)]
        for client in held:
            assert await client.say(19) == FAILURE
        for _ in range(2000):
            with contextlib.suppress(OSError):
                beyond = await made.connect()
                beyond.writer.close()
        beyond = await made.connect()
        assert await beyond.say(19) == b""
        held[0].writer.close()
        await held[0].writer.wait_closed()
        for _ in range(200):
            client = await made.connect()
            if await client.bind() == SUCCESS:
                break
            await asyncio.sleep(0.02)
        assert holds(await client.sign())
        assert len(made.refusals) <= agent.NOTED

    tried(work)


def packet(kind: int, body: bytes) -> bytes:
    """Return one packet as a server sends it before encryption."""
    payload = bytes([kind]) + body
    padding = 8 - (len(payload) + 5) % 8 + 4
    return (len(payload) + padding + 1).to_bytes(4, "big") + bytes([padding]) + payload + bytes(padding)


BANNER = b"Welcome.\r\nSSH-2.0-Test\r\n"
REPLY = string(HOST.blob) + string(b"f" * 32) + string(PROOF)


def test_the_hosts_key_is_read_whatever_the_pieces() -> None:
    said = BANNER + packet(20, b"c" * 400) + packet(31, REPLY) + packet(21, b"") + os.urandom(500)
    for size in (1, 7, 64, 5000):
        found = Greeting({HOST.blob})
        for at in range(0, len(said), size):
            found.feed(said[at : at + size])
        assert found.found == (HOST.blob, PROOF)


@pytest.mark.parametrize(
    "said",
    [
        BANNER + packet(20, b"c" * 400) + packet(31, string(OTHER_HOST.blob) + string(b"f") + string(PROOF)),
        BANNER + packet(20, b"c" * 400) + packet(21, b""),
        BANNER + packet(31, string(b"p" * 32) + string(b"g")) + packet(21, b""),
        b"SSH-1.99-Old\r\n",
        b"\x16\x03\x01" + b"x" * 9000,
        BANNER + b"\xff\xff\xff\xff" + b"x" * 64,
        BANNER + b"\0\0\0\x0c\xff" + b"x" * 64,
        b"line\n" * 60_000,
    ],
    ids=["another host", "no host", "a group, no reply", "version 1", "TLS", "huge", "padding", "talk"],
)
def test_a_host_that_is_not_the_listed_one_is_refused(said: bytes) -> None:
    found = Greeting({HOST.blob})
    with pytest.raises(Refused):
        found.feed(said)


def tunnel(made: Bench) -> tuple[Tunnel, Session]:
    """Return the way to git.acme.test of a task, and its session, which the host has shown its key in."""
    rules, sessions, count = compiled(made.door.ports.profile), Sessions(), {"sent": 0, "received": 0}
    entry = rules.ssh["git.acme.test", 22]
    request = made.door.request(CONNECT, {"host": "git.acme.test", "port": 22}, Way.EGRESS)
    admission = asyncio.run(made.door.admit(request))
    assert admission.verdict.allowed
    found = Tunnel(entry, sessions, Meter(made.door), admission, count, print)
    found._leaving(b"SSH-2.0-Test\r\n")
    found._arriving(BANNER + packet(20, b"c" * 400) + packet(31, REPLY))
    session = sessions.find(HOST.blob, PROOF)
    assert session is not None
    return found, session


def git(**more: Any) -> Bench:
    """Return a task that may log in at git.acme.test."""
    entry = {"key": "DEPLOY", "users": ["git"], "host_keys": [listed(HOST)], **more}
    return bench({"ssh": {"git.acme.test": entry}}, secrets={"DEPLOY": {"for": "ssh"}})


def test_little_leaves_before_a_login_was_signed() -> None:
    way, session = tunnel(git())
    way._leaving(bytes(7_000))
    with pytest.raises(Refused, match="before a login"):
        way._leaving(bytes(2_000))
    session.signed = True
    way._leaving(bytes(300_000))


def test_what_leaves_and_how_often_is_capped() -> None:
    made = git(bytes="100 KiB per hour", limit="2 per hour")
    way, session = tunnel(made)
    session.signed = True
    way._leaving(bytes(90_000))
    way, session = tunnel(made)
    session.signed = True
    with pytest.raises(Refused, match="the entry's cap is used up"):
        way._leaving(bytes(20_000))
    request = made.door.request(CONNECT, {"host": "git.acme.test", "port": 22}, Way.EGRESS)
    third = asyncio.run(made.door.admit(request)).verdict
    assert not third.allowed and third.reason == "the entry's cap is used up: 2 per hour"


@pytest.mark.parametrize("said", [b"GET / HTTP/1.1", b"\x16\x03\x01\x02\x00", b"SSH-1.5-Old", b"S" * 9])
def test_the_way_carries_ssh_alone(said: bytes) -> None:
    made = git()
    rules, count = compiled(made.door.ports.profile), {"sent": 0, "received": 0}
    request = made.door.request(CONNECT, {"host": "git.acme.test", "port": 22}, Way.EGRESS)
    admission = asyncio.run(made.door.admit(request))
    for size in (1, len(said)):
        way = Tunnel(rules.ssh["git.acme.test", 22], Sessions(), Meter(made.door), admission, count, print)
        with pytest.raises(Refused, match="for SSH"):
            for at in range(0, len(said), size):
                way._leaving(said[at : at + size])
