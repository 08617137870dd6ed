"""Containers: which image runs, with which rights and folders of the host's; copies into and out of them."""

from __future__ import annotations

from typing import Any

from wicketgate.gate.shell import places
from wicketgate.gate.shell.distant import remote
from wicketgate.gate.shell.effects import Kind
from wicketgate.gate.shell.roles import mount
from wicketgate.gate.shell.state import State, Word

RIGHTS = (
    *("--privileged", "--cap-add", "--device", "--security-opt", "--pid"),
    *("--userns", "--ipc", "--cgroupns", "--uts"),
)


def run(state: State, parsed: Any, operands: list[Word], why: str) -> None:
    """Note what starting a container does: code of the image's author runs, with what is mounted and permitted."""
    for name in RIGHTS:
        value = parsed.given.get(name)
        if name in parsed.given and (value is None or value.text not in ("private", "no-new-privileges")):
            state.note(Kind.PRIVILEGE, f"a container with {name}", why)
    if any(parsed.given.get(name) is not None and parsed.given[name].text == "host" for name in ("--network", "--net")):
        state.note(Kind.PRIVILEGE, "a container in the host's network", why)
    for role, value in parsed.values:
        if role.name == "mount":
            mount(state, [value], why)
        elif role.kind is not None:
            state.note(role.kind, value, why)
    image = operands[0] if operands else Word("that is named")
    state.note(Kind.INSTALL, f"and run the image {image.text}", why)


def copy(state: State, parsed: Any, operands: list[Word], why: str) -> None:
    """Copy between the host and a container."""
    for at, word in enumerate(operands):
        last = at == len(operands) - 1
        if remote(word):
            if places.secret(word.text.partition(":")[2]):
                state.note(Kind.CREDENTIAL, word, why)
            if last:
                state.note(Kind.REMOTE, "a container", why)
        else:
            state.note(Kind.WRITE if last else Kind.READ, word, why)


def inspect(state: State, parsed: Any, operands: list[Word], why: str) -> None:
    """Note that a container's settings may be its secrets, where just these are asked for."""
    if ".Env" in why or ".Config" in why or not all(word.known for word in operands):
        state.note(Kind.CREDENTIAL, "what a container was given in its environment", why)


READERS: dict[str, Any] = {"container-run": run, "container-copy": copy, "container-inspect": inspect}
