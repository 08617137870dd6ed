"""Fuzzing what reads hostile text: one harness for each reader, on atheris; and how long the largest input takes."""
