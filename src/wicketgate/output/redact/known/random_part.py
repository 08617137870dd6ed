"""Whether a piece of text looks drawn at random: only such a piece of a value is taken for a leak of it."""

from __future__ import annotations

import operator
import re
import string

PAIRS = (
    "th he in er an re on at en nd ti es or te of ed is it al ar st to nt ng se ha as ou io le ve co me de hi "
    "ri ro ic ne ea ra ce li ch ll be ma si om ur ca el ta la ns di fo ho pe ec pr no ct us ac ot il tr ly nc "
    "et ut ss so rs un lo wa ge ie wh ee wi em ad ol rt po we na ul ni ts mo ow pa im mi ai sh ir su id os iv "
    "ia am fi ci vi pl ig tu ev ld ry mp fe bl ab gh ty op wo sa ay ex ke fr oo av ag if ap gr od bo sp rd do "
    "uc bu ei ov by rm ep tt oc fa ef cu rn sc gi da yo cr cl du ga qu ue ff ba ey ls va um pp ua up lu go ht "
    "ru ug ds lt pi rc rr eg au ck ew mu br bi pt ak pu ui rg ib tl ny ki rk ys ob mm fu ph og ms ye ud mb ip "
    "ub oi rl gu dr hr cc tw ft wn nu af hu nn eo vo rv nf xp gn sm fl iz ok nl my gl aw ju oa eq sy sl ps jo "
    "lf nv je nk kn gs dy hy ze ks xt bs ik dd key api user pass db url log"
)
COMMON = frozenset(PAIRS.split())
"""The commonest pairs of letters in English and in names in code."""
WINDOW = 32
HEX = re.compile("(?=.*[0-9])(?=.*[a-fA-F])(?:[0-9a-f]{16,}|[0-9A-F]{16,})")
ODD = frozenset(a + b for a in string.ascii_lowercase for b in string.ascii_lowercase) - COMMON


def kind(char: str) -> str:
    """Return the class of one character: lower, upper, digit, other."""
    return "l" if char.islower() else "u" if char.isupper() else "d" if char.isdigit() else "o"


KINDS = {code: kind(chr(code)) for code in range(128)}


def kinds(piece: str) -> str:
    """Return the class of each character, as `kind` tells it."""
    return piece.translate(KINDS) if piece.isascii() else "".join(map(kind, piece))


def pairs(piece: str) -> tuple[int, int]:
    """Return how many pairs of letters stand in `piece`, and how many of them are uncommon."""
    lower = piece.lower()
    both = list(map(operator.add, lower, lower[1:]))
    odd = sum(map(ODD.__contains__, both))
    return odd + sum(map(COMMON.__contains__, both)), odd


def is_random(piece: str) -> bool:
    """Return whether `piece` changes class often for its length, or is letters no language puts together."""
    classes = kinds(piece)
    if len(set(piece)) < max(4, min(len(piece) // 4, 12)) or not ("l" in classes or "u" in classes):
        return False
    total, odd = pairs(piece)
    changes = sum(map(operator.ne, classes, classes[1:]))
    if changes >= max(3, len(piece) // 4) and ("d" in classes or odd * 3 >= total):
        return True
    return total >= 5 and odd * 2 > total


def is_drawn(value: str) -> bool:
    """Return whether a value of any length looks drawn at random, or holds a stretch that does."""
    if HEX.fullmatch(value) and len(set(value)) >= 8:
        return True
    if len(value) <= WINDOW * 2:
        return is_random(value)
    return any(is_random(value[at : at + WINDOW]) for at in range(0, len(value) - WINDOW // 2, WINDOW))
