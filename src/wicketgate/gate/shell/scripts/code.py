"""One-liners of node, perl, ruby, php. A small harmless subset is recognised; all else is code nobody has read."""

# ruff: noqa: E501 - a table's row is one line
from __future__ import annotations

import re

from wicketgate.gate.shell.state import State, Word

NODE_DANGER = re.compile(
    r"require|import|Deno\b|Bun\b|process\.(?!version|platform|arch|argv|versions|memoryUsage|uptime|hrtime|stdout\.write)|eval|Function|constructor|globalThis|global\b|fetch"
    r"|XMLHttp|WebSocket|binding|__proto__|module\b|this\b|\[|`"
)
NODE_READS = re.compile(r"require\(\s*['\"](\./package\.json|path|util|url|querystring|assert)['\"]\s*\)")


def node(state: State, words: list[Word], why: str) -> None:
    """Accept what only computes and prints."""
    if not words[0].known or NODE_DANGER.search(NODE_READS.sub("x", words[0].text)):
        state.unclear(f"javascript code that may do anything: {why[:60]}")


SIMPLE = re.compile(
    r"(?:\s*(?:print|puts|echo|p|say|pp)\b\s*\(?\s*(?:[\w.]+|'[^'`#$\\]*'|\"(?:[^\"`#$\\@]|\\[nt])*\"|[0-9+*/%() -]+)?(?:\s*,?\s*\"\\n\")?\s*\)?\s*;?\s*)+"
)
PERL_FILTER = re.compile(
    r"\s*(?:print\s+(?:if|unless)\s+)?(?:s|y|tr)?([/|,#!])(?:[^\\\n/$@{}|,#!]|\\[wdsbWDSBnt./()\[\]+*?|$-])*\1(?:(?:[^\\\n/@{}|,#!$]|\\[nt/.]|\$[0-9&])*\1)?[gimsx]*\s*;?\s*"
)


def _tiny(state: State, words: list[Word], why: str, language: str) -> None:
    if (
        not words[0].known
        or not SIMPLE.fullmatch(words[0].text)
        or re.search(r"\b(?:system|exec|eval|open|require|load|send|binding|File|IO|ENV|Kernel|Dir)\b", words[0].text)
    ):
        state.unclear(f"{language} code that may do anything: {why[:60]}")


def perl(state: State, words: list[Word], why: str) -> None:
    """Accept printing, and substitutions without code."""
    if words[0].known and PERL_FILTER.fullmatch(words[0].text):
        return
    _tiny(state, words, why, "perl")


def ruby(state: State, words: list[Word], why: str) -> None:
    """Accept printing."""
    _tiny(state, words, why, "ruby")


def php(state: State, words: list[Word], why: str) -> None:
    """Accept printing."""
    _tiny(state, words, why, "php")
