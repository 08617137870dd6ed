"""Claude Code's own tools and the key of a task that admits each; what is not listed here is denied by its name."""

from __future__ import annotations

ALWAYS = ""
"""Admitted by every task: the tool touches nothing outside the conversation."""

ADMITTED_BY: dict[str, str] = {
    "Read": "files.read",
    "Glob": "files.read",
    "Grep": "files.read",
    "Write": "files",
    "Edit": "files",
    "MultiEdit": "files",
    "NotebookEdit": "files",
    "Bash": "commands",
    "BashOutput": "commands",
    "KillShell": "commands",
    "TaskStop": "commands",
    "WebFetch": "network",
    "Agent": "agents",
    "Task": "agents",
    "ListAgents": "agents",
    "Skill": "skills",
    "ToolSearch": ALWAYS,
    "ReportFindings": ALWAYS,
    "TodoWrite": ALWAYS,
}

NO_KEY = frozenset(
    {
        "WebSearch",
        "Workflow",
        "Monitor",
        "SendMessage",
        "CronCreate",
        "CronDelete",
        "CronList",
        "ScheduleWakeup",
        "EnterWorktree",
        "ExitWorktree",
    }
)
"""Known, and denied: each acts where no wall of ours stands, or outlives the run."""
