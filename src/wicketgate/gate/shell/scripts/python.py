"""python programs, read by python's own grammar: what they import, open, write; past a small subset all is unclear.

Conservative: names and attributes that could reach files, processes, the network or the interpreter are unclear unless
listed here with what they do. Importing what is not python's own runs the project's code, as its tests would.
"""

from __future__ import annotations

import ast
import re

from wicketgate.gate.shell.effects import Kind
from wicketgate.gate.shell.scripts.python_names import (
    BUILTINS,
    COMPUTING,
    DUNDER,
    OS,
    REACHING,
    READS,
    REFUSED,
    SYS,
    WRITES,
)
from wicketgate.gate.shell.scripts.python_paths import Paths, binds, looked_up
from wicketgate.gate.shell.state import SOME, State, Word

LONGEST = 16 << 10
MOST_NODES = 4000
WORDS = re.compile(r"\w+")
MOST_STATEMENTS = 1000
"""Signs and line ends that can end one: what parsing costs is known before."""


class Beyond(Exception):
    """The program does something that is not understood; the message says what."""


def python(state: State, words: list[Word], why: str) -> None:
    """Note what a python program does, as far as it is understood."""
    if not words[0].known:
        state.unclear(f"python code that cannot be known: {why[:60]}")
        return
    try:
        for kind, target in effects(words[0].text):
            state.note(kind, target, why)
    except Beyond as error:
        state.unclear(f"python code that may do anything ({error}): {why[:60]}")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        state.unclear(f"python code that cannot be read: {why[:60]}")


def effects(text: str) -> list[tuple[Kind, Word | str]]:
    """Return the effects of a program; Beyond where it is not understood, SyntaxError where it is none."""
    if (
        len(text) > LONGEST
        or sum(map(text.count, ";\n:")) > MOST_STATEMENTS
        or text.count("(") + text.count("[") + text.count("{") > 400
    ):
        raise Beyond("too long")
    if len(WORDS.findall(text)) > MOST_NODES:
        raise Beyond("too long")
    nodes = list(ast.walk(ast.parse(text)))
    if len(nodes) > MOST_NODES:
        raise Beyond("too long")
    reading = _Reading(nodes)
    for node in nodes:
        reading.node(node)
    return reading.found


class _Reading:
    """One program: the names it binds, and what was found in it."""

    def __init__(self, nodes: list[ast.AST]) -> None:
        self.found: list[tuple[Kind, Word | str]] = []
        self.bound = {name for node in nodes for name in binds(node)}
        self.paths = Paths(nodes)
        self.modules: dict[str, str] = {}
        self.harmless = {id(owner) for node in nodes for owner in looked_up(node)}
        self.discarded = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
        self.called = {id(node.func) for node in nodes if isinstance(node, ast.Call)}
        for node in nodes:
            if isinstance(node, ast.Import):
                self.modules |= {one.asname or one.name.partition(".")[0]: one.name for one in node.names}

    def node(self, node: ast.AST) -> None:
        """Note what one node of the program does."""
        if isinstance(node, ast.Import):
            for one in node.names:
                self._module(one.name)
        elif isinstance(node, ast.ImportFrom):
            self._from(node)
        elif isinstance(node, ast.Name):
            self._name(node)
        elif isinstance(node, ast.Attribute):
            self._attribute(node)
        elif isinstance(node, ast.Call):
            self._call(node)

    def _module(self, name: str) -> None:
        root = name.partition(".")[0]
        if name in COMPUTING or root in COMPUTING - {"urllib", "xml"}:
            return
        if root in REACHING or root.startswith("_"):
            raise Beyond(f"import {name}")
        self.found.append((Kind.BUILD, "the project"))

    def _from(self, node: ast.ImportFrom) -> None:
        module = node.module or ""
        self._module(module or "project")
        for one in node.names:
            if one.name == "*" or one.name in REFUSED or (one.name.startswith("_") and one.name not in DUNDER):
                raise Beyond(f"from {module} import {one.name}")
            if (module == "os" and one.name not in OS) or (module == "sys" and one.name not in SYS):
                raise Beyond(f"from {module} import {one.name}")
            if module == "os" and one.name in ("environ", "getenv"):
                self.found.append((Kind.CREDENTIAL, "the environment"))

    def _name(self, node: ast.Name) -> None:
        name = node.id
        if name == "open" and id(node) not in self.called:
            raise Beyond("open by another name")
        if name not in self.bound and name not in BUILTINS and name not in DUNDER:
            raise Beyond(name[:40])

    def _attribute(self, node: ast.Attribute) -> None:
        name, owner = node.attr, node.value
        if (name.startswith("_") and name not in DUNDER) or name in REFUSED:
            raise Beyond(name[:40])
        if name in ("environ", "environb", "getenv") and id(node) not in self.harmless:
            self.found.append((Kind.CREDENTIAL, "the environment"))
        module = self.modules.get(owner.id) if isinstance(owner, ast.Name) else None
        if (module == "os" and name not in OS) or (module == "sys" and name not in SYS):
            raise Beyond(f"{module}.{name}"[:40])

    def _call(self, node: ast.Call) -> None:
        func = node.func
        if isinstance(func, ast.Name) and func.id == "open":
            self._open(node)
        elif isinstance(func, ast.Attribute) and func.attr == "open":
            raise Beyond("open")
        elif isinstance(func, ast.Attribute) and func.attr in WRITES:
            self.found.append((Kind.WRITE, self.paths.of(func.value)))
        elif isinstance(func, ast.Attribute) and func.attr in READS:
            kind = Kind.READ if func.attr.startswith("read") else Kind.LIST
            target = node.args[0] if isinstance(func.value, ast.Name) and node.args else func.value
            self.found.append((kind, self.paths.of(target)))
        elif isinstance(func, ast.Attribute) and func.attr in (
            "parse",
            "iterparse",
            "fromfile",
            "load_file",
            "read_csv",
            "read_json",
            "read_excel",
            "loadtxt",
        ):
            if (
                node.args
                and isinstance(node.args[0], ast.Constant)
                and isinstance(node.args[0].value, str)
                and "\n" not in node.args[0].value
                and func.attr != "parse"
            ):
                self.found.append((Kind.READ, Word(node.args[0].value)))
        elif isinstance(func, ast.Attribute) and func.attr.startswith(
            ("to_csv", "to_json", "to_excel", "to_parquet", "to_html", "savefig", "savetxt", "save")
        ):
            self.found.append((Kind.WRITE, self.paths.of(node.args[0]) if node.args else SOME))
        elif not isinstance(func, ast.Name | ast.Attribute | ast.Call | ast.Lambda):
            raise Beyond("a call of what is computed")

    def _open(self, node: ast.Call) -> None:
        modes = list(node.args[1:2]) + [one.value for one in node.keywords if one.arg == "mode"]
        mode = "r"
        if modes:
            first = modes[0]
            mode = first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else "w"
        if any(one.arg in ("opener", None) for one in node.keywords):
            raise Beyond("open")
        kind = Kind.READ if set(mode) <= set("rbtU") else Kind.WRITE
        if kind is Kind.WRITE and "w" in mode and id(node) in self.discarded:
            kind = Kind.DELETE
        self.found.append((kind, self.paths.of(node.args[0]) if node.args else SOME))
