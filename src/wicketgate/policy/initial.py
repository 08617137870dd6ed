"""The first policy of a folder: what was found in it, as YAML text that explains itself, least first.

Takes facts, gives text; touches no disk. Every name in the facts is untrusted: it is written quoted and escaped, or
left out. A grant that could hurt is commented out by a `#` in the first column.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from wicketgate.policy.network import host_pattern
from wicketgate.policy.pattern import escape
from wicketgate.policy.yaml_quoting import quoted, sayable, usable

TASK = "work"
HIDDEN = (".git/config", ".env", "**/.env", "**/.env.*", "**/*.pem", "**/*.key", "**/id_rsa", "**/id_ed25519")
TESTS = {
    "package.json": "npm test",
    "pyproject.toml": "python -m pytest *",
    "go.mod": "go test *",
    "Cargo.toml": "cargo test *",
}
REASONS = {
    **dict.fromkeys(("docs/**", "doc/**"), "documentation"),
    **dict.fromkeys(("src/**", "lib/**", "app/**", "cmd/**", "pkg/**"), "source code"),
    **dict.fromkeys(("tests/**", "test/**"), "tests"),
    **dict.fromkeys(TESTS, "dependencies and scripts"),
    ".git/config": "may hold passwords in addresses",
    **dict.fromkeys((".env", "**/.env", "**/.env.*"), "passwords of programs"),
    **dict.fromkeys(("**/*.pem", "**/*.key", "**/id_rsa", "**/id_ed25519"), "private keys"),
}
TOOL = re.compile(r"mcp__[A-Za-z0-9_-]{1,120}", re.ASCII)
ALLOWED = re.compile(r"(Bash|WebFetch|Skill)(?:\((.*)\))?", re.DOTALL)

HEAD = """\
# What an agent may do in this folder; what is not listed is denied. `wicketgate init` wrote it from what it found,
# least first. A line with `#` in its first column grants nothing until you remove that character.
# Read it back with `wicketgate policy show work`; it counts only once you accepted it: `wicketgate policy trust`.
version: 1

# The model API, the one host every agent needs. The key stays outside the sandbox.
model:
  kind: anthropic
  key: ANTHROPIC_API_KEY     # the variable of your shell that holds it, never the key itself
  tokens: 500000             # input and output of one run together; then its requests are refused

tasks:
  work:
    about: Reads this project and answers. Changes nothing.
"""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a folder holds, as found: paths relative to it, names and settings as they are spelled there."""

    git: bool = False
    folders: tuple[str, ...] = ()
    """Those of documentation, source and tests, in this order."""
    documents: tuple[str, ...] = ()
    """Files at the top worth reading: readme, licence, package files."""
    secrets: tuple[str, ...] = ()
    databases: tuple[str, ...] = ()
    allowed: tuple[str, ...] = ()
    """Permission rules of Claude Code's settings."""
    servers: tuple[str, ...] = ()
    """MCP servers that are configured."""
    skills: tuple[str, ...] = ()
    agents: bool = False
    left_out: int = 0
    """How many secrets and databases have names that no policy can spell."""
    complete: bool = True
    """Whether the whole folder was looked at."""


def initial(facts: Facts) -> str:
    """Return the text of a policy that loads whatever the facts are."""
    lines = [*_files(facts), *_commands(facts), *_helpers(facts), *_network(facts), *_tools(facts), *_limits()]
    return HEAD + "".join(f"{line}\n" for line in [*lines, *_sources(facts)])


def _off(lines: Iterable[str]) -> Iterator[str]:
    """Comment lines out so that removing the first character brings each back."""
    return (f"#{line}" for line in lines)


def _items(patterns: Iterable[str], indent: int = 8) -> Iterator[str]:
    for pattern in dict.fromkeys(patterns):
        reason = f"  # {REASONS[pattern]}" if pattern in REASONS else ""
        yield f"{' ' * indent}- {quoted(pattern)}{reason}"


def _named(paths: Iterable[str]) -> list[str]:
    return [escape(path) for path in paths if usable(path)]


def _files(facts: Facts) -> Iterator[str]:
    below = [f"{pattern}/**" for pattern in _named(facts.folders)]
    read = [*_named(facts.documents), *below]
    yield "    files:"
    yield "      # These exist for the agent; every other file of this folder does not. It works on a copy of them."
    yield from ["      read:", *_items(read)] if read else _off(["      read:"])
    if facts.git:
        yield "        # The history, without its settings and hooks. It may hold what was deleted long ago."
        yield from _off(_items([".git/**"]))
    if not read and not facts.git:
        yield from _off(_items(["docs/**"]))
    yield "      # Changes to these can be committed to this folder, after you have seen them."
    yield from _off(["      write:", *_items(below or ["drafts/**"])])
    yield "      # Absent for the agent under any name, whatever `read` says. Those without a reason were found here."
    found = [*facts.secrets, *facts.databases]
    yield from ["      hide:", *_items([*HIDDEN, *_named(found)])]


def _commands(facts: Facts) -> Iterator[str]:
    wanted = [TESTS[name] for name in facts.documents if name in TESTS]
    wanted += [argument.replace(":*", " *") for tool, argument in _rules(facts) if tool == "Bash"]
    listed = [command for command in wanted if sayable(command) and command.strip() not in ("*", "any")]
    yield "    # Programs it may start, in the sandbox, on its copy; absent, none starts. `commands: any` admits all."
    yield "    # A list tells the agent what you expect; what holds is the sandbox."
    yield from _off(["    commands:", *_items(listed, 6)] if listed else ["    commands: any"])


def _helpers(facts: Facts) -> Iterator[str]:
    if facts.agents:
        yield "    # Subagents (this folder defines some); their calls are judged like its own."
        yield from _off(["    agents: true"])
    skills = [*facts.skills, *(argument for tool, argument in _rules(facts) if tool == "Skill")]
    skills = [name for name in skills if sayable(name)]
    if skills:
        yield "    # Skills found here: text somebody wrote for the agent to follow."
        yield from _off(["    skills:", *_items(skills, 6)])


def _network(facts: Facts) -> Iterator[str]:
    yield "    # Hosts it may reach; absent, none. A tunnel is opaque, so a person is asked each time it is opened."
    hosts = [argument.removeprefix("domain:") for tool, argument in _rules(facts) if tool == "WebFetch"]
    named = [host for host in map(_host, hosts) if host] or ["docs.example.com"]
    yield from _off(["    network:", *(f"      - {{TUNNEL: {quoted(host)}}}" for host in dict.fromkeys(named))])


def _tools(facts: Facts) -> Iterator[str]:
    granted = [f"      {name}: {{ask: always}}" for name in dict.fromkeys(facts.allowed) if TOOL.fullmatch(name)]
    for source in _names(facts.databases).values():
        yield f"    # The database {source} stays outside the sandbox; name the tables and columns a question may read."
        granted.append(f'      db.query: {{source: {quoted(source)}, tables: ["a_table(a_column)"], rows: 100}}')
        break
    if facts.servers:
        names = ", ".join(quoted(name) for name in facts.servers if sayable(name))
        yield f"    # MCP servers are configured here ({names}); a tool of theirs is granted as mcp__SERVER__TOOL."
    if granted:
        yield from _off(["    tools:", *granted])


def _limits() -> Iterator[str]:
    yield "    # Bounds of one run; `wicketgate policy show work` lists the others."
    yield from ("    limits:", "      calls: 200", "      minutes: 30")


def _sources(facts: Facts) -> Iterator[str]:
    named = _names(facts.databases)
    if named:
        yield "# Data that scoped tools read, outside the sandbox."
        lines = (f"  {quoted(name)}: {{kind: sqlite, path: {quoted(path)}}}" for path, name in named.items())
        yield from _off(["sources:", *lines])


def _names(databases: Iterable[str]) -> dict[str, str]:
    """Return a name for each database a policy can name; the file's own, where that is one."""
    found: dict[str, str] = {}
    for path in dict.fromkeys(filter(usable, databases)):
        stem = re.sub(r"[^A-Za-z0-9_]", "", path.rsplit("/", 1)[-1].split(".")[0], flags=re.ASCII)[:40]
        taken = not stem[:1].isalpha() or stem in found.values()
        found[path] = f"database-{len(found) + 1}" if taken else stem
    return found


def _rules(facts: Facts) -> Iterator[tuple[str, str]]:
    """Yield the tool and the argument of each permission rule that has both."""
    for rule in facts.allowed:
        match = ALLOWED.fullmatch(rule)
        if match and match[2]:
            yield match[1], match[2]


def _host(text: str) -> str:
    try:
        return host_pattern(text)
    except ValueError:
        return ""
