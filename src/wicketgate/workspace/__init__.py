"""What the agent sees and may change: a frozen snapshot, the diff of what it did, the commit."""
