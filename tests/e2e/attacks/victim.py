"""A process of the host with a secret in its environment: it lets itself be traced and notes each signal that comes."""

import ctypes
import signal
import sys
from pathlib import Path

PR_SET_PTRACER, ANY = 0x59616D61, -1
ROWS = {signal.SIGCONT: "013", signal.SIGURG: "130"}

ctypes.CDLL(None).prctl(PR_SET_PTRACER, ctypes.c_ulong(ANY), 0, 0, 0)
for number in ROWS:
    signal.signal(number, lambda number, _: Path(sys.argv[1], ROWS[signal.Signals(number)]).touch())
print("ready", flush=True)
while True:
    signal.pause()
