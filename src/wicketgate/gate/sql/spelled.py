"""What a parser takes for another language's, put as PostgreSQL reads it. Takes a parsed query, changes it in place.

`f(a -> 'b')` is no function of `a` to it but the field `b` of the column `a`, and `f(a => b)` names an argument.
"""

from __future__ import annotations

from sqlglot import exp

from wicketgate.gate.sql.statement import SqlRefused


def spelled(tree: exp.Expression) -> None:
    """Put operators and named arguments in the place of lambdas and keywords; SqlRefused where that is not clear."""
    for node in list(tree.find_all(exp.Lambda, exp.Kwarg)):
        if isinstance(node, exp.Kwarg):
            if not isinstance(node.this, exp.Var) or not isinstance(node.parent, exp.Func):
                raise SqlRefused("expected plain names before =>")
            node.replace(node.expression)
        elif isinstance(node, exp.Lambda):
            node.replace(_field(node))


def _field(node: exp.Lambda) -> exp.Expression:
    named, inside = node.expressions, node.this
    (name,) = named if len(named) == 1 else (None,)
    if not isinstance(name, exp.Identifier) or not isinstance(inside, exp.Expression):
        raise SqlRefused("expected one column before ->")
    if any(other.name.lower() == name.name.lower() for other in inside.find_all(exp.Identifier)):
        # A parser has put names of its own in the place of columns there.
        raise SqlRefused(f"expected the column before -> with its table (got {name.name[:63]})")
    return exp.JSONExtract(this=exp.Column(this=name), expression=inside)
