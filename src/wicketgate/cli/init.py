"""`wicketgate init`: a first policy for the current folder, written from what it holds, least first."""

from __future__ import annotations

import os
from pathlib import Path

from wicketgate.cli.arguments import Arguments
from wicketgate.cli.look import look
from wicketgate.cli.visible import visible
from wicketgate.errors import ConfigError
from wicketgate.policy.initial import TASK, initial
from wicketgate.policy.policy import Policy

SUMMARY = "write a first policy from what this folder holds, least first"
EXAMPLE = """example:
  cd my-project && wicketgate init && wicketgate policy trust"""
NAME = "wicketgate.yaml"


def main(argv: list[str]) -> int:
    """Write the policy and return 0; ConfigError if there is one already."""
    parser = Arguments("wicketgate init", SUMMARY, EXAMPLE)
    parser.add_argument("--force", action="store_true", help="set an existing policy aside (it is renamed, never lost)")
    found = parser.parse_args(argv)
    path = Path(os.path.realpath(".")) / NAME
    facts = look(path.parent)
    text = initial(facts)
    Policy.of(text, path)
    aside = _set_aside(path) if found.force else None
    _write(path, text)
    if aside is not None:
        print(visible(f"the earlier policy is now {aside.name}"))
    if facts.left_out:
        print(f"{facts.left_out} keys or databases are not hidden: no policy can spell their names, rename them")
    if not facts.complete:
        print("this folder holds too many files to look at each: hide the keys and databases yourself")
    print(visible(f"wrote {path}\nread it, uncomment what the agent needs, then: wicketgate policy trust"))
    print(f"what it allows now: wicketgate policy show {TASK}")
    return 0


def _set_aside(path: Path) -> Path | None:
    """Rename an existing policy to the first free name; None if there is none."""
    for number in range(1, 1000):
        aside = path.with_name(f"{NAME}.{number}")
        try:
            os.link(path, aside, follow_symlinks=False)
        except FileNotFoundError:
            return None
        except FileExistsError:
            continue
        path.unlink()
        return aside
    raise ConfigError(f"there are 999 earlier policies beside {path}", "remove some")


def _write(path: Path, text: str) -> None:
    """Create the file; mode 0644 whatever the umask, because one a group may write would not load."""
    try:
        opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    except FileExistsError:
        raise ConfigError(f"{path} exists already", "wicketgate init --force sets it aside first") from None
    except OSError as error:
        raise ConfigError(f"cannot write {path}: {(error.strerror or '').lower()}") from None
    with open(opened, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fchmod(opened, 0o644)
