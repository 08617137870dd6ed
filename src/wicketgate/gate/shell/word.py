"""One word of a command as the program gets it, and what a path means in another folder. Knows no grammar."""

from __future__ import annotations

from typing import NamedTuple


class Word(NamedTuple):
    """One word as the program gets it. Unknown parts are shown as `…`; then `known` is False."""

    text: str
    known: bool = True
    glob: bool = False
    loose: bool = False
    """Unknown and unquoted: it can become several words, or none."""


ANY = Word("…", known=False, loose=True)
"""Any words at all."""
SOME = Word("…", known=False)
"""One word, whatever it is."""


def under(folder: Word, path: Word) -> Word:
    """Return a path as seen from the folder the text starts in, when it is used in `folder`."""
    if not folder.text or path.text.startswith(("/", "~")):
        return path
    if not folder.known:
        return Word(f"…/{path.text}", known=False)
    text = folder.text if path.text == "." else f"{folder.text.rstrip('/')}/{path.text}"
    return path._replace(text=text, glob=path.glob or folder.glob)
