"""Two real SSH servers for the folder, one of which the policies list; without its program, nothing can be tried."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.sshd import MISSING, PROGRAM, Server, keygen, server


@pytest.fixture(scope="package")
def host() -> Iterator[Server]:
    """Yield the listed server, with host keys of two kinds."""
    if PROGRAM is None:
        pytest.skip(MISSING)
    with server("ed25519", "ecdsa") as made:
        yield made


@pytest.fixture(scope="package")
def other() -> Iterator[Server]:
    """Yield a server no policy lists."""
    if PROGRAM is None:
        pytest.skip(MISSING)
    with server() as made:
        yield made


@pytest.fixture(scope="package")
def key(host: Server, other: Server, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the private key that both servers admit."""
    made = keygen(tmp_path_factory.mktemp("keys") / "id", "-t", "ed25519")
    for each in (host, other):
        each.admit(made.with_name("id.pub").read_text())
    return made
