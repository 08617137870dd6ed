"""The filter as a program, interpreted here: what it answers for a call, without making it."""

from __future__ import annotations

import errno
import platform
import struct

import pyseccomp
import pytest

from wicketgate.sandbox import seccomp

ALLOW, ERRNO, KILL = 0x7FFF0000, 0x00050000, 0x80000000
ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}[platform.machine()]


def answer(program: bytes, number: int, *arguments: int, arch: int = ARCH) -> int:
    """Return what the BPF program says about a call."""
    args = [argument & 0xFFFFFFFFFFFFFFFF for argument in (*arguments, 0, 0, 0, 0, 0, 0)[:6]]
    data = struct.pack("<IIQ6Q", number, arch, 0, *args)
    steps = [struct.unpack_from("<HBBI", program, place) for place in range(0, len(program), 8)]
    at = value = 0
    while True:
        code, true, false, constant = steps[at]
        at += 1
        match code:
            case 0x20:  # load a word
                value = struct.unpack_from("<I", data, constant)[0]
            case 0x54:  # and
                value &= constant
            case 0x05:  # jump
                at += constant
            case 0x15:  # equal
                at += true if value == constant else false
            case 0x25:  # greater
                at += true if value > constant else false
            case 0x35:  # greater or equal
                at += true if value >= constant else false
            case 0x45:  # any bit set
                at += true if value & constant else false
            case 0x06:  # answer
                return constant
            case _:
                raise AssertionError(f"instruction {code:#x}")


def call(name: str, *arguments: int, tight: bool = False, unix: bool = False) -> int:
    """Return what the filter says about a call by name."""
    number = seccomp.NUMBERS.get(name, pyseccomp.resolve_syscall(pyseccomp.Arch.NATIVE, name))
    return answer(seccomp.program(tight, unix), number, *arguments)


@pytest.mark.parametrize("name", ["read", "openat", "execve", "connect", "landlock_restrict_self", "futex", "seccomp"])
def test_ordinary_calls_pass(name: str) -> None:
    assert call(name) == ALLOW


@pytest.mark.parametrize("name", " ".join(seccomp.REFUSED.values()).split())
def test_a_refused_call_gets_eperm(name: str) -> None:
    if seccomp.NUMBERS.get(name, pyseccomp.resolve_syscall(pyseccomp.Arch.NATIVE, name)) < 0:
        pytest.skip("not a call of this architecture")
    assert call(name) == ERRNO | errno.EPERM


def test_clone3_is_unknown_and_clone_makes_no_namespace() -> None:
    assert call("clone3") == ERRNO | errno.ENOSYS
    assert call("clone", 0x01200011) == ALLOW  # what fork asks for
    for flag in seccomp.NAMESPACE_FLAGS:
        assert call("clone", flag | 17) == ERRNO | errno.EPERM


@pytest.mark.parametrize("family", [*range(70), 255, 1 << 16, 1 << 31, 0xFFFFFFFF])
def test_only_internet_sockets_open(family: int) -> None:
    wanted = ALLOW if family in (2, 10) else ERRNO | errno.EAFNOSUPPORT
    for upper in (0, 1 << 32, 0xFFFFFFFF << 32):  # the kernel ignores the upper half, so must the filter
        assert call("socket", upper | family) == wanted
    assert call("socketpair", 1 << 32 | 1) == ALLOW


def test_terminal_injection_is_refused_however_it_is_dressed() -> None:
    for upper in (0, 1 << 32):
        assert call("ioctl", 0, upper | 0x5412) == ERRNO | errno.EPERM
        assert call("ioctl", 0, upper | 0x541C) == ERRNO | errno.EPERM
    assert call("ioctl", 0, 0x5401) == ALLOW


@pytest.mark.parametrize(
    ("persona", "passes"),
    [
        *((passes, True) for passes in (0, 8, 0x20000, 0x20008, 0xFFFFFFFF)),
        *((refused, False) for refused in (0x0040000, 0x0400000, 0x80000000, 0xFFFFFFFE, 0x0040008)),
    ],
)
def test_only_harmless_personalities_pass(persona: int, passes: bool) -> None:
    assert call("personality", persona) == (ALLOW if passes else ERRNO | errno.EPERM)


def test_another_architecture_and_x32_are_killed() -> None:
    program = seccomp.program(False)
    assert answer(program, 0, arch=0x40000003) == KILL
    if platform.machine() == "x86_64":
        assert answer(program, 0x40000000 | 41) == KILL


def test_unseen_memory_is_refused_only_where_memory_is_sampled() -> None:
    for name in seccomp.UNSEEN_MEMORY:
        assert call(name) == ALLOW
        assert call(name, tight=True) == ERRNO | errno.EPERM


@pytest.mark.parametrize("top", [0, 1 << 32, 0xFFFFFFFF << 32])
@pytest.mark.parametrize("flags", [0, 0o2000000, 0o4000])
def test_with_an_ssh_agent_unix_streams_and_nothing_else_are_added(top: int, flags: int) -> None:
    for unix in (True, False):
        expected = ALLOW if unix else ERRNO | errno.EAFNOSUPPORT
        assert call("socket", top | 1, top | flags | 1, unix=unix) == expected
        for family in range(1 << 6):
            if family not in (1, 2, 10):
                assert call("socket", top | family, flags | 1, unix=unix) == ERRNO | errno.EAFNOSUPPORT
        for kind in (0, *range(2, 16)):
            assert call("socket", top | 1, top | flags | kind, unix=unix) == ERRNO | errno.EAFNOSUPPORT
        assert call("socket", 2, 2, unix=unix) == ALLOW
