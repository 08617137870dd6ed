"""Paths in a python program: literals, names bound once to one, what is joined or found below. Knows no effects."""

from __future__ import annotations

import ast

from wicketgate.gate.shell.state import SOME, Word
from wicketgate.gate.shell.variables import SECRET


class Paths:
    """The paths one program's expressions stand for, as far as they are certain."""

    def __init__(self, nodes: list[ast.AST]) -> None:
        self.texts = _constants(nodes)

    def of(self, node: ast.expr) -> Word:
        """Return the path an expression stands for, where it is a literal, a name bound once to one, or below one."""
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            return Word(node.value)
        if isinstance(node, ast.Name) and node.id in self.texts:
            return self.texts[node.id]
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute) and len(node.args) == 1:
            name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
            if name in ("Path", "PurePath", "PosixPath"):
                return self.of(node.args[0])
        if isinstance(node, ast.Call) and not node.args and isinstance(node.func, ast.Name) and node.func.id == "Path":
            return Word(".")
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            left, right = self.of(node.left), self.of(node.right)
            if left.known and right.known and not right.text.startswith("/"):
                return Word(f"{left.text.rstrip('/')}/{right.text}", glob=left.glob)
        return SOME


def looked_up(node: ast.AST) -> list[ast.expr]:
    """Return what one variable that is no secret is looked up in: `environ[…]`, `environ.get(…)`, `getenv(…)`."""
    if isinstance(node, ast.Subscript):
        owner, key = node.value, node.slice
    elif isinstance(node, ast.Call) and node.args:
        get = isinstance(node.func, ast.Attribute) and node.func.attr == "get"
        owner, key = (node.func.value if get and isinstance(node.func, ast.Attribute) else node.func), node.args[0]
    else:
        return []
    known = isinstance(key, ast.Constant) and isinstance(key.value, str) and not SECRET.search(key.value)
    return [owner] if known else []


def binds(node: ast.AST) -> list[str]:
    """Return the names a node binds."""
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        return [node.id]
    if isinstance(node, ast.Import | ast.ImportFrom):
        return [(one.asname or one.name).partition(".")[0] for one in node.names]
    if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
        return [node.name]
    if isinstance(node, ast.arg):
        return [node.arg]
    return [node.name] if isinstance(node, ast.ExceptHandler) and node.name else []


def _constants(nodes: list[ast.AST]) -> dict[str, Word]:
    """Return names bound exactly once, to a literal path or to the names a literal pattern finds."""
    stores: dict[str, int] = {}
    for node in nodes:
        for name in binds(node):
            stores[name] = stores.get(name, 0) + 1
    found: dict[str, Word] = {}
    for node in nodes:
        if isinstance(node, ast.Assign) and len(node.targets) == 1:
            target, text = node.targets[0], _literal(node.value)
        elif isinstance(node, ast.For | ast.comprehension):
            target, text = node.target, _each(node.iter)
        else:
            continue
        if isinstance(target, ast.Name) and stores.get(target.id) == 1 and text is not None:
            found[target.id] = text
    return found


def _literal(node: ast.expr) -> Word | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return Word(node.value)
    if (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "Path"
        and len(node.args) == 1
    ):
        return _literal(node.args[0])
    return None


def _each(node: ast.expr) -> Word | None:
    """Return the paths a loop over `glob('…')` or `Path('…').rglob('…')` goes through."""
    if (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("sorted", "list")
        and node.args
    ):
        return _each(node.args[0])
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
        return None
    pattern = _literal(node.args[0])
    if pattern is None or node.func.attr not in ("glob", "rglob", "iglob"):
        return None
    base = _literal(node.func.value)
    inside = "**/" if node.func.attr == "rglob" else ""
    return Word(f"{base.text}/{inside}{pattern.text}" if base is not None else inside + pattern.text, glob=True)
