"""The ways to the network: the proxy (HTTP, TLS, SSH, PostgreSQL) and the model API.

Each request of the sandbox is read in one canonical form, decided by the flow, sent from outside, and its answer
cleaned. Read `proxy.py` and `carrier.py` for the network, `model.py` for the model API.
"""
