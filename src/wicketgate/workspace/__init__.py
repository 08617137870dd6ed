"""What the agent sees and may change: a frozen snapshot, the diff of what it did, the commit, the undo.

In the order of a run: `snapshot.py` freezes the granted files, `diff.py` collects what changed, `review.py` judges
each change, `commit.py` carries out what a person approved, crash-safe by `write_ahead.py`; `undo.py` takes it back.
"""
