"""python programs, read by python's own grammar: what they import, open, write; anything past a small subset is unclear.

Conservative: names and attributes that could reach files, processes, the network or the interpreter are unclear unless
listed here with what they do. Importing what is not python's own runs the project's code, as its tests would.
"""

from __future__ import annotations

import ast

from wicketgate.gate.shell.effects import Kind
from wicketgate.gate.shell.state import SOME, State, Word
from wicketgate.gate.shell.variables import SECRET

LONGEST = 16 << 10
MOST_NODES = 4000
# Modules that compute: nothing in them touches a file, a process or the network by itself.
COMPUTING = frozenset(
    "json re math datetime time collections itertools functools string random statistics textwrap base64 hashlib uuid"  # noqa: SIM905
    " decimal fractions platform calendar typing dataclasses enum pprint copy heapq bisect binascii colorsys html keyword"
    " numbers struct unicodedata secrets csv ast difflib io tokenize zoneinfo locale abc types hmac shlex fnmatch posixpath"
    " configparser tomllib urllib.parse xml.etree.ElementTree glob pathlib os os.path sys __future__ string.templatelib graphlib".split()
)
# Python's own modules that can do anything, and libraries that talk to others or to the machine.
REACHING = frozenset(
    "subprocess socket ssl urllib http ftplib smtplib imaplib poplib telnetlib xmlrpc socketserver asyncio selectors ctypes"  # noqa: SIM905
    " cffi importlib runpy code codeop pty pdb bdb signal resource shutil tempfile pickle shelve marshal dbm sqlite3 multiprocessing"
    " threading concurrent builtins gc inspect sysconfig site zipimport pkgutil webbrowser antigravity this turtle venv ensurepip"
    " crypt pwd grp spwd nis syslog termios tty fcntl mmap zipfile tarfile gzip bz2 lzma logging operator types compileall"
    " requests httpx aiohttp urllib3 websockets boto3 botocore google azure paramiko fabric invoke sh plumbum pexpect psutil docker"
    " kubernetes redis pymongo psycopg psycopg2 pymysql MySQLdb mysql sqlalchemy asyncpg cx_Oracle stripe twilio sendgrid slack_sdk"
    " openai anthropic git github gitlab dulwich selenium playwright keyring dotenv cloudpickle dill joblib pip setuptools wget"
    " pyautogui pynput win32api pika kafka celery ansible salt nmap scapy telethon discord tweepy smbclient ldap3 hvac".split()
)
BUILTINS = frozenset(
    "print len range sum min max sorted reversed enumerate zip map filter list dict set tuple str int float bool bytes bytearray abs"  # noqa: SIM905
    " round any all isinstance issubclass type repr format ord chr hex oct bin pow divmod iter next hash id slice frozenset complex"
    " callable hasattr dir super object property staticmethod classmethod Exception ValueError KeyError TypeError IndexError OSError"
    " RuntimeError StopIteration ImportError ModuleNotFoundError FileNotFoundError AssertionError AttributeError SystemExit exit quit"
    " KeyboardInterrupt NotImplementedError UnicodeDecodeError BaseException ascii NotImplemented Ellipsis ZeroDivisionError open".split()
)
DUNDER = frozenset(
    "__version__ __name__ __file__ __doc__ __main__ __path__ __all__ __qualname__ __len__ __init__ __str__ __repr__".split()
)  # noqa: SIM905
OS = frozenset(
    "getcwd listdir path sep linesep walk scandir stat cpu_count getpid name curdir extsep uname fspath environ getenv access".split()
)  # noqa: SIM905
SYS = frozenset(
    "argv version version_info path platform executable stdin stdout stderr exit maxsize byteorder prefix implementation getsizeof float_info".split()
)  # noqa: SIM905
READS = frozenset(
    "read_text read_bytes exists is_file is_dir iterdir glob rglob stat listdir walk scandir iglob".split()
)  # noqa: SIM905
WRITES = frozenset("write_text write_bytes touch mkdir".split())  # noqa: SIM905
REFUSED = frozenset(
    "system popen remove unlink rmtree rmdir rename replace_file removedirs renames symlink link symlink_to hardlink_to link_to chmod chown lchmod"  # noqa: SIM905
    " truncate kill fork execv spawn startfile putenv settrace setprofile modules meta_path path_hooks breakpointhook excepthook displayhook"
    " open_code load_module exec_module connect send sendall post put delete patch request urlopen urlretrieve urlcleanup to_sql to_pickle"
    " read_pickle load_source makedirs mkfifo mknod f_globals f_locals f_builtins gi_frame cr_frame tb_frame func_globals mro".split()
)


class Beyond(Exception):  # noqa: N818 - an outcome, not a fault
    """The program does something that is not understood; the message says what."""


def python(state: State, words: list[Word], why: str) -> None:
    """Note what a python program does, as far as it is understood."""
    if not words[0].known:
        state.unclear(f"python code that cannot be known: {why[:60]}")
        return
    try:
        for kind, target in effects(words[0].text):
            state.touch(kind, target, why)
    except Beyond as error:
        state.unclear(f"python code that may do anything ({error}): {why[:60]}")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        state.unclear(f"python code that cannot be read: {why[:60]}")


def effects(text: str) -> list[tuple[Kind, Word | str]]:
    """Return the effects of a program; Beyond where it is not understood, SyntaxError where it is none."""
    if len(text) > LONGEST or text.count("(") + text.count("[") + text.count("{") > 400:
        raise Beyond("too long")
    nodes = list(ast.walk(ast.parse(text)))
    if len(nodes) > MOST_NODES:
        raise Beyond("too long")
    reading = _Reading(nodes)
    for node in nodes:
        reading.node(node)
    return reading.found


class _Reading:
    """One program: the names it binds, and what was found in it."""

    def __init__(self, nodes: list[ast.AST]) -> None:
        self.found: list[tuple[Kind, Word | str]] = []
        self.bound = {name for node in nodes for name in _binds(node)}
        self.texts = _constants(nodes)
        self.modules: dict[str, str] = {}
        self.harmless = {id(owner) for node in nodes for owner in _looked_up(node)}
        self.discarded = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
        self.called = {id(node.func) for node in nodes if isinstance(node, ast.Call)}
        for node in nodes:
            if isinstance(node, ast.Import):
                self.modules |= {one.asname or one.name.partition(".")[0]: one.name for one in node.names}

    def node(self, node: ast.AST) -> None:
        """Note what one node of the program does."""
        if isinstance(node, ast.Import):
            for one in node.names:
                self._module(one.name)
        elif isinstance(node, ast.ImportFrom):
            self._from(node)
        elif isinstance(node, ast.Name):
            self._name(node)
        elif isinstance(node, ast.Attribute):
            self._attribute(node)
        elif isinstance(node, ast.Call):
            self._call(node)

    def _module(self, name: str) -> None:
        root = name.partition(".")[0]
        if name in COMPUTING or root in COMPUTING - {"urllib", "xml"}:
            return
        if root in REACHING or root.startswith("_"):
            raise Beyond(f"import {name}")
        self.found.append((Kind.BUILD, "the project"))

    def _from(self, node: ast.ImportFrom) -> None:
        module = node.module or ""
        self._module(module or "project")
        for one in node.names:
            if one.name == "*" or one.name in REFUSED or one.name.startswith("_") and one.name not in DUNDER:
                raise Beyond(f"from {module} import {one.name}")
            if (module == "os" and one.name not in OS) or (module == "sys" and one.name not in SYS):
                raise Beyond(f"from {module} import {one.name}")
            if module == "os" and one.name in ("environ", "getenv"):
                self.found.append((Kind.CREDENTIAL, "the environment"))

    def _name(self, node: ast.Name) -> None:
        name = node.id
        if name == "open" and id(node) not in self.called:
            raise Beyond("open by another name")
        if name not in self.bound and name not in BUILTINS and name not in DUNDER:
            raise Beyond(name[:40])

    def _attribute(self, node: ast.Attribute) -> None:
        name, owner = node.attr, node.value
        if name.startswith("_") and name not in DUNDER or name in REFUSED:
            raise Beyond(name[:40])
        if name in ("environ", "environb", "getenv") and id(node) not in self.harmless:
            self.found.append((Kind.CREDENTIAL, "the environment"))
        module = self.modules.get(owner.id) if isinstance(owner, ast.Name) else None
        if module == "os" and name not in OS or module == "sys" and name not in SYS:
            raise Beyond(f"{module}.{name}"[:40])

    def _call(self, node: ast.Call) -> None:
        func = node.func
        if isinstance(func, ast.Name) and func.id == "open":
            self._open(node)
        elif isinstance(func, ast.Attribute) and func.attr == "open":
            raise Beyond("open")
        elif isinstance(func, ast.Attribute) and func.attr in WRITES:
            self.found.append((Kind.WRITE, self._path(func.value)))
        elif isinstance(func, ast.Attribute) and func.attr in READS:
            kind = Kind.READ if func.attr.startswith("read") else Kind.LIST
            target = node.args[0] if isinstance(func.value, ast.Name) and node.args else func.value
            self.found.append((kind, self._path(target)))
        elif isinstance(func, ast.Attribute) and func.attr in (
            "parse",
            "iterparse",
            "fromfile",
            "load_file",
            "read_csv",
            "read_json",
            "read_excel",
            "loadtxt",
        ):
            if (
                node.args
                and isinstance(node.args[0], ast.Constant)
                and isinstance(node.args[0].value, str)
                and "\n" not in node.args[0].value
                and func.attr != "parse"
            ):
                self.found.append((Kind.READ, Word(node.args[0].value)))
        elif isinstance(func, ast.Attribute) and func.attr.startswith(
            ("to_csv", "to_json", "to_excel", "to_parquet", "to_html", "savefig", "savetxt", "save")
        ):
            self.found.append((Kind.WRITE, self._path(node.args[0]) if node.args else SOME))
        elif not isinstance(func, ast.Name | ast.Attribute | ast.Call | ast.Lambda):
            raise Beyond("a call of what is computed")

    def _open(self, node: ast.Call) -> None:
        modes = [arg for arg in node.args[1:2]] + [one.value for one in node.keywords if one.arg == "mode"]
        mode = "r"
        if modes:
            first = modes[0]
            mode = first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else "w"
        if any(one.arg in ("opener", None) for one in node.keywords):
            raise Beyond("open")
        kind = Kind.READ if set(mode) <= set("rbtU") else Kind.WRITE
        if kind is Kind.WRITE and "w" in mode and id(node) in self.discarded:
            kind = Kind.DELETE
        self.found.append((kind, self._path(node.args[0]) if node.args else SOME))

    def _path(self, node: ast.expr) -> Word:
        """Return the path an expression stands for, where it is a literal, a name bound once to one, or below one."""
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            return Word(node.value)
        if isinstance(node, ast.Name) and node.id in self.texts:
            return self.texts[node.id]
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute) and len(node.args) == 1:
            name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
            if name in ("Path", "PurePath", "PosixPath"):
                return self._path(node.args[0])
        if isinstance(node, ast.Call) and not node.args and isinstance(node.func, ast.Name) and node.func.id == "Path":
            return Word(".")
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            left, right = self._path(node.left), self._path(node.right)
            if left.known and right.known and not right.text.startswith("/"):
                return Word(f"{left.text.rstrip('/')}/{right.text}", glob=left.glob)
        return SOME


def _looked_up(node: ast.AST) -> list[ast.expr]:
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


def _binds(node: ast.AST) -> list[str]:
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
        for name in _binds(node):
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
