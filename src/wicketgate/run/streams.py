"""The streams of a run: a pty of its own, or three pipes; one side goes into the sandbox, the other to the client.

Where the answer must fit a schema, the client gets the end it writes to and no other: what the run says stays here.
"""

from __future__ import annotations

import contextlib
import os
import pty
from dataclasses import dataclass


@dataclass(slots=True)
class Streams:
    """`inside` is standard input, output and error of the command; `outside` is what the client carries bytes by;
    `held` is what the warden itself reads: standard output and error."""

    inside: tuple[int, ...]
    outside: tuple[int, ...]
    held: tuple[int, ...] = ()

    @classmethod
    def open(cls, is_tty: bool, *, holds: bool = False) -> Streams:
        """Return fresh streams; none of their descriptors is inherited by anything but what they are passed to."""
        if is_tty and not holds:
            master, slave = pty.openpty()
            return cls((slave, slave, slave), (master,))
        stdin, stdin_client = os.pipe()
        stdout_client, stdout = os.pipe()
        stderr_client, stderr = os.pipe()
        inside, said = (stdin, stdout, stderr), (stdout_client, stderr_client)
        return cls(inside, (stdin_client,), said) if holds else cls(inside, (stdin_client, *said))

    def hold(self) -> tuple[int, ...]:
        """Hand over the held ends: whoever asks closes them."""
        held, self.held = self.held, ()
        return held

    def close_inside(self) -> None:
        """Close our copies of what the command has now."""
        closing, self.inside = self.inside, ()  # once: a number closed twice may be another run's by then
        _close(closing)

    def close(self) -> None:
        """Close both sides, as often as one likes."""
        closing, self.outside = self.outside, ()
        _close(closing)
        _close(self.hold())
        self.close_inside()


def _close(descriptors: tuple[int, ...]) -> None:
    for descriptor in set(descriptors):
        with contextlib.suppress(OSError):
            os.close(descriptor)
