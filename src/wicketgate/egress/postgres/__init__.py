"""PostgreSQL's own protocol for programs inside: no password, each statement decided, recorded, run outside."""
