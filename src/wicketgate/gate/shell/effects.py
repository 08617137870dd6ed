"""What a shell command would do, as values: commands, and touches of things. Knows no grammar and no policy."""

from __future__ import annotations

import enum
from typing import NamedTuple


class Kind(enum.StrEnum):
    """The ways a command touches the world. The first seven have a path as target."""

    LIST = "list"  # names, sizes, dates: not what a file holds
    READ = "read"
    WRITE = "write"  # creates or changes a file
    DELETE = "delete"
    MOVE = "move"  # the old name of a file is gone, not what it holds
    MARK = "mark"  # a file's mode or dates, or an empty folder: nothing that it holds
    RUN = "run"  # executes a file, by path: the project's own program
    CHANGE = "change"  # local state that can be put back: a commit, a branch, a stash, a container stopped
    BUILD = "build"  # runs what the project's own configuration says: its tests, its build, its linters
    FETCH = "fetch"  # reads from a remote that was configured before: git fetch, kubectl get
    NETWORK = "network"  # connects to a host the command names
    INSTALL = "install"  # brings in, and often runs, code of others
    SEND = "send"  # something leaves: an upload, a push, a message
    PUBLISH = "publish"  # something becomes visible to others: a release, a package, a comment
    REMOTE = "remote"  # changes what lives elsewhere: a cluster, a cloud, a database
    DESTROY = "destroy"  # loses something that is no single file: history, a volume, a table, a disk
    PRIVILEGE = "privilege"
    CREDENTIAL = "credential"  # shows or changes a secret
    PERSIST = "persist"  # runs again later, or changes how later commands run
    START = "start"  # starts a program of the command's own choosing in a place where nobody looks for one
    PROCESS = "process"  # ends or inspects another process
    SYSTEM = "system"  # changes the machine


class Touch(NamedTuple):
    """One effect: what kind, on what, and the command it came from."""

    kind: Kind
    target: str
    why: str = ""
    """The words of the simple command, as understood."""
    sure: bool = True
    """False when the target cannot be known before the command runs."""
    glob: bool = False
    """The target is a pattern of paths."""

    def __str__(self) -> str:
        return f"{self.kind.value} {self.target}".rstrip()


class Command(NamedTuple):
    """One simple command, as the shell would start it."""

    words: tuple[str, ...]
    plain: bool
    """Every word is known and no glob, nothing is assigned, and nothing but `/dev/null` is redirected."""


class Understood(NamedTuple):
    """All that was found in one text."""

    commands: tuple[Command, ...] = ()
    effects: tuple[Touch, ...] = ()
    uninspectable: str = ""
    """Why the text, or a part of it, cannot be understood; the effects found elsewhere in it still stand."""
    whole: bool = False
    """The grammar was read to the end: `commands` are all the simple commands there are."""
