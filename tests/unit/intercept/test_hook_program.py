"""The hook's program against a warden that is dead, lies, hangs or stutters: one whole answer, or exit code 2."""

import base64
import fcntl
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from wicketgate.client import PROTOCOL
from wicketgate.intercept import hook_answers
from wicketgate.intercept.hook_endpoint import BODY
from wicketgate.intercept.hook_only import hook_program
from wicketgate.intercept.hook_only.settings import HookOptions

ALLOW = hook_answers.allow("granted command (wicketgate.yaml:3)")


def wire(answer: bytes) -> bytes:
    """Return an answer as the warden sends it."""
    return json.dumps({"id": 1, "result": {"answer": base64.b64encode(answer).decode()}}).encode() + b"\n"


class Warden:
    """A socket in a state directory that says what it is told to, and keeps what it heard."""

    def __init__(self, folder: Path) -> None:
        self.state = folder / "wicketgate"
        self.state.mkdir(mode=0o700)
        self.heard: list[bytes] = []
        self.says: bytes | None = wire(ALLOW)
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(self.state / "warden.sock"))
        self._listener.listen()
        # The lock says that a warden is there: none is started in its place.
        self._lock = os.open(self.state / "warden.lock", os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection:
                heard = b""
                while not heard.endswith(b"\n") and (piece := connection.recv(1 << 20)):
                    heard += piece
                self.heard.append(heard)
                if self.says is None:
                    connection.recv(1)  # until the client leaves
                else:
                    connection.sendall(self.says)

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        os.close(self._lock)

    def ask(self, body: bytes = b"{}", event: str = "PreToolUse") -> tuple[int, bytes, str]:
        """Run the program as Claude Code does, with nothing in its environment."""
        argv = HookOptions(str(self.state), "/p/wicketgate.yaml", "wörk", seconds=5).argv(event)
        done = subprocess.run(argv, input=body, capture_output=True, env={}, timeout=60, check=False)
        return done.returncode, done.stdout, done.stderr.decode()


@pytest.fixture
def warden(tmp_path: Path) -> Iterator[Warden]:
    """Return a warden of the test's own."""
    made = Warden(tmp_path)
    yield made
    made.close()


def blocked(answer: tuple[int, bytes, str]) -> str:
    """Return the reason, having checked that the call was blocked with nothing on standard output."""
    code, out, reason = answer
    assert (code, out) == (2, b"") and reason.startswith("wicketgate: no decision, so this is blocked: ")
    assert reason.count("\n") == 1
    return reason


@pytest.mark.parametrize("make", [hook_answers.allow, hook_answers.deny, hook_answers.ask])
def test_answer_is_printed_as_it_is_and_nothing_else(warden: Warden, make: Callable[[str], bytes]) -> None:
    said = make('because of "x"\\ and ünïcode')
    warden.says = wire(said)
    assert warden.ask() == (0, said, "")
    assert json.loads(said)["hookSpecificOutput"]["hookEventName"] == "PreToolUse"


def test_event_reaches_the_warden_byte_for_byte_with_the_order_of_the_command_line(warden: Warden) -> None:
    body = b'{"a": "\n\x00\xff"}'
    warden.ask(body)
    said = json.loads(warden.heard[0])
    assert (said["v"], said["id"], said["method"]) == (PROTOCOL, 1, "laptop.event")
    assert base64.b64decode(said["params"]["event"]) == body
    order = base64.b64decode(said["params"]["order"]).decode().split("\0")
    assert order == ["/p/wicketgate.yaml", "wörk", "wicketgate", "5", "PreToolUse"]


def test_other_events_are_answered_with_the_harmless_object_alone(warden: Warden) -> None:
    warden.says = wire(hook_answers.NOTED)
    assert warden.ask(event="SessionEnd") == (0, hook_answers.NOTED, "")
    assert "not one" in blocked(warden.ask())
    warden.says = wire(ALLOW)
    assert "not one" in blocked(warden.ask(event="PostToolUse"))


SILENT = {
    "nothing": b"",
    "half a line": wire(ALLOW)[:60],
    "a whole line without its end": wire(ALLOW)[:-1],
    "an error": b'{"id": 1, "error": {"error": "StateError", "message": "x", "hint": ""}}\n',
    "another id": wire(ALLOW).replace(b'"id": 1', b'"id": 2'),
    "no answer": b'{"id": 1, "result": {}}\n',
    "not base64": b'{"id": 1, "result": {"answer": "!!!!"}}\n',
    "padding in the middle": b'{"id": 1, "result": {"answer": "e30=e30="}}\n',
    "an empty answer": wire(b""),
    "an empty object": wire(b"{}"),
    "half an object": wire(ALLOW[:-1]),
    "an object and a line": wire(ALLOW + b"\n"),
    "a line and an object": wire(b"hello\n" + ALLOW),
    "two lines": wire(ALLOW) + b"x",
    "an unknown word": wire(ALLOW.replace(b'"allow"', b'"maybe"')),
    "another event": wire(ALLOW.replace(b"PreToolUse", b"PostToolUse")),
    "an old form": wire(b'{"decision": "approve"}'),
    "bytes": wire(ALLOW.replace(b"granted", b"gr\xffnted")),
    "too long": b"x" * (hook_program.ANSWER + 10),
}


@pytest.mark.parametrize("case", SILENT)
def test_whatever_is_not_one_whole_answer_blocks(warden: Warden, case: str) -> None:
    warden.says = SILENT[case]
    blocked(warden.ask())


def test_warden_that_never_answers_blocks(warden: Warden, monkeypatch: pytest.MonkeyPatch) -> None:
    warden.says = None
    argv = HookOptions(str(warden.state), "/p/w.yaml", "work").argv("PreToolUse")
    script = "import sys; sys.path.insert(0, sys.argv.pop(1)); import hook_program; hook_program.MARGIN = 0.2\n"
    script += "import os; os._exit(hook_program.main([*sys.argv[1:5], '0', 'PreToolUse']))"
    words = [sys.executable, "-c", script, str(Path(hook_program.__file__).parent), *argv[4:8], "0", "PreToolUse"]
    done = subprocess.run(words, input=b"{}", capture_output=True, timeout=60, check=False)
    assert "time" in blocked((done.returncode, done.stdout, done.stderr.decode()))


def test_event_beyond_all_measure_blocks(warden: Warden) -> None:
    assert hook_program.BODY == BODY
    assert "longer" in blocked(warden.ask(b"x" * (BODY + 1)))
    assert warden.heard == []


def test_wrong_arguments_block(warden: Warden) -> None:
    for words in ([], ["a"] * 7, [str(warden.state), "/p", "t", "wicketgate", "soon", "PreToolUse"]):
        argv = [sys.executable, "-I", "-S", hook_program.__file__, *words]
        done = subprocess.run(argv, input=b"{}", capture_output=True, timeout=60, check=False)
        blocked((done.returncode, done.stdout, done.stderr.decode()))


def test_state_directory_open_to_others_blocks(warden: Warden) -> None:
    warden.state.chmod(0o755)
    assert "belong to you" in blocked(warden.ask())


def test_state_directory_that_is_a_link_blocks(warden: Warden, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(warden.state)
    argv = HookOptions(str(tmp_path / "link"), "/p", "work", seconds=5).argv("PreToolUse")
    done = subprocess.run(argv, input=b"{}", capture_output=True, timeout=60, check=False)
    blocked((done.returncode, done.stdout, done.stderr.decode()))


def test_closed_standard_streams_block(warden: Warden) -> None:
    argv = HookOptions(str(warden.state), "/p", "work", seconds=5).argv("PreToolUse")
    done = subprocess.run(["sh", "-c", '"$@" >&- 2>&-', "sh", *argv], input=b"{}", timeout=60, check=False)
    assert done.returncode == 2
