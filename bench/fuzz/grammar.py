"""Statements for PostgreSQL put together at random, over tables whose names clash; and texts that were one, mutated.

Gives text alone. Every column is text, so that a statement seldom fails for its types; a name that is hidden in one
table is granted in another, an alias here and a function there.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import NamedTuple

from sqlglot.dialects.dialect import Dialect

from wicketgate.gate.sql.functions import CALLABLE

CALLED = (*sorted(CALLABLE["postgres"]), *("date_part", "date_trunc") * 6)
OPEN = {
    "customers": ("id", "name", "plan"),
    "tickets": ("id", "customer", "subject", "body"),
    "orders": ("id", "c", "name"),
    '"Mixed"': ("id", '"Email"'),
    "sales.items": ("id", "name"),
}
"""What is granted; each of these has hidden columns too, save for `tickets`."""
SHUT = ("payroll", "salaries", "e", "sales.customers", "lower")
NAMES = """
    id name plan email email email body customer c amount t lower upper payroll salaries "Email" EMAIL x column1
    customers tickets value key unnest count max ordinality n leak leaks secret date text tableoid coalesce
""".split()  # noqa: SIM905
ALIASES = """
    c t x s a email name customers tickets payroll salaries e lower unnest items orders "Email" EMAIL ceil length
""".split()  # noqa: SIM905
GAPS = (" ", "\n", "\t", " /* x */ ", " -- x\n", "\r\n", "\f", "\v", "\u00a0", "\r", " --x\r", "/**/", " /*'*/ ")


class From(NamedTuple):
    """One thing read from: the name it goes by, and columns it has."""

    name: str
    columns: tuple[str, ...]


Frame = list[From]


class Writer:
    """One random statement after the other; the same seed gives the same."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.deep = 3
        self.named: Frame = []
        """Common tables that may be seen."""
        self.around: list[Frame] = []
        """What the query being made sees of those around it."""

    def chance(self, percent: int) -> bool:
        """Return whether something that seldom is comes now."""
        return self.rng.randrange(100) < percent

    def any(self, *made: Callable[[], str]) -> str:
        """Return what one of some makes."""
        return self.rng.choice(made)()

    def alias(self) -> str:
        """Return a name to be given."""
        return self.rng.choice(ALIASES if self.chance(70) else NAMES)

    def statement(self) -> str:
        """Return one statement."""
        self.named = []
        self.deep = self.rng.choice((1, 2, 2, 3))
        return self.query(self.rng.choice((1, 1, 2)), [])

    def query(self, width: int, frames: list[Frame]) -> str:
        """Return a query of so many columns, which may see `frames`."""
        kept, self.deep = list(self.named), self.deep - 1
        text = self.common(frames) if self.deep > 0 and self.chance(25) else ""
        kind = self.rng.randrange(100) if self.deep > 0 else 0
        if kind < 78:
            text += self.select(width, frames)
        elif kind < 92:
            sides = [self.query(width, frames) for _ in range(2)]
            sides = [f"({side})" if self.chance(60) or "ORDER" in side or "LIMIT" in side else side for side in sides]
            word = self.rng.choice(("UNION", "UNION ALL", "EXCEPT", "INTERSECT"))
            self.around = frames
            text += f" {word} ".join(sides) + self.order(width, [], 30)
        elif kind < 96:
            inner = self.query(width, frames)
            self.around = frames
            text += f"({inner})" + self.order(width, [], 30)
        else:
            text += "VALUES (" + ", ".join(self.value(frames) for _ in range(width)) + ")"
        self.named, self.deep = kept, self.deep + 1
        return text

    def common(self, frames: list[Frame]) -> str:
        """Return a WITH, and remember its names."""
        recursive, parts = self.chance(30), []
        for _ in range(self.rng.choice((1, 1, 2))):
            name, width = self.alias(), self.rng.choice((1, 2, 2))
            columns = tuple(self.rng.choice(NAMES) for _ in range(width)) if self.chance(50) else ()
            if recursive:
                self.named.append(From(name, columns or ("id",)))
            inner = self.query(width, frames)
            if recursive and self.chance(60):
                inner += f" UNION ({self.query(width, frames)})"
            if not recursive:
                self.named.append(From(name, columns or ("id", "name")))
            listed = f"({', '.join(columns)})" if columns else ""
            how = self.rng.choice(("", "", "MATERIALIZED ", "NOT MATERIALIZED "))
            parts.append(f"{name}{listed} AS {how}({inner})")
        return f"WITH {'RECURSIVE ' if recursive else ''}{', '.join(parts)} "

    def select(self, width: int, frames: list[Frame]) -> str:
        """Return a SELECT."""
        frame: Frame = []
        source = self.source(frame, frames) if self.chance(94) else ""
        inside, by = [frame, *frames], ""
        grouped = self.chance(15)
        keys = [self.ref(inside) for _ in range(2)]
        items = [
            (self.rng.choice(keys) if self.chance(60) else f"max({self.ref(inside)})") if grouped else self.item(inside)
            for _ in range(width)
        ]
        given = [self.rng.choice(("", "", " AS ", " ")) for _ in items]
        names = [self.alias() if word else "" for word in given]
        items = [one if "*" in one else one + word + name for one, word, name in zip(items, given, names, strict=True)]
        if grouped:
            sets = f"GROUPING SETS (({keys[0]}), ({', '.join(keys)}), ())"
            by = " GROUP BY " + self.rng.choice((", ".join(keys), sets, f"ROLLUP ({', '.join(keys)})", "1, 2"))
            by += f" HAVING {self.condition(inside)}" if self.chance(20) else ""
        text = "SELECT "
        if self.chance(8):
            text += f"DISTINCT ON ({self.ref(inside)}) " if self.chance(60) else "DISTINCT "
        text += ", ".join(items) + (f" FROM {source}" if source else "")
        text += f" WHERE {self.condition(inside)}" if self.chance(35) else ""
        window = f" WINDOW w AS (PARTITION BY {self.ref(inside)})" if self.chance(4) else ""
        return text + by + window + self.order(width, [name for name in names if name], 25, inside)

    def order(self, width: int, names: Sequence[str], percent: int, frames: list[Frame] | None = None) -> str:
        """Return what orders and limits a query."""
        text = ""
        if self.chance(percent):
            by = self.rng.choice([str(width), self.rng.choice(NAMES), *names, *names])
            if frames is not None and self.chance(50):
                by = self.any(lambda: self.ref(frames), lambda: f"lower({self.ref(frames)})", lambda: f"({by})")
            text = f" ORDER BY {by}" + self.rng.choice(("", " DESC", " NULLS LAST"))
        seen = frames or self.around
        if self.chance(15):
            most = self.rng.choice(
                ("1", f"length({self.ref(seen)})", f"(SELECT length({self.ref(seen)}))", "2 OFFSET 0")
            )
            text += self.rng.choice((" LIMIT ", " OFFSET ")) + most
        return text

    def source(self, frame: Frame, frames: list[Frame]) -> str:
        """Return what a query reads from, and remember it in `frame`."""
        text = self.one(frame, frames)
        for _ in range(self.rng.choice((0, 0, 0, 1, 1, 2))):
            if self.chance(35):
                text += ", " + self.one(frame, frames)
                continue
            text += self.joined(frame, frames)
        return text

    def joined(self, frame: Frame, frames: list[Frame]) -> str:
        """Return a join of one more."""
        side = self.rng.choice(("", "LEFT ", "RIGHT ", "FULL ", "INNER ", "CROSS ", "NATURAL ", "NATURAL LEFT "))
        other = self.one(frame, frames)
        if side.startswith(("CROSS", "NATURAL")):
            return f" {side}JOIN {other}"
        if self.chance(30):
            columns = self.rng.sample(("id", "id", "name", "email", "c"), self.rng.choice((1, 1, 2)))
            return f" {side}JOIN {other} USING ({', '.join(columns)})"
        return f" {side}JOIN {other} ON {self.condition([frame, *frames])}"

    def one(self, frame: Frame, frames: list[Frame]) -> str:
        """Return one thing to read from."""
        kind = self.rng.randrange(100)
        if kind < 58 or self.deep <= 0:
            return self.table(frame)
        if kind < 64 and self.deep > 0:
            inner: Frame = []
            text = f"({self.source(inner, frames)})" if self.chance(40) else self.one(inner, frames)
            frame += inner
            return text
        name, width = self.alias(), self.rng.choice((1, 1, 2))
        columns = tuple(self.rng.choice(NAMES) for _ in range(width)) if self.chance(50) else ()
        listed = f"({', '.join(columns)})" if columns else ""
        lateral = self.chance(30)
        seen = [frame, *frames] if lateral or kind >= 85 else frames
        word = self.rng.choice(("", "AS "))
        if kind < 85:
            text = f"{'LATERAL ' if lateral else ''}({self.query(width, seen)}) {word}{name}{listed}"
        else:
            text = f"{'LATERAL ' if self.chance(15) else ''}{self.function(seen)}"
            text += " WITH ORDINALITY" if self.chance(12) else ""
            text += f" {word}{name}{listed}" if self.chance(75) else ""
        frame.append(From(name, columns or ("id", "name", name)))
        return text

    def table(self, frame: Frame) -> str:
        """Return a table by its name, or a common one."""
        if self.named and self.chance(50):
            found = self.rng.choice(self.named)
        else:
            name = self.rng.choice([*OPEN, "customers", "tickets"]) if self.chance(95) else self.rng.choice(SHUT)
            found = From(name, OPEN.get(name, ("id",)))
        said = found.name
        if said in ("customers", "tickets") and self.chance(8):
            said = self.rng.choice((f"public.{said}", said.upper(), f'"{said}"'))
        if self.chance(50):
            frame.append(From(found.name.rpartition(".")[2], found.columns))
            return said
        name = self.alias()
        columns = f"({self.rng.choice(NAMES)})" if self.chance(5) else ""
        frame.append(From(name, found.columns))
        return f"{said}{self.rng.choice((' ', ' AS '))}{name}{columns}"

    def function(self, frames: list[Frame]) -> str:
        """Return a function that stands where a table does."""
        return self.any(
            lambda: f"unnest(ARRAY[{self.value(frames)}, {self.value(frames)}])",
            lambda: f"unnest(ARRAY[{self.whole(frames)}])",
            lambda: f"unnest(ARRAY[{self.value(frames)}], ARRAY[{self.value(frames)}])",
            lambda: "generate_series(1, 2)",
            lambda: self.rng.choice(("ceiling(1)", "char_length('a')")),
            lambda: "json_each('{\"a\": 1}')",
            lambda: f"json_each(to_json({self.whole(frames)}))",
            lambda: f"jsonb_array_elements_text(jsonb_build_array({self.value(frames)}))",
            lambda: f"string_to_table({self.value(frames)}, 'a')",
            lambda: f"{self.rng.choice(('lower', 'upper', 'coalesce', 'date', 'max'))}({self.value(frames)})",
        )

    def item(self, frames: list[Frame]) -> str:
        """Return what may stand between SELECT and FROM."""
        kind = self.rng.randrange(100)
        if kind < 6:
            return "*"
        if kind < 14 and frames[0]:
            return f"{self.rng.choice(frames[0]).name}.*"
        return self.value(frames)

    def whole(self, frames: list[Frame]) -> str:
        """Return a row by the name of what it is of."""
        every = [one for frame in frames for one in frame]
        return self.rng.choice(every).name if every and self.chance(90) else self.alias()

    def ref(self, frames: list[Frame]) -> str:
        """Return a name that may be a column."""
        frame = frames[0] if frames and (len(frames) == 1 or self.chance(75)) else self.rng.choice(frames or [[]])
        kind = self.rng.randrange(100)
        if not frame or kind < 12:
            return self.rng.choice(NAMES)
        one = self.rng.choice(frame)
        if kind < 17:
            return one.name
        if kind < 23:
            return f"{one.name}.{self.rng.choice(NAMES)}"
        if kind < 25:
            return f"({one.name}).{self.rng.choice(NAMES)}"
        if kind < 27:
            return f"{self.rng.choice(('public', 'sales', self.alias()))}.{one.name}.{self.rng.choice(one.columns)}"
        return self.rng.choice(one.columns) if kind < 50 else f"{one.name}.{self.rng.choice(one.columns)}"

    def value(self, frames: list[Frame]) -> str:
        """Return what gives one text, mostly."""
        if self.chance(60):
            return self.ref(frames)
        inner = [lambda: f"({self.query(1, frames)})"] * 3 if self.deep > 0 else []
        ref = lambda: self.ref(frames)  # noqa: E731
        return self.any(
            *inner,
            lambda: "'a'",
            lambda: f"lower({ref()})",
            lambda: f"coalesce({ref()}, {ref()})",
            lambda: f"CASE WHEN {self.condition(frames)} THEN {ref()} ELSE {ref()} END",
            lambda: f"CASE {ref()} WHEN {ref()} THEN 'x' END",
            lambda: self.call(frames),
            lambda: self.call(frames),
            lambda: f"{ref()} || {ref()}",
            lambda: f"{ref()}::text",
            lambda: f"CAST({ref()} AS text)",
            lambda: f"(ARRAY[{ref()}, {ref()}])[1]",
            lambda: f"to_json({self.whole(frames)})::text",
            lambda: f"CAST({self.whole(frames)} AS text)",
            lambda: f"to_jsonb({self.whole(frames)}) ->> 'email'",
            lambda: f"count(*) OVER (PARTITION BY {ref()} ORDER BY {ref()})::text",
            lambda: f"max({ref()}) OVER (ORDER BY {ref()})",
            lambda: f"array_to_string(ARRAY({self.query(1, frames)}), ',')" if self.deep > 0 else "NULL",
            lambda: f"string_agg({ref()}, ',' ORDER BY {ref()})",
            lambda: f"count({self.whole(frames)})::text",
            lambda: f"max({ref()}) FILTER (WHERE {self.condition(frames)})",
            lambda: f"row_to_json({self.whole(frames)})::text" if self.chance(3) else "'b'",
        )

    def call(self, frames: list[Frame]) -> str:
        """Return a call of any function that may be called, with arguments it may not take."""
        name = self.rng.choice(CALLED)
        other = ("now()", "'day'", "1", "'1 day'", "to_json('a'::text)", "NULL", "ARRAY['a']")
        items = [
            self.ref(frames) if self.chance(50) else self.rng.choice(other)
            for _ in range(self.rng.choice((1, 2, 2, 3)))
        ]
        odd = (f"extract({items[0]} FROM now())", f"trim({items[0]} FROM {items[-1]})", f"interval '1' {items[0]}")
        return self.rng.choice(odd) if self.chance(10) else f"{name}({', '.join(items)})::text"

    def condition(self, frames: list[Frame]) -> str:
        """Return what is true or not."""
        ref = lambda: self.ref(frames)  # noqa: E731
        inner = []
        if self.deep > 0:
            inner = [
                lambda: f"EXISTS ({self.query(1, frames)})",
                lambda: f"{ref()} IN ({self.query(1, frames)})",
                lambda: f"({ref()}, {ref()}) IN ({self.query(2, frames)})",
                lambda: f"{ref()} = ANY ({self.query(1, frames)})",
            ]
        return self.any(
            *inner,
            lambda: f"{ref()} = {ref()}",
            lambda: f"{ref()} LIKE 'a%'",
            lambda: f"({ref()}, {ref()}) > ('a', {ref()})",
            lambda: f"{self.whole(frames)} IS NOT NULL",
            lambda: f"{self.whole(frames)} = {self.whole(frames)}",
            lambda: f"{ref()} IN ({ref()}, 'b')",
            lambda: f"{ref()} IS DISTINCT FROM {ref()}",
            lambda: f"{ref()} BETWEEN {ref()} AND 'z' AND NOT {ref()} = 'q'",
            lambda: f"ROW({ref()}, 'a') = ({ref()}, 'b')",
            lambda: "true",
        )

    def mutated(self, sql: str) -> str:
        """Return a text with some of its words swapped, named, or set apart otherwise."""
        try:
            words = [sql[word.start : word.end + 1] for word in Dialect.get_or_raise("postgres").tokenize(sql)]
        except Exception:
            words = sql.split(" ")
        for _ in range(self.rng.choice((1, 1, 2, 3))):
            at = self.rng.randrange(len(words) + 1)
            names = [index for index, word in enumerate(words) if word.isidentifier() and not word.isupper()]
            kind = self.rng.randrange(100)
            if kind < 55 and names:
                words[self.rng.choice(names)] = self.rng.choice((*NAMES, *ALIASES, *OPEN))
            elif kind < 70:
                words.insert(at, self.alias())
            elif kind < 80 and names:
                words.insert(self.rng.choice(names) + 1, f"AS {self.alias()}")
            elif kind < 90 and words:
                del words[min(at, len(words) - 1)]
            else:
                words.insert(at, self.rng.choice(("*", ",", ".", "(", ")", "ROW", "LATERAL", "NATURAL", "ONLY")))
        gap = self.rng.choice(GAPS) if self.chance(15) else " "
        return "".join(word + (gap if self.chance(25) else " ") for word in words).strip(" ")
