"""Cleaning of text that leaves: known secrets, terminal escapes, characters that hide. Pure."""
