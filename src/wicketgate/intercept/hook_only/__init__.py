"""Claude Code without a sandbox: the settings that make it ask, the program it asks through, and their installation."""
