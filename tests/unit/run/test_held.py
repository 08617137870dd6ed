"""Where an answer must fit a schema, the client is given the end it writes to and no other."""

from __future__ import annotations

import os

from wicketgate.run.streams import Streams


def test_the_client_is_given_no_end_that_the_run_speaks_at() -> None:
    for is_tty in (False, True):
        streams = Streams.open(is_tty, holds=True)
        try:
            assert len(streams.outside) == 1 and len(streams.held) == 2
            os.write(streams.inside[1], b"canary")
            assert os.read(streams.held[0], 16) == b"canary"
            os.write(streams.outside[0], b"typed")  # it can only be written to
            assert os.read(streams.inside[0], 16) == b"typed"
        finally:
            streams.close()
