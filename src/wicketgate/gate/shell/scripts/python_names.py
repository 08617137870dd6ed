"""Names of python: which modules, functions and attributes only compute, and which reach further. Data."""

# ruff: noqa: E501, SIM905 - a table's row is one line
from __future__ import annotations

# Modules that compute: nothing in them touches a file, a process or the network by itself.
COMPUTING = frozenset(
    "json re math datetime time collections itertools functools string random statistics textwrap base64 hashlib uuid"
    " decimal fractions platform calendar typing dataclasses enum pprint copy heapq bisect binascii colorsys html keyword"
    " numbers struct unicodedata secrets csv ast difflib io tokenize zoneinfo locale abc types hmac shlex fnmatch posixpath"
    " configparser tomllib urllib.parse xml.etree.ElementTree glob pathlib os os.path sys __future__ string.templatelib graphlib".split()
)
# Python's own modules that can do anything, and libraries that talk to others or to the machine.
REACHING = frozenset(
    "subprocess socket ssl urllib http ftplib smtplib imaplib poplib telnetlib xmlrpc socketserver asyncio selectors ctypes"
    " cffi importlib runpy code codeop pty pdb bdb signal resource shutil tempfile pickle shelve marshal dbm sqlite3 multiprocessing"
    " threading concurrent builtins gc inspect sysconfig site zipimport pkgutil webbrowser antigravity this turtle venv ensurepip"
    " crypt pwd grp spwd nis syslog termios tty fcntl mmap zipfile tarfile gzip bz2 lzma logging operator types compileall"
    " requests httpx aiohttp urllib3 websockets boto3 botocore google azure paramiko fabric invoke sh plumbum pexpect psutil docker"
    " kubernetes redis pymongo psycopg psycopg2 pymysql MySQLdb mysql sqlalchemy asyncpg cx_Oracle stripe twilio sendgrid slack_sdk"
    " openai anthropic git github gitlab dulwich selenium playwright keyring dotenv cloudpickle dill joblib pip setuptools wget"
    " pyautogui pynput win32api pika kafka celery ansible salt nmap scapy telethon discord tweepy smbclient ldap3 hvac".split()
)
BUILTINS = frozenset(
    "print len range sum min max sorted reversed enumerate zip map filter list dict set tuple str int float bool bytes bytearray abs"
    " round any all isinstance issubclass type repr format ord chr hex oct bin pow divmod iter next hash id slice frozenset complex"
    " callable hasattr dir super object property staticmethod classmethod Exception ValueError KeyError TypeError IndexError OSError"
    " RuntimeError StopIteration ImportError ModuleNotFoundError FileNotFoundError AssertionError AttributeError SystemExit exit quit"
    " KeyboardInterrupt NotImplementedError UnicodeDecodeError BaseException ascii NotImplemented Ellipsis ZeroDivisionError open".split()
)
DUNDER = frozenset(
    "__version__ __name__ __file__ __doc__ __main__ __path__ __all__ __qualname__ __len__ __init__ __str__ __repr__".split()
)
OS = frozenset(
    "getcwd listdir path sep linesep walk scandir stat cpu_count getpid name curdir extsep uname fspath environ getenv access".split()
)
SYS = frozenset(
    "argv version version_info path platform executable stdin stdout stderr exit maxsize byteorder prefix implementation getsizeof float_info".split()
)
READS = frozenset(
    "read_text read_bytes exists is_file is_dir iterdir glob rglob stat listdir walk scandir iglob".split()
)
WRITES = frozenset("write_text write_bytes touch mkdir".split())
REFUSED = frozenset(
    "system popen remove unlink rmtree rmdir rename replace_file removedirs renames symlink link symlink_to hardlink_to link_to chmod chown lchmod"
    " truncate kill fork execv spawn startfile putenv settrace setprofile modules meta_path path_hooks breakpointhook excepthook displayhook"
    " open_code load_module exec_module connect send sendall post put delete patch request urlopen urlretrieve urlcleanup to_sql to_pickle"
    " read_pickle load_source makedirs mkfifo mknod f_globals f_locals f_builtins gi_frame cr_frame tb_frame func_globals mro".split()
)
