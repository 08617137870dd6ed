"""The command line: one module a verb, found by `main.py`.

A command talks to the warden through `wicketgate.client` and shows what it is told. It holds no mechanism of its own.
"""
