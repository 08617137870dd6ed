"""The journal: one sequencer, durable, hash-chained."""
