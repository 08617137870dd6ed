"""Hostile texts of any size, one maker a shape: what makes a parser, a pattern or a walk go over it again and again."""

from __future__ import annotations

from collections.abc import Callable

Shape = Callable[[int], str]


def _again(piece: str, before: str = "", after: str = "") -> Shape:
    """Return a shape that repeats one piece up to the size."""
    return lambda size: before + piece * max(0, (size - len(before) - len(after)) // len(piece)) + after


def _nested(opening: str, inner: str, closing: str) -> Shape:
    """Return a shape that is opened as often as it is closed."""

    def made(size: int) -> str:
        times = max(0, (size - len(inner)) // (len(opening) + len(closing)))
        return opening * times + inner + closing * times

    return made


def _numbered(piece: str, before: str = "", after: str = "") -> Shape:
    """Return a shape whose pieces all differ."""

    def made(size: int) -> str:
        found, taken, at = [], len(before) + len(after), 0
        while taken + len(piece.format(at)) <= size:
            found.append(piece.format(at))
            taken += len(found[-1])
            at += 1
        return before + "".join(found) + after

    return made


SHAPES: dict[str, Shape] = {
    "one word": _again("a"),
    "words": _again("ab "),
    "options": _again("-abc "),
    "long options": _numbered("--option-{}=x ", "git log "),
    "open parentheses": _again("("),
    "open braces": _again("{ "),
    "open brackets": _again("[["),
    "closing": _again(")"),
    "subshells": _nested("(", "ls", ")"),
    "groups": _nested("{ ", "ls;", " };"),
    "substitutions, open": _again("$("),
    "substitutions": _nested("$(", "ls", ")"),
    "substitutions, beside": _again("$(a) ", "echo "),
    "backquotes": _again("`"),
    "backquotes, paired": _again("`a` ", "echo "),
    "quotes, mixed": _again("'\""),
    "quotes, empty": _again("''", "echo "),
    "quotes, words": _again('"a" ', "echo "),
    "quotes, open": _again(" 'a", "echo"),
    "quoted dollars": _again("$'\\x41'", "echo "),
    "backslashes": _again("\\"),
    "escapes": _again("\\a", "echo "),
    "line joins": _again("\\\n", "echo "),
    "arithmetic, open": _again("$(("),
    "arithmetic": _nested("$((", "1", "))"),
    "arithmetic, long": _again("+1", "echo $((1", "))"),
    "expansions, open": _again("${a:-"),
    "expansions": _nested("${a:-", "b", "}"),
    "variables": _again("$a", "echo "),
    "arrays": _again("a[", "echo ${", "}"),
    "lists": _again("a;"),
    "and": _again("a&&", "", "a"),
    "background": _again("a& "),
    "pipes": _again("a|", "", "a"),
    "lines": _again("a\n"),
    "redirections": _again(">a ", "ls "),
    "redirections, nested": _again("<(", "cat "),
    "descriptors": _again("2>&1 ", "ls "),
    "here-documents": _again("<<E\n"),
    "here-documents, many": _numbered("<<E{} ", "cat ", "\n"),
    "here-document, long": _again("a\n", "cat <<E\n", "E\n"),
    "here-document, dollars": _again("$a\n", "cat <<E\n", "E\n"),
    "pipes behind a quote": _again("a|", '"\'" ', 'a "\'"'),
    "pipes behind a document": _again("a|", "echo \"<<'E'\"; ", "a\nE\n"),
    "pipes behind a dollar": _again("a|", "$$'\\' ", "a '"),
    "brackets behind a quote": _again(")", '"\'" ', ' "\'"'),
    "columns of tables": _numbered("a{}, ", "select ", "b from " + ", ".join(f"t{at}" for at in range(64))),
    "here-strings": _again("<<<a ", "cat "),
    "brace words": _again("{a,b}", "echo "),
    "brace nests": _nested("{a,", "b", "}"),
    "brace ranges": _again("{1..9}", "echo "),
    "stars": _again("*", "ls "),
    "tildes": _again("~/ ", "ls "),
    "assignments": _again("A=b ", "", "ls"),
    "assignments, all": _numbered("a{}=b;"),
    "used variables": _numbered("a{0}=b;echo $a{0};"),
    "functions": _numbered("f{}() {{ ls; }};"),
    "functions, nested": _nested("f() { ", "ls;", " };"),
    "conditions": _nested("if a; then ", "b;", " fi;"),
    "loops": _nested("while a; do ", "b;", " done;"),
    "for": _nested("for i in a; do ", "b;", " done;"),
    "cases": _nested("case a in b) ", "c;", " ;; esac;"),
    "case items": _again("a) b;; ", "case x in ", "esac"),
    "tests": _again("! ", "[[ ", "a ]]"),
    "negations": _again("! "),
    "comments": _again("#\n"),
    "comment": _again("#"),
    "wrappers": _again("sudo ", "", "ls"),
    "evals": _again("eval ", "", "ls"),
    "slashes": _again("/a"),
    "climbs": _again("../"),
    "folders": _again("cd a;"),
    "files": _numbered("f{} ", "cat "),
    "not ascii": lambda size: "ä" * (size // 2),
    "not ascii, words": lambda size: "ä " * (size // 3),
    "wide": lambda size: "𝒂" * (size // 4),
    "combined": lambda size: "a" + "\u0301" * ((size - 1) // 2),
    "python": _again("(", "python3 -c '", "'"),
    "python, nested": _again("[", "python3 -c 'x=", "'"),
    "python, long": _again("a=1;", "python3 -c '", "'"),
    "sed": _again("s/a/b/;", "sed '", "'"),
    "awk": _again("{print}", "awk '", "'"),
    "commas": _again("a,", "select ", "b from t"),
    "conditions, sql": _again("a=1 or ", "select a from t where ", "a=1"),
    "values": _again("1,", "select a from t where b in (", "1)"),
    "subqueries": _nested("(select ", "1", ")"),
    "subqueries, from": _nested("select a from (", "select 1", ") t"),
    "joins": _numbered(" join t{} using (a)", "select a from t"),
    "unions": _again(" union select a from t", "select a from t"),
    "functions, sql": _nested("abs(", "1", ")"),
    "with": _numbered(", a{} as (select 1)", "with a as (select 1)", " select 1"),
    "case, sql": _again(" when 1 then 2", "select case", " end"),
    "not": _again("not ", "select ", "1"),
    "minus": _again("- ", "select ", "1"),
    "casts": _again("::int", "select 1"),
    "words, sql": _again("a ", "select "),
    "comments, sql": _again("/*", "select 1 "),
    "dollar quotes": _numbered("$q{}$ ", "select "),
    "joins, bare": _numbered(" join t{}", "select 1 from t"),
    "joins, in calls": _again("timestamp join floor(", "select "),
    "unions, open": _again("( union ", "select "),
    "types, open": _again("( struct ", "select "),
    "types, called": _again("char(", "select "),
    "subscripts": _again("[1]", "select a"),
    "subscripts, nested": _nested("a[", "1", "]"),
    "calls of a schema": _again(".f(1)", "select a"),
    "arrows": _again(" -> 'a'", "select a"),
    "percent": _again("%41"),
    "query": _again("a=b&", "?"),
    "dots": _again("./"),
    "pieces": _again("a/"),
    "doubled percent": _again("%2541"),
    "json": _nested("[", "1", "]"),
}
"""Name to maker; not every one reaches its size exactly."""
