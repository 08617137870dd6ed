"""Secrets nobody told us about: token formats, private keys, passwords in addresses, and values named as secrets."""
