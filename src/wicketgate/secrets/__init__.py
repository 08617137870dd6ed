"""Secret values, in types that cannot be printed."""
