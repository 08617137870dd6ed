"""What clients may ask of the warden, one module a noun."""
