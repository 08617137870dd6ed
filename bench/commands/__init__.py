"""How the gate judges shell commands on a laptop without a sandbox: a corpus labelled before the reader, its bench."""
