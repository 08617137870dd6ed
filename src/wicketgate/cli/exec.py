"""`wicketgate exec`: any command in the sandbox of a task, without hooks or a model."""

from __future__ import annotations

from wicketgate.cli.arguments import Arguments
from wicketgate.cli.launch import launch

SUMMARY = "run any command in the sandbox of a task"
EXAMPLE = """example:
  wicketgate exec triage -- sh -c 'ls -la; cat .env'"""


def main(argv: list[str]) -> int:
    """Run the command and return its exit code."""
    parser = Arguments("wicketgate exec", SUMMARY, EXAMPLE, usage="wicketgate exec [--policy FILE] TASK -- COMMAND …")
    parser.add_argument("task", metavar="TASK", help="a task of the policy")
    parser.add_argument("--policy", default="wicketgate.yaml", help="the policy file (default: %(default)s)")
    parser.add_argument("command", nargs="+", metavar="COMMAND", help="after `--`: the command and its arguments")
    found = parser.parse_args(argv)
    return launch("exec", found.task, found.policy, found.command)
