"""SSH keys: which are taken, what is said of those that are not, and what they sign as OpenSSH verifies it."""

from __future__ import annotations

import base64
import contextlib
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import dsa, ec, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from wicketgate.errors import ConfigError
from wicketgate.secrets.ssh.login import read_bind, read_login
from wicketgate.secrets.ssh.private import SigningKey
from wicketgate.secrets.ssh.public import fingerprint, verified
from wicketgate.secrets.ssh.wire import Fields, Garbled, integer, string

OPENSSH, PEM = serialization.PrivateFormat.OpenSSH, serialization.PrivateFormat.PKCS8
KEYS = {
    "ssh-ed25519": Ed25519PrivateKey.generate(),
    "ecdsa-sha2-nistp256": ec.generate_private_key(ec.SECP256R1()),
    "ecdsa-sha2-nistp384": ec.generate_private_key(ec.SECP384R1()),
    "ecdsa-sha2-nistp521": ec.generate_private_key(ec.SECP521R1()),
    "ssh-rsa": rsa.generate_private_key(65537, 2048),
}
SHORT = rsa.generate_private_key(65537, 1024)
ALGORITHMS = [(kind, kind) for kind in KEYS if kind != "ssh-rsa"]
ALGORITHMS += [("ssh-rsa", "rsa-sha2-256"), ("ssh-rsa", "rsa-sha2-512")]


def text_of(key: object, form: serialization.PrivateFormat = OPENSSH) -> str:
    """Return a key as its file has it."""
    lock = serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, form, lock).decode()  # type: ignore[attr-defined]


@pytest.mark.parametrize("form", [OPENSSH, PEM])
@pytest.mark.parametrize("kind", KEYS)
def test_a_key_is_read_in_either_format_and_known_as_ssh_knows_it(
    kind: str, form: serialization.PrivateFormat, tmp_path: Path
) -> None:
    found = SigningKey.read("KEY", text_of(KEYS[kind], form))
    assert found.kind == kind
    (tmp_path / "k.pub").write_text(f"{kind} {base64.b64encode(found.blob).decode()}\n")
    shown = subprocess.run(
        ["ssh-keygen", "-lf", tmp_path / "k.pub"], capture_output=True, text=True, check=True, timeout=20
    )
    assert found.fingerprint == fingerprint(found.blob) == shown.stdout.split()[1]


def test_a_last_line_end_may_be_missing_and_others_may_be_those_of_windows() -> None:
    text = text_of(KEYS["ssh-ed25519"])
    assert SigningKey.read("KEY", text.rstrip("\n")).kind == "ssh-ed25519"
    assert SigningKey.read("KEY", text.replace("\n", "\r\n")).kind == "ssh-ed25519"


@pytest.mark.parametrize("form", ["RFC4716", "PKCS8", "PEM"])
def test_a_key_with_a_passphrase_is_refused_with_what_to_do(form: str, tmp_path: Path) -> None:
    words = ["ssh-keygen", "-q", "-t", "rsa", "-b", "2048", "-m", form, "-N", "a passphrase", "-f", tmp_path / "key"]
    subprocess.run(words, check=True, timeout=60)
    with pytest.raises(ConfigError) as refused:
        SigningKey.read("DEPLOY", (tmp_path / "key").read_text())
    assert refused.value.message == "DEPLOY is protected by a passphrase, which nobody could type here"
    assert "ssh-keygen -p -N ''" in refused.value.hint


@pytest.mark.parametrize(
    "text",
    [
        "sk-ant-not-a-key-at-all",
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f",
        "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n",
        text_of(KEYS["ssh-ed25519"])[:-60],
        text_of(SHORT, PEM),
        text_of(dsa.generate_private_key(2048), PEM),
        text_of(ec.generate_private_key(ec.SECP256K1()), PEM),
    ],
    ids=["a token", "a public key", "broken", "cut off", "short RSA", "DSA", "another curve"],
)
def test_what_is_no_key_that_counts_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(ConfigError) as refused:
        SigningKey.read("KEY", text)
    said = refused.value.message + refused.value.hint
    assert not any(line in said for line in text.splitlines() if len(line) > 8)


@pytest.mark.parametrize(("kind", "algorithm"), ALGORITHMS)
def test_a_signature_holds_for_its_data_and_key_only(kind: str, algorithm: str) -> None:
    key = SigningKey("KEY", KEYS[kind])
    made = key.sign(algorithm, b"data")
    assert verified(key.blob, made, b"data")
    assert not verified(key.blob, made, b"other")
    other = SigningKey("KEY", KEYS["ssh-ed25519" if kind != "ssh-ed25519" else "ssh-rsa"])
    assert not verified(other.blob, made, b"data")


def test_no_key_signs_with_sha1_nor_is_such_a_signature_believed() -> None:
    key = SigningKey("KEY", KEYS["ssh-rsa"])
    with pytest.raises(ValueError, match="expected an algorithm"):
        key.sign("ssh-rsa", b"data")
    made = Fields(key.sign("rsa-sha2-256", b"data"))
    made.string()
    assert not verified(key.blob, string(b"ssh-rsa") + string(made.string()), b"data")


def test_a_short_rsa_key_of_a_host_proves_nothing() -> None:
    blob = SigningKey("HOST", SHORT).blob
    made = SigningKey("HOST", SHORT).sign("rsa-sha2-256", b"session")
    assert not verified(blob, made, b"session")


def bind(key: SigningKey, session: bytes, signature: bytes | None = None, forwarded: bytes = b"\0") -> bytes:
    made = key.sign(key.kind, session) if signature is None else signature
    return string(key.blob) + string(session) + string(made) + forwarded


def test_a_hosts_point_in_a_form_ssh_does_not_write_is_refused_and_no_failure() -> None:
    point = (
        KEYS["ecdsa-sha2-nistp256"]
        .public_key()
        .public_bytes(serialization.Encoding.X962, serialization.PublicFormat.CompressedPoint)
    )
    kind = b"ecdsa-sha2-nistp256"
    signature = string(kind) + string(integer(1) + integer(1))
    for spelled in (point, b"\0", b"\5" + point):
        blob = string(kind) + string(b"nistp256") + string(spelled)
        assert not verified(blob, signature, b"x" * 32)
        with pytest.raises(Garbled):
            read_bind(string(blob) + string(b"x" * 32) + string(signature) + b"\0")


def test_a_bind_needs_the_hosts_signature_of_the_session() -> None:
    host, session = SigningKey("HOST", KEYS["ssh-ed25519"]), b"s" * 32
    assert read_bind(bind(host, session)).session == session
    wrong = {
        "forwarded": bind(host, session, forwarded=b"\1"),
        "neither yes nor no": bind(host, session, forwarded=b"\2"),
        "another session's": bind(host, session, host.sign(host.kind, b"t" * 32)),
        "no signature": bind(host, session, b""),
        "no key": string(b"x") + string(session) + string(b"x") + b"\0",
        "a short id": bind(host, b"s" * 8),
        "more behind it": bind(host, session) + b"x",
        "cut off": bind(host, session)[:-1],
        "huge length": b"\xff\xff\xff\xff" + bind(host, session),
    }
    for name, body in wrong.items():
        with pytest.raises(Garbled):
            pytest.fail(f"{name} was read as {read_bind(body)}")


def asked(key: SigningKey, algorithm: str, /, **changes: bytes) -> bytes:
    """Return the data of a login, as a client has it signed."""
    parts = {"session": string(b"s" * 32), "kind": b"\x32", "user": string(b"git")}
    parts |= {"service": string(b"ssh-connection"), "method": string(b"publickey"), "signed": b"\1"}
    parts |= {"algorithm": string(algorithm.encode()), "key": string(key.blob), "end": b""}
    return b"".join({**parts, **changes}.values())


@pytest.mark.parametrize(("kind", "algorithm"), ALGORITHMS)
def test_only_a_login_is_read(kind: str, algorithm: str) -> None:
    key = SigningKey("KEY", KEYS[kind])
    flags = {"rsa-sha2-256": 2, "rsa-sha2-512": 4}.get(algorithm, 0)
    found = read_login(key.blob, asked(key, algorithm), flags)
    assert (found.session, found.user, found.algorithm, found.host_key) == (b"s" * 32, "git", algorithm, None)
    bound = {"method": string(b"publickey-hostbound-v00@openssh.com"), "end": string(b"host")}
    assert read_login(key.blob, asked(key, algorithm, **bound), flags).host_key == b"host"
    wrong: dict[str, dict[str, bytes]] = {
        "another message": {"kind": b"\x33"},
        "another service": {"service": string(b"ssh-userauth")},
        "another method": {"method": string(b"hostbased")},
        "a question, no login": {"signed": b"\0"},
        "another key": {"key": string(key.blob + b"x")},
        "SHA-1": {"algorithm": string(b"ssh-rsa")},
        "a certificate": {"algorithm": string(b"ssh-ed25519-cert-v01@openssh.com")},
        "more behind it": {"end": b"x"},
        "a host key where none belongs": {"end": string(b"host")},
        "a name that hides": {"user": string(b"gi\x00t")},
    }
    for name, changes in wrong.items():
        with pytest.raises(Garbled):
            pytest.fail(f"{name} was read as {read_login(key.blob, asked(key, algorithm, **changes), flags)}")


@pytest.mark.parametrize("flags", [0, 1, 6, 2, 0xFFFFFFFF])
def test_the_flags_must_ask_for_the_algorithm_that_is_named(flags: int) -> None:
    key = SigningKey("KEY", KEYS["ssh-rsa"])
    for algorithm in ("rsa-sha2-512", "ssh-rsa"):
        with pytest.raises(Garbled):
            read_login(key.blob, asked(key, algorithm), flags)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"arbitrary bytes to be signed for somebody else",
        b"SSHSIG" + string(b"git") + string(b"") + string(b"sha512") + string(b"x" * 64),
        bytes(64),
        string(b"s" * 32),
        b"\xff" * 400,
    ],
)
def test_anything_else_there_is_to_sign_is_refused(data: bytes) -> None:
    key = SigningKey("KEY", KEYS["ssh-ed25519"])
    with pytest.raises(Garbled):
        read_login(key.blob, data, 0)


def test_numbers_are_spelled_as_ssh_spells_them() -> None:
    for value in (0, 1, 127, 128, 255, 256, 2**255, 2**521 - 1):
        assert Fields(integer(value)).integer() == value
    with pytest.raises(Garbled):
        Fields(string(b"\x80")).integer()


@given(st.binary(max_size=400), st.integers(0, 7))
@settings(max_examples=300, deadline=None)
def test_no_bytes_are_anything_but_read_or_refused(data: bytes, flags: int) -> None:
    key = SigningKey("KEY", KEYS["ssh-ed25519"])
    whole = asked(key, "ssh-ed25519")
    for body in (data, whole[: len(data)] + data, whole + data[:1]):
        with contextlib.suppress(Garbled):
            found = read_login(key.blob, body, flags)
            assert (found.key, found.algorithm, flags) == (key.blob, key.kind, 0)
        with pytest.raises(Garbled):
            read_bind(body)
        assert not verified(data, data, data)
