"""git's settings: which of them run a command, load something or redirect where things go. Takes `name=value` words."""

from __future__ import annotations

import re

from wicketgate.gate.shell.effects import Kind
from wicketgate.gate.shell.state import State, Word

# What these hold is looked at only: names, addresses, colours, layout, how to merge and when to warn.
QUIET = re.compile(
    r"(?:user\.(?:name|email|signingkey)|author\.\w+|committer\.\w+|color\..*|column\..*|advice\..*|init\.defaultbranch"
    r"|pull\.(?:rebase|ff)|push\.(?:default|autosetupremote|followtags)|fetch\.prune|rebase\.(?:auto\w+)|merge\.(?:ff|conflictstyle|log)"
    r"|core\.(?:autocrlf|eol|safecrlf|quotepath|filemode|ignorecase|abbrev|longpaths|precomposeunicode|commentchar|whitespace)"
    r"|diff\.(?:algorithm|renames|colormoved|mnemonicprefix|renamelimit|context|noprefix)|log\.\w+|format\.pretty|status\.\w+"
    r"|branch\.(?:sort|autosetup\w+)|tag\.(?:sort|gpgsign)|commit\.(?:gpgsign|verbose)|gc\.auto|rerere\.\w+|help\.autocorrect"
    r"|http\.(?:postbuffer|lowspeed\w+)|pack\.\w+|index\.\w+|feature\.\w+|grep\.\w+|versionsort\..*|transfer\.\w+"
    r"|branch\.[^.]+\.(?:remote|merge|rebase|description)|submodule\.recurse|stash\.\w+|worktree\.\w+|blame\.\w+)",
    re.IGNORECASE,
)


def git_setting(state: State, words: list[Word], why: str) -> None:
    """Note what one setting does, given as `name=value`."""
    name, _, _ = words[0].text.partition("=")
    if not words[0].known and "…" in name:
        state.note(Kind.PERSIST, "a git setting that cannot be known", why)
    elif not QUIET.fullmatch(name):
        state.note(Kind.PERSIST, f"git setting {name}, which can run a program or change where git connects", why)
