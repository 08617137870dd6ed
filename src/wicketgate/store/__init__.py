"""The store: one journal in one SQLite file, written by one thread, read by many."""
