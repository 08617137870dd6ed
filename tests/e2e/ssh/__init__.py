"""SSH out of the real sandbox, against a real OpenSSH server."""
