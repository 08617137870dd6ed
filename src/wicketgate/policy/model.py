"""The policy as values: what one accepted file says, checked, frozen, each part able to name its line.

Everything here is parsed already; `policy.load` does the reading. Absent means denied, for every field.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from wicketgate.policy.amounts import Size
from wicketgate.policy.network import NetworkRule
from wicketgate.policy.part import Name, Part, Pattern, ToolName
from wicketgate.policy.secret import Secret
from wicketgate.policy.source import Source
from wicketgate.policy.ssh import SshGrant
from wicketgate.policy.tool import ToolGrant

__all__ = [
    "Document",
    "Files",
    "Limits",
    "Model",
    "Output",
    "Part",
    "Secret",
    "Source",
    "SshGrant",
    "Task",
    "ToolGrant",
]


class Model(Part):
    """The model API the run may talk to, with the operator's key (named, never written here)."""

    kind: Literal["anthropic"] = "anthropic"
    key: Name = "ANTHROPIC_API_KEY"
    """Environment variable of the client that holds the key (or `CLAUDE_CODE_OAUTH_TOKEN`)."""
    url: str = "https://api.anthropic.com"
    """Upstream. Plain http only to a loopback address (a local model server)."""
    models: tuple[Pattern, ...] = ("claude-*",)
    tokens: Annotated[int, Field(gt=0)] = 2_000_000
    """Input and output tokens one run may use together."""
    cost: Annotated[float, Field(gt=0)] | None = None
    """US dollars one run may spend, at the list prices in `egress/prices.json`."""
    max_tokens: Annotated[int, Field(gt=0)] = 64_000
    """The most output tokens one request may ask for."""
    in_flight: Annotated[int, Field(gt=0, le=64)] = 8


class Files(Part):
    """Which files of the workspace exist for the agent (`read`), and which changes may be committed (`write`)."""

    read: tuple[Pattern, ...] = ()
    write: tuple[Pattern, ...] = ()
    hide: tuple[Pattern, ...] = ()
    """Absent for the agent whatever `read` says, under any name the same inode has."""
    public: tuple[Pattern, ...] = ()
    """Of those in `read`, the ones that hold nothing private."""


class Output(Part):
    """What the agent's final answer must look like."""

    schema_: Pattern = Field(alias="schema")


class Limits(Part):
    """Bounds of one run. Every one has a default: nothing is unlimited."""

    calls: Annotated[int, Field(gt=0)] = 500
    minutes: Annotated[float, Field(gt=0, le=7 * 24 * 60)] = 60
    memory: Size = Size(4 << 30)
    """All processes of the run together."""
    processes: Annotated[int, Field(gt=0, le=100_000)] = 512
    """Processes and threads together."""
    disk: Size = Size(512 << 20)
    """Everything written in the workspace view, home, /tmp and /dev/shm together."""
    files: Annotated[int, Field(gt=0)] = 100_000
    """Files and folders created there."""
    output: Size = Size(64 << 20)
    """Bytes on standard output and error together."""
    open_files: Annotated[int, Field(gt=16, le=65_536)] = 4_096
    file_size: Size = Size(256 << 20)
    transfer: Size = Size(64 << 20)
    """Bytes through the egress proxy, both ways."""


class Task(Part):
    """One task: what this agent may do, and nothing else."""

    about: str = ""
    prompt: str = ""
    """The operator's own words; values in it count as said by the operator."""
    files: Files = Files()
    commands: Literal["any"] | tuple[Pattern, ...] = ()
    """Which programs may start: absent none, `any`, or patterns (advice for the gate, not a wall)."""
    agents: bool = False
    """Subagents may be started; their calls are judged like the main loop's."""
    skills: tuple[Pattern, ...] = ()
    network: tuple[NetworkRule, ...] = ()
    ssh: dict[Pattern, SshGrant] = Field(default_factory=dict)
    """Hosts it may log in to, `host` or `host:port`. Such a task, and no other, may open Unix sockets."""
    tools: dict[ToolName, ToolGrant] = Field(default_factory=dict)
    output: Output | None = None
    limits: Limits = Limits()


class Document(Part):
    """The whole file."""

    version: Literal[1]
    model: Model | None = None
    tasks: dict[Name, Task] = Field(min_length=1)
    sources: dict[Name, Source] = Field(default_factory=dict)
    secrets: dict[Name, Secret] = Field(default_factory=dict)
