"""PowerShell, read as far as it is plain. Takes a text; gives effects, or says that it may do anything.

`powershell_text` tells words and operators apart; here are the statements: pipelines of commands that are known
(`cmdlets`), values, conditions and loops. Refused are calls by a value, dots and ampersands that run what they name,
backticks, and code within strings. A text that bash is given by itself is read with `raw`: then every place where bash
would look for a program holds a name that only PowerShell knows, or a program that is judged as one.
"""

from __future__ import annotations

import re

from wicketgate.gate.shell.effects import Command
from wicketgate.gate.shell.environment import assigns
from wicketgate.gate.shell.scripts.cmdlets import CMDLETS, OPERATORS, OWN, SHORT, TWICE, UNSAFE
from wicketgate.gate.shell.scripts.powershell_calls import call, program
from wicketgate.gate.shell.scripts.powershell_text import Given, Refused, Token, ours, tokens
from wicketgate.gate.shell.scripts.powershell_values import Values
from wicketgate.gate.shell.state import SOME, State, Word

BEGINS = re.compile(
    r"\s*(?:#[^\n]*\n\s*)*(?:[A-Z][a-z]+-[A-Z][A-Za-z]+\b(?![-./=])|\$(?:env:\w|[a-z]\w*\s=\s|PSVersionTable\b)|\(\s*[A-Z][a-z]+-[A-Z][A-Za-z]+\s"
    r"|\[[A-Za-z][A-Za-z.]*\](?:::|\s*[$(])|\d+\.\.\d+\s*\||(?:if|foreach)\s*\(\s*(?:-not\s|!)?\s*\(?\s*(?:[A-Z][a-z]+-[A-Z]|\$))"
)
"""How a text begins that bash was given and that only PowerShell understands."""
PLAIN = re.compile(r"-not|\d+(?:\.\.\d+)?")
"""What bash would look for as a program and not find."""
DEEPEST = 30


def pwsh(state: State, words: list[Word], why: str) -> None:
    """Note what a text of PowerShell does, as far as it is plain."""
    if not words[0].known or not understood(state, words[0].text, raw=False):
        state.unclear(f"powershell code that may do anything: {why[:60]}")


def understood(state: State, text: str, raw: bool) -> bool:
    """Note what a text does, and return whether all of it was understood."""
    try:
        Reader(state, tokens(text), raw).all()
    except Refused:
        return False
    return True


class Reader(Values):
    """One text, token by token."""

    def all(self) -> None:
        """Read the whole text."""
        self.statements("")
        if self.at < len(self.tokens):
            raise Refused

    def statements(self, close: str) -> Given:
        """Read statements up to a sign that closes them; return the value of the only one."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise Refused
        found, count = Given(), 0
        self.skip("end")
        while self.kind() not in ("", close):
            found = self.statement()
            count += 1
            if not self.skip("end", "and") and self.kind() not in ("", close):
                raise Refused
        self.depth -= 1
        return found if count == 1 else Given()

    def statement(self) -> Given:
        """Read one statement."""
        self.state.step()
        token = self.tokens[self.at]
        word = token.text.lower() if token.kind == "word" else ""
        if word in ("if", "while", "foreach") and self._next(1) == "(":
            return self._control(word)
        if token.kind == "var" and self._next(1) == "equals":
            self._begins(token)
            self.at += 2
            self._assigned(token.text, self.pipeline())
            return Given()
        return self.pipeline()

    def _assigned(self, name: str, found: Given) -> None:
        if name.startswith("env:"):
            assigns(self.state, name[4:], Word(found.text) if found.text is not None else SOME, name)
        elif name.lower().startswith(("ps", "profile", "_")):
            raise Refused
        self.names[name.lower()] = found

    def _next(self, ahead: int) -> str:
        return self.tokens[self.at + ahead].kind if self.at + ahead < len(self.tokens) else ""

    def _control(self, word: str) -> Given:
        """Read a condition or a loop; both branches are judged."""
        self.at += 1
        self.take("(")
        if word == "foreach":
            name = self.take("var")
            if self.take("word").text.lower() != "in":
                raise Refused
            source = self.pipeline()
            self.names[name.text.lower()] = Given(listed=source.listed)
        else:
            self.pipeline()
        self.take(")")
        self._braced()
        while self.kind() == "word" and self.tokens[self.at].text.lower() in ("else", "elseif"):
            again = self.tokens[self.at].text.lower() == "elseif"
            self.at += 1
            if again:
                self.take("(")
                self.pipeline()
                self.take(")")
            self._braced()
        if self.kind() not in ("", "}", ")"):
            # A block ends its statement by itself.
            self.at -= 1
            self.tokens[self.at] = self.tokens[self.at]._replace(kind="end")
        return Given()

    def _braced(self) -> None:
        self.skip("end")
        self.take("{")
        self.statements("}")
        self.take("}")

    def pipeline(self) -> Given:
        """Read stages with pipes between them; return what the last one gives."""
        kept = self.state.stdin
        found = self.stage(None)
        while self.kind() == "pipe":
            self.at += 1
            self.skip("end")
            self.state.stdin = SOME
            found = self.stage(found)
        self.state.stdin = kept
        return found

    def stage(self, source: Given | None) -> Given:
        """Read one command or value, and where what it prints goes."""
        token = self.tokens[self.at] if self.at < len(self.tokens) else None
        if token is None:
            raise Refused
        sign = OPERATORS.fullmatch(token.text) and token.text != "%"
        if token.kind == "word" and not sign and not re.match(r"[-\d]", token.text):
            return self.command(source)
        self._begins(token)
        return self.expression()

    def _begins(self, token: Token) -> None:
        """Check what stands where bash would look for a program: a text, a block or a known variable could be one."""
        inner = self.at and self.tokens[self.at - 1].kind == "{" and not self.tabled
        if not self.raw or inner:
            return
        if token.kind == "word" and PLAIN.fullmatch(token.text):
            return
        if token.kind not in ("(", "@(", "type", "var") or (token.kind == "var" and not ours(token.text)):
            raise Refused

    def command(self, source: Given | None) -> Given:
        """Read a command with its arguments, and note what it does."""
        name = self.take("word").text
        given: list[tuple[str, Given]] = []
        option, begun = "", self.at
        while self.kind() not in ("", "end", "pipe", "and", ")", "}"):
            if self.kind() == "redirect":
                self.redirect()
            elif self.kind() == "comma":
                self.at += 1
                given.append((given[-1][0] if given else "", self.operand(source)))
            elif self.kind() == "word" and re.match(r"-[A-Za-z]", self.tokens[self.at].text):
                option, colon, text = self.take("word").text[1:].lower().partition(":")
                given.append((option, Given(text) if colon and text else Given("", option=True)))
            else:
                given.append((option, self.operand(source)))
                option = ""
        short = OWN if self.raw else SHORT
        known = short.get(name.lower(), name.lower())
        self.state.commands.append(Command((name,), False))
        if self.raw and name in TWICE:
            program(self.state, [Token("word", name, True), *self.tokens[begun : self.at]], self.names, self.raw)
        if known in CMDLETS and (not self.raw or name[0].isupper() or name.lower() in OWN):
            return call(self.state, known, given, source)
        if name.lower() in UNSAFE or not re.fullmatch(r"[\w./\\+-]+", name) or ("-" in name and name[0].isupper()):
            raise Refused
        program(self.state, [Token("word", name, True), *self.tokens[begun : self.at]], self.names, self.raw)
        return Given()
