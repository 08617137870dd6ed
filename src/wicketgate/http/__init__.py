"""HTTP/1.1 on asyncio: the server loop every way out shares, and one upstream request at a time."""
