"""Stubs and servers that tests share."""
