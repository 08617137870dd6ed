"""Clauses of the tools a task grants by name: recipients, every constraint of every argument, limits, risk, queries."""

from __future__ import annotations

import ipaddress
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from wicketgate.gate.cedar.clause import Clause, among, either, every, like, part, quoted
from wicketgate.gate.cedar.common import FILE, RISKY, unless_asked
from wicketgate.gate.cedar.names import expression
from wicketgate.gate.cedar.values import halves, typed
from wicketgate.gate.cedar.ways import used
from wicketgate.gate.granted import Granted, dialect
from wicketgate.gate.rules import Rules
from wicketgate.policy.argument import Amount, Argument
from wicketgate.policy.pattern import parse_table

QUERY = "db.query"
CONSEQUENTIAL = (
    'context.external || ["R3", "R4", "R5"].contains(context.reversibility) || '
    '["send", "network"].contains(context.effect)'
)
MET = (
    '["send", "network"].contains(context.effect) && '
    'context.labels.contains("untrusted") && context.labels.contains("private")'
)
HELD = 'context.reversibility == "R3" && (context.weighed.untraced || context.weighed.unordered)'

SUDDEN = 'context.reversibility == "R2" && context.weighed.sudden'


def tools(rules: Rules) -> list[Clause]:
    """Return each entry of `tools:`, with what may be asked of it."""
    found: list[Clause] = []
    for name, granted in rules.tools.items():
        found += [_entry(granted), *_recipients(granted, rules), *_closed(granted, rules)]
        for argument, wanted in granted.grant.arguments.items():
            found += _argument(name, argument, wanted, rules)
        if name == QUERY:
            found += _query(granted, rules)
    return found


def _entry(granted: Granted) -> Clause:
    grant, terms = granted.grant, [part("call"), "!context.call.changed"]
    if grant.limit is not None:
        terms.append(f"{used('rate', granted.rule)} + 1 <= {grant.limit.amount}")
    if grant.to:
        terms.append("context.call.recipients > 0")
    if granted.name == QUERY:
        quiet = "false" if grant.ask == "always" else "true"
    else:
        # Consequential and out of the blue: no person should be asked either.
        if grant.ask != "never":
            terms.append(f"!(({CONSEQUENTIAL}) && context.weighed.surprising)")
        quiet = {"always": "false", "never": "true"}.get(grant.ask or "", _quiet())
    about = f"the tool {granted.name}" + (f", at most {grant.limit}" if grant.limit else "")
    about += f", ask: {grant.ask}" if grant.ask else ""
    name = f"tools.{granted.name}"
    return Clause(name, granted.rule, True, about, (*terms, unless_asked(quiet)), granted.name)


def _quiet() -> str:
    """Return when a granted call runs alone: ordered, or with nothing that speaks against it."""
    calm = every([f"!({RISKY})", f"!({MET})", f"!({HELD})"])
    return either([
        every([f"!({CONSEQUENTIAL})", "!context.weighed.leads_out", f"!({SUDDEN})"]),
        every([f"({CONSEQUENTIAL})", either(["context.weighed.ordered", calm])]),
    ])  # fmt: skip


def _recipients(granted: Granted, rules: Rules) -> list[Clause]:
    name, to = granted.name, granted.grant.to
    where = rules.where("tools", name, "to")
    found = either(like("context.value.text", text.lower().split("*")) for text in to) if to else "true"
    plain = ("context.value.plain",) if to else ()
    about = "recipients: " + (", ".join(to) or "any")
    return [Clause(f"tools.{name}.to", where, True, about, (part("recipient"), *plain, found), name)]


def _closed(granted: Granted, rules: Rules) -> list[Clause]:
    name, known = granted.name, list(granted.grant.arguments)
    where = rules.where("tools", name, "closed")
    if not granted.grant.closed:
        return [Clause(f"tools.{name}.closed", where, True, "other arguments too", (part("leaf", "names"),), name)]
    first = sorted({path.partition(".")[0].removesuffix("[]") for path in known})
    return [
        Clause(f"tools.{name}.closed", where, True, "no argument but those listed", (
            part("names"), f"{among(first)}.containsAll(context.names)"), name),
        Clause(f"tools.{name}.closed.inside", where, True, "nor a field within that none speaks of", (
            part("leaf"), f"{among(known)}.containsAny(context.prefixes)"), name),
    ]  # fmt: skip


def _argument(tool: str, name: str, wanted: Argument, rules: Rules) -> list[Clause]:
    base, found = f"tools.{tool}.arguments.{name}", []
    here = (part("argument"), f"context.argument == {quoted(name)}")
    if wanted.optional:
        where = rules.where("tools", tool, "arguments", name, "optional")
        absent = (*here, 'context.key == "absent"')
        found.append(Clause(f"{base}.optional", where, True, f"{name} may be left out", absent, tool))
    for key, value in _constraints(wanted):
        where = rules.where("tools", tool, "arguments", name, "schema" if key == "schema" else key)
        said = value if isinstance(value, Amount) else ", ".join(map(str, value))
        terms = (*here, f"context.key == {quoted(key)}", *_holds(key, value, f"{tool} {name}"))
        about = f"{name} by its JSON Schema, judged outside" if key == "schema" else f"{name}: {key} {said}"
        found.append(Clause(f"{base}.{key}", where, True, about, terms, tool))
    return found


def _constraints(wanted: Argument) -> list[tuple[str, Any]]:
    keys = ("path", "host", "recipient", "table", "amount", "enum", "text")
    found = [(key, getattr(wanted, key)) for key in keys if getattr(wanted, key) not in (None, ())]
    return [*found, ("schema", ())] if wanted.schema_ is not None else found


def _holds(key: str, wanted: Any, where: str) -> tuple[str, ...]:
    """Return the terms of one constraint."""
    value = "context.value"
    if key == "path":
        return (f"{value}.plain", either(expression("match", where, text, FILE) for text in wanted))
    if key == "host":
        return (f"{value}.plain", either(_host(text) for text in wanted))
    if key in ("recipient", "text"):
        lower = str.lower if key == "recipient" else str
        return (f"{value}.plain", either(like(f"{value}.text", lower(text).split("*")) for text in wanted))
    if key == "table":
        return (f"{value}.plain", f"{among(wanted)}.contains({value}.text)")
    if key == "enum":
        return (f"{among(typed(one) for one in wanted)}.contains({value}.text)",)
    return (f"{value}.plain", *_within(wanted)) if key == "amount" else (f"{value}.fits",)


def _host(text: str) -> str:
    wanted = text.lower().removesuffix(".")
    try:
        return like("context.value.text", [str(ipaddress.ip_address(wanted.strip("[]")))])
    except ValueError:
        pass
    if wanted.startswith("*."):
        return every(["!context.value.address", like("context.value.text", ["", wanted[1:]])])
    return like("context.value.text", [wanted])


def _within(bounds: Amount) -> list[str]:
    """Return the bounds of a number, which comes as its whole part, billionths, and whether anything is left."""
    found, whole, parts = [], "context.value.whole", "context.value.billionths"
    if bounds.most is not None:
        most, billionths, _ = halves(_rounded(bounds.most, ROUND_FLOOR))
        exact = f"{parts} < {billionths} || ({parts} == {billionths} && !context.value.more)"
        found.append(f"{whole} < {most} || ({whole} == {most} && ({exact}))")
    if bounds.least is not None:
        least, billionths, _ = halves(_rounded(bounds.least, ROUND_CEILING))
        found.append(f"{whole} > {least} || ({whole} == {least} && {parts} >= {billionths})")
    return found


def _rounded(bound: Decimal, way: str) -> Decimal:
    return bound.quantize(Decimal("1e-9"), rounding=way)


def _query(granted: Granted, rules: Rules) -> list[Clause]:
    source, sources = granted.grant.source or "", rules.profile.policy.document.sources
    if source not in sources:
        return []
    speaks = dialect(rules.profile, source)
    terms = (part("statement"), f"context.source == {quoted(source)}", "context.statement.read")
    about = f"one statement that can be read, on {source}"
    found = [Clause("tools.db.query.source", granted.rule, True, about, terms, QUERY)]
    for index, text in enumerate(granted.grant.tables):
        name, columns = parse_table(text)
        table = (name.lower() if speaks == "sqlite" else name).removeprefix(HOME[speaks])
        named = among(one.lower() if speaks == "sqlite" else one for one in columns or ())
        every_one = 'context.column.name == "*"' if speaks == "sqlite" else "false"
        column = "true" if columns is None else either([every_one, f"{named}.contains(context.column.name)"])
        rule = rules.where("tools", QUERY, "tables", index)
        key = f"tools.db.query.tables.{index}"
        found.append(Clause(key, rule, True, f"table {text}", (
            part("table"), f"context.table == {quoted(table)}"), QUERY))  # fmt: skip
        found.append(Clause(f"{key}.columns", rule, True, f"columns of {text}", (
            part("column"), f"context.column.of.contains({quoted(table)})", column), QUERY))  # fmt: skip
    if speaks == "sqlite":
        about = "a name that may be of no table at all: SQLite shows a statement nothing but granted columns"
        found.append(Clause("tools.db.query.perhaps", granted.rule, True, about, (
            part("column"), "context.column.perhaps"), QUERY))  # fmt: skip
    return found


HOME = {"sqlite": "main.", "postgres": "public."}
