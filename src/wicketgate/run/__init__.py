"""The life of one run: snapshot, sandbox, ways, end."""
