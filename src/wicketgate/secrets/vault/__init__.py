"""The vault: where secret values are kept, what each was accepted for, and until when.

Read `vault.py` for whoever uses a value and `custody.py` for its owner; `assembly.py` puts the two together. Values
lie in an age file (`agefile.py`) or in a store elsewhere (`interface.py` and one module a store).
"""
