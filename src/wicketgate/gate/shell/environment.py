"""Variables that make a program run, load or send something else. Data, and what an assignment of one means."""

# ruff: noqa: E501 - a table's row is one line
from __future__ import annotations

import re

from wicketgate.gate.shell.effects import Kind
from wicketgate.gate.shell.naming import everywhere, loopback
from wicketgate.gate.shell.state import State, Word

# A command that some program will run.
COMMANDS = frozenset(
    [
        "PAGER",
        "GIT_PAGER",
        "MANPAGER",
        "GH_PAGER",
        "SYSTEMD_PAGER",
        "BAT_PAGER",
        "AWS_PAGER",
        "LESSOPEN",
        "LESSCLOSE",
        "EDITOR",
        "VISUAL",
        "GIT_EDITOR",
        "GIT_SEQUENCE_EDITOR",
        "SUDO_EDITOR",
        "FCEDIT",
        "GH_EDITOR",
        "KUBE_EDITOR",
        "GIT_SSH",
        "GIT_SSH_COMMAND",
        "GIT_ASKPASS",
        "SSH_ASKPASS",
        "SUDO_ASKPASS",
        "GIT_EXTERNAL_DIFF",
        "GIT_PROXY_COMMAND",
        "BROWSER",
        "PROMPT_COMMAND",
        "RSYNC_RSH",
        "CVS_RSH",
        "SVN_SSH",
        "GIT_DIFF_OPTS",
        "DIFF_PAGER",
        "FZF_DEFAULT_COMMAND",
        "MAKE",
        "SHELL",
        "CC",
        "CXX",
        "LD",
        "AR",
        "RUSTC",
        "RUSTC_WRAPPER",
        "CARGO_BUILD_RUSTC",
    ]
)
QUIET = frozenset(["cat", "less", "more", "head", "tail", "bat", "most", "true", ":", "false", "delta", "vim", "vi", "nano", "emacs", "code", "ed"]) | {
    "", "less -R", "less -FRX", "less -FR", "less -F", "less -S", "gcc", "clang", "g++", "clang++", "cc", "ar", "ld",
    "/bin/sh", "/bin/bash", "bash", "sh", "zsh", "sccache", "ccache gcc", "ccache",
}  # fmt: skip
# Code, libraries or settings that some program will load.
LOADED = re.compile(
    r"auto_(?:pre|ap)pend_file|(?:zend_)?extension(?:_dir)?|allow_url_include|sendmail_path|LD_(?:PRELOAD|LIBRARY_PATH|AUDIT)|DYLD_\w+|BASH_ENV|ENV|BASH_FUNC_.*|SHELLOPTS|BASHOPTS|PS4|IFS|PATH|CDPATH|HOME"
    r"|NODE_OPTIONS|NODE_PATH|PYTHON(?:STARTUP|PATH|HOME|INSPECT|USERBASE|BREAKPOINT|WARNINGS)|PERL5?(?:LIB|OPT|DB)|PERL5LIB"
    r"|RUBY(?:OPT|LIB)|JAVA_TOOL_OPTIONS|_JAVA_OPTIONS|JDK_JAVA_OPTIONS|MAVEN_OPTS|GRADLE_OPTS|PHPRC|PHP_INI_SCAN_DIR|LUA_INIT\w*"
    r"|GIT_(?:CONFIG\w*|DIR|WORK_TREE|EXEC_PATH|TEMPLATE_DIR|INDEX_FILE|OBJECT_DIRECTORY)|XDG_CONFIG_\w+|XDG_DATA_\w+"
    r"|npm_config_\w+|NPM_CONFIG_\w+|PIP_\w+|UV_(?:INDEX|DEFAULT_INDEX|EXTRA_INDEX)\w*|CARGO_HOME|RUSTFLAGS|GOFLAGS|GOPROXY|GONOSUMDB"
    r"|GOSUMDB|MAKEFLAGS|DOCKER_HOST|DOCKER_CONFIG|KUBECONFIG|AWS_CONFIG_FILE|VIMINIT|EXINIT|INPUTRC|TERMINFO\w*"
    r"|SSL_CERT_\w+|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE|NODE_EXTRA_CA_CERTS|NODE_TLS_REJECT_UNAUTHORIZED|GIT_SSL_NO_VERIFY"
    r"|PYTHONHTTPSVERIFY|OPENSSL_CONF|OPENSSL_MODULES|GCONV_PATH|TAR_OPTIONS|MANOPT|RIPGREP_CONFIG_PATH|GRADLE_USER_HOME|R_(?:PROFILE|ENVIRON)\w*|ZDOTDIR|FPATH|MAKEFILES|GIT_(?:TRACE\w*|REDIRECT_\w+|MAN_VIEWER|ALLOW_PROTOCOL)|LESSEDIT|CURL_HOME|WGETRC|SSLKEYLOGFILE|PYTEST_(?:PLUGINS|ADDOPTS)|AWS_ENDPOINT_URL\w*|HOSTALIASES|OPENSSL_ENGINES|PYTHON(?:PYCACHEPREFIX|EXECUTABLE)|NODE_REPL_EXTERNAL_MODULE|PG(?:HOST|HOSTADDR|SERVICE|SERVICEFILE)|MYSQL_HOST|GCONV_PATH|LOCPATH|NLSPATH|HIST(?:FILE|SIZE|FILESIZE|CONTROL|IGNORE)|ANTHROPIC_BASE_URL|OPENAI_BASE_URL"
)
# Whatever a tool calls it: a variable of this name holds a command, or a file of settings that can hold one.
NAMED = re.compile(
    r"[A-Z0-9_]*_?(?:PAGER|EDITOR|BROWSER|ASKPASS|RUNNER|WRAPPER|LAUNCHER|LINKER|SSH_COMMAND|COMMAND|SHELL|HOOK|RC|RCFILE|INIT|PRELOAD|STARTUP)"
)
FLAGS = frozenset({"CFLAGS", "CXXFLAGS", "CPPFLAGS", "LDFLAGS", "CGO_CFLAGS", "CGO_LDFLAGS", "JAVA_OPTS", "SBT_OPTS"})
PLUGIN = re.compile(r"-fplugin|-wrapper|-specs|-B/|-B /|-javaagent|-agent|@/")
PLACED = frozenset(
    {"CARGO_TARGET_DIR", "CARGO_BUILD_TARGET_DIR", "GOBIN", "GOCACHE", "GOMODCACHE", "GOTMPDIR", "CARGO_INSTALL_ROOT"}
)
"""Folders that a build fills, and that cleaning empties."""
LISTENING = re.compile(r"(?:[A-Z_]+_)?(?:HOST|HOSTNAME|BIND|ADDR|ADDRESS|LISTEN|IP)")
DATA = re.compile(r"\b(?:db:\w|ecto\.|migrat|seed|console|runner|dbconsole)")
"""What works on a data base."""
PROXY = re.compile(r"(?:https?|all|ftp|no|socks5?|rsync|grpc)_proxy", re.IGNORECASE)


def assigns(state: State, name: str, word: Word, why: str) -> None:
    """Note what it means that `name` has this value for what is run next."""
    if name.endswith("_ENV") and word.text.startswith("prod") and DATA.search(why):
        state.note(Kind.REMOTE, "the data of production", why)
    if word.known and word.text.startswith("() {"):
        state.note(Kind.START, f"{name}, which an old shell would run", why)
    elif (name in COMMANDS or NAMED.fullmatch(name)) and not (word.known and word.text in QUIET):
        state.note(Kind.PERSIST, f"{name}, which names a program that will be run", why)
    elif LOADED.fullmatch(name) and not _usual(name, word):
        state.note(Kind.PERSIST, f"{name}, which changes what programs load or where they connect", why)
    elif name in FLAGS and (not word.known or PLUGIN.search(word.text)):
        state.note(Kind.PERSIST, f"{name}, which loads something into a compiler", why)
    elif name in PLACED:
        state.note(Kind.WRITE, word, why)
    elif LISTENING.fullmatch(name) and word.known and everywhere(word.text):
        state.note(Kind.NETWORK, "whoever asks from elsewhere", why)
    elif PROXY.fullmatch(name) and word.text:
        state.note(Kind.NETWORK, word, why)


def _usual(name: str, word: Word) -> bool:
    """Return whether the value only says what is so anyway, or stays in the project."""
    text = word.text
    if name.startswith("GIT_TRACE"):
        return text in ("", "0", "1", "2", "true", "false")
    if name in ("PGHOST", "PGHOSTADDR", "MYSQL_HOST") or name.startswith("AWS_ENDPOINT_URL"):
        return word.known and (loopback(text) or re.fullmatch("[a-z]+", text) is not None)
    if name == "PYTEST_ADDOPTS":
        return word.known and re.fullmatch(r"(?!.*(?:-p\b|-c\b|rootdir|confcut|override))[\w .=,:-]*", text) is not None
    if name in ("IFS",):
        return True
    if name in ("PYTHONPATH", "NODE_PATH", "RUBYLIB", "PERL5LIB"):
        return word.known and not any(part.startswith(("/", "~", "..")) for part in text.split(":"))
    if name == "NODE_OPTIONS":
        return word.known and all(
            part.startswith(
                (
                    "--max-old-space-size",
                    "--no-warnings",
                    "--experimental-vm-modules",
                    "--trace-warnings",
                    "--no-deprecation",
                    "--openssl-legacy-provider",
                )
            )
            for part in text.split()
        )
    if name in ("RUSTFLAGS", "GOFLAGS", "MAKEFLAGS", "PYTHONWARNINGS", "MAVEN_OPTS", "GRADLE_OPTS"):
        return word.known and re.fullmatch(r"[A-Za-z0-9 =._:-]*", text) is not None and "linker" not in text
    return name.startswith("PIP_") and name in ("PIP_NO_INPUT", "PIP_DISABLE_PIP_VERSION_CHECK", "PIP_NO_CACHE_DIR")
