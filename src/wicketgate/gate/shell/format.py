"""The format in which commands are described. Data only: `families/*.py` hold `PROGRAMS` in it, and their `EXAMPLES`.

    Program(
        "cp gcp",                                   # names, separated by blanks (python3.11 is found as python)
        "read* write",                              # operands by position: roles; one may carry `*` (any number)
        "-abdfiLnPprRsTuv --force -S: --suffix: -t:write --target-directory:write --backup:?",
        when={"-t --target-directory": Program("", "read*")},
    )

**operands**  A role for each operand; `*` marks the one that repeats (zero or more). `""` means none are expected, and
one that comes is not understood. Roles:
    any `Kind` in lower case   the operand is its target: read write delete list run destroy remote send process …
    text                       no effect
    tool                       what a tool of the project is pointed at: a path outside is written, an address reached,
                               and a name that says `deploy` or `drop` is taken at its word (`gate/shell/naming.py`)
    code                       what a tool executes, or takes as its settings: a path outside is run, wherever it lies
    setting                    NAME=value of a build: a path outside is run, unless the machine's own programs lie there
    flags                      what is handed on to a compiler, which may start or load something
    seen                       the same as `tool` for a tool that only looks
    read! list! …              as above, and where no operand is given it is the working folder
    command                    this and all further words are a command of their own (env, xargs, timeout)
    elsewhere                  the same, but it runs on another machine
    inside                     the same, in a container of the project's own
    ssh-option                 a setting of ssh: some start programs
    tarfile                    an archive, judged by tar's reader
    server statement           of a client of a database: its host, what it is told (its reader judges them)
    mount                      `host folder:folder in a container`
    shell / elsewhere-shell    a text that a shell runs (here, elsewhere)
    python node perl ruby php julia pwsh lua rlang octave elixir elisp applescript dc m4 awk sed jq sql
                               a script in that language
    editing                    a command for an editor: some change text, others start programs
    cd                         later relative paths start there
    url                        a web address that is read
    copyfrom copyto            a path, or `host:path` on another machine, read or written
    assign                     NAME=value in the environment of what follows
    gitconfig                  name=value, or a name with the value in the next operand
**options**  Blank-separated. `-abc` is three flags, `--long` one; `-n:` takes a value that is text, `-o:write` one with
a role, `--color:?` one that must be attached (`--color=auto`; a role may stand before the `?`). `*` at the end: any
other option is a harmless flag. Without `*` an unknown option makes the command uninspectable. `-#` allows `-20`.
GNU's abbreviations of long options are found by themselves. `long=True`: one dash, long names
(`find`, `terraform`, `java`).
**does**  Effects of running it at all: `"kind what; kind what"`, e.g. `"send the remote"`, `"destroy lost work"`.
**when**  Option(s) → more effects, or a `Program("", operands, does=…)` whose operands, does and words take the place
of this one's. Keys: `"-f --force"` (any of them), `"-X=DELETE"` (option with this value), `"0"` (no operand was given),
`"-d&-r"` (both). The first key with a Program wins; every key with effects adds. `"harmless"` as the value takes all
effects away (`--dry-run`).
**words**  Operand literal → effects: `{"secret secrets secret/*": "credential cluster secrets"}` (`*` only at the end).
**subs**  Subcommands, each a Program of its own, nested as deep as wanted. With `inherit` (default) a subcommand knows
its parent's options too. No subcommand given: the parent's own operands and does hold. An unknown one is uninspectable,
unless one is named `*`: it takes the word too.
**scripts**  With the operands `run text*` all that stands behind the first operand is the script's own, options too.
**stdin**  Role of what is piped or redirected in when no operand (or `-`) is given: `stdin="shell"`, `"sql"`.
**prints**  What the output is good for in `$(…)` and `| xargs`: `"paths"` (names below its read/list operands),
`"tame"` (one word without `/`, blanks or leading dash: a number, a date).
**reader**  Name of a function in `readers/` for the few programs with a grammar of their own; one that begins with
`also-` adds to what the description says.

`EXAMPLES` is a tuple of `(command, expected)`: `"harmless"`, `"asks"`, `"unreadable"` (which asks too), or the exact
effects in any order, e.g. `"read a.txt; write b.txt"` (`""` for none). One test runs them all. In examples the policy
grants everything below the working folder and nothing outside.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Program:
    """What is known of one program or subcommand; the fields are told in the module's text."""

    names: str
    operands: str = ""
    options: str = ""
    does: str = ""
    when: Mapping[str, str | Program] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    subs: tuple[Program, ...] = ()
    inherit: bool = True
    long: bool = False
    stdin: str = ""
    prints: str = ""
    reader: str = ""
