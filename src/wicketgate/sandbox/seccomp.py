"""The syscall filter, as the BPF program bubblewrap loads: allow by default, refuse by name what an agent never needs.

Compiled by libseccomp once per variant, outside, before anything starts. 32-bit arguments are compared under a 32-bit
mask: the kernel ignores the upper half, so a plain comparison would let `socket(1 << 32 | AF_UNIX)` through. Another
architecture's calls, x32 included, end the process.
"""

from __future__ import annotations

import errno
import functools
import os

import pyseccomp

from wicketgate.errors import SandboxError

REFUSED = {
    "mounts": "mount umount umount2 move_mount open_tree open_tree_attr fsopen fsconfig fsmount fspick mount_setattr "
    "pivot_root chroot statmount listmount",
    "other processes": "ptrace process_vm_readv process_vm_writev process_madvise process_mrelease kcmp pidfd_getfd",
    "namespaces": "setns unshare",
    "keys": "keyctl add_key request_key",
    "kernel surface": "bpf perf_event_open io_uring_setup io_uring_enter io_uring_register userfaultfd vmsplice "
    "fanotify_init fanotify_mark lookup_dcookie syslog quotactl quotactl_fd nfsservctl uselib sysfs _sysctl",
    "machine": "kexec_load kexec_file_load init_module finit_module delete_module create_module query_module "
    "get_kernel_syms reboot swapon swapoff acct vhangup iopl ioperm modify_ldt vm86 vm86old",
    "time and names": "settimeofday clock_settime clock_adjtime adjtimex stime sethostname setdomainname",
    "files by handle": "open_by_handle_at name_to_handle_at",
    "pages": "mbind set_mempolicy set_mempolicy_home_node migrate_pages move_pages memfd_secret",
}
"""Refused with EPERM, grouped by what they reach."""
ABSENT = ("clone3",)
"""Answered as unknown: the filter cannot read clone3's structure, and every C library falls back to clone."""
UNSEEN_MEMORY = ("memfd_create", "shmget")
"""Memory no process shows in its size: refused where memory is only sampled."""
NUMBERS = {
    "mount_setattr": 442,
    "quotactl_fd": 443,
    "memfd_secret": 447,
    "process_mrelease": 448,
    "set_mempolicy_home_node": 450,
    "statmount": 457,
    "listmount": 458,
    "open_tree_attr": 467,
}
"""Calls younger than some libseccomp in use; these numbers are the same on every architecture."""
NAMESPACE_FLAGS = (0x00020000, 0x02000000, 0x04000000, 0x08000000, 0x10000000, 0x20000000, 0x40000000)
TERMINAL_INJECTION = (0x5412, 0x541C)  # TIOCSTI, TIOCLINUX
HARMLESS_PERSONALITY = 0x20008  # UNAME26 and a 32-bit word of no consequence; all ones asks and changes nothing
AF_UNIX, AF_INET, AF_INET6 = 1, 2, 10
SOCK_STREAM = 1
UNKNOWN = -1
WHOLE, TOP = 0xFFFFFFFF, 1 << 31


@functools.lru_cache(maxsize=4)
def program(tight: bool, unix: bool = False) -> bytes:
    """Return the filter as BPF; `tight` also refuses memory that a sample cannot see, `unix` lets Unix streams be."""
    rules = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
    rules.set_attr(pyseccomp.Attr.ACT_BADARCH, pyseccomp.KILL_PROCESS)
    rules.set_attr(pyseccomp.Attr.CTL_OPTIMIZE, 2)  # a binary tree: the common calls pass in a few steps
    for name in (*" ".join(REFUSED.values()).split(), *(UNSEEN_MEMORY if tight else ())):
        _refuse(rules, errno.EPERM, name)
    for name in ABSENT:
        _refuse(rules, errno.ENOSYS, name)
    for flag in NAMESPACE_FLAGS:
        _refuse(rules, errno.EPERM, "clone", (0, flag, flag))
    for request in TERMINAL_INJECTION:
        _refuse(rules, errno.EPERM, "ioctl", (1, WHOLE, request))
    _only_families(rules, "socket", (AF_UNIX, AF_INET, AF_INET6) if unix else (AF_INET, AF_INET6))
    if unix:
        _only_streams(rules)
    _only_families(rules, "socketpair", (AF_UNIX, AF_INET, AF_INET6))
    _personality(rules)
    with os.fdopen(os.memfd_create("filter"), "r+b") as file:
        rules.export_bpf(file)
        file.seek(0)
        return file.read()


def _refuse(rules: pyseccomp.SyscallFilter, answer: int, name: str, *masked: tuple[int, int, int]) -> None:
    number = NUMBERS.get(name, pyseccomp.resolve_syscall(pyseccomp.Arch.NATIVE, name))
    if number == UNKNOWN:
        raise SandboxError(f"libseccomp does not know the call {name!r}", "install a newer libseccomp2")
    conditions = [pyseccomp.Arg(place, pyseccomp.MASKED_EQ, mask, value) for place, mask, value in masked]
    rules.add_rule(pyseccomp.ERRNO(answer), number, *conditions)


def _only_families(rules: pyseccomp.SyscallFilter, name: str, granted: tuple[int, ...]) -> None:
    # INVARIANT: every number that is not granted is refused: one with a bit above the lowest four, or another below 16.
    for bit in range(4, 32):
        _refuse(rules, errno.EAFNOSUPPORT, name, (0, 1 << bit, 1 << bit))
    for family in set(range(16)) - set(granted):
        _refuse(rules, errno.EAFNOSUPPORT, name, (0, WHOLE, family))


def _only_streams(rules: pyseccomp.SyscallFilter) -> None:
    # Datagrams need no connection and are read by whoever holds a name: nothing an ssh-agent's client does.
    for kind in set(range(16)) - {SOCK_STREAM}:
        _refuse(rules, errno.EAFNOSUPPORT, "socket", (0, WHOLE, AF_UNIX), (1, 0xF, kind))


def _personality(rules: pyseccomp.SyscallFilter) -> None:
    for bit in (1 << n for n in range(31)):
        if not bit & HARMLESS_PERSONALITY:
            _refuse(rules, errno.EPERM, "personality", (0, bit | TOP, bit))  # set, in anything but all ones
        _refuse(rules, errno.EPERM, "personality", (0, bit | TOP, TOP))  # the top bit without all the others
