"""Questions to a person: what waits, what exactly it is bound to, and what was answered.

The gate says "ask"; the desk keeps the question until somebody outside answers it, or time is up. A yes is a `Grant`
for exactly one action and is used once. Read `desk.py` first, then `binding.py`.
"""
