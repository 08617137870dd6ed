"""What each attempt of the self-test must have come to. Pure: takes what was found, gives what is wrong, by wall."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wicketgate.policy import Limits

SET_INSIDE = {"PWD", "LC_CTYPE"}
"""Variables that bubblewrap or the interpreter may add by themselves."""
WRITABLE = {"/workspace", "/home/agent", "/tmp", "/dev/shm", "snapshot"}  # noqa: S108
NO_PROGRAM = 127


def judge(found: Mapping[str, Any], limits: Limits, environment: set[str], started: int) -> dict[str, str]:
    """Return each wall's name with what is wrong with it; empty text where it held."""
    uid = "" if found["uid"] != 0 else "the program runs as root"
    return {
        "descriptors": _unlike(found["descriptors"], ["0", "1", "2"]),
        "uid": uid,
        "privileges": _privileges(found["status"]),
        "environment": _environment(found["environment"], environment),
        "empty network": _network(found["network"]),
        "sockets": _not(found["sockets"], {"EAFNOSUPPORT"}),
        "system calls": _calls(found["calls"]),
        "unreadable program": _not(found["guarded"], {"EACCES", "EPERM", "EROFS"}),
        "writes": _writes(found["writes"]),
        "limits": _limits(found["limits"], limits),
        "named programs only": "" if started == NO_PROGRAM else f"another program started (status {started})",
    }


def _privileges(status: Mapping[str, str]) -> str:
    wanted = {"NoNewPrivs": "1", "Seccomp": "2"}
    wrong = [name for name, value in status.items() if value != wanted.get(name, "0" * 16)]
    return f"{', '.join(wrong)} is not as it must be" if wrong or len(status) != 7 else ""


def _environment(found: Mapping[str, list[str]], wanted: set[str]) -> str:
    extra = {name for names in found.values() for name in names} - wanted - SET_INSIDE
    return f"{', '.join(sorted(extra))} came from outside" if extra else ""


def _network(found: Mapping[str, str]) -> str:
    if found["interfaces"].split() != ["lo"]:
        return f"interfaces {found['interfaces']}"
    reached = [name for name in ("address", "host", "datagram", "name") if found[name] == "done"]
    return f"{', '.join(reached)} could be reached" if reached else ""


def _calls(found: Mapping[str, str]) -> str:
    return _not({name: came for name, came in found.items() if name != "clone3"}, {"EPERM"}) or _not(
        {"clone3": found["clone3"]}, {"ENOSYS"}
    )


def _writes(found: Mapping[str, str]) -> str:
    refused = {place: came for place, came in found.items() if place not in WRITABLE}
    failed = [place for place in WRITABLE if found[place] != "done"]
    return f"{', '.join(sorted(failed))} cannot be written" if failed else _not(refused, {"EACCES", "EROFS", "EPERM"})


def _limits(found: Mapping[str, int], limits: Limits) -> str:
    most = {"NPROC": limits.processes + 3, "NOFILE": limits.open_files, "FSIZE": limits.file_size, "CORE": 0}
    wrong = [name for name, value in found.items() if not 0 <= value <= most[name]]
    return f"{', '.join(wrong)} not limited" if wrong else ""


def _not(found: Mapping[str, str], refusals: set[str]) -> str:
    wrong = [f"{name}: {came}" for name, came in found.items() if came not in refusals]
    return ", ".join(wrong)


def _unlike(found: list[str], wanted: list[str]) -> str:
    return "" if found == wanted else f"got {' '.join(found)}"
