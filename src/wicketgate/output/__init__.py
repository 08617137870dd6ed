"""Text that leaves: known and unknown secrets removed, terminal escapes filtered, answers held to a schema. Pure.

Read `redact/redactor.py` first, then `frame.py` (data marked as data) and `terminal.py`.
"""
