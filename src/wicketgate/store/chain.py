"""The hash chain: what binds each stored entry to all before it. Pure; knows neither files nor entries' meaning.

Entry N is bound by `link(hash of entry N-1, the exact bytes stored for N)`; the first one follows `GENESIS`. Every
field of an entry is inside those bytes, so no field can change without the chain breaking. A chain alone never shows
that its *end* was cut off or that everything was rewritten: only a remembered head held by somebody else does.
"""

from __future__ import annotations

import hashlib

GENESIS = bytes(32)
FORMAT = 1
"""Version of the stored form: of the table, the entry's fields and this hash."""
APPLICATION = 0x57474A31
"""SQLite's `application_id` of a journal: `WGJ1`."""
FILE = "journal.db"
"""Name of the journal inside the state directory."""
COLUMNS = "idx, prev_hash, hash, run, kind, bytes"
ENTRIES = """CREATE TABLE entries (
  idx INTEGER PRIMARY KEY, prev_hash BLOB NOT NULL, hash BLOB NOT NULL,
  run TEXT NOT NULL, kind TEXT NOT NULL, bytes BLOB NOT NULL
) STRICT"""
TAG = b"wicketgate journal entry 1\0"  # keeps these hashes apart from any other use of SHA-256


def link(previous: bytes, stored: bytes) -> bytes:
    """Return the hash of the entry whose stored bytes are `stored`, following the one whose hash is `previous`."""
    return hashlib.sha256(TAG + previous + stored).digest()
