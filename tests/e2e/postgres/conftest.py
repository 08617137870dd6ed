"""One real PostgreSQL server for the folder; without its programs, nothing here can be tried."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.e2e.postgres.ground import SETUP
from tests.support.postgres import MISSING, Server, binaries, server


@pytest.fixture(scope="package")
def database() -> Iterator[Server]:
    """Yield the server."""
    if binaries() is None:
        pytest.skip(MISSING)
    with server(SETUP) as made:
        yield made
