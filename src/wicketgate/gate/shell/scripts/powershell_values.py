"""Values of PowerShell: words, variables, types, nested texts, and what is asked of them. Takes tokens; gives `Given`s.

A call is only ever one of a listed method or a listed member of a listed type; a block is read as statements, wherever
it stands. `powershell` adds what a statement is.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod

from wicketgate.gate.shell.effects import Kind
from wicketgate.gate.shell.scripts.cmdlets import MEMBERS, METHODS, OPERATORS, TYPES
from wicketgate.gate.shell.scripts.powershell_calls import call
from wicketgate.gate.shell.scripts.powershell_text import SECRET, Given, Refused, Token, value
from wicketgate.gate.shell.state import State

SUM = re.compile(r"[+*/%-]\d[\w.]*")
KEYS = frozenset("n name l label e expression width alignment formatstring ascending descending".split())  # noqa: SIM905
"""Keys of a table that bash may take for what they are: it could read any other as a variable that is set."""
CLOSES = {"(": ")", "@(": ")", "{": "}", "@{": "}"}


class Values(ABC):
    """One text, token by token, as far as its values go."""

    def __init__(self, state: State, found: list[Token], raw: bool) -> None:
        self.state, self.tokens, self.raw = state, found, raw
        self.at, self.depth = 0, 0
        self.tabled = 0
        """How many entries of tables stand behind a sign that begins a command for bash."""
        self.names: dict[str, Given] = {}

    @abstractmethod
    def statements(self, close: str) -> Given:
        """Read statements up to a sign that closes them; return the value of the only one."""

    @abstractmethod
    def statement(self) -> Given:
        """Read one statement."""

    def kind(self) -> str:
        """Return the kind of the token that comes, or nothing at the end."""
        return self.tokens[self.at].kind if self.at < len(self.tokens) else ""

    def take(self, kind: str) -> Token:
        """Return the token that comes, which must be of this kind."""
        if self.kind() != kind:
            raise Refused
        self.at += 1
        return self.tokens[self.at - 1]

    def skip(self, *kinds: str) -> bool:
        """Pass over tokens of these kinds, and return whether there was one."""
        before = self.at
        while self.kind() in kinds:
            self.at += 1
        return self.at > before

    def expression(self) -> Given:
        """Read values with operators between them."""
        found, count = Given(), 0
        while True:
            while self.kind() == "word" and OPERATORS.fullmatch(self.tokens[self.at].text):
                self.at += 1
                count += 1
            found = self.operand(None)
            count += 1
            again = self.kind() == "comma" or (self.kind() == "word" and self._operates())
            if not again:
                break
            self.at += self.kind() == "comma"
            count += 1
        while self.kind() == "redirect":
            self.redirect()
        return found if count == 1 else Given()

    def _operates(self) -> bool:
        """Return whether an operator comes; a sum without blanks is taken apart."""
        token = self.tokens[self.at]
        if SUM.fullmatch(token.text) and not token.apart:
            self.tokens[self.at : self.at + 1] = [
                token._replace(text=token.text[0]),
                Token("word", token.text[1:], True),
            ]
        return OPERATORS.fullmatch(self.tokens[self.at].text) is not None

    def operand(self, source: Given | None) -> Given:
        """Read one value with what is asked of it."""
        token = self.tokens[self.at] if self.at < len(self.tokens) else Token("", "", False)
        self.at += 1
        if token.kind in ("word", "string"):
            found = value(token, self.names)
            self._shown(found)
        elif token.kind == "var":
            found = self._variable(token, source)
        elif token.kind == "type":
            found = self._typed(token)
        elif token.kind in CLOSES:
            found = self._nested(token.kind, source)
        else:
            raise Refused
        while self.kind() in ("member", "index") and not self.tokens[self.at].apart:
            found = self._asked(found)
        return found

    def _variable(self, token: Token, source: Given | None) -> Given:
        name = token.text.lower()
        if name == "_" and source is None and name not in self.names:
            return Given(listed=self.names.get("", Given()).listed)
        found = value(token, self.names)
        self._shown(found)
        return found

    def _shown(self, found: Given) -> None:
        if found.held and SECRET.search(found.held):
            self.state.note(Kind.CREDENTIAL, f"${found.held}", "powershell")

    def _typed(self, token: Token) -> Given:
        name, _, member = token.text.lower().partition("::")
        if name.strip("[]") not in TYPES or (member and member not in MEMBERS):
            raise Refused
        if self.kind() == "(" and not self.tokens[self.at].apart:
            if not member:
                self.operand(None)
                return Given()
            self.at += 1
            self._list(")")
            return Given()
        return Given() if member else self.operand(None)

    def _nested(self, sign: str, source: Given | None) -> Given:
        kept = self.names.get("")
        if sign == "{" and source is not None:
            self.names[""] = source
        if sign == "@{":
            self._table()
            found = Given()
        elif sign == "@(":
            found = self.statements(")")
        else:
            found = self.statements(CLOSES[sign])
        self.take(CLOSES[sign])
        if kept is not None:
            self.names[""] = kept
        return found

    def _table(self) -> None:
        kept = self.tabled
        self.tabled += self.skip("end")
        while self.kind() in ("word", "string"):
            self.at += 1
            token = self.tokens[self.at - 1]
            key, packed, _ = token.text.partition("=")
            if self.raw and key.lower() not in KEYS:
                raise Refused
            if (not packed or token.kind == "string") and self.take("equals") and self.at < len(self.tokens):
                plain = self.kind() in ("string", "{", "@{", "@(") or self.tokens[self.at].text[:1].isdigit()
                (self.expression if plain else self.statement)()
            self.tabled += self.skip("end")
        self.tabled = kept

    def _list(self, close: str) -> None:
        while self.kind() not in ("", close):
            self.expression()
        self.take(close)

    def _asked(self, found: Given) -> Given:
        token = self.tokens[self.at]
        self.at += 1
        if self.kind() == "(" and not self.tokens[self.at].apart:
            if token.kind != "member" or token.text.lower() not in METHODS:
                raise Refused
            self.at += 1
            self._list(")")
            return Given()
        return Given(listed=found.listed)

    def redirect(self) -> None:
        """Read where something printed goes."""
        text = self.take("redirect").text
        if text.endswith(("&1", "$null")):
            return
        target = self.operand(None)
        call(self.state, "out-file", [("", target)], None)
        if self.raw and target.text and "\\" in target.text:
            call(self.state, "out-file", [("", Given(target.text.replace("\\", "")))], None)
