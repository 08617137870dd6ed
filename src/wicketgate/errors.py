"""Every error Wicketgate raises on purpose, in one tree.

    Error
    ├── ConfigError     yours: the policy, a setting or the command line is wrong
    │   └── UntrustedPolicy   the file is fine, but its owner has not accepted this digest
    ├── RequestError    the agent's: a request that is malformed or refused
    │   └── Refused     the gate or a person said no
    ├── SandboxError    the machine's: a wall could not be raised, so nothing was started
    └── StateError      ours: the state directory, the journal or the warden cannot be used

A message is one lower-case line without a final period; `hint` is the remedy, a command where there is one.
"""


class Error(Exception):
    """The root: a message that says what is wrong and a hint that says what to do."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def to_json(self) -> dict[str, str]:
        """Return the error as it travels from the warden to a client."""
        return {"error": type(self).__name__, "message": self.message, "hint": self.hint}


class ConfigError(Error):
    """The policy, a setting or the command line is wrong; names file and line where it can."""


class UntrustedPolicy(ConfigError):
    """The policy is well-formed, but nobody accepted this digest on this machine."""


class RequestError(Error):
    """What the agent (or a client in its place) sent cannot be understood."""


class Refused(RequestError):
    """The gate, a budget or a person said no; `hint` holds the smallest change that would allow it."""


class SandboxError(Error):
    """A wall could not be raised or fell; nothing runs without it."""


class StateError(Error):
    """The state directory, the journal or the warden cannot be used."""


KINDS: dict[str, type[Error]] = {
    kind.__name__: kind
    for kind in (Error, ConfigError, UntrustedPolicy, RequestError, Refused, SandboxError, StateError)
}


def from_json(body: dict[str, str]) -> Error:
    """Return the error a warden sent, as the class it was raised as (an unknown one becomes `StateError`)."""
    kind = KINDS.get(body.get("error", ""), StateError)
    return kind(str(body.get("message", "the warden gave no reason")), str(body.get("hint", "")))
