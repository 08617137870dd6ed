"""What clients may ask of the warden, one module a noun."""

from wicketgate.control import (
    approvals,
    audit,
    laptop,
    passphrase,
    policies,
    runs,
    secrets,
    sessions,
    warden,
    workspaces,
)
from wicketgate.control.passphrase import guarded

METHODS = guarded(
    {
        **approvals.METHODS,
        **audit.METHODS,
        **laptop.METHODS,
        **passphrase.METHODS,
        **policies.METHODS,
        **runs.METHODS,
        **secrets.METHODS,
        **sessions.METHODS,
        **warden.METHODS,
        **workspaces.METHODS,
    }
)
"""Every method a client may call; what only a person may do asks for the passphrase, where one is set."""
