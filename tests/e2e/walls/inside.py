"""The attacks of the sandbox as they run inside: each function tries one thing and prints what came of it.

Runs as a plain script, `inside.py ATTACK WORDS…`; whether an attack landed is judged outside. Standard library only.
"""

from __future__ import annotations

import ctypes
import fcntl
import mmap
import os
import resource
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

LIBC = ctypes.CDLL(None, use_errno=True)
LIBC.syscall.restype = ctypes.c_long
ARM = os.uname().machine == "aarch64"
SOCKET, CONNECT, CLONE, PTRACE, READV = (198, 203, 220, 117, 270) if ARM else (41, 42, 56, 101, 310)
SHMAT, KEYCTL, UMOUNT, USERFAULTFD, MEMFD = (196, 219, 39, 282, 279) if ARM else (30, 250, 166, 323, 319)
CLONE3, IO_URING_SETUP, NEWUSER = 435, 425, 0x10000000
READ_IMPLIES_EXEC, TIOCSTI, PATIENCE = 0x0400000, 0x5412, 2.0
LONG = 2.0
"""Seconds that several samples of a limit fit into."""


def call(number: int, *arguments: object) -> int:
    """Return what a system call returned; OSError if it failed."""
    wide = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
    result = int(LIBC.syscall(ctypes.c_long(number), *wide))
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result


def connect(port: str, text: str) -> None:
    """Send a text to a port of 127.0.0.1."""
    with socket.create_connection(("127.0.0.1", int(port)), PATIENCE) as line:
        line.sendall(text.encode())


def abstract(name: str, text: str) -> None:
    """Send a text to an abstract socket."""
    _send(call(SOCKET, socket.AF_UNIX, socket.SOCK_STREAM, 0), "\0" + name, text)


def socket_file(path: str, text: str) -> None:
    """Send a text to a socket file."""
    _send(call(SOCKET, socket.AF_UNIX, socket.SOCK_STREAM, 0), path, text)


def disguised(path: str, text: str) -> None:
    """Send a text to a socket file, with a bit set in the half of the family that the kernel ignores."""
    _send(call(SOCKET, 1 << 32 | socket.AF_UNIX, socket.SOCK_STREAM, 0), path, text)


def _send(number: int, where: str, text: str) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM, 0, number) as line:
        line.connect(where)
        line.sendall(text.encode())


def other_architecture() -> None:
    """Open an AF_UNIX socket by a call of 32-bit x86, whose numbers the filter does not know."""
    # mov eax, 359; mov ebx, 1; mov ecx, 1; xor edx, edx; int 0x80, with rbx kept
    code = b"\x53\xb8\x67\x01\x00\x00\xbb\x01\x00\x00\x00\xb9\x01\x00\x00\x00\x31\xd2\xcd\x80\x5b\xc3"
    page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    page.write(code)
    run = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))
    print("opened", run() >= 0)


def kill(pid: str) -> None:
    """Kill a process by its number."""
    os.kill(int(pid), signal.SIGKILL)


def kill_group() -> None:
    """Kill everything in our own process group."""
    os.kill(0, signal.SIGKILL)


def shared_memory(segment: str) -> None:
    """Print what a segment of shared memory holds."""
    print(ctypes.string_at(call(SHMAT, int(segment), 0, 0o10000), 64).split(b"\0")[0].decode())


def name() -> None:
    """Print the machine's name."""
    print(os.uname().nodename)


def read(*paths: str) -> None:
    """Print what the files hold, as far as they can be read, also below every top-level folder."""
    tops = ["", *(str(path) for path in Path("/").iterdir())]
    for path in (top + path for path in paths for top in tops):
        try:
            print(Path(path).read_bytes()[-4096:].decode(errors="replace"))
        except OSError as error:
            print(path, error.strerror)


def identity() -> None:
    """Print who we are."""
    print("uid", os.getuid())


def raw_socket() -> None:
    """Open a socket that hears every packet of the run's network."""
    socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_TCP).close()
    print("opened")


def read_after_chmod(path: str) -> None:
    """Make a file readable, and print its end."""
    os.chmod(path, 0o755)
    read(path)


def write(path: str, text: str) -> None:
    """Write a text into a file."""
    Path(path).write_text(text)
    print("written")


def uncover(path: str) -> None:
    """Take a mount off a path and print what lies below."""
    call(UMOUNT, ctypes.c_char_p(path.encode()), 2)
    print(Path(path).read_text())


def unshare() -> None:
    """Become root of a new user namespace."""
    if LIBC.unshare(NEWUSER) != 0:
        raise OSError(ctypes.get_errno(), "unshare")
    _capable()


def clone() -> None:
    """Start a process that is root of a new user namespace."""
    _child(call(CLONE, NEWUSER | signal.SIGCHLD, 0, 0, 0, 0))


def clone3() -> None:
    """Do the same by the younger call, whose arguments a filter cannot read."""
    arguments = (ctypes.c_uint64 * 11)(NEWUSER, 0, 0, 0, signal.SIGCHLD)
    _child(call(CLONE3, arguments, ctypes.sizeof(arguments)))


def _child(pid: int) -> None:
    if pid == 0:
        _capable()
        sys.stdout.flush()
        os._exit(0)
    os.waitpid(pid, 0)


def _capable() -> None:
    lines = dict(line.split(":\t") for line in Path("/proc/self/status").read_text().splitlines() if ":\t" in line)
    print("capable", int(lines["CapEff"], 16) != 0)


def rewrite(program: str, text: str) -> None:
    """Start a program, write into its memory and print what stands there then."""
    with subprocess.Popen([program, "30"]) as running:
        try:
            start = _stack(running.pid)
            with open(f"/proc/{running.pid}/mem", "r+b", buffering=0) as memory:
                memory.seek(start)
                memory.write(text.encode())
                memory.seek(start)
                print(memory.read(len(text)).decode())
        finally:
            running.kill()


def peek(program: str, text: str) -> None:
    """Start a program that holds a text in its memory and print what can be read there."""
    with subprocess.Popen([program, "30"], env={"HELD": text}) as running:
        try:
            start = _stack(running.pid)
            with open(f"/proc/{running.pid}/mem", "rb", buffering=0) as memory:
                memory.seek(start)
                print("found", text.encode() in memory.read(1 << 20))
        finally:
            running.kill()


def _stack(pid: int) -> int:
    lines = Path(f"/proc/{pid}/maps").read_text().splitlines()
    return int(next(line for line in lines if line.endswith("[stack]")).split("-")[0], 16)


def trace(program: str) -> None:
    """Start a program and attach to it."""
    with subprocess.Popen([program, "30"]) as running:
        try:
            call(PTRACE, 16, running.pid, 0, 0)
            print("attached")
        finally:
            running.kill()


def keyring(text: str) -> None:
    """Print what the session's keyring holds under a name."""
    names = ctypes.c_char_p(b"user"), ctypes.c_char_p(text.encode())
    key = call(KEYCTL, 10, -3, *names, 0)
    into = ctypes.create_string_buffer(64)
    call(KEYCTL, 11, key, into, 64)
    print(into.value.decode())


def io_uring() -> None:
    """Make a ring by which calls are made without the filter seeing them."""
    call(IO_URING_SETUP, 1, ctypes.create_string_buffer(120))
    print("made")


def userfaultfd() -> None:
    """Get to decide when the kernel goes on reading our memory."""
    call(USERFAULTFD, 1)
    print("made")


def personality() -> None:
    """Make every page that can be read executable."""
    if LIBC.personality(READ_IMPLIES_EXEC) < 0:
        raise OSError(ctypes.get_errno(), "personality")
    print("set")


def type_text(text: str) -> None:
    """Type a text into our terminal and read it back."""
    for letter in text + "\n":
        fcntl.ioctl(0, TIOCSTI, letter.encode())
    print("typed", text == sys.stdin.readline().strip())


def start(*words: str) -> None:
    """Start a program."""
    print(subprocess.run(words, capture_output=True, text=True, check=False).stdout)


def bring(source: str, loader: str, *words: str) -> None:
    """Copy a program into the workspace and have the loader map it."""
    copy = Path("/workspace/brought")
    copy.write_bytes(Path(source).read_bytes())
    copy.chmod(0o755)
    start(loader, str(copy), *words)


def make_socket(path: str) -> None:
    """Leave a socket file behind."""
    os.mknod(path, stat.S_IFSOCK | 0o600)


def environment(name: str) -> None:
    """Print a variable."""
    print(os.environ.get(name))


def descriptors(path: str) -> None:
    """Print what a file holds, by any descriptor that was left open."""
    for number in range(3, 256):
        try:
            with open(os.open(path, os.O_RDONLY, dir_fd=number)) as file:
                print(file.read())
        except OSError:
            continue


def fill(folder: str, files: str, size: str) -> None:
    """Write files of a size and print how much there is."""
    for number in range(int(files)):
        Path(folder, str(number)).write_bytes(b"x" * int(size))
    print("filled")


def open_many(count: str) -> None:
    """Open the same file many times."""
    print("opened", len([os.open("/dev/null", os.O_RDONLY) for _ in range(int(count))]))


def raise_limit(which: str, value: str) -> None:
    """Raise a limit of ours."""
    resource.setrlimit(getattr(resource, which), (int(value), int(value)))
    print("raised")


def hold(size: str) -> None:
    """Hold that much memory for a moment."""
    held = bytearray(b"x") * int(size)
    time.sleep(LONG)
    print("held", len(held))


def hide(count: str, size: str) -> None:
    """Hold memory no process shows in its size, for a moment."""
    for _ in range(int(count)):
        number = call(MEMFD, ctypes.c_char_p(b""), 0)
        os.write(number, b"x" * int(size))
    time.sleep(LONG)
    print("held")


def processes(count: str) -> None:
    """Have that many processes at once."""
    running = []
    for _ in range(int(count)):
        pid = os.fork()
        if pid == 0:
            time.sleep(20)
            os._exit(0)
        running.append(pid)
    time.sleep(LONG)
    print("running", len(running))


def wait(seconds: str) -> None:
    """Say that we are there, and be there for that long."""
    print("ready", flush=True)
    time.sleep(float(seconds))
    print("still there")


def leave(mark: str) -> None:
    """Leave a process behind that nobody waits for."""
    if os.fork() == 0:
        os.setsid()
        time.sleep(60)


def waiting_for(path: str) -> None:
    """Say that we are there, wait for a word, and print a file."""
    print("ready", flush=True)
    sys.stdin.readline()
    read(path)


ATTACKS: dict[str, Callable[..., None]] = {
    name: value for name, value in list(globals().items()) if callable(value) and not name.startswith("_")
}

if __name__ == "__main__":
    try:
        ATTACKS[sys.argv[1]](*sys.argv[2:])
    except OSError as error:
        print("refused:", error.strerror or error, flush=True)
