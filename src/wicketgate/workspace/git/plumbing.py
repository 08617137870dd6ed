"""Running git's plumbing where nothing a repository says can start a program.

Takes a git folder that Wicketgate wrote itself and a descriptor of somebody's object store; gives what git printed. The
somebody's configuration, hooks, attributes and alternates are never read.
"""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from wicketgate.errors import ConfigError, SandboxError

SECONDS = 180.0  # for all of one repository
REMEDY = "hide the repository: add `.git/**` to files.hide, or mend it"
PATHS = "/usr/local/bin:/usr/bin:/bin"
ENVIRONMENT = {
    "PATH": PATHS,
    "HOME": "/nonexistent",
    "LC_ALL": "C",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_SYSTEM": "/dev/null",
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ASKPASS": "/bin/false",
    "GIT_SSH_COMMAND": "/bin/false",
    "GIT_PAGER": "cat",
    "GIT_OPTIONAL_LOCKS": "0",
}
SETTINGS = (
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.attributesFile=/dev/null",
    "core.commitGraph=false",
    "core.multiPackIndex=false",
    "core.untrackedCache=false",
    "protocol.allow=never",
    "gc.auto=0",
    "maintenance.auto=false",
    "pack.useBitmaps=false",
    "pack.window=0",
)


@dataclass(slots=True)
class Git:
    """Git on one of our own git folders, reading objects through a descriptor."""

    folder: Path
    objects: int | None = None
    """Descriptor of another object store to read from and nothing else; None for the folder's own."""
    until: float = field(default_factory=lambda: time.monotonic() + SECONDS)

    def run(
        self,
        *arguments: str,
        given: bytes = b"",
        extra: dict[str, str] | None = None,
        codes: Sequence[int] = (0,),
        cwd: Path | None = None,
    ) -> bytes:
        """Return standard output; SandboxError with git's own words if it fails or takes too long."""
        program = shutil.which("git", path=PATHS)
        if program is None:
            raise SandboxError("files.read grants `.git`, but git is not installed", f"install git, or {REMEDY}")
        environment = ENVIRONMENT | {"GIT_DIR": str(self.folder)} | (extra or {})
        if self.objects is not None:
            environment["GIT_OBJECT_DIRECTORY"] = f"/proc/self/fd/{self.objects}"
        settings = [part for setting in SETTINGS for part in ("-c", setting)]
        command = [program, "--no-pager", *settings, *arguments]
        held = () if self.objects is None else (self.objects,)
        left = max(self.until - time.monotonic(), 0.1)
        place = cwd or self.folder
        try:
            done = subprocess.run(
                command, input=given, capture_output=True, env=environment, cwd=place, pass_fds=held, timeout=left
            )
        except subprocess.TimeoutExpired:
            raise SandboxError(f"git {arguments[0]} took longer than {SECONDS:.0f} s in all", REMEDY) from None
        if done.returncode not in codes:
            said = done.stderr.decode(errors="replace").strip().splitlines() or [f"exit {done.returncode}"]
            raise SandboxError(f"git {arguments[0]} cannot read the repository: {said[-1][:300]!r}", REMEDY)
        return done.stdout


def refuse(reason: str) -> ConfigError:
    """Return the error for a repository that cannot be shown safely."""
    return ConfigError(f"the repository cannot be shown to the agent: {reason}", REMEDY)
