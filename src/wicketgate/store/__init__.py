"""The journal: an ordered, durable, hash-chained log in one SQLite file, written by one thread, read by many.

Read `journal.py` first, then `sequencer.py` (the one writer) and `chain.py` (what binds the entries).
"""
