"""The demonstration: the real Claude Code, a fully compromised scripted model, three columns, canaries that decide.

Takes nothing from the machine but the Claude Code binary and Wicketgate itself; gives a table and `build/demo.json`.
Knows nothing of how Wicketgate works inside (but for `hostile.py`, which makes a worse Wicketgate on purpose).
"""
