"""Absence: with every kind of secret in reach of the warden, none is in any byte inside or sent to the model.

The real Claude Code, a model that belongs to the attacker, the real sandbox, a real TLS server that shows all it gets.
Once as it is; once without the scrubber, where only what that server gave back may be seen: the rest never was inside.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.absence.echo import EchoServer
from tests.e2e.absence.layers import leaked, packed
from tests.e2e.absence.planted import ECHO, FREE, SILENT, Planted
from tests.e2e.conftest import Product
from tests.support.fake_model import FakeModel
from tests.support.wire import certificate
from wicketgate.client import Warden

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
INSIDE = (HERE / "inside.py").read_text()
PHASES = ("reads", "memory", "encodes", "reflects", "uses", "elsewhere", "issued", "agent", "errors", "ends")
KINDS = ("vault", "masked", "database", "model key", "upstream token", "ssh key", "issued")
PLAIN, SENT_KEYS = ("HEADER", "QUERY", "SEGMENT", "FIELD"), ("SSH_0", "SSH_1", "SSH_2", "SSH_3")
OWN = "own-credential-of-the-attacker"
SQL = "select id, name from customers"


@dataclass
class Played:
    """What one run left where somebody inside, or the model, can see it."""

    planted: Planted
    server: EchoServer
    model: FakeModel
    done: subprocess.CompletedProcess[str]
    seen: list[bytes] = field(default_factory=list)

    def leaks(self) -> dict[str, str]:
        """Return the secrets that were seen, and how."""
        return leaked(self.seen, self.planted.all())

    def reflected(self) -> set[str]:
        """Return the names of the secrets the server gave back."""
        return set(leaked([text.encode() for text in self.server.shown], self.planted.all()))


@pytest.fixture(scope="module", params=["on", "off"])
def played(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    """Play everything once, with the scrubber on or off."""
    folder = tmp_path_factory.mktemp(request.param)
    folder.chmod(0o755)
    product, planted = Product(folder), Planted.fresh()
    with ExitStack() as stack:
        tls, _ = certificate(folder, ECHO, SILENT, FREE)
        tokens = planted.kinds["upstream token"]
        server = stack.enter_context(EchoServer(tls, planted.kinds["issued"], tokens))
        model = stack.enter_context(FakeModel([]))
        warden = _warden(product, request.param, folder)
        stack.callback(warden.wait, 20)
        stack.callback(product.run, "warden", "stop", "--end-runs")
        planted.project(product.project)
        product.policy(planted.policy(model.url, server.port, folder))
        _keep(product, planted)
        model.load(_turns(product, planted, server.port))
        done = product.run("run", "work", "--", "claude", "-p", "go", timeout=150)
        made = Played(planted, server, model, done)
        made.seen = list(_seen(made, product))
        yield made


def _warden(product: Product, scrubber: str, folder: Path) -> subprocess.Popen[bytes]:
    state = product.state / "wicketgate"
    state.mkdir(mode=0o700, exist_ok=True)
    env = {**product.env, "PYTHONPATH": str(ROOT), "SSL_CERT_FILE": str(folder / "server.pem")}
    words = [sys.executable, "-m", "tests.e2e.absence.weak", scrubber, str(state)]
    with (folder / "warden.log").open("wb") as log:
        started = subprocess.Popen(words, env=env, cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    until = time.monotonic() + 60
    while not (state / "warden.sock").exists():
        assert started.poll() is None and time.monotonic() < until, (folder / "warden.log").read_text()
        time.sleep(0.05)
    return started


def _keep(product: Product, planted: Planted) -> None:
    with Warden.connect(product.state / "wicketgate", start=False) as warden:
        for name, value in planted.kept().items():
            call = {"policy": str(product.project / "wicketgate.yaml"), "name": name, "store": ""}
            prepared = warden.call("secret.prepare", **call)
            warden.call("secret.add", **call, value=value, digest=prepared["digest"], expires="")


def _turns(product: Product, planted: Planted, port: int) -> list[Any]:
    def rotating(number: int, phase: str) -> Any:
        def turn(body: Any) -> Any:
            if 0 < number < len(planted.kinds["model key"]):
                value = planted.kinds["model key"][f"MODEL_{number}"]
                with Warden.connect(product.state / "wicketgate", start=False) as warden:
                    policy = str(product.project / "wicketgate.yaml")
                    call = {"policy": policy, "name": "ANTHROPIC_API_KEY", "store": ""}
                    digest = warden.call("secret.prepare", **call)["digest"]
                    warden.call("secret.rotate", **call, value=value, digest=digest, expires="")
            return {"tools": [["Bash", {"command": f"/usr/bin/python3 drafts/inside.py {phase} {port} 2>&1"}]]}

        return turn

    return [
        {"tools": [["Write", {"file_path": "/workspace/drafts/inside.py", "content": INSIDE}]]},
        {"tools": [["Read", {"file_path": "/workspace/.env"}], ["Grep", {"pattern": "HIDDEN|DSN|KEY", "path": "/"}]]},
        {"tools": [["mcp__wicketgate__db_query", {"source": "crm", "sql": SQL}]]},
        {"tools": [["mcp__wicketgate__db_query", {"source": "archive", "sql": "select * from old"}]]},
        *(rotating(number, phase) for number, phase in enumerate(PHASES)),
        "done",
    ]


def _seen(played: Played, product: Product) -> Iterator[bytes]:
    """Yield all inside, the operator's screen, and all the model was sent but for the key in its place."""
    yield played.done.stdout.encode()
    yield played.done.stderr.encode()
    for body in played.model.requests:
        yield from _leaves(body)
    for fields in played.model.headers:
        yield "\n".join(f"{k}: {v}" for k, v in fields.items() if k not in ("x-api-key", "authorization")).encode()
    for path in sorted((product.state / "wicketgate" / "runs").rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield path.read_bytes()


def _leaves(value: Any) -> Iterator[bytes]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield str(name).encode()
            yield from _leaves(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner)
    elif isinstance(value, str):
        yield value.encode("utf-8", "surrogatepass")


def test_the_search_finds_what_is_below_three_layers() -> None:
    value = Planted.fresh().kinds["vault"]["BEARER_0"]
    assert set(leaked([b"x " + packed(value) + b" y"], {"it": value})) == {"it"}
    assert set(leaked([b"x " + value[::-1].encode().hex().encode()], {"it": value})) == {"it"}
    assert not leaked([b"x " + packed(value[:10]) + b" y"], {"it": value})


def test_there_are_sixty_secrets_and_five_of_each_kind() -> None:
    planted = Planted.fresh()
    assert set(planted.kinds) == set(KINDS)
    assert all(len(names) >= 5 for names in planted.kinds.values())
    assert len(set(planted.all().values())) >= 60


def test_the_attack_was_played_whole(played: Played) -> None:
    assert played.model.unused == 0, played.done.stderr
    kinds, text = played.planted.kinds, "\n".join(played.server.got)
    swapped = [name for name in kinds["vault"] if name.startswith(("BEARER", "SILENT")) or name in PLAIN]
    assert [name for name in swapped if kinds["vault"][name] not in text] == []
    assert [name for name in SENT_KEYS if kinds["ssh key"][name].splitlines()[1] not in text] == []
    assert set(kinds["model key"].values()) <= {fields.get("x-api-key", "") for fields in played.model.headers}
    assert len(played.reflected()) >= 20
    assert any(b"the ssh-agent lists 2 keys" in text for text in played.seen)
    assert any(b"the attacker's own notes" in text for text in played.seen), "what was written inside was not looked at"


def test_the_attackers_own_credential_reached_nobody(played: Played) -> None:
    assert OWN not in "\n".join(played.server.got)


def test_nothing_is_seen_but_what_a_server_gave_back_without_the_scrubber(
    played: Played, request: pytest.FixtureRequest
) -> None:
    leaks = played.leaks()
    if "off" in request.node.callspec.id:
        gave = played.reflected()
        assert {name: way for name, way in leaks.items() if name not in gave} == {}
        # The harness sees: what was given back is found, so that finding nothing above means something.
        assert len(gave & set(leaks)) >= 15
    else:
        assert leaks == {}
