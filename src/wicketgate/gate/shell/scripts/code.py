"""One-liners of python, node, perl, ruby, php. A small harmless subset is recognised; all else is code nobody has read."""

# ruff: noqa: E501 - a table's row is one line
from __future__ import annotations

import re

from wicketgate.gate.shell.state import State, Word

# What may be imported and called: names without access to files, processes, network or the interpreter itself.
PYTHON_MODULES = frozenset(
    [
        "json",
        "sys",
        "math",
        "re",
        "datetime",
        "time",
        "collections",
        "itertools",
        "functools",
        "string",
        "random",
        "statistics",
        "textwrap",
        "base64",
        "hashlib",
        "uuid",
        "decimal",
        "fractions",
        "platform",
        "calendar",
        "operator",
        "typing",
        "dataclasses",
        "enum",
        "pprint",
        "copy",
        "heapq",
        "bisect",
        "binascii",
        "colorsys",
        "html",
        "keyword",
        "numbers",
        "struct",
        "unicodedata",
        "secrets",
        "sysconfig",
        "site",
    ]
)
PYTHON_DANGER = re.compile(
    r"__|\b(?:open|exec|eval|compile|globals|locals|vars|getattr|setattr|delattr|input|breakpoint|memoryview|modules"
    r"|system|popen|spawn\w*|remove|unlink|rmtree|environ|subprocess|socket|urllib|requests|shutil|ctypes|importlib|settrace"
    r"|setprofile|_getframe|path_hooks|meta_path|stdlib_module_names|addsitedir|exit_|gc|attrgetter|methodcaller|writelines)\b"
)
IMPORT = re.compile(r"\b(?:import\s+([\w.,\s]+?)|from\s+([\w.]+)\s+import\s+[\w*,\s()]+?)\s*(?:;|\n|$)")
STRINGS = re.compile(r"'''.*?'''|\"\"\".*?\"\"\"|'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\"", re.DOTALL)


def python(state: State, words: list[Word], why: str) -> None:
    """Accept a program that imports harmless modules, or none, and calls nothing that leaves the interpreter."""
    if not words[0].known or not harmless_python(words[0].text):
        state.unclear(f"python code that may do anything: {why[:60]}")


def harmless_python(text: str) -> bool:
    """Return whether a python program can only compute and print."""
    if "\\N" in text or (re.search(r"\b[fF][rR]?['\"]|\b[rR][fF]['\"]", text) and PYTHON_DANGER.search(text)):
        return False
    bare = STRINGS.sub("''", text)
    if PYTHON_DANGER.search(bare) or ("import" in bare and not _imports(bare)):
        return False
    return "'" not in bare.replace("''", "") and '"' not in bare


def _imports(bare: str) -> bool:
    found = IMPORT.findall(bare)
    if len(found) != len(re.findall(r"\bimport\b", bare)):
        return False
    for modules, package in found:
        names = [part.strip().split(" as ")[0].strip() for part in (modules or package).split(",")]
        third = [name.split(".")[0] for name in names]
        if any(name not in PYTHON_MODULES and name not in LIBRARIES for name in third):
            return False
    return True


# Asked for their version, mostly; what they could do needs a name that PYTHON_DANGER knows or a method call checked below.
LIBRARIES = frozenset(
    ["numpy", "torch", "pandas", "tensorflow", "django", "flask", "fastapi", "pydantic", "sklearn", "scipy", "yaml"]
)

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
