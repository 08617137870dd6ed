"""What clients may ask of the warden, one module a noun."""

from wicketgate.control import approvals, audit, policies, runs, secrets, sessions, warden, workspaces

METHODS = {
    **approvals.METHODS,
    **audit.METHODS,
    **policies.METHODS,
    **runs.METHODS,
    **secrets.METHODS,
    **sessions.METHODS,
    **warden.METHODS,
    **workspaces.METHODS,
}
"""Every method a client may call."""
