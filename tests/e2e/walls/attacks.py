"""The attacks on the sandbox, judged outside: each gives True when it landed, which a canary or the host proves."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e.walls.ground import Ground, named
from wicketgate.errors import SandboxError
from wicketgate.sandbox.plan import Bind

LIBC = ctypes.CDLL(None, use_errno=True)
LIBC.shmat.restype = ctypes.c_void_p
Attack = Callable[[Ground], bool]
ATTACKS: dict[str, Attack] = {}


def attack(name: str) -> Callable[[Attack], Attack]:
    """Return what lists an attack under a name."""

    def keep(made: Attack) -> Attack:
        ATTACKS[name] = made
        return made

    return keep


def _heard(server: socket.socket, ground: Ground) -> bool:
    server.setblocking(False)
    try:
        line, _ = server.accept()
    except BlockingIOError:
        return False
    with line:
        return line.recv(100) == ground.canary.encode()


@attack("reach a service on the host's loopback")
def _(ground: Ground) -> bool:
    with socket.create_server(("127.0.0.1", 0)) as server:
        ground.attempt("connect", str(server.getsockname()[1]), ground.canary)
        return _heard(server, ground)


@attack("reach a service on the host's loopback from a named program")
def _(ground: Ground) -> bool:
    with socket.create_server(("127.0.0.1", 0)) as server:
        ground.attempt("connect", str(server.getsockname()[1]), ground.canary, execute=named())
        return _heard(server, ground)


@attack("talk to an abstract socket of the host")
def _(ground: Ground) -> bool:
    name = f"wicketgate-{ground.canary}"
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("\0" + name)
        server.listen()
        ground.attempt("abstract", name, ground.canary)
        return _heard(server, ground)


def _socket_file(ground: Ground, how: str) -> bool:
    with ground.public() as folder, socket.socket(socket.AF_UNIX) as server:
        server.bind(str(folder / "s"))
        (folder / "s").chmod(0o777)
        server.listen()
        ground.attempt(how, "/srv/shown/s", ground.canary, binds=(Bind(str(folder), "/srv/shown"),))
        return _heard(server, ground)


@attack("talk to a socket file in a shown folder")
def _(ground: Ground) -> bool:
    return _socket_file(ground, "socket_file")


@attack("talk to a socket file, the family disguised in its upper half")
def _(ground: Ground) -> bool:
    return _socket_file(ground, "disguised")


@attack("open an AF_UNIX socket by a 32-bit call")
def _(ground: Ground) -> bool:
    if os.uname().machine != "x86_64":
        pytest.skip("this architecture has no second set of calls in this test")
    return "opened True" in ground.attempt("other_architecture").out


@contextlib.contextmanager
def _victim(ground: Ground) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(["/usr/bin/sleep", "100"], user=ground.uid, env={}) as running:
        try:
            yield running
        finally:
            running.kill()


@attack("kill a process of the host")
def _(ground: Ground) -> bool:
    with _victim(ground) as victim:
        ground.attempt("kill", str(victim.pid))
        return victim.poll() == -signal.SIGKILL


@attack("kill the launcher through its process group")
def _(ground: Ground) -> bool:
    with ground.raised():
        try:
            ground.attempt("kill_group")
        except SandboxError as error:
            return "launcher died" in error.message
        return False


@attack("read shared memory of the host")
def _(ground: Ground) -> bool:
    number = LIBC.shmget(0, 4096, 0o666)
    assert number >= 0
    where = LIBC.shmat(number, None, 0)
    try:
        ctypes.memmove(where, ground.canary.encode() + b"\0", len(ground.canary) + 1)
        return ground.canary in ground.attempt("shared_memory", str(number)).out
    finally:
        LIBC.shmdt(ctypes.c_void_p(where))
        LIBC.shmctl(number, 0, None)


@attack("learn the host's name")
def _(ground: Ground) -> bool:
    return ground.attempt("name").out.strip() == os.uname().nodename


@attack("learn the run's place among the host's cgroups")
def _(ground: Ground) -> bool:
    if ground.machine.cgroup.kind == "none":
        pytest.skip("this user's runs have no cgroup of their own to be told of")
    return "wicketgate-" in ground.attempt("read", "/proc/self/cgroup").out


@attack("learn which boot of which host this is")
def _(ground: Ground) -> bool:
    path = "/proc/sys/kernel/random/boot_id"
    return Path(path).read_text().strip() in ground.attempt("read", path).out


@attack("be root inside")
def _(ground: Ground) -> bool:
    return ground.attempt("identity").out == "uid 0\n"


@attack("read what only root may")
def _(ground: Ground) -> bool:
    if ground.uid is None:
        pytest.skip("an ordinary user's run has the user's own uid")
    with ground.public() as folder:
        (folder / "f").write_text(ground.canary)
        (folder / "f").chmod(0o600)
        return ground.canary in ground.attempt("read", "/srv/shown/f", binds=(Bind(str(folder), "/srv/shown"),)).out


@attack("hear every packet of the run's network")
def _(ground: Ground) -> bool:
    return "opened" in ground.attempt("raw_socket").out


@attack("read a file of the host")
def _(ground: Ground) -> bool:
    with ground.public() as folder:
        (folder / "f").write_text(ground.canary)
        (folder / "f").chmod(0o644)
        return ground.canary in ground.attempt("read", f"{folder}/f").out


@attack("read a program that must not be read")
def _(ground: Ground) -> bool:
    program = ground.program()
    return ground.canary in ground.attempt("read", program.dest, binaries=(program,)).out


@attack("override the mode of a guarded program")
def _(ground: Ground) -> bool:
    return ATTACKS["read a program that must not be read"](ground)


@attack("make a guarded program readable")
def _(ground: Ground) -> bool:
    program = ground.program()
    return ground.canary in ground.attempt("read_after_chmod", program.dest, binaries=(program,)).out


@attack("write into the memory of a guarded program")
def _(ground: Ground) -> bool:
    program = ground.program()
    return ground.canary in ground.attempt("rewrite", program.dest, ground.canary, binaries=(program,)).out


@attack("read the memory of a guarded program")
def _(ground: Ground) -> bool:
    program = ground.program()
    return "found True" in ground.attempt("peek", program.dest, ground.canary, binaries=(program,)).out


@attack("attach to a guarded program")
def _(ground: Ground) -> bool:
    program = ground.program()
    return "attached" in ground.attempt("trace", program.dest, binaries=(program,)).out


@attack("uncover what a mount hides")
def _(ground: Ground) -> bool:
    covered = Path("/proc/cmdline").read_text().strip()
    return covered in ground.attempt("uncover", "/proc/cmdline").out


@attack("be root of a new user namespace")
def _(ground: Ground) -> bool:
    return "capable True" in ground.attempt("unshare").out


@attack("start a process in a new user namespace")
def _(ground: Ground) -> bool:
    return "capable True" in ground.attempt("clone").out


@attack("start a process in a new user namespace by clone3")
def _(ground: Ground) -> bool:
    return "capable True" in ground.attempt("clone3").out


@attack("read a key of the session that started the launcher")
def _(ground: Ground) -> bool:
    # A key of the kernel's is there for whoever was started in the same session, by whatever name they go.
    libc, name = ctypes.CDLL(None, use_errno=True), b"wicketgate-walls"
    number = 217 if os.uname().machine == "aarch64" else 248
    key = libc.syscall(number, b"user", name, ground.canary.encode(), len(ground.canary), -3)
    if key < 0:
        pytest.skip("this machine gives no keyring")
    try:
        with ground.raised():
            return ground.canary in ground.attempt("keyring", name.decode()).out
    finally:
        libc.syscall(number + 2, 9, key, -3)


@attack("make calls by a ring the filter does not see")
def _(ground: Ground) -> bool:
    return "made" in ground.attempt("io_uring").out


@attack("hold the kernel up at a page of ours")
def _(ground: Ground) -> bool:
    return "made" in ground.attempt("userfaultfd").out


@attack("make every page executable")
def _(ground: Ground) -> bool:
    return "set" in ground.attempt("personality").out


@attack("type into a terminal")
def _(ground: Ground) -> bool:
    setting = Path("/proc/sys/dev/tty/legacy_tiocsti")
    if setting.exists() and setting.read_text().strip() == "0":
        pytest.skip("this kernel types for nobody (dev.tty.legacy_tiocsti=0)")
    return b"typed True" in ground.on_terminal("type_text", ground.canary)


@attack("write into the root, past every cap on the disk")
def _(ground: Ground) -> bool:
    return "written" in ground.attempt("write", "/outside-the-caps", ground.canary).out


@attack("write into /dev, past every cap on the disk")
def _(ground: Ground) -> bool:
    return "written" in ground.attempt("write", "/dev/outside-the-caps", ground.canary).out


@attack("change a shown file on the host")
def _(ground: Ground) -> bool:
    with ground.public() as folder:
        (folder / "f").write_text("kept")
        (folder / "f").chmod(0o666)
        ground.attempt("write", "/srv/shown/f", ground.canary, binds=(Bind(str(folder), "/srv/shown"),))
        return (folder / "f").read_text() == ground.canary


@attack("change the workspace on the host")
def _(ground: Ground) -> bool:
    (ground.box.lower / "f").write_text("kept")
    ground.attempt("write", "/workspace/f", ground.canary)
    return (ground.box.lower / "f").read_text() == ground.canary


@attack("read what a person wrote during the run")
def _(ground: Ground) -> bool:
    live = ground.folder / "live"
    live.mkdir()
    env = {"PATH": "/usr/bin:/bin", "LIVE": str(live)}
    with ground.patched():
        spec = ground.spec("waiting_for", "/workspace/.env", env=env)
        said = asyncio.run(ground.while_it_waits(spec, lambda: _write(live / ".env", ground.canary)))
    return ground.canary.encode() in said


def _write(path: Path, text: str) -> None:
    path.write_text(text)


@attack("have a mount make a file on the host")
def _(ground: Ground) -> bool:
    with ground.public() as folder:
        (ground.box.lower / "planted").symlink_to(f"/oldroot{folder}")
        given = ground.folder / "given"
        given.write_text("x")
        with contextlib.suppress(SandboxError):
            ground.attempt("identity", binds=(Bind(str(given), "/workspace/planted/made"),))
        return (folder / "made").exists()


@attack("start a program where none is granted")
def _(ground: Ground) -> bool:
    tools = ground.folder / "tools"
    tools.mkdir()
    shutil.copy("/usr/bin/echo", tools)
    shown = (Bind(str(tools), "/opt/tools"),)
    return ground.canary in ground.attempt("start", "/opt/tools/echo", ground.canary, execute=named(), binds=shown).out


@attack("have the loader map a program of the system")
def _(ground: Ground) -> bool:
    program = "/usr/sbin/nologin"  # in a folder of its own, that holds no named program; it says one sentence
    if not Path(program).exists():
        pytest.skip(f"no {program} on this machine to start")
    return "not available" in ground.attempt("start", ground.machine.loaders[0], program, execute=named()).out


@attack("bring a program along and have the loader map it")
def _(ground: Ground) -> bool:
    loader = ground.machine.loaders[0]
    seen = ground.attempt("bring", "/usr/bin/echo", loader, ground.canary, execute=named())
    return ground.canary in seen.out


@attack("leave a socket file behind")
def _(ground: Ground) -> bool:
    return "refused" not in ground.attempt("make_socket", "/workspace/s").out


@attack("read a variable of the one who started the run")
def _(ground: Ground) -> bool:
    # The environment's own wall is the plan's: what is not named in it is not there.
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LEFT", ground.canary)
        return ground.canary in ground.attempt("environment", "LEFT").out


@attack("read a folder by a descriptor that was left open")
def _(ground: Ground) -> bool:
    (ground.folder / "canary").write_text(ground.canary)
    (ground.folder / "canary").chmod(0o644)
    ground.folder.chmod(0o755)
    number = os.open(ground.folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.set_inheritable(number, True)
        with ground.raised():
            return ground.canary in ground.attempt("descriptors", "canary").out
    finally:
        os.close(number)


@attack("write more than the disk that was given")
def _(ground: Ground) -> bool:
    return "filled" in ground.attempt("fill", "/workspace", "6", str(3 << 20)).out


@attack("make more files than were given")
def _(ground: Ground) -> bool:
    return "filled" in ground.attempt("fill", "/workspace", "500", "0").out


@attack("write one file that is larger than allowed")
def _(ground: Ground) -> bool:
    return "filled" in ground.attempt("fill", "/workspace", "1", str(6 << 20)).out


@attack("open more descriptors than allowed")
def _(ground: Ground) -> bool:
    return "opened 200" in ground.attempt("open_many", "200").out


@attack("allow itself to dump core")
def _(ground: Ground) -> bool:
    return "raised" in ground.attempt("raise_limit", "RLIMIT_CORE", "4096").out


@attack("hold more memory than allowed")
def _(ground: Ground) -> bool:
    return "held" in ground.attempt("hold", str(160 << 20)).out


@attack("hold more memory than allowed, where it is sampled")
def _(ground: Ground) -> bool:
    ground.without_cgroups()
    return "held" in ground.attempt("hold", str(160 << 20)).out


@attack("hold memory that no sample sees")
def _(ground: Ground) -> bool:
    ground.without_cgroups()
    return "held" in ground.attempt("hide", "60", str(2 << 20)).out


@attack("have more processes than allowed")
def _(ground: Ground) -> bool:
    return "running 60" in ground.attempt("processes", "60", limits={"memory": "1 GiB"}).out


@attack("have more processes than allowed, where they are sampled")
def _(ground: Ground) -> bool:
    ground.without_cgroups()
    return "running 60" in ground.attempt("processes", "60", limits={"memory": "1 GiB"}).out


@attack("leave a process behind")
def _(ground: Ground) -> bool:
    ground.attempt("leave", ground.canary)
    left = [int(place.parent.name) for place in Path("/proc").glob("[0-9]*/cmdline") if _marked(place, ground.canary)]
    for pid in left:
        os.kill(pid, signal.SIGKILL)
    return bool(left)


def _marked(place: Path, mark: str) -> bool:
    with contextlib.suppress(OSError):
        return mark.encode() in place.read_bytes()
    return False


WARDEN = """
import asyncio, os, sys
sys.path[:0] = {path!r}
from pathlib import Path
from tests.e2e.walls.ground import Ground
from wicketgate.sandbox.probe import probe
ground = Ground(probe(), Path({folder!r}), {removed!r}, {{}})
async def main():
    null = os.open(os.devnull, os.O_RDWR)
    with ground.patched():
        sandbox = await ground.box.spawn(ground.spec("wait", "50"), null, 1, null)
    while not sandbox.pid:
        await asyncio.sleep(0.01)
    print(ground.launcher.pid, sandbox.pid, flush=True)
    await sandbox.wait()
asyncio.run(main())
"""


def _outlives(ground: Ground, which: str) -> bool:
    text = WARDEN.format(path=sys.path, folder=str(ground.folder), removed=ground.removed)
    with subprocess.Popen([sys.executable, "-c", text], stdout=subprocess.PIPE, text=True) as warden:
        assert warden.stdout is not None
        # In any order: where they are, and that the agent runs, so that bubblewrap has set all it sets itself.
        told = [warden.stdout.readline(), warden.stdout.readline()]
        launcher, agent = (int(word) for word in next(line for line in told if line != "ready\n").split())
        try:
            os.kill({"warden": warden.pid, "launcher": launcher}[which], signal.SIGKILL)
            end = time.monotonic() + 2
            while _alive(agent) and time.monotonic() < end:
                time.sleep(0.02)
            return _alive(agent)
        finally:
            for pid in (warden.pid, launcher, agent):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)


def _alive(pid: int) -> bool:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    return False


@attack("outlive a killed warden")
def _(ground: Ground) -> bool:
    return _outlives(ground, "warden")


@attack("outlive a killed launcher")
def _(ground: Ground) -> bool:
    return _outlives(ground, "launcher")


@attack("outlast the time that was given")
def _(ground: Ground) -> bool:
    started = time.monotonic()
    seen = ground.attempt("wait", "2", limits={"minutes": 0.01})
    return "still there" in seen.out and time.monotonic() - started > 1
