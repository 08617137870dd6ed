"""SSH out of a sandbox: a way to listed hosts by the proxy, and the agent that signs logins there. No key inside."""
