"""What the gateway runs outside the sandbox."""
