"""What an agent may do to the operator's terminal: takes its output in any pieces, gives the bytes safe to show.

An allowlist: printable UTF-8, a few controls, colours, cursor, erasing, scrolling, and the modes a full-screen program
needs. Dropped: whatever makes a terminal write into its own input (reports, queries), sets clipboard or title, makes
links, loads strings (OSC, DCS, APC, PM, SOS), every 8-bit control, and what reorders or hides text. Bounded: a sequence
longer than LONGEST is dropped to its end.
"""

from __future__ import annotations

import enum
import re
import unicodedata

LONGEST = 64
CONTROLS = frozenset(b"\b\t\n\r")
# Final bytes of CSI sequences without a private marker: insert, cursor, erase, scroll, tabs, colours, region.
FINALS = frozenset(b"@ABCDEFGHIJKLMPSTXZ`adefgmrsu")
# Cursor keys, origin, wrap, cursor, alternate screen, margins, mouse and focus, bracketed paste, synchronised output.
MODES = frozenset({1, 6, 7, 12, 25, 47, 69, 1000, 1002, 1003, 1004, 1005, 1006, 1015, 1047, 1048, 1049, 2004, 2026})
PARAMETERS = re.compile(rb"[0-9;:]{0,48}")
ESCAPES = frozenset(b"78DEHM=>")  # save, restore, index, next line, tab set, reverse index, keypad modes
CHARSETS = {0x28: frozenset(b"AB0"), 0x29: frozenset(b"AB0")}
HIDDEN = frozenset({"Cc", "Cf", "Zl", "Zp"})
JOINERS = frozenset("\u200c\u200d")  # emoji and several scripts need them
CURSOR_STYLE = re.compile(rb"[0-6]? q")


class _State(enum.Enum):
    TEXT = enum.auto()
    ESCAPE = enum.auto()
    CHARSET = enum.auto()
    CSI = enum.auto()
    STRING = enum.auto()
    STRING_ESCAPE = enum.auto()


class TerminalFilter:
    """A filter over one stream of output; what is not on the list disappears."""

    def __init__(self) -> None:
        self._state = _State.TEXT
        self._held = bytearray()
        self._utf8 = bytearray()

    def feed(self, data: bytes) -> bytes:
        """Return what of `data` may reach the terminal now; an unfinished sequence waits for its end."""
        out = bytearray()
        for byte in data:
            STEPS[self._state](self, byte, out)
        return bytes(out)

    def _text(self, byte: int, out: bytearray) -> None:
        if byte == 0x1B:
            self._utf8.clear()
            self._begin(_State.ESCAPE)
        elif byte >= 0x80:
            self._wide(byte, out)
        else:
            self._utf8.clear()
            if 0x20 <= byte <= 0x7E or byte in CONTROLS:
                out.append(byte)

    def _wide(self, byte: int, out: bytearray) -> None:
        """Take a byte of a UTF-8 sequence; C1 controls, overlong forms and strays never complete one."""
        if byte >= 0xC0:
            self._utf8.clear()
        elif not self._utf8:
            return
        self._utf8.append(byte)
        try:
            char = self._utf8.decode("utf-8")
        except UnicodeDecodeError as error:
            if error.reason != "unexpected end of data":
                self._utf8.clear()
            return
        if char in JOINERS or unicodedata.category(char) not in HIDDEN:
            out += self._utf8
        self._utf8.clear()

    def _escape(self, byte: int, out: bytearray) -> None:
        if byte == 0x5B:
            self._begin(_State.CSI)
        elif byte in b"]P_^X":
            self._begin(_State.STRING)
        elif byte in CHARSETS:
            self._begin(_State.CHARSET, byte)
        elif 0x20 <= byte <= 0x2F:
            self._begin(_State.CHARSET, 0)
        else:
            self._end()
            if byte in ESCAPES:
                out += bytes((0x1B, byte))
            elif byte == 0x1B:
                self._begin(_State.ESCAPE)
            elif byte < 0x20:
                self._text(byte, out)

    def _charset(self, byte: int, out: bytearray) -> None:
        which = self._held[0]
        self._end()
        if byte in CHARSETS.get(which, ()):
            out += bytes((0x1B, which, byte))
        elif byte == 0x1B:
            self._begin(_State.ESCAPE)

    def _csi(self, byte: int, out: bytearray) -> None:
        if 0x40 <= byte <= 0x7E:
            self._held.append(byte)
            if len(self._held) <= LONGEST and _allowed(bytes(self._held)):
                out += b"\x1b[" + self._held
            self._end()
        elif 0x20 <= byte <= 0x3F:
            if len(self._held) <= LONGEST:
                self._held.append(byte)
        else:  # a control or 8-bit byte inside a sequence ends it: no terminal agrees with another on what it means
            self._end()
            if byte == 0x1B:
                self._begin(_State.ESCAPE)

    def _string(self, byte: int, out: bytearray) -> None:
        """Drop a string up to BEL, ST, CAN or SUB, however long it is."""
        if byte == 0x1B:
            self._state = _State.STRING_ESCAPE
        elif byte in (0x07, 0x18, 0x1A):
            self._end()

    def _string_escape(self, byte: int, out: bytearray) -> None:
        self._end()
        if byte != 0x5C:  # ESC inside a string ends it, and starts what it starts
            self._escape(byte, out)

    def _begin(self, state: _State, *held: int) -> None:
        self._state = state
        self._held[:] = bytes(held)

    def _end(self) -> None:
        self._state = _State.TEXT
        self._held.clear()


STEPS = {
    _State.TEXT: TerminalFilter._text,
    _State.ESCAPE: TerminalFilter._escape,
    _State.CHARSET: TerminalFilter._charset,
    _State.CSI: TerminalFilter._csi,
    _State.STRING: TerminalFilter._string,
    _State.STRING_ESCAPE: TerminalFilter._string_escape,
}


def _allowed(sequence: bytes) -> bool:
    """Return whether a CSI sequence (without its introducer) is on the list."""
    body, final = sequence[:-1], sequence[-1]
    if body[:1] == b"?":
        modes = body[1:].split(b";")
        return final in b"hl" and all(mode.isdigit() and len(mode) < 6 and int(mode) in MODES for mode in modes)
    if sequence in (b"!p", b"4h", b"4l") or CURSOR_STYLE.fullmatch(sequence):
        return True
    return final in FINALS and PARAMETERS.fullmatch(body) is not None
