"""PostgreSQL outside the sandbox: a small client that logs in, runs one query read only, and keeps the clock itself."""
