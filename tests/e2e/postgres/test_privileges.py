"""What the gate admits reads no more than is granted: random statements, run by a role that may read exactly that."""

from __future__ import annotations

import asyncio

import pytest
from bench.fuzz.privileges import SCHEMA, search

from tests.support.postgres import MISSING, binaries, server


def test_no_admitted_statement_reads_what_is_not_granted() -> None:
    if binaries() is None:
        pytest.skip(MISSING)
    with server(SCHEMA) as made:
        found = asyncio.run(search(made, 900, 7))
    assert found.holes == {}
    assert found.ends["rows"] >= 50
