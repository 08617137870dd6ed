"""Cheap signs that a text may be encoded, each with the kind of layer that could be taken off.

As patterns: `watch` scans for them. Signs that ordinary text is full of are only said to be there or not; of the others
each place is given, so that nothing else need be looked at.
"""

from __future__ import annotations

SPEECH = r"[I-Za-f][A-HQ-Xg-nw-z0-3][ABEFIJMNQRUVYZcdghklopstwx014589][A-Za-z0-9+/_-]"
"""Four letters of base64 of ASCII: the high bit of each of three bytes is zero."""
READABLE64 = rf"(?:{SPEECH}){{5}}"
# Told where it is over, not at each of its letters.
READABLE_END = (
    rf"{READABLE64}(?:[^I-Za-f]|.[^A-HQ-Xg-nw-z0-3]|..[^ABEFIJMNQRUVYZcdghklopstwx014589]|...[^A-Za-z0-9+/_-])"
)
SHORT64 = rf"(?:\A|[^A-Za-z0-9+/_=-])(?:{SPEECH}){{4}}[A-Za-z0-9+/_-]{{0,3}}[^A-Za-z0-9+/_-]"
WIDE64 = r"(?:[A-Za-f][AQgw][AB][A-Za-z0-9+/_-]A[A-H][A-Za-z0-9+/_-]A){2}"
"""Base64 of ASCII in UTF-16."""
WIDE64_BE = r"(?:A[A-H][A-Za-z0-9+/_-]A[A-Za-f][AQgw][AB][A-Za-z0-9+/_-]){2}"
ASCII = "[2-7][0-9a-fA-F]"
PACKED64 = r"H4sI|QlpoO|/Td6WFoA"
"""How gzip, bzip2 and xz begin in base64."""
ZLIB64 = r"e(?:A[E-H]|F[4-7]|J[w-z]|N[o-r])"
RARE: tuple[tuple[str, str], ...] = (
    ("escape hex", r"(?:\\x[2-7][0-9a-fA-F]){6}"),
    ("escape", r"(?:\\{1,4}u00[2-7][0-9a-fA-F]){6}"),
    ("escape", r"(?:\\{1,4}[01][0-7]{2}){6}"),
    ("escape", r"(?:%(?:25){0,2}[2-7][0-9a-fA-F]){6}"),
    ("escape", r"(?:&(?:amp;)?#x?[0-9a-fA-F]{2,6};){6}"),
    ("hex", r"(?:0x[2-7][0-9a-fA-F][ ,]{1,2}){6}"),
    ("packed", rf"(?:{PACKED64})[A-Za-z0-9+/_-]{{12}}"),
    ("hex", r"1[fF]8[bB]08[0-9a-fA-F]{20}"),
    ("base64", WIDE64),
)
"""Signs that ordinary text of any length hardly has."""
GLIMPSES = (
    r"\\x[2-7][0-9a-fA-F]\\x[2-7][0-9a-fA-F]\\x[2-7]",
    r"\\u00[2-7][0-9a-fA-F]\\{1,4}u00[2-7]",
    r"\\[01][0-7]{2}\\{1,4}[01][0-7]{2}\\",
    r"%[2-7][0-9a-fA-F]{1,5}%[2-7][0-9a-fA-F]{1,5}%",
    r"&(?:amp;)?#x?[0-9a-fA-F]{2,6};&(?:amp;)?#",
    r"0x[2-7][0-9a-fA-F][ ,]{1,2}0x[2-7][0-9a-fA-F][ ,]{1,2}0x",
    PACKED64,
    r"1[fF]8[bB]08",
    WIDE64,
)
"""What the same can be glimpsed by at twice the speed; each is then looked at."""
EASY: tuple[tuple[str, str], ...] = (
    ("base64", READABLE_END),
    ("base64", SHORT64),
    ("base64", WIDE64_BE),
    ("packed", rf"{ZLIB64}[A-Za-z0-9+/_-]{{12}}"),
    ("hex", r"(?:78(?:01|5[eE]|9[cC]|[dD][aA])|425[aA]6839|[fF][dD]377[aA]58)[0-9a-fA-F]{20}"),
    ("hex", r"(?:00[2-7][0-9a-fA-F]){6}"),
    ("base32 behind", r"[A-Z2-7]{16}|[a-z2-7]{24}"),  # the same either way
)
"""Signs that are sought in small texts only, and backwards too."""
HARD: tuple[tuple[str, str], ...] = (
    ("hex", r"(?:[2-7][0-9a-fA-F](?:[ :,-]|00)?){8}"),
    ("decimal", r"(?:[0-9]{1,3}[ ,;+\r\n]{1,6}){10}"),
    ("lines", r"(?:[!-~][ \t\r\n\"'+,]{1,6}){12}"),
    ("dotted", r"(?:[A-Za-z0-9%&#;=+/\\][.|*~^_-]){12}"),
    ("dump", r"[0-9a-fA-F]{7}:? {1,2}(?:[0-9a-fA-F]{2,8} {1,2}){4}"),
)
"""The same, sought where `HINTS` says that one of them may be: each of these costs as much as all the others."""
ROWS: tuple[tuple[str, str], ...] = (("lines", r"(?:[!-~]{16,80}\r?\n[ \t]{0,8}){2}[!-~]"),)
"""The same, sought where `ROW` is: that skips from line to line."""
ROW = r"\n[ \t]{0,8}[!-~]{16,80}\r?\n[ \t]{0,8}[!-~]|\n\r?[!-~]{16,80}[ \t]{0,8}\n\r?[!-~]"
"""A line of one long word, whichever way it is read."""
TURNED_ROWS = (("behind", r"\n\r?[!-~]{16,80}[ \t]{0,8}\n\r?[!-~]{16}"),)
FORWARD: tuple[tuple[str, str], ...] = (
    ("quotes", r"(?:[\"'][ \t\r\n\\]*[+.,]?[ \t\r\n\\]*[\"'][^\"']{1,12}){4}"),
    ("wide", r"\x00"),
    ("escape", r"%[0-9a-fA-F]{2}"),
    ("escape", r"[A-Za-z0-9+/]{2}\\/[A-Za-z0-9+/]{2}"),
    ("escape", r"&(?:#|quot;|amp;|lt;|gt;|apos;)"),
    ("escape", r"\\[xu0-3]"),
    ("printable", r"(?:=[2-7][0-9A-F](?:=\r?\n)?){6}"),
    ("printable", r"=(?:3D|\r?\n)"),
    ("invisible", r"\xe2\x80[\x8b-\x8f]|\xe2\x81\xa0|\xef\xbb\xbf|\xc2\xad"),
)
"""Signs that mean nothing backwards."""
PLACED = frozenset({"hex", "packed", "base64"})
EVERY = frozenset({"escape", "wide", "hex", "decimal", "base32", "base64", "lines", "quotes", "printable", "packed"})
Signs = dict[str, list[int]]
"""Kinds of layers, each with where its signs end; of kinds that are not placed only one place is told."""
DIGIT, LETTER = "[0-9a-fA-F]", "[A-Za-z0-9+/_-]"
HINTS: tuple[tuple[str, str], ...] = (
    ("ahead behind", rf"[2-7](?:(?:[ :,-]|00)?{DIGIT}(?:[ :,-]|00)?[2-7]){{7}}"),
    ("ahead behind", r"[0-9]{1,3}(?:[ ,;+\r\n]{1,6}[0-9]{1,3}){8}"),
    ("ahead behind", r"[!-~](?:[ \t\r\n\"'+,]{1,6}[!-~]){8}"),
    ("ahead behind", r"[A-Za-z0-9%&#;=+/\\](?:[.|*~^_-][A-Za-z0-9%&#;=+/\\]){8}"),
    ("ahead behind", rf"{DIGIT}{{2}}:? {{1,2}}(?:{DIGIT}{{2,8}} {{1,2}}){{3}}:?{DIGIT}{{2}}"),
    ("behind", rf"(?:{LETTER}[ABEFIJMNQRUVYZcdghklopstwx014589][A-HQ-Xg-nw-z0-3][I-Za-f]){{4}}"),
    ("behind", rf"(?:{LETTER}[AB][AQgw][A-Za-f]A{LETTER}[A-H]A){{2}}"),
    ("behind", rf"(?:A{LETTER}[A-H]A{LETTER}[AB][AQgw][A-Za-f]){{2}}"),
    ("behind", rf"{LETTER}{{3}}(?:(?:[E-H]A|[4-7]F|[w-z]J|[o-r]N)e|Is4H|OoplQ|AoFW6dT/)"),
    ("behind", rf"[2-7](?:00{DIGIT}[2-7]){{5}}"),
    ("behind", rf"{DIGIT}{{20}}(?:(?:10|[eE]5|[cC]9|[aA][dD])87|9386[aA]524|85[aA]773[dD][fF]|80[bB]8[fF]1)"),
    ("behind", rf"(?:{DIGIT}[2-7]x\\){{6}}"),
    ("behind", rf"(?:{DIGIT}[2-7]00u\\{{1,4}}){{6}}"),
    ("behind", r"(?:[0-7]{2}[01]\\{1,4}){6}"),
    ("behind", rf"(?:{DIGIT}[2-7](?:52){{0,2}}%){{6}}"),
    ("behind", rf"(?:;{DIGIT}{{2,6}}x?#(?:;pma)?&){{6}}"),
    ("behind", rf"(?:[ ,]{{1,2}}{DIGIT}[2-7]x0){{6}}"),
)
"""What holds wherever a sign of `HARD` does, read forwards (`ahead`), or one of `RARE`, `EASY`, `HARD` backwards.

INVARIANT: none looks at what adjoins it and none holds a seam, so a text of which a part is hidden by seams has no more
of them than the whole.
"""
