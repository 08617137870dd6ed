"""What a secret value looks like when only its name gives it away. Takes the value, says yes or no."""

from __future__ import annotations

import re

from wicketgate.output.redact.known.random_part import is_random
from wicketgate.output.redact.unknown.drawn import HEX, LETTERED, is_drawn, is_odd, is_patterned
from wicketgate.output.redact.unknown.worth import entropy, is_placeholder

REFERENCE = re.compile(
    r"(?:https?|file|ssh|git|s3|arn|urn|vault|env|secret|secretsmanager|op|sops|ssm|data|projects|keyring|aws|gcp|azurekv)"
    r"[:/]|[/.~$%@#&*{<=?|]|-{2}|(?:sha(?:1|256|384|512)|md5)[=:-]"
    r"|(?:os|process|self|this|config|settings|env|request|req|args|ctx|app|options|opts|data|props|state|params)[.\[]"
)
THING = re.compile(
    r"(?i)[\w./~-]+\.(?:json|ya?ml|txt|pem|key|crt|cer|env|py|js|ts|tsx|go|rb|properties|conf|cfg|ini|toml|xml|html|css|md|sh"
    r"|pub|p12|pfx|jks|log|sql|csv|com|org|net|io|dev|local|internal|svc|pdf|png|jpe?g|gif|svg|webp|mp[34]|zip|t?gz|tar|bz2|xz"
    r"|docx?|xlsx?|pptx?|parquet|bin|exe|dll|so|jar|whl|deb|rpm|iso|bak|dump)"
    r"|[\w.-]+(?:/[\w.-]+)*:(?:\d{2,5}|v?\d+(?:\.\d+)+\S*|latest)|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|v?\d+\.\d+\.\d+\S*"
    r"|.*(?:[a-z]\(|%[sd]).*"
)
"""A file, a host or image, an address of mail, a version, a call or a template."""
EXPRESSION = re.compile(r"\(\?|\\[dws]|\[[a-z0-9]-|\]\+|\{\d|\{\w*\}|\.[*+]")
"""What stands in patterns and templates."""
CHOICE = re.compile(r"[a-z_]+(?::[\w,.]+)?(?:\|[a-z_]+(?::[\w,.]+)?)+")
"""Words that may stand in a place, or the rules for it: `required|string|min:8`."""
ENCRYPTED = re.compile(r"Ag[A-D][A-Za-z0-9+/]{160}")
"""How a sealed secret of Kubernetes begins: no key is in it."""
THINGLY = re.compile(r"[.:@(\\\[\]{%]")
"""One of these is in every thing."""
IDENTIFIER = re.compile(
    r"[A-Za-z_$][\w$]*(?:(?:\.|::|->|\?\.)[A-Za-z_$][\w$]*)+|[A-Z][A-Z0-9_]+|[a-z_]+|[A-Za-z]{2,15}="
)
UUID = re.compile(r"(?i)\{?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\}?")
WORDY = re.compile(r"[A-Za-z]+\d{0,4}(?:[_-](?:[A-Za-z]+\d{0,4}|\d{1,4})){2,}")
"""Words and numbers joined by underscores or hyphens: a name."""
PHRASE = re.compile(
    r"[a-z]{3,10}(?:-[a-z]{3,10}){2,6}|(?:[A-Z][a-z]{2,9}-){2,5}[0-9]{1,4}[!?.]?|(?:[a-z]{3,10}-){2,5}[0-9]{2,4}[!?.]?"
    r"|(?:[a-z]{3,10}\.){2,5}[a-z]{3,10}[0-9]{2,4}[!?]?"
)
LONG_PHRASE = re.compile(r"(?:[a-z]{3,10}-){4,6}[0-9]{2,4}")
TECHNICAL = re.compile(
    r"\b(?:(?:pass|secret|token|auth|cred|config|valid)[a-z]*|pwd|login|admin|user|name|key|value|file|path|field|input|type|service"
    r"|server|client|data|base|store|prod|staging|test|default|here|your|this|that|the|with|for|from|must|not|and|please|enter|change|insert"
    r"|set|get|app|web|api|http|cluster|cloud|local|node|kube|helm|vault|ssl|tls|cert|button|form|label|text|icon|page|view"
    r"|error|match|reset|required|policy|rule|column|table|header|class|mode|state|event|cache|query|index|group|role|self|request|req"
    r"|response|body|args|opts|options|params|props|process|settings|module|window|object|com|org|net|java|python|main|lib|src"
    r"|version|release|build|image|beta|alpha|latest|linux|windows|debian|ubuntu|march|june|july|region|central|east|west|north"
    r"|south|europe|asia|eu|us|demo|example|sample|dummy|fake|mock|foo|bar|baz|scram|sha|aes|rsa|hmac|encrypt|decrypt)s?\b"
)
"""What stands in names of things and in messages: not in a passphrase of common words."""
PUBLIC = re.compile(r"(?i)(?:pk|phc|pub|public|publishable)[_-]")
"""How keys begin that vendors mean to be seen."""
DOTTED = re.compile(r"[A-Za-z_]\w{0,30}(?:\.[A-Za-z_]\w{0,30})+")
NEARLY = re.compile(
    r"(?i)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{8,11}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}[0-9a-z]{1,4}"
)
"""A cut or overlong UUID."""
PACKED = re.compile(r"/[A-Za-z0-9+/]{38,}={0,2}")
"""Base64 that begins as a path does."""
NUMBER = re.compile(r"[\d.,:/TZ+-]+")
MADE = re.compile(r"[A-Za-z0-9_+/=.~:|-]+")
"""What machines make tokens of; a password may hold more."""
NUMERAL = re.compile(r"0x(?:[0-9a-f]+|[0-9A-F]+)")
"""Hex as code writes it."""
PARTS = re.compile(r"[_.:/-]")
COMMON = re.compile(
    r"(?i)pass(?:word|wd|phrase)?|secret|token|admin|user|root|login|test|sample|demo|foo|bar|qwerty|hello|default|guest"
    r"|none|null|undefined|true|false|string|value|enter|type|abc|123|here|some|this|that|key|optional|required|hash"
)
SPECIAL = frozenset("!@#$%^&*+=?~|:;")


def classes(value: str) -> int:
    """Return how many of lower case, upper case, digits and special characters `value` has."""
    kinds = (str.islower, str.isupper, str.isdigit, SPECIAL.__contains__)
    return sum(any(map(kind, value)) for kind in kinds)


def is_silent(value: str, quoted: bool) -> bool:
    """Return whether `value` refers to, describes or stands in for a secret."""
    if (
        len(value) < 8
        or min(value) >= "\x80"
        or is_placeholder(value)
        or NUMBER.fullmatch(value)
        or NEARLY.fullmatch(value)
        or (THINGLY.search(value) and is_thing(value, quoted))
        or CHOICE.fullmatch(value)
        or ENCRYPTED.match(value)
    ):
        return True
    if PACKED.fullmatch(value) and len(value) % 4 == 0 and is_random(value[:32]) and is_random(value[-32:]):
        return False
    if REFERENCE.match(value) and not (quoted and value[0] in "#@&*=?|$%" and classes(value) >= 3):
        return True
    if not quoted and ("::" in value or "->" in value):
        return True
    return not quoted and IDENTIFIER.fullmatch(value) is not None and not is_drawn(value)


def is_thing(value: str, quoted: bool) -> bool:
    """Return whether `value` names or makes something; a drawn password in quotes may look like a call."""
    if EXPRESSION.search(value):
        return True
    return THING.fullmatch(value) is not None and not (
        quoted and classes(value) == 4 and is_odd("".join(filter(str.isalpha, value)), 3)
    )


def is_phrase(value: str) -> bool:
    """Return whether `value` is three common words or more, as a passphrase is."""
    return bool(PHRASE.fullmatch(value)) and not TECHNICAL.search(value.lower())


def is_long_phrase(value: str) -> bool:
    """Return whether `value` is four common words or more, and a number: nothing is named so."""
    return bool(LONG_PHRASE.fullmatch(value)) and not TECHNICAL.search(value)


def is_password(value: str, quoted: bool) -> bool:
    """Return whether `value` may be a password: random, or made up of several classes of characters."""
    if is_phrase(value):
        return True
    if is_silent(value, quoted) or len(value) > 128 or UUID.fullmatch(value):
        return is_token(value, quoted)
    if ("|" in value and not quoted) or WORDY.fullmatch(value):
        return False
    if DOTTED.fullmatch(value):
        return is_token(value, quoted)
    rest = COMMON.sub("", value)
    if len(rest) < 5 or entropy(value) < 2.5:
        return False
    if classes(value) >= 3:
        return any(char.isdigit() or char in SPECIAL for char in rest)
    if value.isalnum() and sum(map(str.isdigit, rest)) >= 2 and value[0].isalpha() and not is_patterned(rest):
        return True
    return is_random(value) or (classes(value) == 2 and any(char in SPECIAL for char in rest) and quoted)


def is_token(value: str, quoted: bool) -> bool:
    """Return whether `value` may be a token or key: long and drawn at random."""
    if is_silent(value, quoted) or len(value) < 12 or not MADE.fullmatch(value) or WORDY.fullmatch(value):
        return False
    if UUID.fullmatch(value):
        return len(set(value)) > 8 and not is_patterned(value.replace("-", ""))
    if NUMERAL.fullmatch(value):
        return is_drawn(value[2:])
    # What follows a vendor's prefix decides: the prefix itself is made of words.
    if len(tail := PARTS.split(value)[-1]) >= LETTERED and is_drawn(tail):
        return True
    core = "".join(filter(str.isalnum, value))
    if len(core) < 12 or len(core) * 4 < len(value) * 3 or entropy(value) < (3.0 if len(value) >= 20 else 2.75):
        return False
    return is_drawn(core)


def is_long_token(value: str, size: int, kinds: int) -> bool:
    """Return whether `value` is one that some key may hold: long, of several classes, and no hash."""
    if len(value) < size or classes(value) < kinds or UUID.fullmatch(value) or HEX.fullmatch(value):
        return False
    return is_token(value, quoted=False)
