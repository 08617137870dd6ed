"""The `wicketgate` command: finds the verb, runs it, turns errors into one line, a hint and an exit code.

Only the verb's own module is imported, so that a client of the warden starts in tens of milliseconds.
"""

from __future__ import annotations

import importlib
import io
import sys

from wicketgate.errors import ConfigError, Error, Refused, RequestError
from wicketgate.version import VERSION

VERBS = {
    "init": "write a first policy from what this folder holds, least first",
    "policy": "accept, explain or describe a policy",
    "run": "run Claude Code in the sandbox of a task",
    "exec": "run any command in the sandbox of a task",
    "hook": "have Claude Code on this machine ask before each tool call (no sandbox)",
    "decide": "say what the gate would decide on a request, without doing it",
    "secret": "keep, list, replace or revoke the secrets a policy binds",
    "approvals": "see what waits for a person; approve or deny it",
    "watch": "follow what a run asks for and what is decided",
    "workspace": "see, commit, discard or undo what a run changed",
    "runs": "list, show and clear away runs",
    "audit": "read and verify the record",
    "redact": "replace the secrets in a text by marks",
    "doctor": "say which walls this machine can raise, and how to mend the others",
    "warden": "see or stop the warden of this user",
}
OK, FAILED, USAGE, NOTHING, DENIED, ASKS = 0, 1, 2, 3, 4, 5


def usage() -> str:
    """Return the text of `wicketgate --help`."""
    width = max(map(len, VERBS))
    verbs = "\n".join(f"  {verb:<{width}}  {summary}" for verb, summary in VERBS.items())
    return (
        "usage: wicketgate VERB …\n\n"
        "Runs agents against real things so that a fooled agent stays harmless.\n\n"
        f"{verbs}\n\n"
        "`wicketgate VERB --help` explains one, with an example. `wicketgate --version` names the version.\n"
        "Exit codes: 0 done or allowed, 1 could not, 2 wrong usage or policy, 3 nothing there, 4 denied, 5 would ask.\n"
        "`run` and `exec` end with the exit code of what they ran."
    )


def main(argv: list[str] | None = None) -> int:
    """Run one verb and return its exit code."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A locale without some letter is no reason to end: `strict` would, and so would the C locale's own setting.
        sys.stdout.reconfigure(errors="backslashreplace")
    arguments = sys.argv[1:] if argv is None else argv
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        print(usage())
        return OK if arguments else USAGE
    if arguments[0] in ("--version", "-V"):
        print(f"wicketgate {VERSION}")
        return OK
    verb, rest = arguments[0], arguments[1:]
    if verb not in VERBS:
        return fail(ConfigError(f"no verb {verb!r}", f"the verbs are: {', '.join(VERBS)}"))
    module = importlib.import_module(f"wicketgate.cli.{verb}")
    try:
        return int(module.main(rest))
    except Error as error:
        return fail(error)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        sys.stderr.close()  # whoever read us has gone; Python would complain about the same pipe again at exit
        return FAILED


def fail(error: Error) -> int:
    """Print an error as one line and a hint, and return its exit code."""
    print(f"wicketgate: {error.message}", file=sys.stderr)
    if error.hint:
        print(f"  {error.hint}", file=sys.stderr)
    if isinstance(error, Refused):
        return DENIED
    return USAGE if isinstance(error, ConfigError | RequestError) else FAILED


if __name__ == "__main__":
    sys.exit(main())
