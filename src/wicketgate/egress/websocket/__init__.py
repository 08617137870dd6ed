"""WebSocket inside TLS, where an entry grants it: the handshake made anew, every message read, cleaned and counted."""
