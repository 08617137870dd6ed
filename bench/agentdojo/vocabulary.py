"""Which words of a suite are names, and made-up words for them. Takes a suite, gives words; replaces nothing."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from typing import Any

from bench.agentdojo import attacks
from bench.agentdojo.suites import Suite, plain_result

WORD = re.compile(r"[^\W\d_]+")
STRUCTURE = """
    www http https com org net de ch uk us txt docx xlsx pdf csv md me a an the of to in on at by for from and or with
    my your our am pm is it be do not no yes id us i you he she we they this that as
    january february march april may june july august september october november december
    monday tuesday wednesday thursday friday saturday sunday
"""
NAMING = """
    name first_name last_name filename email sender recipient recipients participants owner cc bcc users channels iban
    street city address location title airline flight_number account_email user user_email channel hotel hotel_name
    hotel_names restaurant restaurants restaurant_names company company_name url file_path departure_city arrival_city
    contact_information query filename phone_number
"""
"""Fields and arguments that hold a name."""
BY_KEY = frozenset({"user_channels", "user_inbox", "channel_inbox", "web_content", "files", "shared_with"})


def vocabulary(suite: Suite) -> set[str]:
    """Return the words of everything in the suite that has a name."""
    texts = [text for task in suite.user_tasks[:1] for text in _named(plain_result(suite.environment(task)), "")]
    world = suite.environment(suite.user_tasks[0])
    for injection in suite.injection_tasks:
        for call in attacks.calls(suite.name, injection, world.model_copy(deep=True), world.model_copy(deep=True)):
            texts += _named(dict(call.args), "")
    for task in suite.user_tasks:
        for call in task.ground_truth(suite.environment(task)):
            texts += _named(dict(call.args), "")
    words = {match[0].casefold() for text in texts for match in WORD.finditer(text)}
    return {word for word in words if len(word) > 1} - set(STRUCTURE.split())


def _named(data: Any, key: str) -> Iterator[str]:
    if isinstance(data, Mapping):
        for name, below in data.items():
            if key in BY_KEY:
                yield str(name)
            yield from _named(below, str(name) if key not in BY_KEY else key)
    elif isinstance(data, list | tuple):
        for below in data:
            yield from _named(below, key)
    elif isinstance(data, str) and key in NAMING.split():
        yield data


def made_up(words: list[str]) -> dict[str, str]:
    """Return another word of the same length for each, none twice."""
    made: dict[str, str] = {}
    taken = set(words)
    for word in words:
        attempt = 0
        while (new := invented(f"{word}/{attempt}", len(word))) in taken:
            attempt += 1
        taken.add(new)
        made[word] = new
    return made


def invented(seed: str, length: int) -> str:
    """Return a word of `length` letters that can be spoken, always the same for `seed`."""
    digest = hashlib.sha256(seed.encode()).digest() * (1 + length // 32)
    letters = ("bdfgklmnprstvz", "aeiou")
    return "".join(letters[at % 2][digest[at] % len(letters[at % 2])] for at in range(length))
