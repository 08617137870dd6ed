"""SQL given on a command line: does it only read? By the first word of each statement; no catalogue is known."""

from __future__ import annotations

import re

from wicketgate.gate.shell.effects import Kind
from wicketgate.gate.shell.state import State, Word

COMMENTS = re.compile(r"--[^\n]*|/\*(?!!).*?\*/", re.DOTALL)
TEXTS = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"")
READS = re.compile(
    r"\s*(?:select|show|explain|describe|desc|values|table|use|\(\s*select)\b|\s*pragma\s+\w+(?:\s*\(\s*\w+\s*\))?\s*$",
    re.IGNORECASE,
)
CHANGES = re.compile(
    r"\b(?:insert|update|delete|drop|alter|create|truncate|grant|revoke|copy|call|do|merge|replace|into|vacuum|analyze|attach"
    r"|load_file|load_extension|pg_read_file|pg_read_binary_file|pg_ls_dir|lo_export|lo_import|dblink\w*|pg_terminate_backend|writefile"
    r"|readfile|edit|set_config|pg_sleep|outfile|dumpfile|nextval|setval|pg_reload_conf|for\s+update)\b",
    re.IGNORECASE,
)


def sql(state: State, words: list[Word], why: str) -> None:
    """Note whether SQL changes anything."""
    if not words[0].known:
        state.note(Kind.REMOTE, "a database, by a statement that cannot be known", why)
        return
    text = COMMENTS.sub(" ", words[0].text)
    bare = TEXTS.sub("''", text)
    if SECRETS.search(bare):
        state.note(Kind.CREDENTIAL, "what a database keeps of its users", why)
    for statement in filter(str.strip, bare.split(";")):
        if not _reads(statement) or "\\" in statement:
            state.note(Kind.REMOTE, f"a database: {' '.join(statement.split())[:80]}", why)


def _reads(statement: str) -> bool:
    statement = EXPLAIN.sub("", statement)
    if re.match(r"\s*with\b", statement, re.IGNORECASE):
        return CHANGES.search(statement) is None
    return READS.match(statement) is not None and CHANGES.search(statement) is None


EXPLAIN = re.compile(r"\s*explain\s+(?:query\s+plan\b|analyze\b|verbose\b|\([\w\s,]*\))*", re.IGNORECASE)
SECRETS = re.compile(
    r"\bpg_shadow\b|\bpg_authid\b|\bmysql\.user\b|authentication_string|\bsys\.sql_logins\b|\bpasswd\b", re.IGNORECASE
)
DOT = re.compile(
    r"\.(?:tables|dump|schema|indexes|indices|headers|mode|databases|dbinfo|show|width|help|version|quit|exit|stats|timer)\b.*",
    re.DOTALL,
)


def sqlite(state: State, words: list[Word], why: str) -> None:
    """Note what SQL or dot commands of sqlite3 do."""
    for line in words[0].text.split("\n") if words[0].known and words[0].text.lstrip().startswith(".") else []:
        if line.strip() and not DOT.fullmatch(line.strip()):
            state.note(Kind.REMOTE, f"a database: {line.strip()[:80]}", why)
    if not words[0].known or not words[0].text.lstrip().startswith("."):
        sql(state, words, why)
