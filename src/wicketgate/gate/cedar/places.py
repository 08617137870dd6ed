"""Clauses of files, searches, commits and commands: what lies in the workspace, and what is done in it."""

from __future__ import annotations

from wicketgate.gate.cedar.clause import Clause, either, every, part, quoted
from wicketgate.gate.cedar.clause import like as similar
from wicketgate.gate.cedar.common import FILE, RISKY, Patterns, family, unless_asked
from wicketgate.gate.cedar.names import expression
from wicketgate.gate.globs import fold
from wicketgate.gate.rules import Rules

READS, WRITES = 'context.effect == "read"', 'context.effect == "write"'
IN, OUT = "context.contained", "!context.contained"
SOUND = "!context.file.outside"
# Outside the sandbox a path counts as written and as its links lead: each is a part, and must be known.
LED = "context.file.resolved"


def files(rules: Rules) -> list[Clause]:
    """Return who may read, search, write and commit what."""
    read, write = Patterns.of(rules, "read"), Patterns.of(rules, "write")
    found: list[Clause] = []
    for index, (text, rule) in enumerate(read.each):
        found += _readable(f"files.read.{index}", text, rule)
    for index, (text, rule) in enumerate(write.each):
        found += _writable(f"files.write.{index}", text, rule)
    return found + _sandbox(rules) + _never(rules) if found else found


def _readable(name: str, text: str, rule: str) -> list[Clause]:
    matches, covers, touches = (expression(m, "files.read", text, FILE) for m in ("match", "covering", "touching"))
    reading = (part("file"), family("file"), READS, SOUND)
    return [
        Clause(name, rule, True, f"read {text}", (*reading, either([IN, LED]), matches)),
        Clause(f"{name}.folder", rule, True, f"search a folder that {text} covers whole", (
            part("folder"), OUT, SOUND, LED, covers)),
        Clause(f"{name}.view", rule, True, f"search the view where {text} may lie", (
            part("folder"), IN, SOUND, touches)),
    ]  # fmt: skip


def _writable(name: str, text: str, rule: str) -> list[Clause]:
    matches, touches = (expression(m, "files.write", text, FILE) for m in ("match", "touching"))
    return [
        Clause(f"{name}.view", rule, True, f"read and search in the view what {text} lets it write", (
            part("file", "folder"), IN, SOUND, either([every([part("file"), family("file"), READS, matches]),
                               every([part("folder"), touches])]))),
        Clause(name, rule, True, f"write {text} outside the sandbox; what is run later asks", (
            part("file"), family("file"), WRITES, OUT, SOUND, LED, matches, unless_asked("!context.file.later"))),
        Clause(f"{name}.commit", rule, True, f"commit {text}; what is run later asks, or was said yes to by name", (
            part("file"), family("commit"), either(['context.way == "commit"', 'context.way == "dry-run"']), SOUND,
            matches, unless_asked("!context.file.later", 'context.way == "commit" && context.file.named'))),
    ]  # fmt: skip


def _sandbox(rules: Rules) -> list[Clause]:
    where = rules.where("files")
    return [
        Clause("files.scratch", where, True, "anything may be written in the sandbox's view", (
            part("file"), family("file"), WRITES, IN, SOUND)),
        Clause("files.own", where, True, "the agent's own folders in the sandbox", (
            part("file", "folder"), family("file", "search"), IN, "context.file.own")),
    ]  # fmt: skip


def _never(rules: Rules) -> list[Clause]:
    policy = quoted(fold(rules.profile.policy.path.name))
    lasting = (part("file"), WRITES, either([family("commit"), OUT]))
    return [
        Clause("files.policy", "builtin", False, "no agent brings a policy file in", (
            *lasting, f"context.file.g1 == {policy}")),
        Clause("files.git", "builtin", False, "what belongs to git is not written", (
            *lasting, 'context.file.names.contains(".git")')),
    ]  # fmt: skip


def commands(rules: Rules) -> list[Clause]:
    """Return which commands may start; outside the sandbox, their effects are judged by the shell's reading."""
    where, ours = rules.where("commands"), family("command")
    if rules.any_command:
        found = [Clause("commands", where, True, "any command; outside the sandbox each effect counts", (
            part("call"), ours, unless_asked("context.contained", f"!({RISKY})")))]  # fmt: skip
        return [*found, *_effects(where)]
    if not rules.commands:
        return []
    clear = "context.command.whole && context.command.count > 0"
    found = [
        Clause("commands.unread", where, True, "in the sandbox, what is no plain list of words runs", (
            part("call"), ours, IN, "!context.command.plain")),
        Clause("commands.whole", where, True, "outside, each simple command counts; what cannot be read asks", (
            part("call"), ours, OUT, either([clear, "!context.command.plain"]), unless_asked(clear))),
        Clause("commands.other", where, True, "outside, what no entry lists asks where the whole is no list of words", (
            part("simple"), ours, OUT, "!context.command.plain", unless_asked())),
    ]  # fmt: skip
    for index, pattern in enumerate(rules.commands):
        found += _listed(f"commands.{index}", pattern.words, pattern.more, pattern.rule)
    return [*found, *_effects(where)]


def _listed(name: str, words: tuple[str, ...], more: bool, rule: str) -> list[Clause]:
    if "*" in words:
        return []
    said = line(words)
    exact = similar("context.command.line", [said])
    behind = similar("context.command.line", [f"{said} ", ""]) if words else "true"
    matches, about = (either([exact, behind]), f"{said} …") if more else (exact, said)
    quiet = f"!({RISKY})" if more else "true"
    return [
        Clause(name, rule, True, f"in the sandbox: {about}", (part("call"), family("command"), IN, matches)),
        Clause(f"{name}.outside", rule, True, f"outside the sandbox: {about}", (
            part("simple"), family("command"), OUT, "context.command.known", matches, unless_asked(quiet))),
    ]  # fmt: skip


def line(words: tuple[str, ...]) -> str:
    """Return words on one line, blanks and backslashes inside them escaped, so that no two lists read alike."""
    return " ".join(word.replace("\\", "\\\\").replace(" ", "\\ ") for word in words)


def _effects(where: str) -> list[Clause]:
    return [Clause("commands.effects", where, True, "an effect of a command, as the shell's reading judges it", (
        part("effect"), "context.judged.granted", unless_asked('context.judged.concern == ""')))]  # fmt: skip
