"""The program Claude Code starts at each event: hands the event to the warden, prints the warden's one answer.

Run by its path, as `python -I -S hook_program.py STATE POLICY TASK ASK SECONDS EVENT`; reads the event from standard
input. Decides nothing and keeps nothing. Imports only what is built in, because it runs before every tool call.

INVARIANT: standard output is exactly one whole answer and the exit code 0; or it is empty and the exit code 2, which
blocks. Anything else (a partial object, a stray line, another exit code) would let the call go on.
"""

from __future__ import annotations

import _socket
import binascii
import os
import pwd
import stat
import sys
import time

BODY = 8 << 20
ANSWER = 1 << 16
MARGIN = 20.0
"""Seconds beyond those a person has to answer in."""
HEAD, TAIL = b'{"id": 1, "result": {"answer": "', b'"}}'
DECIDED = b'{"hookSpecificOutput": {"hookEventName": "PreToolUse", "permissionDecision": "'
WORDS = (b'allow", ', b'deny", ', b'ask", ')
NOTED = b'{"continue":true}'
WANTED = 6


class Blocked(Exception):
    """Why there is no answer that may be printed."""


class Gone(Blocked):
    """The warden ended before it answered."""


def main(argv: list[str]) -> int:
    """Answer one event and return the exit code: 0, or 2 which blocks."""
    try:
        if len(argv) != WANTED:
            raise Blocked(f"expected {WANTED} arguments (got {len(argv)})")
        state, event = argv[0], argv[5]
        seconds = MARGIN + (int(argv[4]) if event == "PreToolUse" else 0)
        raw = _read(0, BODY)
        try:
            answer = _answer(_connected(state), argv, raw, seconds)
        except Gone:  # it was killed, or left: the next one decides, once
            answer = _answer(_summoned(state), argv, raw, seconds)
        if not _whole(answer, event):
            raise Blocked("the warden's answer is not one")
        _write(1, answer)
    except BaseException as error:
        why = str(error) if isinstance(error, Blocked) or type(error).__module__ == "wicketgate.errors" else repr(error)
        _complain(f"wicketgate: no decision, so this is blocked: {why}\n")
        return 2
    return 0


def _complain(text: str) -> None:
    try:
        _write(2, text.encode("utf-8", "replace"))
    except OSError:
        return  # nobody reads it; the exit code says the same


def _answer(connection: _socket.socket, argv: list[str], raw: bytes, seconds: float) -> bytes:
    """Return what the warden answers within that time, decoded."""
    order = binascii.b2a_base64(os.fsencode("\0".join(argv[1:])), newline=False)
    event = binascii.b2a_base64(raw, newline=False)
    said = b'{"v":1,"id":1,"method":"laptop.event","params":{"order":"' + order + b'","event":"' + event + b'"}}\n'
    try:
        line = _line(connection, said, time.monotonic() + seconds)
    except (BrokenPipeError, ConnectionError):
        raise Gone("the warden is gone") from None
    line = line[:-1]
    if not (line.startswith(HEAD) and line.endswith(TAIL)):
        raise Blocked(f"the warden refused ({line[:300].decode('ascii', 'replace')})")
    return binascii.a2b_base64(line[len(HEAD) : -len(TAIL)], strict_mode=True)


def _line(connection: _socket.socket, said: bytes, until: float) -> bytes:
    """Return the one line that answers what is said."""
    connection.settimeout(max(0.001, until - time.monotonic()))
    connection.sendall(said)
    line = b""
    while not line.endswith(b"\n"):
        if (left := until - time.monotonic()) <= 0 or len(line) > ANSWER:
            raise Blocked("the warden gave no answer in time" if left <= 0 else "the warden's answer is too long")
        connection.settimeout(left)
        if not (piece := connection.recv(1 << 16)):
            raise Gone("the warden is gone")
        line += piece
    return line


def _whole(answer: bytes, event: str) -> bool:
    """Return whether these bytes are exactly one answer to the event, so that nothing else is ever printed."""
    if event != "PreToolUse":
        return answer == NOTED
    plain = answer.isascii() and b"\n" not in answer and answer.endswith(b'"}}')
    return plain and answer.startswith(tuple(DECIDED + word for word in WORDS))


def _connected(state: str) -> _socket.socket:
    """Return a connection to the warden of the state directory, which is started if there is none."""
    try:
        handle = os.open(state, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError:
        return _summoned(state)
    found = os.fstat(handle)
    if found.st_uid != os.geteuid() or stat.S_IMODE(found.st_mode) & 0o077:
        raise Blocked(f"{state} must belong to you, and nobody else may enter it")
    connection = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM | _socket.SOCK_CLOEXEC)
    try:
        # Through the descriptor: a socket's path may have 107 bytes at most, a home directory may have more.
        connection.connect(f"/proc/self/fd/{handle}/warden.sock")
    except OSError:
        connection.close()
        return _summoned(state)
    return connection


def _summoned(state: str) -> _socket.socket:
    """Return a connection to a warden that is started now; raises whatever kept it from starting."""
    # A settings file can set variables here: none of them may reach the warden.
    os.environ.clear()
    os.environ.update({"HOME": pwd.getpwuid(os.geteuid()).pw_dir, "LANG": "C.UTF-8"})
    sys.path.append(__file__.rsplit("/", 4)[0])
    summon = __import__("wicketgate.summon", fromlist=["begin"])
    found: _socket.socket = summon.begin(state, summon.open_state(state))
    return found


def _read(descriptor: int, most: int) -> bytes:
    pieces, size = [], 0
    while piece := os.read(descriptor, 1 << 20):
        pieces.append(piece)
        size += len(piece)
        if size > most:
            raise Blocked(f"the event is longer than {most} bytes")
    return b"".join(pieces)


def _write(descriptor: int, data: bytes) -> None:
    while data:
        data = data[os.write(descriptor, data) :]


if __name__ == "__main__":
    # Without what the interpreter does at its end: it might write, or end otherwise.
    os._exit(main(sys.argv[1:]))
