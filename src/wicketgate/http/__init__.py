"""HTTP/1.1 on asyncio, read strictly: the server that every way out shares, and one upstream request at a time.

Read `server.py` and `exchange.py` first; `client.py` is the other direction. Nothing here knows of policies.
"""
