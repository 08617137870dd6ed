"""The last step before the agent, a program of 250 bytes: `enter COMMAND…` takes on Landlock's rules, becomes COMMAND.

Landlock must come after bubblewrap's mounts (a restricted process may not mount) and before the agent's first
instruction, so something has to run in between. A Python shim costs some 15 ms a start, this well under one. It takes
the rule set as descriptor 3, makes the terminal on descriptor 0 its own when asked to, writes one byte to descriptor 4
(every wall stands), and is replaced by execve: no process of ours remains.
Exit status 126: the rules could not be taken on; 127: COMMAND could not be started.
"""

from __future__ import annotations

import struct

from wicketgate.sandbox.syscalls import LANDLOCK_RESTRICT

RULES, SIGN = 3, 4
"""The descriptors the rule set and the pipe for the sign are expected at."""
BASE = 0x400000
HEADERS = 64 + 56
TIOCSCTTY = 0x540E


def program(machine: str, tty: bool) -> bytes:
    """Return the ELF executable for `machine` (x86_64 or aarch64); KeyError for any other."""
    number, code = {"x86_64": (62, _x86_64), "aarch64": (183, _aarch64)}[machine]
    text = code(tty)
    size = HEADERS + len(text)
    ident = b"\x7fELF" + bytes((2, 1, 1, 0)) + bytes(8)  # 64 bits, little endian, version 1, System V
    header = ident + struct.pack("<HHIQQQIHHHHHH", 2, number, 1, BASE + HEADERS, 64, 0, 0, 64, 56, 1, 0, 0, 0)
    segment = struct.pack("<IIQQQQQQ", 1, 5, 0, BASE, BASE, size, size, 0x1000)  # one segment, read and execute
    return header + segment + text


def _x86_64(tty: bool) -> bytes:
    def call(number: int) -> bytes:
        return b"\xb8" + struct.pack("<I", number) + b"\x0f\x05"  # mov eax, number; syscall

    def leave(status: int) -> bytes:
        return b"\xbf" + struct.pack("<I", status) + call(231)  # mov edi, status; exit_group

    def on(descriptor: int) -> bytes:
        return b"\xbf" + struct.pack("<I", descriptor)  # mov edi, descriptor

    code = b"\x31\xf6" + on(RULES) + call(LANDLOCK_RESTRICT)  # xor esi, esi: no flags
    code += b"\x85\xc0\x74" + bytes((len(leave(126)),)) + leave(126)  # test eax, eax; jz past the way out
    if tty:
        code += call(112)  # setsid
        code += b"\x31\xff\xbe" + struct.pack("<I", TIOCSCTTY) + b"\x31\xd2" + call(16)  # ioctl(0, TIOCSCTTY, 0)
    code += b"\x48\x89\xe6\xba\x01\x00\x00\x00" + on(SIGN) + call(1)  # mov rsi, rsp; mov edx, 1; write
    code += on(RULES) + call(3) + on(SIGN) + call(3)  # close
    code += b"\x48\x8b\x04\x24"  # mov rax, [rsp]: argc
    code += b"\x48\x8d\x74\x24\x10"  # lea rsi, [rsp+16]: argv from the second on
    code += b"\x48\x8b\x7c\x24\x10"  # mov rdi, [rsp+16]: the command
    code += b"\x48\x8d\x54\xc4\x10"  # lea rdx, [rsp+rax*8+16]: the environment
    return code + call(59) + leave(127)  # execve


def _aarch64(tty: bool) -> bytes:
    def load(register: int, value: int) -> int:
        return 0xD2800000 | value << 5 | register  # movz

    def call(number: int) -> list[int]:
        return [load(8, number), 0xD4000001]  # svc #0

    def leave(status: int) -> list[int]:
        return [load(0, status), *call(94)]  # exit_group

    code = [load(0, RULES), load(1, 0), *call(LANDLOCK_RESTRICT)]
    code += [0xB4000000 | (1 + len(leave(126))) << 5, *leave(126)]  # cbz x0, past the way out
    if tty:
        code += call(157)  # setsid
        code += [load(0, 0), load(1, TIOCSCTTY), load(2, 0), *call(29)]  # ioctl(0, TIOCSCTTY, 0)
    code += [load(0, SIGN), 0x910003E1, load(2, 1), *call(64)]  # mov x1, sp; write
    code += [load(0, RULES), *call(57), load(0, SIGN), *call(57)]  # close
    code += [0xF94003E3]  # ldr x3, [sp]: argc
    code += [0x910043E1]  # add x1, sp, #16: argv from the second on
    code += [0xF9400020]  # ldr x0, [x1]: the command
    code += [0x8B030C22]  # add x2, x1, x3, lsl #3: the environment
    code += [*call(221), *leave(127)]  # execve
    return struct.pack(f"<{len(code)}I", *code)
