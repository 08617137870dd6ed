"""Wicketgate runs agents against real things so that a fooled agent stays harmless."""
