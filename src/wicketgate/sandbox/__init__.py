"""The walls: a plan (pure), the launcher that raises it around a program, and the tests that prove it on this machine."""
