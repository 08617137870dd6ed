"""Secret values, in types that cannot be printed, and the one function that removes them from text.

`vault/` keeps values and says who may use them; `broker/` puts them in outside, for one action at one destination;
`ssh/` signs logins; `scrubber.py` cleans text. `secrecy.py` puts them together for a warden.
"""
