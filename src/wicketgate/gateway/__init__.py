"""The scoped tools (`db.query` and others), offered to the agent over MCP.

`worker.py` speaks MCP in a process that holds nothing and decides nothing; `gateway.py`, in the warden, decides and
executes each call the worker forwards; `protocol.py` is the line format between the two.
"""
