"""A program that writes one journal from several threads and prints each number it was promised, until it is killed.

    python writer.py JOURNAL THREADS [deny SYSCALL…]

With `deny`, those system calls fail with EIO in every thread once the first entries are written.
"""

from __future__ import annotations

import errno
import os
import sys
import threading
from pathlib import Path

import pyseccomp

from wicketgate.errors import StateError
from wicketgate.store.journal import Journal

TEXT = "x" * 300


def write(journal: Journal, thread: int) -> None:
    """Submit entries for ever; each number goes out only after it was acknowledged."""
    count = 0
    try:
        while True:
            index = journal.submit("note", {"writer": f"{os.getpid()}.{thread}.{count}", "text": TEXT}).wait()
            os.write(1, f"{index} {os.getpid()}.{thread}.{count}\n".encode())
            count += 1
    except StateError as error:
        os.write(1, f"refused {error.message}\n".encode())


def deny(names: list[str]) -> None:
    """Let the kernel answer EIO to these system calls from now on."""
    rules = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
    rules.set_attr(pyseccomp.Attr.CTL_TSYNC, 1)
    for name in names:
        rules.add_rule(pyseccomp.ERRNO(errno.EIO), name)
    rules.load()


def main() -> None:
    """Open the journal and write."""
    journal = Journal.open(Path(sys.argv[1]))
    os.write(1, b"opened\n")
    if sys.argv[3:4] == ["deny"]:
        for _ in range(3):
            os.write(1, f"{journal.submit('note', {'writer': 'before'}).wait()} before\n".encode())
        deny(sys.argv[4:])
    threads = [threading.Thread(target=write, args=(journal, n)) for n in range(int(sys.argv[2]))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    try:
        journal.submit("note", {})
        os.write(1, b"answered after a failure\n")
    except StateError as error:
        os.write(1, f"later {error.message}\n".encode())
    journal.close()


if __name__ == "__main__":
    main()
