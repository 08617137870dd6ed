"""A person decides: pending questions, bound to one exact action, used once."""
