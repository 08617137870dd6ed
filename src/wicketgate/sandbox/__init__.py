"""The walls around an agent: namespaces, seccomp, Landlock, limits.

`plan.py` works out, purely, what to raise; `launcher.py` (in the warden) orders it; `launcher_process.py` and
`child.py` (in a process without secrets) raise it. `probe.py` and `selftest.py` say what this machine can hold.
"""
