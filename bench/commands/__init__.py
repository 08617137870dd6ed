"""How the gate judges shell commands without a sandbox: a corpus labelled apart from the reader; its bench."""
