"""What the scoped tools do, outside the sandbox, once a call was admitted.

`catalogue.py` says which tools a task has and what executes each; `sqlite/` and `postgres/` answer `db.query`.
"""
