"""What the scrubber finds, what it spares, and what it costs."""
