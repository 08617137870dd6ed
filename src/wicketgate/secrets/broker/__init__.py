"""The broker: the agent holds placeholders, the values are put in outside, for one action at one destination."""
