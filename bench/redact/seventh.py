# ruff: noqa: E501
"""The seventh set: secrets and near-misses in the shapes of repositories, logs, terminals and talk.

Takes a seed, gives cases `(kind, text, spans)` where `spans` are (start, end) of the secrets in the text. Written without
sight of the product's rules or of the other sets; what an ordinary set of a secret scanner would hold, with several
secrets in one text where people write several.

At its first count, before anything was mended after it (set d1089b0ec5dc): 1148 of 1310 texts with every secret in them
covered (87.6 %), 1199 of 1378 secrets (87.0 %), 10 of 1083 flagged (0.9 %), more than the secret covered in 15.

`python -m bench.redact.seventh [--show GROUP] [--flags] [--wide]` runs the command line over it and prints the counts.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import random
import re
import textwrap
from collections import Counter

from bench.redact.seventh_clean import CLEAN, MASKED_PLACES, MASKS, PLAIN
from bench.redact.seventh_formats import ALPHABETS, NEAR, TOKENS
from bench.redact.seventh_places import CARRIERS, POSITIVE
from bench.redact.sixth import STRICT_SLACK, Case, findings

WORDS = [
    "otter",
    "lantern",
    "quiet",
    "copper",
    "meadow",
    "violin",
    "harbor",
    "saffron",
    "glacier",
    "timber",
    "orchid",
    "falcon",
    "ember",
    "pebble",
    "walnut",
]
NAMES = ["Sommer", "Kaffee", "Bielefeld", "Dragon", "Monterrey", "Kestrel", "Tulipan", "Wolga", "Hanoi", "Pumpkin"]
SEED_WORDS = [
    "abandon",
    "ability",
    "able",
    "about",
    "above",
    "absent",
    "absorb",
    "abstract",
    "absurd",
    "abuse",
    "access",
    "accident",
    "account",
    "accuse",
    "achieve",
    "acid",
    "acoustic",
    "acquire",
    "across",
    "act",
    "action",
    "actor",
    "actress",
    "actual",
    "zebra",
    "zero",
    "zone",
    "zoo",
    "young",
    "youth",
    "wrist",
    "write",
    "year",
    "yellow",
    "wagon",
    "wait",
    "walk",
    "wall",
    "walnut",
    "want",
    "velvet",
    "vendor",
    "venture",
    "venue",
    "umbrella",
    "unable",
    "unaware",
    "uncle",
    "tunnel",
    "turkey",
    "turn",
    "turtle",
    "table",
    "tackle",
    "tag",
    "tail",
]
SHAPE = re.compile(r"\{([A-Za-z5])(\d+)\}")
MARK = re.compile("«([^»]+)»|‹([^›]+)›")
PEM_HEAD = {
    "RSA PRIVATE KEY": "MIIEpAIBAAKCAQEA", "PRIVATE KEY": "MIIEvQIBADANBgkq", "EC PRIVATE KEY": "MHcCAQEEI",
    "DSA PRIVATE KEY": "MIIBuwIBAAKBgQ", "OPENSSH PRIVATE KEY": "b3BlbnNzaC1rZXktdjEAAAAA",
    "ENCRYPTED PRIVATE KEY": "MIIFHDBOBgkqhkiG9w0BBQ0w", "PGP PRIVATE KEY BLOCK": "lQVYBGX",
}  # fmt: skip


def chars(rng: random.Random, alphabet: str, length: int) -> str:
    """Return `length` random characters of the named alphabet."""
    return "".join(rng.choice(ALPHABETS[alphabet]) for _ in range(length))


def shape(rng: random.Random, template: str) -> str:
    """Return the template with its `{A36}` filled in."""
    filled = SHAPE.sub(lambda m: chars(rng, m[1], int(m[2])), template)
    return filled.replace("{{", "{").replace("}}", "}")


def password(rng: random.Random, symbols: str, length: int) -> str:
    """Return a password with letters, digits and, where `symbols` has any, symbols."""
    while True:
        text = "".join(rng.choice(ALPHABETS["A"] + symbols * 3) for _ in range(length))
        if re.search(r"[a-z]", text) and re.search(r"[A-Z]", text) and re.search(r"\d", text) and text[0].isalpha():
            return text


def pem(rng: random.Random, kind: str) -> str:
    """Return an armoured key of random content."""
    size = {"EC PRIVATE KEY": 150, "OPENSSH PRIVATE KEY": 340}.get(kind, 800)
    body = PEM_HEAD[kind] + chars(rng, "S", size)
    lines = textwrap.wrap(body, 64)
    if kind.startswith("PGP"):
        lines = ["", *lines, "=" + chars(rng, "S", 4)]
    return "\n".join([f"-----BEGIN {kind}-----", *lines, f"-----END {kind}-----"])


def ppk(rng: random.Random) -> str:
    """Return a PuTTY key of random content."""
    public, private = textwrap.wrap(chars(rng, "S", 300), 64), textwrap.wrap(chars(rng, "S", 400), 64)
    head = f"PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none\nComment: eva\nPublic-Lines: {len(public)}\n"
    return (
        head
        + "\n".join(public)
        + f"\nPrivate-Lines: {len(private)}\n"
        + "\n".join(private)
        + f"\nPrivate-MAC: {chars(rng, 'H', 64)}"
    )


def jwt(rng: random.Random) -> str:
    """Return a signed token of random claims."""
    head = base64.urlsafe_b64encode(b'{"alg":"HS256","typ":"JWT"}').decode().rstrip("=")
    claims = f'{{"sub":"{chars(rng, "D", 8)}","iat":17720{chars(rng, "D", 5)},"scope":"read"}}'.encode()
    return f"{head}.{base64.urlsafe_b64encode(claims).decode().rstrip('=')}.{chars(rng, 'B', 43)}"


def encoded(text: str) -> str:
    """Return base64 of a text."""
    return base64.b64encode(text.encode()).decode()


def uuid(rng: random.Random) -> str:
    """Return a random UUID."""
    return shape(rng, "{H8}-{H4}-4{H3}-a{H3}-{H12}")


def special(rng: random.Random, kind: str) -> str | None:
    """Return a value of a kind that is more than characters of one alphabet."""
    name, _, arg = kind.partition(":")
    simple = {
        "pw": lambda: password(rng, "!#*+-_.@%"[: rng.choice([0, 4, 9])], rng.randint(10, 20)),
        "pwa": lambda: password(rng, "", rng.randint(10, 22)),
        "pws": lambda: password(rng, "!#*+-_.@%^&=?()", rng.randint(12, 22)),
        "pws1": lambda: password(rng, "!#*+-_.%^&=?", 14),
        "pct": lambda: password(rng, "", 8) + rng.choice(["%40", "%23", "%21"]) + password(rng, "", 5),
        "human": lambda: rng.choice(NAMES) + rng.choice(["", "-", "_", "#"]) + str(rng.randint(10, 2026)) + rng.choice("!?#*"),
        "phrase": lambda: "-".join(rng.sample(WORDS, 4)) + "-" + str(rng.randint(10, 99)),
        "u": lambda: uuid(rng),
        "basic": lambda: encoded("svc-bot:" + password(rng, "", 18)),
        "b64pw": lambda: encoded(password(rng, "!#", rng.randint(12, 20))),
        "salt": lambda: password(rng, "!@#$%^&*()-_[]{}<>~`+=,.;:/?|", 50).replace("'", "x"),
        "S43pct": lambda: chars(rng, "A", 20) + "%2B" + chars(rng, "A", 19),
        "S27pct": lambda: chars(rng, "A", 14) + "%2F" + chars(rng, "A", 12),
        "lic": lambda: "-".join(chars(rng, "U", 5) for _ in range(5)),
        "bip": lambda: " ".join(rng.sample(SEED_WORDS, 12)),
        "jwt": lambda: jwt(rng),
        "saml": lambda: encoded("<samlp:Response ID='_" + chars(rng, "H", 40) + "'>" + chars(rng, "A", 400)),
        "ppk": lambda: ppk(rng),
        "pem": lambda: pem(rng, arg),
        "pemenc": lambda: pem(rng, "RSA PRIVATE KEY").replace(
            "KEY-----\n", f"KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,{chars(rng, 'X', 32)}\n\n", 1),
        "pemindent": lambda: textwrap.indent(pem(rng, arg), "  "),
        "pemjson": lambda: pem(rng, arg).replace("\n", "\\n") + "\\n",
        "pemplus": lambda: pem(rng, arg).replace("\n", "\n+"),
        "pemconcat": lambda: '"' + pem(rng, arg).replace("\n", '\\n" +\n    "') + '"',
        "b64pem": lambda: encoded(pem(rng, "PRIVATE KEY")),
        "t": lambda: shape(rng, TOKENS[arg]).replace("|", ""),
    }  # fmt: skip
    return simple[name]() if name in simple else None


def value(rng: random.Random, kind: str) -> str:
    """Return a random value of the named kind."""
    made = special(rng, kind)
    if made is not None:
        return made
    return chars(rng, kind[0], int(kind[1:]))


def fill(rng: random.Random, template: str) -> tuple[str, list[tuple[int, int]]]:
    """Return the template filled in, and where its secrets stand."""
    text, spans, at = "", [], 0
    for mark in MARK.finditer(template):
        text += template[at : mark.start()]
        made = value(rng, mark[1] or mark[2])
        if mark[1]:
            spans.append((len(text), len(text) + len(made)))
        text, at = text + made, mark.end()
    return text + template[at:], spans


def positives(seed: int = 7) -> list[tuple[str, str, list[tuple[int, int]]]]:
    """Return the cases that hold secrets, as (kind, text, spans)."""
    rng = random.Random(seed)
    cases = []
    for number, (name, form) in enumerate(TOKENS.items()):
        for turn in range(2):
            made = shape(rng, form)
            lead, bar, rest = made.partition("|")
            token, offset = (lead + rest, len(lead)) if bar else (made, 0)
            place = CARRIERS[(number * 5 + turn * 17) % len(CARRIERS)]
            before = place.partition("{T}")[0].replace("{{", "{").replace("}}", "}")
            start = len(before) + offset
            cases.append((f"token: {name}", place.format(T=token), [(start, len(before) + len(token))]))
    for group, templates in POSITIVE.items():
        for template in templates:
            cases += [(f"{group}: {template[:40]!r}", *fill(rng, template)) for _ in range(2)]
    return cases


def negatives(seed: int = 11) -> list[tuple[str, str]]:
    """Return the cases that hold none, as (kind, text)."""
    rng = random.Random(seed)
    cases = []
    for number, (name, form) in enumerate(NEAR.items()):
        for turn in range(2):
            cases.append((f"near: {name}", PLAIN[(number * 3 + turn * 7) % len(PLAIN)].format(T=shape(rng, form))))
    for number, (name, form) in enumerate(TOKENS.items()):
        prefix = re.match(r"[^{]*", form.replace("{{", ""))
        if prefix and 2 < len(prefix[0]) < 16 and "://" not in form:
            mask = MASKS[number % len(MASKS)].replace("{P}", prefix[0].replace("|", ""))
            cases.append((f"mask: {name}", MASKED_PLACES[number // 2 % len(MASKED_PLACES)].replace("{T}", mask)))
    for group, templates in CLEAN.items():
        for template in templates:
            times = 2 if "‹" in template else 1
            cases += [(f"{group}: {template[:40]!r}", fill(rng, template)[0]) for _ in range(times)]
    return cases


def reached(span: tuple[int, int], found: list[dict[str, object]]) -> int:
    """Return how many characters of a span the findings cover."""
    spots: set[int] = set()
    for one in found:
        spots.update(range(max(span[0], int(str(one["start"]))), min(span[1], int(str(one["end"])))))
    return len(spots)


def count(
    held: list[tuple[str, str, list[tuple[int, int]]]], clean: list[tuple[str, str]], asked: argparse.Namespace
) -> None:
    """Print what is found, what is flagged and how much more than the secret is covered."""
    answers = findings([Case(kind, text) for kind, text, *_ in [*held, *clean]])
    total, whole, secrets, wide = Counter[str](), Counter[str](), Counter[str](), 0
    for (kind, text, spans), found in zip(held, answers, strict=False):
        group = kind.partition(":")[0]
        missed = [span for span in spans if reached(span, found) < span[1] - span[0] - STRICT_SLACK]
        beyond = sum(int(str(one["end"])) - int(str(one["start"])) for one in found) - sum(
            reached(each, found) for each in spans
        )
        total[group] += 1
        whole[group] += not missed
        secrets["all"] += len(spans)
        secrets["found"] += len(spans) - len(missed)
        wide += beyond > 4
        if missed and asked.show is not None and group.startswith(asked.show):
            print(
                f"{kind} | {text[:300]!r} | missed {[text[a:b][:60] for a, b in missed]} | {[(one['rule'], text[one['start'] : one['end']][:40]) for one in found]}"
            )  # type: ignore[misc]
        if asked.wide and beyond > 4:
            print(
                f"{beyond} beyond: {kind} | {[(one['rule'], text[one['start'] : one['end']][:160]) for one in found]}"
            )  # type: ignore[misc]
    flagged = Counter[str]()
    for (kind, text), found in zip(clean, answers[len(held) :], strict=True):
        flagged[kind.partition(":")[0]] += bool(found)
        if found and asked.flags:
            print(f"{kind} | {text[:200]!r} | {[(one['rule'], text[one['start'] : one['end']][:60]) for one in found]}")  # type: ignore[misc]
    for group in total:
        print(f"{group:12} {whole[group]:4} of {total[group]:4}")
    print(f"found {whole.total()}/{total.total()} = {whole.total() / total.total():.1%} of texts, "
          f"{secrets['found']}/{secrets['all']} = {secrets['found'] / secrets['all']:.1%} of secrets; more than the secret in {wide}; "
          f"flagged {flagged.total()}/{len(clean)} = {flagged.total() / len(clean):.1%} {dict(flagged)}")  # fmt: skip
    print("set", hashlib.sha256("".join(text for _, text, *_ in [*held, *clean]).encode()).hexdigest()[:12])


def arguments(told: str | None) -> argparse.Namespace:
    """Return what the command line asks for."""
    parser = argparse.ArgumentParser(description=told, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--show", metavar="GROUP", help="print what is missed of groups that begin so")
    parser.add_argument("--flags", action="store_true", help="print what is flagged and is no secret")
    parser.add_argument("--wide", action="store_true", help="print findings that cover more than the secret")
    return parser.parse_args()


if __name__ == "__main__":
    count(positives(), negatives(), arguments(__doc__))
