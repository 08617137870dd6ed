"""The life of one run: snapshot, sandbox, ways, end.

Read `life.py` first: its docstring is the procedure. `spec.py` works out what to raise, `ways.py` who answers on each
listener, `view.py` what the run sees and leaves; `runs.py` knows all runs of this state directory.
"""
