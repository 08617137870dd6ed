"""The ways to the network: the model API and the proxy."""
