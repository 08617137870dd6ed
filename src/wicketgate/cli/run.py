"""`wicketgate run`: Claude Code in the sandbox of a task."""

from __future__ import annotations

from wicketgate.cli.arguments import Arguments
from wicketgate.cli.launch import launch

SUMMARY = "run Claude Code in the sandbox of a task"
EXAMPLE = """examples:
  wicketgate run triage -- claude -p "Draft a reply to each open ticket"
  wicketgate run triage -- claude            interactively, on a terminal of its own
  wicketgate run triage --prompt "Refund order 4711" -- claude -p "Do what the ticket needs"
                                             what your own words name is traced to you, what data names is not

What it changed waits for you: `wicketgate workspace diff RUN`, then commit or discard.
What it asks for waits too: `wicketgate approvals list` in another terminal."""


def main(argv: list[str]) -> int:
    """Run Claude Code and return its exit code."""
    parser = Arguments("wicketgate run", SUMMARY, EXAMPLE, usage="wicketgate run [OPTION …] TASK -- claude …")
    parser.add_argument("task", metavar="TASK", help="a task of the policy")
    parser.add_argument("--policy", default="wicketgate.yaml", help="the policy file (default: %(default)s)")
    parser.add_argument(
        "--prompt", default="", metavar="TEXT", help="your own words: what they name counts as said by you, not by data"
    )
    parser.add_argument("--claude", default="", help="path of Claude Code's binary (default: the [claude] extra's)")
    parser.add_argument("--claude-sha256", default="", help="accept exactly this digest of the binary")
    parser.add_argument("command", nargs="+", metavar="claude …", help="after `--`: claude and its arguments")
    found = parser.parse_args(argv)
    wanted = {"prompt": found.prompt, "claude": found.claude, "claude_sha256": found.claude_sha256}
    return launch("claude", found.task, found.policy, found.command, **wanted)
