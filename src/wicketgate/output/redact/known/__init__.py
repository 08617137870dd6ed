"""Known values: in the forms tools print, spread out, in pieces, and under up to three layers of encoding."""
