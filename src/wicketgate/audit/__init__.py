"""The record of a run, on top of the journal, and its verification."""
