"""One-liners of lua, R, octave and elixir, texts for dc and m4, commands for editors: what only computes and prints, or runs the tests.

Text in quotes is taken out; what is left may hold no name that is not on the language's list. What could make a name or
a call of a text is refused. All else is unread code.
"""

# ruff: noqa: E501 - lists of words
from __future__ import annotations

import re

from wicketgate.gate.shell.effects import Kind
from wicketgate.gate.shell.naming import outside
from wicketgate.gate.shell.state import State, Word

QUOTED = re.compile(r"'([^'\\]|\\[\\nt'\"])*'|\"([^\"\\]|\\[\\nt'\"])*\"")
NAME = re.compile(r"[A-Za-z_.][\w.]*[!?]?")
SINGLE = re.compile(r"[A-Za-z]\d?")
NAMES = {
    "lua": "print tostring tonumber type pairs ipairs next select string format rep sub upper lower len byte char reverse find match math floor ceil sqrt max min abs pi huge random table concat insert sort unpack os time date clock"
    " _VERSION for in do end local if then else elseif and or not true false nil return io write",
    "rlang": "print cat paste paste0 sprintf format nchar length sum mean median sd var min max range seq seq_len rep list names head tail nrow ncol dim summary str class typeof table unique sort order rev round floor ceiling sqrt exp log abs TRUE FALSE NULL NA if else"
    " for in sessionInfo R.version.string R.version packageVersion installed.packages rownames colnames getRversion Sys.time Sys.Date library require testthat devtools rmarkdown lintr styler covr renv roxygen2 pkgdown knitr usethis dplyr ggplot2 readr data.table jsonlite"
    " test_local test_dir test_file test_package test check document build load_all lint lint_package lint_dir style_pkg style_dir style_file package_coverage report status snapshot restore render build_site spell_check read.csv read_csv read.table filter select mutate"
    " suppressPackageStartupMessages message toupper tolower is.na colMeans rowSums stop_on_failure reporter args upgrade output_file quiet stringsAsFactors header sep",
    "octave": "disp printf fprintf sum mean median std var sqrt version pi ones zeros eye rand magic sin cos tan exp log abs max min numel size length floor ceil round mod inv det rank eig format long short for end if else endfor endif linspace cumsum prod isprime factorial",
    "elixir": "IO.puts IO.inspect puts inspect Enum.map Enum.sum Enum.count Enum.join Enum.to_list Enum.reverse Enum.sort String.upcase String.downcase String.length String.split String.reverse System.version Integer.pow Integer.to_string Float.round Date.utc_today DateTime.utc_now"
    " fn end do true false nil if else label",
}
LISTS = {language: frozenset(text.split()) for language, text in NAMES.items()}
MADE = re.compile(r"`|#\{|~\w|\[\s*[^\d\s\]:,]|[\"'\])}]\s*\(|%|\\|@|::\s*:")
"""What calls by a text, an element or a value; R's third colon reaches what a package hides."""
RAW = re.compile(r"#\{|\"\"\"|'''|\b[rR][\"']|\[=*\[")
"""Strings of other kinds, which end elsewhere, and code within a string."""
COMMENT = re.compile(r"--|#|;\s*;")
DC = re.compile(r"!(?![<>=])|\?")
M4 = re.compile(r"\b(?:e?syscmd|maketemp|mkstemp|s?include|undivert|builtin|indir|debugfile)\b|`[^']*`|changequote")


def _judge(language: str, state: State, words: list[Word], why: str) -> None:
    text = words[0].text
    if words[0].known and not RAW.search(text) and not (language == "octave" and "'" in text):
        for found in QUOTED.finditer(text):
            _named(state, found[0][1:-1], why)
        left = QUOTED.sub('""', text)
        names = LISTS[language]
        plain = not MADE.search(left) and not COMMENT.search(left) and not {"'", '"'} & set(left.replace('""', ""))
        left = left.replace("..", " ") if language == "elixir" else left
        left = left.replace("::" if language == "rlang" else "." if language == "lua" else "\n", " ")
        if plain and all(name in names or SINGLE.fullmatch(name) for name in NAME.findall(left)):
            return
    state.unclear(f"{language} code that may do anything: {why[:60]}")


def _named(state: State, text: str, why: str) -> None:
    """Note what a quoted text names outside the project: what reads there may run it."""
    if outside(text):
        state.note(Kind.RUN, Word(text), why)
    elif "://" in text:
        state.note(Kind.NETWORK, Word(text), why)


def lua(state: State, words: list[Word], why: str) -> None:
    """Accept computing and printing."""
    _judge("lua", state, words, why)


def rlang(state: State, words: list[Word], why: str) -> None:
    """Accept computing, printing, and the project's own tests and documents."""
    _judge("rlang", state, words, why)


def octave(state: State, words: list[Word], why: str) -> None:
    """Accept computing and printing."""
    _judge("octave", state, words, why)


def elixir(state: State, words: list[Word], why: str) -> None:
    """Accept computing and printing."""
    _judge("elixir", state, words, why)


def dc(state: State, words: list[Word], why: str) -> None:
    """Accept sums; `!` starts a shell, `?` runs what is typed."""
    if not words[0].known or DC.search(words[0].text):
        state.unclear(f"a sum that may start a shell: {why[:60]}")


def m4(state: State, words: list[Word], why: str) -> None:
    """Accept macros that neither run a command nor read another file."""
    if not words[0].known or M4.search(words[0].text):
        state.unclear(f"macros that may run commands: {why[:60]}")


EDITS = re.compile(
    r":?(?:q(?:a|all)?!?|w?qa?!?|wa?|x|\d+|\$|set? [\w=, ]+|syntax \w+|retab|noh|up(?:date)?|sort u?|%?s([/#,])[^\n]*"
    r"|Plenary\w+ (?![/~])(?!.*\.\.)[\w/. -]+|ert-run-tests-batch(?:-and-exit)?|package-lint-batch-and-exit|checkdoc)"
)
EACH = re.compile(r"^:?(?:silent!? )?(?:argdo|bufdo|windo|tabdo) ")
STARTED = re.compile(r"[|!`]|\\=|system|shell")


def editing(state: State, words: list[Word], why: str) -> None:
    """Accept what an editor is for: saving, leaving, replacing text, running the tests."""
    parts = EACH.sub("", words[0].text).split(" | ")
    if not words[0].known or not all(EDITS.fullmatch(part) and not STARTED.search(part) for part in parts):
        state.note(Kind.PERSIST, f"a program by an editor: {words[0].text[:60]}", why)


SAID = re.compile(
    r"\s*(?:display notification \"[^\"\\]*\"(?:\s+(?:with title|subtitle|sound name)\s+\"[^\"\\]*\")*|say \"[^\"\\]*\"|beep(?: \d+)?)\s*"
)


LISP = re.compile(
    r"\(\s*(?:message|princ|print|prin1)(?:\s+(?:\"[^\"\\]*\"|emacs-version|system-type|emacs-major-version|user-emacs-directory|\(emacs-version\)))+\s*\)"
    r"|\(\s*(?:kill-emacs|ert-run-tests-batch-and-exit|checkdoc|byte-recompile-directory \"\.\" 0)\s*\d?\)"
)


def elisp(state: State, words: list[Word], why: str) -> None:
    """Accept telling something, and running the tests."""
    if not words[0].known or not LISP.fullmatch(words[0].text.strip()):
        state.note(Kind.PERSIST, f"code for an editor: {words[0].text[:60]}", why)


def applescript(state: State, words: list[Word], why: str) -> None:
    """Accept telling the person at the desk something."""
    if not words[0].known or not SAID.fullmatch(words[0].text):
        state.unclear(f"applescript code that may do anything: {why[:60]}")
