"""Scripts in other languages, given as a word or on stdin: each reader notes what it knows, and is unclear otherwise."""

# ruff: noqa: E501 - a table's row is one line
from __future__ import annotations

from collections.abc import Callable

from wicketgate.gate.shell.scripts.awk import awk
from wicketgate.gate.shell.scripts.calls import applescript, dc, editing, elisp, elixir, lua, m4, octave, rlang
from wicketgate.gate.shell.scripts.code import julia, node, perl, php, ruby
from wicketgate.gate.shell.scripts.powershell import pwsh
from wicketgate.gate.shell.scripts.python import python
from wicketgate.gate.shell.scripts.sed import jq, sed
from wicketgate.gate.shell.scripts.sql import sql
from wicketgate.gate.shell.state import State, Word

SCRIPTS: dict[str, Callable[[State, list[Word], str], None]] = {
    "applescript": applescript,
    "awk": awk,
    "dc": dc,
    "editing": editing,
    "elisp": elisp,
    "elixir": elixir,
    "jq": jq,
    "julia": julia,
    "lua": lua,
    "m4": m4,
    "node": node,
    "octave": octave,
    "perl": perl,
    "php": php,
    "pwsh": pwsh,
    "python": python,
    "rlang": rlang,
    "ruby": ruby,
    "sed": sed,
    "sql": sql,
}
