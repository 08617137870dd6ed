"""The record of one run, on top of the journal, and its verification.

Everything the flow does is written here before it happens. Read `record.py` first; `verify.py` is the check that
anybody can run over the file later.
"""
