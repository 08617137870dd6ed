"""The broker: the agent holds placeholders, the values are put in outside, for one action at one destination.

Read `broker.py` first; `position.py` says where in a request a placeholder counts.
"""
