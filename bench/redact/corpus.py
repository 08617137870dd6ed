"""Ordinary text without planted secrets: Python's own code, generated logs and JSON full of ids and hashes."""

from __future__ import annotations

import base64
import hashlib
import json
import random
import sysconfig
import uuid
from pathlib import Path


def code(most: int) -> str:
    """Return up to `most` characters of the standard library's source."""
    out, size = list[str](), 0
    for path in sorted(Path(sysconfig.get_paths()["stdlib"]).glob("*.py")):
        out.append(path.read_text("utf-8", "replace"))
        size += len(out[-1])
        if size > most:
            break
    return "".join(out)[:most]


def logs(most: int, seed: int = 1) -> str:
    """Return log lines with request ids, hashes and trace ids."""
    drawn, out, size = random.Random(seed), list[str](), 0
    while size < most:
        line = (
            f"2026-02-{drawn.randrange(1, 28):02d}T03:04:{drawn.randrange(60):02d}Z INFO crm.web "
            f"request={uuid.UUID(int=drawn.getrandbits(128))} trace={drawn.randbytes(16).hex()} "
            f"image={hashlib.sha256(drawn.randbytes(8)).hexdigest()} GET /items/{drawn.randrange(9999)}?page=2 200\n"
        )
        out.append(line)
        size += len(line)
    return "".join(out)


def answers(most: int, seed: int = 1) -> str:
    """Return JSON as services answer it."""
    drawn, rows, size = random.Random(seed), list[dict[str, object]](), 0
    while size < most:
        number = drawn.randrange(10**6)
        row: dict[str, object] = {
            "id": base64.b64encode(f"010:Repository{number}".encode()).decode(),
            "etag": f'W/"{hashlib.md5(str(number).encode(), usedforsecurity=False).hexdigest()}"',
            "next_page_token": base64.urlsafe_b64encode(drawn.randbytes(30)).decode(),
            "session": {"id": str(uuid.UUID(int=drawn.getrandbits(128))), "expires_in": 3600, "token_type": "bearer"},
            "digest": "sha512-" + base64.b64encode(drawn.randbytes(64)).decode(),
            "name": f"item {number}",
        }
        rows.append(row)
        size += len(json.dumps(row))
    return json.dumps(rows, indent=1)[:-2] + "\n]"
