"""Claude Code without a sandbox: the settings that make it ask, the program it asks through, their installation.

Read `hook_program.py` first: Claude Code starts it at each event. `settings.py` and `merge.py` make the settings,
`settings_file.py` writes and restores them, `canary.py` tries that the hook blocks.
"""
