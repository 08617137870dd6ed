"""Every type of the package that can hold a secret, found by walking it, gives only its mark, whatever prints it."""

from __future__ import annotations

import asyncio
import copy
import dataclasses
import importlib
import io
import json
import logging
import pickle
import pkgutil
import pprint
import re
import reprlib
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

import wicketgate
from wicketgate.output.redact import Redactor
from wicketgate.output.redact.memory import Memory
from wicketgate.output.sealed import Sealed
from wicketgate.policy import Policy
from wicketgate.secrets.automata import ENGINES
from wicketgate.secrets.broker.broker import Broker
from wicketgate.secrets.broker.issued_tokens import Issued
from wicketgate.secrets.broker.lent_value import Lent
from wicketgate.secrets.broker.tokens import Tokens
from wicketgate.secrets.credential import Credential
from wicketgate.secrets.scrubber import Scrubber
from wicketgate.secrets.ssh.private import SigningKey
from wicketgate.secrets.ssh.ring import KeyRing
from wicketgate.secrets.vault.entries import VaultEntries
from wicketgate.secrets.vault.entry import Entry
from wicketgate.secrets.vault.external_values import ExternalValues
from wicketgate.secrets.vault.interface import Held
from wicketgate.secrets.vault.known_values import KnownValues
from wicketgate.secrets.vault.vault import Vault
from wicketgate.tools.postgres.scram import Scram

VALUE = "sk-ant-a-very-real-key"
CREDENTIAL = Credential("KEY", VALUE)
KEY = Ed25519PrivateKey.from_private_bytes(VALUE.encode().ljust(32, b"="))
ENTRY = Entry("KEY", "/w/p.yaml", "env", "d", "me", "2027-01-01T00:00:00+00:00", value=CREDENTIAL)
NOT_WALKED = ("wicketgate.__main__", "wicketgate.gateway.worker")
"""The first runs the product; the second holds nothing, and loads a library the rest does without."""


def known() -> KnownValues:
    found = KnownValues()
    found.learn(CREDENTIAL)
    return found


def entries() -> VaultEntries:
    found = VaultEntries(Path("/nowhere"))
    found.touch(ENTRY)
    return found


def outside() -> ExternalValues:
    found = ExternalValues(entries())
    found.lend(ENTRY.key, CREDENTIAL)
    return found


def vault() -> Vault:
    return Vault(entries(), known(), outside())


def redactor() -> Redactor:
    return Redactor({"KEY": VALUE}, ENGINES)


def stream() -> Any:
    found = redactor().stream()
    found.feed(VALUE[:-1])
    return found


def memory() -> Memory:
    found = Memory()
    found.note(VALUE, "[redacted:KEY]")
    return found


def part(path: str) -> Callable[[], Any]:
    """Return what makes the object at `path` below a redactor."""

    def made() -> Any:
        found: Any = redactor()
        for step in path.split("."):
            found = found[0] if step == "0" else next(iter(found.values())) if step == "*" else getattr(found, step)
        return found

    return made


def live() -> Any:
    policy = Policy.of("version: 1\ntasks: {t: {}}\n", Path("/w/p.yaml"))
    return vault().live(policy, "KEY", Held(CREDENTIAL))


def ring() -> KeyRing:
    policy = Policy.of("version: 1\ntasks: {t: {}}\n", Path("/w/p.yaml"))
    return KeyRing(policy.profile("t"), Given())


def scram() -> Scram:
    found = Scram("nonce")
    found.final(b"r=nonce-of-the-server,s=c2FsdA==,i=4096", VALUE)
    return found


class Given:
    """Values as the broker asks for them."""

    redactor = None

    async def get(self, name: str) -> Credential:
        return CREDENTIAL

    def learn(self, value: Credential) -> None:
        """Know it already."""

    def turn(self, name: str) -> asyncio.Lock:
        """Return a lock nobody else has."""
        return asyncio.Lock()

    async def renewed(self, name: str, before: str, newest: Credential) -> bool:
        """Keep nothing."""
        return False


async def fetched(*_: Any) -> Any:
    raise AssertionError


def tokens() -> Tokens:
    found = Tokens(fetched, Given(), lambda: 0.0)
    found._refresh["KEY"] = (VALUE, VALUE)
    return found


def issued() -> Issued:
    found: Any = Issued(lambda name: name, Given().learn)
    found._tokens[VALUE] = CREDENTIAL
    return found


def broker() -> Broker:
    policy = Policy.of("version: 1\ntasks: {t: {network: [{TUNNEL: a.test}]}}\n", Path("/w/p.yaml"))
    found = Broker(policy.profile("t"), Given(), fetched)
    found._marks[VALUE] = VALUE
    return found


MAKERS: dict[str, Callable[[], Any]] = {
    "wicketgate.secrets.credential.Credential": lambda: CREDENTIAL,
    "wicketgate.secrets.vault.vault._Live": live,
    "wicketgate.secrets.vault.vault.Vault": vault,
    "wicketgate.secrets.vault.known_values.KnownValues": known,
    "wicketgate.secrets.vault.entries.VaultEntries": entries,
    "wicketgate.secrets.vault.external_values.ExternalValues": outside,
    "wicketgate.secrets.broker.lent_value.Lent": lambda: Lent(CREDENTIAL),
    "wicketgate.tools.postgres.scram.Scram": scram,
    "wicketgate.secrets.broker.tokens.Tokens": tokens,
    "wicketgate.secrets.broker.issued_tokens.Issued": issued,
    "wicketgate.secrets.broker.broker.Broker": broker,
    "wicketgate.secrets.ssh.private.SigningKey": lambda: SigningKey("KEY", KEY),
    "wicketgate.secrets.ssh.ring.KeyRing": ring,
    "wicketgate.secrets.scrubber.Scrubber": lambda: Scrubber(known(), redactor().with_known),
    "wicketgate.output.redact.redactor.Redactor": redactor,
    "wicketgate.output.redact.memory.Memory": memory,
    "wicketgate.output.redact.stream.Stream": stream,
    "wicketgate.output.redact.tail.Tail": part("_tail"),
    "wicketgate.output.redact.known.sheet.Sheet": part("_search._sheet"),
    "wicketgate.output.redact.known.sheet.Form": part("_search._sheet._grams.*.0.0"),
    "wicketgate.secrets.automata.scan.Hyperscan": part("_search._sheet._loose.0.0"),
}
"""How one of each is made that holds VALUE. A new sealed type without an entry here fails the walk."""
HOLDING = {"an entry": ENTRY, "what a store gave": Held(CREDENTIAL), "a list": [CREDENTIAL], "a key": {"k": CREDENTIAL}}
"""Plain values that carry a sealed one."""


def walked() -> dict[str, type]:
    """Return every sealed type of the package, each of its modules imported."""
    for module in pkgutil.walk_packages(wicketgate.__path__, "wicketgate."):
        if module.name not in NOT_WALKED:
            importlib.import_module(module.name)
    found, left = {}, [Sealed]
    while left:
        for kind in left.pop().__subclasses__():
            if kind.__module__.startswith("wicketgate."):
                found[f"{kind.__module__}.{kind.__qualname__}"] = kind
                left.append(kind)
    return found


def test_the_walk_finds_exactly_the_types_that_are_tried() -> None:
    assert set(walked()) == set(MAKERS)


def test_whatever_says_how_it_is_redacted_is_sealed() -> None:
    walked()
    marked = {
        kind
        for module in [*sys.modules.values()]
        if getattr(module, "__name__", "").startswith("wicketgate.")
        for kind in vars(module).values()
        if isinstance(kind, type) and "redacted" in vars(kind)
    }
    assert marked
    assert all(issubclass(kind, Sealed) for kind in marked)


@pytest.mark.parametrize("kind", sorted(walked()))
def test_a_sealed_type_is_no_text_and_cannot_unseal_itself(kind: str) -> None:
    found = walked()[kind]
    assert not issubclass(found, str | bytes | dict | list | tuple)
    for way in ("__repr__", "__str__", "__format__", "__reduce_ex__"):
        assert getattr(found, way) is getattr(Sealed, way), way
    for way in ("__bytes__", "__json__", "__rich_repr__", "__rich__", "__getnewargs__", "__index__", "__len__"):
        assert not hasattr(found, way), way


def said(thing: Any) -> list[str]:
    """Return all that ordinary Python makes of one object."""
    ways = [repr(thing), str(thing), f"{thing}", f"{thing!r:>60}", f"{thing}", f"{thing}"]
    ways += [pprint.pformat(thing), reprlib.repr(thing), ascii(thing), json.dumps(thing, default=str)]
    ways += [repr(pickle.loads(pickle.dumps(thing, protocol))) for protocol in range(6)]
    ways += [repr(pickle.dumps(thing, protocol)) for protocol in range(6)]
    ways += [repr(copy.copy(thing)), repr(copy.deepcopy(thing)), repr([thing]), repr({"k": thing}), str((thing,))]
    ways += [logged(thing), raised(thing)]
    return ways


def logged(thing: Any) -> str:
    out = io.StringIO()
    logger = logging.Logger("alone")
    logger.addHandler(logging.StreamHandler(out))
    logger.error("it is %s, %r", thing, thing)
    return out.getvalue()


def raised(thing: Any) -> str:
    """Return a traceback with every local of every frame, as the most talkative crash report shows it."""
    try:
        _fails(thing)
    except ValueError as error:
        shown = traceback.TracebackException.from_exception(error, capture_locals=True)
        return "".join(shown.format()) + repr(error) + str(error)
    raise AssertionError


def _fails(held: Any) -> None:
    local, listed = held, [held]
    raise ValueError("it failed with", local, listed)


@pytest.mark.parametrize("kind", MAKERS)
def test_nothing_prints_copies_or_stores_the_value(kind: str) -> None:
    thing = MAKERS[kind]()
    assert type(thing) is walked()[kind]
    for text in said(thing):
        assert VALUE not in text
        assert VALUE[:-1] not in text
    assert repr(thing) == thing.redacted()
    with pytest.raises(TypeError):
        json.dumps(thing)
    with pytest.raises(TypeError):
        thing.__getstate__()
    assert [name for name in dir(thing) if not name.startswith("__")] == ["redacted"]


@pytest.mark.parametrize("name", HOLDING)
def test_what_carries_one_shows_only_its_mark(name: str) -> None:
    thing = HOLDING[name]
    for text in [
        repr(thing),
        pprint.pformat(thing),
        f"{thing}",
        logged(thing),
        raised(thing),
        repr(copy.deepcopy(thing)),
    ]:
        assert VALUE not in text
    assert VALUE.encode() not in pickle.dumps(thing)


def test_no_plain_record_of_the_package_has_a_field_for_a_bare_value() -> None:
    """A dataclass prints its fields: what is a value there is a sealed type, or a digest."""
    walked()
    bare = [
        f"{module}.{name}.{field.name}"
        for module, loaded in sorted(sys.modules.items())
        if module.startswith("wicketgate.secrets")
        for name, kind in vars(loaded).items()
        if isinstance(kind, type) and dataclasses.is_dataclass(kind) and not issubclass(kind, Sealed)
        for field in dataclasses.fields(kind)
        if str(field.type) in ("str", "bytes") and re.search("value|secret|token|password|bearer", field.name)
    ]
    assert bare == []


def test_a_seal_that_is_broken_is_noticed() -> None:
    """The checks above fail on a type that is not sealed."""

    class Leaky:
        def __init__(self) -> None:
            self.value = VALUE

        def __repr__(self) -> str:
            return f"Leaky({self.value})"

    assert any(VALUE in text for text in [repr(Leaky()), logged(Leaky()), raised(Leaky())])
