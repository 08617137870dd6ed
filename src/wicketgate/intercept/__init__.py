"""Claude Code from outside: its hooks, its settings, its binary; and the Python API."""
