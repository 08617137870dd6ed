"""Git over HTTP: what a request says, what a pack holds, and what a push changes, read outside and without git."""
