"""What a run or a session has spent and seen: the facts a decision is made by.

Read `state.py` first. `budgets.py` counts what is spent, `origins.py` says where each value came from, from what
tools returned (`tool_results.py`, `lookup_records.py`).
"""
